"""What files come in: gzip, text in some encoding, CSV, workbooks. Damaged bytes end in LayoutError."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook

from migration_stats.errors import LayoutError

LARGEST = 1_500_000_000  # bytes after unpacking
LARGEST_SHEETS = 200_000_000
MOST_SHEET_CELLS = 4_000_000


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook as text, from its first row and column; a blank cell is ''."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def gunzip(content: bytes, largest: int = LARGEST) -> bytes:
    """The bytes inside a gzip. One that was cut short is an error, never half a file."""
    unpacker = zlib.decompressobj(wbits=31)
    parts, rest, size = [], content, 0
    try:
        while rest:
            part = unpacker.decompress(rest, 16_000_000)
            parts.append(part)
            size += len(part)
            if size > largest:
                raise LayoutError(f"the gzip unpacks to more than {largest:,} bytes")
            if unpacker.eof:
                rest = unpacker.unused_data
                if rest.startswith(b"\x1f\x8b"):  # several members after each other are one file
                    unpacker = zlib.decompressobj(wbits=31)
                elif rest.strip(b"\0"):
                    raise LayoutError("there is something after the end of the gzip; fetch the file again")
                else:
                    rest = b""
            else:
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise LayoutError(f"the gzip is damaged ({error}); fetch the file again") from None
    if not unpacker.eof:
        raise LayoutError("the gzip was cut short; fetch the file again")
    return b"".join(parts)


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8 where it is that, with or without a mark; else Western."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise LayoutError(f"byte {error.start} is not UTF-16; fetch the file again") from None
    if b"\0" in content:
        raise LayoutError(f"byte {content.index(0)} is zero: this is no text and no workbook that is known")
    try:
        if content.startswith(b"\xef\xbb\xbf"):
            return content.decode("utf-8-sig"), "UTF-8 with BOM"
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.end == len(content) and error.reason == "unexpected end of data":
            raise LayoutError(
                "the text ends within a letter: the file was cut short; fetch it again"
            ) from None
    if any(0x80 <= byte < 0xA0 for byte in content):
        try:
            return content.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError as error:
            raise LayoutError(f"byte {error.start} fits no encoding; save the file as UTF-8") from None
    return content.decode("latin-1"), "ISO-8859-1"


def csv_records(text: str, delimiter: str = ",") -> tuple[list[list[str]], list[int]]:
    """The records of a CSV and the line on which each ends; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, lines = [], []
    try:
        for record in reader:
            if record:
                records.append(record)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise LayoutError(f"line {reader.line_num}: not a CSV: {error}") from None
    if not records:
        raise LayoutError("the file is empty")
    return records, lines


def sheets(content: bytes) -> list[Sheet]:
    """Every sheet of an xlsx, ods or old xls with something on it."""
    if not content.startswith(b"PK"):
        return old_sheets(content)
    check_zip(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [sheet for name in book.sheet_names if (sheet := read_sheet(book, name)).rows]
    except LayoutError:
        raise
    except Exception as error:
        raise LayoutError(f"the workbook cannot be read ({error}); fetch it again") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own way to fail on damaged bytes
            raise
        raise LayoutError("the workbook is damaged; fetch it again") from None


def old_sheets(content: bytes) -> list[Sheet]:
    """Sheets of a BIFF xls. xlrd checks the chains of sectors that a damaged file turns into rings."""
    try:
        book = xlrd.open_workbook(file_contents=content, ragged_rows=True, logfile=io.StringIO())
        found = []
        for sheet in book.sheets():
            rows = tuple(
                tuple(
                    old_cell(sheet.cell(row, column), book.datemode) for column in range(sheet.row_len(row))
                )
                for row in range(sheet.nrows)
            )
            if any(any(row) for row in rows):
                found.append(Sheet(sheet.name, rows))
    except Exception as error:
        raise LayoutError(f"the workbook is damaged or was cut short ({error}); fetch it again") from None
    return found


def old_cell(cell: Any, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return cell_text(xlrd.xldate_as_datetime(cell.value, datemode))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return cell_text(bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value)


def check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise LayoutError(f"the workbook is damaged or was cut short ({error}); fetch it again") from None
    if size > LARGEST_SHEETS:
        raise LayoutError(f"the workbook unpacks to {size:,} bytes, {LARGEST_SHEETS:,} at most")


def read_sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.height * sheet.width > MOST_SHEET_CELLS:
        raise LayoutError(f"sheet '{name}' has more than {MOST_SHEET_CELLS:,} cells; is the file damaged?")
    rows = sheet.to_python(skip_empty_area=False)
    texts = tuple(tuple(cell_text(cell) for cell in row) for row in rows)
    return Sheet(name, texts if any(any(row) for row in texts) else ())


def cell_text(cell: Any) -> str:
    """A cell of a workbook as text: 252790.0 is '252790', a date is ISO, a blank is ''."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return str(cell)
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def padded(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Rows of one width: a row that ends early has blanks there."""
    return [[*row, *[""] * (width - len(row))][:width] for row in rows]


def column_letters(index: int) -> str:
    """0 is A, 26 is AA: the name of a column of a sheet."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
