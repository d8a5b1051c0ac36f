"""The letter's claims: the verdicts that its figures give, by hand, on its day and later."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from migration_stats.cells import parse_address
from migration_stats.claims.check import Checked, check, gather
from migration_stats.claims.document import Document, load_document
from migration_stats.claims.drift import agree, drift, verdicts_file
from migration_stats.claims.explain import explanation
from migration_stats.claims.report import Report, records, report_on
from migration_stats.cli import main
from migration_stats.errors import CatalogueError
from migration_stats.language import language
from migration_stats.packs.claims_page import page
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.snapshots import replace_file
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database

ROOT = Path(__file__).parents[2]
LETTER = "letter_2021_01_11"
DAY, LATER = date(2021, 1, 11), date(2026, 6, 12)
# claim: verdict on the day of the letter, verdict with the releases to June 2026; all others are "source only".
EXPECTED = {
    "eu_arrivals_2019": ("holds", "holds"),
    "eu_arrivals_since_2018": ("holds", "holds"),
    "eu_arrivals_2020_h1": ("source only", "does not hold"),
    "turkiye_arrivals_2019": ("not comparable", "not comparable"),
    "turkiye_arrivals_change_2019": ("holds", "holds"),
    "turkiye_arrivals_change_2020": ("source only", "source only"),
    "turkiye_arrivals_2020": ("not comparable", "not comparable"),
    "turkiye_returns_2019": ("holds", "holds"),
    "turkiye_returns_lowest": ("holds", "holds"),
    "quota_per_year": ("holds", "holds"),
    "target_2021": ("source only", "does not hold"),
    "target_2020": ("source only", "source only"),
    "target_2021_higher": ("source only", "source only"),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return load_document(Project(ROOT), LETTER)


@pytest.fixture(scope="module")
def report(built: Project, document: Document) -> Report:
    with open_database(built) as con:
        return report_on(con, document, LATER)


@pytest.fixture(scope="module")
def by_id(report: Report) -> dict[str, tuple[Checked, Checked]]:
    return {now.claim.id: (then, now) for then, now in report.pairs}


def told(report: Report, checked: Checked, code: str = "en") -> str:
    return explanation(checked, report.evidence, language(code))


def test_every_verdict(by_id: dict[str, tuple[Checked, Checked]]) -> None:
    found = {name: (then.verdict, now.verdict) for name, (then, now) in by_id.items()}
    assert {name: pair for name, pair in found.items() if pair != ("source only", "source only")} == {
        name: pair for name, pair in EXPECTED.items() if pair != ("source only", "source only")
    }
    assert len(found) == 50


def test_five_percent_holds_as_of_the_letter_and_not_on_the_first_base(
    by_id: dict[str, tuple[Checked, Checked]], report: Report
) -> None:
    then, _ = by_id["eu_arrivals_2019"]
    assert then.outcome.found is not None
    assert then.outcome.found.value == pytest.approx(100 * (141_846 / 149_117 - 1))
    assert then.outcome.fit == "certain"
    assert then.first_base is not None
    assert then.first_base.found is not None
    assert then.first_base.found.value == pytest.approx(100 * (141_846 / 150_114 - 1))
    assert then.first_base.verdict == "does not hold"
    assert "141,846 (2019) against 150,114 (2018): −5.5% (does not hold)" in told(report, then)


def test_twelve_percent_is_the_full_years(by_id: dict[str, tuple[Checked, Checked]], report: Report) -> None:
    then, now = by_id["eu_arrivals_2020_h1"]
    assert then.outcome.found is None
    assert "Not public on 11 January 2021: frontex_detections_monthly" in told(report, then)
    assert "As of 30 June 2025 (frontex_detections_monthly, 30 June 2025): −9.2%, does not hold" in told(
        report, then
    )
    assert now.outcome.found is not None
    assert now.outcome.found.value == pytest.approx(100 * (39_746 / 43_794 - 1))
    for checked in (then, now):
        ((_, full_year),) = checked.instead
        assert full_year.found is not None
        assert full_year.found.value == pytest.approx(100 * (125_226 / 141_846 - 1))
        assert full_year.fit == "certain"
        assert "The full year 2020 against 2019 (edition of April 2021): −11.7%, so it would be true" in told(
            report, checked
        )
    # 38,976 against 43,794 is -11.0 %, the end of what "about 12 %" allows; 38,977 is not
    assert "It would be true with 38,976 instead of 39,746" in told(report, now)
    assert 100 * (38_976 / 43_794 - 1) <= -11 < 100 * (38_977 / 43_794 - 1)


def test_fifty_percent_holds_within_about(by_id: dict[str, tuple[Checked, Checked]], report: Report) -> None:
    then, _ = by_id["turkiye_arrivals_change_2019"]
    assert (then.verdict, then.outcome.fit) == ("holds", "possible")
    assert "+49.6% (between +48.7% and +50.6%)" in told(report, then)
    assert "it holds, but not certainly" in told(report, then)


def test_the_fewest_returns_since_the_statement(
    by_id: dict[str, tuple[Checked, Checked]], report: Report
) -> None:
    assert told(report, by_id["turkiye_returns_lowest"][0]).startswith(
        "189 (2019); the others: 801 (2016), 683 (2017), 322 (2018)."
    )
    # 1,995 to the end of 2019 less 801, 683 and 322
    assert "1,995 (31 December 2019) − 801 (2016) − 683 (2017) − 322 (2018) = 189" in told(
        report, by_id["turkiye_returns_2019"][0]
    )


def test_arithmetic_and_circles(by_id: dict[str, tuple[Checked, Checked]], report: Report) -> None:
    assert "2,000 (2020 to 2023) / 4 (2020 to 2023) = 500" in told(report, by_id["quota_per_year"][0])
    circle = told(report, by_id["target_2020"][1])
    assert "5,500 (2020, half 1) + 6,500 (2020, half 2) = 12,000" in circle
    assert "2020, half 1 is itself derived from this figure" in circle
    came_out = by_id["target_2021"][1]
    assert "13,500 (2021, half 1) + 11,000 (2021, half 2) = 24,500" in told(report, came_out)
    assert "It would be true of 27,000" in told(report, came_out)
    own = by_id["turkiye_arrivals_change_2020"][1]
    assert "All of these figures are the document's own" in told(report, own)
    assert "−70.0%, so it would be untrue" in told(report, own)


def test_both_languages_say_the_same_numbers(report: Report) -> None:
    def digits(text: str) -> list[str]:
        return sorted(
            token for token in "".join(c if c.isdigit() else " " for c in text).split() if len(token) > 2
        )

    for each in report.now:
        english, dutch = told(report, each), told(report, each, "nl")
        assert digits(english) == digits(dutch), each.claim.id
        assert english != dutch


def outcome_of(
    con: duckdb.DuckDBPyConnection, document: Document, name: str, as_of: date, **changes: object
) -> Checked:
    claim = replace(next(each for each in document.claims if each.id == name), **changes)  # type: ignore[arg-type]
    return check(claim, document, gather(con), as_of)


def test_what_no_longer_holds_may_hold_at_another_release(
    con: duckdb.DuckDBPyConnection, document: Document
) -> None:
    """13,500 for 2021-H2 was so until 29 March 2021, when it became 11,000."""
    cells = (parse_address("nl_housing_targets/housing_target/NLD/2021-H2"),)
    stated = {"about": "housing_target/NLD/2021-H2", "value": 13_500.0, "cells": cells}
    later = outcome_of(con, document, "target_2021", LATER, **stated)
    assert later.verdict == "holds at another release"
    assert [(each.as_of, each.verdict) for each in later.others] == [(date(2020, 12, 31), "holds")]
    assert outcome_of(con, document, "target_2021", DAY, **stated).verdict == "holds"
    # six percent holds on the base of 2018 as first published, and on no other
    first = outcome_of(con, document, "eu_arrivals_2019", DAY, value=-6.0)
    assert (first.verdict, first.outcome.verdict) == ("holds at another release", "does not hold")


def test_a_missing_or_bounded_figure_cannot_be_checked(
    con: duckdb.DuckDBPyConnection, document: Document
) -> None:
    none = (parse_address("nl_housing_targets/housing_target/NLD/2016-H1"),)
    missing = outcome_of(con, document, "target_2021", LATER, cells=none)
    assert missing.verdict == "cannot be checked"
    assert missing.outcome.missing == ("2016-H1: not_found",) or "2016-H1" in missing.outcome.missing[0]
    # fewer than 18,000 leaves open whether it was fewer than 10,000
    own = (parse_address(f"{LETTER}/arrivals_from_turkiye/EU/TR/2020"),)
    open_ = outcome_of(con, document, "turkiye_arrivals_2020", LATER, cells=own, value=10_000.0)
    assert open_.verdict == "cannot be checked"


def test_a_rank_a_sum_a_bound_and_a_date_can_fail(con: duckdb.DuckDBPyConnection, document: Document) -> None:
    rank = next(each for each in document.claims if each.id == "turkiye_returns_lowest")
    worse = outcome_of(
        con, document, rank.id, LATER, cells=(rank.base[0],), base=(*rank.base[1:], *rank.cells)
    )
    assert worse.verdict == "does not hold"
    assert outcome_of(con, document, "turkiye_returns_2019", LATER, value=190.0).verdict == "does not hold"
    assert outcome_of(con, document, "quota_per_year", LATER, value=400.0).verdict == "does not hold"


def test_a_day_of_publication_is_checked_where_it_is_known(
    con: duckdb.DuckDBPyConnection, document: Document
) -> None:
    """2019-H2 was published on 26 March 2019; the forecast of 2021-H2 is known only by its month."""

    def verdict(period: str, day: date) -> str:
        cells = (parse_address(f"nl_housing_targets/housing_target/NLD/{period}"),)
        about = f"housing_target/NLD/{period}"
        return outcome_of(
            con, document, "target_2021_h1_announced", LATER, about=about, cells=cells, day=day
        ).verdict

    assert verdict("2019-H2", date(2019, 3, 26)) == "holds"
    assert verdict("2019-H2", date(2019, 3, 27)) == "does not hold"
    assert verdict("2021-H2", date(2020, 12, 31)) == "cannot be checked"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('wording = "change_of"', 'wording = "roughly"', "claim 'eu_arrivals_2019': wording 'roughly' is none of"),
        ('states = "change"', 'states = "growth"', "claim 'eu_arrivals_2019': states must be one of value"),
        ("all_routes/2019", "all_routes/19", "is no address of a figure: write source/measure/geo/period"),
        ("frontex_detections/detections/EU_EXTERNAL/all_routes/2019", "frontex/detections/EU_EXTERNAL/all_routes/2019", "'frontex' is no source"),
        ("detections/EU_EXTERNAL/all_routes/2019", "detections/EU_EXTERNAL/all_routes/1999", "no release has this figure"),
        ('about = "irregular_arrivals', 'about = "arrivals_irregular', "measure 'arrivals_irregular' is not in data/reference/measures.csv"),
        ("pillar = 1", "pillar = 9", "claim 'eu_arrivals_2019': pillar must be the number"),
        ('id = "eu_arrivals_since_2018"', 'id = "eu_arrivals_2019"', "two claims are called 'eu_arrivals_2019'"),
        ('reason = "footnote"', 'reason = "other"', "reason 'other' is none of date"),
        ('printed = "5%"', 'print = "5%"', "unknown key print"),
        ("base = [", "bases = [", "unknown key bases"),
        ("base = [", 'base = ["nl_housing_targets/housing_target/NLD/2020-H1", ', "claim 'eu_arrivals_2019': each cell of a change needs its own base"),
    ],
)  # fmt: skip
def test_a_claim_that_breaks_the_form_is_named(
    built: Project, tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (ROOT / "reports" / "claims" / f"{LETTER}.toml").read_text("utf-8")
    assert old in text
    folder = tmp_path / "reports" / "claims"
    folder.mkdir(parents=True)
    (folder / f"{LETTER}.toml").write_text(text.replace(old, new, 1), "utf-8")
    with (
        pytest.raises(CatalogueError, match=r"letter_2021_01_11\.toml") as error,
        open_database(built) as con,
    ):
        report_on(con, load_document(Project(tmp_path), LETTER), LATER)
    assert says in str(error.value)


def test_records_have_the_way_back_to_each_cell(report: Report) -> None:
    listed = {each["id"]: each for each in records(report, language("en"))}
    (end, base) = listed["eu_arrivals_2019"]["cells"]
    assert (end["value"], base["value"]) == (141_846, 149_117)
    assert end["publisher"] == "Frontex"
    assert len(end["sha256"]) == 64
    assert end["published_on"] == "2021-04-30"
    for each in listed.values():
        assert {"id", "statement", "verdict", "value", "cells", "explanation"} <= each.keys()


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_page_has_every_statement_with_its_verdict(built: Project, report: Report, code: str) -> None:
    html = page(built, report, [], language(code))
    for each in records(report, language(code)):
        assert f'id="{each["id"]}"' in html
        for cell in each["cells"]:
            assert cell["sha256"] in html
    assert html.count("<article") == 50
    # both verdicts on 27,000 rest on the first half; on the second as forecast and as announced
    target = html[html.index('<article id="target_2021"') : html.index('<article id="target_2020"')]
    cells = [part.split("</th>")[0] for part in target.split('<th scope="row">')[1:]]
    half = "nl_housing_targets/housing_target/NLD/2021-H"
    assert sorted(cells) == [f"{half}1", f"{half}2", f"{half}2"]
    assert "http" not in html.replace("http://www.w3.org", "")


def test_the_commands(
    built: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    assert main(["claims", "check", LETTER, "--as-of", "2021-01-11", "--json"]) == 0
    listed = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert listed["eu_arrivals_2020_h1"]["verdict"] == "source only"
    assert round(listed["eu_arrivals_2019"]["value"], 1) == -4.9
    assert main(["claims", "check", LETTER, "--lang", "nl"]) == 0
    out = capsys.readouterr().out
    assert "eu_arrivals_2020_h1                circa 12%              does not hold [source only]" in out
    assert (built.build / "claims" / LETTER / "index.nl.html").is_file()
    assert len(json.loads((built.build / "claims" / LETTER / "claims.json").read_text("utf-8"))) == 50
    assert main(["claims", "check", "letter_of_nobody"]) == 1
    assert "Documents with claims: letter_2021_01_11" in capsys.readouterr().err
    text = tmp_path / "letter.txt"
    text.write_text("In 2019 waren er 7 pijlers", "utf-8")
    assert main(["claims", "numbers", LETTER, str(text)]) == 1
    assert "'7' is in no claim and not in the list" in capsys.readouterr().out
    assert main(["claims", "numbers", LETTER, str(tmp_path / "none.txt")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def with_claims(project: Project) -> Project:
    """The project with the letter's claims as they stand here, verdicts agreed on."""
    (project.reports / "claims").mkdir(parents=True)
    for file in (ROOT / "reports" / "claims").iterdir():
        (project.reports / "claims" / file.name).write_bytes(file.read_bytes())
    return project


