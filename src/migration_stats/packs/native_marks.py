"""The marks as native charts: one function each, with the names of charts/marks.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart, month_span
from migration_stats.charts.columns import joined, outline_and_fill
from migration_stats.charts.lines import MONTHS, year_looks
from migration_stats.charts.rows import ranked
from migration_stats.charts.tiles import PROVINCE_CODES, grid_of, shade_of
from migration_stats.packs.native import (
    Area,
    Values,
    add_native,
    add_text,
    bare,
    columns,
    dashed_outline,
    fill,
    label,
    look_line,
    rgb,
    say_missing,
    scaled,
)  # fmt: skip


def column_panels(slide: Slide, chart: Chart, area: Area) -> None:
    stacked = len(chart.periods) > 4
    count = len(chart.names)
    labels = [chart.language.period(period) for period in chart.periods]
    for place, (series, name) in enumerate(chart.names.items()):
        part = area.part(0, 1, place, count) if stacked else area.part(place, count)
        cells = [chart.cell(series, period) for period in chart.periods]
        columns(slide, chart, part, cells, labels, name, chart.house.palette.primary)


def slope(slide: Slide, chart: Chart, area: Area) -> None:
    drawn = chart.drawn()
    cells = {chart.names[name]: [chart.cell(name, period) for period in chart.periods] for name in drawn}
    made = add_native(slide, chart, area, XL_CHART_TYPE.LINE_MARKERS, chart.periods, cells)
    bare(made)
    palette = chart.house.palette
    looks = zip(chart.spec.options.get("highlight", []), (palette.primary, palette.highlight), strict=False)
    highlights = dict(looks)
    for native, name in zip(made.plots[0].series, drawn, strict=True):
        colour = highlights.get(name, style.CONTEXT)
        look_line(native, colour, 3 if name in highlights else 1.75, marked=True)
        known = [
            (index, cell)
            for index, cell in enumerate(cells[chart.names[name]])
            if cell and cell.plotted is not None
        ]
        ink = style.readable(colour)
        for index, cell in known[:1] if len(known) > 1 else []:
            label(native.points[index], cell.label, ink, XL_LABEL_POSITION.LEFT, 11)
        for index, cell in known[-1:]:
            label(native.points[index], f"{cell.label} {cell.name}", ink, XL_LABEL_POSITION.RIGHT, 11)


def months_of(chart: Chart, series: str, year: str) -> Values:
    return [chart.cell(series, f"{year}-{month:02}") for month in MONTHS]


def year_lines(slide: Slide, chart: Chart, area: Area, lines: Mapping[str, Values], ends: Mapping[str, str],
               top: float | None, title: str = "") -> None:  # fmt: skip
    """A line a year over the months, named at its last month."""
    names = [chart.language.month(month) for month in MONTHS]
    made = add_native(slide, chart, area, XL_CHART_TYPE.LINE, names, lines, title)
    scaled(made, chart.language, top)
    looks = year_looks(chart, len(lines))
    for native, (year, cells), (colour, width) in zip(
        made.plots[0].series, lines.items(), looks, strict=True
    ):
        look_line(native, colour, width)
        known = [index for index, cell in enumerate(cells) if cell and cell.plotted is not None]
        for index, cell in enumerate(cells):
            if cell and cell.hatched and cell.plotted is not None:
                native.points[index].format.line.dash_style = MSO_LINE.DASH
        if known:
            label(native.points[known[-1]], ends[year], style.readable(colour), XL_LABEL_POSITION.RIGHT, 11)


def year_overlay(slide: Slide, chart: Chart, area: Area) -> None:
    span = "" if len(chart.common_months()) == 12 else f" {month_span(chart)}"
    ends = {year: f"{year} {chart.language.number(chart.total(year))}{span}" for year in chart.names}
    year_lines(slide, chart, area, {year: months_of(chart, year, year) for year in chart.names}, ends, None)


def small_multiples(slide: Slide, chart: Chart, area: Area) -> None:
    drawn = chart.drawn()
    years = sorted({period[:4] for period in chart.periods})
    wide = min(3, len(drawn))
    rows = -(-len(drawn) // wide)
    top = max(chart.greatest(name) for name in drawn) * 1.05
    for place, name in enumerate(drawn):
        part = area.part(place % wide, wide, place // wide, rows)
        lines = {year: months_of(chart, name, year) for year in years}
        year_lines(slide, chart, part, lines, dict(zip(years, years, strict=True)), top, chart.names[name])
        missing = [
            year
            for year, cells in lines.items()
            if not any(cell and cell.plotted is not None for cell in cells)
        ]
        say_missing(slide, chart, part, [None for _ in missing], missing)


def target_revisions(slide: Slide, chart: Chart, area: Area) -> None:
    before = str(chart.spec.options["superseded"])
    target = next(series for series in chart.names if series != before)
    now = [chart.cell(target, period) for period in chart.periods]
    earlier = [
        max(chart.cells.get((before, period), ()), key=lambda cell: cell.plotted or 0, default=None)
        for period in chart.periods
    ]
    labels = [chart.language.period(period) for period in chart.periods]
    names = {chart.names[target]: now, **({chart.names[before]: earlier} if before in chart.names else {})}
    made = add_native(slide, chart, area, XL_CHART_TYPE.COLUMN_CLUSTERED, labels, names)
    bare(made)
    plot = made.plots[0]
    plot.overlap, plot.gap_width = 100, 50
    palette = chart.house.palette
    for index, cell in enumerate(now):
        if cell and cell.plotted is not None:
            fill(plot.series[0].points[index], cell, palette.primary)
            ink = palette.primary if cell.hatched or cell.bound else style.WHITE
            label(plot.series[0].points[index], cell.label, ink, XL_LABEL_POSITION.INSIDE_BASE)
    for index, old in enumerate(earlier):
        if old and old.plotted is not None:
            point = plot.series[1].points[index]
            dashed_outline(point, palette.highlight)
            words = chart.language.say("value.was", n=old.label)
            label(point, words, palette.highlight, XL_LABEL_POSITION.OUTSIDE_END)
    say_missing(slide, chart, area, now, labels)


def target_realised(slide: Slide, chart: Chart, area: Area) -> None:
    target, realised, backlog = list(chart.names)[:3]
    labels = [chart.language.period(period) for period in chart.periods]
    cells = {name: [chart.cell(name, period) for period in chart.periods] for name in (target, realised)}
    upper = Area(area.left, area.top, area.width, area.height * 0.55)
    names = {chart.names[name]: values for name, values in cells.items()}
    title = outline_and_fill(chart, target, realised)
    made = add_native(slide, chart, upper, XL_CHART_TYPE.COLUMN_CLUSTERED, labels, names, title)
    bare(made)
    plot = made.plots[0]
    plot.overlap, plot.gap_width = 100, 40
    palette = chart.house.palette
    for series, name in zip(plot.series, (target, realised), strict=True):
        for index, cell in enumerate(cells[name]):
            if cell is None or cell.plotted is None:
                continue
            point = series.points[index]
            if name == target:
                point.format.fill.background()
                point.format.line.color.rgb, point.format.line.width = rgb(palette.primary), Pt(1.75)
                label(point, cell.label, style.INK, XL_LABEL_POSITION.OUTSIDE_END, 11)
            else:
                fill(point, cell, palette.primary)
                ink = palette.primary if cell.bound or cell.hatched else style.WHITE
                label(point, cell.label, ink, XL_LABEL_POSITION.INSIDE_BASE, 11)
    say_missing(slide, chart, upper, cells[realised], labels)
    lower = Area(area.left, area.top + area.height * 0.6, area.width, area.height * 0.37)
    stock = [joined(chart.cells.get((backlog, period), ()), chart) for period in chart.periods]
    columns(slide, chart, lower, stock, labels, chart.names[backlog], palette.highlight)


def cumulative_path(slide: Slide, chart: Chart, area: Area) -> None:
    earlier, arrived, due = list(chart.names)[:3]
    cells = {name: [chart.cell(name, period) for period in chart.periods] for name in (earlier, arrived, due)}
    names = {chart.names[name]: values for name, values in cells.items()}
    made = add_native(slide, chart, area, XL_CHART_TYPE.COLUMN_STACKED, chart.periods, names)
    bare(made)
    palette = chart.house.palette
    plot = made.plots[0]
    plot.gap_width = 60
    for name, series in zip((earlier, arrived), list(plot.series)[:2], strict=True):
        for index, cell in enumerate(cells[name]):
            if cell is None or not cell.plotted:
                continue
            colour = style.shade(palette.primary, 0.12) if name == earlier else palette.primary
            fill(series.points[index], cell, colour)
            ink = palette.primary if name == earlier or cell.hatched else style.WHITE
            label(series.points[index], cell.label, ink, XL_LABEL_POSITION.CENTER)
    path_as_line(made, palette.highlight, [cell.label if cell else "" for cell in cells[due]])
    key = f"{chart.names[due]} ▬   {chart.names[arrived]} ▮   {chart.names[earlier]} ▯"
    add_text(
        slide,
        key,
        Area(area.left, area.top - 4, area.width, 16),
        12,
        style.MUTED,
        chart.house,
        chart.language,
    )
    say_missing(slide, chart, area, cells[arrived], chart.periods)


def path_as_line(made: NativeChart, colour: str, labels: Sequence[str]) -> None:
    """Turn the last series of a column chart into marks of a line chart on the same axes."""
    area = made._chartSpace.chart.plotArea
    bars = area.find(qn("c:barChart"))
    series = bars.findall(qn("c:ser"))[-1]
    bars.remove(series)
    for tag in ("c:invertIfNegative", "c:dLbls"):
        for element in series.findall(qn(tag)):
            series.remove(element)
    line = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
        + "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall(qn("c:axId")))
        + "</c:lineChart>"
    )
    line.insert(2, series)
    bars.addnext(line)
    native = made.plots[1].series[0]
    native.format.line.fill.background()
    native.marker.style, native.marker.size = XL_MARKER_STYLE.DASH, 28
    native.marker.format.fill.solid()
    native.marker.format.fill.fore_color.rgb = rgb(colour)
    native.marker.format.line.color.rgb = rgb(colour)
    for index, text in enumerate(labels):
        if text:
            label(native.points[index], text, colour, XL_LABEL_POSITION.ABOVE)


def high_low(slide: Slide, chart: Chart, area: Area, names: Mapping[str, Values], labels: Sequence[str],
             colours: Sequence[str], width: float) -> None:  # fmt: skip
    """Two values a category, joined by PowerPoint's own high-low line."""
    made = add_native(slide, chart, area, XL_CHART_TYPE.LINE_MARKERS, labels, names)
    bare(made)
    markers = (XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.CIRCLE)
    for native, cells, colour, marker in zip(
        made.plots[0].series, names.values(), colours, markers, strict=True
    ):
        look_line(native, colour, 1, marked=True)
        native.marker.style, native.marker.size = marker, 12
        native.format.line.fill.background()
        for index, cell in enumerate(cells):
            if cell and cell.plotted is not None:
                label(native.points[index], cell.label, colour, XL_LABEL_POSITION.RIGHT)
    plot = made.plots[0]._element
    ends = parse_xml(
        f'<c:hiLowLines {nsdecls("c", "a")}><c:spPr><a:ln w="{int(width * 12700)}"><a:solidFill>'
        f'<a:srgbClr val="{style.CONTEXT.lstrip("#")}"/></a:solidFill></a:ln></c:spPr></c:hiLowLines>'
    )
    plot.find(qn("c:marker")).addprevious(ends)
    for missing in [cells for cells in names.values() if any(c is None or c.plotted is None for c in cells)][
        :1
    ]:
        say_missing(slide, chart, area, missing, labels)


