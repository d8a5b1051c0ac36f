"""From publishers' files to observations: codes that look like something else, flags of both lists, sums, commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from layouts.grid import Grid, csv_bytes, workbook
from layouts.write_eurostat import explorer, sdmx_csv, tsv
from layouts.write_others import detections, housing_xlsx
from migration_stats.catalogue import Reading, Source, load_source
from migration_stats.cli import main
from migration_stats.observations import Parsed
from migration_stats.project import Project
from migration_stats.publishers.detect import read_table
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.taking import read_release
from migration_stats.warehouse import open_database, query

ROOT = Path(__file__).parents[2]
DIMS = ("citizen", "sex", "unit", "age", "asyl_app", "geo")
PLACES = ("NL", "EL", "UK", "XK", "EU28", "EU27_2020")


def shipped(source_id: str) -> Source:
    return load_source(ROOT / "data" / "raw" / source_id)


def parsed(source: Source, content: bytes) -> Parsed:
    """A file as a release of a shipped source."""
    release = replace(shipped("coa_occupancy").releases[0], layout="published", place="")
    return read_release(Project(ROOT), source, release, content)


def observations(source: Source, content: bytes) -> pd.DataFrame:
    made = parsed(source, content)
    assert made.findings == ()
    return made.observations


def applicants(flags: tuple[str, ...] = ("",) * 6) -> Grid:
    rows = tuple(("TOTAL", "T", "PER", "TOTAL", "ASY_APP", place) for place in PLACES)
    cells = tuple(((str(100 + at), flag),) for at, flag in enumerate(flags))
    return Grid(DIMS, rows, ("2019",), cells)


@pytest.mark.parametrize("write", [tsv, sdmx_csv])
def test_greece_the_united_kingdom_kosovo_and_both_unions_keep_their_codes(
    write: Callable[[Grid], bytes],
) -> None:
    found = observations(shipped("eurostat_migr_asyappctza"), write(applicants()))
    assert dict(zip(found["geo"], found["value"], strict=True)) == dict(
        zip(PLACES, range(100, 106), strict=True)
    )
    assert set(found["geo_scheme"]) == {"eurostat"} and set(found["partner"]) == {""}


def test_both_lists_of_flags_end_in_the_same_two_columns() -> None:
    """Until 2024 'bc' stood in one column; since then b stands in OBS_FLAG and C in CONF_STATUS."""
    old = observations(shipped("eurostat_migr_asyappctza"), tsv(applicants(("bc", "bep", "", "p", "", "d"))))
    new = observations(
        shipped("eurostat_migr_asyappctza"), sdmx_csv(applicants(("bc", "bep", "", "p", "", "d")))
    )
    for found in (old, new):
        assert list(found["obs_status"]) == ["b", "bep", "", "p", "", "d"]
        assert list(found["conf_status"]) == ["c", "", "", "", "", ""]


def test_labels_of_unions_and_countries_become_their_codes() -> None:
    labels = (
        "European Union (28 countries)",
        "Germany (until 1990 former territory of the FRG)",
        "Czech Republic",
        "Netherlands",
        "Kosovo",
    )
    grid = Grid(
        ("GEO", "CITIZEN", "UNIT"),
        tuple((label, "Total", "Person") for label in labels),
        ("2015",),
        tuple(((str(n), ""),) for n in range(5)),
    )
    found = observations(shipped("eurostat_migr_eiord"), explorer(grid))
    assert list(found["geo"]) == ["EU28", "DE", "CZ", "NL", "XK"]
    assert set(found["measure"]) == {"ordered_to_leave"}


UNHCR = "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),applied"


def test_unknown_and_namibia_are_origins_and_not_missing() -> None:
    """'Unknown ' has a blank behind it and no ISO code; NA in Eurostat's codes and NAM in ISO are Namibia."""
    rows = [
        UNHCR.split(","),
        ["2019", "Unknown ", "", "Netherlands", "NLD", "20"],
        ["2019", "Namibia", "NAM", "Netherlands", "NLD", "5"],
    ]
    found = observations(shipped("unhcr_applications_live"), csv_bytes(rows))
    assert list(zip(found["partner"], found["partner_kind"], found["value"], strict=True)) == [
        ("UNK", "origin", 20),
        ("NAM", "origin", 5),
    ]
    table = read_table(csv_bytes(rows))
    assert list(table.cells["Country of origin"]) == ["Unknown ", "Namibia"], "the file's own text is kept"