def test_a_revision_changes_a_verdict_and_is_named(
    small: Callable[..., Project], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release in which 2018 goes back to 150,114: the five percent no longer holds, and the refresh says why."""
    project = with_claims(
        small("frontex_detections", "frontex_detections_monthly", "eu_turkey_statement", "nl_housing_targets")
    )
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    refresh(project, step=quiet_step)
    with open_database(project) as con:
        before = report_on(con, load_document(project, LETTER), LATER)
    assert agree(before) == 50
    assert drift(before) == []
    folder = project.raw / "frontex_detections"
    newest = pd.read_csv(folder / "2021-04.csv", dtype=str, keep_default_na=False)
    revised = newest.replace({"149117": "150114"})
    assert len(newest.compare(revised)) == 1
    replace_file(folder / "2022-04.csv", revised.to_csv(index=False).encode())
    declared = (folder / "source.toml").read_text("utf-8")
    release = declared[declared.index('[[release]]\nfile = "2021-04.csv"') :].replace("2021-04", "2022-04")
    (folder / "source.toml").write_text(f"{declared}\n{release}", "utf-8")
    parts = [
        rule
        for rule in (project.expectations / "arrival.toml").read_text("utf-8").split("[[rule]]")
        if '"parts"' not in rule
    ]
    (project.expectations / "arrival.toml").write_text("[[rule]]".join(parts), "utf-8")
    assert main(["refresh"]) == 3
    said = capsys.readouterr().err
    line = next(each for each in said.splitlines() if each.startswith("claim:"))
    assert "eu_arrivals_2019: holds, holds -> holds, holds at another release" in line
    assert (
        "all_routes/2018: 149117@2020-03-31, 149117@2021-04-30 -> 149117@2020-03-31, 150114@2022-04-30"
        in line
    )
    html = (project.build / "claims" / LETTER / "index.en.html").read_text("utf-8")
    assert "Verdicts that changed since they were last agreed on" in html
    assert "150114@2022-04-30" in html
    assert main(["claims", "agree"]) == 0
    assert main(["refresh"]) == 0


def test_the_verdicts_in_the_repository_are_those_of_its_data(report: Report, document: Document) -> None:
    assert verdicts_file(document).is_file()
    assert drift(report) == []


def test_a_refused_source_leaves_its_claims_unknown(small: Callable[..., Project]) -> None:
    project = with_claims(
        small("frontex_detections", "frontex_detections_monthly", "eu_turkey_statement", "nl_housing_targets")
    )
    file = project.raw / "frontex_detections_monthly" / "2025-06.csv"
    broken = file.read_text("utf-8").replace("detections_sea", "detections_air", 1)
    (project.raw / "frontex_detections_monthly" / "snapshots.lock.toml").unlink()
    file.write_text(broken, "utf-8")
    refresh(project, step=quiet_step)
    with open_database(project) as con:
        report = report_on(con, load_document(project, LETTER), LATER)
    claim = next(each for each in report.now if each.claim.id == "eu_arrivals_2020_h1")
    assert claim.verdict == "source only"
    assert "in no accepted release" in explanation(claim, report.evidence, language("en"))
