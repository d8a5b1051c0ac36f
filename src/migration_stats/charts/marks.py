"""The marks: one function each, from a chart's cells to artists inside a sheet.

Bars start at 0; every series is labelled where it ends; what is missing is said in words; a bound is a dashed
outline; a provisional value is hatched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart, month_span

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet

LABEL = 8.5
BAR = 0.62
ROW = 21.0  # the height of a row of values, in points


def slope(sheet: Sheet, chart: Chart) -> None:
    """Lines from year to year, named and valued at both ends; the highlighted ones in colour."""
    filled = [x for x, period in enumerate(chart.periods) if slope_cells(chart, period)]
    ends = {filled[0]: "right", filled[-1]: "left"}  # the side of the text's anchor
    room = {
        side: max(style.text_width(text, LABEL, "semibold") for _, text in slope_labels(chart, x, side)) + 14
        for x, side in ends.items()
    }
    axes = sheet.axes(left=room.get("right", 30), right=room["left"], top=22, bottom=14)
    bare_axes(axes)
    axes.set_xlim(0, max(len(chart.periods) - 1, 1))
    axes.set_ylim(0, max(chart.greatest(series) for series in chart.drawn()) * 1.1)
    for x, period in enumerate(chart.periods):
        axes.axvline(x, color=style.GRID, lw=1.5, zorder=0)
        axes.text(
            x, 1.03, period, transform=axes.get_xaxis_transform(), ha="center", va="bottom", weight="semibold"
        )
        if x not in filled:
            no_figure(axes, chart, x, axes.get_ylim()[1], "top")
    colours = dict(zip(chart.spec.options.get("highlight", []), (style.NAVY, style.ORANGE), strict=False))
    for series in sorted(chart.drawn(), key=lambda name: name in colours):
        slope_line(axes, chart, series, colours.get(series))
    for x, side in ends.items():
        label_ends(axes, chart, colours, x, side)


def slope_cells(chart: Chart, period: str) -> list[tuple[str, Cell, float]]:
    """Series, cell and value of a period, of what is drawn and has a value."""
    found = ((series, chart.cell(series, period)) for series in chart.drawn())
    return [(series, cell, cell.value) for series, cell in found if cell and cell.value is not None]


def slope_labels(chart: Chart, x: int, side: str) -> list[tuple[str, str]]:
    """Series and text of each label at an end: the value stands next to the line."""
    return [
        (series, f"{cell.name}\u2002{cell.label}" if side == "right" else f"{cell.label}\u2002{cell.name}")
        for series, cell, _ in slope_cells(chart, chart.periods[x])
    ]


def slope_line(axes: Axes, chart: Chart, series: str, highlight: str | None) -> None:
    cells = [chart.cell(series, period) for period in chart.periods]
    points = [(x, cell.value, cell.label) for x, cell in enumerate(cells) if cell and cell.value is not None]
    size: dict[str, Any] = {"lw": 3, "ms": 6, "zorder": 3} if highlight else {"lw": 1.8, "ms": 4.5}
    colour = highlight or style.CONTEXT
    axes.plot(
        [x for x, _, _ in points], [y for _, y, _ in points], color=colour, marker="o", mec="white",
        clip_on=False, **size,
    )  # fmt: skip
    for (_, before, _), (x, y, label), (_, after, _) in zip(points, points[1:], points[2:], strict=False):
        if highlight:
            offset, va = (8, "bottom") if y >= max(before, after) else (-8, "top")
            note_at(axes, x, y, label, (0, offset), "center", va, highlight, "semibold")


def label_ends(axes: Axes, chart: Chart, colours: Mapping[str, str], x: int, side: str) -> None:
    """Name and value of each series beside its point, moved apart where they would touch."""
    scale = points_per_unit(axes)
    values = [value for _, _, value in slope_cells(chart, chart.periods[x])]
    places = spread([value * scale for value in values], gap=12.5, low=5)
    offset = -9 if side == "right" else 9
    for (series, text), value, place in zip(slope_labels(chart, x, side), values, places, strict=True):
        moved = place - value * scale
        colour, weight = colours.get(series, style.MUTED), "semibold" if series in colours else "normal"
        note_at(axes, x, value, text, (offset, moved), side, "center", colour, weight, leader=abs(moved) > 2)


def points_per_unit(axes: Axes) -> float:
    """How many points high a value of 1 is drawn."""
    return float(axes.get_window_extent().height / axes.figure.dpi * 72 / axes.get_ylim()[1])


def year_overlay(sheet: Sheet, chart: Chart) -> None:
    """One line a year over the months; each line is named at its end with the total of what it shows."""
    axes = sheet.axes(left=38, right=118, top=6, bottom=18)
    grid_axes(axes, chart)
    axes.set_xlim(0, 11)
    axes.set_xticks(range(12), [chart.language.month(month) for month in range(1, 13)])
    axes.set_ylim(0, max(chart.greatest(year) for year in chart.names) * 1.08)
    years = list(chart.names)
    ramp = (
        style.YEAR_RAMP[-len(years) :]
        if len(years) <= 3
        else style.YEAR_RAMP[:1] * (len(years) - 2) + style.YEAR_RAMP[1:]
    )
    ends = []
    for year, (colour, width) in zip(years, ramp, strict=True):
        cells = [chart.cell(year, f"{year}-{month:02}") for month in range(1, 13)]
        points = [(x, cell.value) for x, cell in enumerate(cells) if cell and cell.value is not None]
        axes.plot([x for x, _ in points], [y for _, y in points], color=colour, lw=width, clip_on=False)
        total = f"{year}\u2002{chart.language.number(chart.total(year))}"
        span = "" if len(chart.common_months()) == 12 else f" {month_span(chart)}"
        ends.append((points[-1][0], points[-1][1], total + span, colour))
        if len(points) < 12:
            axes.axvspan(points[-1][0] + 0.15, 11, color=style.PALE, lw=0, zorder=0)
    scale = points_per_unit(axes)
    places = spread([y * scale for _, y, _, _ in ends], gap=14, low=5)
    for (x, y, text, colour), place in zip(ends, places, strict=True):
        readable = colour if style.contrast(colour) >= style.LIGHTEST_TEXT else style.MUTED
        moved = place - y * scale
        note_at(axes, x, y, text, (10, moved), "left", "center", readable, "semibold", leader=abs(moved) > 2)


def column_panels(sheet: Sheet, chart: Chart) -> None:
    """One panel a series, each with its own scale from 0; side by side, or stacked where periods are many."""
    panels, stacked = list(chart.names), stacks(chart)
    for place, series in enumerate(panels):
        where: dict[str, int] = (
            {"row": place, "rows": len(panels)} if stacked else {"column": place, "columns": len(panels)}
        )
        axes = sheet.axes(top=36, bottom=18, gap=14 if stacked else 22, **where)
        bare_axes(axes, baseline=True)
        cells = [chart.cell(series, period) for period in chart.periods]
        axes.annotate(
            chart.names[series], (0, 1), (0, 20), "axes fraction", "offset points", weight="semibold", size=9
        )
        bars(axes, chart, cells, [chart.language.period(period, short=True) for period in chart.periods])


def stacks(chart: Chart) -> bool:
    """Whether panels stand one above the other: side by side, more columns would have no room for values."""
    return chart.spec.mark == "column_panels" and len(chart.periods) > 4


def bars(axes: Axes, chart: Chart, cells: Sequence[Cell | None], labels: Sequence[str]) -> None:
    """Columns with their values on top; the last is the darkest."""
    top = max((cell.plotted or 0 for cell in cells if cell), default=0) or 1
    axes.set_xlim(-0.6, len(cells) - 0.4)
    axes.set_ylim(0, top)
    axes.set_xticks(range(len(cells)), labels)
    for x, cell in enumerate(cells):
        height = cell.plotted if cell else None
        if cell is None or height is None:
            no_figure(axes, chart, x, top * 0.03, "bottom")
            continue
        bar(axes, x, height, cell, style.NAVY)
        note_at(axes, x, height, cell.label, (0, 4), "center", "bottom", style.INK, "semibold")


def bar(axes: Axes, x: float, height: float, cell: Cell, colour: str, width: float = BAR) -> None:
    """A bar from 0: filled, hatched when provisional, a dashed outline when it is a bound."""
    look: dict[str, Any] = {"facecolor": colour, "edgecolor": colour, "linewidth": 0}
    if cell.bound:
        look = outline(colour, style.PALE)
    elif cell.hatched:
        look = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.4, "hatch": "////"}
    axes.bar(x, height, width=width, clip_on=False, **look)


def outline(colour: str, face: str) -> dict[str, Any]:
    """A dashed outline: a bound, or a value that was replaced."""
    return {"facecolor": face, "edgecolor": colour, "linewidth": 1.6, "linestyle": (0, (3, 2))}


def dumbbell(sheet: Sheet, chart: Chart) -> None:
    """Two values a year on one scale, joined by a line: nothing is said of one as a part of the other."""
    axes = sheet.axes(left=44, right=24, top=30, bottom=4)
    bare_axes(axes)
    axes.axvline(0, color=style.GREY, lw=0.8)
    left, right = list(chart.names)[:2] if chart.names else ("", "")
    rows = len(chart.periods)
    axes.set_ylim(-0.5, rows - 0.5)
    axes.set_xlim(0, max(chart.greatest(series) for series in chart.names) * 1.14)
    axes.set_yticks(range(rows), list(reversed(chart.periods)))
    for label in axes.get_yticklabels():
        label.set(weight="semibold", color=style.INK)
    for y, period in enumerate(reversed(chart.periods)):
        pair = [chart.cell(series, period) for series in (left, right)]
        values = [cell.value for cell in pair if cell and cell.value is not None]
        if not values:
            no_figure(axes, chart, axes.get_xlim()[1] / 2, y, "center")
        if len(values) == 2:
            axes.plot(values, [y, y], color=style.CONTEXT, lw=3, zorder=1, solid_capstyle="butt")
        for cell, colour in zip(pair, (style.ORANGE, style.NAVY), strict=True):
            if cell is None or cell.value is None:
                continue
            least = cell.value == min(values)
            face = "white" if cell.hatched else colour
            axes.plot(cell.value, y, "o", ms=11, mfc=face, mec=colour, mew=2, zorder=2)
            note_at(axes, cell.value, y, cell.label, (-11 if least else 11, 0), "right" if least else "left",
                    "center", colour, "semibold")  # fmt: skip
    for series, colour in ((left, style.ORANGE), (right, style.NAVY)):
        cell = chart.cell(series, chart.periods[0])
        if cell and cell.value is not None:
            note_at(
                axes,
                cell.value,
                rows - 1,
                chart.names[series],
                (0, 16),
                "center",
                "bottom",
                colour,
                "semibold",
            )


def target_revisions(sheet: Sheet, chart: Chart) -> None:
    """The newest target of each half-year as a bar; what was announced before as a dashed outline."""
    axes = sheet.axes(top=34, bottom=34)
    bare_axes(axes, baseline=True)
    before = str(chart.spec.options["superseded"])
    target = next(series for series in chart.names if series != before)
    cells = [chart.cell(target, period) for period in chart.periods]
    bars(axes, chart, cells, [chart.language.period(period, short=True) for period in chart.periods])
    every = [cell.plotted or 0 for found in chart.cells.values() for cell in found]
    axes.set_ylim(0, max(every))
    for x, (period, cell) in enumerate(zip(chart.periods, cells, strict=True)):
        earlier = chart.cells.get((before, period), ())
        for old in earlier:
            axes.bar(x, old.plotted or 0, width=BAR + 0.16, clip_on=False, **outline(style.ORANGE, "none"))
        if earlier:
            text = chart.language.say("value.was", n=", ".join(old.label for old in earlier))
            highest = max(old.plotted or 0 for old in earlier)
            current = (cell.plotted or 0) if cell else 0
            rise = 17 if abs(highest - current) < 0.09 * max(every) or highest < current else 4
            note_at(
                axes, x, max(highest, current), text, (0, rise), "center", "bottom", style.ORANGE, "semibold"
            )
    years = sorted({period[:4] for period in chart.periods})
    for index, year in enumerate(years):
        note_at(axes, 2 * index + 0.5, 0, year, (0, -30), "center", "bottom", style.INK, "semibold")
        if index:
            axes.axvline(2 * index - 0.5, color=style.GRID, lw=1, zorder=0)


def revision_triangle(sheet: Sheet, chart: Chart) -> None:
    """Every value that was published: a row per release, a column per period; what changed is marked."""
    releases, periods = list(chart.names), chart.periods
    axes = sheet.axes(left=72)
    axes.set_axis_off()
    axes.set_xlim(-0.5, len(periods) - 0.5)
    axes.set_ylim(0, len(releases) + 1)
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
                look: dict[str, Any] = {"facecolor": style.PALE, "edgecolor": style.ORANGE, "linewidth": 1.3}
                axes.bar(x, 0.86, width=0.94, bottom=y - 0.43, **look)
            colour, weight = (style.ORANGE, "semibold") if changed else (style.INK, "normal")
            note_at(axes, x, y, cell.label, (0, 0), "center", "center", colour, weight)
            before = cell
    aside: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "size": LABEL,
    }
    for row, release in enumerate(releases):
        place = (0, len(releases) - row - 0.5)
        axes.annotate(chart.names[release], place, (-72, 0), va="center", color=style.MUTED, **aside)


# --- shared --------------------------------------------------------------------------------------------


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
    weight: str = "normal", leader: bool = False,
) -> None:  # fmt: skip
    """A label `offset` points from a data point, with a thin line to it where it was moved away."""
    line = {"arrowstyle": "-", "color": style.CONTEXT, "lw": 0.7, "shrinkA": 1, "shrinkB": 3}
    axes.annotate(
        text, (x, y), xytext=offset, textcoords="offset points", ha=ha, va=va, color=colour, weight=weight,
        size=LABEL, arrowprops=line if leader else None, annotation_clip=False,
    )  # fmt: skip


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


def no_figure(axes: Axes, chart: Chart, x: float, y: float, va: str) -> None:
    note_at(axes, x, y, chart.language.say("value.missing"), (0, 0), "center", va, style.MUTED)


def touching(below: tuple[list[int], float], above: tuple[list[int], float], gap: float) -> bool:
    """Whether two groups of labels (members, middle) stand closer than `gap`."""
    return above[1] - below[1] < gap * (len(below[0]) + len(above[0])) / 2


MARKS: Mapping[str, Callable[[Sheet, Chart], None]] = {
    mark.__name__: mark
    for mark in (slope, year_overlay, column_panels, dumbbell, target_revisions, revision_triangle)
}
