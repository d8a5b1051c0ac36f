"""Publishers' own files by another route than the layouts: a csv reader, json or openpyxl, and a dict."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl

ROOT = Path(__file__).parents[2]
SOURCES = ROOT.parent / "shared" / "sources"
Found = Counter[tuple[str, ...]]  # dimensions in the file's order, period, value, flag


def lines(name: str, delimiter: str = ",", encoding: str = "utf-8-sig") -> list[list[str]]:
    text = (SOURCES / name).read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def records(name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    text = (SOURCES / name).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def bulk_tsv() -> Found:
    found: Found = Counter()
    head, *rows = (SOURCES / "eurostat/estat_migr_imm8.tsv").read_text().splitlines()
    years = [text.strip() for text in head.split("\t")[1:]]
    for row in rows:
        key, *values = row.split("\t")
        for year, text in zip(years, values, strict=True):
            value, _, flag = text.strip().partition(" ")
            found[(*key.split(","), year, value, flag)] += 1
    return found


def sdmx_csv(name: str, *dimensions: str) -> Callable[[], Found]:
    return lambda: Counter(
        (*(row[dim] for dim in dimensions), row["TIME_PERIOD"], row["OBS_VALUE"] or ":", row["OBS_FLAG"])
        for row in records(f"eurostat/{name}")
    )


def explorer(name: str, encoding: str, *dimensions: str) -> Callable[[], Found]:
    return lambda: Counter(
        (
            *(row[dim] for dim in dimensions),
            row["TIME"],
            row["Value"].replace(",", ""),
            row["Flag and Footnotes"],
        )
        for row in records(f"eurostat/{name}", encoding)
    )


def sheets(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO((SOURCES / name).read_bytes()))


def browser(name: str) -> Callable[[], Found]:
    def read() -> Found:
        found: Found = Counter()
        for sheet in sheets(f"eurostat/{name}").worksheets:
            head, *rows = sheet.iter_rows(values_only=True)
            for row in itertools.takewhile(lambda row: row[0], rows):
                for year, value in zip(head[1:], row[1:], strict=True):
                    shown = str(int(value)) if isinstance(value, float) else str(value)
                    found[(sheet.title, str(row[0]), str(year), shown, "")] += 1
        return found

    return read


def by_year(name: str, *dimensions: str) -> Callable[[], Found]:
    """UNHCR: one column per figure."""
    return lambda: Counter(
        (*(row[dim] for dim in dimensions), figure, row["Year"], row[figure], "")
        for row in records(f"unhcr/{name}")
        for figure in row
        if figure not in (*dimensions, "Year")
    )


def api_page() -> Found:
    page = json.loads((SOURCES / "unhcr/asylum-decisions_page1_ALG.json").read_text())
    return Counter(
        (item["coo"], item["coa"], item["coa_iso"], item["procedure_type"], item["dec_level"], item["dec_pc"], key,
         str(item["year"]), str(item[key]), "")
        for item in page["items"]
        for key in ("dec_recognized", "dec_other", "dec_rejected", "dec_closed", "dec_total")
    )  # fmt: skip


def mediterranean() -> Found:
    return Counter(
        (figure, f"{row['year']}-{int(row['month']):02}", row[figure], "")
        for row in records("unhcr/unhcr_arrivals_12_31.csv")
        for figure in list(row)[3:]
    )


def operations() -> Found:
    """The lists of the workbook with one value column: persons per operation, state and destination; costs."""
    found: Found = Counter()
    book = sheets("frontex/Returns_CF_2013-2018.xlsx")
    for operation, day, state, place, persons in book["2013-2018_TCNs"].iter_rows(
        min_row=2, values_only=True
    ):
        if operation:
            found[("2013-2018_TCNs", str(operation).strip(), str(state).strip(), str(place or "").strip(), f"{day:%Y-%m-%d}",
                   "blank" if persons is None else str(persons).strip(), "")] += 1  # fmt: skip
    return found


def untyped(name: str, *dimensions: str) -> Callable[[], Found]:
    def read() -> Found:
        head, *rows = lines(f"cbs/{name}", ";")
        made = [dict(zip(head, (cell.strip() for cell in row), strict=True)) for row in rows]
        return Counter(
            (*(row[dim] for dim in dimensions), row["Perioden"][:4], row[head[-1]] or "cannot occur", "")
            for row in made
        )

    return read


def labels() -> Found:
    head, *rows = lines("cbs/Asielverzoeken.csv", ";")
    return Counter(
        (*row[:3], topic.strip(), row[3], value, "")
        for row in rows
        for topic, value in zip(head[4:], row[4:], strict=True)
    )


def key_figures() -> Found:
    rows = lines("cbs/Regionale_kerncijfers_Nederland_19112021_093724.csv", ";")
    topics = [f"{name} ({unit})" for name, unit in zip(rows[3][2:], rows[4][2:], strict=True)]
    return Counter(
        (row[0], topic, row[1], value.replace(",", ".") or "cannot occur", "")
        for row in rows[5:-1]
        for topic, value in zip(topics, row[2:], strict=True)
    )


DUTCH = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def statweb() -> Found:
    found: Found = Counter()
    rows = lines("cbs/data.305a725.csv", ";", "latin-1")
    for row in rows[2:-1]:
        for head, value in zip(rows[1][5:], row[5:], strict=True):
            year, _, name = head.rstrip("* ").partition(" ")
            when = f"{year}-{DUTCH.index(name.strip()) + 1:02}" if name.strip() else year
            found[(row[0], row[1], row[2], row[3], when, value, "p" if "*" in head else "")] += 1
    return found


def towns() -> Found:
    rows = json.loads((SOURCES / "cbs/84489NED_TypedDataSet.json").read_text())["value"]
    return Counter(
        (row["Woonplaatsen"], key, "", row[key].strip(), "")
        for row in rows
        for key in row
        if re.search(r"_\d$", key)
    )


def metadata() -> Found:
    """Title of each key, by section."""
    found: Found = Counter()
    section = ""
    head: list[str] = []
    for row in lines("cbs/03759ned_metadata.csv", ";"):
        if len(row) == 1:
            section, head = row[0], []
        elif row and not head:
            head = row
        elif row and "Key" in head and "Title" in head and section != "DataProperties":
            found[(section, row[0].strip(), "", row[head.index("Title")].strip(), "")] += 1
    return found


def boundaries(name: str, layer: str, code: str, other: str) -> Callable[[], Found]:
    """The areas of a layer by their code, with another property of theirs."""

    def read() -> Found:
        areas = json.loads((SOURCES / "geometry" / name).read_text())["objects"][layer]["geometries"]
        return Counter(
            (layer, area["properties"][code], other, "", area["properties"].get(other) or area[other], "")
            for area in areas
        )

    return read


def municipalities() -> Found:
    """Provinces of the municipalities of 2019, as data/reference has them from the same list."""
    rows = csv.DictReader((ROOT / "data/reference/provinces.csv").read_text("utf-8").splitlines())
    return Counter(
        (row["geo"], "", row["province"], "")
        for row in rows
        if row["source"] == "CBS, Gemeenten alfabetisch 2019"
    )


TSV = "eurostat/estat_migr_imm8.tsv"
EIORD, EIRTN = "eurostat/migr_leave_order.xlsx", "eurostat/migr_eirtn.xlsx"
ALL_CITIZENS = "eurostat/migr_eiord_Data_allcitizens.csv"
FINDER = "unhcr/asylum-applications.csv"
OLD_POPULATION = "cbs/37259ned_UntypedDataSet_05022020_161506.csv"
RETURNS = "frontex/Returns_CF_2013-2018.xlsx"
METADATA = "cbs/03759ned_metadata.csv"
MUNICIPALITIES = "cbs/Gemeenten alfabetisch 2019.xls"
KEY_FIGURES = "cbs/Regionale_kerncijfers_Nederland_19112021_093724.csv"
COUNTRIES = ("Country of origin", "Country of origin (ISO)", "Country of asylum", "Country of asylum (ISO)")

ROUTES: tuple[tuple[str, tuple[str, ...], Callable[[], Found]], ...] = (
    (TSV, ("freq", "agedef", "age", "unit", "sex", "geo"), bulk_tsv),
    ("eurostat/asylum_applicants_total.csv", ("citizen", "asyl_app", "geo"), sdmx_csv("asylum_applicants_total.csv", "citizen", "asyl_app", "geo")),
    ("eurostat/migrants_refused_entry_at_the_border.csv", ("border", "reason", "geo"), sdmx_csv("migrants_refused_entry_at_the_border.csv", "border", "reason", "geo")),
    ("eurostat/temporary_protection_beneficiaries_monthly.csv", ("citizen", "geo"), sdmx_csv("temporary_protection_beneficiaries_monthly.csv", "citizen", "geo")),
    ("eurostat/migr_asyresa_resettled.csv", ("citizen", "sex", "age", "geo"), sdmx_csv("migr_asyresa_resettled.csv", "citizen", "sex", "age", "geo")),
    ("eurostat/migr_eiord_1_Data.csv", ("GEO", "CITIZEN"), explorer("migr_eiord_1_Data.csv", "utf-8", "GEO", "CITIZEN")),
    ("eurostat/migr_eirtn_1_Data.csv", ("GEO", "INDIC_MG"), explorer("migr_eirtn_1_Data.csv", "utf-8", "GEO", "INDIC_MG")),
    (ALL_CITIZENS, ("GEO", "CITIZEN"), explorer("migr_eiord_Data_allcitizens.csv", "latin-1", "GEO", "CITIZEN")),
    (EIRTN, ("sheet", "GEO"), browser("migr_eirtn.xlsx")),
    (EIORD, ("sheet", "GEO"), browser("migr_leave_order.xlsx")),
    (FINDER, (*COUNTRIES, "topic"), by_year("asylum-applications.csv", *COUNTRIES)),
    ("unhcr/asylum-decisions_page1_ALG.json", ("coo", "coa", "coa_iso", "procedure_type", "dec_level", "dec_pc", "topic"), api_page),
    ("unhcr/HDX_Solutions.csv", ("ISO3CoO", "ISO3CoA", "topic"), by_year("HDX_Solutions.csv", "ISO3CoO", "ISO3CoA")),
    ("unhcr/unhcr_arrivals_12_31.csv", ("topic",), mediterranean),
    ("cbs/Asylum NL.csv", ("Nationaliteit",), untyped("Asylum NL.csv", "Nationaliteit")),
    (OLD_POPULATION, ("Geslacht", "RegioS"), untyped("37259ned_UntypedDataSet_05022020_161506.csv", "Geslacht", "RegioS")),
    ("cbs/Asielverzoeken.csv", ("Geslacht", "Leeftijd", "Nationaliteit", "topic"), labels),
    (KEY_FIGURES, ("Regio's", "topic"), key_figures),
    ("cbs/data.305a725.csv", ("Onderwerpen_1", "Leeftijd", "Nationaliteit", "Geslacht"), statweb),
    ("cbs/84489NED_TypedDataSet.json", ("Woonplaatsen", "topic"), towns),
)  # fmt: skip
