"""What publishers changed: between two days, classed and in words, and over all releases of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pandas as pd

from migration_stats.errors import ComparisonError
from migration_stats.language import Language
from migration_stats.warehouse import query

KINDS = (
    "new_period",
    "new_area",
    "filled",
    "disappeared",
    "rounding",
    "definition",
    "status",
    "revision",
)


def changed_cells(
    con: duckdb.DuckDBPyConnection,
    before: date,
    after: date,
    of: str = "",
    without: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> pd.DataFrame:
    """The rows of changed_cells(before, after), of one source, series or measure where `of` names it.

    `without` names snapshots, by sha256, that are left out before and after: those which a pack did not have.
    """
    if after < before:
        raise ComparisonError(f"{after} is before {before}: give the earlier day first")
    known = query(con, "select distinct source_id, series, measure from observations")
    if of and not (known == of).any(axis=None):
        names = sorted({*known["source_id"], *known["series"]})
        raise ComparisonError(f"'{of}' is no source, series or measure. Known: {', '.join(names)}")
    return query(
        con,
        "select * from changed_cells("
        "$before, $after, without_before := $left_out, without_after := $left_out_after)"
        " where $of in ('', source_id, series, measure) order by source_id, measure, geo, partner, period",
        {
            "before": before,
            "after": after,
            "of": of,
            "left_out": list(without[0]),
            "left_out_after": list(without[1]),
        },
    )


def summary(cells: pd.DataFrame) -> pd.DataFrame:
    """One row per source and measure: how many cells of each kind, kinds without any left out."""
    counted = cells.groupby(["source_id", "measure", "kind"]).size().unstack(fill_value=0)
    return counted[[kind for kind in KINDS if kind in counted]].reset_index()


def paragraph(cells: pd.DataFrame, before: date, after: date, language: Language, of: str = "") -> str:
    """The change in one plain paragraph: how much of what kind, and the largest revision of a value."""
    days = {"before": language.day(before), "after": language.day(after)}
    scope = of or language.say("revisions.everything")
    if cells.empty:
        return language.say("revisions.none", scope=scope, **days)
    counts = cells["kind"].value_counts()
    kinds = ", ".join(
        language.say(f"revisions.{kind}", n=language.number(counts[kind])) for kind in KINDS if kind in counts
    )
    text = language.say("revisions.sum", count=language.number(len(cells)), kinds=kinds, scope=scope, **days)
    revised = cells[(cells["kind"] == "revision") & cells["change"].notna() & (cells["value_before"] > 0)]
    if revised.empty:
        return text
    largest = revised.iloc[int(revised["change"].abs().to_numpy().argmax())]
    percent = 100 * largest["change"] / largest["value_before"]
    return f"{text} " + language.say(
        "revisions.largest",
        measure=largest[f"measure_{language.code}"],
        area=", ".join(filter(None, (largest[f"geo_{language.code}"], largest[f"partner_{language.code}"]))),
        period=language.period(largest["period"]),
        old=language.number(largest["value_before"]),
        new=language.number(largest["value_after"]),
        change=("+" if percent > 0 else "") + language.number(percent, 1),
    )


def triangle(
    con: duckdb.DuckDBPyConnection, source_id: str, measure: str, geo: str, partner: str = ""
) -> pd.DataFrame:
    """The rows of revision_triangle, one per release and period; ComparisonError when there is none."""
    rows = query(
        con,
        "select * from revision_triangle($source, $measure, $geo, $partner)",
        {"source": source_id, "measure": measure, "geo": geo, "partner": partner},
    )
    if rows.empty:
        series = f"{measure}, {geo}, {partner}" if partner else f"{measure}, {geo}"
        raise ComparisonError(
            f"nothing was published of {series} by {source_id}; the table observations has the source_id, "
            "measure, geo and partner of all that was"
        )
    return rows
