"""One page per language: charts as inline SVG, their tables, no script, no network; fonts are embedded."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from fontTools.ttLib import TTFont
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from migration_stats.charts.chart import Chart
from migration_stats.charts.style import FACES, FONT, font_file
from migration_stats.language import Language

WEIGHTS = {"normal": 400, "semibold": 600}


def page(
    language: Language,
    others: Sequence[str],
    charts: Sequence[Chart],
    svg: Mapping[str, str],
    not_made: Sequence[tuple[str, str]],
    texts: Mapping[str, str],
    front: Mapping[str, object],
) -> str:
    """The HTML of a pack in one language; `svg` by chart id, `texts` with title, lead, made_from and cite;
    `front` is what front_texts says."""
    here = files("migration_stats.packs")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string((here / "page.html").read_text("utf-8"))
    return template.render(
        language=language,
        others=others,
        say=language.say,
        charts=charts,
        svg={name: Markup(text) for name, text in svg.items()},
        not_made=not_made,
        front=front,
        css=Markup((here / "page.css").read_text("utf-8")),
        fonts=Markup(font_css()),
        **texts,
    )


@lru_cache
def font_css() -> str:
    """The faces as data URLs: whole fonts in another container, so the reserved font name stays right."""
    rules = []
    for weight, face in FACES.items():
        font = TTFont(str(font_file(face)), recalcTimestamp=False)
        font.flavor = "woff"
        out = io.BytesIO()
        font.save(out)
        data = base64.b64encode(out.getvalue()).decode()
        rules.append(
            f"@font-face{{font-family:'{FONT}';font-weight:{WEIGHTS[weight]};"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "".join(rules)
