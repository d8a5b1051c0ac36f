"""The housing target per municipality: article 29 of the Huisvestingswet 2014."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import duckdb
import pandas as pd

from migration_stats.errors import ComparisonError
from migration_stats.observations import parse_period
from migration_stats.warehouse import query

ROUNDINGS = {
    "law": "up to a whole number, as article 29.1 says: the targets add up to more than the national one",
    "nearest": "to the nearest whole number, as the published targets look",
    "largest_remainder": "so that the targets add up to the national one",
}


def municipal_targets(
    con: duckdb.DuckDBPyConnection,
    half_year: str,
    as_of: date,
    rounding: str = "law",
    municipalities: Sequence[str] = (),
) -> pd.DataFrame:
    """The rows of municipal_targets(half_year, as_of) with `target`: rounded as asked, swaps included.

    `municipalities` are names or codes (GM1942); none means all. Raises ComparisonError when the half-year
    has no target or its populations are not in the store, and for a municipality that did not exist then.
    """
    if not re.fullmatch(r"\d{4}-H[12]", half_year):
        raise ComparisonError(f"'{half_year}' is no half-year: write 2020-H1 or 2020-H2")
    if rounding not in ROUNDINGS:
        raise ComparisonError(f"rounding '{rounding}' is none of {', '.join(ROUNDINGS)}")
    rows = query(
        con, "select * from municipal_targets($half_year, $as_of)", {"half_year": half_year, "as_of": as_of}
    )
    if rows.empty:
        raise ComparisonError(missing_part(con, half_year, as_of))
    rows["target"] = rows[rounding] + rows["swapped"]
    if not municipalities:
        return rows
    wanted = {name.casefold() for name in municipalities}
    names, codes = rows["municipality"].str.casefold(), rows["geo"].str.casefold()
    if unknown := sorted(wanted - set(names) - set(codes)):
        raise ComparisonError(f"no municipality {', '.join(unknown)} in {half_year}; write a name or GM code")
    return rows[names.isin(wanted) | codes.isin(wanted)]


def missing_part(con: duckdb.DuckDBPyConnection, half_year: str, as_of: date) -> str:
    """Which of the two parts of the formula was not public on the day."""
    reference = int(half_year[:4]) - 1
    people = query(
        con,
        "select distinct year(period_end) as year from observations_as_of($as_of)"
        " where measure = 'population'",
        {"as_of": as_of},
    )["year"].tolist()
    if reference not in people:
        have = ", ".join(str(year) for year in sorted(people)) or "none"
        return f"{half_year} needs the inhabitants of 1 January {reference}; public on {as_of}: {have}"
    return f"no national housing target for {half_year} was public on {as_of}"


def expected_by(half_year: str, target: float, day: date) -> float:
    """The part of a half-year's target that is due by the end of `day`, in proportion to its days."""
    _, first, last = parse_period(half_year)
    elapsed = min(max((day - first).days + 1, 0), (last - first).days + 1)
    return target * elapsed / ((last - first).days + 1)
