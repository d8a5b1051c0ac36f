"""Revisions that publishers really made, each against the figures as printed before and after."""

from __future__ import annotations

import csv
import itertools
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from migration_stats.cli import main
from migration_stats.errors import ComparisonError
from migration_stats.language import language
from migration_stats.project import Project
from migration_stats.revisions import changed_cells, paragraph, summary, triangle

ROOT = Path(__file__).parents[2]


def changes(
    con: duckdb.DuckDBPyConnection, before: date, after: date, of: str, kind: str
) -> dict[tuple[str, ...], tuple[float, ...]]:
    cells = changed_cells(con, before, after, of)
    return {
        (row["geo"], row["partner"], row["period"]): (row["value_before"], row["value_after"])
        for row in cells[cells["kind"] == kind].to_dict("records")
    }


def test_frontex_revised_2018_in_2020(con: duckdb.DuckDBPyConnection) -> None:
    days = date(2019, 6, 1), date(2020, 6, 1)
    assert changes(con, *days, "frontex_detections", "revision") == {
        ("EU_EXTERNAL", "all_routes", "2018"): (150_114, 149_117),
        ("EU_EXTERNAL", "western_african", "2018"): (1_531, 1_323),
        ("EU_EXTERNAL", "western_mediterranean", "2018"): (57_034, 56_245),
    }
    filled = changes(con, *days, "frontex_detections", "filled")
    assert {key[1]: value[1] for key, value in filled.items()} == {"black_sea": 0, "other": 0}
    assert len(changes(con, *days, "frontex_detections", "new_period")) == 10
    assert changes(con, *days, "effective_returns", "revision") == {("EU", "", "2018"): (148_121, 147_815)}


def test_eurostat_revised_the_netherlands(con: duckdb.DuckDBPyConnection) -> None:
    found = changes(con, date(2017, 7, 1), date(2019, 12, 1), "ordered_to_leave", "revision")
    assert found["NL", "", "2016"] == (32_950, 25_310)
    assert found["NL", "", "2015"] == (23_765, 19_015)


def test_a_half_year_under_a_years_label_is_another_definition(con: duckdb.DuckDBPyConnection) -> None:
    days = date(2023, 4, 27), date(2023, 8, 15)
    found = changes(con, *days, "unhcr_asylum_applications", "definition")
    assert found["NLD", "", "2022"] == (14_184, 36_986)
    assert {key[2] for key in found} == {"2022"}
    assert changes(con, *days, "unhcr_asylum_applications", "revision") == {}


def test_the_housing_target_was_cut_on_one_day(con: duckdb.DuckDBPyConnection) -> None:
    found = changes(con, date(2019, 3, 25), date(2019, 3, 26), "housing_target", "revision")
    assert found == {("NLD", "", "2019-H1"): (8_000, 6_000)}
    later = changes(con, date(2021, 3, 28), date(2021, 3, 29), "housing_target", "revision")
    assert later == {("NLD", "", "2021-H2"): (13_500, 11_000)}


def test_every_change_of_the_eight_releases_by_another_route(con: duckdb.DuckDBPyConnection) -> None:
    """Each pair of UNHCR releases through a csv reader: the cells whose text differs, in number and sum."""
    folder = ROOT / "data" / "raw" / "unhcr_resettlement"
    files = sorted(folder.glob("*.csv"))
    read = {
        file.stem: {
            (row["geo"], row["period"]): row["value"]
            for row in csv.DictReader(file.read_text("utf-8").splitlines())
        }
        for file in files
    }  # fmt: skip
    for before, after in itertools.pairwise(files):
        old, new = read[before.stem], read[after.stem]
        differ = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        cells = changed_cells(
            con, date.fromisoformat(before.stem), date.fromisoformat(after.stem), "unhcr_resettlement"
        )
        same_value = cells["value_before"].fillna(-1) == cells["value_after"].fillna(-1)
        flag_only = same_value & cells["published_before"].notna() & cells["published_after"].notna()
        found = {(row["geo"], row["period"]) for row in cells[~flag_only].to_dict("records")}
        assert found == differ, after.stem
        assert differ


def test_the_triangle_is_what_each_edition_printed(con: duckdb.DuckDBPyConnection) -> None:
    rows = triangle(con, "frontex_detections", "detections", "EU_EXTERNAL", "all_routes")
    of_2018 = rows[rows["period"] == "2018"]
    assert of_2018["value"].tolist() == [150_114, 149_117, 149_117]
    assert of_2018["change"].tolist()[1:] == [-997, 0]
    nld = triangle(con, "unhcr_asylum_applications", "asylum_applications", "NLD")
    assert nld[nld["period"] == "2023"]["value"].tolist() == [15_543, 39_680, 39_680, 39_680, 39_680, 39_680]
    with pytest.raises(
        ComparisonError, match="nothing was published of detections, MARS by frontex_detections"
    ):
        triangle(con, "frontex_detections", "detections", "MARS")


def test_one_plain_paragraph_in_each_language(con: duckdb.DuckDBPyConnection) -> None:
    before, after = date(2019, 6, 1), date(2020, 6, 1)
    cells = changed_cells(con, before, after, "frontex_detections")
    assert paragraph(cells, before, after, language("en"), "frontex_detections") == (
        "Between 1 June 2019 and 1 June 2020, 15 figures changed in frontex_detections: 10 for new periods, 2 filled "
        "that were missing, 3 revised. The largest revision: Detections of illegal border-crossing, EU external "
        "borders, All routes, 2018, from 150,114 to 149,117 (−0.7%)."
    )
    dutch = paragraph(cells, before, after, language("nl"), "frontex_detections")
    assert "15 cijfers" in dutch
    assert "van 150.114 naar 149.117 (−0,7%)" in dutch
    assert summary(cells).to_dict("records") == [
        {
            "source_id": "frontex_detections",
            "measure": "detections",
            "new_period": 10,
            "filled": 2,
            "revision": 3,
        }
    ]
    nothing = changed_cells(con, after, after)
    assert paragraph(nothing, after, after, language("en")).endswith("nothing changed in all sources.")


def test_the_commands(
    built: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    asked = ["revisions", "--from", "2019-06-01", "--to", "2020-06-01", "--of", "frontex_returns"]
    assert main([*asked, "--json"]) == 0
    kinds = sorted(row["kind"] for row in json.loads(capsys.readouterr().out))
    assert kinds == ["new_period", "new_period", "revision", "revision"]
    assert main([*asked, "--lang", "nl"]) == 0
    assert "4 cijfers" in capsys.readouterr().out
    assert main(["triangle", "frontex_returns", "effective_returns", "EU"]) == 0
    out = capsys.readouterr().out
    assert "138,860" in out
    assert "139,377" in out
    for arguments, words in (
        (["--from", "2020-01-01", "--to", "2019-01-01"], "give the earlier day first"),
        (["--from", "2020-01-01", "--of", "moon"], "'moon' is no source, series or measure"),
    ):
        assert main(["revisions", *arguments]) == 1
        assert words in capsys.readouterr().err
