"""Colours, fonts and sizes: one house style for every chart of a pack. Distances are in points.

reports/house.toml names the organisation and gives its palette, fonts and logo; what it leaves out is this
project's own. A palette is checked before anything is drawn: contrast on white, and how far apart its colours
are for colour-blind readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from fontTools.ttLib import TTFont, TTLibError
from matplotlib import font_manager

from migration_stats.catalogue import build, read_toml
from migration_stats.errors import PackError

FONT = "Source Sans Pro"
FACES = {"normal": "regular", "semibold": "semibold"}

INK, MUTED, GREY = "#222222", "#535353", "#696969"
PALE, GRID, WHITE = "#E8EEF5", "#E2E2E2", "#FFFFFF"
CONTEXT = "#8F8F8F"
TEXT_CONTRAST = 4.5  # WCAG 2, on the background
DATA_CONTRAST = 3.0
COLOUR_BLIND_DISTANCE = 20.0  # CIE 1976 ΔE, in the worst of three kinds of colour blindness
YEAR_WIDTHS = (1.5, 2.0, 2.8)  # oldest to newest: colour is never the only difference

# Linear RGB as seen without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1.
COLOUR_BLIND: Mapping[str, Any] = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip

RC: dict[Any, Any] = {
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


@dataclass(frozen=True)
class Palette:
    """The data colours: `primary` and `highlight` are text as well, `secondary` and `neutral` are not."""

    primary: str = "#154273"
    highlight: str = "#C64600"
    secondary: str = "#007BC7"
    neutral: str = "#696969"


@dataclass(frozen=True)
class Font:
    """A family with the TTF files of two weights; empty for Source Sans Pro, which is a dependency."""

    family: str = FONT
    regular: str = ""
    semibold: str = ""


@dataclass(frozen=True)
class House:
    """The house style of the organisation that publishes the pack."""

    folder: Path
    name_en: str
    name_nl: str
    palette: Palette = Palette()
    font: Font = Font()
    logo: str = ""  # PNG beside house.toml

    def name(self, code: str) -> str:
        return self.name_nl if code == "nl" else self.name_en

    @property
    def logo_file(self) -> Path | None:
        return self.folder / self.logo if self.logo else None

    @property
    def years(self) -> tuple[tuple[str, float], ...]:
        """Colour and width of lines of years, oldest to newest."""
        colours = (CONTEXT, self.palette.secondary, self.palette.primary)
        return tuple(zip(colours, YEAR_WIDTHS, strict=True))

    def font_file(self, weight: str) -> Path:
        """The TTF of a weight; raises PackError when it is not there."""
        own = getattr(self.font, FACES[weight])
        if own:
            return self.folder / str(own)
        try:
            path = Path(str(files("font_source_sans_pro"))) / "files"
        except ModuleNotFoundError:
            path = Path("font_source_sans_pro")
        path /= f"SourceSansPro-{FACES[weight].capitalize()}.ttf"
        if not path.is_file():
            raise PackError(
                f"the font {FONT} ({FACES[weight]}) is not installed; run `make pack`, which installs it"
            )
        return path

    def text_width(self, text: str, size: float, weight: str = "normal") -> float:
        """Width in points from the font file itself, so that line breaks never depend on a renderer."""
        names, widths, units = metrics(self.font_file(weight))
        return sum(widths[names.get(ord(letter), ".notdef")][0] for letter in text) * size / units

    def unknown_letters(self, text: str) -> list[str]:
        """The letters that the font does not have: they would be drawn as boxes."""
        known = metrics(self.font_file("normal"))[0]
        return [letter for letter in text if letter != "\n" and ord(letter) not in known]

    def wrap(self, text: str, width: float, size: float, weight: str = "normal") -> list[str]:
        """Lines of `text` no wider than `width` points."""
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}".strip()
            if line and self.text_width(longer, size, weight) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line]

    def balanced(self, text: str, width: float, size: float, weight: str = "normal") -> list[str]:
        """As few lines as `wrap` gives, of about the same length: no word alone on the last line."""
        lines = self.wrap(text, width, size, weight)
        while width > 40 and len(narrower := self.wrap(text, width - 4, size, weight)) == len(lines):
            width, lines = width - 4, narrower
        return lines


def load_house(file: Path) -> House:
    """The house style; PackError names every rule that it breaks."""
    declared = read_toml(file)
    palette = build(Palette, declared.pop("palette", {}), file, "palette")
    font = build(Font, declared.pop("font", {}), file, "font")
    house = build(House, declared, file, "the house style", folder=file.parent, palette=palette, font=font)
    if broken := [*palette_faults(palette), *file_faults(house)]:
        raise PackError(f"{file}: {'; '.join(broken)}")
    return house


def palette_faults(palette: Palette) -> Iterator[str]:
    """What is wrong with a palette: no colour, too pale on white, or two that a reader may not tell apart."""
    colours = {each.name: getattr(palette, each.name) for each in fields(palette)}
    for role, colour in colours.items():
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            yield f"{role} '{colour}' is no colour; write it as #154273"
            return
        least = TEXT_CONTRAST if role in ("primary", "highlight") else DATA_CONTRAST
        if contrast(colour) < least:
            yield f"{role} {colour} has a contrast of {contrast(colour):.1f}:1 on white, {least}:1 is needed"
    for (role, one), (other_role, other) in combinations(colours.items(), 2):
        kind, distance = colour_blind_distance(one, other)
        if distance < COLOUR_BLIND_DISTANCE:
            yield (
                f"{role} {one} and {other_role} {other} are {distance:.0f} apart for {kind}, "
                f"{COLOUR_BLIND_DISTANCE:.0f} at least: choose one lighter, darker or of another hue"
            )


def file_faults(house: House) -> Iterator[str]:
    if bool(house.font.regular) != bool(house.font.semibold):
        yield "a font needs both weights, regular and semibold"
    elif house.font.regular:
        for weight in FACES:
            path = house.font_file(weight)
            try:
                TTFont(str(path))
            except (OSError, TTLibError) as error:
                yield f"the font file {path} cannot be read: {error}"
    if house.logo_file and house.logo_file.suffix != ".png":
        yield f"the logo {house.logo} is no PNG"
    elif house.logo_file and not house.logo_file.is_file():
        yield f"the logo {house.logo_file} is not there"


@lru_cache
def register_font(path: Path) -> None:
    font_manager.fontManager.addfont(str(path))


@contextmanager
def styled(house: House, salt: str) -> Iterator[None]:
    """matplotlib's defaults with this style on top; a user's matplotlibrc has no say."""
    for weight in FACES:
        register_font(house.font_file(weight))
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**RC, "font.family": house.font.family, "svg.hashsalt": salt})
        yield


@lru_cache
def metrics(path: Path) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(str(path))
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def linear_rgb(colour: str) -> list[float]:
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour: str) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, background: str = WHITE) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# Linear RGB to CIE XYZ under D65, and that white itself.
TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041],
]  # fmt: skip
WHITE_POINT = [0.95047, 1.0, 1.08883]


def lab(rgb: Any) -> Any:
    """CIE L*a*b* of linear RGB."""
    ratio = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / np.array(WHITE_POINT)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def colour_blind_distance(one: str, other: str) -> tuple[str, float]:
    """The kind of colour blindness in which two colours are least apart, and their ΔE in it."""
    colours = [np.array(linear_rgb(colour)) for colour in (one, other)]
    distances = {
        kind: float(np.linalg.norm(np.subtract(*(lab(np.array(matrix) @ colour) for colour in colours))))
        for kind, matrix in COLOUR_BLIND.items()
    }
    return min(distances.items(), key=lambda each: each[1])


def readable(colour: str) -> str:
    """The colour for text that belongs to a mark: muted where the mark's own is too pale to read."""
    return colour if contrast(colour) >= TEXT_CONTRAST else MUTED


def shade(colour: str, part: float) -> str:
    """`part` of a colour on white, as hexadecimal."""
    channels = (int(colour.lstrip("#")[i : i + 2], 16) for i in (0, 2, 4))
    return "#" + "".join(f"{round(255 - (255 - channel) * part):02X}" for channel in channels)