def test_namibia_is_not_missing_in_eurostats_codes() -> None:
    grid = Grid(
        ("freq", "citizen", "geo"),
        (("A", "NA", "NL"), ("A", "TOTAL", "NL")),
        ("2019",),
        ((("5", ""),), (("70", ""),)),
    )
    table = read_table(tsv(grid))
    assert list(table.cells["citizen"]) == ["NA", "TOTAL"]
    assert list(table.cells["value"]) == ["5", "70"]
    assert read_table(sdmx_csv(grid)).cells["citizen"].tolist() == ["NA", "TOTAL"]


def test_a_figure_is_traced_to_its_own_cell_of_a_wide_row(
    small: Callable[..., Project],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    project = small("eurostat_migr_asyappctza")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    rows = tuple(("TOTAL", "T", "PER", "TOTAL", "ASY_APP", place) for place in PLACES)
    grid = Grid(DIMS, rows, ("2018", "2019"), tuple(((str(at), ""), (str(at + 50), "")) for at in range(6)))
    file = tmp_path / "download.tsv"
    file.write_bytes(tsv(grid))
    assert main(["add", "eurostat_migr_asyappctza", str(file), "--published", "2024-06"]) == 0
    assert "taken: data/raw/eurostat_migr_asyappctza/2024-06.tsv, 12 observations" in capsys.readouterr().out
    assert main(["add", "eurostat_migr_asyappctza", str(file), "--published", "2024-06", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] is False
    assert not refresh(project, quiet_step).refused
    with open_database(project) as con:
        found = query(
            con,
            "select geo, value, place from asylum_applications where source_id = 'eurostat_migr_asyappctza' and period = '2019' order by value",
        )
    assert found.values.tolist()[1] == ["EL", 51.0, "line 3, column 2019"]
    assert len(found) == 6, "no figure is told twice"


def test_a_file_that_breaks_the_contract_is_not_taken(
    small: Callable[..., Project],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    project = small("eurostat_migr_asyappctza")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    before = sorted((project.raw / "eurostat_migr_asyappctza").iterdir())
    file = tmp_path / "download.tsv"
    file.write_bytes(
        tsv(
            replace(
                applicants(),
                rows=tuple((*row[:-1], "ZZ") for row in applicants().rows[:1]),
                cells=applicants().cells[:1],
            )
        )
    )
    assert main(["add", "eurostat_migr_asyappctza", str(file), "--published", "2024-06-01"]) == 1
    said = capsys.readouterr().err
    assert (
        "nothing was stored" in said
        and "unknown country or area 'ZZ'" in said
        and "line 2, column 2019" in said
    )
    file.write_bytes(b"\x1f\x8b\x08\x00broken")
    assert main(["add", "eurostat_migr_asyappctza", str(file), "--published", "2024-06-01"]) == 1
    assert "the gzip" in capsys.readouterr().err
    assert main(["add", "nobody", str(file), "--published", "2024-06-01"]) == 1
    assert "there is no source 'nobody'" in capsys.readouterr().err
    assert main(["add", "eurostat_migr_asyappctza", str(tmp_path / "none"), "--published", "2024-06-01"]) == 1
    assert main(["add", "eurostat_migr_asyappctza", str(file), "--published", "June"]) == 1
    assert sorted((project.raw / "eurostat_migr_asyappctza").iterdir()) == before


def test_a_transcribed_source_takes_a_transcribed_file(
    small: Callable[..., Project],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    project = small("dtv_departures")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    file = tmp_path / "own.csv"
    file.write_text("measure,period,value\ndepartures_forced,2030,10\n")
    assert main(["add", "dtv_departures", str(file), "--published", "2031-01-31"]) == 0
    assert not refresh(project, quiet_step).refused
    with open_database(project) as con:
        assert query(con, "select value from observations where period_start = '2030-01-01'")[
            "value"
        ].tolist() == [10.0]


def test_nationalities_of_the_frontex_workbook_are_added_up_and_marked_derived() -> None:
    rows = (
        ("Black Sea", "Sea", "Syria"),
        ("Black Sea", "Sea", "Iraq"),
        ("Eastern Land Borders", "Land", "Syria"),
        ("Eastern Land Borders", "Land", "Iraq"),
    )
    grid = Grid(
        ("Route", "BorderType", "Nationality"),
        rows,
        ("2026-01",),
        ((("7", ""),), (("5", ""),), (("3", ""),), (("blank", ""),)),
    )
    for serial in (True, False):
        found = observations(shipped("frontex_detections_monthly"), detections(grid, serial))
        told = found[["measure", "partner", "value", "qualifier", "obs_status"]].values.tolist()
        assert told == [
            ["detections_sea", "black_sea", 12, "exact", "x"],
            ["detections_land", "eastern_borders", 3, "lower_bound", "x"],
        ]


def test_municipalities_are_found_by_code_or_by_name() -> None:
    rows = tuple(
        (name, code, topic)
        for name, code in (("Utrecht", "344"), ("Ede", ""))
        for topic in ("target", "realised")
    )
    grid = Grid(
        ("municipality", "code", "topic"), rows, ("2026-H1",), tuple(((str(n), ""),) for n in range(4))
    )
    found = observations(shipped("nl_housing_municipal"), housing_xlsx(grid))
    assert found[["geo", "measure", "value"]].values.tolist() == [
        ["GM0344", "housing_realised", 1], ["GM0344", "housing_target", 0], ["GM0228", "housing_realised", 3], ["GM0228", "housing_target", 2],
    ]  # fmt: skip
    assert set(found["freq"]) == {"S"}


def test_columns_of_a_housing_workbook_without_a_meaning_are_told() -> None:
    rows = [
        ["Stand 2e helft 2025"],
        ["Gemeente", "Realisatie", "% gerealiseerd", "Inwoners", "Taakstelling"],
        ["Ede", 5.0, 0.5, 120000.0, 10.0],
    ]
    table = read_table(workbook({"Blad": rows}))
    assert table.cells[["topic", "period", "value"]].values.tolist() == [
        ["realised", "2025-H2", "5"],
        ["target", "2025-H2", "10"],
    ]
    assert len([text for text in table.oddities if "is not read" in text]) == 2


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading(geo=("area",), measure_from=("asyl_app",)), "none of the columns area for the area; the file has citizen, sex"),
        (Reading(geo=("geo",), measure_from=("topic",)), "none of the columns topic that say the measure"),
        (Reading(geo=("geo",), measure_from=("asyl_app",), measure={"FRST": "asylum_applicants"}), "no row has the codes of"),
    ],
)  # fmt: skip
def test_a_column_or_code_that_is_gone_is_named(reading: Reading, said: str) -> None:
    source = replace(shipped("eurostat_migr_asyappctza"), reading=reading)
    (finding,) = parsed(source, tsv(applicants())).findings
    assert said in finding.reason


def test_inspect_tells_a_person_and_a_program(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "some.tsv"
    file.write_bytes(
        tsv(
            Grid(
                ("freq", "geo"),
                (("A", "NL"), ("A", "EL")),
                ("2018", "2019"),
                ((("5", "b"), (":", "c")), (("0", ""), ("7", "bp"))),
            )
        )
    )
    assert main(["inspect", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["publisher"], told["layout"], told["encoding"]) == ("Eurostat", "bulk TSV", "UTF-8")
    assert told["dimensions"] == {"freq": ["A"], "geo": ["EL", "NL"]}
    assert told["periods"] == {"first": "2018", "last": "2019", "count": 2}
    assert (told["rows"], told["cells"], told["observations"]) == (2, 4, 3)
    assert (told["missing"], told["flags"]) == ({":": 1}, {"b": 2, "c": 1, "p": 1})
    assert told["oddities"] == []
    assert main(["inspect", str(file)]) == 0
    said = capsys.readouterr().out
    assert (
        "missing       1 : (not available)" in said
        and "flags         2 b (break in time series), 1 c (confidential), 1 p (provisional)" in said
    )
    file.write_bytes(b"<html><head><title>Maintenance</title></head></html>")
    assert main(["inspect", str(file)]) == 1
    assert "some.tsv: this is a web page ('Maintenance') and no data" in capsys.readouterr().err
