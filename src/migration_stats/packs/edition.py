"""The documents of one language, made of the same charts and words: page, PDF, deck and workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration_stats.charts.chart import Chart
from migration_stats.charts.style import House
from migration_stats.language import Language
from migration_stats.packs.drawn import Pictures
from migration_stats.packs.html import page
from migration_stats.packs.pack import Request


@dataclass(frozen=True)
class Edition:
    """A pack in one language, before it has a format."""

    request: Request
    words: Language
    house: House
    charts: Sequence[Chart]
    pictures: Mapping[str, Pictures]
    not_made: Sequence[tuple[str, str]]
    texts: Mapping[str, str]  # title, lead, made_from, cite
    front: Mapping[str, object]
    citations: Mapping[str, str]  # by source_id


def write_html(edition: Edition, folder: Path) -> int:
    return put(folder / f"index.{edition.words.code}.html", render(edition, paged=False).encode())


def write_pdf(edition: Edition, folder: Path) -> int:
    from migration_stats.packs.pdf import pdf_bytes  # only a pack with a PDF needs Pango

    html = render(edition, paged=True)
    return put(folder / f"pack.{edition.words.code}.pdf", pdf_bytes(html, edition.texts["cite"]))


def write_pptx(edition: Edition, folder: Path) -> int:
    from migration_stats.packs.slides import deck  # a slow import

    texts, request = edition.texts, edition.request
    content = deck(texts["title"], texts["lead"], edition.charts, edition.words, edition.house, request.as_of)
    return put(folder / f"pack.{edition.words.code}.pptx", content)


def write_xlsx(edition: Edition, folder: Path) -> int:
    from migration_stats.packs.workbook import workbook

    say = edition.words.say
    facts = [
        (say("page.colophon"), edition.texts["made_from"]),
        (say("page.colophon"), edition.texts["cite"]),
        (str(edition.front["changed_heading"]), str(edition.front["changed"])),
        *((say("page.not_made"), f"{name}: {reason}") for name, reason in edition.not_made),
    ]
    as_of, title = edition.request.as_of, edition.texts["title"]
    content = workbook(title, edition.charts, edition.words, as_of, edition.citations, facts)
    return put(folder / f"pack.{edition.words.code}.xlsx", content)


WRITERS: Mapping[str, Callable[[Edition, Path], int]] = {
    "html": write_html,
    "pdf": write_pdf,
    "pptx": write_pptx,
    "xlsx": write_xlsx,
}


def render(edition: Edition, paged: bool) -> str:
    code, formats = edition.words.code, edition.request.formats
    whole = [
        (f"pack.{code}.{kind}", edition.words.say(f"page.as_{kind}"))
        for kind in ("pdf", "pptx", "xlsx")
        if kind in formats
    ]
    return page(
        edition.words,
        edition.house,
        others=[other for other in edition.request.languages if other != code],
        charts=edition.charts,
        pictures=edition.pictures,
        not_made=edition.not_made,
        texts=edition.texts,
        front=edition.front,
        formats=formats,
        whole=[] if paged else whole,
        paged=paged,
    )


def put(file: Path, content: bytes) -> int:
    """Write a document; returns its size in bytes."""
    file.write_bytes(content)
    return len(content)
