"""Which figures may be compared: every reason, on figures as published."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from migration_stats.cells import figure_at, parse_address
from migration_stats.cli import main
from migration_stats.comparisons import compare, compare_cells
from migration_stats.errors import ComparisonError
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 30)
FRONTEX = "frontex_detections/detections/EU_EXTERNAL/all_routes"
MONTHLY = "frontex_detections_monthly/detections_*/EU_EXTERNAL/*"
LETTER = "letter_2021_01_11/arrivals_from_turkiye/EU/TR/2019"
COMMISSION = "eu_turkey_statement/arrivals_from_turkiye/EU/TR"
ORDERED = "eurostat_enforcement/ordered_to_leave"
APPLICANTS = "eurostat_asylum_applicants/asylum_applicants"

NOT_COMPARABLE = [
    (f"{FRONTEX}/2019", "unhcr_mediterranean_arrivals/sea_arrivals/ESP/2018", "different concepts: Detections"),
    ("cbs_asylum/asylum_first_applications/NL01/2018", f"{APPLICANTS}/NL/2018", "different measures: First asylum"),
    ("coa_occupancy/reception_occupancy/NLD/2018-12-31", "dtv_departures/departures/NLD/2018", "a stock against a flow"),
    (f"{MONTHLY}/2019-H1", f"{FRONTEX}/2019", "part of a year against a year: 2019-H1 / 2019"),
    (f"{MONTHLY}/2019-H1", f"{MONTHLY}/2019-Q1", "different frequencies: 2019-H1 / 2019-Q1"),
    (f"{MONTHLY}/2019-H2", f"{MONTHLY}/2019-H1", "different parts of the year: 2019-H2 / 2019-H1"),
    (LETTER, f"{COMMISSION}/2019-01-01/2019-12-15", "part of a year against a year"),
    (f"{ORDERED}/EU28/2018", f"{ORDERED}/NL/2018", "different compositions: European Union, 28"),
    (f"{ORDERED}/EL/2018", f"{ORDERED}/NL/2018", "different areas: Greece / Netherlands"),
    (f"{FRONTEX}/2019", "frontex_detections/detections/EU_EXTERNAL/western_african/2019", "different routes"),
    (f"{APPLICANTS}/NL/2021", f"{APPLICANTS}/NL/2020", "break in the series: Regulation (EU) 2020/851"),
    ("cbs_asylum/asylum_first_applications/NL01/2014", "cbs_asylum/asylum_first_applications/NL01/2013", "CBS March 2014"),
    ("cbs_resettlement/resettled/NL01/2019", "unhcr_resettlement/resettlement_arrivals/NLD/2019", "publishers: CBS / UNHCR"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "base", "reason"), NOT_COMPARABLE)
def test_not_comparable(con: duckdb.DuckDBPyConnection, cell: str, base: str, reason: str) -> None:
    made = compare_cells(con, parse_address(cell), parse_address(base), DAY)
    assert made.verdict == "not comparable"
    assert reason in made.reason_en
    assert made.reason_nl
    assert made.reason_nl != made.reason_en


def test_comparable_and_with_a_note(con: duckdb.DuckDBPyConnection) -> None:
    made = compare_cells(con, parse_address(f"{FRONTEX}/2019"), parse_address(f"{FRONTEX}/2018"), DAY)
    assert (made.verdict, made.reason_en, made.change) == ("comparable", "", 141_846 - 149_117)
    noted = compare_cells(con, parse_address(LETTER), parse_address(f"{COMMISSION}/2018"), DAY)
    assert noted.verdict == "comparable with a note"
    assert "sources reconciled" in noted.reason_en
    assert "quoted by a secondary source" in noted.reason_en
    assert noted.percent_low == pytest.approx(100 * (75_500 / 50_789 - 1))
    assert noted.percent_high == pytest.approx(100 * (76_500 / 50_789 - 1))


def test_a_break_is_crossed_only_when_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    ends = parse_address(f"{APPLICANTS}/NL/2021"), parse_address(f"{APPLICANTS}/NL/2020")
    assert compare_cells(con, *ends, DAY).verdict == "not comparable"
    crossed = compare_cells(con, *ends, DAY, across_breaks=True)
    assert crossed.verdict == "comparable with a note"
    assert "Regulation (EU) 2020/851" in crossed.reason_en
    rows = compare(con, "asylum_applicants", DAY, years=[2020, 2021], across_breaks=True)
    assert set(rows.loc[(rows["geo"] == "NL") & (rows["period"] == "2021"), "verdict"]) == {
        "comparable with a note"
    }


def test_months_fill_a_half_year(con: duckdb.DuckDBPyConnection) -> None:
    """43,794 and 39,746 by a csv reader and a dict."""
    sums: dict[str, int] = {}
    (file,) = (ROOT / "data" / "raw" / "frontex_detections_monthly").glob("*.csv")
    for row in csv.DictReader(file.read_text("utf-8").splitlines()):
        year, month = row["period"].split("-")
        if int(month) <= 6:
            sums[year] = sums.get(year, 0) + int(row["value"])
    for year, printed in (("2019", 43_794), ("2020", 39_746)):
        figure = figure_at(con, parse_address(f"{MONTHLY}/{year}-H1"), DAY)
        assert figure is not None
        assert figure.value == sums[year] == printed
        assert figure.described["measure"] == "detections"
        assert figure.described["obs_status"] == "x"
    assert figure_at(con, parse_address(f"{MONTHLY}/2025-H1"), DAY) is None  # May and June are not there


def test_what_cannot_be_added_up_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ComparisonError, match="cannot be added up, concept differs"):
        figure_at(con, parse_address("eurostat_enforcement/*/NL/2018"), date(2019, 12, 31))
    with pytest.raises(ComparisonError, match="are not all parts of one measure"):
        figure_at(con, parse_address("dtv_departures/departures_*[tf]*/NLD/2022"), DAY)
    with pytest.raises(ComparisonError, match="is no address of a figure: write source/measure/geo/period"):
        parse_address("detections 2019")


def test_a_composition_is_rebuilt_from_its_countries(con: duckdb.DuckDBPyConnection) -> None:
    """By another route: the 27 countries of the file, added up; Croatia joined in 2013 and is in every year."""
    file = ROOT / "data" / "raw" / "eurostat_asylum_applicants" / "2025.csv"
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    outside = {"UK", "IS", "LI", "NO", "CH", "TR", "ME"}
    sums = {
        year: sum(int(row["value"]) for row in rows if row["period"] == year and row["geo"] not in outside)
        for year in ("2019", "2020")
    }
    found = compare(con, "asylum_applicants", DAY, years=[2019, 2020], rebuild="EU27_2020")
    eu = found[found["geo"] == "EU27_2020"].set_index("period")
    assert dict(eu["value"]) == sums
    assert eu.loc["2020", "verdict"] == "comparable with a note"
    assert eu.loc["2020", "reason_en"] == "derived"
    gap = compare(con, "ordered_to_leave", DAY, years=[2018], rebuild="EU27_2020")
    with pytest.raises(ComparisonError, match="'EU99' is no composition"):
        compare(con, "asylum_applicants", DAY, years=[2019], rebuild="EU99")
    assert len(gap)


def test_a_country_without_a_figure_leaves_no_sum(con: duckdb.DuckDBPyConnection) -> None:
    rows = compare(con, "returned_total", DAY, years=range(2009, 2019), rebuild="EU27_2020")
    for row in rows[rows["geo"] == "EU27_2020"].to_dict("records"):
        parts = rows[(rows["period"] == row["period"]) & (rows["source_id"] == row["source_id"])]
        filled = (
            parts[~parts["geo"].isin(["EU27_2020", "EU28", "EU27_2007", "UK", "IS", "LI", "NO", "CH"])][
                "value"
            ]
            .notna()
            .sum()
        )
        assert (filled == 27) == (row["missing_reason"] == ""), row
        assert (row["missing_reason"] == "") == (row["value"] == row["value"]), row


def test_what_hinders_stands_in_the_reference_tables(
    small: Callable[..., Project], con: duckdb.DuckDBPyConnection
) -> None:
    """Without its record the letter's figure is another publisher's; and a reason that is no hindrance is a note."""
    ends = parse_address(LETTER), parse_address(f"{COMMISSION}/2018")
    assert compare_cells(con, *ends, DAY).verdict == "comparable with a note"
    project = small("eu_turkey_statement", "nl_housing_targets")
    records = project.reference / "reconciliations.csv"
    lines = records.read_text("utf-8").splitlines()
    records.write_text(
        "\n".join(line for line in lines if "arrivals_from_turkiye" not in line) + "\n", "utf-8"
    )
    refresh(project, step=quiet_step)
    with open_database(project) as other:
        made = compare_cells(other, *ends, DAY)
        assert made.verdict == "not comparable"
        assert made.reason_en.startswith(
            "different publishers: Ministerie van Justitie en Veiligheid / European"
        )
    reasons = project.reference / "comparability.csv"
    text = reasons.read_text("utf-8")
    reasons.write_text(text.replace("13,other_publisher,true", "13,other_publisher,false"), "utf-8")
    refresh(project, step=quiet_step)
    with open_database(project) as other:
        assert compare_cells(other, *ends, DAY).verdict == "comparable with a note"


def test_the_commands(
    built: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    assert main(["comparable", f"{FRONTEX}/2019", f"{FRONTEX}/2018", "--as-of", "2020-01-15"]) == 1
    assert (
        "no figure frontex_detections/detections/EU_EXTERNAL/all_routes/2019 was public"
        in capsys.readouterr().err
    )
    assert main(["comparable", f"{FRONTEX}/2019", f"{FRONTEX}/2018"]) == 0
    assert "change -7,271, -4.9 %" in capsys.readouterr().out
    assert main(["comparable", LETTER, f"{COMMISSION}/2018", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "comparable with a note"
    assert (found["cell"]["low"], found["cell"]["high"]) == (75_500, 76_500)
    bound = "letter_2021_01_11/arrivals_from_turkiye/EU/TR/2020"
    assert main(["comparable", bound, LETTER]) == 0
    out = capsys.readouterr().out
    assert f"{bound} = 18,000 (upper_bound, 0 to 18,000), published 2021-01-11" in out
    assert "change" not in out  # a bound has no change, only an interval
    assert main(["comparable", "letter_2021_01_11/ccte_children/TUR/2021-01-11", LETTER]) == 0
    assert "685,000 (lower_bound, 685,000 to no end)" in capsys.readouterr().out
    assert main(["compare", "resettled", "--years", "2019"]) == 0
    assert "1,875" in capsys.readouterr().out
    assert main(["compare", "resettled", "--periods", "2019,2019-H5"]) == 1
    assert "'2019-H5' is no period" in capsys.readouterr().err
    assert main(["triangle", "cbs_resettlement", "resettled", "NL01", "--years", "1999"]) == 1
    assert "nothing was published of this series for 1999" in capsys.readouterr().err
    assert main(["compare", "departures_forced", "--periods", "2019,2020-H1", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["verdict"] for row in rows] == [None, "not comparable"]
    assert "part of a year against a year" in rows[1]["reason_en"]
    assert main(["compare", "asylum_applicants", "--years", "2021-2022", "--rebuild", "EU27_2020"]) == 0
    assert "European Union, 27" not in capsys.readouterr().err
