"""Spreadsheets that people and programs can read: one table a sheet, notes on a sheet of their own.

After the UK Analysis Function's rules: a contents sheet with links, no merged or blank cells, no meaning by
colour, a shorthand [x] for what is not available, values as numbers and their signs in a column of their own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from migration_stats.charts.chart import Chart
from migration_stats.language import Language

MISSING = "[x]"
COLUMNS = ("series", "period", "value", "low", "high", "qualifier", "signs", "source", "published", "place")
WIDTHS = (34, 18, 14, 14, 14, 16, 14, 36, 14, 60)
FIRST_TABLE_ROW = 6  # A7: after title, subtitle, what the sheet holds, note, source and the way back


def chart_workbook(chart: Chart, as_of: date, sources: Mapping[str, str]) -> bytes:
    """The XLSX of one chart: its figures and its notes."""
    return workbook(chart.title, [chart], chart.language, as_of, sources, [])


def workbook(
    title: str,
    charts: Sequence[Chart],
    words: Language,
    as_of: date,
    sources: Mapping[str, str],
    facts: Sequence[tuple[str, str]],
) -> bytes:
    """The XLSX of charts in one language: contents, notes, a sheet per chart; the same bytes every time.

    `sources` are citations by source_id, `facts` what the notes say in front: heading and text.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    comments = words.say("page.title_as_of", as_of=words.day(as_of))
    created = datetime(as_of.year, as_of.month, as_of.day)
    book.set_properties({"title": title, "created": created, "comments": comments})
    heading = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    if len(charts) > 1:
        write_contents(
            book.add_worksheet(words.say("workbook.contents")), charts, title, words, heading, wrapped
        )
    write_notes(book.add_worksheet(words.say("workbook.notes")), charts, words, facts, heading, wrapped)
    number = book.add_format({"num_format": "#,##0", "align": "right"})
    for chart in charts:
        sheet = book.add_worksheet(sheet_name(chart))
        write_chart(sheet, chart, sources, len(charts) > 1, heading, number)
    book.worksheets()[0 if len(charts) > 1 else 1].activate()
    book.close()
    return out.getvalue()


def sheet_name(chart: Chart) -> str:
    return chart.language.say("page.figure", n=chart.number).replace(" ", "_")


def write_contents(
    sheet: Worksheet, charts: Sequence[Chart], title: str, words: Language, heading: Format, wrapped: Format
) -> None:
    sheet.write_string(0, 0, title, heading)
    sheet.write_string(1, 0, words.say("workbook.one_table"))
    sheet.write_string(2, 0, words.say("workbook.see_notes"))
    names = [words.say(f"workbook.{name}") for name in ("sheet", "finding", "what")]
    rows = [[sheet_name(chart), chart.title, chart.subtitle] for chart in charts]
    add_table(sheet, 3, names, rows, "contents", [wrapped] * 3)
    for row, chart in enumerate(charts, 4):
        sheet.write_url(row, 0, f"internal:'{sheet_name(chart)}'!A1", string=sheet_name(chart))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2, 70)


def write_notes(
    sheet: Worksheet,
    charts: Sequence[Chart],
    words: Language,
    facts: Sequence[tuple[str, str]],
    heading: Format,
    wrapped: Format,
) -> None:
    """What every sheet shares: the shorthand, the signs, and what the pack says in front."""
    sheet.write_string(0, 0, words.say("workbook.notes"), heading)
    sheet.write_string(1, 0, words.say("workbook.one_table"))
    rows = [[MISSING, words.say("workbook.missing")], ["c. < >", words.say("workbook.qualifiers")]]
    rows += [[figure, note] for chart in charts for figure, note in chart_notes(chart)]
    rows += [list(fact) for fact in facts]
    names = [words.say("workbook.subject"), words.say("workbook.note")]
    add_table(sheet, 2, names, rows, "notes", [wrapped, wrapped])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)


def chart_notes(chart: Chart) -> Iterator[tuple[str, str]]:
    figure = chart.language.say("page.figure", n=chart.number)
    for note in chart.notes:
        yield figure, note
    yield figure, chart.source


def write_chart(
    sheet: Worksheet, chart: Chart, sources: Mapping[str, str], linked: bool, heading: Format, number: Format
) -> None:
    words = chart.language
    sheet.write_string(0, 0, f"{words.say('page.figure', n=chart.number)}. {chart.title}", heading)
    sheet.write_string(1, 0, chart.subtitle)
    sheet.write_string(2, 0, f"{words.say('workbook.one_table')} {words.say('workbook.see_notes')}")
    sheet.write_string(3, 0, " ".join(chart.notes) or words.say("workbook.no_note"))
    sheet.write_string(4, 0, chart.source)
    back = words.say("workbook.contents" if linked else "workbook.notes")
    sheet.write_url(5, 0, f"internal:'{back}'!A1", string=words.say("workbook.back", sheet=back))
    names = [words.say(f"workbook.{name}") for name in COLUMNS]
    rows = list(chart_rows(chart, sources))
    formats = [number if name in ("value", "low", "high") else None for name in COLUMNS]
    add_table(sheet, FIRST_TABLE_ROW, names, rows, re.sub(r"\W", "_", chart.spec.id), formats)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def chart_rows(chart: Chart, sources: Mapping[str, str]) -> Iterator[list[Any]]:
    """One row per cell of the chart; a period that no release has is there too, as not available."""
    words = chart.language
    records = chart.figure.cells.to_dict("records")
    cells = [cell for found in by_row(chart, records) for cell in found]
    for record, cell in zip(records, cells, strict=True):
        source = sources.get(str(record["source_id"]), str(record["source_id"]))
        yield [
            chart.names[cell.series],
            words.period(cell.period),
            MISSING if cell.plotted is None else "" if cell.value is None else cell.value,
            "" if cell.low is None else cell.low,
            "" if cell.high is None else cell.high,
            words.say(f"workbook.{cell.qualifier}"),
            cell.signs,
            source,
            pd.Timestamp(record["published_on"]).date().isoformat(),
            str(record["place"]),
        ]
    if chart.spec.options.get("blank"):
        return
    known = {(str(record["series"]), str(record["period"])) for record in records}
    for series, name in chart.names.items():
        for period in chart.periods:
            if (series, period) not in known and series != chart.spec.options.get("superseded"):
                yield [name, words.period(period), MISSING, "", "", "", "", "", "", ""]


def by_row(chart: Chart, records: Sequence[Mapping[Any, Any]]) -> Iterator[list[Any]]:
    """The chart's cells in the order of the figure's rows."""
    seen: dict[tuple[str, str], int] = {}
    for record in records:
        key = (str(record["series"]), str(record["period"]))
        place = seen.get(key, 0)
        seen[key] = place + 1
        yield [chart.cells[key][place]]


def add_table(
    sheet: Worksheet,
    first: int,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    name: str,
    formats: Sequence[Format | None],
) -> None:
    """A marked-up table, so that a screen reader says the header of each cell; empty cells stay empty."""
    columns = [
        {"header": header, **({"format": look} if look else {})}
        for header, look in zip(names, formats, strict=True)
    ]
    sheet.add_table(
        first, 0, first + max(len(rows), 1), len(names) - 1,
        {"name": f"table_{name}", "columns": columns, "autofilter": False, "style": "Table Style Light 1",
         "banded_rows": False, "data": [[None if value == "" else value for value in row] for row in rows]},
    )  # fmt: skip
