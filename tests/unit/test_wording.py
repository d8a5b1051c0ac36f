"""What a worded number may stand for, against hand-made truths and for any numbers."""

from __future__ import annotations

import csv
import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_stats.claims.wording import KINDS, Accepted, Wording, accepted, nearest

ROOT = Path(__file__).parents[2]
ROWS = list(csv.DictReader((ROOT / "data/reference/wordings.csv").read_text("utf-8").splitlines()))
WORDINGS = {
    row["wording"]: Wording(**{**row, "percent": float(row["percent"]), "points": float(row["points"])})
    for row in ROWS
}

# wording, stated, precision, is it a change, the ends found, and how they fit
TRUTHS = [
    ("change_of", -5, 1, True, -4.876, -4.876, "certain"),
    ("change_of", -5, 1, True, -5.508, -5.508, "no"),
    ("change_of", -5, 1, True, -5.5, -5.5, "no"),  # rounds to 6, half up
    ("change_of", -5, 1, True, -4.5, -4.5, "certain"),
    ("change_of", 5, 1, True, -5, -5, "no"),  # a rise is no fall
    ("change_of", 50, 1, True, 48.65, 50.62, "possible"),
    ("rounded", 189, 1, False, 189, 189, "certain"),
    ("rounded", 1_700_000, 100_000, False, 1_650_000, 1_749_999, "certain"),
    ("rounded", 1_700_000, 100_000, False, 1_750_000, 1_750_000, "no"),
    ("about", 76_000, 1_000, False, 72_200, 79_800, "certain"),
    ("about", 76_000, 1_000, False, 72_199, 72_199, "no"),
    ("about", 50, 1, True, 49.64, 49.64, "certain"),
    ("about", 50, 1, True, 48.65, 50.62, "possible"),
    ("about", -12, 1, True, -9.24, -9.24, "no"),
    ("about", -12, 1, True, -11.72, -11.72, "certain"),
    ("more_than", -70, 1, True, -100, -76.2, "certain"),
    ("more_than", -70, 1, True, -70, -70, "no"),
    ("more_than", 1_000, 1, False, 1_000, 1_001, "possible"),
    ("just_over", 70, 1, False, 77, 77, "certain"),
    ("just_over", 70, 1, False, 78, 78, "no"),
    ("fewer_than", 18_000, 1, False, 0, 17_999, "certain"),
    ("fewer_than", 18_000, 1, False, 18_000, 18_000, "no"),
    ("at_most", 3, 1, False, 3, 3, "certain"),
    ("lower", 0, 1, True, -0.1, -0.1, "certain"),
    ("lower", 0, 1, True, 0, 0, "no"),
    ("substantially_higher", 0, 1, True, 25, 25, "certain"),
    ("substantially_higher", 0, 1, True, 20, 24.9, "no"),
]


@pytest.mark.parametrize(("wording", "stated", "precision", "change", "low", "high", "fit"), TRUTHS)
def test_a_wording_is_read_as_documented(
    wording: str, stated: float, precision: float, change: bool, low: float, high: float, fit: str
) -> None:
    assert accepted(WORDINGS[wording], stated, precision, change).fit(low, high) == fit


def test_between_takes_both_ends() -> None:
    range_ = accepted(WORDINGS["between"], 23_000, 1, False, 58_000)
    assert range_.fit(23_000, 58_000) == "certain"
    assert range_.fit(58_001, 60_000) == "no"
    assert range_.fit(50_000, 60_000) == "possible"


def test_every_wording_has_a_known_kind_and_its_meaning_in_both_languages() -> None:
    assert {row["kind"] for row in ROWS} == set(KINDS)
    for row in ROWS:
        assert row["meaning_en"]
        assert row["meaning_nl"]
        assert row["meaning_en"] != row["meaning_nl"]


@given(st.integers(-500, 500), st.integers(-5_000, 5_000))
def test_rounding_is_half_up_on_the_magnitude(stated: int, tenths: int) -> None:
    found = Decimal(tenths) / 10
    rounds = found.quantize(Decimal(1), rounding=ROUND_HALF_UP) == stated
    sign = (found >= 0) == (stated >= 0) or stated == 0
    fits = accepted(WORDINGS["rounded"], stated, 1, False).fit(float(found), float(found)) == "certain"
    if stated != 0:
        assert fits == (rounds and sign)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e5), st.floats(-1e6, 1e6), st.floats(0, 1e5))
def test_fit_is_what_the_ends_say(low: float, width: float, found: float, spread: float) -> None:
    range_ = Accepted(low, low + width)
    fit = range_.fit(found, found + spread)
    inside = [range_.fit(each, each) == "certain" for each in (found, found + spread)]
    assert (fit == "certain") == all(inside)
    if any(inside):
        assert fit != "no"


@pytest.mark.parametrize(
    ("range_", "found", "expected"),
    [
        (Accepted(-math.inf, 18_000, high_open=True), 20_000, 17_999),
        (Accepted(-math.inf, 38_976.66), 39_746, 38_976),
        (Accepted(4.5, 5.5, high_open=True), 7, 5),
        (Accepted(10, math.inf, low_open=True), 3, 11),
        (Accepted(10.2, math.inf), 3, 11),
    ],
)
def test_the_nearest_figure_that_would_make_it_true(range_: Accepted, found: float, expected: float) -> None:
    value = nearest(range_, found, 1)
    assert value == expected
    assert range_.fit(value, value) == "certain"
