"""The only module that opens a connection: one address in, the bytes of a whole answer out.

Answers are checked before anyone sees them: whole, not empty, no web page, no larger than allowed. What may
pass is tried again: with growing waits and some chance in them, or when the service says so (Retry-After).
"""

from __future__ import annotations

import email.utils
import random
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType

import httpx

from migration_stats import __version__
from migration_stats.errors import DownloadError, LayoutError
from migration_stats.publishers.containers import gunzip

AGENT = f"migration-stats/{__version__} (statistics pipeline; python-httpx/{httpx.__version__})"
AT_ONCE = 2  # requests to one host
RETRIED = (408, 429, 500, 502, 503, 504)
LONGEST_WAIT = 120.0


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes that a source may take."""

    request: float = 120
    source: float = 900
    size: int = 200_000_000
    attempts: int = 5
    first_wait: float = 1.0


@dataclass(frozen=True)
class Answer:
    """A whole answer; `content` is empty where the service says that nothing changed (304)."""

    url: str
    status: int
    content: bytes
    etag: str = ""
    last_modified: str = ""

    @property
    def unchanged(self) -> bool:
        return self.status == 304

    @property
    def modified_on(self) -> str:
        """The day of Last-Modified; '' where the service does not say it."""
        parsed = email.utils.parsedate_tz(self.last_modified) if self.last_modified else None
        return datetime.fromtimestamp(email.utils.mktime_tz(parsed), UTC).date().isoformat() if parsed else ""


class TooLargeForServiceError(DownloadError):
    """The service answers 413: the query has to be split."""


class TryAgainError(Exception):
    """What may pass; `wait` is what the service asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class Downloader:
    """Connections that are kept open and shared by the sources of one run; used as a context.

    Proxies and certificates of authorities (SSL_CERT_FILE, SSL_CERT_DIR) come from the environment.
    """

    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    told: Callable[[str], None] = lambda _: None

    def __enter__(self) -> Downloader:
        self.client = httpx.Client(
            http2=True,
            follow_redirects=True,
            max_redirects=5,
            timeout=httpx.Timeout(self.limits.request, connect=20),
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=8),
        )
        self.turns: dict[str, threading.Semaphore] = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def deadline(self) -> float:
        """When the source that begins now has to be done."""
        return self.clock() + self.limits.source

    def get(self, source_id: str, url: str, deadline: float, seen: Mapping[str, str] | None = None) -> Answer:
        """The whole answer of one address. Raises DownloadError that names the source and what to do."""
        headers = {
            name: (seen or {})[key]
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
            if (seen or {}).get(key)
        }
        where = f"{source_id}: {url}"
        reason = ""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                with self.turns.setdefault(httpx.URL(url).host, threading.Semaphore(AT_ONCE)):
                    return self.once(where, url, headers, deadline)
            except TryAgainError as error:
                reason = str(error)
                wait = error.wait
                if wait is None:
                    wait = self.limits.first_wait * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
            if attempt == self.limits.attempts:
                break
            wait = min(wait, LONGEST_WAIT)
            if self.clock() + wait > deadline:
                raise DownloadError(f"{where}: {reason}; no time is left to try again. Run it again later")
            self.told(f"{source_id}: {reason}; trying again in {wait:.0f} s")
            self.sleep(wait)
        raise DownloadError(f"{where}: {reason}, {self.limits.attempts} times. Run it again later")

    def once(self, where: str, url: str, headers: Mapping[str, str], deadline: float) -> Answer:
        try:
            with self.client.stream("GET", url, headers=dict(headers)) as response:
                return self.read(where, url, response, deadline)
        except httpx.TooManyRedirects:
            raise DownloadError(f"{where}: the address leads round in a circle; look it up again") from None
        except httpx.TimeoutException as error:
            raise TryAgainError(
                f"no answer within {self.limits.request:g} s ({type(error).__name__})"
            ) from None
        except httpx.RemoteProtocolError as error:
            raise TryAgainError(f"the answer broke off ({error})") from None
        except httpx.TransportError as error:
            if (
                isinstance(error.__cause__, ssl.SSLError)
                or "CERTIFICATE" in str(error)
                or "SSL" in str(error)
            ):
                raise DownloadError(
                    f"{where}: the connection is not safe ({error}). Is a certificate of your organisation "
                    "missing? Name it in SSL_CERT_FILE; the check is never turned off"
                ) from None
            raise TryAgainError(f"no connection ({error or type(error).__name__})") from None
        except httpx.InvalidURL as error:
            raise DownloadError(f"{where}: this is no address ({error})") from None

    def read(self, where: str, url: str, response: httpx.Response, deadline: float) -> Answer:
        if response.status_code == 304:
            return Answer(url, 304, b"")
        announced = int(response.headers.get("content-length") or 0)
        if announced > self.limits.size:
            raise DownloadError(
                f"{where}: {announced:,} bytes are announced, {self.limits.size:,} at most are taken"
            )
        parts, size = [], 0
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > self.limits.size:
                raise DownloadError(f"{where}: more than {self.limits.size:,} bytes came; stopped reading")
            if self.clock() > deadline:
                raise DownloadError(
                    f"{where}: not whole after {self.limits.source:g} s ({size:,} bytes). Run it again later"
                )
        check_status(where, response, b"".join(parts[:1]))
        if announced and size != announced:
            raise TryAgainError(f"{size:,} bytes came of {announced:,}")
        content = self.unpacked(where, response, b"".join(parts))
        check_content(where, content)
        return Answer(
            url, response.status_code, content, response.headers.get("etag", ""),
            response.headers.get("last-modified", ""),
        )  # fmt: skip

    def unpacked(self, where: str, response: httpx.Response, content: bytes) -> bytes:
        """Undo the gzip of the transport; one that was cut short is no answer."""
        if response.headers.get("content-encoding", "").lower() not in ("gzip", "x-gzip"):
            return content
        try:
            return gunzip(content, self.limits.size)
        except LayoutError as error:
            if "more than" in str(error):
                raise DownloadError(f"{where}: {error}; stopped reading") from None
            raise TryAgainError(str(error).partition(";")[0]) from None


def check_status(where: str, response: httpx.Response, start: bytes) -> None:
    """Raise for an answer that is none: to be tried again, to be split, or an error that says what to do."""
    status = response.status_code
    if status in RETRIED:
        raise TryAgainError(
            f"the service answers {status}", retry_after(response.headers.get("retry-after", ""))
        )
    if status == 410:
        raise DownloadError(f"{where}: gone (410): the publisher took it away. Look up where it is now")
    if status == 413:
        raise TooLargeForServiceError(f"{where}: the answer would be too large for the service (413)")
    if status not in (200, 202):
        said = " ".join(start[:300].decode("utf-8", "replace").split())
        raise DownloadError(f"{where}: the service answers {status} ({said or 'no words'}). Mend the query")


def check_content(where: str, content: bytes) -> None:
    if not content.strip():
        raise TryAgainError("the answer is empty")
    start = content[:1000].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise TryAgainError("the answer is a web page and no data")
    if content.startswith(b"\x1f\x8b"):
        try:
            gunzip(content)
        except LayoutError as error:
            raise TryAgainError(str(error).partition(";")[0]) from None


def retry_after(text: str) -> float | None:
    """Seconds of a Retry-After, which is a number or a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
