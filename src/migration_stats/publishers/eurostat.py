"""Eurostat's own files: bulk TSV, SDMX-CSV in four forms of columns, Data Explorer CSV, Data Browser xlsx.

Flags combine and follow the value ('47998 b', 'bep'). Until 2024 confidentiality was one of them (c); since
then it has a column of its own, CONF_STATUS. Both lists end in one notation here: obs flags, then c.
"""

from __future__ import annotations

import re

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.containers import Sheet, column_letters, csv_records, padded
from migration_stats.publishers.table import (
    TOPIC,
    Table,
    frame_of,
    make_cells,
    named,
    odd_values,
    period,
    periods,
    plain_numbers,
    unpivot,
)

FLAGS_BEFORE_2024 = "bcdefimnprsuz"  # combined in one column; c is confidential
CONF_STATUS = {"": "", "F": "", "C": "c", "N": "c"}  # free; confidential; not for publication
STRUCTURE = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "DATAFLOW", "LAST UPDATE", "ACTION")
MEASURE = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "OBS_STATUS", "CONF_STATUS")
EXPLORER = ("TIME", "Value", "Flag and Footnotes")


def split_flags(cells: pd.Series) -> pd.DataFrame:
    """'47998 b' as value and flag; ': c' is missing with its flag, ':' alone is missing."""
    parts = cells.str.strip().str.extract(r"^(?P<value>:|[^\s]*?)\s*(?P<flag>(?<=[\s:])[a-z]+)?$")
    whole = parts["value"].isna()
    parts["value"] = parts["value"].where(~whole, cells.str.strip())
    return parts.fillna("")


def read_tsv(text: str, encoding: str) -> Table:
    """Bulk TSV: dimensions in the first column with commas, one column per period."""
    lines = text.splitlines()
    header, *rows = [line.split("\t") for line in lines]
    key, _, last = header[0].partition("\\")
    if last.strip() not in ("TIME_PERIOD", "time"):
        raise LayoutError("the first column does not end in \\TIME_PERIOD; the columns are shifted")
    dimensions = named(key.split(","))
    wide = named(header[1:])
    numbers = [number for number, row in enumerate(rows, 2) if row != [""]]
    frame = frame_of(["key", *wide], [row for row in rows if row != [""]], numbers)
    keys = frame["key"].str.strip().str.split(",", expand=True)
    counts = frame["key"].str.count(",") + 1
    if (counts != len(dimensions)).any():
        line = frame["row"][counts != len(dimensions)].iloc[0]
        raise LayoutError(f"line {line} does not name {len(dimensions)} dimensions ({','.join(dimensions)})")
    frame = pd.concat([frame.drop(columns="key"), keys.set_axis(dimensions, axis=1)], axis=1)
    cells = unpivot(frame, dimensions, wide, "TIME_PERIOD")
    parts = split_flags(cells.pop("value"))
    cells = cells.assign(value=parts["value"], flag=parts["flag"], period=periods(cells.pop("TIME_PERIOD")))
    return finished("", "bulk TSV", make_cells(cells), tuple(dimensions), encoding)


def read_sdmx_csv(text: str, encoding: str) -> Table:
    """SDMX-CSV: code and label columns, codes, labels only, or 'FR:France' in one column."""
    records, lines = csv_records(text)
    header, *rows = records
    names = [name.strip() for name in header]
    frame = frame_of(named(unlike(names)), rows, lines[1:])
    structure = [name for name in names if name in STRUCTURE]
    if lacking := {"TIME_PERIOD", "OBS_VALUE"} - set(names):
        raise LayoutError(f"no column {', '.join(sorted(lacking))}; the publisher's columns have changed")
    end = names.index("TIME_PERIOD")
    between = names[max((names.index(name) for name in structure), default=-1) + 1 : end]
    paired = names.index("OBS_VALUE") - end == 2  # a label of the period stands between, in any language
    dimensions = between[::2] if paired else between
    if not dimensions or (paired and len(between) % 2):
        raise LayoutError("the dimensions before TIME_PERIOD are not pairs of code and label")
    joined = [] if paired else [name for name in dimensions if frame[name].str.contains(r"^[^:]+:.+").all()]
    for name in joined:
        frame[name] = frame[name].str.partition(":")[0]
    known = set(structure) | set(between) | set(MEASURE)
    after = [name for name in names[end:] if name not in known]
    extra = [] if paired else after  # beside labels of TIME_PERIOD, OBS_VALUE and flags
    cells = observed(frame, dimensions)
    flow = frame["DATAFLOW"] if "DATAFLOW" in frame else frame.get("STRUCTURE_ID", pd.Series([""]))
    updated = frame["LAST UPDATE"].iloc[0] if "LAST UPDATE" in frame else ""
    form = "code and label columns" if paired else "codes" if is_code(cells, dimensions) else "labels"
    if joined:
        form = "code:label"
    oddities = [f"unknown columns after TIME_PERIOD: {', '.join(extra)}"] if extra else []
    if flow.nunique() > 1:
        oddities.append(f"rows of {flow.nunique()} dataflows in one file")
    return finished(
        dataset_of(str(flow.iloc[0])), f"SDMX-CSV, {form}", cells, tuple(dimensions), encoding,
        updated=day_of(updated), oddities=oddities,
    )  # fmt: skip


