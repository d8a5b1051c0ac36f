"""Marks of lines: slopes from year to year, years over the months, and the same in small panels."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart, month_span
from migration_stats.charts.shapes import (
    LABEL,
    SMALL,
    bare_axes,
    beside,
    break_lines,
    grid_axes,
    no_figure,
    note_at,
    points_per_unit,
    spread,
    trace,
)  # fmt: skip

if TYPE_CHECKING:
    from migration_stats.charts.drawing import Sheet

MONTHS = tuple(range(1, 13))


def slope(sheet: Sheet, chart: Chart) -> None:
    """Lines from year to year, named and valued at both ends; the highlighted ones in colour."""
    filled = [x for x, period in enumerate(chart.periods) if slope_cells(chart, period)]
    ends = {filled[0]: "right", filled[-1]: "left"}  # the side of the text's anchor
    texts = {x: slope_labels(chart, x, side, sheet.narrow) for x, side in ends.items()}
    room = {
        ends[x]: max(chart.house.text_width(text, LABEL, "semibold") for _, text in labels) + 14
        for x, labels in texts.items()
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
    break_lines(axes, chart, chart.periods)
    palette = chart.house.palette
    looks = zip(
        chart.spec.options.get("highlight", []),
        ((palette.primary, "o"), (palette.highlight, "s")),
        strict=False,
    )
    highlights = dict(looks)
    for series in sorted(chart.drawn(), key=lambda name: name in highlights):
        slope_line(axes, chart, series, *highlights.get(series, (style.CONTEXT, "")))
    colours = {series: colour for series, (colour, _) in highlights.items()}
    for x, side in ends.items():
        label_ends(axes, chart, colours, x, side, texts[x])


def slope_cells(chart: Chart, period: str) -> list[tuple[str, Cell, float]]:
    """Series, cell and value of a period, of what is drawn and has a value."""
    found = ((series, chart.cell(series, period)) for series in chart.drawn())
    return [(series, cell, cell.value) for series, cell in found if cell and cell.value is not None]


def slope_labels(chart: Chart, x: int, side: str, narrow: bool) -> list[tuple[str, str]]:
    """Series and text of each label at an end: the value next to the line; names once where it is narrow."""
    texts = []
    for series, cell, _ in slope_cells(chart, chart.periods[x]):
        if side == "right":
            texts.append((series, cell.label if narrow else f"{cell.name}\u00a0\u00a0{cell.label}"))
        else:
            texts.append((series, f"{cell.label}\u00a0\u00a0{cell.name}"))
    return texts


def slope_line(axes: Axes, chart: Chart, series: str, colour: str, marker: str) -> None:
    size: dict[str, Any] = {"ms": 6, "zorder": 3} if marker else {"ms": 4.5}
    points = trace(
        axes, chart, series, chart.periods, colour, 3 if marker else 1.8, marker=marker or "o", **size
    )
    values = [cell.value or 0 for _, cell in points]
    for before, (x, cell), value, after in zip(values, points[1:], values[1:], values[2:], strict=False):
        if marker:
            offset, va = (8, "bottom") if value >= max(before, after) else (-8, "top")
            note_at(axes, x, value, cell.label, (0, offset), "center", va, colour, "semibold")


def label_ends(
    axes: Axes, chart: Chart, colours: Mapping[str, str], x: int, side: str, labels: list[tuple[str, str]]
) -> None:
    """Name and value of each series beside its point, moved apart where they would touch."""
    scale = points_per_unit(axes)
    values = [value for _, _, value in slope_cells(chart, chart.periods[x])]
    places = spread([value * scale for value in values], gap=12.5, low=5)
    offset = -9 if side == "right" else 9
    for (series, text), value, place in zip(labels, values, places, strict=True):
        moved = place - value * scale
        colour, weight = colours.get(series, style.MUTED), "semibold" if series in colours else "normal"
        note_at(axes, x, value, text, (offset, moved), side, "center", colour, weight, leader=abs(moved) > 2)


def year_overlay(sheet: Sheet, chart: Chart) -> None:
    """One line a year over the months; each line is named at its end with the total of what it shows."""
    axes = sheet.axes(left=38, right=62 if sheet.narrow else 118, top=6, bottom=18)
    month_axes(axes, chart, max(chart.greatest(year) for year in chart.names), 3 if sheet.narrow else 1)
    ends = []
    for year, (colour, width) in zip(chart.names, year_looks(chart, len(chart.names)), strict=True):
        points = trace(axes, chart, year, [f"{year}-{month:02}" for month in MONTHS], colour, width)
        if not points:
            continue
        between, before_span = ("\n", "\n") if sheet.narrow else ("\u00a0\u00a0", " ")
        span = "" if len(chart.common_months()) == 12 else before_span + month_span(chart)
        total = f"{year}{between}{chart.language.number(chart.total(year))}{span}"
        ends.append((points[-1][0], points[-1][1].value or 0, total, style.readable(colour)))
        shade_rest(axes, points[-1][0])
    scale = points_per_unit(axes)
    lines = max(text.count("\n") + 1 for _, _, text, _ in ends)
    places = spread([y * scale for _, y, _, _ in ends], gap=3 + 11 * lines, low=5.5 * lines)
    for (x, y, text, colour), place in zip(ends, places, strict=True):
        moved = place - y * scale
        note_at(axes, x, y, text, (10, moved), "left", "center", colour, "semibold", leader=abs(moved) > 2)


def year_looks(chart: Chart, years: int) -> list[tuple[str, float]]:
    """Colour and width of each year's line, the newest the darkest and widest."""
    ramp = list(chart.house.years)
    return ramp[-years:] if years <= len(ramp) else [ramp[0]] * (years - 2) + ramp[1:]


