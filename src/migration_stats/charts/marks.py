"""The marks by name: one function each, from a chart's cells to artists inside a sheet.

Bars start at 0; every series is labelled where it ends; what is missing is said in words; a bound is a dashed
outline; a provisional value is hatched, dashed or open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import TYPE_CHECKING

from migration_stats.charts.chart import Chart
from migration_stats.charts.columns import (
    column_panels,
    cumulative_path,
    stacks,
    target_realised,
    target_revisions,
)
from migration_stats.charts.lines import panel_columns, slope, small_multiples, year_overlay
from migration_stats.charts.rows import (
    BAR_ROW,
    ROW,
    dumbbell,
    interval,
    ranked,
    ranked_bars,
    revision_triangle,
)
from migration_stats.charts.tiles import bars_height, grid_size, tile_grid

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet

PANEL = 150.0  # the height of one of several panels, one above the other

MARKS: Mapping[str, Callable[[Sheet, Chart], None]] = {
    mark.__name__: mark
    for mark in (
        slope, year_overlay, small_multiples, column_panels, target_revisions, target_realised,
        cumulative_path, dumbbell, interval, ranked_bars, tile_grid, revision_triangle,
    )
}  # fmt: skip


def height(chart: Chart, narrow: bool) -> float:
    """How many points high a chart is drawn."""
    mark = chart.spec.mark
    if stacks(chart, narrow):
        return PANEL * len(chart.names)
    if mark == "revision_triangle":
        return ROW * (1 + len(chart.names))
    if mark == "ranked_bars":
        return BAR_ROW * len(ranked(chart, int(chart.spec.options["drawn"]))) + 6
    if mark == "tile_grid":
        tiles, bars = grid_size(chart)[1], bars_height(chart)
        return tiles + 12 + bars if narrow else max(tiles, bars + 18)
    if mark == "small_multiples":
        return 138.0 * ceil(len(chart.drawn()) / panel_columns(chart, narrow))
    if mark == "interval":
        return 52.0 * sum(len(cells) for cells in chart.cells.values()) + 10
    return float(chart.spec.options.get("height", 200))
