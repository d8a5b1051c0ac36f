"""Figures side by side, as of a day: the change as an interval, and whether they may be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from migration_stats.cells import Address, Figure, figure_at, is_period
from migration_stats.errors import ComparisonError
from migration_stats.warehouse import query

NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Comparison:
    """Two figures and whether they may be compared; `percent` is the change from the base, as an interval."""

    figure: Figure
    base: Figure
    verdict: str
    reason_en: str
    reason_nl: str

    @property
    def change(self) -> float | None:
        return difference(self.figure.point, self.base.point)

    @property
    def percent(self) -> float | None:
        return percent_change(self.figure.point, self.base.point)

    @property
    def percent_low(self) -> float | None:
        return percent_change(self.figure.low, self.base.high)

    @property
    def percent_high(self) -> float | None:
        return percent_change(self.figure.high, self.base.low)

    def record(self) -> dict[str, object]:
        """For a program: both figures, the change with its interval, the verdict and the reason."""
        ends = {
            name: {
                "address": str(each.address),
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "obs_status": each.described["obs_status"],
                "published_on": each.published_on.isoformat(),
                "sha256": sorted(set(each.cells["snapshot_sha256"])),
                "missing": each.missing,
            }
            for name, each in (("cell", self.figure), ("base", self.base))
        }
        return {
            **ends,
            "change": self.change,
            "change_percent": self.percent,
            "change_percent_low": self.percent_low,
            "change_percent_high": self.percent_high,
            "verdict": self.verdict,
            "reason_en": self.reason_en,
            "reason_nl": self.reason_nl,
        }


def difference(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value - base


def percent_change(value: float | None, base: float | None) -> float | None:
    """The change in percent of `base`; None where an end is missing or the base is 0."""
    return None if value is None or not base else 100 * (value / base - 1)


def compare(
    con: duckdb.DuckDBPyConnection,
    wanted: str,
    as_of: date,
    years: Sequence[int] = (),
    periods: Sequence[str] = (),
    rebuild: str = "",
    across_breaks: bool = False,
) -> pd.DataFrame:
    """The rows of compare_years or compare_periods; see sql/macros/compare_figures.sql for the columns.

    `rebuild` is an EU composition to be summed from its countries; breaks hinder unless asked for. Raises
    ComparisonError when `wanted` names no series and no measure, or has no figures for what was asked.
    """
    known = query(con, "select distinct series, measure from observations order by all")
    names = [*dict.fromkeys(known["series"]), *known["measure"]]
    if wanted not in names:
        raise ComparisonError(f"'{wanted}' is no series and no measure. Known: {', '.join(names)}")
    for period in periods:
        if not is_period(period):
            raise ComparisonError(
                f"'{period}' is no period; write 2018, 2019-H1, 2019-Q2, 2019-07 or from/to"
            )
    compositions = query(con, "select distinct composition from compositions order by all")["composition"]
    if rebuild and rebuild not in set(compositions):
        raise ComparisonError(f"'{rebuild}' is no composition. Known: {', '.join(compositions)}")
    rows = query(
        con,
        "select * from compare_figures($wanted, $years, $periods, $as_of, $rebuild, $across_breaks)",
        {
            "wanted": wanted,
            "years": list(years),
            "periods": list(periods),
            "as_of": as_of,
            "rebuild": rebuild,
            "across_breaks": across_breaks,
        },
    )
    if rows.empty:
        raise ComparisonError(
            f"no figure of '{wanted}' for {', '.join([*map(str, years), *periods])} was public on {as_of}; "
            "`migration-stats sources` lists what each source has"
        )
    return rows


def across(con: duckdb.DuckDBPyConnection, question: str, as_of: date) -> pd.DataFrame:
    """The rows of side_by_side(question, as_of): each publisher's figure by year, and what sets it apart."""
    known = query(con, "select distinct question from questions order by question")["question"].tolist()
    if question not in known:
        raise ComparisonError(f"'{question}' is no question. Known: {', '.join(known)}")
    return query(con, "select * from side_by_side($question, $as_of)", {"question": question, "as_of": as_of})


def quota_ledger(con: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """The rows of quota_ledger(as_of); ComparisonError when the quota was not public on the day."""
    rows = query(con, "select * from quota_ledger($as_of)", {"as_of": as_of})
    if rows.empty:
        raise ComparisonError(f"no resettlement quota was public on {as_of}")
    return rows


def compare_cells(
    con: duckdb.DuckDBPyConnection, address: Address, base: Address, as_of: date, across_breaks: bool = False
) -> Comparison:
    """Any two figures, whatever their sources and measures; ComparisonError when one was not public."""
    figures = [figure_at(con, each, as_of) for each in (address, base)]
    for figure, each in zip(figures, (address, base), strict=True):
        if figure is None:
            raise ComparisonError(f"no figure {each} was public on {as_of}")
    first, second = figures
    assert first is not None and second is not None
    return judge_pair(con, first, second, across_breaks)


def judge_pair(
    con: duckdb.DuckDBPyConnection, figure: Figure, base: Figure, across_breaks: bool = False
) -> Comparison:
    """Whether two figures may be compared, by the reference tables and their flags."""
    judged = query(
        con,
        "select * from compare_cells($cell, $base, $across_breaks)",
        {"cell": dict(figure.described), "base": dict(base.described), "across_breaks": across_breaks},
    ).iloc[0]
    return Comparison(figure, base, judged["verdict"], judged["reason_en"], judged["reason_nl"])
