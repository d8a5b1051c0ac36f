"""From a publisher's table to stated rows, as the source's [reading] in source.toml tells it.

The table keeps all that the file says; a stated row takes what the source is about. Every dimension must be
told: it is a column of the contract, the measure, or held at codes; so a dimension that is new is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from migration_stats.catalogue import Reading
from migration_stats.errors import LayoutError
from migration_stats.publishers.detect import read_table
from migration_stats.publishers.table import FIXED, NUMBER, Table

FALLBACK = {"sex": "T", "age": "TOTAL", "qualifier": "exact", "states": "value"}


def parse(
    content: bytes, defaults: Mapping[str, str], stated: tuple[str, ...], reading: Reading
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stated rows and the raw table of a file in any layout that is known. Raises LayoutError."""
    table = read_table(content)
    if table.register:
        raise LayoutError(f"a {table.layout} has names and codes, no figures")
    if incomplete := [text for text in table.oddities if "not whole" in text]:
        raise LayoutError(incomplete[0])
    numbered = replace(table, cells=one_row_a_cell(table.cells))
    return to_stated(numbered, defaults, stated, reading), numbered.cells


def one_row_a_cell(cells: pd.DataFrame) -> pd.DataFrame:
    """`row` counts cells, so that each figure is traced to its own; `line` and `place` say where it is."""
    line = cells["row"].astype("str")
    on_sheet = cells["place"].str.contains("!", regex=False)
    place = cells["place"].where(on_sheet, "line " + line + ", column " + cells["place"])
    return cells.assign(line=line, row=range(1, len(cells) + 1), place=place)


def to_stated(
    table: Table, defaults: Mapping[str, str], stated: tuple[str, ...], reading: Reading
) -> pd.DataFrame:
    """The rows that the source is about, in the columns `stated`, all text but `row`."""
    cells = table.cells
    known = {
        name: found for name in ("geo", "partner", "sex", "age") if (found := column(table, reading, name))
    }
    names = ", ".join(table.dimensions)
    there = f"the file has {names}. Mend [reading] in source.toml if the publisher renamed it"
    measured = column(table, reading, "measure_from")
    if not measured and "measure" not in defaults:
        raise LayoutError(
            f"none of the columns {', '.join(reading.measure_from) or '(none named)'} that say the measure; "
            + there
        )
    if not known.get("geo") and "geo" not in defaults:
        raise LayoutError(
            f"none of the columns {', '.join(reading.geo) or '(none named)'} for the area; " + there
        )
    told = {*known.values(), *reading.geo, *([measured] if measured else []),
            *reading.only, *reading.beside, *reading.sum_over}  # fmt: skip
    for name in table.dimensions:
        codes = sorted(cells[name].unique())
        if name not in told and len(codes) > 1:
            raise LayoutError(
                f"a dimension that is not read: {name} ({', '.join(codes[:6])}). Say under [reading] what it "
                "is, or hold it at a code under [reading.only]"
            )
    cells = held(cells, table, reading)
    if measured:
        cells = cells[cells[measured].isin(list(reading.measure))]
    if cells.empty:
        there = "; ".join(f"{name}: {', '.join(sorted(table.cells[name].unique())[:6])}" for name in told
                          if name in table.dimensions)  # fmt: skip
        raise LayoutError(f"no row has the codes of [reading]: have they changed? The file has {there}")
    frame = pd.DataFrame({name: cells[name] for name in FIXED})
    for name, found in known.items():
        frame[name] = cells[found].str.strip()
    for found in (name for name in reading.geo if name in table.dimensions):  # a name where there is no code
        frame["geo"] = frame["geo"].where(frame["geo"] != "", cells[found].str.strip())
    if "partner" in frame:
        frame["partner"] = frame["partner"].where(frame["partner"] != "", reading.blank_partner)
        frame["partner"] = frame["partner"].where(~frame["partner"].isin(list(reading.whole)), "")
    if measured:
        frame["measure"] = cells[measured].map(dict(reading.measure))
    made = frame.reindex(columns=list(stated), fill_value="")
    for name, value in {**FALLBACK, **defaults}.items():
        made[name] = made[name].fillna("").replace("", value) if name != "partner_kind" else made[name]
    kind = defaults.get("partner_kind", "")
    made = made.assign(partner_kind=made["partner"].map(lambda text: kind if text else ""))
    return (summed(made) if reading.sum_over else made).reset_index(drop=True)


def summed(stated: pd.DataFrame) -> pd.DataFrame:
    """Rows of one figure added up, marked derived (flag x); with a part missing it is at least that."""
    keys = ["measure", "period", "geo_scheme", "geo", "partner_kind", "partner", "sex", "age", "freq"]
    numbers = pd.to_numeric(stated["value"].where(stated["value"].str.fullmatch(NUMBER)), errors="coerce")
    rows = []
    for _, part in stated.assign(number=numbers).groupby(keys, sort=False):
        first = part.iloc[0].drop("number")
        known = part["number"].dropna()
        if len(known):
            total = known.sum()
            first["value"] = str(int(total)) if float(total).is_integer() else str(total)
            first["qualifier"] = "exact" if len(known) == len(part) else "lower_bound"
            first["flag"] = "x"
        first["place"] = f"sum of {len(part)} cells from {first['place']}"
        rows.append(first)
    return pd.DataFrame(rows)


def column(table: Table, reading: Reading, name: str) -> str:
    """The column of the table that one of the names in `reading` names; '' where it has none."""
    return next((found for found in getattr(reading, name) if found in table.dimensions), "")


def held(cells: pd.DataFrame, table: Table, reading: Reading) -> pd.DataFrame:
    """The rows at the codes of `only`, where the table has that dimension."""
    for name, codes in reading.only.items():
        if name in table.dimensions:
            cells = cells[cells[name].str.strip().isin(list(codes))]
    return cells