def observed(frame: pd.DataFrame, dimensions: list[str]) -> pd.DataFrame:
    """Cells of rows with OBS_VALUE: an empty value or NaN is missing, both columns of flags become one."""
    none = pd.Series("", index=frame.index)
    value = frame["OBS_VALUE"].str.strip()
    flag = frame["OBS_FLAG"] if "OBS_FLAG" in frame else frame.get("OBS_STATUS", none)
    conf = frame.get("CONF_STATUS", none).map(lambda code: CONF_STATUS.get(code, code))
    return make_cells(
        {
            "row": frame["row"],
            "place": pd.Series("OBS_VALUE", index=frame.index),
            "period": periods(frame["TIME_PERIOD"]),
            "value": value.where((value != "") & (value.str.lower() != "nan"), ":"),
            "flag": flag + conf,
            **{name: frame[name] for name in dimensions},
        }
    )


def unlike(names: list[str]) -> list[str]:
    """Label columns may repeat ('Time' beside TIME_PERIOD is fine); a repeated name gets its place."""
    return [f"{name} ({place})" if name in names[:place] else name for place, name in enumerate(names)]


def is_code(cells: pd.DataFrame, dimensions: list[str]) -> bool:
    """Codes have no blanks and no small letters behind a capital, as 'Annual' and 'Austria' have."""
    return not any(cells[name].str.contains(r"[a-z]{2}| ").any() for name in dimensions)


def dataset_of(flow: str) -> str:
    """'ESTAT:MIGR_EIRFS$DEFAULTVIEW(1.0)' is migr_eirfs."""
    return re.sub(r"^.*:|\(.*$|\$.*$", "", flow).lower()


def day_of(text: str) -> str:
    """'10/06/21 23:00:00' (day first) is 2021-06-10; an ISO day or moment is its day."""
    if match := re.match(r"(\d\d)/(\d\d)/(\d\d(?:\d\d)?)\b", text):
        day, month, year = match.groups()
        return f"{'20' if len(year) == 2 else ''}{year}-{month}-{day}"
    if match := re.match(r"\d{4}-\d\d-\d\d", text):
        return match[0]
    if match := re.match(r"(\d\d)\.(\d\d)\.(\d\d(?:\d\d)?)\b", text):
        day, month, year = match.groups()
        return f"{'20' if len(year) == 2 else ''}{year}-{month}-{day}"
    return ""


def read_explorer(text: str, encoding: str) -> Table:
    """Data Explorer CSV: labels, a comma between thousands, the flag in a column of its own."""
    records, lines = csv_records(text)
    header = named(records[0])
    if lacking := set(EXPLORER) - set(header):
        raise LayoutError(f"no column {', '.join(sorted(lacking))}; the publisher's columns have changed")
    frame = frame_of(header, records[1:], lines[1:])
    dimensions = [name for name in header if name not in EXPLORER]
    if not dimensions:
        raise LayoutError("no dimension beside TIME and Value")
    value = plain_numbers(frame["Value"].str.strip(), group=",")
    cells = make_cells(
        {
            "row": frame["row"],
            "place": pd.Series("Value", index=frame.index),
            "period": periods(frame["TIME"]),
            "value": value.where(value != "", "blank"),
            "flag": frame["Flag and Footnotes"].str.strip(),
            **{name: frame[name] for name in dimensions},
        }
    )
    return finished("", "Data Explorer CSV", cells, tuple(dimensions), encoding)


