"""Every layout with a writer of its own: what the tests read back, break and damage.

`Case` says which grids a layout can hold and what should come back.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from layouts.grid import Grid, half, month, quarter, year
from layouts.write_eurostat import (
    browser,
    explorer,
    json_stat,
    sdmx_csv,
    sdmx_csv_3,
    sdmx_csv_paired,
    sdmx_generic,
    sdmx_structured,
    tsv,
)
from layouts.write_others import (
    api,
    detections,
    finder,
    hdx,
    housing_csv,
    housing_ods,
    housing_xlsx,
    label_csv,
    label_csv_bare,
    mediterranean,
    metadata,
    odata_v3,
    odata_v4,
    operations,
    register,
    statweb,
    topology,
    untyped_csv,
)


@dataclass(frozen=True)
class Case:
    """One layout: its name as read, how a grid is written, and which grids it can hold."""

    layout: str
    write: Callable[[Grid], bytes]
    dimensions: tuple[str, ...]
    periods: Callable[[int], str]  # the n-th period in the contract's notation
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ("",)
    decimals: bool = False
    codes: tuple[str, ...] = ("NL", "EL", "UK", "XK", "EU28", "EU27_2020", "NA", "TOTAL", "DE")
    topics: tuple[str, ...] = ()  # the last dimension, where it is made of columns
    suffix: str = "csv"


ESTAT = ("", "b", "p", "e", "bep", "c", "bc", "d", "u")
OLD = ("", "b", "p", "e", "bep", "d", "u")
DIMS = ("unit", "citizen", "geo")
ISO = ("NLD", "GRC", "GBR", "XKX", "NAM", "SYR", "Unknown ")
COUNTRIES = ("Country of origin", "Country of asylum", "topic")
CBS = ("T001038", "NL01", "GM0363", "NAT9487")

CASES = (
    Case("bulk TSV", tsv, DIMS, year, (":",), ESTAT, True, suffix="tsv"),
    Case("bulk TSV", lambda grid: gzip.compress(tsv(grid), mtime=0), ("geo", "freq"), half, (":",), ESTAT, suffix="tsv.gz"),
    Case("SDMX-CSV, code and label columns", sdmx_csv_paired, DIMS, month, (":",), ESTAT, True),
    Case("SDMX-CSV, codes", sdmx_csv, DIMS, quarter, (":",), ESTAT, True),
    Case("SDMX-CSV, codes", lambda grid: sdmx_csv(grid, conf=False), DIMS, year, (":",), ESTAT),
    Case("SDMX-CSV, codes", sdmx_csv_3, ("citizen", "geo"), month, (":",), ESTAT),
    Case("SDMX-CSV, labels", sdmx_csv, DIMS, year, (":",), ESTAT, codes=("Austria", "Kosovo*", "Czechia", "Namibia")),
    Case("SDMX-CSV, code:label", lambda grid: sdmx_csv(grid, lambda code: f"{code}:Name of {code}"), DIMS, year, (":",), ESTAT),
    Case("Data Explorer CSV", explorer, ("GEO", "CITIZEN"), year, (":",), OLD, True, codes=("Côte d'Ivoire", "Netherlands", "European Union (28 countries)")),
    Case("Data Explorer CSV", lambda grid: explorer(grid, "utf-8"), ("GEO", "UNIT"), year, (":",), OLD, codes=("Türkiye", "Netherlands", "Kosovo")),
    Case("Data Browser xlsx", browser, ("INDIC_MG", "GEO"), year, (":",), OLD, True, codes=("Netherlands", "Greece", "European Union - 28 countries"), suffix="xlsx"),
    Case("SDMX-ML 2.1, generic", sdmx_generic, DIMS, month, (":",), ESTAT, True, suffix="xml"),
    Case("SDMX-ML 2.1, structure-specific", lambda grid: sdmx_structured(grid, "v2_1"), DIMS, half, (":",), ESTAT, suffix="xml"),
    Case("SDMX-ML 3.0, structure-specific", lambda grid: sdmx_structured(grid, "v3_0"), DIMS, year, (":",), ESTAT, suffix="xml"),
    Case("JSON-stat", json_stat, DIMS, year, (":",), ESTAT, True, suffix="json"),
    Case("Refugee Data Finder CSV", finder, COUNTRIES, year, ("blank", "*", "-"), codes=ISO, topics=("applied", "decided")),
    Case("API JSON", api, ("coo", "coa_iso", "topic"), year, ("blank", "-"), codes=("AUS", "AUL", "NAM", "UNK"), topics=("dec_recognized", "dec_total"), suffix="json"),
    Case("HDX CSV", hdx, ("ISO3CoO", "ISO3CoA", "topic"), year, ("blank", "*"), codes=("NLD", "XKX", "NAM"), topics=("RST", "RET")),
    Case("Mediterranean arrivals CSV", mediterranean, ("topic",), month, ("NA",), topics=("greece_sea", "spain_land")),
    Case("detections workbook", lambda grid: detections(grid, True), ("Route", "BorderType", "Nationality"), month, ("blank", "."), codes=("Black Sea", "Sea", "Syria", "Namibia"), suffix="xlsx"),
    Case("detections workbook", lambda grid: detections(grid, False), ("Route", "BorderType", "Nationality"), month, ("blank",), codes=("Land", "Unknown", "NA"), suffix="xlsx"),
    Case("return operations workbook", operations, ("operation", "participant", "destination"), lambda n: f"2018-01-{n + 1:02}", ("blank",), codes=("RO-1", "Spain", "NIGERIA"), suffix="xlsx"),
    Case("OData v3 TypedDataSet", lambda grid: odata_v3(grid, True), ("Geslacht", "Nationaliteit", "topic"), year, ("blank",), decimals=True, codes=CBS, topics=("Totaal_1", "Eerste_2"), suffix="json"),
    Case("OData v3 UntypedDataSet", lambda grid: odata_v3(grid, False), ("Geslacht", "RegioS", "topic"), quarter, (".", "cannot occur"), codes=CBS, topics=("Totaal_1", "Eerste_2"), suffix="json"),
    Case("OData v4 Observations", odata_v4, ("Geslacht", "RegioS", "topic"), month, (".", "cannot occur"), codes=CBS, topics=("M1_1", "M2_2"), decimals=True, suffix="json"),
    Case("UntypedDataSet CSV", untyped_csv, ("Geslacht", "RegioS", "topic"), half, (".", "cannot occur"), codes=CBS, topics=("Totaal_1", "Eerste_2")),
    Case("label CSV", label_csv, ("Geslacht", "Nationaliteit", "topic"), year, (".", "cannot occur"), ("", "p"), True, codes=("Totaal", "Grieks", "Namibisch"), topics=("Bevolking|Totaal (aantal)", "Land (km²)")),
    Case("label CSV", label_csv_bare, ("Geslacht", "Nationaliteit", "topic"), half, (".",), ("", "p"), True, codes=("Totaal", "Grieks"), topics=("Verzoeken (personen) (aantal)", "Nareis (aantal)")),
    Case("StatWeb CSV", statweb, ("Onderwerpen_1", "Nationaliteit", "Eenheid"), month, (".",), ("", "p"), codes=("Totaal", "Grieks", "Syrisch"), suffix="csv"),
    Case("metadata CSV", metadata, ("section", "code", "topic"), lambda n: "", ("blank",), codes=("RegioS", "Geslacht", "GM0363"), topics=("Title", "Description")),
    Case("TopoJSON", topology, ("layer", "code", "topic"), lambda n: "", ("blank",), codes=("GM0363", "GM0014"), topics=("gemnaam", "province"), suffix="json"),
    Case("municipality list", register, ("GemeentecodeGM", "topic"), lambda n: "", ("blank",), codes=("GM0363", "GM0014", "GM1680"), topics=("Gemeentenaam", "Provinciecode"), suffix="xls"),
    Case("housing-target workbook", housing_xlsx, ("municipality", "code", "topic"), half, ("blank",), codes=("Utrecht", "Ede"), topics=("target", "realised", "backlog"), suffix="xlsx"),
    Case("housing-target workbook", housing_csv, ("municipality", "code", "topic"), half, ("blank",), codes=("Utrecht", "Ede"), topics=("target", "backlog"), suffix="csv"),
    Case("housing-target workbook", housing_ods, ("municipality", "code", "topic"), half, ("blank",), codes=("Súdwest-Fryslân", "Ede"), topics=("target", "realised", "lead"), suffix="ods"),
)  # fmt: skip
IDS = [f"{case.layout} {case.suffix} {at}" for at, case in enumerate(CASES)]
