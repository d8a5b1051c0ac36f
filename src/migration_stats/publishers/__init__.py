"""Layouts: pure functions from a publisher's bytes to stated rows. No file and no socket is opened here.

A stated row is what the file says of one cell, as text, in the words of the observation contract; the
contract itself (types, codes, missing values) is applied afterwards, in one place, for every layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from migration_stats.catalogue import Reading
from migration_stats.publishers import transcribed
from migration_stats.publishers.reading import parse as parse_published

# Columns of a stated row. `row` is the line in the snapshot, counted as a person's editor does.
STATED = (
    "row",
    "measure",
    "period",
    "geo_scheme",
    "geo",
    "partner_kind",
    "partner",
    "sex",
    "age",
    "freq",
    "value",
    "low",
    "high",
    "qualifier",
    "precision",
    "flag",
    "place",
    "states",
)

Layout = Callable[[bytes, Mapping[str, str], tuple[str, ...], Reading], tuple[pd.DataFrame, pd.DataFrame]]

# `published` is any file as its publisher made it: which layout it has is seen from its content.
LAYOUTS: Mapping[str, Layout] = {
    "transcribed": lambda content, defaults, stated, _: transcribed.parse(content, defaults, stated),
    "published": parse_published,
}
