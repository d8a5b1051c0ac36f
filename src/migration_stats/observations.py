"""The one tidy contract: stated rows become observations, or findings that say why not.

An observation is one published value for one cell, with two times: published_on and ingested_at.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime

import pandas as pd

from migration_stats.catalogue import Release, Remark, Source
from migration_stats.errors import LayoutError
from migration_stats.publishers import LAYOUTS, STATED
from migration_stats.reference import Reference
from migration_stats.snapshots import Snapshot

NUMBER = r"-?\d+(\.\d+)?"
STATES = ("value", "bound", "change", "count", "sum", "interval")
QUALIFIERS = ("exact", "approximate", "upper_bound", "lower_bound", "range")
FREQUENCIES = {
    "A": "year",
    "S": "half-year",
    "Q": "quarter",
    "M": "month",
    "D": "day: a stock on that day, or a total up to it",
    "O": "other span, as January to September: never compared with a year",
}


@dataclass(frozen=True)
class Observation:
    """One row of `observations`. Text where missing is '', numbers and dates where missing are NULL."""

    source_id: str
    series: str
    measure: str
    freq: str
    period_start: date
    period_end: date
    geo_scheme: str
    geo: str
    partner_kind: str
    partner: str
    sex: str
    age: str
    unit: str
    value: float | None
    value_low: float | None
    value_high: float | None
    qualifier: str
    precision: float
    obs_status: str
    conf_status: str
    missing_reason: str
    published_on: date
    ingested_at: datetime
    snapshot_sha256: str
    snapshot_row: int


COLUMNS = tuple(field.name for field in fields(Observation))
CELL = (
    "source_id",
    "measure",
    "freq",
    "period_start",
    "period_end",
    "geo_scheme",
    "geo",
    "partner_kind",
    "partner",
    "sex",
    "age",
    "unit",
)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one row (or with the whole file, where `row` is None)."""

    row: int | None
    rule: str
    reason: str


@dataclass(frozen=True)
class Parsed:
    """One release as read: its observations, its raw table, and what could not be taken over."""

    release: Release
    snapshot: Snapshot
    observations: pd.DataFrame
    raw: pd.DataFrame
    cells: pd.DataFrame
    exclusions: pd.DataFrame
    findings: tuple[Finding, ...]


def parse_release(source: Source, release: Release, snapshot: Snapshot, reference: Reference) -> Parsed:
    """Bytes to observations. A file that has another layout becomes one finding, never half a release."""
    named = release.layout or source.layout
    layout = LAYOUTS.get(named)
    try:
        if layout is None:
            raise LayoutError(f"layout '{named}' is none of {', '.join(LAYOUTS)}")
        stated, raw = layout(snapshot.content, source.defaults, STATED, source.reading)
    except LayoutError as error:
        nothing = pd.DataFrame()
        finding = Finding(None, "layout", str(error))
        return Parsed(release, snapshot, nothing, nothing, nothing, nothing, (finding,))
    stated = coded(stated, reference)
    findings = list(contract_findings(stated, source, reference))
    findings += [finding for remark in source.remarks for finding in remark_findings(remark, release, stated)]
    change = stated["states"] == "change"
    exclusions = stated.loc[change, ["row"]].assign(reason="a change is stated, not a level")
    stated = stated[~change]
    observations = pd.DataFrame(columns=list(COLUMNS))
    if not findings:
        observations = to_observations(stated, source, release, snapshot, reference)
    cells = stated[["row", "value"]].rename(columns={"value": "printed"})
    cells["place"] = stated["place"].where(stated["place"] != "", release.place)
    return Parsed(release, snapshot, observations, raw, cells, exclusions, tuple(findings))


def where(parsed: Parsed, row: int) -> str:
    """Where a row stands: its line, or line and column where a line of the file has several figures."""
    if "line" not in parsed.raw:
        return f"line {row}"
    return str(parsed.raw["place"].iloc[row - 1])


