"""Each source at a glance: how many releases, how old the newest good one is, and its verdict."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from migration_stats.catalogue import CADENCES
from migration_stats.project import Project
from migration_stats.warehouse import open_database, query


def list_sources(con: duckdb.DuckDBPyConnection, today: date) -> pd.DataFrame:
    """One row per source: releases, refused, newest, age_days, freshness, verdict, warnings, observations."""
    frame = query(con, "select * from source_overview order by source_id")
    newest = pd.to_datetime(frame["newest"])
    age = (pd.Timestamp(today) - newest).dt.days
    allowed = frame["cadence"].map({name: days for name, days in CADENCES.items() if days})
    fresh = pd.Series("fresh", index=frame.index).where(age <= allowed, "late")
    fresh = fresh.where(frame["cadence"] != "ended", "ended").where(newest.notna(), "none")
    return frame.assign(age_days=age, freshness=fresh)[
        [
            "source_id",
            "publisher",
            "cadence",
            "releases",
            "refused",
            "newest",
            "age_days",
            "freshness",
            "verdict",
            "warnings",
            "observations",
        ]
    ]


def overview_records(project: Project) -> list[dict[str, str]]:
    """The same as of today, as text, for a table in a user interface."""
    with open_database(project) as con:
        frame = list_sources(con, date.today())
    frame["newest"] = pd.to_datetime(frame["newest"]).dt.strftime("%Y-%m-%d")
    return [{str(key): str(cell) for key, cell in record.items()} for record in frame.to_dict("records")]
