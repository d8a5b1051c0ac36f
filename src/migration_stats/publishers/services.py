"""What to ask of each live service: addresses, pages and parts. No connection is opened here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from migration_stats.catalogue import Query
from migration_stats.errors import CatalogueError, LayoutError

HOSTS = {
    "eurostat": "https://ec.europa.eu/eurostat/api/dissemination",
    "unhcr": "https://api.unhcr.org/population/v1",
    "cbs": "https://opendata.cbs.nl/ODataApi/odata",
    "cbs_v4": "https://datasets.cbs.nl/odata/v1/CBS",
}
SERVICES = ("eurostat_2.1", "eurostat_3.0", "eurostat_bulk", "unhcr", "cbs", "cbs_v4", "file")
CBS_ROWS = 10_000  # rows that one answer of CBS may have
UNHCR_ROWS = 1_000


@dataclass(frozen=True)
class Asked:
    """A query with the years that it is limited to: what is split when an answer would be too large."""

    query: Query
    first: str = ""
    last: str = ""


def address(asked: Asked, hosts: Mapping[str, str], page: int = 1) -> str:
    """The address of a query, of its first page or a later one."""
    query = asked.query
    if query.service == "file":
        return query.url
    if query.service not in SERVICES:
        raise CatalogueError(f"query: service '{query.service}' is none of {', '.join(SERVICES)}")
    host = hosts[query.service.partition("_")[0] if query.service.startswith("eurostat") else query.service]
    return {
        "eurostat_2.1": sdmx_2, "eurostat_3.0": sdmx_3, "eurostat_bulk": bulk,
        "unhcr": unhcr, "cbs": cbs_v3, "cbs_v4": cbs_v4,
    }[query.service](asked, host, page)  # fmt: skip


def sdmx_2(asked: Asked, host: str, _: int) -> str:
    """SDMX 2.1: the codes in the order of the dimensions, '+' between codes, nothing for all."""
    key = ".".join("+".join(codes) for codes in asked.query.select.values())
    period = {"startPeriod": asked.first or asked.query.since, "endPeriod": asked.last}
    extra = urlencode({name: text for name, text in {"format": "SDMX-CSV", **period}.items() if text})
    return f"{host}/sdmx/2.1/data/{asked.query.dataset.upper()}/{quote(key, safe='.+')}?{extra}"


def sdmx_3(asked: Asked, host: str, _: int) -> str:
    """SDMX 3.0: a filter by the name of each dimension."""
    pairs = [(f"c[{name}]", ",".join(codes)) for name, codes in asked.query.select.items() if codes]
    first = asked.first or asked.query.since
    span = "+".join([*([f"ge:{first}"] if first else []), *([f"le:{asked.last}"] if asked.last else [])])
    pairs += [("c[TIME_PERIOD]", span)] if span else []
    pairs += [("format", "csvdata"), ("formatVersion", "2.0"), ("compress", "false")]
    return f"{host}/sdmx/3.0/data/dataflow/ESTAT/{asked.query.dataset}/1.0?{urlencode(pairs, safe='[],:+')}"


def bulk(asked: Asked, host: str, _: int) -> str:
    return f"{host}/sdmx/2.1/data/{asked.query.dataset.upper()}?format=TSV&compressed=true"


def unhcr(asked: Asked, host: str, page: int) -> str:
    codes = {name: ",".join(values) for name, values in asked.query.select.items()}
    years = {"yearFrom": asked.first or asked.query.since, "yearTo": asked.last or str(date.today().year)}
    return f"{host}/{asked.query.dataset}/?{urlencode({'limit': UNHCR_ROWS, 'page': page, **years, **codes})}"


def cbs_v3(asked: Asked, host: str, page: int) -> str:
    """OData v3: at most 10,000 rows an answer, so later pages skip the rows before them."""
    told = {"$format": "json", "$top": CBS_ROWS, "$skip": (page - 1) * CBS_ROWS}
    filters, columns = cbs_filter(asked.query), ",".join(asked.query.columns)
    chosen = {name: text for name, text in (("$filter", filters), ("$select", columns)) if text}
    extra = urlencode({**chosen, **told}, safe="$,", quote_via=quote)
    return f"{host}/{asked.query.dataset}/UntypedDataSet?{extra}"


def cbs_v4(asked: Asked, host: str, _: int) -> str:
    filters = cbs_filter(asked.query)
    extra = "?" + urlencode({"$filter": filters}, safe="$", quote_via=quote) if filters else ""
    return f"{host}/{asked.query.dataset}/Observations{extra}"


def cbs_filter(query: Query) -> str:
    """Codes as OData says them: padded codes are met by their beginning."""
    parts = []
    for name, codes in query.select.items():
        start = "startswith({}, '{}')" if query.service == "cbs_v4" else "substringof('{1}', {0})"
        if codes:
            parts.append("(" + " or ".join(start.format(name, code) for code in codes) + ")")
    return " and ".join(parts)


def cbs_modified(query: Query, hosts: Mapping[str, str]) -> str:
    """Where CBS says when a table was last changed."""
    if query.service == "cbs":
        return f"{hosts['cbs']}/{query.dataset}/TableInfos?$format=json"
    return f"{hosts['cbs_v4']}/{query.dataset}/Properties"


def modified_on(content: bytes) -> str:
    """The day that TableInfos or Properties names; '' where it names none."""
    try:
        document = json.loads(content)
        row = document["value"][0] if "value" in document else document
        found = re.match(r"\d{4}-\d\d-\d\d", str(row.get("Modified", "")))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ""
    return found[0] if found else ""


def next_page(query: Query, content: bytes, page: int) -> str | int | None:
    """The next page of an answer: its address, its number, or None after the last."""
    if query.service not in ("unhcr", "cbs", "cbs_v4"):
        return None
    try:
        document: dict[str, Any] = json.loads(content)
        if query.service == "unhcr":
            return page + 1 if page < int(document.get("maxPages") or 1) else None
        link = document.get("odata.nextLink") or document.get("@odata.nextLink")
        if link:
            return str(link)
        full = query.service == "cbs" and len(document["value"]) == CBS_ROWS
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LayoutError(
            f"page {page} of the answer is damaged or was cut short ({type(error).__name__})"
        ) from None
    return page + 1 if full else None


def join_pages(pages: list[bytes]) -> bytes:
    """Pages as one JSON list, each as it came; a single page stays alone."""
    if len(pages) == 1:
        return pages[0]
    return b"[" + b",\n".join(pages) + b"]"


def join_parts(parts: list[bytes]) -> bytes:
    """CSV parts of one query under the header that all of them have."""
    if len(parts) == 1:
        return parts[0]
    heads = {part.split(b"\n", 1)[0].strip() for part in parts}
    if len(heads) > 1:
        raise LayoutError("the parts of the answer have different headers; ask again")
    rest = [part.split(b"\n", 1)[1] if b"\n" in part else b"" for part in parts]
    return b"\n".join([parts[0].split(b"\n", 1)[0], b"".join(rest)])


def split(asked: Asked) -> Iterator[Asked]:
    """A query that is too large, as two: half of the longest list of codes each, else half of the years."""
    longest = max(asked.query.select, key=lambda name: len(asked.query.select[name]), default="")
    codes = asked.query.select.get(longest, ())
    if len(codes) > 1:
        for part in (codes[: len(codes) // 2], codes[len(codes) // 2 :]):
            yield replace(asked, query=replace(asked.query, select={**asked.query.select, longest: part}))
        return
    first = int((asked.first or asked.query.since or "1990")[:4])
    last = int((asked.last or str(date.today().year))[:4])
    if first >= last:
        raise LayoutError("the answer is too large for the service and cannot be split further; ask for less")
    middle = (first + last) // 2
    yield replace(asked, first=asked.first or asked.query.since or "1990", last=str(middle))
    yield replace(asked, first=str(middle + 1), last=str(last))


def queued(content: bytes) -> str:
    """The id of an answer that Eurostat makes later; '' where the answer is there."""
    if b"<" not in content[:200] or b"queued" not in content[:4000]:
        return ""
    found = re.search(rb"<(?:\w+:)?id>\s*([\w-]+)\s*</", content[:4000])
    return found[1].decode() if found else ""


def status_of(content: bytes) -> str:
    """SUBMITTED, PROCESSING, AVAILABLE, EXPIRED or what else the service says of a queued answer."""
    found = re.search(rb"<(?:\w+:)?status>\s*(\w+)\s*</", content[:4000])
    return found[1].decode() if found else "UNKNOWN"
