"""Marks of columns: panels with a scale each, targets and what became of them, sums on a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart
from migration_stats.charts.shapes import (
    BAR,
    bar,
    bare_axes,
    bars,
    beside,
    break_lines,
    no_figure,
    note_at,
    outline,
    points_per_column,
    points_per_unit,
    spread,
    tag,
)  # fmt: skip

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet


def column_panels(sheet: Sheet, chart: Chart) -> None:
    """One panel a series, each with its own scale from 0; side by side, or stacked where periods are many."""
    panels, stacked = list(chart.names), stacks(chart, sheet.narrow)
    for place, series in enumerate(panels):
        where: dict[str, int] = (
            {"row": place, "rows": len(panels)} if stacked else {"column": place, "columns": len(panels)}
        )
        axes = sheet.axes(top=36, bottom=18, gap=14 if stacked else 22, **where)
        bare_axes(axes, baseline=True)
        cells = [chart.cell(series, period) for period in chart.periods]
        beside(axes, chart.names[series], (0, 20))
        bars(axes, chart, cells, short_periods(chart), chart.house.palette.primary)
        break_lines(axes, chart, chart.periods)


def stacks(chart: Chart, narrow: bool = False) -> bool:
    """Whether panels stand one above the other: side by side, more columns would have no room for values."""
    return chart.spec.mark == "column_panels" and (narrow or len(chart.periods) > 4)


def short_periods(chart: Chart) -> list[str]:
    return [chart.language.period(period, short=True) for period in chart.periods]


def target_revisions(sheet: Sheet, chart: Chart) -> None:
    """The newest target of each half-year as a bar; what was announced before as a dashed outline."""
    axes = sheet.axes(top=34, bottom=34)
    bare_axes(axes, baseline=True)
    before = str(chart.spec.options["superseded"])
    target = next(series for series in chart.names if series != before)
    cells = [chart.cell(target, period) for period in chart.periods]
    bars(axes, chart, cells, half_years(chart, sheet.narrow), chart.house.palette.primary)
    every = [cell.plotted or 0 for found in chart.cells.values() for cell in found]
    axes.set_ylim(0, max(every))
    accent = chart.house.palette.highlight
    for x, (period, cell) in enumerate(zip(chart.periods, cells, strict=True)):
        earlier = chart.cells.get((before, period), ())
        for old in earlier:
            (patch,) = axes.bar(
                x, old.plotted or 0, width=BAR + 0.16, clip_on=False, **outline(accent, "none")
            )
            tag(patch, before, period)
        if earlier:
            values = ", ".join(old.label for old in earlier)
            text = chart.language.say("value.was_short" if sheet.narrow else "value.was", n=values)
            highest = max(old.plotted or 0 for old in earlier)
            current = height_of(cell)
            rise = 17 if abs(highest - current) < 0.09 * max(every) or highest < current else 4
            note_at(axes, x, max(highest, current), text, (0, rise), "center", "bottom", accent, "semibold")
    name_years(axes, chart)


def half_years(chart: Chart, narrow: bool) -> list[str]:
    """'half 1' under each column; only '1' where it is narrow, the year stands below."""
    return [period[-1] for period in chart.periods] if narrow else short_periods(chart)


def name_years(axes: Axes, chart: Chart) -> None:
    """The years below their half-years, with a line between them."""
    for index, year in enumerate(sorted({period[:4] for period in chart.periods})):
        note_at(axes, 2 * index + 0.5, 0, year, (0, -30), "center", "bottom", style.INK, "semibold")
        if index:
            axes.axvline(2 * index - 0.5, color=style.GRID, lw=1, zorder=0)


def target_realised(sheet: Sheet, chart: Chart) -> None:
    """Targets as outlines with what was realised inside, and the backlog in a panel of its own below."""
    target, realised, backlog = list(chart.names)[:3]
    palette = chart.house.palette
    upper = sheet.axes(top=42, bottom=16, row=0, rows=2, gap=6)
    lower = sheet.axes(top=36, bottom=34, row=1, rows=2, gap=6)
    bare_axes(upper, baseline=True)
    titles = (outline_and_fill(chart, target, realised), chart.names[backlog])
    for axes, title in zip((upper, lower), titles, strict=True):
        beside(axes, title, (0, 22))
    columns = range(len(chart.periods))
    pairs = [[chart.cell(series, period) for period in chart.periods] for series in (target, realised)]
    upper.set_xlim(-0.6, len(chart.periods) - 0.4)
    upper.set_ylim(0, max(chart.greatest(target), chart.greatest(realised)))
    for x, wanted, done in zip(columns, *pairs, strict=True):
        realised_column(upper, chart, x, wanted, done)
    bare_axes(lower, baseline=True)
    cells = [joined(chart.cells.get((backlog, period), ()), chart) for period in chart.periods]
    bars(lower, chart, cells, half_years(chart, sheet.narrow), palette.highlight)
    name_years(lower, chart)


def outline_and_fill(chart: Chart, outlined: str, filled: str) -> str:
    """The panel's title: which columns are outlines and which are filled."""
    return chart.language.say(
        "chart.outline_fill", outlined=chart.names[outlined], filled=chart.names[filled]
    )


