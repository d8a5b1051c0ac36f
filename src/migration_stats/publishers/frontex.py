"""Frontex: the workbook of monthly detections, and the workbook of return operations."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.containers import Sheet, column_letters, padded
from migration_stats.publishers.table import NUMBER, TOPIC, Table, make_cells, odd_values, period

EXCEL_ZERO = date(1899, 12, 30)
DETECTIONS = {"route": "Route", "bordertype": "BorderType", "borderlocation": "BorderType",
              "border": "BorderType", "nationality": "Nationality"}  # fmt: skip
OPERATION = ("roid", "operationid", "rotitle", "ro")


def plain(text: str) -> str:
    """A heading without blanks, signs and what stands in brackets on a line of its own."""
    return re.sub(r"[^a-z]", "", text.split("\n")[0].lower())


def month(text: str) -> str:
    """'JAN2009', '2009-01-01' or the day number of a workbook as 2009-01; else ''."""
    if re.fullmatch(r"\d{5}", text) and 30_000 <= int(text) <= 60_000:
        return (EXCEL_ZERO + timedelta(int(text))).strftime("%Y-%m")
    if match := re.fullmatch(r"(\d{4}-\d\d)-01", text):
        return match[1]
    found = period(text)
    return found if re.fullmatch(r"\d{4}-\d\d", found) else ""


def read_detections(sheets: list[Sheet]) -> Table:
    """Routes, borders and nationalities down, months across; total rows are kept out and checked."""
    made: list[pd.DataFrame] = []
    oddities: list[str] = []
    for sheet in sheets:
        start = detections_heading(sheet)
        if start is None:
            oddities.append(f"sheet '{sheet.name}' has no table by route, border and nationality")
            continue
        made.append(read_detections_sheet(sheet, start, oddities))
    if not made:
        raise LayoutError("no sheet has the columns Route, border and Nationality with months")
    cells = pd.concat(made, ignore_index=True)
    dimensions = ("Route", "BorderType", "Nationality")
    found = (*oddities, *odd_values(cells))
    return Table("Frontex", "detections_of_ibc", "detections workbook", make_cells(cells), dimensions,
                 oddities=found)  # fmt: skip


def detections_heading(sheet: Sheet) -> int | None:
    for index, row in enumerate(sheet.rows[:40]):
        found = {DETECTIONS.get(plain(text)) for text in row}
        if {"Route", "Nationality"} <= found and any(month(text.strip()) for text in row):
            return index
    return None


def read_detections_sheet(sheet: Sheet, start: int, oddities: list[str]) -> pd.DataFrame:
    width = len(sheet.rows[start])
    header = [text.strip() for text in sheet.rows[start]]
    places: dict[str, int] = {}
    for index, text in enumerate(header):
        name = DETECTIONS.get(plain(text))
        if name in places:
            raise LayoutError(f"sheet '{sheet.name}' has the column {name} twice")
        if name:
            places[name] = index
    if "BorderType" not in places:
        raise LayoutError(f"sheet '{sheet.name}' has no column with the border (BorderType)")
    months = {index: month(text) for index, text in enumerate(header) if month(text)}
    if len(set(months.values())) != len(months):
        raise LayoutError(f"sheet '{sheet.name}' has a month twice")
    cells: list[dict[str, str | int]] = []
    totals = 0
    for number, row in enumerate(padded(sheet.rows[start + 1 :], width), start + 2):
        key = {name: row[index].strip() for name, index in places.items()}
        if not any(key.values()):
            continue
        if any(text.lower() in ("total", "grand total") for text in key.values()) or not all(key.values()):
            totals += 1
            continue
        cells += [
            {**key, "row": number, "place": f"{sheet.name}!{column_letters(index)}{number}", "period": when,
             "value": row[index].strip() or "blank"}
            for index, when in months.items()
        ]  # fmt: skip
    if not cells:
        raise LayoutError(f"sheet '{sheet.name}' has a heading and no row below it")
    if totals:
        oddities.append(f"sheet '{sheet.name}': {totals} rows of totals or notes are no cells")
    return pd.DataFrame(cells)


def read_operations(sheets: list[Sheet]) -> Table:
    """Return operations: lists with one heading, and accounts in blocks of an operation each."""
    made: list[dict[str, str | int]] = []
    oddities: list[str] = []
    for sheet in sheets:
        if list_heading(sheet):
            made += read_list(sheet, oddities)
        else:
            blocks = read_blocks(sheet, oddities)
            if not blocks:
                oddities.append(f"sheet '{sheet.name}' has no list and no block of an operation")
            made += blocks
    if not made:
        raise LayoutError("no sheet has a list of return operations")
    frame = pd.DataFrame(made)
    dimensions = ("sheet", "operation", "participant", "kind", "destination", "monitors", TOPIC)
    for name in dimensions:
        frame[name] = frame[name].fillna("").astype("str") if name in frame else ""
    cells = make_cells(frame[["row", "place", "period", "value", *dimensions]].astype({"value": "str"}))
    return Table("Frontex", "return_operations", "return operations workbook", cells, dimensions,
                 oddities=(*oddities, *odd_values(cells)))  # fmt: skip


def list_heading(sheet: Sheet) -> bool:
    names = [plain(text) for text in sheet.rows[0]]
    return any(name in OPERATION for name in names) and any(
        name.startswith(("date", "rodate")) for name in names
    )


def is_date(name: str) -> bool:
    return name.startswith(("date", "rodate"))


ROLES = {"ms": "participant", "mssac": "participant", "mssactc": "participant", "typeofoperation": "kind",
         "destinations": "destination", "monitorsonboard": "monitors",
         **dict.fromkeys(OPERATION, "operation")}  # fmt: skip


def read_list(sheet: Sheet, oddities: list[str]) -> list[dict[str, str | int]]:
    """One record per figure. A row that names no operation is a printed sum: no cell, but checked."""
    header = sheet.rows[0]
    names = [plain(text) for text in header]
    roles = {index: ROLES[name] for index, name in enumerate(names) if name in ROLES}
    dated = next(index for index, name in enumerate(names) if is_date(name))
    figures = [index for index, name in enumerate(names) if index not in roles and index != dated and name]
    records: list[dict[str, str | int]] = []
    for number, row in enumerate(padded(sheet.rows[1:], len(header)), 2):
        if not any(row):
            continue
        key = {role: row[index].strip() for index, role in roles.items()}
        if not key["operation"]:
            for index in figures:
                oddities.extend(check_sum(sheet.name, number, row[index].strip(), header[index], records))
            continue
        for index in figures:
            title = " ".join(header[index].split())
            records.append(
                {**key, "sheet": sheet.name, TOPIC: title, "row": number, "period": row[dated].strip(),
                 "place": f"{sheet.name}!{column_letters(index)}{number}",
                 "value": row[index].strip() or "blank"}
            )  # fmt: skip
    return records


def check_sum(
    sheet: str, number: int, printed: str, title: str, records: list[dict[str, str | int]]
) -> list[str]:
    """What is to be said of a printed sum: that it is no cell, and whether its rows add up to it."""
    if not re.fullmatch(NUMBER, printed):
        return []
    own = [str(record["value"]) for record in records if record[TOPIC] == " ".join(title.split())]
    total = sum((Decimal(text) for text in own if re.fullmatch(NUMBER, text)), Decimal(0))
    right = abs(total - Decimal(printed)) < Decimal("0.5")
    said = "as its rows add up to" if right else f"its rows add up to {total}"
    return [f"sheet '{sheet}', row {number}: a printed sum of {title}, {printed}, is no cell ({said})"]


def read_blocks(sheet: Sheet, oddities: list[str]) -> list[dict[str, str | int]]:
    """Accounts: a line that names the operation, its participants with figures, a line with their sum.

    The printed sums are no cells; one that its participants do not add up to is told.
    """
    records: list[dict[str, str | int]] = []
    operation, titles, sums = "", {2: "escorts", 3: "costs"}, {2: Decimal(0), 3: Decimal(0)}
    wrong = 0
    yearly = any("TOTAL PAID" in cell for cell in sheet.rows[0])
    if yearly:
        titles = {3: "TOTAL PAID"}
    for number, row in enumerate(padded(sheet.rows, 4), 1):
        first, second = row[0].strip(), row[1].strip()
        figures = {index: row[index].strip() for index in titles if re.fullmatch(NUMBER, row[index].strip())}
        if plain(second) == "participants":
            titles = {index: " ".join(row[index].split(":")[0].split()) for index in (2, 3)}
        elif yearly and re.fullmatch(r"\d+", first):
            operation = second
        elif first and second and not yearly:
            operation, sums = f"{first} {second}", dict.fromkeys(sums, Decimal(0))
        elif second and operation:
            for index, title in titles.items():
                value = row[index].strip()
                records.append(
                    {"sheet": sheet.name, "operation": operation, "participant": second, TOPIC: title,
                     "row": number, "place": f"{sheet.name}!{column_letters(index)}{number}", "period": "",
                     "value": value or "blank"}
                )  # fmt: skip
                if index in figures:
                    sums[index] += Decimal(figures[index])
        elif figures and not first and not second:
            wrong += any(
                abs(sums[index] - Decimal(text)) > Decimal("0.01") for index, text in figures.items()
            )
    if wrong:
        oddities.append(f"sheet '{sheet.name}': {wrong} printed sums are not those of their participants")
    return records
