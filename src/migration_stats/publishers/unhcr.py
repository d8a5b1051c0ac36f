"""UNHCR: Refugee Data Finder CSV, pages of the population API, CSVs on HDX, Mediterranean arrivals.

UNHCR's own country codes are not ISO (AUS is Austria, AUL Australia): both are kept, each in its column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.containers import csv_records
from migration_stats.publishers.table import (
    MONTHS,
    TOPIC,
    Table,
    frame_of,
    make_cells,
    named,
    odd_values,
    unpivot,
)

FINDER = (
    "Country of origin",
    "Country of origin (ISO)",
    "Country of asylum",
    "Country of asylum (ISO)",
    "Authority",
    "Application type",
    "Stage of procedure",
    "Decision level",
    "Cases / Persons",
    "Population type",
)
HDX = ("ISO3CoO", "ISO3CoA", "CoO_name", "CoA_name", "Gender", "Age_range", "Population_type")
API = (
    "coo_id",
    "coo_name",
    "coo",
    "coo_iso",
    "coa_id",
    "coa_name",
    "coa",
    "coa_iso",
    "procedure_type",
    "app_type",
    "app_pc",
    "dec_level",
    "dec_pc",
    "pop_type",
)


def read_finder(text: str, encoding: str) -> Table:
    """Refugee Data Finder: Year, countries with ISO codes, and one column per figure."""
    return read_years(text, encoding, "Year", FINDER, "Refugee Data Finder CSV")


def read_hdx(text: str, encoding: str) -> Table:
    """HDX: Year, ISO3CoO, ISO3CoA and one column per figure; a row of HXL tags may follow the header."""
    return read_years(text, encoding, "Year", HDX, "HDX CSV")


def read_years(text: str, encoding: str, year: str, known: Sequence[str], layout: str) -> Table:
    records, lines = csv_records(text)
    header = named(records[0])
    if year not in header:
        raise LayoutError(f"no column {year}; the publisher's columns have changed")
    start = 2 if len(records) > 1 and any(cell.startswith("#") for cell in records[1]) else 1
    frame = frame_of(header, records[start:], lines[start:])
    dimensions = [name for name in header if name in known]
    if not dimensions:
        raise LayoutError(f"none of the columns {', '.join(known)}; the publisher's columns have changed")
    wide = [name for name in header if name != year and name not in known]
    frame = frame.rename(columns={year: "period"})
    cells = unpivot(frame, ["period", *dimensions], wide, TOPIC)
    return finished("", layout, cells, (*dimensions, TOPIC), encoding)


def read_mediterranean(text: str, encoding: str) -> Table:
    """Arrivals by month: month, year, month-year, then a column per country and border."""
    records, lines = csv_records(text)
    header = named(records[0])
    if lacking := {"month", "year", "month-year"} - set(header):
        raise LayoutError(f"no column {', '.join(sorted(lacking))}; the publisher's columns have changed")
    frame = frame_of(header, records[1:], lines[1:])
    month, year = frame["month"].str.strip(), frame["year"].str.strip()
    frame["period"] = year + "-" + month.str.zfill(2)
    name = frame["month-year"].str.lower().str.strip()
    told = name.str.slice(-4) + "-" + name.str.slice(0, 3).map(lambda text: f"{MONTHS.get(text, 0):02}")
    oddities = [
        f"row {row}: month {period} and '{text}' are not the same month"
        for row, period, text in frame.loc[
            told != frame["period"], ["row", "period", "month-year"]
        ].to_numpy()
    ]
    wide = [name for name in header if name not in ("month", "year", "month-year")]
    cells = unpivot(frame, ["period"], wide, TOPIC)
    return finished("", "Mediterranean arrivals CSV", cells, (TOPIC,), encoding, oddities)


def read_api(pages: list[dict[str, Any]], encoding: str) -> Table:
    """Pages of the population API: one page, or all of an answer in a list."""
    rows: list[dict[str, str]] = []
    try:
        for page in pages:
            for item in page["items"]:
                rows.append({str(key): text_of(cell) for key, cell in item.items()})
    except (KeyError, TypeError, AttributeError):
        raise LayoutError("a page of the answer has no list of items; fetch it again") from None
    if not rows:
        raise LayoutError("the answer has no item; does the query fit any row?")
    header = list(rows[0])
    for number, row in enumerate(rows, 1):
        if row.keys() != rows[0].keys():
            changed = ", ".join(sorted(row.keys() ^ rows[0].keys()))
            raise LayoutError(f"item {number} has other fields than the first one: {changed}")
    if "year" not in header:
        raise LayoutError("the items have no year; the publisher's fields have changed")
    frame = frame_of(named(header), [list(row.values()) for row in rows], range(1, len(rows) + 1))
    dimensions = [name for name in header if name in API]
    wide = [name for name in header if name != "year" and name not in API]
    cells = unpivot(frame.rename(columns={"year": "period"}), ["period", *dimensions], wide, TOPIC)
    oddities = page_oddities(pages, cells)
    return finished("", "API JSON", cells, (*dimensions, TOPIC), encoding, oddities)


def text_of(cell: Any) -> str:
    if isinstance(cell, (dict, list)):
        raise TypeError("a figure is no figure")
    return "" if cell is None else str(cell)


def page_oddities(pages: list[dict[str, Any]], cells: pd.DataFrame) -> list[str]:
    """Pages that are not there, and totals that the publisher prints and the items do not add up to."""
    announced = max((page["maxPages"] for page in pages if isinstance(page.get("maxPages"), int)), default=0)
    numbers = sorted(page["page"] for page in pages if isinstance(page.get("page"), int))
    if announced and (len(numbers) != announced or numbers != list(range(1, len(numbers) + 1))):
        shown = ", ".join(map(str, numbers)) or "none"
        return [f"page {shown} of {announced}: the answer is not whole"]
    total = pages[0].get("total")
    if not isinstance(total, dict):
        return []
    sums = pd.to_numeric(cells["value"], errors="coerce").groupby(cells[TOPIC]).sum()
    return [
        f"{name}: the items add up to {sums[name]:.0f}, the publisher's total is {printed}"
        for name, printed in total.items()
        if name in sums and re.fullmatch(r"[0-9]{1,15}", str(printed)) and int(printed) != sums[name]
    ]


def finished(
    dataset: str, layout: str, cells: pd.DataFrame, dimensions: tuple[str, ...], encoding: str,
    oddities: Sequence[str] = (),
) -> Table:  # fmt: skip
    value = cells["value"].str.strip()
    cells = make_cells(cells.assign(value=value.where(value != "", "blank")))
    keys = ["period", *dimensions]
    found = [*oddities, *odd_values(cells)]
    if repeated := int(cells.duplicated(keys).sum()):
        found.append(
            f"{repeated} cells repeat the key of another (parts of one figure; they are not added up)"
        )
    padded = [name for name in dimensions if (cells[name] != cells[name].str.strip()).any()]
    if padded:
        found.append(f"codes or names with blanks around them in {', '.join(padded)}")
    return Table("UNHCR", dataset, layout, cells, dimensions, encoding, oddities=tuple(found))
