"""What native charts share: the same cells, names and labels as the drawn ones, with data to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.slide import Slide
from pptx.util import Emu, Length, Pt

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart
from migration_stats.charts.style import House
from migration_stats.language import Language

Values = Sequence[Cell | None]
LANGUAGE_TAGS = {"nl": "nl-NL", "en": "en-GB"}


@dataclass(frozen=True)
class Area:
    """A rectangle on a slide, in points from the upper left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def box(self) -> tuple[Length, Length, Length, Length]:
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)

    def part(self, column: int, columns: int, row: int = 0, rows: int = 1, gap: float = 14) -> Area:
        wide = (self.width - gap * (columns - 1)) / columns
        high = (self.height - gap * (rows - 1)) / rows
        return Area(self.left + column * (wide + gap), self.top + row * (high + gap), wide, high)


def rgb(colour: str) -> RGBColor:
    made: RGBColor = RGBColor.from_string(colour.lstrip("#").upper())
    return made


def add_text(
    slide: Slide,
    text: str,
    area: Area,
    size: float,
    colour: str,
    house: House,
    words: Language,
    bold: bool = False,
) -> None:
    frame = slide.shapes.add_textbox(*area.box).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    run = frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, house.font.family
    run.font.color.rgb = rgb(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGE_TAGS[words.code])


def number_format(words: Language) -> str:
    """Separators of the language as literal characters, whatever the reader's machine has."""
    group = words.words["number"]["group"]
    return f"[>=1000000]#\\{group}###\\{group}##0;[>=1000]#\\{group}##0;0"


def add_native(
    slide: Slide,
    chart: Chart,
    area: Area,
    kind: XL_CHART_TYPE,
    categories: Sequence[str],
    series: Mapping[str, Values],
    title: str = "",
) -> NativeChart:
    """A chart of cells with values where they are missing left out, never 0; labels as they are drawn."""
    data: Any = CategoryChartData(number_format=number_format(chart.language))
    data.categories = list(categories)
    for name, cells in series.items():
        data.add_series(name, [cell.plotted if cell else None for cell in cells])
    frame: Any = slide.shapes.add_chart(kind, *area.box, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)
    frame._element.nvGraphicFramePr.cNvPr.set("name", f"{chart.spec.id} {title}".strip())
    made: NativeChart = frame.chart
    made.has_legend = False
    made.font.size, made.font.name = Pt(12), chart.house.font.family
    made.font.color.rgb = rgb(style.INK)
    made.has_title = bool(title)
    if title:
        made.chart_title.text_frame.text = title
        run = made.chart_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(13), True
    return made


def bare(made: NativeChart) -> None:
    """No value axis: the values stand at the marks; it begins at 0 all the same."""
    axis = made.value_axis
    axis.visible, axis.has_major_gridlines, axis.minimum_scale = False, False, 0
    made.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    made.category_axis.format.line.color.rgb = rgb(style.GREY)


def scaled(made: NativeChart, words: Language, top: float | None = None) -> None:
    """A value axis with grid lines, for lines without a value each."""
    axis = made.value_axis
    axis.minimum_scale, axis.maximum_scale = 0, top
    axis.format.line.fill.background()
    axis.major_gridlines.format.line.color.rgb = rgb(style.GRID)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format(words), False
    axis.tick_labels.font.size = made.category_axis.tick_labels.font.size = Pt(11)
    made.category_axis.major_tick_mark = XL_TICK_MARK.NONE


def label(point: Any, text: str, colour: str, position: XL_LABEL_POSITION | None, size: float = 12) -> None:
    """A label in the chart's own words: it carries qualifier and signs."""
    frame = point.data_label.text_frame
    frame.text = text
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(size), True
    font.color.rgb = rgb(colour)
    if position is not None:
        point.data_label.position = position


def fill(point: Any, cell: Cell, colour: str) -> None:
    """Filled; hatched when provisional; a dashed outline when it is a bound."""
    look = point.format
    if cell.bound:
        look.fill.solid()
        look.fill.fore_color.rgb = rgb(style.PALE)
        look.line.color.rgb, look.line.width, look.line.dash_style = rgb(colour), Pt(1.75), MSO_LINE.DASH
    elif cell.hatched:
        look.fill.patterned()
        look.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        look.fill.fore_color.rgb, look.fill.back_color.rgb = rgb(colour), rgb(style.WHITE)
        look.line.color.rgb = rgb(colour)
    else:
        look.fill.solid()
        look.fill.fore_color.rgb = rgb(colour)


def columns(
    slide: Slide, chart: Chart, area: Area, cells: Values, labels: Sequence[str], name: str, colour: str
) -> None:
    made = add_native(slide, chart, area, XL_CHART_TYPE.COLUMN_CLUSTERED, labels, {name: cells}, name)
    bare(made)
    made.plots[0].gap_width = 60
    for index, cell in enumerate(cells):
        point = made.plots[0].series[0].points[index]
        if cell is None or cell.plotted is None:
            continue
        fill(point, cell, colour)
        label(point, cell.label, style.INK, XL_LABEL_POSITION.OUTSIDE_END)
    say_missing(slide, chart, area, cells, labels)


def say_missing(slide: Slide, chart: Chart, area: Area, cells: Values, labels: Sequence[str]) -> None:
    """Which categories have no figure, in words under the chart's title."""
    missing = [name for name, cell in zip(labels, cells, strict=True) if cell is None or cell.plotted is None]
    if missing:
        words = f"{chart.language.say('value.missing')}: {', '.join(dict.fromkeys(missing))}"
        below = Area(area.left, area.top + area.height - 2, area.width, 16)
        add_text(slide, words, below, 11, style.MUTED, chart.house, chart.language)


def dashed_outline(point: Any, colour: str) -> None:
    point.format.fill.background()
    point.format.line.color.rgb, point.format.line.width = rgb(colour), Pt(1.75)
    point.format.line.dash_style = MSO_LINE.DASH


def look_line(native: Any, colour: str, width: float, marked: bool = False) -> None:
    native.smooth = False
    native.format.line.color.rgb, native.format.line.width = rgb(colour), Pt(width)
    native.marker.style = XL_MARKER_STYLE.CIRCLE if marked else XL_MARKER_STYLE.NONE
    if marked:
        native.marker.size = 8
        native.marker.format.fill.solid()
        native.marker.format.fill.fore_color.rgb = rgb(colour)
