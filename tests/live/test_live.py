"""What services really do: each against a server on this machine that behaves so.

Each failure ends in an error that names the source, what happened and the next step; the store is as it was.
"""

from __future__ import annotations

import gzip
import json
import shutil
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import trustme

from migration_stats.catalogue import Source, load_source
from migration_stats.download import AGENT, Answer, Downloader, Limits, retry_after
from migration_stats.errors import DownloadError
from migration_stats.live import Fetched, choose, fetch_live
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.snapshots import fetch, hidden, read_lock, snapshot
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database, query

ROOT = Path(__file__).parents[2]
Behaviour = Callable[["Handler"], None]
QUICK = Limits(request=2, source=20, size=5_000_000, attempts=3, first_wait=0.01)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Any = self.server
        server.paths.append(unquote(self.path))
        server.headers.append(dict(self.headers.items()))
        with server.lock:
            server.now += 1
            server.most = max(server.most, server.now)
        try:
            server.behaviour(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with server.lock:
                server.now -= 1

    def log_message(self, *_: object) -> None:
        pass

    def say(self, content: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(content)


class Server:
    """A service on this machine: `behave` says how it answers from now on."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.http: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.paths, self.http.headers, self.http.lock = [], [], threading.Lock()
        self.http.now = self.http.most = 0
        if context:
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.http.server_port}"
        self.hosts = {name: f"{self.url}/{name}" for name in ("eurostat", "unhcr", "cbs", "cbs_v4")}
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def behave(self, *behaviours: Behaviour) -> None:
        """One behaviour per request, the last one for all that follow."""
        rest = list(behaviours)
        def behave(handler: Handler) -> None:
            with self.http.lock:
                now = rest.pop(0) if len(rest) > 1 else rest[0]
            now(handler)
        self.http.behaviour = behave

    def answer(self, content: bytes, **headers: str) -> None:
        self.behave(lambda handler: handler.say(content, **headers))

    @property
    def paths(self) -> list[str]:
        return self.http.paths  # type: ignore[no-any-return]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def project(small: Callable[..., Project]) -> Project:
    return small(EU, UN, CBS)


EU, UN, CBS = "eurostat_migr_asyappctza", "unhcr_applications_live", "cbs_80059ned"


def source(project: Project, source_id: str = EU) -> Source:
    return load_source(project.raw / source_id)


def ask(project: Project, server: Server, *source_ids: str, limits: Limits = QUICK) -> list[Fetched]:
    with Downloader(limits, sleep=lambda _: None) as net:
        return fetch_live(project, [source(project, each) for each in source_ids or (EU,)], net, server.hosts)


def sdmx(rows: dict[tuple[str, str], str], updated: str = "10/06/24 11:00:00", geo: str = "geo", flag: str = "", extra: str = "") -> bytes:
    """An answer in SDMX-CSV: a value for each geo and year."""
    head = f"DATAFLOW,LAST UPDATE,freq,citizen,sex,unit,age,asyl_app{',' + extra if extra else ''},{geo},TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
    lines = [head]
    for number, ((place, year), value) in enumerate(rows.items()):
        more = f",{'AB'[number % 2]}" if extra else ""
        lines.append(f"ESTAT:MIGR_ASYAPPCTZA(1.0),{updated},A,TOTAL,T,PER,TOTAL,ASY_APP{more},{place},{year},{value},{flag},")
    return ("\n".join(lines) + "\n").encode()


ROWS = {(geo, str(year)): str(5 * (year - 2000)) for geo in ("NL", "BE", "EL", "UK", "XK", "EU27_2020", "EU28") for year in range(2015, 2024)}


def stored(project: Project, source_id: str = EU) -> dict[str, bytes]:
    folder = project.raw / source_id
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def rows(project: Project, source_id: str = EU) -> int:
    with open_database(project) as con:
        return int(query(con, f"select count(*) as n from observations where source_id = '{source_id}'")["n"].iloc[0])


# --- what goes well


def test_an_answer_becomes_a_release_with_the_day_that_the_service_says(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS), ETag='"one"')
    (done,) = ask(project, server)
    assert (done.outcome, done.file) == ("new", "2024-06-10.csv")
    (release,) = source(project).releases
    assert (release.published, release.published_basis) == ("2024-06-10", "service")
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS), "the bytes are stored as they came"
    report = refresh(project, quiet_step)
    assert not report.refused
    with open_database(project) as con:
        found = query(con, f"select geo, value from observations where source_id = '{EU}' and period_start = '2019-01-01' order by geo")
    assert dict(found.itertuples(index=False)) == dict.fromkeys(("BE", "EL", "EU27_2020", "EU28", "NL", "UK", "XK"), 95.0)


def test_the_query_names_codes_in_the_order_of_the_dimensions(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    assert server.paths == ["/eurostat/sdmx/2.1/data/MIGR_ASYAPPCTZA/A.TOTAL.T.PER.TOTAL..?format=SDMX-CSV&startPeriod=2008"]
    assert server.http.headers[0]["User-Agent"] == AGENT and "migration-stats/" in AGENT
    assert server.http.headers[0]["Accept-Encoding"] == "gzip"


def test_the_same_bytes_are_not_stored_twice(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    before = stored(project)
    (done,) = ask(project, server)
    assert done.outcome == "unchanged" and "the same bytes as 2024-06-10.csv" in done.said
    assert stored(project) == before


def test_304_says_that_nothing_changed(project: Project, server: Server) -> None:
    when = "Mon, 10 Jun 2024 11:00:00 GMT"
    server.answer(sdmx(ROWS), ETag='"one"', Last_Modified=when)
    ask(project, server)
    before = stored(project)
    server.behave(lambda handler: handler.say(b"", 304))
    (done,) = ask(project, server)
    assert done.outcome == "unchanged" and "2024-06-10" in done.said
    assert server.http.headers[-1]["If-None-Match"] == '"one"'
    assert server.http.headers[-1]["If-Modified-Since"] == when
    assert stored(project) == before


def test_a_revision_is_a_new_release_beside_the_old(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    revised = {**ROWS, ("NL", "2019"): "100"}
    server.answer(sdmx(revised, updated="11/06/25 11:00:00"))
    (done,) = ask(project, server)
    assert (done.outcome, done.file) == ("new", "2025-06-11.csv")
    refresh(project, quiet_step)
    with open_database(project) as con:
        found = query(con, f"select published_on, value from observations where source_id = '{EU}' and geo = 'NL' and period_start = '2019-01-01' order by 1")
    assert list(found["value"]) == [95.0, 100.0]


def test_an_undated_answer_counts_from_the_fetch_and_says_so(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS, updated=""))
    ask(project, server)
    (release,) = source(project).releases
    assert (release.published, release.published_basis) == (datetime.now(UTC).date().isoformat(), "fetched")


def test_the_day_is_last_modified_where_the_file_has_none(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS, updated=""), Last_Modified="Tue, 04 Jun 2024 23:30:00 GMT")
    ask(project, server)
    assert source(project).releases[0].published == "2024-06-04"


def test_a_gzip_on_the_way_is_undone(project: Project, server: Server) -> None:
    server.answer(gzip.compress(sdmx(ROWS)), Content_Encoding="gzip")
    ask(project, server)
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS)


# --- pages, parts and queues


def test_unhcr_pages_are_followed_to_the_last(project: Project, server: Server) -> None:
    def page(handler: Handler) -> None:
        number = int(parse_qs(urlsplit(handler.path).query)["page"][0])
        item = {"year": 2017 + number, "coo_id": "-", "coo_name": "-", "coo": "-", "coo_iso": "-", "coa_id": 1,
                "coa_name": "Netherlands (Kingdom of the)", "coa": "NET", "coa_iso": "NLD", "applied": [24025, 25195, "0"][number - 1]}  # fmt: skip
        handler.say(json.dumps({"page": number, "maxPages": 3, "items": [item]}).encode())

    server.behave(page)
    (done,) = ask(project, server, UN)
    assert done.outcome == "new" and "3 observations" in done.said
    assert [parse_qs(urlsplit(path).query)["page"] for path in server.paths] == [["1"], ["2"], ["3"]]
    refresh(project, quiet_step)
    with open_database(project) as con:
        found = query(con, f"select year(period_start) as y, value, partner from observations where source_id = '{UN}' order by 1")
    assert found.values.tolist() == [[2018, 24025.0, ""], [2019, 25195.0, ""], [2020, 0.0, ""]]


def cbs(count: int, top: int) -> Behaviour:
    """80059ned with `count` years, `top` rows at most an answer, last changed on 2020-03-03."""
    def behave(handler: Handler) -> None:
        parts = urlsplit(handler.path)
        if "TableInfos" in parts.path:
            handler.say(json.dumps({"value": [{"Modified": "2020-03-03T02:00:00"}]}).encode())
            return
        skip = int(parse_qs(parts.query)["$skip"][0])
        value = [
            {"ID": n, "Nationaliteit": "T001059  ", "Perioden": f"{1950 + n}JJ00", "TotaalAsielverzoekenEnNareizigers_1": f"{n * 5:>8}" if n else "       ."}
            for n in range(skip, min(skip + top, count))
        ]  # fmt: skip
        address = "https://opendata.cbs.nl/ODataApi/OData/80059ned/$metadata#Cbs.OData.WebAPI.UntypedDataSet"
        handler.say(json.dumps({"odata.metadata": address, "value": value}).encode())
    return behave


@pytest.mark.parametrize("count", [7, 6])
def test_cbs_pages_of_limited_rows_are_followed(project: Project, server: Server, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("migration_stats.publishers.services.CBS_ROWS", 3)
    server.behave(cbs(count, 3))
    (done,) = ask(project, server, CBS)
    assert done.outcome == "new" and f"{count} observations" in done.said
    (release,) = source(project, CBS).releases
    assert (release.published, release.published_basis) == ("2020-03-03", "service")
    (again,) = ask(project, server, CBS)
    assert again.outcome == "unchanged" and "TableInfos" in server.paths[-1], "the table itself is not asked again"
    assert not refresh(project, quiet_step).refused


def test_cbs_v4_follows_the_link_to_the_next_page(project: Project, server: Server) -> None:
    file = project.raw / CBS / "source.toml"
    text = file.read_text().replace('service = "cbs"', 'service = "cbs_v4"')
    file.write_text(text.replace("TotaalAsielverzoekenEnNareizigers_1", "M0001"))

    def behave(handler: Handler) -> None:
        if "Properties" in handler.path:
            handler.say(b'{"Identifier": "80059ned", "Modified": "2021-05-06T02:00:00+02:00"}')
            return
        second = "skip" in handler.path
        row = {"Id": int(second), "Measure": "M0001", "ValueAttribute": "None", "Value": 15.0, "StringValue": None,
               "Nationaliteit": "T001059", "Perioden": "2019JJ00" if second else "2018JJ00"}  # fmt: skip
        link = {} if second else {"@odata.nextLink": f"{server.url}/cbs_v4/80059ned/Observations?$skip=1"}
        handler.say(json.dumps({"@odata.context": "https://datasets.cbs.nl/odata/v1/CBS/80059ned/$metadata#Observations", "value": [row], **link}).encode())

    server.behave(behave)
    (done,) = ask(project, server, CBS)
    assert done.outcome == "new" and "2 observations" in done.said
    assert source(project, CBS).releases[0].published == "2021-05-06"


def test_a_query_that_is_too_large_is_split(project: Project, server: Server) -> None:
    """413 for more than three years: the parts are asked and joined under one header."""
    def behave(handler: Handler) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        first, last = int(asked["startPeriod"][0]), int(asked.get("endPeriod", ["2026"])[0])
        if last - first >= 3:
            handler.say(b"EXTRACTION_TOO_BIG: max authorised is 5000000", 413)
        else:
            handler.say(sdmx({key: value for key, value in ROWS.items() if first <= int(key[1]) <= last} or {("NL", str(first)): ":"}))

    server.behave(behave)
    (done,) = ask(project, server)
    assert done.outcome == "new", done.said
    text = stored(project)["2024-06-10.csv"].decode()
    assert text.count("OBS_VALUE") == 1
    assert {tuple(line.split(",")[8:11]) for line in text.splitlines()[1:]} >= {(*key, value) for key, value in ROWS.items()}


def test_a_queued_answer_is_followed_until_it_is_ready(project: Project, server: Server) -> None:
    told = "<env:Envelope><env:Body><s:asyncResponse><queued><id>9f2c-77</id><status>{}</status></queued></s:asyncResponse></env:Body></env:Envelope>"
    states = iter(["SUBMITTED", "PROCESSING", "AVAILABLE"])

    def behave(handler: Handler) -> None:
        if "/async/status/9f2c-77" in handler.path:
            handler.say(told.format(next(states)).encode())
        elif "/async/data/9f2c-77" in handler.path:
            handler.say(sdmx(ROWS))
        else:
            handler.say(told.format("SUBMITTED").encode(), 202)

    server.behave(behave)
    (done,) = ask(project, server)
    assert done.outcome == "new"
    assert stored(project)["2024-06-10.csv"] == sdmx(ROWS)
    server.behave(lambda handler: handler.say(told.format("EXPIRED").encode()))
    (lost,) = ask(project, server)
    assert lost.outcome == "failed" and "EXPIRED" in lost.said


def test_at_most_two_requests_are_under_way_at_one_host(project: Project, server: Server) -> None:
    for number in range(6):
        shutil.copytree(project.raw / EU, project.raw / f"other_{number}")
    def slow(handler: Handler) -> None:
        time.sleep(0.05)
        handler.say(sdmx(ROWS))
    server.behave(slow)
    done = ask(project, server, *(f"other_{number}" for number in range(6)))
    assert Counter(each.outcome for each in done) == {"new": 6}
    assert server.http.most == 2


# --- what goes wrong on the way: nothing is stored, the last good release stays


def page_of_html(handler: Handler) -> None:
    handler.say(b"<!DOCTYPE html><html><head><title>Maintenance</title></head></html>")


def half_a_body(handler: Handler) -> None:
    whole = sdmx(ROWS)
    handler.say(whole[: len(whole) // 2], length=len(whole))
    handler.close_connection = True


def half_a_gzip(handler: Handler) -> None:
    whole = gzip.compress(sdmx(ROWS))
    handler.say(whole[: len(whole) // 2], Content_Encoding="gzip")


def half_a_gzip_file(handler: Handler) -> None:
    whole = gzip.compress(sdmx(ROWS))
    handler.say(whole[: len(whole) // 2])


def stall(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"DATAFLOW")
    handler.wfile.flush()
    time.sleep(1.2)
    handler.close_connection = True


def loop(handler: Handler) -> None:
    handler.say(b"", 302, Location=handler.path)


def endless(handler: Handler) -> None:
    """30 MB announced nowhere, and no end: chunk after chunk."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    chunk = b"x" * 100_000
    for _ in range(200):
        handler.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")


def bomb(handler: Handler) -> None:
    """A small gzip that unpacks to 60 MB, where 5 MB are allowed."""
    handler.say(gzip.compress(b"0" * 60_000_000), Content_Encoding="gzip")


def announced(handler: Handler) -> None:
    handler.say(b"x", length=3_000_000_000)
    handler.close_connection = True


FAILURES: tuple[tuple[Behaviour, str], ...] = (
    (page_of_html, "the answer is a web page and no data, 3 times. Run it again later"),
    (lambda handler: handler.say(b""), "the answer is empty, 3 times. Run it again later"),
    (half_a_body, "the answer broke off"),
    (half_a_gzip, "the gzip was cut short, 3 times. Run it again later"),
    (half_a_gzip_file, "the gzip was cut short, 3 times. Run it again later"),
    (lambda handler: handler.say(b"", 410), "gone (410): the publisher took it away. Look up where it is now"),
    (lambda handler: handler.say(b"down", 500), "the service answers 500, 3 times. Run it again later"),
    (lambda handler: handler.say(b"no such dataflow", 404), "the service answers 404 (no such dataflow). Mend the query"),
    (stall, "no answer within 0.4 s (ReadTimeout), 3 times. Run it again later"),
    (loop, "the address leads round in a circle; look it up again"),
    (endless, "more than 5,000,000 bytes came; stopped reading"),
    (bomb, "unpacks to more than 5,000,000 bytes; stopped reading"),
    (announced, "3,000,000,000 bytes are announced, 5,000,000 at most are taken"),
    (lambda handler: handler.say(b"geo,time,values\nNL,2019,3\n"), "in no layout that is known"),
)  # fmt: skip


@pytest.mark.parametrize(("behaviour", "said"), FAILURES, ids=[said[:40] for _, said in FAILURES])
def test_what_is_no_whole_answer_is_never_stored(project: Project, server: Server, behaviour: Behaviour, said: str) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    refresh(project, quiet_step)
    before, loaded = stored(project), rows(project)
    server.behave(behaviour)
    (done,) = ask(project, server, limits=replace(QUICK, request=0.4))
    assert done.outcome == "failed"
    assert done.said.startswith(f"{EU}: ") and said in done.said
    age = (datetime.now(UTC).date() - datetime(2024, 6, 10).date()).days
    assert f"In use stays 2024-06-10.csv, published 2024-06-10, {age} days old" in done.said
    assert stored(project) == before
    assert rows(project) == loaded == len(ROWS)


def test_what_passes_is_tried_again(project: Project, server: Server) -> None:
    server.behave(lambda handler: handler.say(b"down", 500), page_of_html, lambda handler: handler.say(sdmx(ROWS)))
    (done,) = ask(project, server)
    assert done.outcome == "new" and len(server.paths) == 3


def test_429_waits_as_long_as_the_service_asks(project: Project, server: Server) -> None:
    server.behave(lambda handler: handler.say(b"", 429, Retry_After="7"), lambda handler: handler.say(sdmx(ROWS)))
    waits: list[float] = []
    with Downloader(QUICK, sleep=waits.append) as net:
        (done,) = fetch_live(project, [source(project)], net, server.hosts)
    assert done.outcome == "new" and waits == [7.0]


def test_waits_grow_and_end_with_the_time_of_the_source(project: Project, server: Server) -> None:
    server.behave(lambda handler: handler.say(b"down", 503))
    waits: list[float] = []
    with Downloader(Limits(attempts=5, first_wait=10, source=10_000), sleep=waits.append) as net:
        fetch_live(project, [source(project)], net, server.hosts)
    assert len(waits) == 4 and all(5 * 2**n <= wait <= 15 * 2**n for n, wait in enumerate(waits))
    with Downloader(Limits(attempts=5, first_wait=10, source=3), sleep=waits.append) as net:
        (done,) = fetch_live(project, [source(project)], net, server.hosts)
    assert "no time is left to try again" in done.said and len(waits) == 4


def test_retry_after_is_a_number_or_a_date() -> None:
    assert retry_after("120") == 120
    soon = (datetime.now(UTC) + timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert 55 <= (retry_after(soon) or 0) <= 60
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("soon") is None


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server with a certificate of an authority that nobody knows, and that authority's own certificate."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    made = Server(context)
    yield made, tmp_path / "authority.pem"
    made.http.shutdown()
    made.http.server_close()


def test_an_unknown_authority_is_refused_and_one_named_in_the_environment_is_not(
    project: Project, safe: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, certificate = safe
    server.answer(sdmx(ROWS))
    (done,) = ask(project, server)
    assert done.outcome == "failed"
    assert "the connection is not safe" in done.said and "SSL_CERT_FILE" in done.said
    assert stored(project).keys() == {"source.toml"}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (done,) = ask(project, server)
    assert done.outcome == "new"


def test_a_broken_handshake_is_an_error_of_the_connection(project: Project, server: Server) -> None:
    server.hosts = {name: url.replace("http://", "https://") for name, url in server.hosts.items()}
    server.answer(sdmx(ROWS))
    (done,) = ask(project, server)
    assert done.outcome == "failed" and "the connection is not safe" in done.said


def test_the_proxy_of_the_environment_is_used(project: Project, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "")
    server.answer(sdmx(ROWS))
    hosts = dict.fromkeys(server.hosts, "http://statistics.invalid/api")
    with Downloader(QUICK, sleep=lambda _: None) as net:
        (done,) = fetch_live(project, [source(project)], net, hosts)
    assert done.outcome == "new" and server.paths[0].startswith("http://statistics.invalid/api/sdmx/2.1/")


# --- what is whole and not as expected: stored, refused by the contract, the last good release stays in use


HALF = {key: value for number, (key, value) in enumerate(ROWS.items()) if number % 2}
CHANGES: tuple[tuple[bytes, str], ...] = (
    (sdmx(ROWS, "11/06/25 11:00:00", geo="geo_area"), "none of the columns geo, GEO for the area; the file has freq, citizen, sex, unit, age, asyl_app, geo_area"),
    (sdmx(ROWS, "11/06/25 11:00:00", flag="q1"), "unknown flag in 'q1'"),
    (sdmx(ROWS, "11/06/25 11:00:00", extra="route"), "a dimension that is not read: route (A, B)"),
    (sdmx({(f"Land {geo}", year): value for (geo, year), value in ROWS.items()}, "11/06/25 11:00:00"), "unknown country or area 'Land NL'"),
    (sdmx(HALF, "11/06/25 11:00:00"), "coverage"),
    (sdmx({key: value for key, value in ROWS.items() if key[1] < "2018"}, "11/06/25 11:00:00"), "coverage"),
)  # fmt: skip


@pytest.mark.parametrize(("answer", "said"), CHANGES, ids=["column", "flag", "dimension", "language", "half", "vintage"])
def test_a_whole_answer_that_breaks_the_contract_is_kept_and_refused(project: Project, server: Server, answer: bytes, said: str) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    refresh(project, quiet_step)
    server.answer(answer)
    (done,) = ask(project, server)
    assert done.outcome == "new", "the publisher may never give it again: it is kept"
    assert stored(project)["2025-06-11.csv"] == answer
    report = refresh(project, quiet_step)
    assert report.refused_releases == 1 and f"data/raw/{EU}/2025-06-11.csv" in report.refused[0]
    assert said in " ".join(report.refused)
    assert rows(project) == len(ROWS), "the last good release stays in use"


def test_a_withdrawn_release_stays_in_the_store_and_is_not_loaded(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    server.answer(CHANGES[0][0])
    ask(project, server)
    assert refresh(project, quiet_step).refused_releases == 1
    file = project.raw / EU / "source.toml"
    file.write_text(file.read_text() + '\n[[withdrawn]]\nrelease = "2025-06-11.csv"\nreason = "the publisher renamed a column for a day"\n')
    assert refresh(project, quiet_step).refused_releases == 0
    assert "2025-06-11.csv" in stored(project)


# --- the store


def test_a_run_that_ends_in_between_leaves_a_whole_store(project: Project, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the lock is written: nothing is visible. Killed after it: the next run completes it."""
    server.answer(sdmx(ROWS))
    with monkeypatch.context() as patch:
        patch.setattr("migration_stats.snapshots.write_lock", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ask(project, server)
    assert fetch(source(project)) == {}
    with monkeypatch.context() as patch:
        patch.setattr("migration_stats.snapshots.finish", lambda *_: None)
        ask(project, server)
    assert hidden(source(project), "2024-06-10.csv").is_file()
    files = fetch(source(project))
    assert files == {"2024-06-10.csv": sdmx(ROWS)}
    assert snapshot(source(project), files)[0].sha256 == read_lock(source(project))["2024-06-10.csv"]["sha256"]


def test_a_second_change_on_one_day_is_told_and_not_stored(project: Project, server: Server) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    server.answer(sdmx({**ROWS, ("NL", "2019"): "100"}))
    (done,) = ask(project, server)
    assert done.outcome == "failed" and "A release counts per day" in done.said


def test_only_sources_with_a_query_can_be_asked(project: Project) -> None:
    sources = [source(project), load_source(ROOT / "data" / "raw" / "coa_occupancy")]
    assert [each.source_id for each in choose(sources, [])] == [EU]
    with pytest.raises(Exception, match="coa_occupancy: no source with a \\[\\[query\\]\\]"):
        choose(sources, ["coa_occupancy"])


def test_every_dataset_that_is_asked_for_is_named_in_a_source() -> None:
    named = {each.queries[0].dataset for folder in (ROOT / "data" / "raw").iterdir() if (each := load_source(folder)).queries}
    assert named >= {
        "migr_asyappctza", "migr_asyappctzm", "migr_asydcfsta", "migr_eiord", "migr_eirtn", "migr_eirfs", "migr_eipre",
        "migr_asyresa", "migr_asytpsm", "population", "asylum-applications", "asylum-decisions", "solutions",
        "80059ned", "83102NED", "82025NED", "70072ned",
    }  # fmt: skip


def test_an_answer_knows_its_day() -> None:
    assert Answer("", 200, b"x", last_modified="Tue, 04 Jun 2024 23:30:00 GMT").modified_on == "2024-06-04"
    assert Answer("", 200, b"x").modified_on == ""
    assert issubclass(DownloadError, Exception)
