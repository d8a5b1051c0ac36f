"""Marks of rows: pairs joined by a line, intervals, ranked bars, and the triangle of releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart
from migration_stats.charts.shapes import (
    LABEL,
    bare_axes,
    beside,
    look_of,
    no_figure,
    note_at,
    points_per_column,
    tag,
)

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet

ROW = 21.0  # the height of a row of values, in points
BAR_ROW = 16.0  # the height of a ranked bar with its gap


def dumbbell(sheet: Sheet, chart: Chart) -> None:
    """Two values a year on one scale, joined by a line: nothing is said of one as a part of the other."""
    axes = sheet.axes(left=36, right=34, top=30, bottom=4)
    bare_axes(axes)
    axes.axvline(0, color=style.GREY, lw=0.8)
    pair = list(chart.names)[:2]
    rows = len(chart.periods)
    axes.set_ylim(-0.5, rows - 0.5)
    axes.set_xlim(0, max(chart.greatest(series) for series in chart.names) * 1.14)
    axes.set_yticks(range(rows), list(reversed(chart.periods)))
    for label in axes.get_yticklabels():
        label.set(weight="semibold", color=style.INK)
    palette = chart.house.palette
    looks = ((palette.highlight, "D"), (palette.primary, "o"))
    for y, period in enumerate(reversed(chart.periods)):
        dumbbell_row(axes, chart, y, [chart.cell(series, period) for series in pair], looks)
    for index, period in enumerate(chart.periods):
        if index and period in chart.figure.breaks:
            line = axes.axhline(rows - index - 0.5, color=style.MUTED, lw=1.1, ls=(0, (3, 2)), zorder=1)
            line.set_gid(f"break.{period}")
    name_ends(axes, chart, pair, looks)


def dumbbell_row(
    axes: Axes, chart: Chart, y: float, pair: Sequence[Cell | None], looks: Sequence[tuple[str, str]]
) -> None:
    values = [cell.value for cell in pair if cell and cell.value is not None]
    if not values:
        no_figure(axes, chart, axes.get_xlim()[1] / 2, y, "center")
    if len(values) == 2:
        axes.plot(values, [y, y], color=style.CONTEXT, lw=3, zorder=1, solid_capstyle="butt")
    for cell, (colour, marker) in zip(pair, looks, strict=True):
        if cell is None or cell.value is None:
            continue
        least = cell.value == min(values) and (len(values) == 1 or cell is pair[0] or values[0] != values[1])
        face = "white" if cell.hatched else colour
        (point,) = axes.plot(cell.value, y, marker, ms=10, mfc=face, mec=colour, mew=2, zorder=2)
        tag(point, cell.series, cell.period)
        offset, ha = ((-11, 0), "right") if least else ((11, 0), "left")
        note_at(axes, cell.value, y, cell.label, offset, ha, "center", colour, "semibold")


def name_ends(axes: Axes, chart: Chart, pair: Sequence[str], looks: Sequence[tuple[str, str]]) -> None:
    """The names of the two series above the first row, on either side of the middle between its points."""
    top, end = len(chart.periods) - 1, axes.get_xlim()[1]
    cells = [chart.cell(series, chart.periods[0]) for series in pair]
    values = [
        (cell.value or 0) if cell else place
        for cell, place in zip(cells, (0.3 * end, 0.7 * end), strict=False)
    ]
    middle = min(max(sum(values) / len(values), 0.3 * end), 0.7 * end)
    scale = points_per_column(axes)
    for series, value, (colour, _) in zip(pair, values, looks, strict=False):
        left = value == min(values)
        room = (middle if left else end - middle) * scale
        name = "\n".join(chart.house.wrap(chart.names[series], room, LABEL, "semibold"))
        side = ("right", -5.0) if left else ("left", 5.0)
        note_at(axes, middle, top, name, (side[1], 12), side[0], "bottom", colour, "semibold")


def interval(sheet: Sheet, chart: Chart) -> None:
    """Estimates as a bar from the lower to the upper end, both labelled, without a midpoint."""
    cells = [cell for found in chart.cells.values() for cell in found]
    axes = sheet.axes(top=4, bottom=6, right=40)
    bare_axes(axes)
    axes.set_ylim(-0.5, len(cells) - 0.5)
    axes.set_xlim(0, max((cell.plotted or 0 for cell in cells), default=1))
    axes.axvline(0, color=style.GREY, lw=0.8)
    colour = chart.house.palette.primary
    for y, cell in enumerate(reversed(cells)):
        name = f"{cell.name}, {chart.language.period(cell.period)}"
        name = "\n".join(chart.house.wrap(name, sheet.width - 10, LABEL, "semibold"))
        note_at(axes, 0, y, name, (5, 15), "left", "bottom", style.INK, "semibold")
        if cell.low is None or cell.high is None:
            no_figure(axes, chart, axes.get_xlim()[1] / 2, y, "center")
            continue
        (line,) = axes.plot(
            [cell.low, cell.high], [y, y], color=colour, lw=11, solid_capstyle="butt", clip_on=False
        )
        tag(line, cell.series, cell.period)
        number = chart.language.number
        note_at(axes, cell.low, y, number(cell.low), (-6, 0), "right", "center", style.INK, "semibold")
        note_at(
            axes,
            cell.high,
            y,
            number(cell.high) + cell.signs,
            (6, 0),
            "left",
            "center",
            style.INK,
            "semibold",
        )


def ranked_bars(sheet: Sheet, chart: Chart) -> None:
    """The largest values of one period as bars, and those that the chart always shows."""
    rank(sheet.axes(top=4, bottom=2), chart, ranked(chart, int(chart.spec.options["drawn"])))


def ranked(chart: Chart, most: int) -> list[Cell]:
    """The `most` largest cells of the chart's last period, and the highlighted ones, in order."""
    period = chart.periods[-1]
    cells = [cell for name in chart.names if (cell := chart.cell(name, period)) and cell.value is not None]
    cells.sort(key=lambda cell: (-(cell.value or 0), cell.name))
    highlighted = set(chart.spec.options.get("highlight", []))
    return [cell for place, cell in enumerate(cells) if place < most or cell.series in highlighted]


