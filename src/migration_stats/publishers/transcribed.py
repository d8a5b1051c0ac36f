"""The project's own layout for figures taken over by hand from a publication: one CSV per release.

UTF-8, a header line, one line per cell of the publication. Columns are those of a stated row; a column
that has one value for the whole source stands in source.toml under [defaults]. Further columns (as the
letter's `printed`) stay in the raw table. `value` is never blank: a missing value is written as the
publication writes it (`:`, `.`, `NA`) or as one of the words of data/reference/missing.csv.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pandas as pd

from migration_stats.errors import LayoutError

REQUIRED = ("measure", "period", "geo_scheme", "geo", "value")
FALLBACK = {"sex": "T", "age": "TOTAL", "qualifier": "exact", "states": "value"}


def parse(
    content: bytes, defaults: Mapping[str, str], stated: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stated rows (text, columns `stated`) and the raw table (the file's own columns, with `row`).

    Raises LayoutError, naming the line, for bytes that are not this layout.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LayoutError(f"byte {error.start} is not UTF-8; save the file as UTF-8") from None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise LayoutError(f"not a CSV: {error}") from None
    if not lines:
        raise LayoutError("the file is empty; it needs a header and one line per figure")
    header, *rows = lines
    check_header(header, defaults)
    if not rows:
        raise LayoutError("there is a header and no figure; a release that prints nothing is not declared")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise LayoutError(f"line {number} has {len(row)} cells, the header has {len(header)}")
    raw = pd.DataFrame(rows, columns=header, dtype=str)
    raw.insert(0, "row", range(2, len(rows) + 2))
    frame = raw.reindex(columns=list(stated), fill_value="")
    for column, value in {**FALLBACK, **defaults}.items():
        frame[column] = frame[column].replace("", value)
    return frame, raw


def check_header(header: list[str], defaults: Mapping[str, str]) -> None:
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise LayoutError(f"the header has {', '.join(sorted(twice))} twice")
    if lacking := [name for name in REQUIRED if name not in header and name not in defaults]:
        raise LayoutError(
            f"no column {', '.join(lacking)}; add it to the file or to [defaults] in source.toml"
        )
    if "row" in header:
        raise LayoutError("'row' is counted, it cannot be a column")
