"""Grids as Eurostat writes them: TSV, SDMX in its forms, JSON-stat, Data Explorer and Data Browser."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from xml.sax.saxutils import quoteattr

from layouts.grid import Cell, Grid, csv_bytes, figure, workbook


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


def sdmx_csv_3(grid: Grid) -> bytes:
    """As the 3.0 service answers: STRUCTURE and STRUCTURE_ID, with the name of the structure and no labels."""
    rows = [
        [
            "STRUCTURE",
            "STRUCTURE_ID",
            "STRUCTURE_NAME",
            *grid.dimensions,
            "TIME_PERIOD",
            "OBS_VALUE",
            "OBS_FLAG",
            "CONF_STATUS",
        ]
    ]
    for codes, period, value, flag in grid.each():
        rows.append(
            ["dataflow", "ESTAT:MIGR_TEST(1.0)", "A title", *codes, estat_period(period), *obs((value, flag))]
        )
    return csv_bytes(rows)


def explorer(grid: Grid, encoding: str = "latin-1") -> bytes:
    rows = [["TIME", *grid.dimensions, "Value", "Flag and Footnotes"]]
    for codes, period, value, flag in grid.each():
        whole, _, part = value.partition(".")
        shown = f"{int(whole):,}" + (f".{part}" if part else "") if value != ":" else value
        rows.append([period, *codes, shown, flag])
    return csv_bytes(rows, quoting=csv.QUOTE_ALL, encoding=encoding)


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
