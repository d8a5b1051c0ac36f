"""The rules that a drawn chart must keep, read back from its artists and held against its cells.

Bars, lines and points name the cell that they draw (their gid), so a value drawn wrongly, a provisional value
drawn like a firm one or a missing one without its words is found on the drawing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from migration_stats.charts import style
from migration_stats.charts.chart import Cell, Chart
from migration_stats.charts.shapes import mark_id
from migration_stats.errors import NoRoomError, PackError

SMALLEST = 7.5
LONGEST_TITLE = 15
ALT_TEXT = (80, 600)
LINE_MARKS = ("slope", "year_overlay", "small_multiples")
HORIZONTAL = ("ranked_bars", "tile_grid")
BREAK_MARKS = ("slope", "column_panels", "dumbbell")
COLUMN_MARKS = ("column_panels", "target_revisions", "target_realised", "cumulative_path")


def lint(canvas: Canvas, chart: Chart) -> None:
    """Raise PackError naming every rule that the chart breaks; NoRoomError when it only lacks room."""
    canvas.draw_without_rendering()
    name = f"chart {chart.spec.id} ({chart.language.code}): "
    broken = [
        *lint_words(chart),
        *lint_axes(canvas, chart),
        *lint_scales(canvas, chart),
        *lint_text(canvas, chart),
        *lint_colours(canvas, chart),
        *lint_cells(canvas, chart),
    ]
    if broken:
        raise PackError(name + "; ".join(broken))
    if crowded := list(lint_room(canvas)):
        raise NoRoomError(name + "; ".join(crowded))


def lint_words(chart: Chart) -> Iterator[str]:
    words = chart.title.split()
    if len(words) > LONGEST_TITLE:
        yield f"the title has {len(words)} words, {LONGEST_TITLE} at most: '{chart.title}'"
    if chart.title.endswith("."):
        yield "the title ends in a full stop"
    long = [word for word in words[1:] if len(word) > 3 and word[0].isalpha()]
    if long and all(word[0].isupper() for word in long):
        yield f"the title is no sentence case: '{chart.title}'"
    low, high = ALT_TEXT
    if not low <= len(chart.alt) <= high:
        yield f"the alt text has {len(chart.alt)} characters, {low} to {high} are needed"
    if not any(character.isdigit() for character in chart.subtitle):
        yield "the subtitle names no period"
    if chart.subtitle.count(",") < 2:
        yield "the subtitle does not name measure, area and period, with a comma between"
    for key in ("source", "licence", "as_of"):
        if chart.language.say(f"chart.{key}").split("{")[0] not in chart.source:
            yield f"the bottom line does not say the {key.replace('_', ' ')}"
    if not chart.rows or any(len(row) != len(chart.header) for row in chart.rows):
        yield "no table of the same data"


def lint_axes(canvas: Canvas, chart: Chart) -> Iterator[str]:
    names = {mark_id(series, period) for series, period in chart.cells}
    labels = {cell.label for cells in chart.cells.values() for cell in cells if cell.plotted is not None}
    for axes in canvas.axes:
        if axes.get_legend():
            yield "a legend box: label the marks directly"
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_gid() in names]
        start = min(axes.get_xlim() if chart.spec.mark in HORIZONTAL else axes.get_ylim())
        if bars and start != 0:
            yield f"a bar's axis begins at {start:g}, not at 0"
        grid = any(line.get_visible() for line in axes.get_ygridlines() + axes.get_xgridlines())
        if grid and axes.axison and labels & {text.get_text() for text in axes.texts}:
            yield "both value labels and an axis with grid lines"
    for one, other in combinations(canvas.axes, 2):
        if one.get_position().bounds == other.get_position().bounds:
            yield "two scales on one panel"


def lint_scales(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """Panels of one mark share a scale, or the subtitle says that they do not."""
    panels = [
        axes.get_ylim() for axes in canvas.axes if chart.spec.mark in ("small_multiples", "column_panels")
    ]
    if len({round(high, 6) for _, high in panels}) > 1:
        said = chart.language.say("chart.own_scale")
        if said not in chart.subtitle:
            yield f"panels with a scale each, and the subtitle does not say '{said}'"


def lint_text(canvas: Canvas, chart: Chart) -> Iterator[str]:
    group = re.escape(chart.language.words["number"]["group"])
    decimal = re.escape(chart.language.words["number"]["decimal"])
    foreign = re.compile(rf"\d{decimal}\d{{3}}(?!\d)|(?<!\w)-\d|\d{{5,}}(?!\d)|\d{group}\d{{1,2}}(?!\d)")
    for text, box in visible_texts(canvas):
        words = text.get_text()
        if float(text.get_fontsize()) < SMALLEST:
            yield f"'{words}' is {text.get_fontsize()} pt, {SMALLEST} at least"
        if text.get_rotation() % 360:
            yield f"'{words}' is rotated"
        if style.contrast(to_hex(text.get_color()), behind(text, box)) < style.TEXT_CONTRAST:
            yield f"'{words}' has a contrast below {style.TEXT_CONTRAST}:1"
        if strange := chart.house.unknown_letters(words):
            yield f"'{words}': the font {chart.house.font.family} has no '{strange[0]}'"
        if text.axes and foreign.search(words):
            yield f"'{words}' has no number of this language ({chart.language.number(-1234.5, 1)})"


def behind(text: Text, box: Bbox) -> str:
    """The colour on which a text stands: that of the last filled bar or tile below its middle, else white."""
    colour, box_of_text = style.WHITE, text.get_bbox_patch()
    if box_of_text is not None:
        return to_hex(box_of_text.get_facecolor())
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    for patch in text.axes.patches if text.axes else ():
        face = to_rgba(patch.get_facecolor())
        if face[3] > 0 and not patch.get_hatch() and patch.get_window_extent().contains(*middle):
            colour = to_hex(face)
    return colour


def lint_colours(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """Data stand out from the background, and no two series differ in colour alone."""
    for axes in canvas.axes:
        for patch in axes.patches:
            colours = [patch.get_facecolor(), *([patch.get_edgecolor()] if patch.get_linewidth() else [])]
            if patch.get_gid() and patch.get_gid() != "no-figure-yet" and not any(map(stands_out, colours)):
                yield f"{patch.get_gid()} has a contrast below {style.DATA_CONTRAST}:1"
        looks: dict[str, tuple[str, set[object]]] = {}
        for line in axes.lines:
            series = series_of(line.get_gid(), chart)
            if series is None:
                continue
            colour = line.get_markeredgecolor() if line.get_linestyle() == "None" else line.get_color()
            if not stands_out(colour) and not stands_out(line.get_markerfacecolor()):
                yield f"{line.get_gid()} has a contrast below {style.DATA_CONTRAST}:1"
            main = line.get_markerfacecolor() if to_hex(colour) == style.WHITE.lower() else colour
            look = (
                line.get_linewidth()
                if line.get_linestyle() != "None"
                else (line.get_marker(), line.get_markersize())
            )
            looks.setdefault(series, (to_hex(main), set()))[1].add(look)
        for (one, its), (other, others) in combinations(looks.items(), 2):
            if its[0] != others[0] and its[1] == others[1]:
                yield f"{one} and {other} differ in colour alone"


def series_of(gid: str | None, chart: Chart) -> str | None:
    """The series that an artist draws, by its name or that of one of its cells."""
    for name in chart.names:
        if gid and (gid == mark_id(name) or gid.startswith(f"{mark_id(name)}.")):
            return name
    return None


def stands_out(colour: object) -> bool:
    red, green, blue, alpha = to_rgba(colour)  # type: ignore[arg-type]
    return alpha > 0 and style.contrast(to_hex((red, green, blue))) >= style.DATA_CONTRAST


def lint_cells(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """Every value drawn is the cell's own, and shows whether it is firm, provisional, a bound or missing."""
    cells: dict[str, list[Cell]] = {}
    for (series, period), found in chart.cells.items():
        cells.setdefault(mark_id(series, period), []).extend(found)
    patches = [patch for axes in canvas.axes for patch in axes.patches if isinstance(patch, Rectangle)]
    for patch in patches:
        if patch.get_gid() in cells:
            yield from lint_bar(patch, cells[str(patch.get_gid())], chart)
    if chart.spec.mark in COLUMN_MARKS:
        drawn = {artist.get_gid() for axes in canvas.axes for artist in (*axes.patches, *axes.lines)}
        for name, its in cells.items():
            if name not in drawn and any(cell.plotted for cell in its):
                yield f"{name} has a value and is not drawn"
    if chart.spec.mark in LINE_MARKS:
        yield from lint_lines(canvas, chart)
    yield from lint_missing(canvas, chart)
    yield from lint_breaks(canvas, chart)
    for sign in {sign for found in chart.cells.values() for cell in found for sign in cell.signs}:
        if sign not in " ".join(chart.notes):
            yield f"the sign {sign} is not explained"


