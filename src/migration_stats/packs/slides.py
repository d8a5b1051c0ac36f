"""A deck with one slide a chart: native charts that can be edited wherever PowerPoint has the mark.

A value keeps its qualifier and signs in its label; a number's format carries the separators of the language,
since PowerPoint would take those of the reader's machine. What PowerPoint cannot chart (tiles, releases) is
made of its shapes and tables. No picture stands for a chart.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Pt

from migration_stats.charts import style
from migration_stats.charts.chart import Chart
from migration_stats.charts.style import House
from migration_stats.language import Language
from migration_stats.packs.native import LANGUAGE_TAGS, Area, add_text
from migration_stats.packs.native_marks import DRAW

WIDE, HIGH = 960.0, 540.0  # points: 16 by 9
MARGIN = 36.0
EPOCH = (1980, 1, 1, 0, 0, 0)


def deck(title: str, lead: str, charts: Sequence[Chart], words: Language, house: House, as_of: date) -> bytes:
    """The PPTX of charts in one language; the same bytes every time."""
    made = Presentation()
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    add_cover(made, title, lead, words, house)
    for chart in charts:
        add_chart_slide(made, chart)
    moment = datetime(as_of.year, as_of.month, as_of.day)
    properties = made.core_properties
    properties.title, properties.author, properties.language = title, house.name(words.code), words.code
    properties.created = properties.modified = moment
    properties.last_modified_by = ""
    out = io.BytesIO()
    made.save(out)
    return fixed_times(out.getvalue(), moment)


def add_cover(made: Deck, title: str, lead: str, words: Language, house: House) -> None:
    slide = made.slides.add_slide(made.slide_layouts[5])
    set_title(slide, title, words, house, top=190, size=36)
    add_text(slide, lead, Area(MARGIN, 260, WIDE - 2 * MARGIN, 60), 18, style.MUTED, house, words)
    if house.logo_file:
        picture = slide.shapes.add_picture(str(house.logo_file), Pt(MARGIN), Pt(MARGIN), height=Pt(56))
        picture._element.nvPicPr.cNvPr.set("descr", house.name(words.code))
    else:
        area = Area(MARGIN, MARGIN, WIDE - 2 * MARGIN, 30)
        add_text(slide, house.name(words.code), area, 16, house.palette.primary, house, words, bold=True)


def add_chart_slide(made: Deck, chart: Chart) -> None:
    words, house = chart.language, chart.house
    slide = made.slides.add_slide(made.slide_layouts[5])
    set_title(slide, chart.title, words, house, top=20, size=24)
    area = Area(MARGIN, 62, WIDE - 2 * MARGIN, 24)
    add_text(slide, chart.subtitle, area, 14, style.MUTED, house, words)
    figure = words.say("page.figure", n=chart.number)
    foot = f"{figure}. {' '.join((*chart.notes, chart.source))}"
    lines = min(len(house.wrap(foot, WIDE - 2 * MARGIN, 10)), 6)
    low = HIGH - 14 - 13 * lines
    add_text(
        slide, foot, Area(MARGIN, low - 6, WIDE - 2 * MARGIN, 13 * lines + 8), 10, style.MUTED, house, words
    )
    DRAW[chart.spec.mark](slide, chart, Area(MARGIN, 92, WIDE - 2 * MARGIN, low - 104))
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = f"{chart.alt}\n{chart.source}"


def set_title(slide: Slide, text: str, words: Language, house: House, top: float, size: float) -> None:
    shape = slide.shapes.title
    assert shape is not None  # the layout has one
    shape.left, shape.top, shape.width, shape.height = Pt(MARGIN), Pt(top), Pt(WIDE - 2 * MARGIN), Pt(42)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Emu(0)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), True, house.font.family
    run.font.color.rgb = RGBColor.from_string(style.INK.lstrip("#"))
    run._r.get_or_add_rPr().set("lang", LANGUAGE_TAGS[words.code])


def fixed_times(content: bytes, moment: datetime) -> bytes:
    """The same package with the pack's day for every time in it, in its workbooks as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = fixed_times(part, moment)
            elif name == "docProps/core.xml":
                stamp = f"{moment.isoformat()}Z".encode()
                part = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            new.writestr(zipfile.ZipInfo(name, EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