def rank(axes: Axes, chart: Chart, cells: Sequence[Cell], title: str = "") -> None:
    """Horizontal bars from 0, the first on top; names at the left, values at the right."""
    bare_axes(axes)
    names = max(chart.house.text_width(cell.name, LABEL, "semibold") for cell in cells) + 8
    values = max(chart.house.text_width(cell.label, LABEL, "semibold") for cell in cells) + 6
    place = axes.get_position()
    wide = axes.figure.bbox.width / axes.figure.dpi * 72
    axes.set_position(
        (place.x0 + names / wide, place.y0, place.width - (names + values) / wide, place.height)
    )
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.set_xlim(0, max(cell.value or 0 for cell in cells) or 1)
    palette = chart.house.palette
    highlighted = set(chart.spec.options.get("highlight", []))
    if title:
        beside(axes, title, (-names, 6))
    for y, cell in enumerate(cells):
        chosen = cell.series in highlighted
        colour = palette.highlight if chosen else palette.primary
        (patch,) = axes.barh(y, cell.value or 0, height=0.68, clip_on=False, **look_of(cell, colour))
        tag(patch, cell.series, cell.period)
        weight = "semibold" if chosen else "normal"
        ink = palette.highlight if chosen else style.INK
        note_at(axes, 0, y, cell.name, (-names, 0), "left", "center", ink, weight)
        note_at(axes, cell.value or 0, y, cell.label, (5, 0), "left", "center", ink, "semibold")


def revision_triangle(sheet: Sheet, chart: Chart) -> None:
    """Every value that was published: a row per release, a column per period; what changed is marked."""
    releases, periods = list(chart.names), chart.periods
    side = max(chart.house.text_width(chart.names[name], LABEL) for name in releases) + 8
    axes = sheet.axes(left=side)
    axes.set_axis_off()
    axes.set_xlim(-0.5, len(periods) - 0.5)
    axes.set_ylim(0, len(releases) + 1)
    accent = chart.house.palette.highlight
    for x, period in enumerate(periods):
        label = chart.language.period(period, short="-H" in period)
        year = f"{period[:4]}\n" if "-H" in period else ""
        note_at(axes, x, len(releases) + 0.5, year + label, (0, 0), "center", "center", style.INK, "semibold")
        before: Cell | None = None
        for row, release in enumerate(releases):
            cell, y = chart.cell(release, period), len(releases) - row - 0.5
            if cell is None:
                continue
            changed = before is not None and (cell.value, cell.low) != (before.value, before.low)
            if changed:
                look: dict[str, Any] = {"facecolor": "none", "edgecolor": accent, "linewidth": 1.3}
                (patch,) = axes.bar(x, 0.86, width=0.94, bottom=y - 0.43, **look)
                patch.set_gid(f"changed.{release.replace(' ', '_')}.{period}")
            colour, weight = (accent, "semibold") if changed else (style.INK, "normal")
            note_at(axes, x, y, cell.label, (0, 0), "center", "center", colour, weight)
            before = cell
    for row, release in enumerate(releases):
        y = len(releases) - row - 0.5
        axes.annotate(
            chart.names[release], (0, y), (-side, 0), ("axes fraction", "data"), "offset points",
            va="center", color=style.MUTED, size=LABEL, annotation_clip=False,
        )  # fmt: skip