def lint_missing(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """A missing value is said in words, once a column; the months that are not there yet are shaded."""
    if chart.spec.mark in ("column_panels", "target_realised"):
        columns = {name: name for name in chart.drawn()}
        if chart.spec.mark == "target_realised":  # what was realised stands in the column of its target
            target, realised = list(chart.names)[:2]
            columns[realised] = target
        missing = sorted({
            f"{columns[series]} {period}" for series in columns for period in chart.periods
            if (cell := chart.cell(series, period)) is None or cell.plotted is None
        })  # fmt: skip
        words = chart.language.say("value.missing")
        said = [text for text, _ in visible_texts(canvas) if text.get_text().replace("\n", " ") == words]
        if len(said) < len(missing):
            yield f"{len(missing)} values have no figure ({missing[0]}) and {len(said)} of them say so"
    shaded = any(patch.get_gid() == "no-figure-yet" for axes in canvas.axes for patch in axes.patches)
    if chart.spec.mark in ("year_overlay", "small_multiples") and ends_early(chart) and not shaded:
        yield "the months without a figure yet are not shaded"


def lint_breaks(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """A break is a line across, where periods stand side by side, and always a note."""
    lines = {line.get_gid() for axes in canvas.axes for line in axes.lines}
    for period in chart.figure.breaks:
        if chart.spec.mark in BREAK_MARKS and f"break.{period}" not in lines:
            yield f"no line across at the break before {period}"
        if chart.language.period(period) not in " ".join(chart.notes):
            yield f"no note of the break before {period}"


def lint_bar(patch: Rectangle, cells: list[Cell], chart: Chart) -> Iterator[str]:
    size = patch.get_width() if chart.spec.mark in HORIZONTAL else patch.get_height()
    values = [cell.plotted for cell in cells if cell.plotted is not None]
    if size not in values:
        yield f"the bar {patch.get_gid()} is {size:g} long, its cell {values}"
    dashed = patch.get_linestyle() not in ("-", "solid")
    if any(cell.bound for cell in cells) and not dashed:
        yield f"the bound {patch.get_gid()} is no dashed outline"
    elif any(cell.hatched for cell in cells) and not dashed and not patch.get_hatch():
        yield f"the provisional {patch.get_gid()} is not hatched"


def lint_lines(canvas: Canvas, chart: Chart) -> Iterator[str]:
    """The points of each series are its values; those that are not firm are open."""
    for axes in canvas.axes:
        for line in axes.lines:
            gid = line.get_gid()
            series = next((name for name in chart.names if mark_id(name) == gid), None)
            if series is None:
                continue
            found = [cell for (name, _), cells in chart.cells.items() if name == series for cell in cells]
            values = {cell.value: cell for cell in found}
            for y in np.asarray(line.get_ydata(), dtype=float):
                if float(y) not in values:
                    yield f"the line {gid} has a point at {float(y):g}, which is no value of it"
                elif (
                    line.get_linestyle() == "None"
                    and values[float(y)].hatched
                    and to_hex(line.get_markerfacecolor()) != style.WHITE.lower()
                ):
                    yield f"the provisional point of {gid} is not open"


def ends_early(chart: Chart) -> bool:
    """Whether a year that has figures has none for its last months."""
    series = chart.drawn()
    for name in series:
        for year in {period[:4] for period in chart.periods}:
            if chart.spec.mark == "year_overlay" and name != year:
                continue
            months = [f"{year}-{month:02}" for month in range(1, 13)]
            known = [
                month for month in months if (cell := chart.cell(name, month)) and cell.value is not None
            ]
            if known and known[-1] != months[-1]:
                return True
    return False


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
