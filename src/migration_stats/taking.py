"""A new release into the store: read first, held against the contract, then stored whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from migration_stats.catalogue import Reading, Release, Source, last_day
from migration_stats.errors import SnapshotError
from migration_stats.observations import Parsed, parse_release, where
from migration_stats.project import Project, sha256
from migration_stats.reference import load_reference
from migration_stats.snapshots import Snapshot, read_lock, take

SUFFIXES = (
    (b"\x1f\x8b", "gz"),
    (b"PK", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"<", "xml"),
    (b"{", "json"),
    (b"[", "json"),
)


@dataclass(frozen=True)
class Taken:
    """What became of a file that was offered: stored under `file`, or there already."""

    source_id: str
    file: str
    sha256: str
    new: bool
    observations: int
    findings: tuple[str, ...]


def add_file(project: Project, source: Source, name: str, content: bytes, published: str) -> Taken:
    """Take a file that a person downloaded. Refused, and nothing stored, when it breaks the contract."""
    basis = {10: "day", 7: "month", 4: "year"}.get(len(published), "day")
    last_day(published)
    release = Release(
        file=file_name(source, published, content, name),
        published=published,
        published_basis=basis,
        title=f"{source.citation}, file {name}, downloaded by hand",
        place="see the cells",
        layout="published" if source.reading != Reading() else source.layout,
    )
    return offer(project, source, release, content, strict=True)


def offer(
    project: Project, source: Source, release: Release, content: bytes, strict: bool,
    seen: dict[str, str] | None = None,
) -> Taken:  # fmt: skip
    """Store a release unless its bytes are there. `strict` refuses what breaks the contract.

    A live answer is not refused here: it is kept, since the publisher may never give it again, and the
    refresh judges it as it judges every release. Raises SnapshotError.
    """
    found = sha256(content)
    there = {str(entry["sha256"]): file for file, entry in read_lock(source).items()}
    if found in there:
        return Taken(source.source_id, there[found], found, False, 0, ())
    same_day = [each.file for each in source.releases if each.published_on == release.published_on]
    if same_day and source.scope != "additive":
        raise SnapshotError(
            f"{source.source_id}: a release of {release.published_on} is in the store already "
            f"({same_day[0]}) and its bytes are others. A release counts per day: "
            "name that one under [[withdrawn]] with the reason, or leave this one"
        )
    parsed = read_release(project, source, release, content)
    told = tuple(
        f"{each.rule}: " + (f"{where(parsed, each.row)}: " if each.row else "") + each.reason
        for each in parsed.findings
    )
    if told and strict:
        more = f"\n(and {len(told) - 5} more)" if len(told) > 5 else ""
        raise SnapshotError(
            f"{release.file}: not taken, nothing was stored:\n" + "\n".join(told[:5]) + more
            + f"\nMend {source.folder.name}/source.toml or data/reference, then add it again."
        )  # fmt: skip
    take(source, release, content, seen or {}, datetime.now(UTC))
    return Taken(source.source_id, release.file, found, True, len(parsed.observations), told)


def read_release(project: Project, source: Source, release: Release, content: bytes) -> Parsed:
    snapshot = Snapshot(
        source.source_id, release.file, sha256(content), len(content), datetime.now(UTC), content
    )
    return parse_release(replace(source, remarks=()), release, snapshot, load_reference(project))


def file_name(source: Source, published: str, content: bytes, name: str = "") -> str:
    """The day of publication and what kind of file it is; a number behind it where that is taken."""
    known = next((suffix for start, suffix in SUFFIXES if content.lstrip().startswith(start)), "")
    own = re.fullmatch(r".*\.(csv|tsv|tsv\.gz|csv\.gz|json|xlsx|xls|ods|xml)", name.lower())
    suffix = own[1] if own else known or "csv"
    names = (f"{published}{f'-{n}' if n > 1 else ''}.{suffix}" for n in range(1, 1000))
    return next(each for each in names if not (source.folder / each).exists())
