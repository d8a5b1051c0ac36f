"""SQL tests as folders: the input rows, the call with its arithmetic in a comment, and the expected rows.

Columns that an input leaves out have the values of DEFAULTS; sources 'complete', 'window' and any other
(additive) behave as their names say.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from migration_stats.project import Project
from migration_stats.reference import load_reference
from migration_stats.warehouse import run_models

ROOT = Path(__file__).parents[2]
CASES = sorted(folder for folder in (Path(__file__).parent / "cases").iterdir())
DEFAULTS = {
    "series": "arrival", "measure": "detections", "freq": "A", "period_start": "2018-01-01",
    "period_end": "2018-12-31", "geo_scheme": "iso3", "geo": "NLD", "partner_kind": "", "partner": "", "sex": "T",
    "age": "TOTAL", "unit": "crossings", "qualifier": "exact", "precision": 1, "obs_status": "", "conf_status": "",
    "missing_reason": "", "published_on": "2020-01-01", "ingested_at": "2026-01-01", "snapshot_sha256": "abc",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    con = duckdb.connect()
    con.execute("create schema raw; create schema staging")
    run_models(con, Project(ROOT), "tables")
    for name, frame in load_reference(Project(ROOT)).tables.items():
        con.append(name, frame, by_name=True)
    rows = pd.read_csv(case / "observations.csv")
    for column, value in DEFAULTS.items():
        rows[column] = rows[column].fillna(value) if column in rows else value
    rows["snapshot_row"] = range(2, len(rows) + 2)
    con.append("observations", rows, by_name=True)
    for source_id in rows["source_id"].unique():
        scope = source_id if source_id in ("complete", "window") else "additive"
        con.execute(
            "insert into sources select $id, '', '', '', '', '', '', '', '', '', '', $scope",
            {"id": source_id, "scope": scope},
        )
    con.execute(
        "insert into cells select source_id, published_on, snapshot_sha256, snapshot_row, '', '' from observations"
    )
    con.execute(
        "insert into releases select distinct source_id, published_on::varchar, published_on, '', 'day', '', '', '', '', '', '',"
        " snapshot_sha256, 0, ingested_at, 0, 'passed' from observations"
    )
    run_models(con, Project(ROOT), "macros")
    found = con.execute((case / "call.sql").read_text("utf-8")).df()
    expected = pd.read_csv(case / "expected.csv", dtype=str, keep_default_na=False)
    as_text = (
        found.astype(object)
        .where(found.notna(), "")
        .map(lambda cell: f"{cell:.12g}" if isinstance(cell, float) else str(cell))
    )
    pd.testing.assert_frame_equal(as_text.astype(str), expected.astype(str))
