"""What services really do: each against a server on this machine that behaves so.

Each failure ends in an error that names the source, what happened and the next step; the store is as it was.
"""

from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from live.service import (
    EU,
    QUICK,
    ROWS,
    Behaviour,
    Handler,
    Server,
    ask,
    sdmx,
    source,
    stored,
)
from migration_stats.download import Downloader, Limits, retry_after
from migration_stats.live import fetch_live
from migration_stats.project import Project

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


def drip(handler: Handler) -> None:
    """Something comes all the time, and it never ends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


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
def test_what_is_no_whole_answer_is_never_stored(
    project: Project, server: Server, behaviour: Behaviour, said: str
) -> None:
    server.answer(sdmx(ROWS))
    ask(project, server)
    before = stored(project)
    server.behave(behaviour)
    (done,) = ask(project, server, limits=replace(QUICK, request=0.4))
    assert done.outcome == "failed"
    assert done.said.startswith(f"{EU}: ") and said in done.said
    age = (datetime.now(UTC).date() - datetime(2024, 6, 10).date()).days
    assert f"In use stays 2024-06-10.csv, published 2024-06-10, {age} days old" in done.said
    assert stored(project) == before


def test_what_passes_is_tried_again(project: Project, server: Server) -> None:
    server.behave(
        lambda handler: handler.say(b"down", 500), page_of_html, lambda handler: handler.say(sdmx(ROWS))
    )
    (done,) = ask(project, server)
    assert done.outcome == "new" and len(server.paths) == 3


def test_an_answer_that_never_ends_ends_with_the_time_of_the_source(project: Project, server: Server) -> None:
    server.behave(drip)
    (done,) = ask(project, server, limits=replace(QUICK, source=0.5))
    assert done.outcome == "failed" and "not whole after 0.5 s" in done.said
    assert done.said.endswith("Run it again later. No release is in the store yet")


def test_429_waits_as_long_as_the_service_asks(project: Project, server: Server) -> None:
    server.behave(
        lambda handler: handler.say(b"", 429, Retry_After="7"), lambda handler: handler.say(sdmx(ROWS))
    )
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


def test_the_proxy_of_the_environment_is_used(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "")
    server.answer(sdmx(ROWS))
    hosts = dict.fromkeys(server.hosts, "http://statistics.invalid/api")
    with Downloader(QUICK, sleep=lambda _: None) as net:
        (done,) = fetch_live(project, [source(project)], net, hosts)
    assert done.outcome == "new" and server.paths[0].startswith("http://statistics.invalid/api/sdmx/2.1/")
