"""What the titles of charts say, from the publications by another route."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from migration_stats.packs.pack import Request, make_pack, newest_release
from migration_stats.project import Project
from migration_stats.steps import quiet_step

PAGE_ONLY = ("html", "png")  # other formats are tested where they are read back
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def titles(built: Project) -> dict[str, str]:
    made = make_pack(
        built, Request((2018, 2019, 2020), newest_release(built), ("nl", "en"), PAGE_ONLY), step=quiet_step
    )
    listed = json.loads((made.folder / "manifest.json").read_text("utf-8"))["charts"]
    return {chart_id: each["en"] for chart_id, each in listed.items()}


def departures(kind: str) -> dict[str, int]:
    found = {}
    for name in ("2020-07.csv", "2023-11.csv"):  # the later one has the later years
        text = (ROOT / "data/raw/dtv_departures" / name).read_text("utf-8")
        rows = csv.DictReader(text.splitlines())
        found |= {row["period"]: int(row["value"]) for row in rows if row["measure"] == kind}
    return found


def test_most_left_without_supervision_in_each_year(titles: dict[str, str]) -> None:
    unsupervised = departures("departures_unsupervised")
    for kind in ("departures_independent", "departures_forced"):
        other = departures(kind)
        for year in ("2018", "2019", "2020"):
            assert unsupervised[year] - 10 > other[year]
    assert titles["nl_departures"].startswith("Every year more people left without supervision")


def test_the_count_of_countries_by_another_route(titles: dict[str, str]) -> None:
    """22 of 27, by a csv reader and a dict; a country counts as fewer where rounding to five cannot have made it so."""
    rows = csv.DictReader(
        (ROOT / "data/raw/eurostat_asylum_applicants/2025.csv").read_text("utf-8").splitlines()
    )
    values = {(row["geo"], row["period"]): row["value"] for row in rows}
    outside = {"UK", "IS", "LI", "NO", "CH", "TR", "ME"}
    pairs = [
        (int(value), int(values[geo, "2019"]))
        for (geo, period), value in values.items()
        if period == "2020" and geo not in outside and value.isdigit() and values[geo, "2019"].isdigit()
    ]
    assert titles["eu_asylum_applicants"].startswith("22 of 27 EU countries had fewer")
    assert (sum(last + 2 < before - 2 for last, before in pairs), len(pairs)) == (22, 27)


def test_no_change_is_stated_across_a_break(built: Project, tmp_path: Path) -> None:
    """Regulation (EU) 2020/851 applies from 2021: that year is not set against 2020."""
    made = make_pack(
        built, Request((2020, 2021), newest_release(built), ("en",), PAGE_ONLY), tmp_path / "pack", quiet_step
    )
    titles = json.loads((made.folder / "manifest.json").read_text("utf-8"))["charts"]
    assert (
        titles["eu_asylum_applicants"]["en"]
        == "Germany had the most asylum applicants of the EU in 2021: 190,615"
    )
