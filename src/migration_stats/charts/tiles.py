"""Tile grids: areas as tiles of one size where they lie, the value printed in each, beside ranked bars.

A tile says where, not how large: nothing is read from a surface. Darker tiles hold more.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from migration_stats.charts import style
from migration_stats.charts.chart import Chart
from migration_stats.charts.rows import BAR_ROW, rank, ranked
from migration_stats.charts.shapes import SMALL, note_at, tag
from migration_stats.errors import PackError

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet

TILE = 38.0  # points
GAP = 2.0
SHADES = (0.08, 0.2, 0.45, 0.72, 1.0)  # of the primary colour, from the least to the most

# Column and row of each area, the north-west at 0, 0.
EUROPEAN_UNION: Mapping[str, tuple[int, int]] = {
    "SWE": (4, 0), "FIN": (5, 0), "DNK": (3, 1), "EST": (5, 1), "IRL": (0, 2), "NLD": (2, 2), "DEU": (3, 2),
    "LTU": (4, 2), "LVA": (5, 2), "BEL": (1, 3), "LUX": (2, 3), "CZE": (3, 3), "POL": (4, 3), "FRA": (1, 4),
    "AUT": (2, 4), "SVN": (3, 4), "SVK": (4, 4), "HUN": (5, 4), "ESP": (1, 5), "PRT": (0, 5), "ITA": (2, 5),
    "HRV": (3, 5), "ROU": (5, 5), "GRC": (4, 6), "BGR": (5, 6), "MLT": (2, 7), "CYP": (5, 7),
}  # fmt: skip
PROVINCES: Mapping[str, tuple[int, int]] = {
    "PV21": (2, 0), "PV20": (3, 0), "PV27": (1, 1), "PV24": (2, 1), "PV22": (3, 1), "PV28": (0, 2),
    "PV26": (1, 2), "PV25": (2, 2), "PV23": (3, 2), "PV29": (0, 3), "PV30": (1, 3), "PV31": (2, 3),
}  # fmt: skip
GRIDS = {"european_union": EUROPEAN_UNION, "provinces": PROVINCES}
PROVINCE_CODES = {
    "PV20": "GR", "PV21": "FR", "PV22": "DR", "PV23": "OV", "PV24": "FL", "PV25": "GE", "PV26": "UT",
    "PV27": "NH", "PV28": "ZH", "PV29": "ZE", "PV30": "NB", "PV31": "LB",
}  # fmt: skip


def grid_of(chart: Chart) -> Mapping[str, tuple[int, int]]:
    name = chart.spec.options.get("grid")
    if name not in GRIDS:
        raise PackError(f"{chart.spec.folder / 'chart.toml'}: grid '{name}' is none of {', '.join(GRIDS)}")
    if strange := sorted(set(chart.names) - GRIDS[name].keys()):
        raise PackError(
            f"{chart.spec.folder / 'query.sql'}: series {strange[0]} has no tile in grid '{name}'"
        )
    return GRIDS[name]


def grid_size(chart: Chart) -> tuple[float, float]:
    """Width and height of the tiles, in points."""
    columns, rows = (1 + max(place[axis] for place in grid_of(chart).values()) for axis in (0, 1))
    return columns * TILE, rows * TILE


def bars_height(chart: Chart) -> float:
    return 22 + BAR_ROW * len(ranked(chart, int(chart.spec.options["drawn"])))


def tile_grid(sheet: Sheet, chart: Chart) -> None:
    """The tiles at the left, the largest values as ranked bars at the right; below where it is narrow."""
    wide, high = grid_size(chart)
    if sheet.narrow:
        tiles = sheet.axes(bottom=sheet.height - high, right=sheet.width - wide)
        beside_tiles = sheet.axes(top=high + 30)
    else:
        tiles = sheet.axes(bottom=sheet.height - high, right=sheet.width - wide)
        beside_tiles = sheet.axes(left=wide + 26, top=18, bottom=sheet.height - bars_height(chart))
    draw_tiles(tiles, chart)
    cells = ranked(chart, int(chart.spec.options["drawn"]))
    rank(beside_tiles, chart, cells, chart.language.say("chart.largest", n=len(cells)))


def draw_tiles(axes: Axes, chart: Chart) -> None:
    grid = grid_of(chart)
    columns, rows = (1 + max(place[axis] for place in grid.values()) for axis in (0, 1))
    axes.set_axis_off()
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(0, rows)
    period = chart.periods[-1]
    most = max(chart.greatest(name) for name in chart.names) or 1
    highlighted = set(chart.spec.options.get("highlight", []))
    palette = chart.house.palette
    part = 1 - GAP / TILE
    for area, (x, row) in grid.items():
        cell, bottom = chart.cell(area, period), rows - 1 - row
        value = cell.value if cell else None
        chosen = area in highlighted
        face = style.WHITE if value is None else shade_of(palette.primary, value / most)
        edge, width = (palette.highlight, 2.2) if chosen else (palette.neutral, 0.6)
        (patch,) = axes.bar(
            x,
            part,
            width=part,
            bottom=bottom + (1 - part) / 2,
            facecolor=face,
            edgecolor=edge,
            linewidth=width,
        )
        tag(patch, f"tile.{area}", period)
        ink = max((style.INK, style.WHITE), key=lambda ink: style.contrast(ink, face))
        note_at(
            axes,
            x,
            bottom + 0.74,
            PROVINCE_CODES.get(area, area),
            (0, 0),
            "center",
            "center",
            ink,
            "semibold",
        )
        words = chart.language.say("value.missing").replace(" ", "\n")
        text = cell.label if cell and value is not None else words
        note_at(axes, x, bottom + 0.33, text, (0, 0), "center", "center", ink, size=SMALL)


def shade_of(colour: str, share: float) -> str:
    """One of five shades, by the square root of the share of the largest value."""
    return style.shade(colour, SHADES[max(ceil(sqrt(share) * len(SHADES)), 1) - 1])
