"""The statutory rule against published municipal targets, and against the same sums by another route."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_stats.cli import main
from migration_stats.errors import ComparisonError
from migration_stats.housing import ROUNDINGS, expected_by, municipal_targets
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database

ROOT = Path(__file__).parents[2]
NEWEST = date(2026, 6, 12)


def inhabitants(year: int) -> dict[str, int]:
    """Inhabitants by municipality through a csv reader and a dict."""
    (file,) = (ROOT / "data/raw/cbs_population").glob("*.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {row["geo"]: int(row["value"]) for row in rows if row["period"] == f"{year}-01-01"}


@pytest.mark.parametrize(("half_year", "published"), [("2020-H1", 18), ("2020-H2", 22)])
def test_gooise_meren_is_as_published_with_nearest(
    con: duckdb.DuckDBPyConnection, half_year: str, published: int
) -> None:
    (row,) = municipal_targets(con, half_year, NEWEST, "nearest", ["Gooise Meren"]).to_dict("records")
    assert (row["target"], row["inhabitants"], row["inhabitants_nl"]) == (published, 57_715, 17_282_163)


@pytest.mark.parametrize(
    ("half_year", "target"),
    [("2020-H1", 5_500), ("2020-H2", 6_500), ("2021-H2", 11_000), ("2022-H1", 10_000)],
)
def test_every_rounding_by_another_route(con: duckdb.DuckDBPyConnection, half_year: str, target: int) -> None:
    """Exact fractions from the snapshots; merged municipalities added up by hand."""
    merged = {
        "2021": {"GM1979": ("GM0003", "GM0010", "GM0024")},
        "2022": {
            "GM0439": ("GM0439", "GM0370"), "GM1980": ("GM0398", "GM0416"), "GM1991": ("GM1685", "GM0856"),
            "GM1982": ("GM0756", "GM1684", "GM0786", "GM0815", "GM1702"),
        },
    }  # fmt: skip
    people = inhabitants(int(half_year[:4]) - 1)
    total = sum(people.values())
    for new, old in merged.get(half_year[:4], {}).items():
        people[new] = sum([people.pop(code) for code in old])
    shares = {code: Fraction(target * count, total) for code, count in people.items()}
    left = target - sum(floor(share) for share in shares.values())
    first = sorted(shares, key=lambda code: (-(shares[code] - floor(shares[code])), code))[:left]
    expected = {
        "law": {code: ceil(share) for code, share in shares.items()},
        "nearest": {code: floor(share + Fraction(1, 2)) for code, share in shares.items()},
        "largest_remainder": {code: floor(share) + (code in first) for code, share in shares.items()},
    }
    for rounding in ROUNDINGS:
        rows = municipal_targets(con, half_year, NEWEST, rounding)
        assert dict(zip(rows["geo"], rows["target"], strict=True)) == expected[rounding]
    assert sum(expected["largest_remainder"].values()) == target < sum(expected["law"].values())


def test_the_sums_of_2022_h1(con: duckdb.DuckDBPyConnection) -> None:
    """345 municipalities; an overview in the press had 9,979 for the published targets: none need be 10,000."""
    sums = {
        rounding: municipal_targets(con, "2022-H1", NEWEST, rounding)["target"].sum()
        for rounding in ROUNDINGS
    }
    assert sums == {"law": 10_167, "nearest": 10_009, "largest_remainder": 10_000}
    assert len(municipal_targets(con, "2022-H1", NEWEST)) == 345


def test_a_divided_municipality_is_told_and_its_people_are_not_lost(con: duckdb.DuckDBPyConnection) -> None:
    rows = municipal_targets(con, "2021-H2", NEWEST, "largest_remainder")
    assert rows["target"].sum() == 11_000
    notes = dict(zip(rows["municipality"], rows["note"], strict=True))
    assert notes["Haaren"] == "divided over Boxtel, Oisterwijk, Tilburg, Vught"
    assert notes["Vught"] == "without its part of Haaren (article 30 figure not in the store)"
    assert {name for name, note in notes.items() if note} == {
        "Haaren",
        "Boxtel",
        "Oisterwijk",
        "Tilburg",
        "Vught",
    }


def test_the_target_is_that_of_the_day(con: duckdb.DuckDBPyConnection) -> None:
    """The first half of 2020 is known only as derived on 2021-01-11; the second of 2021 was cut on 2021-03-29."""
    later = municipal_targets(con, "2021-H2", date(2021, 11, 19))
    assert set(later["national_target"]) == {11_000}
    assert set(municipal_targets(con, "2020-H1", NEWEST)["target_obs_status"]) == {"x"}
    with pytest.raises(ComparisonError, match="2024-H1 needs the inhabitants of 1 January 2023"):
        municipal_targets(con, "2024-H1", NEWEST)
    with pytest.raises(
        ComparisonError, match="needs the inhabitants of 1 January 2019; public on 2020-06-01: none"
    ):
        municipal_targets(con, "2020-H2", date(2020, 6, 1))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2020", NEWEST), "'2020' is no half-year"),
        (("2020-H1", NEWEST, "down"), "rounding 'down' is none of law, nearest, largest_remainder"),
        (("2020-H1", NEWEST, "law", ["Eemsdelta"]), "no municipality eemsdelta in 2020-H1"),
    ],
)  # fmt: skip
def test_what_is_not_understood(con: duckdb.DuckDBPyConnection, arguments: tuple, words: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ComparisonError, match=words):
        municipal_targets(con, *arguments)


def test_a_swap_moves_persons_and_keeps_the_sum(small: Callable[..., Project]) -> None:
    """A swap between two municipalities (made up: none is published here) leaves their sum as it was."""
    project = small("cbs_population", "nl_housing_targets")
    file = project.reference / "target_swaps.csv"
    file.write_text(
        file.read_text() + "2020-H2,GM1942,GM0363,5,test agreement\n2020-H1,GM0363,GM1942,1,other half\n"
    )
    refresh(project, quiet_step)
    with open_database(project) as con:
        rows = municipal_targets(con, "2020-H2", NEWEST, "nearest")
    targets = dict(zip(rows["geo"], rows["target"], strict=True))
    assert (targets["GM1942"], targets["GM0363"]) == (22 - 5, 325 + 5)
    assert rows["target"].sum() == rows["nearest"].sum()


def test_amsterdam_by_hand() -> None:
    people = inhabitants(2019)
    assert round(Fraction(6_500 * people["GM0363"], sum(people.values()))) == 325


numbers = st.integers(0, 30_000)


@pytest.fixture(scope="module")
def macro() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((ROOT / "sql" / "macros" / "backlog_at_end.sql").read_text("utf-8"))
    return connection


@given(opening=numbers, halves=st.lists(st.tuples(numbers, numbers), max_size=12))
def test_a_backlog_is_conserved_over_any_sequence(
    macro: duckdb.DuckDBPyConnection, opening: int, halves: list[tuple[int, int]]
) -> None:
    """Half-year by half-year through the SQL: in the end, all that was asked less all that was done."""
    backlog = opening
    for target, realised in halves:
        ((backlog,),) = macro.execute(
            "select backlog_at_end(?, ?, ?)", [backlog, target, realised]
        ).fetchall()
    assert backlog + sum(done for _, done in halves) == opening + sum(target for target, _ in halves)


def test_the_balance_of_2022_fits_what_was_reported(con: duckdb.DuckDBPyConnection) -> None:
    """3,728 + 10,000 - 11,886 = 1,842; NRC, Trouw and de Volkskrant had 1,833, 1,836 and 1,858."""
    rows = {row[0]: row[1:] for row in con.execute(
        "select half_year, backlog_start_least, backlog_start_greatest, backlog_end_least, backlog_end_greatest"
        " from housing_balance($day)", {"day": NEWEST}).fetchall()}  # fmt: skip
    assert rows["2022-H1"] == (3_728, 3_728, 1_842, 1_842)
    assert rows["2022-H2"] == (1_833, 1_858, None, None)  # more than 17,000 is no number to subtract
    assert 1_833 <= 1_842 <= 1_858


def test_what_is_due_within_a_half_year_is_in_proportion_to_its_days() -> None:
    assert expected_by("2021-H1", 181, date(2021, 1, 1)) == 1
    assert expected_by("2021-H1", 181, date(2021, 6, 30)) == 181
    assert expected_by("2020-H1", 182, date(2020, 3, 31)) == 91  # a leap year
    assert expected_by("2020-H2", 100, date(2020, 6, 30)) == 0
    assert expected_by("2020-H2", 100, date(2021, 6, 30)) == 100


def test_the_command(
    built: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    asked = [
        "housing",
        "--half-year",
        "2020-H2",
        "--municipality",
        "Gooise Meren",
        "GM0363",
        "--rounding",
        "nearest",
    ]
    assert main([*asked, "--json", "--on", "2020-12-31"]) == 0
    rows = {row["geo"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["GM1942"]["target"], rows["GM1942"]["due"], rows["GM0363"]["target"]) == (22, 22, 325)
    assert main(asked) == 0
    assert "national target 6,500, these municipalities 347" in capsys.readouterr().out
    counted: dict[str, int] = defaultdict(int)
    assert main(["housing", "--half-year", "2020-H1", "--json"]) == 0
    for row in json.loads(capsys.readouterr().out):
        counted[row["half_year"]] += 1
        assert row["target"] == row["law"]  # the law's rounding is the default
    assert counted == {"2020-H1": 355}
