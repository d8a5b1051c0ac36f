"""What people write about a document: reports/claims/<document>.toml becomes a Document with its claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from migration_stats.catalogue import build, read_toml
from migration_stats.cells import Address, parse_address
from migration_stats.errors import CatalogueError, ComparisonError
from migration_stats.project import Project

STATES = {
    "value": "a number",
    "count": "how many there are of something",
    "bound": "a number that is not reached or is passed",
    "interval": "two numbers between which a figure lies",
    "change": "how much a figure differs from that of an earlier period, in percent",
    "sum": "a number made up of others",
    "ratio": "one number of the document divided by another: arithmetic, and holds as such",
    "rank": "a place among other periods",
    "date": "the day of a publication",
}
# Why a number of the text is no claim.
NO_CLAIM = {
    "date": "a day or month on which something happened",
    "period": "the year of a claim or of a plan, no claim of its own",
    "reference": "the number of a document, an article or a section",
    "footnote": "the mark of a footnote",
    "address": "a postal address",
    "name": "part of a name",
    "phrase": "a way of speaking that states no number",
}


@dataclass(frozen=True)
class Instead:
    """Another computation that a reader may mistake for the claim's own, told beside it."""

    says_en: str
    says_nl: str
    cells: tuple[Address, ...]
    base: tuple[Address, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One statement: where it stands, what it says in our words, and the cells that decide it.

    `about` is the figure that is stated (measure, area, period). `cells` are added up, `less` taken away,
    `base` is what they are compared with: the earlier period, the divisor, or the other periods of a rank.
    Without cells nothing independent is known.
    """

    id: str
    pillar: int
    section: str
    paragraph: int
    printed: str
    statement_en: str
    statement_nl: str
    states: str
    wording: str
    about: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    day: date | None = None
    precision: float = 1
    cells: tuple[Address, ...] = ()
    less: tuple[Address, ...] = ()
    base: tuple[Address, ...] = ()
    note_en: str = ""
    note_nl: str = ""
    instead: tuple[Instead, ...] = ()

    @property
    def addresses(self) -> tuple[Address, ...]:
        return (*self.cells, *self.less, *self.base)


@dataclass(frozen=True)
class Number:
    """A number of the text that is no claim: its wording, how often it stands there, and why it is none."""

    text: str
    reason: str
    times: int = 1


@dataclass(frozen=True)
class Document:
    """A document whose statements are checked; `source_id` is the source of the figures that it states."""

    id: str
    toml: Path
    source_id: str
    published: date
    title_en: str
    title_nl: str
    pillars_en: tuple[str, ...]
    pillars_nl: tuple[str, ...]
    claims: tuple[Claim, ...]
    numbers: tuple[Number, ...]

    def own(self, address: Address) -> bool:
        """Whether a figure is the document's own, and so no evidence for it."""
        return address.source_id == self.source_id


def list_documents(project: Project) -> list[str]:
    return sorted(file.stem for file in (project.reports / "claims").glob("*.toml"))


def load_document(project: Project, document_id: str) -> Document:
    """The document that reports/claims/<document_id>.toml declares; CatalogueError for what it gets wrong."""
    file = project.reports / "claims" / f"{document_id}.toml"
    if not file.is_file():
        known = ", ".join(list_documents(project)) or "none"
        raise CatalogueError(f"{project.shown(file)} is not there. Documents with claims: {known}")
    declared = read_toml(file)
    claims = tuple(make_claim(table, file) for table in declared.pop("claim", []))
    numbers = tuple(
        build(Number, table, file, f"number '{table.get('text')}'") for table in declared.pop("number", [])
    )
    for name in ("pillars_en", "pillars_nl"):
        declared[name] = tuple(declared.get(name, ()))
    document = build(
        Document, declared, file, "the document", id=document_id, toml=file, claims=claims, numbers=numbers
    )
    for complaint in complaints(document):
        raise CatalogueError(f"{file}: {complaint}")
    return document


def make_claim(table: Mapping[str, Any], file: Path) -> Claim:
    where = f"claim '{table.get('id')}'"
    try:
        given = with_addresses(table)
        given["instead"] = tuple(
            build(Instead, with_addresses(each), file, f"{where}: instead")
            for each in table.get("instead", [])
        )
    except ComparisonError as error:
        raise CatalogueError(f"{file}: {where}: {error}") from None
    return build(Claim, given, file, where)


def with_addresses(table: Mapping[str, Any]) -> dict[str, Any]:
    listed = {
        name: tuple(parse_address(text) for text in table[name])
        for name in ("cells", "less", "base")
        if name in table
    }
    return {**table, **listed}


def complaints(document: Document) -> list[str]:
    """What the form of a document's claims gets wrong, in words; empty when nothing."""
    found = []
    ids = [claim.id for claim in document.claims]
    found += [f"two claims are called '{name}'" for name in dict.fromkeys(ids) if ids.count(name) > 1]
    rules: list[tuple[Callable[[Claim], bool], str]] = [
        (lambda claim: claim.states not in STATES, f"states must be one of {', '.join(STATES)}"),
        (
            lambda claim: not 0 <= claim.pillar < len(document.pillars_en) == len(document.pillars_nl),
            "pillar must be the number of a name in both pillars_en and pillars_nl",
        ),
        (
            lambda claim: (claim.states == "interval") != (claim.low is not None and claim.high is not None),
            "an interval has low and high, and nothing else has",
        ),
        (
            lambda claim: (claim.states == "date") != (claim.day is not None),
            "a date has a day, nothing else has",
        ),
        (
            lambda claim: (claim.value is None) != (claim.states in ("interval", "date")),
            "value is missing, or stands beside low and high or a day",
        ),
        (
            lambda claim: (
                bool(claim.cells) and (claim.states in ("change", "ratio", "rank")) != bool(claim.base)
            ),
            "a change, a ratio and a rank need a base, and nothing else has one",
        ),
        (
            lambda claim: claim.states == "change" and len(claim.cells) != len(claim.base),
            "each cell of a change needs its own base",
        ),
        (lambda claim: bool(claim.less or claim.base) and not claim.cells, "less and base need cells"),
        (lambda claim: bool(claim.note_en) != bool(claim.note_nl), "a note needs both languages"),
    ]
    for claim in document.claims:
        found += [f"claim '{claim.id}': {says}" for wrong, says in rules if wrong(claim)]
    found += [
        f"number '{number.text}': reason '{number.reason}' is none of {', '.join(NO_CLAIM)}"
        for number in document.numbers
        if number.reason not in NO_CLAIM
    ]
    return found
