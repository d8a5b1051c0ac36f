"""The rules that a drawn chart must keep, read back from its artists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from migration_stats.charts import style
from migration_stats.charts.chart import Chart
from migration_stats.errors import NoRoomError, PackError

SMALLEST = 7.5
LONGEST_TITLE = 15
ALT_TEXT = (80, 600)


def lint(canvas: Canvas, chart: Chart) -> None:
    """Raise PackError naming every rule that the chart breaks; NoRoomError when it only lacks room."""
    canvas.draw_without_rendering()
    name = f"chart {chart.spec.id} ({chart.language.code}): "
    if broken := [*lint_words(chart), *lint_axes(canvas), *lint_text(canvas)]:
        raise PackError(name + "; ".join(broken))
    if crowded := list(lint_room(canvas)):
        raise NoRoomError(name + "; ".join(crowded))


def lint_words(chart: Chart) -> Iterator[str]:
    words = len(chart.title.split())
    if words > LONGEST_TITLE:
        yield f"the title has {words} words, {LONGEST_TITLE} at most: '{chart.title}'"
    if chart.title.endswith("."):
        yield "the title ends in a full stop"
    low, high = ALT_TEXT
    if not low <= len(chart.alt) <= high:
        yield f"the alt text has {len(chart.alt)} characters, {low} to {high} are needed"
    if not any(character.isdigit() for character in chart.subtitle):
        yield "the subtitle names no period"


def lint_axes(canvas: Canvas) -> Iterator[str]:
    for axes in canvas.axes:
        if axes.get_legend():
            yield "a legend box: label the marks directly"
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        if bars and axes.get_ylim()[0] != 0:
            yield f"a bar's axis begins at {axes.get_ylim()[0]}, not at 0"
    for one, other in combinations(canvas.axes, 2):
        if one.get_position().bounds == other.get_position().bounds:
            yield "two scales on one panel"


def lint_text(canvas: Canvas) -> Iterator[str]:
    for text, _ in visible_texts(canvas):
        words = text.get_text()
        if float(text.get_fontsize()) < SMALLEST:
            yield f"'{words}' is {text.get_fontsize()} pt, {SMALLEST} at least"
        if text.get_rotation() % 360:
            yield f"'{words}' is rotated"
        if style.contrast(to_hex(text.get_color())) < style.LIGHTEST_TEXT:
            yield f"'{words}' has a contrast below {style.LIGHTEST_TEXT}:1"


def lint_room(canvas: Canvas) -> Iterator[str]:
    width, height = canvas.bbox.width, canvas.bbox.height
    texts = list(visible_texts(canvas))
    for text, box in texts:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            yield f"'{text.get_text()}' runs out of the figure"
    for (one, a), (other, b) in combinations(texts, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 1 and high > 0.25 * min(a.height, b.height):
            yield f"'{one.get_text()}' overlaps '{other.get_text()}'"


def visible_texts(canvas: Canvas) -> Iterator[tuple[Text, Bbox]]:
    """Texts that reach the page with the box of their letters (without leader lines)."""
    renderer = canvas.canvas.get_renderer()  # type: ignore[attr-defined]
    texts: list[Text] = list(canvas.texts)
    for axes in canvas.axes:
        texts += axes.texts
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            yield text, Text.get_window_extent(text, renderer)
