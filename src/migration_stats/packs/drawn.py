"""Charts in all their pictures, drawn again only when something in them changed.

What was drawn is kept in reports/build/.drawn under the hash of everything that a drawing depends on: the
chart in words and cells, the house style, this package and matplotlib.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl

from migration_stats.charts.chart import Chart
from migration_stats.charts.drawing import inline_svg, pictures
from migration_stats.charts.style import FACES
from migration_stats.errors import NoRoomError
from migration_stats.project import code_sha256
from migration_stats.snapshots import replace_file

KEPT = 600  # drawings: some ten packs


@dataclass(frozen=True)
class Pictures:
    """One chart in one language: framed as PNG and SVG, bare for a page, and for a phone if it fits one."""

    png: bytes
    svg: str
    wide: str
    narrow: str  # empty: on a phone the wide one scrolls


@dataclass(frozen=True)
class Drawn:
    """One chart in every language of the pack; or no charts, and the key of the reason in words."""

    charts: Mapping[str, Chart]
    pictures: Mapping[str, Pictures]
    reason: str = ""


def draw_chart(charts: Mapping[str, Chart], kept: Path) -> Drawn:
    """Draw a chart in each language; in none when one of them has no room."""
    try:
        return Drawn(charts, {code: draw_or_reuse(chart, kept) for code, chart in charts.items()})
    except NoRoomError:
        return Drawn({}, {}, "page.no_room")


def draw_or_reuse(chart: Chart, kept: Path) -> Pictures:
    """The pictures of a chart, from `kept` when they were drawn before."""
    file = kept / f"{digest(chart)}.json"
    if file.is_file():
        record = json.loads(file.read_text("utf-8"))
        os.utime(file)
        return Pictures(**{**record, "png": base64.b64decode(record["png"])})
    png, svg = pictures(chart)
    made = Pictures(png, svg, inline_svg(chart, "wide"), narrow_svg(chart))
    kept.mkdir(parents=True, exist_ok=True)
    record = {**asdict(made), "png": base64.b64encode(made.png).decode()}
    replace_file(file, json.dumps(record).encode())
    return made


def narrow_svg(chart: Chart) -> str:
    try:
        return inline_svg(chart, "narrow")
    except NoRoomError:
        return ""


def digest(chart: Chart) -> str:
    """The hash of all that a drawing depends on."""
    figure = chart.figure
    spec = replace(figure.spec, folder=Path(figure.spec.id))  # wherever the checkout is
    house = replace(chart.house, folder=Path())
    parts = [
        *(repr(value) for name, value in vars(chart).items() if name not in ("figure", "house")),
        repr((spec, figure.periods, sorted(figure.breaks.items()), house)),
        *(file_sha256(chart.house.font_file(weight)) for weight in FACES),
        this_code(),
        mpl.__version__,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache
def file_sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@lru_cache
def this_code() -> str:
    """The hash of this package: it does not change while it runs."""
    return code_sha256()


def prune(kept: Path) -> None:
    """Keep the drawings that were used last."""
    files = sorted(kept.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[KEPT:]:
        file.unlink(missing_ok=True)
