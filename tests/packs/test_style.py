"""The house style: an organisation's own name, palette, fonts and logo, checked before anything is drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from migration_stats.charts import style
from migration_stats.errors import CatalogueError, PackError
from migration_stats.packs.pack import Request, make_pack, newest_release
from migration_stats.project import Project
from migration_stats.steps import quiet_step

ROOT = Path(__file__).parents[2]


def house(tmp_path: Path, text: str) -> style.House:
    (tmp_path / "house.toml").write_text(f'name_en = "Ministry"\nname_nl = "Ministerie"\n{text}', "utf-8")
    return style.load_house(tmp_path / "house.toml")


def test_what_is_left_out_is_the_projects_own(tmp_path: Path) -> None:
    assert house(tmp_path, "").palette == style.load_house(ROOT / "reports" / "house.toml").palette
    assert house(tmp_path, "").font.family == "Source Sans Pro"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[palette]\nprimary = "#777777"', r"primary #777777 has a contrast of 4\.5:1 on white, 4\.5:1 is needed"),
        ('[palette]\nneutral = "#BBBBBB"', "neutral #BBBBBB has a contrast of 1.9:1 on white, 3.0:1 is needed"),
        ('[palette]\nprimary = "blue"', "primary 'blue' is no colour; write it as #154273"),
        # red and green of one lightness: far apart for most, alike for those without one of the cones
        ('[palette]\nprimary = "#8E5300"\nhighlight = "#5B6500"', "primary #8E5300 and highlight #5B6500 are .* apart for"),
        ('logo = "logo.png"', "the logo .*logo.png is not there"),
        ('logo = "logo.jpg"', "the logo logo.jpg is no PNG"),
        ('[font]\nfamily = "Ours"\nregular = "a.ttf"', "a font needs both weights"),
        ('[font]\nfamily = "Ours"\nregular = "a.ttf"\nsemibold = "b.ttf"', "the font file .*a.ttf cannot be read"),
    ],
)  # fmt: skip
def test_a_broken_house_style_is_refused_with_its_rule(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(PackError, match=words):
        house(tmp_path, text)


def test_a_key_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="palette: unknown key accent"):
        house(tmp_path, '[palette]\naccent = "#154273"')


def test_colour_blind_distances_are_those_of_the_model() -> None:
    assert style.colour_blind_distance("#154273", "#154273")[1] == 0
    red_green = style.colour_blind_distance("#B00000", "#4E6B00")
    assert red_green[0] in ("protanopia", "deuteranopia")
    assert red_green[1] < 40 < style.colour_blind_distance("#154273", "#C64600")[1]


def test_a_ministry_gets_its_own_name_colours_and_logo(built: Project, tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    shutil.copytree(built.root, project.root, ignore=shutil.ignore_patterns("build"))
    matplotlib.image.imsave(project.reports / "logo.png", np.zeros((8, 24, 3)))
    (project.reports / "house.toml").write_text(
        'name_en = "Ministry of Examples"\nname_nl = "Ministerie van Voorbeelden"\nlogo = "logo.png"\n'
        '[palette]\nprimary = "#4B0055"\nhighlight = "#A05A00"\n',
        "utf-8",
    )
    request = Request((2018, 2019, 2020), newest_release(project), ("nl",), ("html", "svg", "pptx"))
    made = make_pack(project, request, tmp_path / "pack", quiet_step)
    page = (made.folder / "index.nl.html").read_text("utf-8")
    assert 'alt="Ministerie van Voorbeelden"' in page
    assert "--primary:#4B0055" in page
    picture = (made.folder / "charts" / "nl_departures.nl.svg").read_text("utf-8")
    assert "#4b0055" in picture and "#154273" not in picture