def realised_column(axes: Axes, chart: Chart, x: int, target: Cell | None, realised: Cell | None) -> None:
    """The outline of a target with what was realised in it; each value stands at the end of its column."""
    palette, room = chart.house.palette, points_per_column(axes)
    if target is not None and target.plotted is not None:
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": palette.primary, "linewidth": 1.6}
        if target.hatched:
            look |= {"hatch": "////", "edgecolor": palette.neutral}
        (patch,) = axes.bar(x, target.plotted, width=0.8, clip_on=False, **look)
        tag(patch, target.series, target.period)
    else:
        no_figure(axes, chart, x, max(height_of(realised), axes.get_ylim()[1] * 0.02), "bottom", room)
    if realised is not None and realised.plotted is not None:
        bar(axes, x, realised, palette.primary, width=0.5)
    elif target is not None and target.plotted is not None:
        no_figure(axes, chart, x, axes.get_ylim()[1] * 0.02, "bottom", room * 0.78)
    higher = height_of(realised) > height_of(target)
    for cell, on_top, ink in ((target, not higher, style.INK), (realised, higher, palette.primary)):
        if cell is None or cell.plotted is None:
            continue
        if on_top:
            note_at(axes, x, cell.plotted, cell.label, (0, 4), "center", "bottom", ink, "semibold")
        else:
            note_at(axes, x, cell.plotted, cell.label, (0, -3), "center", "top", ink, "semibold", boxed=True)


def height_of(cell: Cell | None) -> float:
    """Where a cell's column ends: 0 where there is none."""
    return (cell.plotted or 0) if cell else 0


def joined(cells: Sequence[Cell], chart: Chart) -> Cell | None:
    """One cell of several publishers' values of the same thing: from the least to the greatest."""
    values = sorted(cell.value for cell in cells if cell.value is not None)
    if len(values) < 2:
        return cells[0] if cells else None
    number = chart.language.number
    marks = "".join(dict.fromkeys(sign for cell in cells for sign in cell.signs))
    label = chart.language.say("value.range", low=number(values[0]), high=number(values[-1])) + marks
    status = "".join(dict.fromkeys(flag for cell in cells for flag in cell.obs_status))
    first = cells[0]
    return Cell(
        first.series, first.name, first.period, None, values[0], values[-1], "range", status, label, marks
    )


def cumulative_path(sheet: Sheet, chart: Chart) -> None:
    """What came in a year on top of the years before, against what was due to date."""
    earlier, arrived, due = list(chart.names)[:3]
    palette = chart.house.palette
    side = 74 if sheet.narrow else 110
    axes = sheet.axes(top=20, bottom=18, right=side)
    bare_axes(axes, baseline=True)
    columns = len(chart.periods)
    axes.set_xlim(-0.6, columns - 0.4)
    cells = {name: [chart.cell(name, period) for period in chart.periods] for name in (earlier, arrived, due)}
    tops = [
        height_of(before) + height_of(now) for before, now in zip(cells[earlier], cells[arrived], strict=True)
    ]
    axes.set_ylim(0, max(*tops, chart.greatest(due)) * 1.02)
    axes.set_xticks(range(columns), short_periods(chart))
    scale = points_per_unit(axes)
    for x, top in enumerate(tops):
        before, now, path = (cells[name][x] for name in (earlier, arrived, due))
        base = height_of(before)
        if before and before.plotted:
            (patch,) = axes.bar(
                x,
                base,
                width=BAR,
                facecolor=style.PALE,
                edgecolor=palette.primary,
                linewidth=0.8,
                clip_on=False,
            )
            tag(patch, earlier, before.period)
        if now and now.plotted is not None:
            bar(axes, x, now, palette.primary, bottom=base)
            open_look = now.hatched or now.bound
            thick = now.plotted * scale > 13
            ink = style.WHITE if thick and not open_look else palette.primary
            sign = f"+{now.label}" if before and before.plotted else now.label
            if thick:
                note_at(axes, x, base, sign, (0, 4), "center", "bottom", ink, "semibold", boxed=open_look)
            else:
                note_at(axes, x, top, sign, (0, 3), "center", "bottom", ink, "semibold")
        else:
            no_figure(axes, chart, x, axes.get_ylim()[1] * 0.02, "bottom", points_per_column(axes))
        if path and path.value is not None:
            (line,) = axes.plot([x - 0.42, x + 0.42], [path.value] * 2, color=palette.highlight, lw=2.4,
                                clip_on=False, solid_capstyle="butt")  # fmt: skip
            tag(line, due, path.period)
            ink, inside = palette.highlight, path.value < top
            note_at(
                axes, x, path.value, path.label, (0, 4), "center", "bottom", ink, "semibold", boxed=inside
            )
    name_series(axes, chart, cells, columns - 1, side - 12)


def name_series(axes: Axes, chart: Chart, cells: dict[str, list[Cell | None]], x: int, width: float) -> None:
    """The names of the three parts at the right of the last column, each in its colour."""
    palette = chart.house.palette
    earlier, arrived, due = cells
    base, now = height_of(cells[earlier][x]), height_of(cells[arrived][x])
    places = {due: height_of(cells[due][x]), arrived: base + now / 2, earlier: base / 2}
    colours = {due: palette.highlight, arrived: palette.primary, earlier: style.MUTED}
    texts = {name: "\n".join(chart.house.wrap(chart.names[name], width, 8.5, "semibold")) for name in places}
    scale = points_per_unit(axes)
    tall = 5 + 10.5 * max(text.count("\n") + 1 for text in texts.values())
    moved = spread([place * scale for place in places.values()], gap=tall, low=tall / 2)
    for (name, place), height in zip(places.items(), moved, strict=True):
        axes.annotate(
            texts[name], (x + 0.45, place), (6, height - place * scale), textcoords="offset points",
            va="center", color=colours[name], weight="semibold", size=8.5, annotation_clip=False,
        )  # fmt: skip
