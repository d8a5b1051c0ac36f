"""Publishers' own files, where they lie beside the checkout: what is read is what another route finds in them.

The other route is a csv reader, json or openpyxl and a dict, here in the test. Every cell is held against it,
then the count of values, of missing ones by reason and of flags, and totals that add up or that the publisher
printed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

import pytest

from layouts.other_routes import (
    ALL_CITIZENS,
    EIORD,
    EIRTN,
    FINDER,
    KEY_FIGURES,
    METADATA,
    MUNICIPALITIES,
    OLD_POPULATION,
    RETURNS,
    ROUTES,
    SOURCES,
    TSV,
    Found,
    boundaries,
    metadata,
    municipalities,
    operations,
)
from migration_stats.publishers.detect import read_table
from migration_stats.publishers.table import Table


@pytest.fixture(autouse=True)
def sources() -> None:
    if not SOURCES.is_dir():
        pytest.skip("the folder ../shared/sources with publishers' files is not beside this checkout")


@lru_cache
def table(name: str) -> Table:
    return read_table((SOURCES / name).read_bytes())


def cells(name: str, *dimensions: str) -> Found:
    frame = table(name).cells
    return Counter(frame[[*dimensions, "period", "value", "flag"]].itertuples(index=False, name=None))


def total(found: Iterable[tuple[str, ...]], *where: str) -> float:
    return sum(
        float(cell[-2]) for cell in found if set(where) <= set(cell) and re.fullmatch(r"[\d.]+", cell[-2])
    )


@pytest.mark.parametrize(("name", "dimensions", "other_route"), ROUTES, ids=[name for name, *_ in ROUTES])
def test_every_cell_is_what_another_route_finds(
    name: str, dimensions: tuple[str, ...], other_route: Callable[[], Found]
) -> None:
    expected = other_route()
    assert sum(expected.values()) > 100
    assert cells(name, *dimensions) == expected


def part(name: str, topic: str, *dimensions: str, **where: str) -> Found:
    frame = table(name).cells
    for column, value in {"topic": topic, **where}.items():
        frame = frame[frame[column] == value]
    return Counter(frame[[*dimensions, "period", "value", "flag"]].itertuples(index=False, name=None))


def test_operations_metadata_and_the_municipality_list_are_what_another_route_finds() -> None:
    persons = part(RETURNS, "TCNs (accepted)", "sheet", "operation", "participant", "destination")
    assert persons == operations()
    titles = part(METADATA, "Title", "section", "code")
    ours = Counter(
        {cell: count for cell, count in titles.items() if cell[0] not in ("TableInfos", "DataProperties")}
    )
    assert ours == metadata()
    assert part(MUNICIPALITIES, "ProvinciecodePV", "GemeentecodeGM") == municipalities()


# Values, missing by reason, flags: counted in the files with csv and a Counter, not with this package.
COUNTS: tuple[tuple[str, int, dict[str, int], dict[str, int]], ...] = (
    (TSV, 284_601, {":": 308_607}, {"p": 9_367, "b": 7_961, "ep": 3_075, "e": 2_454, "be": 1_191, "bp": 315, "bep": 42}),
    ("eurostat/asylum_applicants_total.csv", 1_080, {}, {}),
    ("eurostat/migrants_refused_entry_at_the_border.csv", 327, {}, {"e": 2}),
    ("eurostat/temporary_protection_beneficiaries_monthly.csv", 1_131, {":": 5}, {"d": 210, "b": 4, "e": 2}),
    ("eurostat/migr_asyresa_resettled.csv", 9_472, {}, {}),
    ("eurostat/migr_eiord_1_Data.csv", 220, {":": 18}, {"d": 7, "p": 1}),
    ("eurostat/migr_eirtn_1_Data.csv", 439, {":": 37}, {"d": 10, "p": 2}),
    (ALL_CITIZENS, 26_235, {":": 2_310}, {"d": 268, "p": 169}),
    (EIRTN, 604, {":": 36}, {}),
    (EIORD, 306, {":": 24}, {}),
    (FINDER, 90_803, {}, {}),
    ("unhcr/asylum-decisions_page1_ALG.json", 500, {}, {}),
    ("unhcr/HDX_Solutions.csv", 604, {}, {}),
    ("unhcr/unhcr_arrivals_12_31.csv", 509, {"NA": 130}, {}),
    ("cbs/Asylum NL.csv", 2_433, {".": 1_395}, {}),
    (OLD_POPULATION, 40_263, {"cannot occur": 28_826}, {}),
    ("cbs/Asielverzoeken.csv", 228, {}, {}),
    (KEY_FIGURES, 1_056, {"cannot occur": 1_113}, {}),
    ("cbs/data.305a725.csv", 456, {}, {"p": 156}),
)  # fmt: skip


@pytest.mark.parametrize(("name", "values", "missing", "flags"), COUNTS, ids=[name for name, *_ in COUNTS])
def test_values_missing_and_flags_are_counted(
    name: str, values: int, missing: dict[str, int], flags: dict[str, int]
) -> None:
    frame = table(name).cells
    numbers = frame["value"].str.fullmatch(r"-?\d+(\.\d+)?")
    assert int(numbers.sum()) == values
    assert Counter(frame["value"][~numbers]) == missing
    assert Counter(frame["flag"][frame["flag"] != ""]) == flags


# Totals: a part of the file added up here by hand or printed by its publisher, against what was read.
TOTALS = (
    (TSV, ("COMPLET", "TOTAL", "T", "NL", "2019"), 215_756),
    (TSV, ("COMPLET", "TOTAL", "F", "AT", "2002"), 47_998),
    (TSV, ("REACH", "Y_LT1", "T", "SE", "2016"), 1_992),
    (EIORD, ("European Union - 28 countries", "2015"), 528_645),
    (EIORD, ("Greece", "2010"), 132_525),
    (EIORD, ("France", "2018"), 105_560),
    (EIRTN, ("total_returned", "Germany (until 1990 former territory of the FRG)", "2016"), 75_815),
    (EIRTN, ("returned_third_country", "Greece", "2018"), 12_465),
    (EIRTN, ("total_returned", "European Union - 28 countries", "2009"), 252_790),
    ("eurostat/migr_eiord_1_Data.csv", ("European Union (28 countries)", "2010"), 540_080),
    ("eurostat/migr_eiord_1_Data.csv", ("Netherlands", "2016"), 32_950),
    ("eurostat/migr_eiord_1_Data.csv", ("Bulgaria", "2010"), 1_705),
)  # fmt: skip


@pytest.mark.parametrize(("name", "where", "printed"), TOTALS)
def test_totals_are_those_that_are_printed(name: str, where: tuple[str, ...], printed: float) -> None:
    columns = (
        ("agedef", "age", "sex", "geo")
        if name == TSV
        else ("sheet", "GEO")
        if name.endswith("xlsx")
        else ("GEO",)
    )
    assert total(cells(name, *columns), *where) == printed


def test_printed_totals_and_sums_agree() -> None:
    """Sums of parts against the total that the same publication prints."""
    med = cells("unhcr/unhcr_arrivals_12_31.csv", "topic")
    for year in ("2015", "2019"):
        months = [cell for cell in med if cell[1].startswith(year)]
        assert total(months, "greece_sea") + total(months, "greece_land") == total(months, "greece_all")
    asylum = cells("cbs/data.305a725.csv", "Nationaliteit", "Geslacht")
    for name in ("Syrisch ", "Afghaans ", "Eritrees "):
        months = [cell for cell in asylum if cell[2].startswith("2015-") and cell[0] == name]
        year = [cell for cell in asylum if cell[2] == "2015" and cell[0] == name]
        assert abs(total(months) - total(year)) <= 24 * 2.5, "every month is rounded to 5"
    france = cells("eurostat/migr_asyresa_resettled.csv", "citizen", "sex", "age")
    for code in ("SY", "SD", "CF"):
        parts = sum(total(france, code, sex, "TOTAL", "2017") for sex in "MF")
        assert abs(parts - total(france, code, "T", "TOTAL", "2017")) <= 5
    said = " ".join(table(RETURNS).oddities)
    assert "40302082.96, is no cell (as its rows add up to)" in said


@pytest.mark.parametrize(
    ("name", "layer", "code", "other", "count"),
    [
        ("nl-municipalities-2020.topo.json", "municipalities", "gemcode", "gemnaam", 355),
        ("nl-municipalities-2021.topo.json", "gm_features", "code", "type", 352),
    ],
)
def test_boundaries_have_the_municipalities_of_their_year(
    name: str, layer: str, code: str, other: str, count: int
) -> None:
    expected = boundaries(name, layer, code, other)()
    assert sum(expected.values()) == count
    frame = table(f"geometry/{name}").cells
    areas = frame[(frame["layer"] == layer) & (frame["topic"] == other)]
    assert (
        Counter(
            areas[["layer", "code", "topic", "period", "value", "flag"]].itertuples(index=False, name=None)
        )
        == expected
    )


def test_every_file_of_the_manifest_is_read() -> None:
    """The text of the law has no cells; all else is a table with some, or a register with codes."""
    with (SOURCES / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        names = [row["path"] for row in csv.DictReader(file)]
    tables = [name for name in names if not name.startswith("law/")]
    assert len(tables) == len(names) - 1 == 25
    for name in tables:
        assert len(table(name).cells) > 100, name


def test_what_is_odd_about_a_file_is_told() -> None:
    assert "page 1 of 11: the answer is not whole" in table("unhcr/asylum-decisions_page1_ALG.json").oddities
    assert any(text.startswith("24081 cells repeat the key") for text in table(FINDER).oddities)
    assert any("codes or names with blanks around them" in text for text in table(FINDER).oddities)
    assert any(
        "totals of a year stand among its months: 2015, 2016*" in text
        for text in table("cbs/data.305a725.csv").oddities
    )
    assert "the last line has no end; was the file cut?" in table("unhcr/unhcr_arrivals_12_31.csv").oddities


def test_boundary_changes_are_read_from_the_words_of_the_metadata() -> None:
    frame = table(METADATA).cells
    changes = frame[frame["section"] == "boundary_changes"]
    found = set(changes[["period", "code", "topic", "value"]].itertuples(index=False, name=None))
    assert ("2019-01-01", "GM0304", "Opgeheven, overgegaan naar", "GM1960") in found
    assert {
        ("2019-01-01", "GM1969", "Ontstaan, ontvangen van", code)
        for code in ("GM0015", "GM0022", "GM0025", "GM0056")
    } <= found
    assert ("2011-01-01", "GM0083", "Naamswijziging, nieuwe naam", "GM1908") in found
    assert {
        ("1999-01-01", "GM0297", "Gemeentelijke herindeling, ontvangen van", code)
        for code in ("GM0212", "GM0257")
    } <= found


def test_encodings_periods_and_days_are_those_of_the_files() -> None:
    assert {name: table(name).encoding for name in (ALL_CITIZENS, "cbs/data.305a725.csv", "cbs/Asylum NL.csv", TSV)} == {
        ALL_CITIZENS: "ISO-8859-1", "cbs/data.305a725.csv": "ISO-8859-1", "cbs/Asylum NL.csv": "UTF-8 with BOM", TSV: "UTF-8",
    }  # fmt: skip
    assert table("eurostat/migr_asyresa_resettled.csv").updated == "2021-06-10"
    assert table(METADATA).updated == "2019-05-17"
    assert table("cbs/data.305a725.csv").updated == "2017-10-15"
    cote = {cell for cell in cells(ALL_CITIZENS, "GEO", "CITIZEN") if "voire" in cell[1]}
    assert {cell[1] for cell in cote} == {"Côte d'Ivoire"}
