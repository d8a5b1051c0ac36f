"""The DuckDB file: loaded, modelled, checked beside the old one, then put in its place by one rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from migration_stats import __version__
from migration_stats.catalogue import Source
from migration_stats.errors import WarehouseError
from migration_stats.project import Project, code_sha256, files_sha256, sha256
from migration_stats.reference import Reference
from migration_stats.validation import Judgement

WORK = ".building-"
# Which kind of object a file of sql/<folder> makes, for its COMMENT; the schema where it is not main.
KINDS = {"tables": "table", "macros": "macro", "staging": "view", "marts": "table"}
SCHEMAS = {"staging": "staging."}


@contextmanager
def build_folder(project: Project) -> Iterator[Path]:
    """A folder beside the database for a build in progress; gone afterwards, whatever happens."""
    project.curated.mkdir(parents=True, exist_ok=True)
    for left in project.curated.glob(f"{WORK}*"):
        if not running(int(left.name.removeprefix(WORK))):  # its process was killed
            shutil.rmtree(left)
    folder = project.curated / f"{WORK}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # asks, sends nothing
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as somebody else's
    return True


def create(project: Project, path: Path, inputs: str, reference: Reference) -> duckdb.DuckDBPyConnection:
    """A new database with the tables of sql/tables and the reference tables filled."""
    con = duckdb.connect(str(path))
    con.execute("create schema raw")
    con.execute("create schema staging")
    run_models(con, project, "tables")
    for name, frame in reference.tables.items():
        con.append(name, frame, by_name=True)
    con.append(
        "build",
        pd.DataFrame(
            [{"version": __version__, "code_sha256": code_sha256(), "inputs_sha256": inputs}], dtype=str
        ),
        by_name=True,
    )
    return con


def load(con: duckdb.DuckDBPyConnection, source: Source, judgements: Sequence[Judgement]) -> int:
    """All that is known of a source, in one transaction: its good releases whole, the others as refused.

    Returns the number of observations loaded.
    """
    good = [judgement for judgement in judgements if judgement.good]
    frames: Mapping[str, list[pd.DataFrame]] = {
        "sources": [pd.DataFrame([vars(source)])[SOURCE_COLUMNS]],
        "releases": [pd.DataFrame([release_record(source, each) for each in judgements])],
        "verdicts": [pd.DataFrame([vars(verdict) for each in judgements for verdict in each.verdicts])],
        "quarantine": [each.quarantine for each in judgements],
        "observations": [each.parsed.observations for each in good],
        "cells": [traced(source, each, each.parsed.cells) for each in good],
        "exclusions": [
            traced(source, each, each.parsed.exclusions).assign(file=each.parsed.release.file)
            for each in good
        ],
    }
    con.begin()
    try:
        for table, parts in frames.items():
            filled = [part for part in parts if not part.empty]
            if filled:
                con.append(table, pd.concat(filled), by_name=True)
        raw = [raw_table(each) for each in judgements if not each.parsed.raw.empty]
        if raw:
            con.from_df(pd.concat(raw)).create(f"raw.{source.source_id}")
    except duckdb.Error as error:
        con.rollback()
        raise WarehouseError(f"{source.source_id}: could not be loaded: {error}") from error
    con.commit()
    return sum(len(each.parsed.observations) for each in good)


SOURCE_COLUMNS = [
    "source_id",
    "title_en",
    "title_nl",
    "publisher",
    "url",
    "licence_en",
    "licence_nl",
    "licence_url",
    "citation",
    "cadence",
    "layout",
    "scope",
]


def release_record(source: Source, judgement: Judgement) -> dict[str, Any]:
    parsed, snapshot = judgement.parsed, judgement.parsed.snapshot
    warned = any(not verdict.success for verdict in judgement.verdicts)
    return {
        **vars(parsed.release),
        "source_id": source.source_id,
        "published_on": parsed.release.published_on,
        "snapshot_sha256": snapshot.sha256,
        "bytes": snapshot.size,
        "ingested_at": snapshot.ingested_at.replace(tzinfo=None),
        "rows": len(parsed.observations),
        "verdict": "refused" if not judgement.good else "warning" if warned else "passed",
    }


def traced(source: Source, judgement: Judgement, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"row": "snapshot_row"}).assign(
        source_id=source.source_id,
        published_on=judgement.parsed.release.published_on,
        snapshot_sha256=judgement.parsed.snapshot.sha256,
    )


def raw_table(judgement: Judgement) -> pd.DataFrame:
    """The snapshot's own columns as text, refused releases too, with the release that they came from."""
    parsed = judgement.parsed
    return parsed.raw.assign(
        file=parsed.release.file,
        published_on=parsed.release.published_on.isoformat(),
        snapshot_sha256=parsed.snapshot.sha256,
        verdict="accepted" if judgement.good else "refused",
    )


