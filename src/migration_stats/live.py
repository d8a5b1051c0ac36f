"""The live services: each source's queries asked, the newest release stored. The store is judged afterwards.

What fails here leaves the store as it was: the last good release stays in use, and the error says its age.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from migration_stats.catalogue import Query, Release, Source, load_catalogue
from migration_stats.download import Answer, Downloader, TooLargeForServiceError
from migration_stats.errors import CatalogueError, DownloadError, LayoutError, MigrationStatsError
from migration_stats.project import Project
from migration_stats.publishers import services
from migration_stats.publishers.detect import read_table
from migration_stats.snapshots import read_lock
from migration_stats.steps import Step, plain_step, quiet_step
from migration_stats.taking import file_name, offer

PARALLEL = 6
MOST_PAGES = 1000
POLL = 10.0


@dataclass(frozen=True)
class Fetched:
    """How asking one source ended: a new release, nothing new, or an error in words."""

    source_id: str
    outcome: str  # new, unchanged or failed
    said: str
    file: str = ""


@dataclass(frozen=True)
class Whole:
    """The whole answer to a source's query, pages and parts joined."""

    content: bytes
    first: Answer
    modified: str


def ask_services(project: Project, named: Iterable[str], step: Step = plain_step) -> list[Fetched]:
    """Newer releases of the sources named (or of all with a query) into the store, told source by source."""
    sources = choose(load_catalogue(project), named)
    with Downloader(told=lambda line: print(line, file=sys.stderr, flush=True)) as net:
        return fetch_live(project, sources, net, step=step)


def fetch_live(
    project: Project, sources: Iterable[Source], net: Downloader,
    hosts: Mapping[str, str] | None = None, step: Step = quiet_step,
) -> list[Fetched]:  # fmt: skip
    """Ask every source, a few at a time. One that fails does not stop the others."""
    asked = list(sources)
    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = [
            pool.submit(fetch_source, project, source, net, hosts or services.HOSTS) for source in asked
        ]
        return [
            step("live", source.source_id, made.result, lambda done: f"{done.outcome}: {done.said}",
                 lambda done: done.outcome != "failed")
            for source, made in zip(asked, answers, strict=True)
        ]  # fmt: skip


def choose(sources: Iterable[Source], named: Iterable[str]) -> list[Source]:
    """The sources that can be asked: all with a query, or those named. Raises CatalogueError."""
    asked = {source.source_id: source for source in sources if source.queries}
    if unknown := sorted(set(named) - asked.keys()):
        raise CatalogueError(
            f"{', '.join(unknown)}: no source with a [[query]]; those that can be asked are "
            + ", ".join(sorted(asked))
        )
    return [asked[name] for name in (list(named) or sorted(asked))]


def fetch_source(project: Project, source: Source, net: Downloader, hosts: Mapping[str, str]) -> Fetched:
    try:
        if len(source.queries) != 1:
            raise CatalogueError(f"{source.source_id}: a source has one [[query]]: its answer is one release")
        return ask(project, source, source.queries[0], net, hosts)
    except MigrationStatsError as error:
        said = str(error) if str(error).startswith(source.source_id) else f"{source.source_id}: {error}"
        return Fetched(source.source_id, "failed", f"{said}. {in_use(source)}")


def in_use(source: Source) -> str:
    """Which release the readers have meanwhile, and how old it is."""
    if not source.releases:
        return "No release is in the store yet"
    newest = source.releases[-1]
    age = (datetime.now(UTC).date() - newest.published_on).days
    return f"In use stays {newest.file}, published {newest.published_on}, {age} days old"


def ask(project: Project, source: Source, query: Query, net: Downloader, hosts: Mapping[str, str]) -> Fetched:
    deadline = net.deadline()
    seen = newest_taken(source)
    whole = answer(source, query, net, hosts, deadline, seen)
    if whole is None:
        return Fetched(source.source_id, "unchanged", f"nothing new since {seen.get('published', '')}")
    table = read_table(whole.content)  # an answer that is none is never stored
    if incomplete := [text for text in table.oddities if "not whole" in text]:
        raise LayoutError(incomplete[0])
    said = whole.modified or table.updated or whole.first.modified_on
    today = datetime.now(UTC).date().isoformat()
    published = said or today
    release = Release(
        file=file_name(source, published, whole.content),
        published=published,
        published_basis="service" if said else "fetched",
        title=f"{source.citation}, answer of the service",
        place="see the cells",
        data_as_of=table.updated,
        layout="published",
        url=whole.first.url,
    )
    kept = {"etag": whole.first.etag, "last_modified": whole.first.last_modified}
    taken = offer(project, source, release, whole.content, strict=False,
                  seen={key: text for key, text in kept.items() if text})  # fmt: skip
    if not taken.new:
        return Fetched(source.source_id, "unchanged", f"the same bytes as {taken.file}")
    told = f"; not as expected: {taken.findings[0]}" if taken.findings else ""
    return Fetched(
        source.source_id, "new", f"{taken.file}, {taken.observations:,} observations{told}", taken.file
    )


