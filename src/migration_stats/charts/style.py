"""Colours, fonts and sizes: one style for every chart. Distances are in points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from migration_stats.errors import PackError

FONT = "Source Sans Pro"
FACES = {"normal": "Regular", "semibold": "Semibold"}

NAVY, ORANGE, SKY, GREY = "#154273", "#C64600", "#007BC7", "#696969"
INK, MUTED = "#222222", "#535353"
PALE, GRID = "#E8EEF5", "#E2E2E2"
CONTEXT = "#8F8F8F"
# Oldest to newest; the widths differ as well, so that colour is never the only difference.
YEAR_RAMP = (("#8F8F8F", 1.5), ("#007BC7", 2.0), ("#154273", 2.8))
LIGHTEST_TEXT = 4.5  # WCAG contrast of text on white

RC: dict[Any, Any] = {
    "font.family": FONT,
    "font.size": 9,
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 1.1,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
    "figure.facecolor": "white",
    "savefig.dpi": 200,
    "svg.fonttype": "none",
}


def font_file(face: str) -> Path:
    """The TTF of a face of Source Sans Pro, from the package that carries it."""
    try:
        path = Path(str(files("font_source_sans_pro"))) / "files" / f"SourceSansPro-{face}.ttf"
    except ModuleNotFoundError:
        path = Path("font_source_sans_pro")
    if not path.is_file():
        raise PackError(f"the font {FONT} ({face}) is not installed; run `make pack`, which installs it")
    return path


@lru_cache
def register_fonts() -> None:
    for face in FACES.values():
        font_manager.fontManager.addfont(str(font_file(face)))


@contextmanager
def styled(salt: str) -> Iterator[None]:
    """matplotlib's defaults with this style on top; a user's matplotlibrc has no say."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**RC, "svg.hashsalt": salt})
        yield


@lru_cache
def metrics(face: str) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(str(font_file(face)))
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in points from the font file itself, so that line breaks never depend on a renderer."""
    names, widths, units = metrics(FACES[weight])
    return sum(widths[names.get(ord(letter), ".notdef")][0] for letter in text) * size / units


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Lines of `text` no wider than `width` points."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, weight) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def balanced(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """As few lines as `wrap` gives, of about the same length: no word alone on the last line."""
    lines = wrap(text, width, size, weight)
    while width > 40 and len(narrower := wrap(text, width - 4, size, weight)) == len(lines):
        width, lines = width - 4, narrower
    return lines


def luminance(colour: str) -> float:
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, background: str = "#FFFFFF") -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
