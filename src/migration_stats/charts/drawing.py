"""From a Chart to bytes: the frame that all charts share, the mark in it, SVG for pages, PNG to paste."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from migration_stats.charts import marks, style
from migration_stats.charts.chart import Chart
from migration_stats.charts.lint import lint

WIDTH = 518.4  # points: 7.2 inches, the text width of an A4 page
NARROW = 274.5  # points: 366 pixels, what a phone 390 pixels wide has between its margins
MARGIN = 12.0
FORMS = ("framed", "wide", "narrow")
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True)
class Sheet:
    """A figure with the rectangle left for the mark, in points from the lower left."""

    canvas: Canvas
    left: float
    bottom: float
    width: float
    height: float
    narrow: bool = False

    def axes(
        self, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0, column: int = 0,
        columns: int = 1, row: int = 0, rows: int = 1, gap: float = 22,
    ) -> Axes:  # fmt: skip
        """Axes inside the rectangle, inset by points; one of `columns` by `rows` panels, the first on top."""
        wide = (self.width - gap * (columns - 1)) / columns
        high = (self.height - gap * (rows - 1)) / rows
        x = self.left + column * (wide + gap) + left
        y = self.bottom + (rows - 1 - row) * (high + gap) + bottom
        total_w, total_h = (side * 72 for side in self.canvas.get_size_inches())
        return self.canvas.add_axes(
            (x / total_w, y / total_h, (wide - left - right) / total_w, (high - bottom - top) / total_h)
        )


def draw(chart: Chart, form: str) -> Canvas:
    """The figure: `framed` by title, notes and source, or bare (`wide`, `narrow`) for a page that sets them.

    Raises PackError when the drawing breaks a rule of the lint, NoRoomError when it only lacks room.
    """
    with style.styled(chart.house, f"{chart.spec.id}-{chart.language.code}"):
        sheet = frame(chart) if form == "framed" else bare(chart, form == "narrow")
        marks.MARKS[chart.spec.mark](sheet, chart)
        lint(sheet.canvas, chart)
    return sheet.canvas


def bare(chart: Chart, narrow: bool) -> Sheet:
    height, width = marks.height(chart, narrow), NARROW if narrow else WIDTH
    canvas = Canvas(figsize=(width / 72, (height + 8) / 72))
    FigureCanvasAgg(canvas)
    return Sheet(canvas, 2, 4, width - 4, height, narrow)


def frame(chart: Chart) -> Sheet:
    """Kicker, title and subtitle above; notes and source below a rule."""
    inner = WIDTH - 2 * MARGIN
    number = chart.language.say("page.figure", n=chart.number)
    head = [
        (line, size, weight, colour)
        for text, size, weight, colour in (
            (number, 8.5, "semibold", style.MUTED),
            (chart.title, 14, "semibold", style.INK),
            (chart.subtitle, 9.5, "normal", style.MUTED),
        )
        for line in chart.house.balanced(text, inner, size, weight)
    ]
    foot = [line for text in (*chart.notes, chart.source) for line in chart.house.wrap(text, inner, 7.8)]
    head_height = sum(size * 1.25 for _, size, _, _ in head) + 14
    foot_height = 10.5 * len(foot) + 16
    height = 2 * MARGIN + head_height + marks.height(chart, narrow=False) + foot_height
    canvas = Canvas(figsize=(WIDTH / 72, height / 72))
    FigureCanvasAgg(canvas)

    def rule(y: float, to: float, colour: str, width: float) -> None:
        canvas.add_artist(
            Line2D(
                [MARGIN / WIDTH, to / WIDTH], [y / height] * 2, color=colour, lw=width, solid_capstyle="butt"
            )
        )

    def write(line: str, y: float, size: float, weight: str, colour: str) -> None:
        canvas.text(MARGIN / WIDTH, y / height, line, size=size, weight=weight, color=colour, va="top")

    rule(height - MARGIN, MARGIN + 36, chart.house.palette.primary, 3)
    y = height - MARGIN - 7
    for line, size, weight, colour in head:
        write(line, y, size, weight, colour)
        y -= size * 1.25
    rule(MARGIN + foot_height - 10, WIDTH - MARGIN, style.GRID, 0.8)
    y = MARGIN + foot_height - 15
    for line in foot:
        write(line, y, 7.8, "normal", style.MUTED)
        y -= 10.5
    return Sheet(canvas, MARGIN, MARGIN + foot_height, inner, marks.height(chart, narrow=False))


def pictures(chart: Chart) -> tuple[bytes, str]:
    """The framed chart as PNG and as SVG, drawn once; the same bytes on every run."""
    canvas = draw(chart, "framed")
    return as_png(canvas, chart), as_svg(canvas, chart)


def as_png(canvas: Canvas, chart: Chart) -> bytes:
    out = io.BytesIO()
    with style.styled(chart.house, f"{chart.spec.id}-{chart.language.code}"):
        canvas.savefig(out, format="png", metadata={"Software": None, "Title": chart.title})
    return out.getvalue()


def inline_svg(chart: Chart, form: str) -> str:
    """The bare chart as an SVG element: titled, with ids that no other chart of a page has."""
    return as_svg(draw(chart, form), chart, f"{chart.spec.id}-{form}-", sized=False)


def as_svg(canvas: Canvas, chart: Chart, prefix: str = "", sized: bool = True) -> str:
    out = io.BytesIO()
    with style.styled(chart.house, f"{chart.spec.id}-{chart.language.code}"):
        canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(out.getvalue())
    seen: Counter[str] = Counter()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":  # the parts of one line carry one name: told apart by a number
                seen[value] += 1
                element.set(name, prefix + value + (f"-{seen[value]}" if seen[value] > 1 else ""))
            elif name == f"{{{XLINK}}}href" and value.startswith("#"):
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(#" in value:
                element.set(name, re.sub(r"url\(#", f"url(#{prefix}", value))
    for metadata in root.findall("{*}metadata"):
        root.remove(metadata)
    if not sized:
        root.attrib.pop("width")
        root.attrib.pop("height")
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}title {prefix}desc")
    for tag, text in (("desc", chart.alt), ("title", chart.title)):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": prefix + tag})
        element.text = text
        root.insert(0, element)
    return ET.tostring(root, encoding="unicode")