def newest_taken(source: Source) -> dict[str, str]:
    """What is known of the newest release that came from the service."""
    entries = read_lock(source)
    taken = [release.file for release in source.releases if release.url and release.file in entries]
    return {key: str(text) for key, text in entries[taken[-1]].items()} if taken else {}


def answer(
    source: Source, query: Query, net: Downloader, hosts: Mapping[str, str], deadline: float,
    seen: Mapping[str, str],
) -> Whole | None:  # fmt: skip
    """The whole answer, or None where the service says that nothing changed."""
    modified = ""
    if query.service in ("cbs", "cbs_v4"):
        told = net.get(source.source_id, services.cbs_modified(query, hosts), deadline)
        modified = services.modified_on(told.content)
        if modified and modified == seen.get("published"):
            return None
    asked = services.Asked(query)
    one_address = query.service in ("eurostat_bulk", "eurostat_2.1", "eurostat_3.0", "file")
    address = services.address(asked, hosts)
    same = one_address and seen.get("url") == address
    try:
        first = net.get(source.source_id, address, deadline, seen if same else None)
    except TooLargeForServiceError:
        parts = [part_of(source, half, net, hosts, deadline) for half in services.split(asked)]
        return Whole(services.join_parts([part.content for part in parts]), parts[0], modified)
    if first.unchanged:
        return None
    first = settled(source, first, net, hosts, deadline)
    pages = [first.content, *later_pages(source, query, first.content, net, hosts, deadline)]
    return Whole(services.join_pages(pages), first, modified)


def part_of(
    source: Source, asked: services.Asked, net: Downloader, hosts: Mapping[str, str], deadline: float
) -> Answer:
    """One part of a query that was too large, split further where it still is."""
    url = services.address(asked, hosts)
    try:
        return settled(source, net.get(source.source_id, url, deadline), net, hosts, deadline)
    except TooLargeForServiceError:
        parts = [part_of(source, half, net, hosts, deadline) for half in services.split(asked)]
        return Answer(parts[0].url, 200, services.join_parts([part.content for part in parts]))


def settled(
    source: Source, first: Answer, net: Downloader, hosts: Mapping[str, str], deadline: float
) -> Answer:
    """An answer that Eurostat makes later: follow its status until the file is ready."""
    number = services.queued(first.content)
    if not number:
        return first
    base = f"{hosts['eurostat']}/1.0/async"
    while True:
        told = net.get(source.source_id, f"{base}/status/{number}", deadline)
        status = services.status_of(told.content)
        if status == "AVAILABLE":
            break
        if status not in ("SUBMITTED", "PROCESSING"):
            raise DownloadError(
                f"{source.source_id}: the service ended the queued answer as {status}. Run it again"
            )
        if net.clock() + POLL > deadline:
            raise DownloadError(
                f"{source.source_id}: the queued answer is still {status}. Run it again later"
            )
        net.sleep(POLL)
    ready = net.get(source.source_id, f"{base}/data/{number}", deadline)
    return Answer(first.url, ready.status, ready.content, ready.etag, ready.last_modified)


def later_pages(
    source: Source, query: Query, content: bytes, net: Downloader, hosts: Mapping[str, str], deadline: float
) -> list[bytes]:
    pages: list[bytes] = []
    page, here = 1, content
    while (following := services.next_page(query, here, page)) is not None:
        page += 1
        if page > MOST_PAGES:
            raise DownloadError(f"{source.source_id}: more than {MOST_PAGES} pages; ask for less")
        address = (
            following
            if isinstance(following, str)
            else services.address(services.Asked(query), hosts, following)
        )
        here = net.get(source.source_id, address, deadline).content
        pages.append(here)
    if query.service == "cbs" and pages and b'"value":[]' in pages[-1].replace(b" ", b"").replace(b"\n", b""):
        pages.pop()  # the row count was a multiple of the limit: the last page is empty
    return pages
