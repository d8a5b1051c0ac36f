"""A publisher's service on this machine, and how the tests ask it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from migration_stats.catalogue import Source, load_source
from migration_stats.download import Downloader, Limits
from migration_stats.live import Fetched, fetch_live
from migration_stats.project import Project
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


EU, UN, CBS = "eurostat_migr_asyappctza", "unhcr_applications_live", "cbs_80059ned"


def source(project: Project, source_id: str = EU) -> Source:
    return load_source(project.raw / source_id)


def ask(project: Project, server: Server, *source_ids: str, limits: Limits = QUICK) -> list[Fetched]:
    with Downloader(limits, sleep=lambda _: None) as net:
        return fetch_live(project, [source(project, each) for each in source_ids or (EU,)], net, server.hosts)


def sdmx(
    rows: dict[tuple[str, str], str],
    updated: str = "10/06/24 11:00:00",
    geo: str = "geo",
    flag: str = "",
    extra: str = "",
) -> bytes:
    """An answer in SDMX-CSV: a value for each geo and year."""
    head = f"DATAFLOW,LAST UPDATE,freq,citizen,sex,unit,age,asyl_app{',' + extra if extra else ''},{geo},TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
    lines = [head]
    for number, ((place, year), value) in enumerate(rows.items()):
        more = f",{'AB'[number % 2]}" if extra else ""
        lines.append(
            f"ESTAT:MIGR_ASYAPPCTZA(1.0),{updated},A,TOTAL,T,PER,TOTAL,ASY_APP{more},{place},{year},{value},{flag},"
        )
    return ("\n".join(lines) + "\n").encode()


ROWS = {
    (geo, str(year)): str(5 * (year - 2000))
    for geo in ("NL", "BE", "EL", "UK", "XK", "EU27_2020", "EU28")
    for year in range(2015, 2024)
}


def stored(project: Project, source_id: str = EU) -> dict[str, bytes]:
    folder = project.raw / source_id
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def rows(project: Project, source_id: str = EU) -> int:
    with open_database(project) as con:
        return int(
            query(con, f"select count(*) as n from observations where source_id = '{source_id}'")["n"].iloc[0]
        )