def run_models(con: duckdb.DuckDBPyConnection, project: Project, folder: str) -> list[str]:
    """Run every file of sql/<folder>; its first comment, the grain, becomes the object's COMMENT."""
    waiting = sorted((project.sql / folder).glob("*.sql"))
    if not waiting:
        raise WarehouseError(f"{project.sql / folder}: no SQL file is there")
    done: list[str] = []
    while waiting:
        failed: dict[Path, duckdb.Error] = {}
        for file in waiting:
            try:
                con.execute(file.read_text("utf-8"))
            except duckdb.CatalogException as error:  # it may name a model that comes later in the alphabet
                failed[file] = error
                continue
            except duckdb.Error as error:
                raise WarehouseError(f"{file}: {error}") from error
            comment_on(con, folder, file)
            done.append(file.stem)
        if len(failed) == len(waiting):
            file, reason = next(iter(failed.items()))
            raise WarehouseError(f"{file}: {reason}") from reason
        waiting = list(failed)
    return done


def comment_on(con: duckdb.DuckDBPyConnection, folder: str, file: Path) -> None:
    kind = KINDS[folder]
    if kind == "macro" and " as table" in file.read_text("utf-8").lower():
        kind = "macro table"
    grain = first_comment(file).replace("'", "''")  # COMMENT takes no parameters
    con.execute(f"comment on {kind} {SCHEMAS.get(folder, '')}{file.stem} is '{grain}'")


def first_comment(file: Path) -> str:
    """The comment with which a SQL file opens: what one row is."""
    lines = []
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    if not lines:
        raise WarehouseError(f"{file}: the first line must be a comment that says what one row is")
    return " ".join(lines)


def run_checks(con: duckdb.DuckDBPyConnection, project: Project) -> int:
    """Every file of sql/checks must return no rows. Returns how many checks ran."""
    files = sorted((project.sql / "checks").glob("*.sql"))
    for file in files:
        rows = con.execute(file.read_text("utf-8")).df()
        if len(rows):
            raise WarehouseError(
                f"{file}: {len(rows)} rows where there must be none: {first_comment(file)}\n"
                f"{rows.head(5).to_string(index=False)}\nThe database in place was left as it is."
            )
    return len(files)


def publish(con: duckdb.DuckDBPyConnection, project: Project, built: Path) -> None:
    """Put the checked database in place, with its observations as Parquet and the quarantine as CSV.

    Each is written beside and renamed: who has the old file open keeps reading the old one.
    """
    folder = built.parent
    exported = folder / "observations"
    exported.mkdir()
    ids = [row[0] for row in con.execute("select distinct source_id from observations").fetchall()]
    for source_id in ids:
        con.table("observations").filter(
            duckdb.ColumnExpression("source_id") == duckdb.ConstantExpression(source_id)
        ).order("published_on, snapshot_row").write_parquet(
            str(exported / f"{source_id}.parquet"), compression="zstd"
        )
    quarantined = folder / "quarantine.csv"
    con.table("quarantine").order("source_id, file, rule, row").write_csv(str(quarantined))
    con.execute("checkpoint")
    con.close()
    target = project.curated / "observations"
    target.mkdir(exist_ok=True)
    for file in sorted(exported.iterdir()):
        file.replace(target / file.name)
    for gone in {file.name for file in target.iterdir()} - {f"{source_id}.parquet" for source_id in ids}:
        (target / gone).unlink()
    quarantined.replace(project.curated / "quarantine.csv")
    built.replace(project.database)


@contextmanager
def open_database(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database in place, read-only and without reach outside it."""
    if not project.database.is_file():
        raise WarehouseError(
            f"{project.shown(project.database)} is not there yet: run `migration-stats refresh`"
        )
    con = duckdb.connect(str(project.database), read_only=True, config={"enable_external_access": "false"})
    try:
        yield con
    finally:
        con.close()


def query(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """The rows of one SQL statement; DuckDB's errors become WarehouseError."""
    try:
        return con.execute(sql, dict(parameters or {})).df()
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error


def inputs_sha256(project: Project) -> str:
    """One hash over everything that a refresh depends on: data, locks, rules, reference, SQL and code."""
    files = [
        file
        for folder in (project.raw, project.reference, project.expectations, project.sql)
        for file in folder.rglob("*")
        if file.is_file()
    ]
    return sha256((files_sha256(project.root, files) + code_sha256()).encode())


def inputs_of(project: Project) -> str | None:
    """The inputs hash of the database in place, None when there is none or another version made it."""
    if not project.database.is_file():
        return None
    try:
        with open_database(project) as con:
            return str(con.execute("select inputs_sha256 from build").fetchall()[0][0])
    except (duckdb.Error, WarehouseError):
        return None