def dumbbell(slide: Slide, chart: Chart, area: Area) -> None:
    pair = list(chart.names)[:2]
    palette = chart.house.palette
    cells = {chart.names[name]: [chart.cell(name, period) for period in chart.periods] for name in pair}
    below = Area(area.left, area.top + 18, area.width, area.height - 18)
    high_low(slide, chart, below, cells, chart.periods, (palette.highlight, palette.primary), 3)
    key = "   ".join(f"{sign} {name}" for sign, name in zip(("◆", "●"), cells, strict=False))
    add_text(
        slide, key, Area(area.left, area.top, area.width, 16), 13, style.INK, chart.house, chart.language
    )


def interval(slide: Slide, chart: Chart, area: Area) -> None:
    every = [cell for found in chart.cells.values() for cell in found]
    number = chart.language.number
    ends: dict[str, list[Cell | None]] = {}
    for name, end in (
        (chart.language.say("workbook.low"), "low"),
        (chart.language.say("workbook.high"), "high"),
    ):
        ends[name] = [
            None if (value := getattr(cell, end)) is None
            else Cell(cell.series, cell.name, cell.period, value, None, None, "exact", "",
                      number(value) + (cell.signs if end == "high" else ""))
            for cell in every
        ]  # fmt: skip
    labels = [f"{cell.name}, {chart.language.period(cell.period)}" for cell in every]
    colour = chart.house.palette.primary
    high_low(slide, chart, area, ends, labels, (colour, colour), 9)


