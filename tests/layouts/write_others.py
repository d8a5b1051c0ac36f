"""Grids as UNHCR, Frontex, CBS and the publishers of the housing target write them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from layouts.grid import Grid, csv_bytes, figure, workbook

# UNHCR: the last dimension is the figure's column


def wide(grid: Grid) -> tuple[list[str], list[tuple[tuple[str, ...], str, list[str]]]]:
    """Topics, and per row (without topic) and period the values of all topics."""
    topics = list(dict.fromkeys(row[-1] for row in grid.rows))
    values = {(row, period): value for row, period, value, _ in grid.each()}
    keys = list(dict.fromkeys(row[:-1] for row in grid.rows))
    return topics, [
        (key, period, [values[((*key, topic), period)] for topic in topics])
        for key in keys
        for period in grid.periods
    ]


def blank(value: str) -> str:
    return "" if value in ("blank", "cannot occur") else value


def finder(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    return csv_bytes(
        [
            ["Year", *grid.dimensions[:-1], *topics],
            *([p, *key, *map(blank, values)] for key, p, values in rows),
        ]
    )


def hdx(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    head = ["Year", *grid.dimensions[:-1], *topics]
    return csv_bytes(
        [
            head,
            [f"#{name.lower()}" for name in head],
            *([p, *key, *map(blank, values)] for key, p, values in rows),
        ]
    )


def api(grid: Grid, pages: int = 2) -> bytes:
    topics, rows = wide(grid)
    items = [
        {"year": int(p), **dict(zip(grid.dimensions[:-1], key, strict=True)),
         **{t: (v if v in ("-", "*", "0") else None if v == "blank" else int(v)) for t, v in zip(topics, values, strict=True)}}
        for key, p, values in rows
    ]  # fmt: skip
    size = -(-len(items) // pages)
    parts = [items[at : at + size] for at in range(0, len(items), size)]
    return json.dumps(
        [{"page": n, "maxPages": len(parts), "items": part} for n, part in enumerate(parts, 1)]
    ).encode()


def mediterranean(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    lines = [["month", "year", "month-year", *topics]]
    lines += [
        [str(int(p[5:])), p[:4], date.fromisoformat(f"{p}-01").strftime("%b-%Y"), *values]
        for _, p, values in rows
    ]
    return b"\xef\xbb\xbf" + csv_bytes(lines, end="\r\n")


# Frontex


def detections(grid: Grid, serial: bool) -> bytes:
    def head(period: str) -> str | float:
        first = date.fromisoformat(f"{period}-01")
        return float((first - date(1899, 12, 30)).days) if serial else first.strftime("%b%Y").upper()

    rows: list[list[str | float]] = [
        ["Monthly detections of illegal border-crossing"],
        [],
        [*grid.dimensions, *map(head, grid.periods)],
    ]
    for row, line in zip(grid.rows, grid.cells, strict=True):
        rows.append([*row, *(figure(blank(value)) for value, _ in line)])
    rows.append(["Total", "", "", *(1.0 for _ in grid.periods)])
    return workbook({"Notes": [["Read me"]], "Detections": rows})


def operations(grid: Grid) -> bytes:
    rows: list[list[str | float]] = [
        ["Operation ID", "Date of Departure ", "MS", "DESTINATION[S]", "TCNs (accepted)"]
    ]
    for (operation, state, place), period, value, _ in grid.each():
        rows.append([operation, period, state, place, figure(blank(value))])
    return workbook({"2013-2018_TCNs": rows})


# CBS


def coded(period: str) -> str:
    if "-H" in period:
        return f"{period[:4]}HJ0{period[-1]}"
    if "-Q" in period:
        return f"{period[:4]}KW0{period[-1]}"
    return f"{period[:4]}MM{period[-2:]}" if "-" in period else f"{period}JJ00"


def untyped_csv(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    lines = [["ID", *grid.dimensions[:-1], "Perioden", *topics]]
    lines += [[str(n), *(f"{code:<8}" for code in key), coded(p), *(f"{blank(v):>8}" if v != "cannot occur" else "" for v in values)]
              for n, (key, p, values) in enumerate(rows)]  # fmt: skip
    return b"\xef\xbb\xbf" + csv_bytes(lines, ";", csv.QUOTE_ALL, "\r\n")


def odata_v3(grid: Grid, typed: bool) -> bytes:
    topics, rows = wide(grid)
    kind = "TypedDataSet" if typed else "UntypedDataSet"

    def shown(value: str) -> object:
        if typed:
            return None if value == "blank" else float(value) if "." in value else int(value)
        return "" if value == "cannot occur" else f"{value:>8}"

    value = [{"ID": n, **{d: f"{c:<8}" for d, c in zip(grid.dimensions[:-1], key, strict=True)}, "Perioden": coded(p),
              **{t: shown(v) for t, v in zip(topics, values, strict=True)}} for n, (key, p, values) in enumerate(rows)]  # fmt: skip
    address = f"https://opendata.cbs.nl/ODataApi/OData/80059ned/$metadata#Cbs.OData.WebAPI.{kind}"
    half = -(-len(value) // 2)
    pages: list[dict[str, object]] = [
        {"odata.metadata": address, "value": part} for part in (value[:half], value[half:]) if part
    ]
    return json.dumps(pages).encode()


def odata_v4(grid: Grid) -> bytes:
    said = {"cannot occur": "Impossible", ".": "Missing"}
    value = [
        {"Id": n, "Measure": row[-1], "ValueAttribute": said.get(v, "None"), "Value": None if v in said else float(v),
         "StringValue": None, **{d: f"{c:<8}" for d, c in zip(grid.dimensions[:-1], row[:-1], strict=True)}, "Perioden": coded(p)}
        for n, (row, p, v, _) in enumerate(grid.each())
    ]  # fmt: skip
    return json.dumps(
        {
            "@odata.context": "https://datasets.cbs.nl/odata/v1/CBS/83102NED/$metadata#Observations",
            "value": value,
        }
    ).encode()


def dutch(value: str) -> str:
    return blank(value).replace(".", ",") if value != "." else "."


DUTCH_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def said(period: str, flag: str) -> str:
    star = "*" if flag == "p" else ""
    if "-H" in period:
        return f"{period[:4]} {period[-1]}e halfjaar{star}"
    if "-Q" in period:
        return f"{period[:4]} {period[-1]}e kwartaal{star}"
    return f"{period[:4]} {DUTCH_MONTHS[int(period[5:]) - 1]}{star}" if "-" in period else period + star


def flags_by_period(grid: Grid) -> dict[str, str]:
    return {period: flag for _, period, _, flag in grid.each()}


def label_csv(grid: Grid) -> bytes:
    """Title, merged headings and units above, the source below."""
    topics, rows = wide(grid)
    flags = flags_by_period(grid)
    dims = grid.dimensions[:-1]
    names, units = zip(*(topic.rsplit(" (", 1) for topic in topics), strict=True)
    lines = [["Een tabel; met tekens"], [""], [*[""] * (len(dims) + 1), "Onderwerp"], [*[""] * (len(dims) + 1), *names],
             [*dims, "Perioden", *(unit.rstrip(")") for unit in units)]]  # fmt: skip
    lines += [
        [*(f"{code} " for code in key), said(p, flags[p]), *map(dutch, values)] for key, p, values in rows
    ]
    return b"\xef\xbb\xbf" + csv_bytes([*lines, ["Bron: CBS"]], ";", csv.QUOTE_ALL)


def label_csv_bare(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    flags = flags_by_period(grid)
    lines = [[*grid.dimensions[:-1], "Perioden", *topics]]
    lines += [
        [*(f"{code} " for code in key), said(p, flags[p]), *map(dutch, values)] for key, p, values in rows
    ]
    return b"\xef\xbb\xbf" + csv_bytes(lines, ";", csv.QUOTE_ALL)


def statweb(grid: Grid) -> bytes:
    flags = flags_by_period(grid)
    lines = [
        ["Asielverzoeken; naar iets, é"],
        [*grid.dimensions[:-1], "Perioden", *(said(p, flags[p]) for p in grid.periods)],
    ]
    for row, line in zip(grid.rows, grid.cells, strict=True):
        lines.append([*(f"{code} " for code in row), *(dutch(value) for value, _ in line)])
    lines.append(["© Centraal Bureau voor de Statistiek, Den Haag/Heerlen 15-10-2017"])
    return csv_bytes(lines, ";", csv.QUOTE_ALL, "\r\n", "latin-1")


def metadata(grid: Grid) -> bytes:
    """TableInfos, then a section per first code with Key and one field per topic."""
    lines = [["TableInfos"], ["ID", "Identifier", "Modified"], ["0", "80059ned", "2019-05-17T02:00:00"]]
    topics = list(dict.fromkeys(row[-1] for row in grid.rows))
    values = {row: line[0][0] for row, line in zip(grid.rows, grid.cells, strict=True)}
    for section in dict.fromkeys(row[0] for row in grid.rows):
        lines += [[section], ["Key", *topics]]
        lines += [[code, *(blank(values[(section, code, topic)]) for topic in topics)]
                  for code in dict.fromkeys(row[1] for row in grid.rows)]  # fmt: skip
    return b"\xef\xbb\xbf" + csv_bytes(lines, ";", csv.QUOTE_ALL)


def topology(grid: Grid) -> bytes:
    """A layer per first code; areas with a code and further properties."""
    values = {row: line[0][0] for row, line in zip(grid.rows, grid.cells, strict=True)}
    topics = [topic for topic in dict.fromkeys(row[-1] for row in grid.rows) if topic != "code"]
    objects = {
        layer: {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0]], "properties": {"code": code, **{t: blank(values[(layer, code, t)]) for t in topics}}}
            for code in dict.fromkeys(row[1] for row in grid.rows)
        ]}
        for layer in dict.fromkeys(row[0] for row in grid.rows)
    }  # fmt: skip
    return json.dumps({"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": objects}).encode()


def register(grid: Grid) -> bytes:
    topics, rows = wide(grid)
    book = xlwt.Workbook()
    sheet = book.add_sheet("Gemeenten_alfabetisch")
    for at, row in enumerate(
        [[grid.dimensions[0], *topics], *([*key, *map(blank, values)] for key, _, values in rows)]
    ):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Housing target


WORDS = {"target": "Taakstelling", "realised": "Gerealiseerd", "backlog": "Achterstand", "lead": "Voorsprong"}


def housing_rows(grid: Grid) -> list[list[str | float]]:
    """Titles; half-years merged across; the meaning below them, in another order each time; a total."""
    topics = list(dict.fromkeys(row[-1] for row in grid.rows))
    values = {(row, period): value for row, period, value, _ in grid.each()}
    rows: list[list[str | float]] = [
        ["Taakstelling huisvesting vergunninghouders"],
        ["Stand per einde halfjaar"],
    ]
    columns = [(p, t) for at, p in enumerate(grid.periods) for t in (topics if at % 2 else topics[::-1])]
    above = [said(p, "") if at % len(topics) == 0 else "" for at, (p, _) in enumerate(columns)]
    rows.append(["", "", *above])
    rows.append(["Gemeentecode", "Gemeente", *(WORDS[t] for _, t in columns)])
    for name, code in dict.fromkeys(row[:2] for row in grid.rows):
        rows.append([code, name, *(figure(blank(values[((name, code, t), p)])) for p, t in columns)])
    rows.append(["", "Totaal", *(9.0 for _ in columns)])
    return rows


def housing_xlsx(grid: Grid) -> bytes:
    return workbook({"Overzicht": housing_rows(grid)})


def housing_csv(grid: Grid) -> bytes:
    rows = [
        [str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in housing_rows(grid)
    ]
    return csv_bytes(rows, ";")


def housing_ods(grid: Grid) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = OdfTable(name="Overzicht")
    for row in housing_rows(grid):
        line = TableRow()
        for cell in row:
            kind = (
                {"valuetype": "float", "value": cell} if isinstance(cell, float) else {"valuetype": "string"}
            )
            made = TableCell(**kind)
            made.addElement(P(text=str(cell)))
            line.addElement(made)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()
