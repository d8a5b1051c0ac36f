"""What a chart declares: reports/charts/<id>/ with chart.toml, query.sql and finding.sql.

query.sql gives the cells to draw; finding.sql gives one row of facts about them: the numbers that the words
name, and a boolean for each title. The first title whose boolean is true is used. None true: no chart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from migration_stats.catalogue import build, read_toml
from migration_stats.errors import CatalogueError, PackError, WarehouseError
from migration_stats.language import LANGUAGES, Language
from migration_stats.observations import parse_period
from migration_stats.warehouse import query

CELL_COLUMNS = (
    "series",
    "name_en",
    "name_nl",
    "measure",
    "period",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "precision",
    "obs_status",
    "missing_reason",
    "source_id",
    "published_on",
    "snapshot_sha256",
    "snapshot_row",
    "place",
)
MARK_NAMES = (
    "slope",
    "year_overlay",
    "small_multiples",
    "column_panels",
    "target_revisions",
    "target_realised",
    "cumulative_path",
    "dumbbell",
    "interval",
    "ranked_bars",
    "tile_grid",
    "revision_triangle",
)
PARTS = {"A": ("",), "S": ("-H1", "-H2"), "M": tuple(f"-{month:02}" for month in range(1, 13))}
SPANS = "O"  # spans of days that belong to no calendar: an estimate's own reference period
AREA_DIGITS = re.compile(r"EU-?2[78](_20[0-9]{2})?|EU27_20[0-9]{2}")  # digits that are part of a name


@dataclass(frozen=True)
class Title:
    """A finding in both languages, and the column of finding.sql that says whether it is true."""

    when: str
    en: str
    nl: str


@dataclass(frozen=True)
class Words:
    """What a chart says in one language besides its title."""

    subtitle: str
    alt: str
    note: str = ""


@dataclass(frozen=True)
class Spec:
    """One declared chart."""

    id: str
    folder: Path
    mark: str
    freq: str
    years_before: int
    years_after: int
    titles: tuple[Title, ...]
    words: Mapping[str, Words]
    options: Mapping[str, Any] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)  # for SQL that asks which series to draw

    def of_series(self, id: str, freq: str, **series: str) -> Spec:
        """The chart for one series: source_id, measure, geo and partner."""
        return replace(self, id=id, freq=freq, series=series)

    def years(self, pack_years: Sequence[int]) -> list[int]:
        """The years drawn: the pack's own, with context before and after where the chart asks for it."""
        first, last = min(pack_years), max(pack_years)
        before = range(first - self.years_before, first)
        after = range(last + 1, last + 1 + self.years_after)
        return [*before, *sorted(pack_years), *after]

    def periods(self, years: Sequence[int], cells: pd.DataFrame) -> list[str]:
        """The periods drawn: every one of the years, or those of the cells where the chart has only these."""
        if self.freq == SPANS or self.options.get("own_periods"):
            return sorted(set(cells["period"]))
        return [f"{year}{part}" for year in years for part in PARTS[self.freq]]


@dataclass(frozen=True)
class Figure:
    """A chart's cells and facts as of a day, in no language yet."""

    spec: Spec
    periods: tuple[str, ...]
    cells: pd.DataFrame
    facts: Mapping[str, Any]
    title: Title
    breaks: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # first period after, reason by language

    def headline(self, language: Language) -> str:
        text = language.fill(self.title.nl if language.code == "nl" else self.title.en, self.facts)
        return text[:1].upper() + text[1:]  # a Dutch month begins in lower case


