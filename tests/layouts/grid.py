"""A table of our own making, before it is written in any layout, and what the writers share."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

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
