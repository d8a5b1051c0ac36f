"""The project's own layout: what is written in it is read back, and what breaks it is named by its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_stats.errors import LayoutError
from migration_stats.publishers import STATED, transcribed

DEFAULTS = {"geo_scheme": "iso3", "geo": "NLD"}
text = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12)


@given(st.lists(st.tuples(text, text, text.filter(bool)), min_size=1, max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("period", "value", "measure"), *rows])
    stated, raw = transcribed.parse(out.getvalue().encode(), DEFAULTS, STATED)
    assert list(zip(stated["period"], stated["value"], stated["measure"], strict=True)) == rows
    assert list(zip(raw["period"], raw["value"], raw["measure"], strict=True)) == rows
    assert stated["row"].tolist() == list(range(2, len(rows) + 2))
    assert set(stated["geo"]) == {"NLD"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"measure,period,value\ndetections,2018\n", "line 2 has 2 cells, the header has 3"),
        (b"measure,value\nx,1\n", "no column period"),
        (b"measure,period,value\n", "a header and no figure"),
        (b"measure,period,value,value\nx,2018,1,1\n", "the header has value twice"),
        (b"row,measure,period,value\n1,x,2018,1\n", "'row' is counted"),
        (b'measure,period,value\nx,2018,"1\n', "not a CSV"),
        ("measure,period,value\nTürkiye,2018,1\n".encode("latin-1"), "byte 22 is not UTF-8"),
    ],
)
def test_another_layout_is_named(content: bytes, words: str) -> None:
    with pytest.raises(LayoutError, match=words):
        transcribed.parse(content, DEFAULTS, STATED)


def test_a_column_overrides_the_default_where_it_is_filled() -> None:
    content = b"measure,period,value,geo\nx,2018,1,\nx,2018,1,AUT\n"
    stated, _ = transcribed.parse(content, DEFAULTS, STATED)
    assert stated["geo"].tolist() == ["NLD", "AUT"]
