"""What stands in front of a pack: changes since a day, what is provisional, which claims fail, licences."""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import date
from pathlib import Path

import pytest

from migration_stats.cli import main
from migration_stats.packs.pack import Request, make_pack
from migration_stats.project import Project
from migration_stats.steps import quiet_step

PAGE_ONLY = ("html", "png")  # other formats are tested where they are read back
YEARS = (2018, 2019, 2020)


def front(folder: Path, code: str) -> str:
    """The text of the front section and the licences, tags taken out."""
    page = (folder / f"index.{code}.html").read_text("utf-8")
    section = page[page.index('<h2 id="front">') : page.index("</section>", page.index('<h2 id="front">'))]
    colophon = page[page.index('<h2 id="colophon">') :]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", section + colophon)))


@pytest.fixture(scope="module")
def early(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As of 1 June 2020: the Frontex edition of March 2020 has come within the year."""
    folder = tmp_path_factory.mktemp("front") / "pack"
    make_pack(built, Request(YEARS, date(2020, 6, 1), ("nl", "en"), PAGE_ONLY), folder, quiet_step)
    return folder


def test_what_changed_is_told_with_its_numbers(early: Path) -> None:
    assert "What changed since 1 June 2019" in front(early, "en")
    assert "279 for new periods, 2 filled that were missing, 5 revised" in front(early, "en")
    # Frontex's annex table 11 in the editions of 2019 and 2020: 286,875 and 283,880
    assert "2018, from 286,875 to 283,880 (−1.0%)" in front(early, "en")
    assert "2018, van 286.875 naar 283.880 (−1,0%)" in front(early, "nl")
    with (early / "data" / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    revised = {
        (row["partner"], row["value_before"], row["value_after"]) for row in rows if row["kind"] == "revision"
    }
    assert ("all_routes", "150114", "149117") in revised
    assert {row["period"][:4] for row in rows} == {"2018", "2019", "2020"}


def test_another_day_or_pack_may_be_given(
    built: Project, early: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    asked = ["pack", "--as-of", "2021-06-01", "--lang", "en", "--out", str(tmp_path / "pack"), "--since"]
    assert main([*asked, str(early)]) == 0
    assert "What changed since 1 June 2020" in front(tmp_path / "pack", "en")
    assert main([*asked, "2021-05-01"]) == 0
    assert "Between 1 May 2021 and 1 June 2021 nothing changed in these years." in front(
        tmp_path / "pack", "en"
    )
    assert json.loads((tmp_path / "pack" / "manifest.json").read_text("utf-8"))["since"] == "2021-05-01"


def test_the_day_a_year_before_a_leap_day() -> None:
    assert Request(YEARS, date(2020, 2, 29), ("en",)).since_day == date(2019, 2, 28)
    assert Request(YEARS, date(2020, 3, 1), ("en",)).since_day == date(2019, 3, 1)


def test_provisional_claims_and_licences(built: Project, early: Path, tmp_path: Path) -> None:
    """As of June 2026 one target is a forecast, and two of the letter's statements do not hold."""
    make_pack(built, Request(YEARS, date(2026, 6, 12), ("en",), PAGE_ONLY), tmp_path / "pack", quiet_step)
    text = front(tmp_path / "pack", "en")
    assert "Figure 15, Target: 8,000ᶠ (2018, half 2)" in text
    assert "of 50 statements, 6 hold and 2 do not" in text
    assert "‘circa 12%’ does not hold: 39,746" in text
    assert "13,500 (2021, half 1) + 11,000 (2021, half 2) = 24,500" in text
    assert "COA, Bezetting" not in text  # no chart of this pack draws it
    assert "Frontex, Risk Analysis, annex table 3 : Reuse allowed with acknowledgement of Frontex" in text
    assert "No document that is checked here was public on that day." in front(early, "en")
    assert "Geen document dat hier getoetst wordt was op die dag openbaar." in front(early, "nl")