def coded(stated: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Names of areas and partners, where a file has no codes, as the codes of data/reference."""
    for kind, column, table in (
        ("geo_scheme", "geo", "geographies"),
        ("partner_kind", "partner", "partners"),
    ):
        known = reference.known(table)
        given = pd.MultiIndex.from_frame(stated[[kind, column]])
        names = reference.names(table, kind, column)
        found = pd.Series([names.get(key, key[1]) for key in given], index=stated.index, dtype="str")
        stated = stated.assign(**{column: stated[column].where(given.isin(known), found)})
    return stated


def parse_period(text: str) -> tuple[str, date, date]:
    """Frequency, first and last day of '2018', '2019-H1', '2019-Q2', '2019-07', '2019-12-31' or 'a/b'.

    Raises ValueError for anything else.
    """
    if "/" in text:
        first, last = (parse_period(part) for part in text.split("/", 1))
        if first[1] > last[2]:
            raise ValueError(f"'{text}' ends before it begins")
        return "O", first[1], last[2]
    if match := re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d\d)(?:-(\d\d))?))?", text):
        year, half, quarter, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if half:
            return "S", *months(year, 6 * half - 5, 6)
        if quarter:
            return "Q", *months(year, 3 * quarter - 2, 3)
        if day:
            only = date(year, month or 0, day)
            return "D", only, only
        if month is not None:
            return "M", *months(year, month, 1)
        return "A", *months(year, 1, 12)
    raise ValueError(f"'{text}' is no period; write 2018, 2019-H1, 2019-Q2, 2019-07, 2019-12-31 or from/to")


def months(year: int, first: int, count: int) -> tuple[date, date]:
    start = date(year, first, 1)
    last = first + count - 1
    return start, date(year, last, calendar.monthrange(year, last)[1])


def rows_where(stated: pd.DataFrame, bad: pd.Series, rule: str, say: str) -> Iterator[Finding]:
    """One finding per row of `stated` where `bad`; `say` may name any stated column in braces."""
    for record in stated[bad].to_dict("records"):
        yield Finding(
            int(record["row"]), rule, say.format_map({str(key): cell for key, cell in record.items()})
        )


def contract_findings(stated: pd.DataFrame, source: Source, reference: Reference) -> Iterator[Finding]:
    """Every row that breaks the contract, with the rule and what to do."""

    def unknown(table: str, *columns: str) -> pd.Series:
        given = stated[columns[0]] if len(columns) == 1 else pd.MultiIndex.from_frame(stated[list(columns)])
        return pd.Series(~given.isin(reference.known(table)), index=stated.index)

    add = "; correct the row, or add the code to data/reference/"
    flags = set(reference.known("flags"))
    for rule, bad, say in (
        ("known_measure", unknown("measures", "measure"), "unknown measure '{measure}'" + add),
        (
            "known_geo",
            unknown("geographies", "geo_scheme", "geo"),
            "unknown country or area '{geo}' in scheme '{geo_scheme}'" + add,
        ),
        (
            "known_partner",
            (stated["partner"] != "") & unknown("partners", "partner_kind", "partner"),
            "unknown {partner_kind} '{partner}'" + add,
        ),
        ("known_flag", ~stated["flag"].map(set(flags).issuperset), "unknown flag in '{flag}'" + add),
        (
            "known_qualifier",
            ~stated["qualifier"].isin(QUALIFIERS),
            "unknown qualifier '{qualifier}': use " + ", ".join(QUALIFIERS),
        ),
        (
            "known_states",
            ~stated["states"].isin(STATES),
            "unknown kind of statement '{states}': use " + ", ".join(STATES),
        ),
    ):
        yield from rows_where(stated, bad, rule, say)
    yield from value_findings(stated, reference)
    yield from period_findings(stated, source)


def value_findings(stated: pd.DataFrame, reference: Reference) -> Iterator[Finding]:
    ranged = stated["qualifier"] == "range"
    stands = stated["value"].str.fullmatch(NUMBER) | stated["value"].isin(reference.known("missing"))
    both = (
        stated["low"].str.fullmatch(NUMBER) & stated["high"].str.fullmatch(NUMBER) & (stated["value"] == "")
    )
    for rule, bad, say in (
        (
            "value",
            ~ranged & ~stands,
            "value '{value}' is neither a number nor a word for a missing value; a blank is never read as 0",
        ),
        ("value", ranged & ~both, "a range has low and high and no value"),
        (
            "precision",
            ~stated["precision"].str.fullmatch(r"[1-9]\d*"),
            "precision '{precision}' is no rounding base: give 1 for a count to the unit, 5, 10, 1000, …",
        ),
    ):
        yield from rows_where(stated, bad, rule, say)


def period_findings(stated: pd.DataFrame, source: Source) -> Iterator[Finding]:
    for row, text, given in zip(stated["row"], stated["period"], stated["freq"], strict=True):
        try:
            freq = given or parse_period(text)[0]
        except ValueError as error:
            yield Finding(int(row), "period", f"period '{text}': {error}")
            continue
        if freq not in source.frequencies:
            yield Finding(
                int(row),
                "frequency",
                f"mixed frequency: period '{text}' is of frequency {freq} "
                f"({FREQUENCIES.get(freq, 'unknown')}), the source declares {', '.join(source.frequencies)}",
            )


def remark_findings(remark: Remark, release: Release, stated: pd.DataFrame) -> Iterator[Finding]:
    """A remark that fits no row has outlived its reason: the guard that each remark carries."""
    if remark.release == release.file and not (stated["period"] == remark.period).any():
        yield Finding(None, "remark", f"the remark on period {remark.period} fits no row; remove or mend it")


def to_observations(
    stated: pd.DataFrame, source: Source, release: Release, snapshot: Snapshot, reference: Reference
) -> pd.DataFrame:
    """Typed rows of the contract; `stated` has passed contract_findings."""
    periods = {text: parse_period(text) for text in stated["period"].unique()}
    flags = stated["flag"].copy()
    for remark in source.remarks:
        if remark.release == release.file:
            flags = flags.where(stated["period"] != remark.period, flags + remark.flag)
    confidential = {
        flag for flag, kind in reference.lookup("flags", "kind").items() if kind == "conf"
    }  # CONF_STATUS is a column of its own since 2024; combined flags carried it before
    missing = stated["value"].map(reference.lookup("missing", "missing_reason")).fillna("")
    frame = stated.assign(
        source_id=source.source_id,
        series=stated["measure"].map(reference.lookup("measures", "series")),
        unit=stated["measure"].map(reference.lookup("measures", "unit")),
        freq=stated["freq"].where(stated["freq"] != "", stated["period"].map(lambda text: periods[text][0])),
        period_start=stated["period"].map(lambda text: periods[text][1]),
        period_end=stated["period"].map(lambda text: periods[text][2]),
        value=pd.to_numeric(stated["value"].where(missing == "", ""), errors="coerce"),
        value_low=pd.to_numeric(stated["low"]),
        value_high=pd.to_numeric(stated["high"]),
        precision=pd.to_numeric(stated["precision"]),
        obs_status=flags.map(lambda text: "".join(sorted(set(text) - confidential))),
        conf_status=flags.map(lambda text: "".join(sorted(set(text) & confidential))),
        missing_reason=missing,
        published_on=release.published_on,
        ingested_at=pd.Timestamp(snapshot.ingested_at).tz_convert("UTC").tz_localize(None),
        snapshot_sha256=snapshot.sha256,
        snapshot_row=stated["row"],
    )
    return frame[list(COLUMNS)].reset_index(drop=True)
