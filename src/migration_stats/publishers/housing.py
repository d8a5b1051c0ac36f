"""The workbook of the housing target per municipality: columns are found by what they say, not by place.

COA and the ministry print municipalities down and, per half-year, the target, what was realised and the
backlog across; title rows stand above, headings in one row or two, and a total at the end.
"""

from __future__ import annotations

import re

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.containers import Sheet, column_letters, padded
from migration_stats.publishers.table import TOPIC, Table, make_cells, odd_values, plain_numbers

PLACE = re.compile(r"^(naam )?gemeente(naam)?$")
CODE = re.compile(r"^(gemeente[ -]?code|cbs[ -]?code|code)$")
MEANINGS = (
    ("backlog", re.compile(r"achterstand|openstaand|nog te huisvesten")),
    ("lead", re.compile(r"voorsprong")),
    ("realised", re.compile(r"realis|gehuisvest|gerealiseerd")),
    ("target", re.compile(r"taakstelling|te huisvesten")),
)
HALF = (
    re.compile(r"(?P<year>20\d\d)\s*[-/ ]?\s*(?:h|hj|halfjaar)?\s*(?P<half>[12])\b(?!\d)"),
    re.compile(r"(?P<year>20\d\d),?\s*(?P<half>[12]|eerste|tweede)e?\s*(?:half ?jaar|helft)"),
    re.compile(r"(?P<half>[12]|eerste|tweede)e?\s*(?:half ?jaar|helft)\s*(?:van\s*)?(?P<year>20\d\d)"),
)
HALVES = {"1": "H1", "2": "H2", "eerste": "H1", "tweede": "H2"}
TOTALS = ("totaal", "nederland", "landelijk", "eindtotaal")


def gm_code(text: str) -> str:
    """'363' and '0363' as GM0363, as CBS writes the code of a municipality; anything else as it is."""
    return f"GM{int(text):04}" if re.fullmatch(r"[0-9]{1,4}", text) else text


def half_year(text: str) -> str:
    """'2021-1', '2021 H1', '2021 1e halfjaar' and 'tweede helft van 2021' as 2021-H1 or -H2; else ''."""
    for pattern in HALF:
        if match := pattern.search(text.lower()):
            return f"{match['year']}-{HALVES[match['half']]}"
    return ""


def meaning(text: str) -> str:
    """What a heading says it is: target, realised, backlog or lead; '' for anything else, and for shares."""
    lower = text.lower()
    if "%" in lower or "percentage" in lower:
        return ""
    return next((name for name, pattern in MEANINGS if pattern.search(lower)), "")


def read_housing(sheets: list[Sheet], encoding: str = "binary") -> Table:
    made, oddities = [], []
    for sheet in sheets:
        start = heading(sheet)
        if start is None:
            oddities.append(f"sheet '{sheet.name}' has no table per municipality")
            continue
        made.append(read_table(sheet, start, oddities))
    if not made:
        raise LayoutError("no sheet has a column Gemeente with a target, realised or backlog beside it")
    cells = pd.concat(made, ignore_index=True)
    cells["value"] = plain_numbers(cells["value"].astype("str"), group=".", decimal=",")
    cells = make_cells(cells)
    keys = ["period", "municipality", "code", TOPIC]
    if (twice := cells.duplicated(keys)).any():
        first = cells[twice].iloc[0]
        raise LayoutError(
            f"{first['municipality']} has {first[TOPIC]} of {first['period']} twice, row {first['row']}"
        )
    return Table("COA", "housing_target", "housing-target workbook", cells, ("municipality", "code", TOPIC),
                 encoding, oddities=(*oddities, *odd_values(cells)))  # fmt: skip


def heading(sheet: Sheet) -> int | None:
    """The row with the column Gemeente, where it or the row above or below says what the others are."""
    for index, row in enumerate(sheet.rows[:40]):
        if any(PLACE.match(text.strip().lower()) for text in row):
            near = [text for line in sheet.rows[max(0, index - 1) : index + 2] for text in line]
            if any(meaning(text) for text in near):
                return index
    return None


def read_table(sheet: Sheet, start: int, oddities: list[str]) -> pd.DataFrame:
    width = max(len(row) for row in sheet.rows)
    rows = padded(sheet.rows, width)
    titles = " ".join(text for row in rows[:start] for text in row)
    deep = start + 1 if not any(map(meaning, rows[start])) or second_heading(rows, start) else start
    headings = [rows[index] for index in range(max(0, start - 1), deep + 1)]
    name = next(at for at, text in enumerate(rows[start]) if PLACE.match(text.strip().lower()))
    code = next((at for at, text in enumerate(rows[start]) if CODE.match(text.strip().lower())), None)
    above = [filled(line) for line in headings]
    columns: dict[int, tuple[str, str]] = {}
    for at in range(width):
        own = " ".join(line[at] for line in headings)
        said = " ".join(line[at] for line in above)
        kind = meaning(own) or meaning(said)
        when = half_year(own) or half_year(said) or half_year(titles)
        if at in (name, code) or not any(line[at].strip() for line in headings):
            continue
        if kind and when:
            if (kind, when) in columns.values():
                raise LayoutError(f"sheet '{sheet.name}' has two columns with {kind} of {when}")
            columns[at] = (kind, when)
        else:
            lacking = "no half-year is said of it" if kind else "it is no target, realised or backlog"
            oddities.append(f"sheet '{sheet.name}', column '{own.strip()}' is not read: {lacking}")
    if not columns:
        raise LayoutError(f"sheet '{sheet.name}': no column with a half-year and a meaning that is known")
    cells: list[dict[str, str | int]] = []
    for number, row in enumerate(rows[deep + 1 :], deep + 2):
        place = row[name].strip()
        coded = code is not None and row[code].strip()
        if not place or not (coded or any(row[at].strip() for at in columns)):
            if any(row):
                said = " ".join(row).strip()[:60]
                oddities.append(f"sheet '{sheet.name}', row {number} is no municipality: '{said}'")
            continue
        if place.lower().startswith(TOTALS):
            oddities.append(f"sheet '{sheet.name}', row {number}: '{place}' is a total and no municipality")
            continue
        cells += [
            {"row": number, "place": f"{sheet.name}!{column_letters(at)}{number}", "municipality": place,
             "code": gm_code(row[code].strip()) if code is not None else "", TOPIC: kind, "period": when,
             "value": row[at].strip() or "blank"}
            for at, (kind, when) in columns.items()
        ]  # fmt: skip
    if not cells:
        raise LayoutError(f"sheet '{sheet.name}' has headings and no municipality below them")
    return pd.DataFrame(cells)


def second_heading(rows: list[list[str]], start: int) -> bool:
    """Whether the row below the one with Gemeente is a heading too: words and no figure."""
    below = rows[start + 1] if start + 1 < len(rows) else []
    return any(map(meaning, below)) and not any(re.fullmatch(r"-?\d+", text.strip()) for text in below)


def filled(line: list[str]) -> list[str]:
    """A merged heading stands in its first cell: it counts for the blank ones after it."""
    made, last = [], ""
    for text in line:
        last = text.strip() or last
        made.append(last)
    return made
