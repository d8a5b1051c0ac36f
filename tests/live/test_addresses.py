"""What is asked of each service: addresses of the shipped queries, pages, parts, and a plain file."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from layouts.grid import Grid
from layouts.write_others import detections
from live.service import EU, QUICK, ROOT, Server, source, stored
from migration_stats.catalogue import load_source
from migration_stats.download import Downloader
from migration_stats.errors import CatalogueError, LayoutError
from migration_stats.live import fetch_live
from migration_stats.project import Project
from migration_stats.publishers.services import HOSTS, Asked, address, join_parts, next_page, split

EUROSTAT = "https://ec.europa.eu/eurostat/api/dissemination"
ADDRESSES = {
    "eurostat_migr_asyappctza": f"{EUROSTAT}/sdmx/2.1/data/MIGR_ASYAPPCTZA/A.TOTAL.T.PER.TOTAL..?format=SDMX-CSV&startPeriod=2008",
    "eurostat_migr_eipre": f"{EUROSTAT}/sdmx/3.0/data/dataflow/ESTAT/migr_eipre/1.0?c[freq]=A&c[citizen]=TOTAL&c[sex]=T&c[unit]=PER&c[age]=TOTAL"
    "&c[TIME_PERIOD]=ge:2008&format=csvdata&formatVersion=2.0&compress=false",
    "eurostat_migr_eiord": f"{EUROSTAT}/sdmx/2.1/data/MIGR_EIORD?format=TSV&compressed=true",
    "cbs_80059ned": "https://opendata.cbs.nl/ODataApi/odata/80059ned/UntypedDataSet?$filter=(substringof('T001059', Nationaliteit))"
    "&$format=json&$top=10000&$skip=10000",
    "cbs_70072ned": "https://opendata.cbs.nl/ODataApi/odata/70072ned/UntypedDataSet?$filter=(substringof('NL', RegioS) or substringof('GM', RegioS))"
    "&$select=RegioS,Perioden,TotaleBevolking_1&$format=json&$top=10000&$skip=10000",
}


@pytest.mark.parametrize("source_id", ADDRESSES)
def test_an_address_holds_the_codes_of_the_query(source_id: str) -> None:
    (query,) = load_source(ROOT / "data" / "raw" / source_id).queries
    assert unquote(address(Asked(query), HOSTS, 2)) == ADDRESSES[source_id]


def test_a_service_that_is_not_known_is_an_error_with_those_that_are() -> None:
    (query,) = load_source(ROOT / "data" / "raw" / EU).queries
    with pytest.raises(CatalogueError, match=r"service 'ftp' is none of eurostat_2\.1, eurostat_3\.0"):
        address(Asked(replace(query, service="ftp")), HOSTS)


def test_a_large_query_is_split_by_codes_and_then_by_years() -> None:
    (query,) = load_source(ROOT / "data" / "raw" / EU).queries
    wide = replace(query, select={**query.select, "geo": ("NL", "BE", "EL")})
    assert [part.query.select["geo"] for part in split(Asked(wide))] == [("NL",), ("BE", "EL")]
    years = [(part.first, part.last) for part in split(Asked(query, "2008", "2012"))]
    assert years == [("2008", "2010"), ("2011", "2012")]
    with pytest.raises(LayoutError, match="cannot be split further"):
        list(split(Asked(query, "2012", "2012")))


def test_parts_with_different_headers_are_not_joined() -> None:
    assert join_parts([b"a,b\n1,2\n", b"a,b\r\n3,4\n"]) == b"a,b\n1,2\n3,4\n"
    with pytest.raises(LayoutError, match="different headers"):
        join_parts([b"a,b\n1,2\n", b"a,c\n3,4\n"])


def test_a_page_that_is_damaged_is_told() -> None:
    (query,) = load_source(ROOT / "data" / "raw" / "unhcr_population").queries
    assert next_page(query, b'{"maxPages": 2, "items": []}', 1) == 2
    assert next_page(query, b'{"maxPages": 2, "items": []}', 2) is None
    with pytest.raises(LayoutError, match="page 1 of the answer is damaged"):
        next_page(query, b'{"maxPages": 2, "it', 1)


def test_a_plain_file_is_taken_as_it_is(project: Project, server: Server) -> None:
    rows = (("Black Sea", "Sea", "Syria"),)
    content = detections(
        Grid(("Route", "BorderType", "Nationality"), rows, ("2026-01",), ((("7", ""),),)), serial=True
    )
    file = project.raw / EU / "source.toml"
    text = file.read_text().partition("[[query]]")[0]
    file.write_text(
        text + f'[[query]]\nservice = "file"\ndataset = "detections"\nurl = "{server.url}/detections.xlsx"\n'
    )
    server.answer(content, Last_Modified="Tue, 04 Jun 2024 23:30:00 GMT")
    with Downloader(QUICK, sleep=lambda _: None) as net:
        (done,) = fetch_live(project, [source(project)], net, server.hosts)
    assert (done.outcome, done.file) == ("new", "2024-06-04.xlsx")
    assert stored(project)["2024-06-04.xlsx"] == content
    assert server.paths == ["/detections.xlsx"]