def read_browser(sheets: list[Sheet]) -> Table:
    """Data Browser xlsx: sheets with areas down and periods across; what is fixed stands before or after."""
    made: list[pd.DataFrame] = []
    oddities: list[str] = []
    fixed_names: set[str] = set()
    dataset = updated = ""
    for sheet in sheets:
        start = heading(sheet)
        if start is None:
            if sheet.name.lower() not in ("summary", "structure"):
                oddities.append(f"sheet '{sheet.name}' has no table of areas and periods")
            continue
        cells, fixed = read_browser_sheet(sheet, start)
        dataset = dataset or dataset_of(fixed.pop("Dataset", "").split(" ")[0].strip("[]"))
        updated = updated or day_of(fixed.pop("Last updated", ""))
        fixed = {name: text for name, text in fixed.items() if re.fullmatch(r"[A-Z][A-Z_]+", name)}
        fixed_names |= fixed.keys()
        made.append(cells.assign(sheet=sheet.name, **fixed))
    if not made:
        raise LayoutError("no sheet has a row with GEO/TIME and periods")
    dimensions = ("sheet", "GEO", *sorted(fixed_names))
    cells = pd.concat(made, ignore_index=True)
    for name in dimensions:
        cells[name] = cells[name].fillna("").astype("str")
    return finished(dataset, "Data Browser xlsx", make_cells(cells), dimensions, "binary",
                    updated=updated, oddities=oddities)  # fmt: skip


def heading(sheet: Sheet) -> int | None:
    """The row with the periods: GEO/TIME, or TIME above GEO (Labels), in its first column."""
    for index, row in enumerate(sheet.rows):
        first = row[0].strip().upper() if row else ""
        years = sum(bool(re.fullmatch(r"\d{4}(-\d\d|-[SQ]\d)?", text.strip())) for text in row[1:])
        if first in ("GEO/TIME", "TIME") and years:
            return index
    return None


def read_browser_sheet(sheet: Sheet, start: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The cells of one sheet, and what stands as 'NAME, text' around the table."""
    width = max(len(row) for row in sheet.rows)
    rows = padded(sheet.rows, width)
    header = [text.strip() for text in rows[start]]
    wide = [index for index, text in enumerate(header) if index and text]
    fixed = {row[0].strip(): next((text for text in row[1:] if text), "") for row in rows[:start] if row[0]}
    cells: list[dict[str, str | int]] = []
    body = True
    for number, row in enumerate(rows[start + 1 :], start + 2):
        label = row[0].strip()
        if not label or label.lower().startswith(("special value", "available flags", "observation flags")):
            body = body and not cells
            continue
        if label.upper().startswith("GEO"):
            continue
        if not body:
            fixed[label] = next((text for text in row[1:] if text), "")
            continue
        for index in wide:
            value = row[index].strip()
            beside = row[index + 1].strip() if index + 1 < width and not header[index + 1] else ""
            number_text, _, flag = value.partition(" ")
            cells.append(
                {
                    "row": number,
                    "place": f"{sheet.name}!{column_letters(index)}{number}",
                    "GEO": label,
                    "period": period(header[index]),
                    "value": number_text or "blank",
                    "flag": (flag or beside).strip(),
                }
            )
    if not cells:
        raise LayoutError(f"sheet '{sheet.name}' has periods and no area below them")
    return pd.DataFrame(cells), fixed


def finished(
    dataset: str, layout: str, cells: pd.DataFrame, dimensions: tuple[str, ...], encoding: str,
    updated: str = "", oddities: list[str] | None = None,
) -> Table:  # fmt: skip
    """A table of Eurostat with what is odd about its values, flags and periods."""
    found = [*(oddities or []), *odd_values(cells)]
    letters = set("".join(cells["flag"].unique()))
    if strange := sorted(letters - set(FLAGS_BEFORE_2024)):
        found.append(f"flags that are on neither of Eurostat's lists: {', '.join(strange)}")
    if TOPIC in dimensions:
        raise LayoutError(f"a dimension is called {TOPIC}, which is a word of this project")
    return Table("Eurostat", dataset, layout, cells, dimensions, encoding, updated, tuple(found))
