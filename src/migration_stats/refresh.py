"""The refresh, stage by stage: fetch, snapshot, parse, validate, load per source; then models and publish.

The order stands here once. Who runs the stages (plain calls, or Prefect tasks) is given as `step`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from migration_stats.catalogue import Source, load_catalogue
from migration_stats.observations import Parsed, parse_release
from migration_stats.project import Project, code_sha256, files_sha256, sha256
from migration_stats.reference import Reference, load_reference
from migration_stats.snapshots import Snapshot, fetch, snapshot
from migration_stats.validation import Judgement, judge, load_pins, load_rules
from migration_stats.warehouse import (
    build_folder,
    create,
    inputs_of,
    load,
    open_database,
    publish,
    run_checks,
    run_models,
)

T = TypeVar("T")
# step(stage, source_id, work, describe): run `work`, tell `describe(result)`, return the result.
Step = Callable[[str, str, Callable[[], Any], Callable[[Any], str]], Any]


@dataclass(frozen=True)
class Report:
    """How a refresh ended."""

    built: bool  # False when nothing had changed and the database in place was kept
    sources: int
    releases: int
    observations: int
    refused: tuple[str, ...]  # one line per refused release: file, rule, reason
    warnings: int


def plain_step(stage: str, name: str, work: Callable[[], T], describe: Callable[[T], str]) -> T:
    """Run a stage in this process, with one line of progress."""
    result = work()
    print(f"{stage:<9}{name:<30}{describe(result)}", flush=True)
    return result


def refresh(project: Project, step: Step = plain_step, force: bool = False) -> Report:
    """Bring the database up to date with data/raw. Nothing changed: nothing is done.

    Raises SnapshotError, CatalogueError or WarehouseError when nothing can be published. Refused releases
    are in the report: the other sources are published, and the caller ends non-zero.
    """
    sources = load_catalogue(project)
    files = {source.source_id: fetch_step(step, source) for source in sources}
    inputs = inputs_sha256(project)
    if not force and inputs_of(project) == inputs:
        step("skip", "all", lambda: None, lambda _: "nothing changed since the last refresh: nothing to do")
        return report(project, built=False)
    reference, rules, pins = load_reference(project), load_rules(project), load_pins(project)
    with build_folder(project) as folder:
        built = folder / project.database.name
        snapshots = {source.source_id: snapshot_step(step, source, files[source.source_id]) for source in sources}
        inputs = inputs_sha256(project)  # a release seen for the first time is in its lock only now
        con = create(project, built, inputs, reference)
        try:
            for source in sources:
                parsed = parse_step(step, source, snapshots[source.source_id], reference)
                judged = step(
                    "validate", source.source_id, lambda s=source, p=parsed: judge(s, p, rules, pins), verdict_line
                )
                step(
                    "load",
                    source.source_id,
                    lambda s=source, j=judged: load(con, s, j),
                    lambda rows: f"{rows:,} observations",
                )
            step("models", "all", lambda: build_models(con, project), lambda made: made)
            step("publish", "all", lambda: publish(con, project, built), lambda _: project.shown(project.database))
        finally:
            con.close()
    return report(project, built=True)


def fetch_step(step: Step, source: Source) -> dict[str, bytes]:
    files: dict[str, bytes] = step(
        "fetch", source.source_id, lambda: fetch(source), lambda got: f"{len(got)} releases in the store"
    )
    return files


def snapshot_step(step: Step, source: Source, files: dict[str, bytes]) -> list[Snapshot]:
    taken: list[Snapshot] = step(
        "snapshot",
        source.source_id,
        lambda: snapshot(source, files),
        lambda all_: f"{sum(each.size for each in all_):,} bytes, every sha256 as locked",
    )
    return taken


def parse_step(
    step: Step, source: Source, snapshots: list[Snapshot], reference: Reference
) -> list[Parsed]:
    def parse() -> list[Parsed]:
        return [
            parse_release(source, release, taken, reference)
            for release, taken in zip(source.releases, snapshots, strict=True)
        ]

    parsed: list[Parsed] = step(
        "parse", source.source_id, parse, lambda all_: f"{sum(len(each.observations) for each in all_):,} observations"
    )
    return parsed


def verdict_line(judgements: list[Judgement]) -> str:
    refused = [each.parsed.release.file for each in judgements if not each.good]
    warned = sum(
        verdict.failed for each in judgements for verdict in each.verdicts if verdict.severity == "warning"
    )
    checked = sum(len(each.verdicts) for each in judgements)
    words = f"REFUSED {', '.join(refused)}" if refused else "good"
    return f"{words}, {checked} rules applied" + (f", {warned} warnings" if warned else "")


def build_models(con: Any, project: Project) -> str:
    """Macros, staging views and marts, then every check. Returns what was made, in words."""
    made = [name for folder in ("macros", "staging", "marts") for name in run_models(con, project, folder)]
    return f"{len(made)} models, {run_checks(con, project)} checks without a row"


def inputs_sha256(project: Project) -> str:
    """One hash over everything that a refresh depends on: data, locks, rules, reference, SQL and code."""
    files = [
        file
        for folder in (project.raw, project.reference, project.expectations, project.sql)
        for file in folder.rglob("*")
        if file.is_file()
    ]
    return sha256((files_sha256(project.root, files) + code_sha256()).encode())


def report(project: Project, built: bool) -> Report:
    """The state of the database in place."""
    with open_database(project) as con:
        counts = con.execute(
            "select (select count(*) from sources), (select count(*) from releases),"
            " (select count(*) from observations),"
            " (select coalesce(sum(failed), 0) from verdicts where severity = 'warning')"
        ).fetchall()[0]
        refused = con.execute(
            "select source_id, file, rule, failed, reasons[1] from verdicts"
            " where severity = 'critical' and not success order by all"
        ).fetchall()
    lines = tuple(
        f"data/raw/{source_id}/{file}: {rule}: {reason}" + (f" (and {failed - 1} more)" if failed > 1 else "")
        for source_id, file, rule, failed, reason in refused
    )
    return Report(built, counts[0], counts[1], counts[2], lines, int(counts[3]))

