"""The refresh, stage by stage: fetch, snapshot, parse, validate, load per source; then models and publish.

The order stands here once. Who runs the stages (plain calls, or Prefect tasks) is given as `step`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from migration_stats.catalogue import Source, load_catalogue
from migration_stats.observations import Parsed, parse_release
from migration_stats.project import Project
from migration_stats.reference import Reference, load_reference
from migration_stats.snapshots import Snapshot, fetch, replace_file, snapshot
from migration_stats.steps import Step, plain_step
from migration_stats.validation import PINS, Judgement, Rule, count_rows, judge, load_pins, load_rules
from migration_stats.warehouse import (
    build_folder,
    create,
    inputs_of,
    inputs_sha256,
    load,
    open_database,
    publish,
    run_checks,
    run_models,
)


@dataclass(frozen=True)
class Report:
    """How a refresh ended."""

    built: bool  # False when nothing had changed and the database in place was kept
    sources: int
    releases: int
    observations: int
    refused_releases: int
    refused: tuple[str, ...]  # one line per broken critical rule: file, rule, line and reason
    warnings: int

    @property
    def summary(self) -> str:
        state = "built" if self.built else "up to date, nothing was done"
        return (
            f"{state}: {self.sources} sources, {self.releases} releases ({self.refused_releases} refused), "
            f"{self.observations:,} observations, {self.warnings} warnings"
        )


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
        snapshots = {
            source.source_id: snapshot_step(step, source, files[source.source_id]) for source in sources
        }
        inputs = inputs_sha256(project)  # a release seen for the first time is in its lock only now
        con = create(project, built, inputs, reference)
        try:
            for source in sources:
                parsed = parse_step(step, source, snapshots[source.source_id], reference)
                judged = validate_step(step, source, parsed, rules, pins)
                load_step(step, con, source, judged)
            step("models", "all", lambda: build_models(con, project), lambda made: made)
            step(
                "publish",
                "all",
                lambda: publish(con, project, built),
                lambda _: project.shown(project.database),
            )
        finally:
            con.close()
    return report(project, built=True)


def fetch_step(step: Step, source: Source) -> dict[str, bytes]:
    return step(
        "fetch", source.source_id, lambda: fetch(source), lambda got: f"{len(got)} releases in the store"
    )


def snapshot_step(step: Step, source: Source, files: dict[str, bytes]) -> list[Snapshot]:
    return step(
        "snapshot",
        source.source_id,
        lambda: snapshot(source, files),
        lambda all_: f"{sum(each.size for each in all_):,} bytes, every sha256 as locked",
    )


def parse_step(step: Step, source: Source, snapshots: list[Snapshot], reference: Reference) -> list[Parsed]:
    def parse() -> list[Parsed]:
        return [
            parse_release(source, release, taken, reference)
            for release, taken in zip(source.releases, snapshots, strict=True)
        ]

    return step(
        "parse",
        source.source_id,
        parse,
        lambda all_: f"{sum(len(each.observations) for each in all_):,} observations",
    )


def validate_step(
    step: Step,
    source: Source,
    parsed: list[Parsed],
    rules: Mapping[str, tuple[Rule, ...]],
    pins: pd.DataFrame,
) -> list[Judgement]:
    return step(
        "validate",
        source.source_id,
        lambda: judge(source, parsed, rules, pins),
        verdict_line,
        lambda judged: all(each.good for each in judged),
    )


def load_step(step: Step, con: duckdb.DuckDBPyConnection, source: Source, judged: list[Judgement]) -> None:
    step("load", source.source_id, lambda: load(con, source, judged), lambda rows: f"{rows:,} observations")


def verdict_line(judgements: list[Judgement]) -> str:
    refused = [each.parsed.release.file for each in judgements if not each.good]
    warned = sum(
        verdict.failed for each in judgements for verdict in each.verdicts if verdict.severity == "warning"
    )
    checked = sum(len(each.verdicts) for each in judgements)
    words = f"REFUSED {', '.join(refused)}" if refused else "good"
    return f"{words}, {checked} rules applied" + (f", {warned} warnings" if warned else "")


def build_models(con: duckdb.DuckDBPyConnection, project: Project) -> str:
    """Macros, staging views and marts, then every check. Returns what was made, in words."""
    made = [name for folder in ("macros", "staging", "marts") for name in run_models(con, project, folder)]
    return f"{len(made)} models, {run_checks(con, project)} checks without a row"


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
    releases = {(source_id, file) for source_id, file, *_ in refused}
    return Report(built, counts[0], counts[1], counts[2], len(releases), lines, int(counts[3]))


def pin(project: Project) -> int:
    """Write the rows per source, release and year of data/raw to expectations/row_counts.csv, for review.

    Returns the number of pins. A release that breaks the contract is left out: it has no rows to count.
    """
    reference = load_reference(project)
    counts = []
    for source in load_catalogue(project):
        for release, taken in zip(source.releases, snapshot(source, fetch(source)), strict=True):
            parsed = parse_release(source, release, taken, reference)
            if not parsed.observations.empty:
                counts.append(
                    count_rows(parsed.observations).assign(source_id=source.source_id, file=release.file)
                )
    pins = pd.concat(counts)[["source_id", "file", "year", "rows"]]
    replace_file(project.expectations / PINS, pins.to_csv(index=False, lineterminator="\n").encode())
    return len(pins)
