"""Years side by side, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pandas as pd

from migration_stats.errors import ComparisonError
from migration_stats.warehouse import query


def compare(con: duckdb.DuckDBPyConnection, wanted: str, years: Sequence[int], as_of: date) -> pd.DataFrame:
    """The rows of compare_years(wanted, years, as_of); see sql/macros/compare_years.sql for the columns.

    Raises ComparisonError when `wanted` names no series and no measure, or has no figures for the years.
    """
    known = query(con, "select distinct series, measure from observations order by all")
    names = [*dict.fromkeys(known["series"]), *known["measure"]]
    if wanted not in names:
        raise ComparisonError(f"'{wanted}' is no series and no measure. Known: {', '.join(names)}")
    rows = query(
        con,
        "select * from compare_years($wanted, $years, $as_of)",
        {"wanted": wanted, "years": list(years), "as_of": as_of},
    )
    if rows.empty:
        raise ComparisonError(
            f"no figure of '{wanted}' for {', '.join(map(str, years))} was public on {as_of}; "
            "`migration-stats sources` lists what each source has"
        )
    return rows
