"""The command: what a person and a program get, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migration_stats.cli import main
from migration_stats.project import Project

Small = Callable[..., Project]


@pytest.fixture(autouse=True)
def in_project(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_sources_lists_each_with_releases_freshness_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "sources", "--json")
    listed = {row["source_id"]: row for row in json.loads(out)}
    assert code == 0
    assert len(listed) == 39
    assert (listed["cbs_80059ned"]["releases"], listed["cbs_80059ned"]["freshness"]) == (0, "none")
    unhcr = listed["unhcr_resettlement"]
    assert (unhcr["releases"], unhcr["refused"], unhcr["observations"]) == (8, 0, 1784)
    assert unhcr["newest"].startswith("2026-06-12")
    assert unhcr["verdict"] in ("passed", "warning")
    assert listed["frontex_detections"]["freshness"] == "late"
    assert listed["letter_2021_01_11"]["freshness"] == "ended"
    code, out, _ = run(capsys, "sources")
    assert "frontex_detections " in out


def test_compare_gives_the_change_as_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "compare", "detections", "--years", "2018-2019", "--as-of", "2020-06-01", "--json"
    )
    assert code == 0
    (total,) = [
        row for row in json.loads(out) if row["partner"] == "all_routes" and row["base_period"] == "2018"
    ]
    assert (total["value"], total["base_value"], total["change"]) == (141_846, 149_117, -7_271)
    assert round(total["change_percent"], 1) == -4.9
    assert (total["verdict"], total["reason_en"]) == ("comparable", "")
    code, out, _ = run(capsys, "compare", "detections", "--years", "2018-2019", "--as-of", "2020-06-01")
    assert "as of 2020-06-01" in out
    assert "-4.9 %" in out


def test_a_comparison_that_would_mislead_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """UNHCR's 2022 of April 2023 is half a year under a year's label: 14,184 is no fall from 26,507."""
    asked = ["compare", "asylum_applications", "--years", "2021-2022", "--as-of", "2023-04-27", "--json"]
    rows = json.loads(run(capsys, *asked)[1])
    (row,) = [row for row in rows if row["geo"] == "NLD" and row["base_period"]]
    assert (row["value"], row["base_value"], row["verdict"]) == (14_184, 26_507, "not comparable")
    assert row["reason_en"] == "definition differs at one end"


def test_a_bound_gives_no_change_but_an_interval(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "compare", "arrivals_from_turkiye", "--years", "2019,2020", "--json")
    (row,) = [row for row in json.loads(out) if row["base_period"] == "2019"]
    assert (row["qualifier"], row["base_qualifier"]) == ("upper_bound", "approximate")
    assert row["change_percent"] is None
    assert row["change_percent_low"] == -100
    assert round(row["change_percent_high"], 2) == round(100 * (18_000 / 75_500 - 1), 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["compare", "crossings", "--years", "2018"],
            "'crossings' is no series and no measure. Known: arrival",
        ),
        (["compare", "detections", "--years", "1999"], "no figure of 'detections' for 1999 was public on"),
        (["compare", "detections", "--years", "2020-2018"], "years '2020-2018' are not understood"),
        (["query", "select * from nowhere"], "nowhere"),
        (["query", "drop table observations"], "read-only"),
        (["pack", "--lang", "fr"], "language 'fr' is none of nl, en"),
    ],
)
def test_errors_say_what_and_what_next(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("migration-stats: ")
    assert words in err


def test_a_word_that_is_no_date_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["pack", "--as-of", "last year"])
    assert stopped.value.code == 2
    assert "'last year' is no date" in capsys.readouterr().err


def test_query_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    sql = "select period, value, missing_reason from resettlement where geo = 'NLD' and year in (2014, 2015) order by 1"
    code, out, _ = run(capsys, "query", sql, "--json")
    assert code == 0
    assert json.loads(out) == [
        {"period": "2014", "value": 784, "missing_reason": ""},
        {"period": "2015", "value": None, "missing_reason": "blank"},
    ]
    assert "784" in run(capsys, "query", sql)[1]
    assert run(capsys, "query", "select 1 where false")[1] == "no rows\n"


def test_refresh_ends_non_zero_naming_the_refused_source(
    small: Small, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small("cbs_resettlement")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    pins = project.expectations / "row_counts.csv"
    pins.write_text(
        pins.read_text().replace("cbs_resettlement,2024.csv,2017,1\n", "cbs_resettlement,2024.csv,2017,2\n")
    )
    code, out, err = run(capsys, "refresh")
    assert code == 1
    assert "refused: data/raw/cbs_resettlement/2024.csv: row_counts: year 2017" in err
    assert "validate  cbs_resettlement" in err  # progress, a line per source and stage
    assert "built: 2 sources, 2 releases (1 refused)" in out
    code, out, err = run(capsys, "refresh", "--json")
    assert code == 1
    assert json.loads(out)["built"] is False
    run(capsys, "pin")
    code, out, _ = run(capsys, "refresh", "--json")
    assert (code, json.loads(out)["refused"]) == (0, [])


def test_outside_a_checkout_the_next_step_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(tmp_path))
    code, _, err = run(capsys, "sources")
    assert code == 1
    assert "clone the repository and run inside it" in err
