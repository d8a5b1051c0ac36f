"""Tables of our own making in each publisher's layout: what the tests read back, break and damage.

A Grid has dimensions, rows of codes, periods and a (value, flag) per row and period. Each layout's writer puts
it into bytes as the publisher would; `Case` says which grids a layout can hold and what should come back.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import quoteattr

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

Cell = tuple[str, str]


@dataclass(frozen=True)
class Grid:
    dimensions: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    periods: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]  # by row and period: value and flag

    def each(self) -> list[tuple[tuple[str, ...], str, str, str]]:
        """Row codes, period, value, flag of every cell, in the order of reading."""
        return [
            (row, period, value, flag)
            for row, line in zip(self.rows, self.cells, strict=True)
            for period, (value, flag) in zip(self.periods, line, strict=True)
        ]


@dataclass(frozen=True)
class Case:
    """One layout: its name as read, how a grid is written, and which grids it can hold."""

    layout: str
    write: Callable[[Grid], bytes]
    dimensions: tuple[str, ...]
    periods: Callable[[int], str]  # the n-th period in the contract's notation
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ("",)
    decimals: bool = False
    codes: tuple[str, ...] = ("NL", "EL", "UK", "XK", "EU28", "EU27_2020", "NA", "TOTAL", "DE")
    topics: tuple[str, ...] = ()  # the last dimension, where it is made of columns
    suffix: str = "csv"


def year(n: int) -> str:
    return str(2008 + n)


def month(n: int) -> str:
    return f"{2014 + n // 12}-{n % 12 + 1:02}"


def half(n: int) -> str:
    return f"{2014 + n // 2}-H{n % 2 + 1}"


def quarter(n: int) -> str:
    return f"{2014 + n // 4}-Q{n % 4 + 1}"


def csv_bytes(rows: Sequence[Sequence[str]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL,
              end: str = "\n", encoding: str = "utf-8") -> bytes:  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode(encoding)


# Eurostat


def tsv(grid: Grid, s: str = "") -> bytes:
    lines = [
        ",".join(grid.dimensions)
        + "\\TIME_PERIOD\t"
        + "\t".join(f"{p} " for p in map(estat_period, grid.periods))
    ]
    for row, line in zip(grid.rows, grid.cells, strict=True):
        lines.append(",".join(row) + "\t" + "\t".join(f"{value} {flag}" for value, flag in line))
    return ("\n".join(lines) + "\n").encode()


def estat_period(period: str) -> str:
    return period.replace("-H", "-S")


def obs(cell: Cell) -> tuple[str, str, str]:
    """Value, OBS_FLAG and CONF_STATUS as since 2024."""
    value, flag = cell
    return ("" if value == ":" else value), flag.replace("c", ""), "C" if "c" in flag else ""


def sdmx_csv_paired(grid: Grid) -> bytes:
    pairs = [name for dim in grid.dimensions for name in (dim, f"Label of {dim}")]
    rows = [["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", *pairs, "TIME_PERIOD", "Time", "OBS_VALUE", "Observation value",
             "OBS_FLAG", "Observation status (Flag) V2 structure", "CONF_STATUS", "Confidentiality status (flag)"]]  # fmt: skip
    for codes, period, value, flag in grid.each():
        v, f, c = obs((value, flag))
        labelled = [text for code in codes for text in (code, f"Name, {code}")]
        rows.append(["dataflow", "ESTAT:MIGR_TEST(1.0)", "A title, with a comma", *labelled, estat_period(period), "", v, "",
                     f, "", c, ""])  # fmt: skip
    return csv_bytes(rows)


def sdmx_csv(grid: Grid, shown: Callable[[str], str] = str, conf: bool = True) -> bytes:
    rows = [
        [
            "DATAFLOW",
            "LAST UPDATE",
            *grid.dimensions,
            "TIME_PERIOD",
            "OBS_VALUE",
            "OBS_FLAG",
            *(["CONF_STATUS"] if conf else []),
        ]
    ]
    for codes, period, value, flag in grid.each():
        v, f, c = obs((value, flag)) if conf else ("" if value == ":" else value, flag, "")
        rows.append(["ESTAT:MIGR_TEST(1.0)", "10/06/21 23:00:00", *map(shown, codes), estat_period(period), v, f,
                     *([c] if conf else [])])  # fmt: skip
    return csv_bytes(rows, end="\r\n")


def explorer(grid: Grid, encoding: str = "latin-1") -> bytes:
    rows = [["TIME", *grid.dimensions, "Value", "Flag and Footnotes"]]
    for codes, period, value, flag in grid.each():
        whole, _, part = value.partition(".")
        shown = f"{int(whole):,}" + (f".{part}" if part else "") if value != ":" else value
        rows.append([period, *codes, shown, flag])
    return csv_bytes(rows, quoting=csv.QUOTE_ALL, encoding=encoding)


def workbook(sheets: dict[str, Sequence[Sequence[str | float]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, list(row))
    book.close()
    return out.getvalue()


def figure(value: str) -> str | float:
    return float(value) if value.replace(".", "", 1).replace("-", "", 1).isdigit() else value


def browser(grid: Grid) -> bytes:
    """One sheet per first code; the second one down; a column for flags beside each year; codes of both around."""
    sheets = {}
    for first in dict.fromkeys(row[0] for row in grid.rows):
        rows: list[list[str | float]] = [["Dataset:", "Test table [migr_test]"], ["Last updated:", "15/11/2019 11:00"], [],
                                         ["GEO/TIME", *[cell for period in grid.periods for cell in (period, "")]]]  # fmt: skip
        for row, line in zip(grid.rows, grid.cells, strict=True):
            if row[0] == first:
                rows.append([row[1], *[cell for value, flag in line for cell in (figure(value), flag)]])
        rows += [[], ["Special value:"], [":", "not available"], ["UNIT", "Person"], ["INDIC_MG", first]]
        sheets[f"Sheet {len(sheets) + 1}"] = rows
    return workbook(sheets)


NS = "http://www.sdmx.org/resources/sdmxml/schemas/{}"


def sdmx_header(version: str, kind: str) -> str:
    usage = '<common:Structure><Ref agencyID="ESTAT" id="MIGR_TEST" version="1.0"/></common:Structure>'
    space = ""
    if kind == "StructureSpecificData":
        space = 'namespace="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ESTAT:MIGR_TEST(1.0):ObsLevelDim:TIME_PERIOD" '
        usage = '<common:StructureUsage><Ref agencyID="ESTAT" id="MIGR_TEST" version="1.0"/></common:StructureUsage>'
    base = NS.format(version)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<m:{kind} xmlns:m="{base}/message" xmlns:common="{base}/common" '
        f'xmlns:g="{base}/data/generic" xmlns:ss="{base}/data/structurespecific" '
        'xmlns:ns1="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ESTAT:MIGR_TEST(1.0):ObsLevelDim:TIME_PERIOD" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><m:Header><m:ID>T</m:ID><m:Test>false</m:Test>'
        '<m:Prepared>2024-01-01T00:00:00</m:Prepared><m:Sender id="ESTAT"/><m:Structure structureID="T" '
        f'{space}dimensionAtObservation="TIME_PERIOD">{usage}</m:Structure></m:Header>'
    )


def sdmx_generic(grid: Grid) -> bytes:
    parts = [sdmx_header("v2_1", "GenericData"), '<m:DataSet structureRef="T" action="Replace">']
    for row, line in zip(grid.rows, grid.cells, strict=True):
        key = "".join(
            f"<g:Value id={quoteattr(d)} value={quoteattr(c)}/>"
            for d, c in zip(grid.dimensions, row, strict=True)
        )
        parts.append(f"<g:Series><g:SeriesKey>{key}</g:SeriesKey>")
        for period, (value, flag) in zip(grid.periods, line, strict=True):
            v, f, c = obs((value, flag))
            extra = "".join(
                f'<g:Value id="{n}" value="{t}"/>' for n, t in (("OBS_FLAG", f), ("CONF_STATUS", c)) if t
            )
            extra = f"<g:Attributes>{extra}</g:Attributes>" if extra else ""
            parts.append(
                f'<g:Obs><g:ObsDimension value="{estat_period(period)}"/><g:ObsValue value="{v or "NaN"}"/>{extra}</g:Obs>'
            )
        parts.append("</g:Series>")
    return "".join([*parts, "</m:DataSet></m:GenericData>"]).encode()


def sdmx_structured(grid: Grid, version: str) -> bytes:
    parts = [sdmx_header(version, "StructureSpecificData"),
             '<m:DataSet ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="T">']  # fmt: skip
    for row, line in zip(grid.rows, grid.cells, strict=True):
        parts.append(
            "<Series "
            + " ".join(f"{d}={quoteattr(c)}" for d, c in zip(grid.dimensions, row, strict=True))
            + ">"
        )
        for period, (value, flag) in zip(grid.periods, line, strict=True):
            v, f, c = obs((value, flag))
            extra = "".join(f' {n}="{t}"' for n, t in (("OBS_FLAG", f), ("CONF_STATUS", c)) if t)
            parts.append(f'<Obs TIME_PERIOD="{estat_period(period)}" OBS_VALUE="{v or "NaN"}"{extra}/>')
        parts.append("</Series>")
    return "".join([*parts, "</m:DataSet></m:StructureSpecificData>"]).encode()


def json_stat(grid: Grid) -> bytes:
    """Sparse values and status; the rows must be all combinations of their codes, in order."""
    codes = [list(dict.fromkeys(row[at] for row in grid.rows)) for at in range(len(grid.dimensions))]
    ids = [*grid.dimensions, "time"]
    values, status = {}, {}
    for at, (_, _, value, flag) in enumerate(grid.each()):
        if value != ":":
            values[str(at)] = float(value)
        if flag:
            status[str(at)] = flag

    def category(names: Sequence[str]) -> dict[str, object]:
        return {
            "category": {
                "index": {name: at for at, name in enumerate(names)},
                "label": {name: f"Name {name}" for name in names},
            }
        }

    document = {
        "version": "2.0", "class": "dataset", "label": "Test", "updated": "2024-05-06T11:00:00+0200",
        "value": values, "status": status, "id": ids, "size": [*map(len, codes), len(grid.periods)],
        "dimension": {**{d: category(c) for d, c in zip(grid.dimensions, codes, strict=True)},
                      "time": category([estat_period(p) for p in grid.periods])},
        "extension": {"id": "MIGR_TEST"},
    }  # fmt: skip
    return json.dumps(document).encode()


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


ESTAT = ("", "b", "p", "e", "bep", "c", "bc", "d", "u")
OLD = ("", "b", "p", "e", "bep", "d", "u")
DIMS = ("unit", "citizen", "geo")
ISO = ("NLD", "GRC", "GBR", "XKX", "NAM", "SYR", "Unknown ")
COUNTRIES = ("Country of origin", "Country of asylum", "topic")
CBS = ("T001038", "NL01", "GM0363", "NAT9487")

CASES = (
    Case("bulk TSV", tsv, DIMS, year, (":",), ESTAT, True, suffix="tsv"),
    Case("bulk TSV", lambda grid: gzip.compress(tsv(grid), mtime=0), ("geo", "freq"), half, (":",), ESTAT, suffix="tsv.gz"),
    Case("SDMX-CSV, code and label columns", sdmx_csv_paired, DIMS, month, (":",), ESTAT, True),
    Case("SDMX-CSV, codes", sdmx_csv, DIMS, quarter, (":",), ESTAT, True),
    Case("SDMX-CSV, codes", lambda grid: sdmx_csv(grid, conf=False), DIMS, year, (":",), ESTAT),
    Case("SDMX-CSV, labels", sdmx_csv, DIMS, year, (":",), ESTAT, codes=("Austria", "Kosovo*", "Czechia", "Namibia")),
    Case("SDMX-CSV, code:label", lambda grid: sdmx_csv(grid, lambda code: f"{code}:Name of {code}"), DIMS, year, (":",), ESTAT),
    Case("Data Explorer CSV", explorer, ("GEO", "CITIZEN"), year, (":",), OLD, True, codes=("Côte d'Ivoire", "Netherlands", "European Union (28 countries)")),
    Case("Data Explorer CSV", lambda grid: explorer(grid, "utf-8"), ("GEO", "UNIT"), year, (":",), OLD, codes=("Türkiye", "Netherlands", "Kosovo")),
    Case("Data Browser xlsx", browser, ("INDIC_MG", "GEO"), year, (":",), OLD, True, codes=("Netherlands", "Greece", "European Union - 28 countries"), suffix="xlsx"),
    Case("SDMX-ML 2.1, generic", sdmx_generic, DIMS, month, (":",), ESTAT, True, suffix="xml"),
    Case("SDMX-ML 2.1, structure-specific", lambda grid: sdmx_structured(grid, "v2_1"), DIMS, half, (":",), ESTAT, suffix="xml"),
    Case("SDMX-ML 3.0, structure-specific", lambda grid: sdmx_structured(grid, "v3_0"), DIMS, year, (":",), ESTAT, suffix="xml"),
    Case("JSON-stat", json_stat, DIMS, year, (":",), ESTAT, True, suffix="json"),
    Case("Refugee Data Finder CSV", finder, COUNTRIES, year, ("blank", "*", "-"), codes=ISO, topics=("applied", "decided")),
    Case("API JSON", api, ("coo", "coa_iso", "topic"), year, ("blank", "-"), codes=("AUS", "AUL", "NAM", "UNK"), topics=("dec_recognized", "dec_total"), suffix="json"),
    Case("HDX CSV", hdx, ("ISO3CoO", "ISO3CoA", "topic"), year, ("blank", "*"), codes=("NLD", "XKX", "NAM"), topics=("RST", "RET")),
    Case("Mediterranean arrivals CSV", mediterranean, ("topic",), month, ("NA",), topics=("greece_sea", "spain_land")),
    Case("detections workbook", lambda grid: detections(grid, True), ("Route", "BorderType", "Nationality"), month, ("blank", "."), codes=("Black Sea", "Sea", "Syria", "Namibia"), suffix="xlsx"),
    Case("detections workbook", lambda grid: detections(grid, False), ("Route", "BorderType", "Nationality"), month, ("blank",), codes=("Land", "Unknown", "NA"), suffix="xlsx"),
    Case("return operations workbook", operations, ("operation", "participant", "destination"), lambda n: f"2018-01-{n + 1:02}", ("blank",), codes=("RO-1", "Spain", "NIGERIA"), suffix="xlsx"),
    Case("OData v3 TypedDataSet", lambda grid: odata_v3(grid, True), ("Geslacht", "Nationaliteit", "topic"), year, ("blank",), decimals=True, codes=CBS, topics=("Totaal_1", "Eerste_2"), suffix="json"),
    Case("OData v3 UntypedDataSet", lambda grid: odata_v3(grid, False), ("Geslacht", "RegioS", "topic"), quarter, (".", "cannot occur"), codes=CBS, topics=("Totaal_1", "Eerste_2"), suffix="json"),
    Case("OData v4 Observations", odata_v4, ("Geslacht", "RegioS", "topic"), month, (".", "cannot occur"), codes=CBS, topics=("M1_1", "M2_2"), decimals=True, suffix="json"),
    Case("UntypedDataSet CSV", untyped_csv, ("Geslacht", "RegioS", "topic"), half, (".", "cannot occur"), codes=CBS, topics=("Totaal_1", "Eerste_2")),
    Case("label CSV", label_csv, ("Geslacht", "Nationaliteit", "topic"), year, (".", "cannot occur"), ("", "p"), True, codes=("Totaal", "Grieks", "Namibisch"), topics=("Bevolking|Totaal (aantal)", "Land (km²)")),
    Case("label CSV", label_csv_bare, ("Geslacht", "Nationaliteit", "topic"), half, (".",), ("", "p"), True, codes=("Totaal", "Grieks"), topics=("Verzoeken (personen) (aantal)", "Nareis (aantal)")),
    Case("StatWeb CSV", statweb, ("Onderwerpen_1", "Nationaliteit", "Eenheid"), month, (".",), ("", "p"), codes=("Totaal", "Grieks", "Syrisch"), suffix="csv"),
    Case("metadata CSV", metadata, ("section", "code", "topic"), lambda n: "", ("blank",), codes=("RegioS", "Geslacht", "GM0363"), topics=("Title", "Description")),
    Case("municipality list", register, ("GemeentecodeGM", "topic"), lambda n: "", ("blank",), codes=("GM0363", "GM0014", "GM1680"), topics=("Gemeentenaam", "Provinciecode"), suffix="xls"),
    Case("housing-target workbook", housing_xlsx, ("municipality", "code", "topic"), half, ("blank",), codes=("Utrecht", "Ede"), topics=("target", "realised", "backlog"), suffix="xlsx"),
    Case("housing-target workbook", housing_csv, ("municipality", "code", "topic"), half, ("blank",), codes=("Utrecht", "Ede"), topics=("target", "backlog"), suffix="csv"),
    Case("housing-target workbook", housing_ods, ("municipality", "code", "topic"), half, ("blank",), codes=("Súdwest-Fryslân", "Ede"), topics=("target", "realised", "lead"), suffix="ods"),
)  # fmt: skip
IDS = [f"{case.layout} {case.suffix} {at}" for at, case in enumerate(CASES)]
