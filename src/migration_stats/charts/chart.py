"""A figure put into words: title, subtitle, alt text, notes, source line and table of one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from migration_stats.charts.spec import Figure, Spec
from migration_stats.charts.style import House
from migration_stats.language import Language

LINES = ("slope", "small_multiples")  # of marks of lines, only the largest may be drawn
HATCHED = frozenset("efps")  # provisional, estimated, forecast: drawn hatched or dashed


@dataclass(frozen=True)
class Cell:
    """One value to draw: a published one, or one that the query derived and flagged so."""

    series: str
    name: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    obs_status: str
    label: str
    signs: str = ""  # what the label carries for its flags

    @property
    def plotted(self) -> float | None:
        """Where a mark ends: the value, or the upper end of a range."""
        return self.high if self.qualifier == "range" else self.value

    @property
    def hatched(self) -> bool:
        return bool(HATCHED & set(self.obs_status))

    @property
    def bound(self) -> bool:
        return self.qualifier in ("upper_bound", "lower_bound")


@dataclass(frozen=True)
class Labels:
    """What the database says of sources and flags, for source lines and marks; and the house style."""

    sources: pd.DataFrame  # source_id, citation, licence_en, licence_nl
    flags: pd.DataFrame  # flag, mark, name_en, name_nl
    house: House


@dataclass(frozen=True)
class Chart:
    """A figure in one language, ready to be drawn and laid out."""

    figure: Figure
    house: House
    language: Language
    number: int
    title: str
    subtitle: str
    alt: str
    notes: tuple[str, ...]
    source: str
    cells: Mapping[tuple[str, str], tuple[Cell, ...]]
    names: Mapping[str, str]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def spec(self) -> Spec:
        return self.figure.spec

    @property
    def periods(self) -> tuple[str, ...]:
        return self.figure.periods

    def cell(self, series: str, period: str) -> Cell | None:
        """The (first) cell of a series and period, None when no release in the store has one."""
        found = self.cells.get((series, period))
        return found[0] if found else None

    def drawn(self) -> list[str]:
        """The series in the order of the query, or the largest ones where the chart says how many."""
        limit = self.spec.options.get("drawn")
        if not limit:
            return list(self.names)
        return sorted(self.names, key=self.greatest, reverse=True)[:limit]

    def common_months(self) -> list[int]:
        """The months that every year drawn has: a part-year is compared with the same months only."""
        return [
            month
            for month in range(1, 13)
            if all(
                (cell := self.cell(year, f"{year}-{month:02}")) and cell.value is not None
                for year in self.names
            )
        ]

    def total(self, year: str) -> float:
        """The sum of a year over the common months."""
        cells = (self.cell(year, f"{year}-{month:02}") for month in self.common_months())
        return sum(cell.value or 0 for cell in cells if cell)

    def greatest(self, series: str) -> float:
        every = (cell for (name, _), cells in self.cells.items() if name == series for cell in cells)
        return max((cell.plotted or 0 for cell in every), default=0)


def put_into_words(figure: Figure, language: Language, number: int, labels: Labels) -> Chart:
    """The chart of a figure in one language; a missing word is an error."""
    words = figure.spec.words[language.code]
    marks = dict(zip(labels.flags["flag"], labels.flags["mark"], strict=True))
    cells: dict[tuple[str, str], tuple[Cell, ...]] = {}
    # names that the chart gives itself come first: its panels are there even without a single figure
    names: dict[str, str] = dict(figure.spec.options.get(f"names_{language.code}", {}))
    for record in figure.cells.to_dict("records"):
        cell = make_cell(record, language, marks)
        names.setdefault(cell.series, cell.name)
        cells[cell.series, cell.period] = (*cells.get((cell.series, cell.period), ()), cell)
    chart = Chart(
        figure,
        labels.house,
        language,
        number,
        title=figure.headline(language),
        subtitle=language.fill(words.subtitle, figure.facts),
        alt=language.fill(words.alt, {**figure.facts, "title": figure.headline(language)}),
        notes=(),
        source=source_line(figure.cells, language, labels),
        cells=cells,
        names=names,
        header=(),
        rows=(),
    )
    header, rows = make_table(chart)
    noted = language.fill(words.note, figure.facts) if words.note else ""
    return Chart(**{**vars(chart), "notes": make_notes(chart, labels, noted), "header": header, "rows": rows})


def make_cell(record: Mapping[Any, Any], language: Language, marks: Mapping[str, str]) -> Cell:
    value, low, high = (
        None if pd.isna(record[name]) else float(record[name])
        for name in ("value", "value_low", "value_high")
    )
    status, qualifier = str(record["obs_status"]), str(record["qualifier"])
    if qualifier == "range" and low is not None and high is not None:
        label = language.say("value.range", low=language.number(low), high=language.number(high))
    elif value is None:
        label = language.say("value.missing")
    elif qualifier == "exact":
        label = language.number(value)
    else:
        label = language.say(f"value.{qualifier}", n=language.number(value))
    signs = "".join(marks[flag] for flag in status) if value is not None or low is not None else ""
    name = str(record[f"name_{language.code}"])
    return Cell(
        str(record["series"]),
        name,
        str(record["period"]),
        value,
        low,
        high,
        qualifier,
        status,
        label + signs,
        signs,
    )


def source_line(cells: pd.DataFrame, language: Language, labels: Labels) -> str:
    """Source, licence and newest publication day of what is drawn, derived from the cells."""
    named = {*cells["source_id"], *cells.get("also_source_id", ())}
    used = labels.sources[labels.sources["source_id"].isin(named)]
    return " ".join(
        (
            language.say("chart.source", names="; ".join(dict.fromkeys(used["citation"]))),
            language.say("chart.licence", names="; ".join(dict.fromkeys(used[f"licence_{language.code}"]))),
            language.say("chart.as_of", date=language.day(pd.Timestamp(cells["published_on"].max()).date())),
        )
    )


def make_notes(chart: Chart, labels: Labels, noted: str) -> tuple[str, ...]:
    """The chart's own note, then what its marks mean: only of marks that are there."""
    language, options = chart.language, chart.spec.options
    every = [cell for cells in chart.cells.values() for cell in cells]
    used = {flag for cell in every for flag in cell.obs_status if cell.plotted is not None}
    parts = [noted] if noted else []
    if any(cell.qualifier not in ("exact", "range") for cell in every):
        parts.append(language.say("chart.qualified"))
    if any(cell.hatched for cell in every) and chart.spec.mark != "revision_triangle":
        parts.append(language.say("chart.hatched"))
    for period, reason in chart.figure.breaks.items():
        said = reason[language.code]
        key = "chart.break" if said else "chart.break_flagged"
        parts.append(language.say(key, period=language.period(period), reason=said))
    if options.get("superseded"):
        parts.append(language.say("chart.superseded"))
    left_out = [name for series, name in chart.names.items() if series not in chart.drawn()]
    if left_out and chart.spec.mark in LINES:
        parts.append(language.say("chart.not_drawn", names=", ".join(left_out)))
    for flag in labels.flags.to_dict("records"):
        if flag["flag"] in used:
            parts.append(language.say("chart.flags", mark=flag["mark"], name=flag[f"name_{language.code}"]))
    return (language.say("chart.note", text="; ".join(parts) + "."),) if parts else ()