def month_axes(axes: Axes, chart: Chart, top: float, every: int) -> None:
    grid_axes(axes, chart)
    axes.set_xlim(0, 11)
    axes.set_xticks(range(0, 12, every), [chart.language.month(month) for month in MONTHS[::every]])
    axes.set_ylim(0, top * 1.08)


def shade_rest(axes: Axes, last: float) -> None:
    """The months of a part-year that have no figure yet."""
    if last < 11:
        axes.axvspan(last + 0.15, 11, color=style.PALE, lw=0, zorder=0).set_gid("no-figure-yet")


def small_multiples(sheet: Sheet, chart: Chart) -> None:
    """A panel a series with a line a year over the months, all on one scale; each line ends in its year."""
    series = chart.drawn()
    columns = panel_columns(chart, sheet.narrow)
    rows = ceil(len(series) / columns)
    top = max(chart.greatest(name) for name in series)
    years = sorted({period[:4] for period in chart.periods})
    for place, name in enumerate(series):
        axes = sheet.axes(
            left=0 if place % columns else 34, right=26, top=42, bottom=16, gap=8,
            column=place % columns, columns=columns, row=place // columns, rows=rows,
        )  # fmt: skip
        month_axes(axes, chart, top, 6 if sheet.narrow else 3)
        if place % columns:
            axes.tick_params(labelleft=False)
        width = sheet.width / columns - 40
        title = "\n".join(chart.house.wrap(chart.names[name], width, LABEL, "semibold"))
        beside(axes, title, (0, 18), size=LABEL)
        overlay_years(axes, chart, name, years)


def panel_columns(chart: Chart, narrow: bool) -> int:
    """How many small panels stand beside each other."""
    return 2 if narrow or len(chart.drawn()) in (2, 4) else 3


def overlay_years(axes: Axes, chart: Chart, series: str, years: list[str]) -> None:
    ends, missing = [], []
    for year, (colour, width) in zip(years, year_looks(chart, len(years)), strict=True):
        points = trace(axes, chart, series, [f"{year}-{month:02}" for month in MONTHS], colour, width)
        if points:
            ends.append((points[-1][0], points[-1][1].value or 0, year, style.readable(colour)))
            shade_rest(axes, points[-1][0])
        else:
            missing.append(year)
    scale = points_per_unit(axes)
    places = spread([y * scale for _, y, _, _ in ends], gap=9.5, low=3)
    for (x, y, year, colour), place in zip(ends, places, strict=True):
        offset = (5, place - y * scale)
        note_at(
            axes, x, y, year, offset, "left", "center", colour, "semibold", size=SMALL, boxed=x < MONTHS[-2]
        )
    if missing:
        words = f"{', '.join(missing)}: {chart.language.say('value.missing')}"
        beside(axes, words, (0, 7), size=SMALL, weight="normal", color=style.MUTED)
