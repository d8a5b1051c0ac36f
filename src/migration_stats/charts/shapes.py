"""What the marks share: axes, labels that keep apart, bars and lines that show what a figure is worth.

A bar or line carries the name of the cell that it draws (`tag`): the lint holds it against the cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart

LABEL = 8.5
SMALL = 7.5
BAR = 0.62
DASHES = (0, (3, 2))


def mark_id(series: str, period: str = "") -> str:
    """The name that a drawn cell carries, or without a period a drawn series."""
    return f"{series}.{period}".strip(".").replace(" ", "_").replace("/", "_")


def tag(artist: Artist, series: str, period: str = "") -> None:
    artist.set_gid(mark_id(series, period))


def bare_axes(axes: Axes, baseline: bool = False) -> None:
    """No scale: the values stand at the marks."""
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(baseline)


def grid_axes(axes: Axes, chart: Chart) -> None:
    """A scale with grid lines, for marks without a value each."""
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: chart.language.number(value)))
    axes.grid(axis="y")


def note_at(
    axes: Axes, x: float, y: float, text: str, offset: tuple[float, float], ha: str, va: str, colour: str,
    weight: str = "normal", leader: bool = False, size: float = LABEL, boxed: bool = False,
) -> None:  # fmt: skip
    """A label `offset` points from a data point, with a thin line to it where it was moved away; `boxed` on
    white where it would stand on hatching."""
    line = {"arrowstyle": "-", "color": style.CONTEXT, "lw": 0.7, "shrinkA": 1, "shrinkB": 3}
    box = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    axes.annotate(
        text, (x, y), xytext=offset, textcoords="offset points", ha=ha, va=va, color=colour, weight=weight,
        size=size, arrowprops=line if leader else None, bbox=box if boxed else None, annotation_clip=False,
    )  # fmt: skip


def beside(axes: Axes, text: str, offset: tuple[float, float], y: float = 1, **look: Any) -> None:
    """A label from the left edge of the axes, at part `y` of their height (a title above them)."""
    look = {"size": 9, "weight": "semibold", "color": style.INK, **look}
    axes.annotate(text, (0, y), offset, "axes fraction", "offset points", annotation_clip=False, **look)


def no_figure(axes: Axes, chart: Chart, x: float, y: float, va: str, room: float = 60) -> None:
    """The words for a missing value, one below the other where `room` points are not enough."""
    words = chart.language.say("value.missing")
    if chart.house.text_width(words, LABEL) > room:
        words = words.replace(" ", "\n")
    note_at(axes, x, y, words, (0, 0), "center", va, style.MUTED, boxed=True)


def points_per_unit(axes: Axes) -> float:
    """How many points high a value of 1 is drawn."""
    low, high = axes.get_ylim()
    return float(axes.get_window_extent().height / axes.figure.dpi * 72 / (high - low))


def points_per_column(axes: Axes) -> float:
    """How many points wide a step of 1 along x is."""
    low, high = axes.get_xlim()
    return float(axes.get_window_extent().width / axes.figure.dpi * 72 / (high - low))


def outline(colour: str, face: str) -> dict[str, Any]:
    """A dashed outline: a bound, or a value that was replaced."""
    return {"facecolor": face, "edgecolor": colour, "linewidth": 1.6, "linestyle": DASHES}


def look_of(cell: Cell, colour: str) -> dict[str, Any]:
    """How a bar looks: filled, hatched when provisional, a dashed outline when it is a bound."""
    if cell.bound:
        return outline(colour, style.PALE)
    if cell.hatched:
        return {"facecolor": "white", "edgecolor": colour, "linewidth": 1.4, "hatch": "////"}
    return {"facecolor": colour, "edgecolor": colour, "linewidth": 0}


def bar(axes: Axes, x: float, cell: Cell, colour: str, width: float = BAR, bottom: float = 0) -> None:
    """A column of a cell from 0, or from `bottom` where columns are stacked."""
    (patch,) = axes.bar(
        x, cell.plotted or 0, width=width, bottom=bottom, clip_on=False, **look_of(cell, colour)
    )
    tag(patch, cell.series, cell.period)


def bars(axes: Axes, chart: Chart, cells: Sequence[Cell | None], labels: Sequence[str], colour: str) -> None:
    """Columns with their values on top, and the words where there is none."""
    top = max((cell.plotted or 0 for cell in cells if cell), default=0) or 1
    axes.set_xlim(-0.6, len(cells) - 0.4)
    axes.set_ylim(0, top)
    axes.set_xticks(range(len(cells)), labels)
    room = points_per_column(axes)
    for x, cell in enumerate(cells):
        if cell is None or cell.plotted is None:
            no_figure(axes, chart, x, top * 0.03, "bottom", room)
            continue
        bar(axes, x, cell, colour)
        note_at(axes, x, cell.plotted, cell.label, (0, 4), "center", "bottom", style.INK, "semibold")


def trace(
    axes: Axes,
    chart: Chart,
    series: str,
    periods: Sequence[str],
    colour: str,
    width: float,
    marker: str = "",
    **look: Any,
) -> list[tuple[float, Cell]]:
    """A line through the cells of a series; returns its points.

    It has a gap where a value is missing and at a break, and is dashed to and from a provisional value.
    """
    cells = [chart.cell(series, period) for period in periods]
    points = [(float(x), cell) for x, cell in enumerate(cells) if cell and cell.value is not None]
    joined: set[float] = set()
    for (x, cell), (next_x, after) in pairwise(points):
        if next_x - x > 1 or after.period in chart.figure.breaks:
            continue
        dashed = cell.hatched or after.hatched
        (joint,) = axes.plot(
            [x, next_x], [cell.value or 0, after.value or 0], color=colour, lw=width, clip_on=False,
            ls=(0, (2.2, 1.6)) if dashed else "-", zorder=look.get("zorder", 2),
        )  # fmt: skip
        tag(joint, series)
        joined |= {x, next_x}
    for hatched in (False, True):
        shown = [
            (x, cell)
            for x, cell in points
            if cell.hatched == hatched and (marker or hatched or x not in joined)
        ]
        if shown:
            (dots,) = axes.plot(
                [x for x, _ in shown], [cell.value or 0 for _, cell in shown], ls="", marker=marker or "o",
                color=colour, mfc="white" if hatched else colour, mec=colour if hatched else "white",
                clip_on=False, **{"ms": 4.5, "zorder": 2.5, **look},
            )  # fmt: skip
            tag(dots, series)
    return points


def break_lines(axes: Axes, chart: Chart, periods: Sequence[str]) -> None:
    """A line across between two periods that do not continue each other; the notes say why."""
    for x, period in enumerate(periods):
        if x and period in chart.figure.breaks:
            line = axes.axvline(x - 0.5, color=style.MUTED, lw=1.1, ls=DASHES, zorder=1)
            line.set_gid(f"break.{period}")


def spread(places: Sequence[float], gap: float, low: float) -> list[float]:
    """Positions at least `gap` apart and above `low`, in the same order, moved as little as need be."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    groups: list[tuple[list[int], float]] = []  # members in order, middle
    for index in order:
        members, middle = [index], max(places[index], low)
        while (
            groups
            and middle - gap * (len(members) - 1) / 2 < groups[-1][1] + gap * (len(groups[-1][0]) + 1) / 2
        ):
            before, its_middle = groups.pop()
            joined = before + members
            middle = (its_middle * len(before) + middle * len(members)) / len(joined)
            members = joined
            middle = max(middle, low + gap * (len(members) - 1) / 2)
        groups.append((members, middle))
    spread_out = [0.0] * len(places)
    for members, middle in groups:
        for rank, index in enumerate(members):
            spread_out[index] = middle + gap * (rank - (len(members) - 1) / 2)
    return spread_out
