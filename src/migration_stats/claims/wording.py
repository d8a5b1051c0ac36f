"""What a worded number may stand for: 'about', 'more than' and '5%' as ranges, by the table of wordings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fit = Literal["certain", "possible", "no"]
KINDS = ("near", "above", "below", "at_most", "between", "fall", "rise", "lowest", "day")


@dataclass(frozen=True)
class Wording:
    """One row of data/reference/wordings.csv: tolerances in percent of a value, in points of a change."""

    wording: str
    kind: str
    percent: float
    points: float
    name_en: str
    name_nl: str
    meaning_en: str
    meaning_nl: str


@dataclass(frozen=True)
class Accepted:
    """The values with which a statement is true, its ends included unless open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def fit(self, low: float, high: float) -> Fit:
        """Whether all of the interval from `low` to `high` is accepted, some of it, or nothing."""
        above = low > self.low or (low == self.low and not self.low_open)
        below = high < self.high or (high == self.high and not self.high_open)
        if above and below:
            return "certain"
        misses_low = high < self.low or (high == self.low and self.low_open)
        misses_high = low > self.high or (low == self.high and self.high_open)
        return "no" if misses_low or misses_high else "possible"


def accepted(
    wording: Wording, value: float, precision: float, change: bool, high: float | None = None
) -> Accepted:
    """The range that a worded number stands for; a number below zero mirrors one above it.

    `change` says that the number is a percentage of change; `high` is the upper number of 'between'.
    """
    if wording.kind == "between":
        assert high is not None
        return Accepted(value, high)
    if wording.kind == "fall":
        return Accepted(-math.inf, 0, high_open=True)
    if wording.kind == "rise":
        return Accepted(wording.points, math.inf, low_open=wording.points == 0)
    if value < 0:
        mirrored = accepted(wording, -value, precision, change)
        return Accepted(-mirrored.high, -mirrored.low, mirrored.high_open, mirrored.low_open)
    tolerance = wording.points if change else value * wording.percent / 100
    if wording.kind == "near":
        if tolerance > precision / 2:
            return Accepted(value - tolerance, value + tolerance)
        # half up: 4.5 rounds to 5 and 5.5 does not
        return Accepted(value - precision / 2, value + precision / 2, high_open=True)
    if wording.kind == "above":
        return Accepted(value, value + tolerance if tolerance else math.inf, low_open=True)
    if wording.kind == "below":
        return Accepted(-math.inf, value, high_open=True)
    return Accepted(-math.inf, value)


def nearest(range_: Accepted, found: float, step: float) -> float:
    """The multiple of `step` in the range that lies nearest to a value outside it."""
    if found < range_.low or (found == range_.low and range_.low_open):
        end = math.ceil(range_.low / step) * step
        return end + step if range_.low_open and end == range_.low else end
    end = math.floor(range_.high / step) * step
    return end - step if range_.high_open and end == range_.high else end


def wordings(rows: list[Mapping[str, object]]) -> dict[str, Wording]:
    """The rows of the table wordings, by name."""
    return {str(row["wording"]): Wording(**row) for row in rows}  # type: ignore[arg-type]