def ranked_bars(slide: Slide, chart: Chart, area: Area, title: str = "") -> None:
    cells = ranked(chart, int(chart.spec.options["drawn"]))
    names = [cell.name for cell in cells]
    label_of = chart.language.period(chart.periods[-1])
    made = add_native(slide, chart, area, XL_CHART_TYPE.BAR_CLUSTERED, names, {label_of: cells}, title)
    bare(made)
    made.category_axis.reverse_order = True
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    made.category_axis.tick_labels.font.size = Pt(11)
    made.plots[0].gap_width = 45
    palette, chosen = chart.house.palette, set(chart.spec.options.get("highlight", []))
    for index, cell in enumerate(cells):
        point = made.plots[0].series[0].points[index]
        colour = palette.highlight if cell.series in chosen else palette.primary
        fill(point, cell, colour)
        label(point, cell.label, style.INK, XL_LABEL_POSITION.OUTSIDE_END, 11)


def tile_grid(slide: Slide, chart: Chart, area: Area) -> None:
    """The tiles as shapes, beside a native chart of the largest."""
    grid = grid_of(chart)
    across, down = (1 + max(place[axis] for place in grid.values()) for axis in (0, 1))
    tile = min(area.height / down, area.width * 0.5 / across)
    most = max(chart.greatest(name) for name in chart.names) or 1
    period, palette = chart.periods[-1], chart.house.palette
    chosen = set(chart.spec.options.get("highlight", []))
    for code, (column, row) in grid.items():
        cell = chart.cell(code, period)
        value = cell.value if cell else None
        face = style.WHITE if value is None else shade_of(palette.primary, value / most)
        box = Area(area.left + column * tile, area.top + row * tile, tile - 3, tile - 3)
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.box)
        shape.shadow.inherit = False
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(face)
        shape.line.color.rgb = rgb(palette.highlight if code in chosen else palette.neutral)
        shape.line.width = Pt(2.25 if code in chosen else 0.75)
        ink = max((style.INK, style.WHITE), key=lambda ink: style.contrast(ink, face))
        text = cell.label if cell and value is not None else chart.language.say("value.missing")
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.text = f"{PROVINCE_CODES.get(code, code)}\n{text}"
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.CENTER
            for run in paragraph.runs:
                run.font.size, run.font.name = Pt(9), chart.house.font.family
                run.font.color.rgb = rgb(ink)
    side = across * tile + 24
    beside = Area(area.left + side, area.top, area.width - side, area.height)
    cells = ranked(chart, int(chart.spec.options["drawn"]))
    ranked_bars(slide, chart, beside, chart.language.say("chart.largest", n=len(cells)))


def revision_triangle(slide: Slide, chart: Chart, area: Area) -> None:
    """The releases as a table: PowerPoint has no such chart."""
    high = min(area.height, 26.0 * (1 + len(chart.rows)))
    box = Area(area.left, area.top, area.width, high).box
    frame = slide.shapes.add_table(1 + len(chart.rows), len(chart.header), *box)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)
    for row, texts in enumerate((chart.header, *chart.rows)):
        for column, text in enumerate(texts):
            cell = frame.table.cell(row, column)
            cell.text = text
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.size, run.font.name = Pt(13), chart.house.font.family


DRAW: Mapping[str, Callable[[Slide, Chart, Area], None]] = {
    draw.__name__: draw
    for draw in (
        slope, year_overlay, small_multiples, column_panels, target_revisions, target_realised,
        cumulative_path, dumbbell, interval, ranked_bars, tile_grid, revision_triangle,
    )
}  # fmt: skip
