"""Which layout a file has, from its content alone, and the file as a Table."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from migration_stats.errors import LayoutError
from migration_stats.publishers import boundaries, cbs, cbs_odata, eurostat, frontex, housing, sdmx, unhcr
from migration_stats.publishers.containers import Sheet, csv_records, decode, gunzip, sheets
from migration_stats.publishers.table import Table


def read_table(content: bytes) -> Table:
    """The cells of a publisher's file. Raises LayoutError for what is damaged or in no known layout."""
    if not content.strip():
        raise LayoutError("the file is empty; fetch it again")
    if content.startswith(b"\x1f\x8b"):
        content = gunzip(content)
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return read_workbook(sheets(content))
    text, encoding = decode(content)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return read_json(text, encoding)
    if start == "<":
        return read_xml(text, encoding)
    table = read_text(text, encoding)
    if not text.endswith("\n"):
        return replace(table, oddities=(*table.oddities, "the last line has no end; was the file cut?"))
    return table


def read_workbook(book: list[Sheet]) -> Table:
    if not book:
        raise LayoutError("the workbook has no sheet with anything on it")
    if any(frontex.detections_heading(sheet) is not None for sheet in book):
        return frontex.read_detections(book)
    if any(eurostat.heading(sheet) is not None for sheet in book):
        return eurostat.read_browser(book)
    if any(housing.heading(sheet) is not None for sheet in book):
        return housing.read_housing(book)
    if any(frontex.list_heading(sheet) for sheet in book):
        return frontex.read_operations(book)
    if any("codeGM" in text for text in book[0].rows[0]):
        return cbs.read_register(book)
    names = ", ".join(sheet.name for sheet in book)
    raise LayoutError(f"a workbook in no layout that is known (sheets {names})")


def read_json(text: str, encoding: str) -> Table:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LayoutError(
            f"the JSON is damaged or was cut short ({sdmx.one_line(error)}); fetch it again"
        ) from None
    pages: list[Any] = document if isinstance(document, list) else [document]
    if not pages or not all(isinstance(page, dict) for page in pages):
        raise LayoutError("JSON in no layout that is known: neither an object nor pages of objects")
    first: dict[str, Any] = pages[0]
    if "items" in first:
        return unhcr.read_api(pages, encoding)
    if "odata.metadata" in first or "@odata.context" in first:
        return cbs_odata.read_odata(pages, encoding)
    if {"id", "size", "dimension"} <= first.keys():
        return sdmx.read_json_stat(first, encoding)
    if first.get("type") == "Topology" and "objects" in first:
        return boundaries.read_boundaries(first, encoding)
    raise LayoutError(f"JSON in no layout that is known (fields {', '.join(list(first)[:6])})")


def read_xml(text: str, encoding: str) -> Table:
    if re.match(r"(?is)\s*(<!doctype html|<html|<head|<body)", text):
        title = re.search(r"(?is)<title[^>]*>(.*?)</title>", text[:100_000])
        said = f" ('{' '.join(title[1].split())[:80]}')" if title else ""
        raise LayoutError(f"this is a web page{said} and no data; is the service down or the address wrong?")
    if not re.search(r"(?:GenericData|StructureSpecificData|GenericTimeSeriesData)\b", text[:4000]):
        begins = " ".join(text[:60].split())
        raise LayoutError(f"neither SDMX data nor any other layout that is known (it begins with '{begins}')")
    return sdmx.read_sdmx_ml(text, encoding)


def read_text(text: str, encoding: str) -> Table:
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    if re.search(r"\\(TIME_PERIOD|time)\s*(\t|$)", first):
        return eurostat.read_tsv(text, encoding)
    if ";" in first or ";" in text[:2000].partition("\n")[2]:
        return read_semicolons(text, encoding, first)
    header = {cell.strip().strip('"') for cell in first.split(",")}
    if "TIME_PERIOD" in header or "OBS_VALUE" in header:
        return eurostat.read_sdmx_csv(text, encoding)
    if {"TIME", "Flag and Footnotes"} <= header or {"TIME", "Value"} <= header:
        return eurostat.read_explorer(text, encoding)
    if {"ISO3CoO", "ISO3CoA"} & header:
        return unhcr.read_hdx(text, encoding)
    if {"month", "year", "month-year"} <= header:
        return unhcr.read_mediterranean(text, encoding)
    if header & set(unhcr.FINDER):
        return unhcr.read_finder(text, encoding)
    if (found := housing_csv(text, encoding, ",")) is not None:
        return found
    raise LayoutError(f"text in no layout that is known (it begins with '{first[:60]}')")


def read_semicolons(text: str, encoding: str, first: str) -> Table:
    if first.strip('"') == "TableInfos":
        return cbs.read_metadata(text, encoding)
    if first.startswith('"ID";') or first.startswith("ID;"):
        return cbs.read_untyped(text, encoding)
    if "Onderwerpen_" in text[:4000]:
        return cbs.read_statweb(text, encoding)
    if (found := housing_csv(text, encoding, ";")) is not None:
        return found
    return cbs.read_labels(text, encoding)


def housing_csv(text: str, encoding: str, delimiter: str) -> Table | None:
    """A housing-target table that comes as a CSV, with title rows of one cell above it."""
    if not re.search(r"(?i)gemeente", text[:4000]):
        return None
    records, _ = csv_records(text, delimiter)
    sheet = Sheet("csv", tuple(tuple(record) for record in records))
    return housing.read_housing([sheet], encoding) if housing.heading(sheet) is not None else None