def month_span(chart: Chart) -> str:
    """The common months as 'Jan–Dec'."""
    months = chart.common_months()
    return (
        "–".join(chart.language.month(month) for month in dict.fromkeys((months[0], months[-1])))
        if months
        else ""
    )


def make_table(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The chart's cells as a table of words: series by period, or the other way round."""
    language, layout = chart.language, chart.spec.options.get("table", "periods")

    def text(series: str, period: str) -> str:
        cells = chart.cells.get((series, period), ())
        if not cells:
            options = chart.spec.options
            blank = options.get("blank") or series == options.get("superseded")
            return "" if blank else language.say("value.missing")
        return "; ".join(cell.label for cell in cells)

    if layout == "series":
        header = ("", *(language.period(period) for period in chart.periods))
        rows = tuple(
            (name, *(text(series, period) for period in chart.periods))
            for series, name in chart.names.items()
        )
    elif layout == "months":  # one column a year, one row a month, and the totals that the chart names
        header = ("", *chart.names.values())
        months = [(f"-{month:02}", language.month(month)) for month in range(1, 13)]
        totals = tuple(language.number(chart.total(year)) for year in chart.names)
        rows = (
            *((name, *(text(year, year + month) for year in chart.names)) for month, name in months),
            (language.say("chart.total", months=month_span(chart)), *totals),
        )
    else:
        header = ("", *chart.names.values())
        rows = tuple(
            (language.period(period), *(text(series, period) for series in chart.names))
            for period in chart.periods
        )
    corner = str(chart.spec.options.get(f"corner_{language.code}", language.say("chart.period")))
    return (corner, *header[1:]), rows
