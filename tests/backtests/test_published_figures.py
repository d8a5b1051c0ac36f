"""Figures from publications, asserted as printed, and every transcribed figure against the facts beside us."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

NEWEST = date(9999, 12, 31)


def value(con: duckdb.DuckDBPyConnection, as_of: date, **cell: str) -> float | None:
    """The one value of a cell as of a day."""
    given = " and ".join(f"{name} = ${name}" for name in cell)
    rows = con.execute(
        f"select value from figures_as_of($as_of) where {given}",
        {"as_of": as_of, **cell},
    ).fetchall()
    assert len(rows) == 1, (cell, rows)
    return rows[0][0]  # type: ignore[no-any-return]


TOTAL = {"source_id": "frontex_detections", "partner": "all_routes"}
MAY_2020, JUNE_2021 = date(2020, 6, 1), date(2021, 6, 1)


@pytest.mark.parametrize(
    ("as_of", "cell", "printed"),
    [
        (date(2019, 6, 1), {**TOTAL, "period": "2018"}, 150_114),
        (MAY_2020, {**TOTAL, "period": "2018"}, 149_117),
        (JUNE_2021, {"source_id": "frontex_detections", "partner": "eastern_mediterranean", "period": "2019"}, 83_333),
        (JUNE_2021, {"source_id": "frontex_detections", "partner": "eastern_mediterranean", "period": "2020"}, 20_283),
        (MAY_2020, {"measure": "effective_returns", "period": "2019"}, 138_860),
        (JUNE_2021, {"measure": "effective_returns", "period": "2019"}, 139_377),
        (date(2023, 4, 27), {"measure": "asylum_applications", "geo": "NLD", "period": "2022"}, 14_184),
        (NEWEST, {"measure": "asylum_applications", "geo": "NLD", "period": "2022"}, 36_986),
        (date(2019, 3, 25), {"measure": "housing_target", "period": "2019-H1"}, 8_000),
        (date(2019, 3, 26), {"measure": "housing_target", "period": "2019-H1"}, 6_000),
        (NEWEST, {"measure": "housing_target", "period": "2020-H1"}, 5_500),
        (NEWEST, {"measure": "housing_target", "period": "2020-H2"}, 6_500),
        (date(2021, 3, 28), {"measure": "housing_target", "period": "2021-H2"}, 13_500),
        (NEWEST, {"measure": "housing_target", "period": "2021-H2"}, 11_000),
        (NEWEST, {"source_id": "cbs_resettlement", "period": "2015"}, 450),
        (NEWEST, {"source_id": "unhcr_resettlement", "geo": "NLD", "period": "2015"}, None),
        (date(2018, 1, 1), {"measure": "ordered_to_leave", "geo": "NL", "period": "2016"}, 32_950),
        (NEWEST, {"measure": "ordered_to_leave", "geo": "NL", "period": "2016"}, 25_310),
        (NEWEST, {"source_id": "letter_2021_01_11", "measure": "resettled_from_turkiye", "period": "2019"}, 7_020),
    ],
)  # fmt: skip
def test_value_as_of(
    con: duckdb.DuckDBPyConnection, as_of: date, cell: dict[str, str], printed: float | None
) -> None:
    assert value(con, as_of, **cell) == printed


@pytest.mark.parametrize(
    ("as_of", "years", "percent"), [(MAY_2020, [2018, 2019], -4.9), (JUNE_2021, [2019, 2020], -11.7)]
)
def test_change_of_all_routes(
    con: duckdb.DuckDBPyConnection, as_of: date, years: list[int], percent: float
) -> None:
    rows = con.execute(
        "select change_percent from compare_years('detections', $years, $as_of)"
        " where source_id = 'frontex_detections' and partner = 'all_routes' and base_period is not null",
        {"years": years, "as_of": as_of},
    ).fetchall()
    assert [round(row[0], 1) for row in rows] == [percent]


@pytest.mark.parametrize(("year", "printed"), [(2019, 43_794), (2020, 39_746)])
def test_first_half_of_the_monthly_file(con: duckdb.DuckDBPyConnection, year: int, printed: int) -> None:
    rows = con.execute(
        "select sum(value) from arrivals where source_id = 'frontex_detections_monthly'"
        " and year = $year and month(period_start) <= 6",
        {"year": year},
    ).fetchall()
    assert rows == [(printed,)]


def test_housing_target_of_2020_is_derived_and_adds_up(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select period, value, obs_status from housing_targets"
        " where source_id = 'nl_housing_targets' and measure = 'housing_target' and year = 2020 order by period"
    ).fetchall()
    assert rows == [("2020-H1", 5500, "x"), ("2020-H2", 6500, "")]
    stated = con.execute("select value from letter_figures where figure = 'target_2020'").fetchall()
    assert stated == [(sum(row[1] for row in rows),)] == [(12_000,)]


@pytest.mark.parametrize(
    ("year", "inhabitants", "municipalities"),
    [(2019, 17_282_163, 355), (2020, 17_407_585, 355), (2021, 17_475_415, 352)],
)
def test_population(con: duckdb.DuckDBPyConnection, year: int, inhabitants: int, municipalities: int) -> None:
    rows = con.execute(
        "select sum(value), count(value) from observations where measure = 'population' and year(period_end) = $year",
        {"year": year},
    ).fetchall()
    assert rows == [(inhabitants, municipalities)]
    count = con.execute(
        "select value from observations where measure = 'municipalities' and year(period_end) = $year",
        {"year": year},
    ).fetchall()
    assert count == [(municipalities,)]


def test_routes_add_up_to_the_printed_total_in_all_twelve_release_years() -> None:
    """By another route: the snapshots through a csv reader and a dict, against the totals as printed."""
    printed = {
        ("2019-02.csv", "2015"): 1_822_177, ("2019-02.csv", "2016"): 511_146, ("2019-02.csv", "2017"): 204_750,
        ("2019-02.csv", "2018"): 150_114, ("2020-03.csv", "2016"): 511_146, ("2020-03.csv", "2017"): 204_750,
        ("2020-03.csv", "2018"): 149_117, ("2020-03.csv", "2019"): 141_846, ("2021-04.csv", "2017"): 204_750,
        ("2021-04.csv", "2018"): 149_117, ("2021-04.csv", "2019"): 141_846, ("2021-04.csv", "2020"): 125_226,
    }  # fmt: skip
    folder = Path(__file__).parents[2] / "data" / "raw" / "frontex_detections"
    summed: dict[tuple[str, str], int] = defaultdict(int)
    for file in folder.glob("*.csv"):
        for row in csv.DictReader(file.read_text("utf-8").splitlines()):
            if row["partner"] != "all_routes" and row["value"].isdigit():
                summed[file.name, row["period"]] += int(row["value"])
    assert summed == printed


# --- every fact of ../shared/figures is in the store, with its release ----------------------------------

MEASURES = {
    "ordered to leave": "ordered_to_leave",
    "returned, total": "returned_total",
    "returned to a third country": "returned_third_country",
    "return decisions issued": "return_decisions",
    "effective returns": "effective_returns",
}


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "figures" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stored(
    con: duckdb.DuckDBPyConnection, source_id: str, columns: str
) -> dict[tuple[str, ...], float | None]:
    rows = con.execute(
        f"select {columns}, o.value from staging.stg_observations o join releases r"
        " using (source_id, snapshot_sha256) join geographies g using (geo_scheme, geo) where source_id = $id",
        {"id": source_id},
    ).fetchall()
    found = {tuple(row[:-1]): row[-1] for row in rows}
    assert len(found) == len(rows)
    return found


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize(
    ("file", "source_id", "columns", "key", "column"),
    [
        ("frontex_returns_eu_annual_vintages.csv", "frontex_returns", "o.measure, o.period, r.published",
         lambda row: (MEASURES[row["measure"]], row["year"], row["published"]), "persons"),
        ("unhcr_asylum_applications_annual_vintages.csv", "unhcr_asylum_applications", "o.geo, o.period, r.published",
         lambda row: (row["country"], row["year"], row["published"]), "applications"),
        ("unhcr_resettlement_arrivals_annual_vintages.csv", "unhcr_resettlement", "o.geo, o.period, r.published",
         lambda row: (row["country"], row["year"], row["published"]), "persons"),
        ("eurostat_asylum_applicants_annual.csv", "eurostat_asylum_applicants", "o.geo, o.period",
         lambda row: (row["geo"], row["year"]), "applicants"),
        ("netherlands_population_by_municipality.csv", "cbs_population", "o.geo, g.name_nl, cast(o.period_end as varchar)",
         lambda row: (row["code"], row["municipality"], row["reference_date"]), "inhabitants"),
        ("unhcr_mediterranean_arrivals_monthly.csv", "unhcr_mediterranean_arrivals",
         "g.name_en, case o.measure when 'arrivals' then 'all' else replace(o.measure, '_arrivals', '') end, o.period",
         lambda row: (row["country"], row["border"], row["month"]), "arrivals"),
    ],
    ids=lambda each: each if isinstance(each, str) and each.endswith(".csv") else "",
)  # fmt: skip
def test_every_fact_is_stored(con, shared, file, source_id, columns, key, column) -> None:  # type: ignore[no-untyped-def]
    expected = {key(row): number(row[column]) for row in facts(shared, file)}
    assert stored(con, source_id, columns) == expected


def test_every_detection_is_stored(con: duckdb.DuckDBPyConnection, shared: Path) -> None:
    names = {
        "all routes": "All routes",
        "Circular from Albania to Greece": "Circular route from Albania to Greece",
    }
    annual = con.execute(
        "select p.name_en, o.period, r.published, o.value from staging.stg_observations o"
        " join releases r using (source_id, snapshot_sha256) join partners p using (partner_kind, partner)"
        " where source_id = 'frontex_detections'"
    ).fetchall()
    expected = {
        (names.get(row["route"], row["route"]), row["year"], row["published"], number(row["detections"]))
        for row in facts(shared, "frontex_detections_by_route_annual_vintages.csv")
    }
    assert set(annual) == expected
    monthly = con.execute(
        "select p.name_en, o.measure, o.period, o.value from staging.stg_observations o"
        " join partners p using (partner_kind, partner) where source_id = 'frontex_detections_monthly'"
    ).fetchall()
    assert set(monthly) == {
        (names.get(row["route"], row["route"]), f"detections_{row['border'].lower()}", row["month"],
         float(row["detections"]))
        for row in facts(shared, "frontex_detections_monthly.csv")
    }  # fmt: skip


def test_every_enforcement_figure_is_stored_with_its_flag(
    con: duckdb.DuckDBPyConnection, shared: Path
) -> None:
    rows = con.execute(
        "select o.measure, o.period, r.published, o.value, o.obs_status, g.name_en"
        " from staging.stg_observations o join releases r using (source_id, snapshot_sha256)"
        " join geographies g using (geo_scheme, geo) where source_id = 'eurostat_enforcement'"
    ).fetchall()
    names = {
        "Czech Republic": "Czechia",
        "Germany (until 1990 former territory of the FRG)": "Germany",
        "European Union (28 countries)": "European Union, 28 countries (2013-2020)",
        "European Union - 28 countries": "European Union, 28 countries (2013-2020)",
        "European Union (27 countries)": "European Union, 27 countries (2007-2013)",
    }
    assert set(rows) == {
        (MEASURES[row["measure"]], row["year"], row["published"], number(row["persons"]), row["flag"],
         names.get(row["geo_label"], row["geo_label"]))
        for row in facts(shared, "eurostat_enforcement_annual_vintages.csv")
    }  # fmt: skip


def test_every_dutch_and_statement_figure_is_stored(con: duckdb.DuckDBPyConnection, shared: Path) -> None:
    """Figures of the Netherlands and of the Statement, whatever source they went to: value and period."""
    series = {
        "housing_target": "housing_target", "housing_target_sum_of_municipalities": "housing_target_municipal_sum",
        "housing_realised": "housing_realised", "dtv_independent": "departures_independent",
        "dtv_forced": "departures_forced", "dtv_unsupervised": "departures_unsupervised", "resettled": "resettled",
        "asylum_first": "asylum_first_applications", "asylum_nareis": "asylum_following_relatives",
        "asylum_total_incl_nareis": "asylum_applications_and_relatives", "ind_total_inflow": "asylum_inflow",
        "coa_occupancy_year_end": "reception_occupancy", "coa_occupancy": "reception_occupancy",
        "municipalities": "municipalities",
        "arrivals Turkey to EU": "arrivals_from_turkiye", "returns Greece to Turkey": "returned_greece_to_turkiye",
        "resettled Turkey to EU, cumulative": "resettled_from_turkiye_cumulative",
        "resettled Turkey to EU": "resettled_from_turkiye",
    }  # fmt: skip
    have = {
        (measure, period, value)
        for measure, period, value in con.execute(
            "select measure, period, value from staging.stg_observations"
        ).fetchall()
    }
    rows = [(row["series"], row["period"], row["value"]) for row in facts(shared, "netherlands_figures.csv")]
    rows += [
        (row["measure"], row["period"], row["value"]) for row in facts(shared, "eu_turkey_statement.csv")
    ]
    for name, period, text in rows:
        measure = series[name]
        if name == "coa_occupancy_year_end":
            period += "-12-31"
        if measure == "municipalities":
            period = period[:4]
        if "/" in period:  # the store writes both ends as days
            first, last = period.split("/")
            ends = {"2019-09": "2019-09-30", "2020-09": "2020-09-30"}
            period = f"{first}-01/{ends.get(last, last)}"
        figure = None if text == "NOT FOUND" else float(text.lstrip(">"))
        assert (measure, period, figure) in have, (name, period, text)
