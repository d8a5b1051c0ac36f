"""One figure by its address, as of a day: a cell of a publication, or a sum of cells."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from migration_stats.errors import ComparisonError
from migration_stats.observations import parse_period
from migration_stats.warehouse import query

FORM = "source/measure/geo/period or source/measure/geo/partner/period"
BOUNDS = ("upper_bound", "lower_bound", "range")
# What tells one series from another; a sum has one value of each, or it is no figure.
ONE_OF_EACH = (
    "source_id", "publisher", "concept", "kind", "unit", "sex", "age", "geo_scheme", "geo", "geo_kind",
    "iso3", "geo_en", "geo_nl", "geo_valid_from", "geo_valid_to", "partner_kind",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Where a figure stands: source, measure, area, partner and period; `*` in measure or partner adds up."""

    source_id: str
    measure: str
    geo: str
    partner: str
    period: str

    def __str__(self) -> str:
        return "/".join(filter(None, (self.source_id, self.measure, self.geo, self.partner, self.period)))


@dataclass(frozen=True)
class Figure:
    """A value as of a day with the interval that it stands for, and the cells that it comes from.

    `cells` are rows of figures_as_of, in order of period; `described` has what reasons_between reads of one.
    `missing` says why there is no value; it is empty when there is one, or at least a bound.
    """

    address: Address
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    cells: pd.DataFrame
    described: Mapping[str, Any]
    missing: str = ""

    @property
    def point(self) -> float | None:
        """The value; None where it is missing or only a bound."""
        return None if self.qualifier in BOUNDS else self.value

    @property
    def summed(self) -> bool:
        return len(self.cells) > 1

    def words(self) -> str:
        """The value with its interval, flags and release, in one line of English."""
        value = self.qualifier if self.value is None else f"{self.value:,.0f}"
        bound = "" if self.qualifier in ("exact", self.value is None and "range") else f"{self.qualifier}, "
        ends = [f"{end:,.0f}" if end is not None else "no end" for end in (self.low, self.high)]
        interval = "" if self.low == self.high else f" ({bound}{' to '.join(ends)})"
        flags = f" [{self.described['obs_status']}]" if self.described["obs_status"] else ""
        parts = f", sum of {len(self.cells)} cells" if self.summed else ""
        return f"{value}{interval}{flags}, published {self.published_on}{parts}"

    @property
    def published_on(self) -> date:
        """The day on which the last of its cells was published."""
        return pd.Timestamp(self.cells["published_on"].max()).date()


def parse_address(text: str) -> Address:
    """'frontex_detections/detections/EU_EXTERNAL/all_routes/2019' as an Address, or ComparisonError."""
    parts = text.split("/")
    if len(parts) > 4 and is_period(f"{parts[-2]}/{parts[-1]}"):
        parts[-2:] = [f"{parts[-2]}/{parts[-1]}"]
    if len(parts) == 4:
        parts.insert(3, "")
    if len(parts) != 5 or not is_period(parts[4]):
        raise ComparisonError(f"'{text}' is no address of a figure: write {FORM}")
    return Address(*parts)


def is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True


def figure_at(con: duckdb.DuckDBPyConnection, address: Address, as_of: date) -> Figure | None:
    """The figure at an address as of a day; None when nothing of it was public.

    Without a cell for just that period, the cells of the longest shorter periods that fill it are summed: six
    months are a half-year. Raises ComparisonError when the cells are of different things.
    """
    _, first, last = parse_period(address.period)
    rows = query(
        con,
        "select * from figures_at($source, $measure, $geo, $partner, $first, $last, $as_of)",
        {
            "source": address.source_id,
            "measure": address.measure,
            "geo": address.geo,
            "partner": address.partner,
            "first": first,
            "last": last,
            "as_of": as_of,
        },
    )
    cells = filling(rows, first, last)
    return as_figure(con, address, cells) if len(cells) else None


