"""CBS open data services: OData v3 (TypedDataSet, UntypedDataSet) and v4 (Observations), one page or all."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from migration_stats.errors import LayoutError
from migration_stats.publishers.cbs import TOPIC_KEY, finished
from migration_stats.publishers.containers import cell_text
from migration_stats.publishers.table import NUMBER, TOPIC, Table, frame_of, make_cells, named, unpivot

V4_ATTRIBUTES = {"None": "", "Impossible": "cannot occur"}  # all others: the value is not known


def read_odata(pages: list[dict[str, Any]], encoding: str) -> Table:
    """Every row of the pages, in order. The address in a page's metadata names the table."""
    address = str(pages[0].get("odata.metadata") or pages[0].get("@odata.context") or "")
    rows: list[dict[str, Any]] = []
    try:
        for page in pages:
            rows += [dict(row) for row in page["value"]]
    except (KeyError, TypeError, ValueError):
        raise LayoutError("a page of the answer has no list of rows; fetch it again") from None
    if not rows:
        raise LayoutError("the answer has no row; does the query fit any?")
    header = list(rows[0])
    for number, row in enumerate(rows, 1):
        if row.keys() != rows[0].keys():
            raise LayoutError(
                f"row {number} has other fields: {', '.join(sorted(row.keys() ^ rows[0].keys()))}"
            )
    records = [[word(cell) for cell in row.values()] for row in rows]
    frame = frame_of(named(header), records, range(1, len(rows) + 1))
    more = [str(page.get("odata.nextLink") or page.get("@odata.nextLink") or "") for page in pages]
    oddities = ["the last page names a next one: the answer is not whole"] if more[-1] else []
    match = re.search(r"/(\d{5}[A-Za-z]{3})(?:/|$)", address)
    dataset = match[1] if match else ""
    if {"Measure", "Value"} <= set(header):
        return read_v4(frame, dataset, encoding, oddities)
    return read_v3(
        frame, dataset, encoding, oddities, typed="#Cbs.OData.WebAPI.UntypedDataSet" not in address
    )


def word(cell: Any) -> str:
    if isinstance(cell, (dict, list)):
        raise LayoutError("a cell of the answer is a structure and no value")
    return "" if cell is None else cell_text(cell)


def read_v3(frame: pd.DataFrame, dataset: str, encoding: str, oddities: list[str], typed: bool) -> Table:
    names = [str(name) for name in frame.columns]
    topics = [name for name in names if re.fullmatch(TOPIC_KEY, name)]
    dimensions = [name for name in names if name not in (*topics, "ID", "row", "Perioden")]
    for name in dimensions:
        frame[name] = frame[name].str.strip()
    if not topics or not dimensions:
        raise LayoutError("no topic whose name ends in its number, or no dimension; the table has changed")
    layout = "OData v3 TypedDataSet" if typed else "OData v3 UntypedDataSet"
    if "Perioden" not in frame:
        return register(frame, dataset, layout, dimensions, topics, encoding, oddities)
    cells = unpivot(frame, ["Perioden", *dimensions], topics, TOPIC)
    if typed:  # null is all that a typed answer says of a value that is not there
        cells["value"] = cells["value"].where(cells["value"] != "", "blank")
    return finished(dataset, layout, cells, (*dimensions, TOPIC), encoding, oddities)


def register(
    frame: pd.DataFrame, dataset: str, layout: str, dimensions: list[str], topics: list[str], encoding: str,
    oddities: list[str],
) -> Table:  # fmt: skip
    """A table without periods is a list of words, as the towns with their municipalities."""
    cells = unpivot(frame, dimensions, topics, TOPIC)
    value = cells["value"].str.strip()
    cells = make_cells(cells.assign(value=value.where(value != "", "blank")))
    return Table("CBS", dataset, layout, cells, (*dimensions, TOPIC), encoding, oddities=tuple(oddities),
                 register=not cells["value"].str.fullmatch(NUMBER).all())  # fmt: skip


def read_v4(frame: pd.DataFrame, dataset: str, encoding: str, oddities: list[str]) -> Table:
    known = ("row", "Id", "Measure", "Value", "StringValue", "ValueAttribute", "Perioden")
    if "Perioden" not in frame:
        raise LayoutError("no dimension Perioden; the table has changed")
    dimensions = [str(name) for name in frame.columns if name not in known]
    attribute = frame.get("ValueAttribute", pd.Series("None", index=frame.index))
    said = attribute.map(lambda text: V4_ATTRIBUTES.get(text, "."))
    cells = frame[["row", "Perioden", *dimensions]].assign(
        **{TOPIC: frame["Measure"].str.strip()},
        value=frame["Value"].where(frame["Value"] != "", said.where(said != "", "blank")),
        place="Value",
    )
    for name in dimensions:
        cells[name] = cells[name].str.strip()
    return finished(dataset, "OData v4 Observations", cells, (*dimensions, TOPIC), encoding, oddities)
