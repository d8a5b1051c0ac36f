"""One page per language: charts as inline SVG, their tables, no script, no network; fonts are embedded.

The same template makes the PDF, where charts are images with their alternative text.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from migration_stats.charts.chart import Chart
from migration_stats.charts.style import FACES, House
from migration_stats.language import Language

if TYPE_CHECKING:
    from migration_stats.packs.drawn import (
        Pictures,  # it draws: a slow import, which the claims pages do without
    )

WEIGHTS = {"normal": 400, "semibold": 600}


def page(
    language: Language,
    house: House,
    others: Sequence[str],
    charts: Sequence[Chart],
    pictures: Mapping[str, Pictures],
    not_made: Sequence[tuple[str, str]],
    texts: Mapping[str, str],
    front: Mapping[str, object],
    formats: Sequence[str],
    whole: Sequence[tuple[str, str]],
    paged: bool = False,
) -> str:
    """The HTML of a pack in one language; `pictures` by chart id, `texts` with title, lead, made_from, cite;
    `front` is what front_texts says; `whole` files of the whole pack with their names;
    `paged` for the PDF."""
    here = files("migration_stats.packs")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string((here / "page.html").read_text("utf-8"))
    css = (here / "page.css").read_text("utf-8") + ((here / "paged.css").read_text("utf-8") if paged else "")
    return template.render(
        language=language,
        house=house,
        logo=data_url(house.logo_file, "image/png") if house.logo_file else "",
        others=others,
        say=language.say,
        charts=charts,
        wide={name: Markup(each.wide) for name, each in pictures.items()},
        narrow={name: Markup(each.narrow) for name, each in pictures.items()},
        images={name: svg_url(each.wide) for name, each in pictures.items()} if paged else {},
        not_made=not_made,
        front=front,
        formats=formats,
        whole=whole,
        paged=paged,
        css=Markup(house_css(house, embedded=not paged) + css),
        **texts,
    )


def svg_url(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def data_url(file: Path, kind: str) -> str:
    return f"data:{kind};base64," + base64.b64encode(file.read_bytes()).decode()


def house_css(house: House, embedded: bool = True) -> str:
    """The house style's fonts and colours; the PDF takes the fonts from their files."""
    rules = []
    for weight in FACES:
        file = house.font_file(weight)
        source = f"url({woff(file)}) format('woff')" if embedded else f"url({file.as_uri()})"
        rules.append(
            f"@font-face{{font-family:'{house.font.family}';font-weight:{WEIGHTS[weight]};src:{source}}}"
        )
    palette = house.palette
    rules.append(
        f":root{{--primary:{palette.primary};--highlight:{palette.highlight};--family:'{house.font.family}'}}"
    )
    return "".join(rules)


@lru_cache
def woff(file: Path) -> str:
    """A whole font in another container, so that a reserved font name stays right, as a data URL."""
    font = TTFont(str(file), recalcTimestamp=False)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return "data:font/woff;base64," + base64.b64encode(out.getvalue()).decode()