def filling(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The rows that fill the period without gap or overlap: of the period itself, else of its parts."""
    for freq in ("whole", "S", "Q", "M"):
        starts, ends = pd.to_datetime(rows["period_start"]), pd.to_datetime(rows["period_end"])
        whole = (starts == pd.Timestamp(first)) & (ends == pd.Timestamp(last))
        chosen = whole if freq == "whole" else rows["freq"] == freq
        spans = sorted(set(zip(starts[chosen], ends[chosen], strict=True)))
        follows = all(
            start == end + pd.Timedelta(days=1) for (_, end), (start, _) in itertools.pairwise(spans)
        )
        if spans and follows and (spans[0][0], spans[-1][1]) == (pd.Timestamp(first), pd.Timestamp(last)):
            return rows[chosen].reset_index(drop=True)
    return rows.iloc[:0]


def as_figure(con: duckdb.DuckDBPyConnection, address: Address, cells: pd.DataFrame) -> Figure:
    """One figure of one cell or of several added up; missing when a part is missing."""
    described = {name: only(cells, name, address) for name in ONE_OF_EACH}
    freq, first, last = parse_period(address.period)
    summed = len(cells) > 1
    gaps = cells["interval_low"].isna() & cells["interval_high"].isna()
    reasons = ", ".join(dict.fromkeys(cells.loc[gaps, "missing_reason"]))
    qualifiers = [
        name
        for name in ("range", "upper_bound", "lower_bound", "approximate")
        if name in set(cells["qualifier"])
    ]
    described |= {
        **whole_of(con, cells, address),
        **partner_of(con, cells, address),
        "freq": freq if summed else cells["freq"].iloc[0],
        "period": address.period,
        "period_start": first,
        "period_end": last,
        "obs_status": "".join(sorted(set("".join(cells["obs_status"])) | ({"x"} if summed else set()))),
        "interval_low": None if gaps.any() else total(cells["interval_low"]),
        "interval_high": None if gaps.any() else total(cells["interval_high"]),
    }
    return Figure(
        address,
        None if gaps.any() else total(cells["value"]),
        described["interval_low"],
        described["interval_high"],
        qualifiers[0] if qualifiers else "exact",
        cells,
        described,
        f"{address.period}: {reasons or 'no value'}" if gaps.any() else "",
    )


def only(cells: pd.DataFrame, name: str, address: Address) -> Any:
    """The one value of a column; ComparisonError when cells to be added up differ in it."""
    values = list(dict.fromkeys(cells[name]))
    if len(values) > 1:
        raise ComparisonError(f"{address}: cannot be added up, {name} differs: {', '.join(map(str, values))}")
    return values[0]


def whole_of(con: duckdb.DuckDBPyConnection, cells: pd.DataFrame, address: Address) -> dict[str, str]:
    """The measure of the cells: their one, or the whole of which they are all the parts."""
    measures = sorted(set(cells["measure"]))
    if len(measures) == 1:
        row = cells.iloc[0]
        return {name: row[name] for name in ("measure", "measure_en", "measure_nl")}
    wholes = query(
        con,
        "select whole.measure, whole.name_en as measure_en, whole.name_nl as measure_nl"
        " from measures as whole inner join measures as part on part.part_of = whole.measure"
        " group by all having list_sort(list(part.measure)) = $measures",
        {"measures": measures},
    )
    if wholes.empty:
        raise ComparisonError(
            f"{address}: cannot be added up: {', '.join(measures)} are not all parts of one measure"
        )
    return {str(name): str(value) for name, value in wholes.iloc[0].items()}


def partner_of(con: duckdb.DuckDBPyConnection, cells: pd.DataFrame, address: Address) -> dict[str, str]:
    """The partner of the cells: their one; the total of its kind where all were added up."""
    names = ["partner", "partner_en", "partner_nl"]
    if address.partner == "*":
        totals = query(
            con,
            "select partner, name_en as partner_en, name_nl as partner_nl from partners"
            " where partner_kind = $kind and aggregate",
            {"kind": cells["partner_kind"].iloc[0]},
        )
        if len(totals) == 1:
            return {str(name): str(value) for name, value in totals.iloc[0].items()}
    return {name: "+".join(dict.fromkeys(cells[name])) for name in names}


def total(values: pd.Series) -> float | None:
    return None if values.isna().any() else float(values.sum())
