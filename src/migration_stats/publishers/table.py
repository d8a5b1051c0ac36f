"""A publisher's file as read: one row per cell of the file, every value still text and in its own codes.

This is what all layouts have in common. What the codes mean to us (measure, country, flags of the contract)
is told by the source that the file belongs to, in mapping.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from migration_stats.errors import LayoutError

# Beside these, `cells` has one column per dimension. `row` is the line of the file or the row of the sheet,
# `place` the column (and sheet) of the cell, `period` as the contract writes it where the layout knows it.
FIXED = ("row", "place", "period", "value", "flag")
TOPIC = "topic"  # the dimension made of columns that each hold another quantity
MISSING = (":", ".", "NA", "-", "*", "blank", "cannot occur")
MOST_CELLS = 20_000_000
NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Table:
    """`cells` has FIXED and `dimensions`, all text but `row`; a value is a number, in MISSING, or odd."""

    publisher: str
    dataset: str
    layout: str
    cells: pd.DataFrame
    dimensions: tuple[str, ...]
    encoding: str = "binary"
    updated: str = ""  # when the publisher changed the data, as the file says it
    oddities: tuple[str, ...] = ()
    register: bool = False  # a list of words (names, codes), not of figures


def make_cells(columns: pd.DataFrame | Mapping[str, pd.Series]) -> pd.DataFrame:
    """Cells with the fixed columns first; those that a layout does not have are empty."""
    frame = pd.DataFrame(columns)
    for name in FIXED:
        if name not in frame:
            frame[name] = ""
    others = [name for name in frame if name not in FIXED]
    return frame[[*FIXED, *others]].reset_index(drop=True)


def named(header: Iterable[str]) -> list[str]:
    """The names of columns, refused when two are equal, one is empty, or one is a word of this package."""
    names = [name.strip() for name in header]
    for name in names:
        if not name:
            raise LayoutError("a column has no name; the header is damaged or has shifted")
        if name in (*FIXED, "line"):
            raise LayoutError(f"a column is called '{name}', which is a word of this project")
        if names.count(name) > 1:
            raise LayoutError(f"the header has '{name}' twice")
    return names


def frame_of(header: Sequence[str], records: Sequence[Sequence[str]], lines: Sequence[int]) -> pd.DataFrame:
    """Text columns and `row`. A record of another length than the header is an error that names its line."""
    if not records:
        raise LayoutError(
            "there is a header and not one row below it; the file was cut or the query is empty"
        )
    for record, line in zip(records, lines, strict=True):
        if len(record) != len(header):
            raise LayoutError(f"line {line} has {len(record)} cells, the header has {len(header)}")
    frame = pd.DataFrame(records, columns=list(header), dtype="str")
    frame.insert(0, "row", list(lines))
    return frame


def unpivot(frame: pd.DataFrame, keep: Sequence[str], wide: Sequence[str], into: str) -> pd.DataFrame:
    """Each cell of the columns `wide` on a row of its own, in the order of reading."""
    if not wide:
        raise LayoutError("no column with figures is left beside the dimensions")
    if len(frame) * len(wide) > MOST_CELLS:
        raise LayoutError(f"more than {MOST_CELLS:,} cells; ask the publisher for a part of the table")
    columns = {name: np.repeat(frame[name].to_numpy(object), len(wide)) for name in ("row", *keep)}
    names = np.tile(np.array(list(wide), object), len(frame))
    values = frame[list(wide)].to_numpy(object).ravel()
    made = pd.DataFrame({**columns, into: names, "value": values, "place": names})
    return made.astype({name: "str" for name in made if name != "row"}).astype({"row": "int64"})


def plain_numbers(values: pd.Series, group: str = "", decimal: str = ".") -> pd.Series:
    """'540,080' as '540080' and '276,09' as '276.09': only what is a number in that notation is touched."""
    grouped = rf"-?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+" if group else r"(?!)"
    pattern = rf"(?:{grouped}|-?\d+)(?:{re.escape(decimal)}\d+)?"
    numbers = values.str.fullmatch(pattern)
    plain = values
    if group:
        plain = plain.str.replace(group, "", regex=False)
    if decimal != ".":
        plain = plain.str.replace(decimal, ".", regex=False)
    return values.where(~numbers, plain)


def odd_values(cells: pd.DataFrame) -> tuple[str, ...]:
    """What stands where a number should and is none."""
    values = cells["value"]
    odd = cells[~(values.str.fullmatch(NUMBER) | values.isin(MISSING))]
    if odd.empty:
        return ()
    first = odd.iloc[0]
    return (f"{len(odd)} values are no number, e.g. '{first['value']}' in row {first['row']}",)


MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
CODED = {"JJ": "", "HJ": "-H", "KW": "-Q", "MM": "-"}  # CBS: year, half-year, quarter, month


def period(text: str) -> str:
    """A publisher's notation of a period as the contract writes it; what is no known notation stays as it is.

    '2019-S1' and '2019 1e halfjaar' are 2019-H1, '2019Q2' and '2019KW02' 2019-Q2, '2019M07', '2019 juli' and
    'JUL2019' 2019-07. '2019X000' says nothing of its length and stays.
    """
    plain = re.sub(r"\s+", " ", text.strip().rstrip("*").strip())
    if re.fullmatch(r"\d{4}(-(H[12]|Q[1-4]|\d\d(-\d\d)?))?", plain):
        return plain
    if match := re.fullmatch(r"(\d{4})(JJ|HJ|KW|MM)(\d\d)", plain):
        year, kind, number = match.groups()
        if kind == "JJ":
            return year if number == "00" else text
        return f"{year}{CODED[kind]}{number if kind == 'MM' else int(number)}"
    if match := re.fullmatch(r"(\d{4})-?([SHQM])(\d{1,2})", plain):
        year, kind, number = match.groups()
        return f"{year}-{int(number):02}" if kind == "M" else f"{year}-{kind.replace('S', 'H')}{int(number)}"
    if match := re.fullmatch(r"(\d{4})-A1", plain):
        return match[1]
    if match := re.fullmatch(r"(\d{4}) ([1-4])e (halfjaar|kwartaal)", plain):
        return f"{match[1]}-{'H' if match[3] == 'halfjaar' else 'Q'}{match[2]}"
    if match := re.fullmatch(r"(\d{4}) ([a-z]+)", plain.lower()) or re.fullmatch(
        r"([a-z]+)[- ]?(\d{4})", plain.lower()
    ):
        year, name = sorted(match.groups())
        if name in MONTHS:
            return f"{year}-{MONTHS[name]:02}"
    return text


def periods(texts: pd.Series) -> pd.Series:
    """`period` of each, worked out once a different text."""
    return texts.map({text: period(text) for text in texts.unique()}).astype("str")