def years_label(years: Sequence[int]) -> str:
    """'2018–2020', '2016' or, where years are left out, '2017–2019, 2021, 2023'."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join("–".join(str(end) for end in dict.fromkeys((run[0], run[-1]))) for run in runs)


def load_spec(folder: Path) -> Spec:
    file = folder / "chart.toml"
    declared = read_toml(file)
    titles = tuple(build(Title, table, file, "title") for table in declared.pop("title", []))
    words = {}
    for code in LANGUAGES:
        if code not in declared:
            raise CatalogueError(f"{file}: no [{code}] words; a chart speaks every language of the pack")
        words[code] = build(Words, declared.pop(code), file, code)
    spec = build(Spec, declared, file, "the chart", id=folder.name, folder=folder, titles=titles, words=words)
    for what, value, allowed in (("mark", spec.mark, MARK_NAMES), ("freq", spec.freq, (*PARTS, SPANS))):
        if value not in allowed:
            raise CatalogueError(f"{file}: {what} '{value}' is none of {', '.join(allowed)}")
    if not spec.titles:
        raise CatalogueError(f"{file}: no [[title]]; a title states a finding and names its condition")
    if typed := [text for text in typed_texts(spec) if has_typed_number(text)]:
        raise CatalogueError(
            f"{file}: a number is typed in '{typed[0]}'; let finding.sql give it and write {{name}}"
        )
    return spec


def typed_texts(spec: Spec) -> Iterator[str]:
    """The texts in which no number may be typed: it would stay when the data are revised."""
    for title in spec.titles:
        yield from (title.en, title.nl)
    for words in spec.words.values():
        yield from (words.subtitle, words.alt)


def has_typed_number(text: str) -> bool:
    return bool(re.search(r"\d", AREA_DIGITS.sub("", re.sub(r"\{[^}]*\}", "", text))))


def make_figure(
    spec: Spec, con: duckdb.DuckDBPyConnection, pack_years: Sequence[int], as_of: date
) -> Figure | None:
    """Run the chart's queries. None when there is no figure at all for the years.

    Raises PackError when frequencies are mixed, a column is missing or no title is true.
    """
    years = spec.years(pack_years)
    parameters = {"years": years, "pack_years": list(pack_years), "as_of": as_of, **spec.series}
    cells = run(con, spec.folder / "query.sql", parameters)
    check_cells(spec, cells, years)
    filled = cells[cells["value"].notna() | cells["value_low"].notna()]
    if filled.empty:
        return None
    # years of context are drawn where they have a figure; the pack's own years always
    known = {int(period[:4]) for period in filled["period"]}
    years = [year for year in years if year in known or year in pack_years]
    periods = spec.periods(years, cells)
    con.register("figure", cells)
    facts_frame = run(con, spec.folder / "finding.sql", parameters)
    con.unregister("figure")
    if len(facts_frame) != 1:
        raise PackError(f"{spec.folder / 'finding.sql'}: {len(facts_frame)} rows, one is needed")
    facts = {str(name): plain(fact) for name, fact in facts_frame.iloc[0].items()}
    drawn = sorted({int(period[:4]) for period in periods}) if spec.freq != SPANS else years
    facts |= {"years": years_label(drawn), "last": drawn[-1]}
    for title in spec.titles:
        if title.when not in facts:
            raise PackError(f"{spec.folder / 'finding.sql'}: no column {title.when}, which a title needs")
        if facts[title.when] is True:
            return Figure(spec, tuple(periods), cells, facts, title, find_breaks(con, cells, periods))
    found = ", ".join(f"{name} = {fact}" for name, fact in facts.items())
    raise PackError(
        f"{spec.folder / 'chart.toml'}: no title is true for {years_label(years)} as of {as_of} "
        f"({found}). Mend the title that used to hold, or add one whose condition holds."
    )


def find_breaks(
    con: duckdb.DuckDBPyConnection, cells: pd.DataFrame, periods: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """The breaks between neighbouring periods, with the reason by language, by the first period after each.

    From the breaks that publishers announced, and from cells that are flagged b.
    """
    if not len(cells) or "/" in cells["period"].iloc[0]:
        return {}
    known = query(
        con, "select source_id, measure, from_day, reason_en, reason_nl from breaks order by all", {}
    )
    drawn = set(zip(cells["source_id"], cells["measure"], strict=True))
    found: dict[str, dict[str, str]] = {}
    for before, after in pairwise(periods):
        first, start = parse_period(before)[1], parse_period(after)[2]
        for row in known.to_dict("records"):
            if (row["source_id"], row["measure"]) in drawn and first < row["from_day"].date() <= start:
                found[after] = {code: str(row[f"reason_{code}"]) for code in LANGUAGES}
        flagged = cells.loc[cells["period"].eq(after), "obs_status"].astype(str).str.contains("b")
        if flagged.any() and after not in found:
            found[after] = dict.fromkeys(LANGUAGES, "")
    return found


def check_cells(spec: Spec, cells: pd.DataFrame, years: Sequence[int]) -> None:
    file = spec.folder / "query.sql"
    if missing := [column for column in CELL_COLUMNS if column not in cells]:
        raise PackError(f"{file}: no column {', '.join(missing)}")
    if spec.freq == SPANS or spec.options.get("own_periods"):
        other = sorted(label for label in set(cells["period"]) if parse_period(label)[0] != spec.freq)
        if other:
            raise PackError(
                f"{file}: period {other[0]} is not of frequency {spec.freq}; frequencies never share a chart"
            )
        return
    periods = [f"{year}{part}" for year in years for part in PARTS[spec.freq]]
    if strange := sorted(set(cells["period"]) - set(periods)):
        raise PackError(
            f"{file}: period {strange[0]} is not one of the chart's ({periods[0]} to {periods[-1]}, "
            f"frequency {spec.freq}); frequencies never share a chart"
        )


def run(con: duckdb.DuckDBPyConnection, file: Path, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of a chart's SQL file, given those parameters that it names."""
    sql = file.read_text("utf-8")
    try:
        named = con.extract_statements(sql)[0].named_parameters
        return query(con, sql, {name: parameters[name] for name in named})
    except (duckdb.Error, WarehouseError, KeyError) as error:
        raise PackError(f"{file}: {error}") from error


def plain(fact: Any) -> Any:
    """NumPy's scalars as Python's, missing as None."""
    if pd.isna(fact):
        return None
    return fact.item() if hasattr(fact, "item") else fact
