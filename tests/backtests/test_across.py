"""One question, several publishers; and the resettlement quota by year: against the figures as published."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from migration_stats.cli import main
from migration_stats.comparisons import across, quota_ledger
from migration_stats.errors import ComparisonError
from migration_stats.project import Project

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 30)


def figures(
    con: duckdb.DuckDBPyConnection, question: str, year: int, day: date = DAY
) -> dict[tuple[str, str], float]:
    rows = across(con, question, day)
    return {
        (row["source_id"], row["measure"]): row["value"]
        for row in rows[(rows["year"] == year) & rows["value"].notna()].to_dict("records")
    }


def test_asylum_in_the_netherlands(con: duckdb.DuckDBPyConnection) -> None:
    assert figures(con, "asylum_nl", 2016) == {
        ("eurostat_asylum_applicants", "asylum_applicants"): 20_945,
        ("unhcr_asylum_applications", "asylum_applications"): 21_290,
        ("cbs_asylum", "asylum_first_applications"): 19_370,
        ("cbs_asylum", "asylum_applications_and_relatives"): 32_840,
        ("ind_asylum_inflow", "asylum_inflow"): 31_642,
    }
    rows = across(con, "asylum_nl", DAY)
    ind = rows[(rows["year"] == 2016) & (rows["source_id"] == "ind_asylum_inflow")].iloc[0]
    assert ind["gap"] == 31_642 - 20_945
    assert ind["gap_percent"] == pytest.approx(100 * (31_642 - 20_945) / 20_945)
    assert "following family members" in ind["gap_en"]
    assert "nareizende gezinsleden" in ind["gap_nl"]


def test_resettled_and_arrivals(con: duckdb.DuckDBPyConnection) -> None:
    assert figures(con, "resettled_nl", 2019) == {
        ("unhcr_resettlement", "resettlement_arrivals"): 1_870,
        ("cbs_resettlement", "resettled"): 1_875,
    }
    assert figures(con, "eu_arrivals", 2018) == {
        ("frontex_detections", "detections"): 149_117,
        ("frontex_detections_monthly", "detections_*"): 149_036,
    }
    assert figures(con, "eu_arrivals", 2018, date(2019, 6, 1)) == {
        ("frontex_detections", "detections"): 150_114
    }


def test_months_that_are_missing_leave_a_lower_bound(con: duckdb.DuckDBPyConnection) -> None:
    (file,) = (ROOT / "data" / "raw" / "unhcr_mediterranean_arrivals").glob("*.csv")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    of_2018 = [row["value"] for row in rows if row["period"].startswith("2018")]
    there = sum(int(value) for value in of_2018 if value.isdigit())
    found = across(con, "eu_arrivals", DAY)
    (unhcr,) = found[
        (found["year"] == 2018) & (found["source_id"] == "unhcr_mediterranean_arrivals")
    ].to_dict("records")
    assert unhcr["value"] != unhcr["value"]  # no figure
    assert unhcr["interval_low"] == there
    gaps = sum(not value.isdigit() for value in of_2018)
    assert unhcr["missing_reason"] == f"{gaps} of {len(of_2018)} cells without a figure"
    (short,) = found[
        (found["year"] == 2019) & (found["source_id"] == "unhcr_mediterranean_arrivals")
    ].to_dict("records")
    assert short["missing_reason"] == "11 of 12 months"


def test_the_quota_by_hand(con: duckdb.DuckDBPyConnection) -> None:
    """2,000 in four years, 1,000 from Türkiye in 2020, 100 from Greece deducted by the end of 2021."""
    rows = quota_ledger(con, DAY)
    cbs = rows[rows["source_id"] == "cbs_resettlement"]
    assert cbs["due"].tolist() == [1_500, 400, 500, 500]
    assert cbs["arrived"].tolist() == [425, 470, 1_405, 830]
    assert cbs["balance"].tolist() == [-1_075, -1_005, -100, 230]
    unhcr = rows[rows["source_id"] == "unhcr_resettlement"]
    assert unhcr["arrived"].tolist() == [419, 467, 1_394, 826]
    assert unhcr["due"].sum() == 2_000 + 1_000 - 100
    assert unhcr["balance"].tolist()[-1] == 419 + 467 + 1_394 + 826 - 2_900


def test_the_quota_without_a_figure_has_no_balance(con: duckdb.DuckDBPyConnection) -> None:
    rows = quota_ledger(con, date(2021, 1, 11))
    assert rows["arrived"].isna().all()
    assert rows["balance"].isna().all()
    assert rows["due_to_date"].tolist() == [1_500, 1_900, 2_400, 2_900] * 2
    with pytest.raises(ComparisonError, match="no resettlement quota was public on 2020-01-01"):
        quota_ledger(con, date(2020, 1, 1))


def test_the_commands(
    built: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    assert main(["across", "eu_arrivals", "--years", "2018"]) == 0
    out = capsys.readouterr().out
    assert "149,036 (-0.1 %)" in out
    assert "at least " in out
    assert "unhcr_mediterranean_arrivals *arrivals: persons, and only those who arrived in Greece" in out
    assert main(["across", "resettled_nl", "--json"]) == 0
    assert {row["source_id"] for row in json.loads(capsys.readouterr().out)} == {
        "unhcr_resettlement",
        "cbs_resettlement",
    }
    assert main(["across", "weather"]) == 1
    assert "Known: asylum_nl, eu_arrivals, resettled_nl" in capsys.readouterr().err
    assert main(["quota", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 8
    assert main(["quota"]) == 0
    assert "a balance below 0 is behind" in capsys.readouterr().out
