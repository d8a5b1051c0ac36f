"""Every rule against a release that breaks it: refused or warned, and what stays in place."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from migration_stats.errors import CatalogueError
from migration_stats.project import Project
from migration_stats.reference import load_reference
from migration_stats.refresh import Report, pin, refresh
from migration_stats.steps import quiet_step
from migration_stats.validation import load_rules
from migration_stats.warehouse import open_database

Small = Callable[..., Project]
ROOT = Path(__file__).parents[2]


def add_release(
    project: Project, source_id: str, copy_of: str, published: str, change: Callable[[str], str]
) -> None:
    """A further release, made from an older one by `change`, with its row counts pinned."""
    folder = project.raw / source_id
    text = change((folder / copy_of).read_text("utf-8"))
    (folder / f"{published}.csv").write_text(text, "utf-8")
    with (folder / "source.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[[release]]\nfile = "{published}.csv"\npublished = "{published}"\npublished_basis = "month"\n'
            'title = "Test release"\nplace = "table"\n'
        )


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert text.count(old) == 1, (old, text.count(old))
        return text.replace(old, new)

    return change


def refreshed(project: Project, pins: bool = True) -> Report:
    if pins:
        pin(project)
    return refresh(project, quiet_step)


def rows(project: Project, sql: str) -> list[tuple[object, ...]]:
    with open_database(project) as con:
        return con.execute(sql).fetchall()


def test_every_measure_has_a_range_and_every_series_a_file() -> None:
    rules = load_rules(Project(ROOT))
    measures = load_reference(Project(ROOT)).tables["measures"]
    ranged = {
        measure
        for each in rules.values()
        for rule in each
        if rule.check == "range"
        for measure in rule.measures
    }
    assert ranged == set(measures["measure"])
    assert rules.keys() == {"observations", *measures["series"]}
    for series, of_series in rules.items():
        for rule in of_series:
            of = set(measures[measures["measure"].isin(rule.measures)]["series"])
            assert of <= {series}, rule.id
        if series not in ("observations", "letter"):  # a letter is never revised
            revisions = {rule.flags for rule in of_series if rule.check == "revision"}
            assert revisions == {"", "epfsu"}, series


def test_the_shipped_releases_are_all_good(built: Project) -> None:
    assert rows(built, "select count(*) from releases where verdict = 'refused'") == [(0,)]
    assert rows(built, "select count(*) from quarantine") == [(0,)]
    applied = {row[0] for row in rows(built, "select distinct rule from verdicts where checked > 0")}
    assert applied >= {
        "key_unique", "coverage", "row_counts", "row_counts_pinned", "revision_final", "revision_implausible",
        "detections_range", "routes_sum_to_total", "departures_sum_to_total", "population_range",
    }  # fmt: skip


def test_a_duplicate_key_is_refused_with_both_rows(small: Small) -> None:
    project = small("frontex_returns")
    add_release(
        project, "frontex_returns", "2021-04.csv", "2022-05", lambda text: text + text.splitlines()[-1] + "\n"
    )
    report = refreshed(project)
    assert [line.split(":")[0] for line in report.refused] == ["data/raw/frontex_returns/2022-05.csv"]
    assert "key_unique: line 9: duplicate key: effective_returns EU" in report.refused[0]
    found = rows(project, "select row, rule, severity from quarantine order by row")
    assert found == [(9, "key_unique", "critical"), (10, "key_unique", "critical")]


def test_a_value_out_of_range_is_refused_and_the_last_good_release_stays(small: Small) -> None:
    project = small("frontex_returns", "cbs_resettlement")
    add_release(project, "frontex_returns", "2021-04.csv", "2022-05", replaced("66514", "66514000"))
    report = refreshed(project)
    assert "return_range" in report.refused[0]
    assert "66514000 is outside 0 to 1,000,000" in report.refused[0]
    newest = "select max(published_on)::varchar from observations where source_id = 'frontex_returns'"
    assert rows(project, newest) == [("2021-04-30",)]
    assert rows(project, "select count(*) from observations where source_id = 'cbs_resettlement'") == [(10,)]
    assert rows(project, "select verdict from releases where file = '2022-05.csv'") == [("refused",)]
    assert rows(project, "select refused from source_overview where source_id = 'frontex_returns'") == [(1,)]
    refused = "select value from raw.frontex_returns where verdict = 'refused' and row = 9"
    assert rows(project, refused) == [("66514000",)]  # the text of the refused row is still to be seen
    with (project.curated / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        (line,) = [row for row in csv.DictReader(file) if row["rule"] == "return_range"]
    assert (line["source_id"], line["file"], line["row"]) == ("frontex_returns", "2022-05.csv", "9")
    assert '"value": "66514000"' in line["content"]


def test_the_ends_of_a_range_are_checked_too(small: Small) -> None:
    project = small()
    change = replaced("23000,58000,range", "23000,58000000000,range")
    add_release(project, "letter_2021_01_11", "2021-01-11.csv", "2021-02", change)
    assert "letter_range" in refreshed(project).refused[0]


def test_routes_that_do_not_add_up_are_refused(small: Small) -> None:
    project = small("frontex_detections")
    change = replaced("eastern_mediterranean,2020,20283", "eastern_mediterranean,2020,20284")
    add_release(project, "frontex_detections", "2021-04.csv", "2022-05", change)
    (line,) = refreshed(project).refused
    assert "routes_sum_to_total" in line
    assert "the routes add up to 125227, the printed total is 125226" in line


def test_rounding_is_no_reason_to_refuse_a_sum(small: Small) -> None:
    """DT&V rounds to 10: three parts and a total may differ by 5 each, 20 in all; 30 is refused."""
    total = "departures,2019,16880\n"
    project = small("dtv_departures")
    add_release(
        project, "dtv_departures", "2020-07.csv", "2020-09", replaced(total, "departures,2019,16900\n")
    )
    add_release(
        project, "dtv_departures", "2020-07.csv", "2020-10", replaced(total, "departures,2019,16910\n")
    )
    (line,) = refreshed(project).refused
    assert "2020-10.csv: departures_sum_to_total" in line


def test_a_release_that_loses_a_columns_cells_is_refused_and_the_next_is_not(small: Small) -> None:
    """UNHCR's solutions of 2024-10-18 kept 273 of 6,344 filled naturalisation cells, and got them back later.

    The counts are the publisher's (tests/data/unhcr_solutions_release_rows.csv); the cells are made up.
    """
    project = small()
    folder = project.raw / "unhcr_made_up"
    folder.mkdir()
    counted = list(
        csv.DictReader((ROOT / "tests/data/unhcr_solutions_release_rows.csv").read_text().splitlines())
    )
    used = [row for row in counted if row["published"] in ("2024-06-17", "2024-10-18", "2025-06-12")]
    columns = {"resettlement_cells": "resettlement_arrivals", "naturalisation_cells": "resettled"}
    declared = [
        'title_en = "S"\ntitle_nl = "S"\npublisher = "UNHCR"\nurl = ""\nlicence_en = "CC BY 4.0"\nlicence_nl = "CC BY 4.0"\nlicence_url = ""\n'
        'citation = "UNHCR"\ncadence = "half-yearly"\nlayout = "transcribed"\nscope = "complete"\nfrequencies = ["D"]\n'
        '[defaults]\ngeo_scheme = "iso3"\ngeo = "NLD"\nprecision = 1\n'
    ]
    days = pd.date_range("2000-01-01", periods=10_000).strftime("%Y-%m-%d")
    for row in used:
        lines = [
            f"{measure},{day},1" for column, measure in columns.items() for day in days[: int(row[column])]
        ]
        (folder / f"{row['published']}.csv").write_text("\n".join(["measure,period,value", *lines, ""]))
        declared.append(
            f'[[release]]\nfile = "{row["published"]}.csv"\npublished = "{row["published"]}"\n'
            'published_basis = "day"\ntitle = "T"\nplace = "p"\n'
        )
    (folder / "source.toml").write_text("\n".join(declared))
    (line,) = refreshed(project).refused
    assert "data/raw/unhcr_made_up/2024-10-18.csv: coverage: coverage shrank: resettled has 273" in line
    assert "the last good release had 6344" in line
    loaded = rows(
        project,
        "select distinct published_on::varchar from observations where source_id = 'unhcr_made_up' order by 1",
    )
    assert loaded == [("2024-06-17",), ("2025-06-12",)]


def test_a_revision_is_warned_of_by_size_and_status(small: Small) -> None:
    project = small("frontex_returns")
    add_release(project, "frontex_returns", "2021-04.csv", "2022-05", replaced("139377", "113377"))
    report = refreshed(project)
    assert (report.refused, report.refused_releases) == ((), 0)
    found = rows(project, "select rule, reasons from verdicts where file = '2022-05.csv' and not success")
    assert [row[0] for row in found] == ["revision_final"]
    assert "139377 became 113377, more than 10 %" in str(found[0][1])


def test_a_provisional_value_may_be_revised_further(small: Small) -> None:
    project = small("cbs_resettlement")
    add_release(
        project,
        "cbs_resettlement",
        "2024.csv",
        "2025-05",
        lambda text: text.replace("2023,830,p", "2023,1000,"),
    )
    add_release(
        project,
        "cbs_resettlement",
        "2024.csv",
        "2025-06",
        lambda text: text.replace("2017,2265,", "2017,3265,"),
    )
    refreshed(project)
    found = rows(project, "select file, rule from verdicts where not success order by all")
    assert found == [("2025-06.csv", "revision_final")]  # 830 provisional to 1,000 is within its 30 %


def test_ten_times_as_much_is_refused(small: Small) -> None:
    project = small("cbs_resettlement")
    add_release(project, "cbs_resettlement", "2024.csv", "2025-05", replaced("2017,2265,", "2017,22655,"))
    (line,) = refreshed(project).refused
    assert "revision_implausible" in line


def test_row_counts_are_pinned_per_source_release_and_year(small: Small) -> None:
    project = small("cbs_resettlement")
    pins = project.expectations / "row_counts.csv"
    pins.write_text(
        pins.read_text().replace("cbs_resettlement,2024.csv,2017,1\n", "cbs_resettlement,2024.csv,2017,2\n")
    )
    (line,) = refreshed(project, pins=False).refused
    assert "row_counts: year 2017: 1 rows, 2 are pinned" in line


def test_a_release_without_pins_is_loaded_with_a_warning(small: Small) -> None:
    project = small("cbs_resettlement")
    add_release(project, "cbs_resettlement", "2024.csv", "2025-05", lambda text: text)
    report = refreshed(project, pins=False)
    assert report.refused == ()
    found = rows(project, "select rule, failed from verdicts where file = '2025-05.csv' and not success")
    assert found == [("row_counts_pinned", 10)]
    assert rows(
        project, "select max(published_on)::varchar from observations where source_id = 'cbs_resettlement'"
    ) == [("2025-05-31",)]


def test_a_broken_contract_refuses_the_release_with_every_row(small: Small) -> None:
    project = small("frontex_returns", "cbs_resettlement")
    change = lambda text: text.replace("2020,316140", "2020,316140 b").replace("2020,66514", "2020,")  # noqa: E731
    add_release(project, "frontex_returns", "2021-04.csv", "2022-05", change)
    report = refreshed(project)
    assert len(report.refused) == 1
    assert (
        "data/raw/frontex_returns/2022-05.csv: value: line 8: value '316140 b' is neither"
        in report.refused[0]
    )
    assert "and 1 more" in report.refused[0]
    assert rows(project, "select row, rule from quarantine order by row") == [(8, "value"), (9, "value")]
    assert rows(project, "select count(*) from observations where source_id = 'frontex_returns'") == [(24,)]


def test_a_refusal_is_told_again_when_nothing_changed(small: Small) -> None:
    project = small("cbs_resettlement")
    add_release(project, "cbs_resettlement", "2024.csv", "2025-05", replaced("2017,2265,", "2017,22655,"))
    first = refreshed(project)
    again = refresh(project, quiet_step)
    assert (first.built, again.built) == (True, False)
    assert again.refused == first.refused != ()


def test_a_rule_with_an_unknown_word_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    file = tmp_path / "expectations" / "return.toml"
    file.write_text(file.read_text().replace('check = "parts"', 'check = "sum"'))
    with pytest.raises(CatalogueError, match=r"departures_sum_to_total.*check one of unique, range"):
        load_rules(Project(tmp_path))
