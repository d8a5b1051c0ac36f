"""Random tables, written in each layout as its publisher writes it, are read back equal."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layouts.grid import Grid
from layouts.writers import CASES, IDS, Case
from migration_stats.publishers.detect import read_table


@st.composite
def grids(draw: st.DrawFn, case: Case) -> Grid:
    """Tables that the layout can hold: every combination of a few codes, over a few periods."""
    free = case.dimensions[:-1] if case.topics else case.dimensions
    chosen = [draw(st.lists(st.sampled_from(case.codes), min_size=1, max_size=3, unique=True)) for _ in free]
    if case.topics:
        chosen.append(list(case.topics))
    rows = tuple(itertools.product(*chosen))
    count = 1 if case.periods(0) == "" else draw(st.integers(1, 5))
    start = draw(st.integers(0, 7))
    periods = tuple(case.periods(start + n) for n in range(count))
    whole = st.integers(0, 9_999_999).map(str)
    part = st.integers(0, 999_999).map(lambda n: f"{n}.5")
    numbers = st.one_of(whole, part) if case.decimals else whole
    values = st.one_of(numbers, st.sampled_from(case.missing)) if case.missing else numbers
    by_period = case.flags == ("", "p")  # StatLine flags a whole period
    marks = [draw(st.sampled_from(case.flags)) for _ in periods]
    cells = tuple(
        tuple(
            (draw(values), mark if by_period else draw(st.sampled_from(case.flags)))
            for mark in marks
        )
        for _ in rows
    )  # fmt: skip
    return Grid(case.dimensions, rows, periods, cells)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_what_is_written_is_read_back(case: Case, data: st.DataObject) -> None:
    grid = data.draw(grids(case))
    table = read_table(case.write(grid))
    assert table.layout == case.layout
    read = Counter(
        (tuple(map(str.strip, codes)), period, value, "".join(sorted(flag)))
        for *codes, period, value, flag in table.cells[
            [*case.dimensions, "period", "value", "flag"]
        ].itertuples(index=False)
    )
    cells = read if case.layout not in ("metadata CSV", "TopoJSON") else Counter({
        cell: count for cell, count in read.items()
        if cell[0][0] != "TableInfos" and cell[0][2] in case.topics
    })  # fmt: skip
    written = Counter(
        (tuple(map(str.strip, row)), period, value, "".join(sorted(flag)))
        for row, period, value, flag in grid.each()
    )
    assert cells == written
