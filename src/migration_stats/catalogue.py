"""What people declare about a source: a source.toml becomes a Source with its releases."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from migration_stats.errors import CatalogueError
from migration_stats.project import Project

T = TypeVar("T")
LOCK = "snapshots.lock.toml"

SCOPES = {
    "complete": "each release is the whole table: a cell that a newer release leaves out is gone",
    "window": "each release restates the periods that it prints; older periods stay as last published",
    "additive": "each release adds or corrects only the cells that it names",
}
BASES = {
    "day": "the publication prints its date",
    "month": "known by month: counts from the month's last day",
    "year": "known by year: counts from the year's last day",
    "service": "the service says when the data were last changed",
    "fetched": "the service says no date: counts from the day on which it was fetched",
    "inferred": "undated: the release's note says from what the date follows",
}
# How long a source may stay without a newer release before it counts as late, in days.
CADENCES = {"weekly": 14, "monthly": 62, "half-yearly": 275, "annual": 550, "ended": None}


@dataclass(frozen=True)
class Release:
    """One publication of a source: one file of data/raw/<source_id>/."""

    file: str
    published: str
    published_basis: str
    title: str
    place: str
    data_as_of: str = ""
    note: str = ""
    layout: str = ""  # where it is not the source's own
    url: str = ""  # what was asked, of a release that came from a live service

    @property
    def published_on(self) -> date:
        """The day from which the release counts: the last day of a month or year known only as such."""
        return last_day(self.published)


@dataclass(frozen=True)
class Remark:
    """A flag that we add to a release's observations, with the reason: never a change of a value."""

    release: str
    period: str
    flag: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """How the tables of one source are read. A column may have several names, as layouts call it.

    `measure` says of a code in the column `measure_from` which measure it is; rows with other codes are left
    out. `only` holds a dimension at some codes. `whole` are partner codes that mean all partners.
    """

    geo: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    whole: tuple[str, ...] = ("TOTAL", "Total")
    blank_partner: str = ""
    measure_from: tuple[str, ...] = ()
    measure: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: tuple[str, ...] = ()  # columns that only name what another column codes
    sum_over: tuple[str, ...] = ()  # columns whose rows are added up: the sums are marked derived


@dataclass(frozen=True)
class Query:
    """What is asked of a live service: a dataset, codes of its dimensions in their order, and the years."""

    service: str
    dataset: str
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()  # of a CBS table with many topics: those to send
    since: str = ""
    url: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """A release that stays in the store and is no longer loaded, with the reason."""

    release: str
    reason: str


@dataclass(frozen=True)
class Source:
    """One folder of data/raw."""

    source_id: str
    folder: Path
    title_en: str
    title_nl: str
    publisher: str
    url: str
    licence_en: str
    licence_nl: str
    licence_url: str
    citation: str
    cadence: str
    layout: str
    scope: str
    frequencies: tuple[str, ...]
    defaults: Mapping[str, str]
    releases: tuple[Release, ...]
    remarks: tuple[Remark, ...]
    reading: Reading = field(default_factory=Reading)
    queries: tuple[Query, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def last_day(text: str) -> date:
    """'2019-02' is 2019-02-28 and '2019' is 2019-12-31: never a day on which it may not have been public."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if not match:
        raise CatalogueError(f"'{text}' is no date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        last_month = month or 12
        return date(year or 0, last_month, day or calendar.monthrange(year or 0, last_month)[1])
    except ValueError as error:
        raise CatalogueError(f"'{text}' is no date: {error}") from None


def read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: not valid TOML: {error}") from None


def build(kind: type[T], given: Mapping[str, Any], file: Path, where: str, **known: Any) -> T:
    """A dataclass from a TOML table; a key too many or too few is an error that names it."""
    names = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    unknown = given.keys() - names.keys() | given.keys() & known.keys()
    if unknown:
        raise CatalogueError(f"{file}: {where}: unknown key {', '.join(sorted(unknown))}")
    required = {
        name
        for name, field in names.items()
        if field.default is MISSING and field.default_factory is MISSING and name not in known
    }
    if missing := required - given.keys():
        raise CatalogueError(f"{file}: {where}: missing key {', '.join(sorted(missing))}")
    return kind(**{**given, **known})


def load_source(folder: Path) -> Source:
    """The source that `folder`/source.toml declares, its releases in order of publication."""
    file = folder / "source.toml"
    if not file.is_file():
        raise CatalogueError(f"{file}: missing; every folder of data/raw declares its source there")
    declared = read_toml(file)
    releases = [
        build(Release, table, file, f"release {number}")
        for number, table in enumerate(declared.pop("release", []), 1)
    ]
    releases += taken_releases(folder)
    withdrawn = tuple(build(Withdrawn, table, file, "withdrawn") for table in declared.pop("withdrawn", []))
    away = {each.release for each in withdrawn}
    if unknown := away - {release.file for release in releases}:
        raise CatalogueError(f"{file}: withdrawn: there is no release {', '.join(sorted(unknown))}")
    queries = tuple(build(Query, frozen(table), file, "query") for table in declared.pop("query", []))
    reading = build(Reading, frozen(declared.pop("reading", {})), file, "reading")
    remarks = tuple(build(Remark, table, file, "remark") for table in declared.pop("remark", []))
    defaults = {key: str(value) for key, value in declared.pop("defaults", {}).items()}
    declared["frequencies"] = tuple(declared.get("frequencies", ()))
    source = build(
        Source,
        declared,
        file,
        "the source",
        source_id=folder.name,
        folder=folder,
        defaults=defaults,
        releases=tuple(
            sorted(
                (release for release in releases if release.file not in away),
                key=lambda release: (release.published_on, release.file),
            )
        ),
        remarks=remarks,
        reading=reading,
        queries=queries,
        withdrawn=withdrawn,
    )
    check_source(source, file)
    return source


def taken_releases(folder: Path) -> list[Release]:
    """The releases that the machine took from a live service or a person's file: the lock declares them."""
    file = folder / LOCK
    entries = read_toml(file) if file.is_file() else {}
    told = [field.name for field in fields(Release) if field.name != "file"]
    return [
        Release(name, **{key: str(entry[key]) for key in told if key in entry})
        for name, entry in entries.items()
        if "published" in entry
    ]


def frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of a TOML table as tuples, one code as a tuple of one where it stands under a dimension."""
    made: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, list):
            made[key] = tuple(str(each) for each in value)
        elif isinstance(value, dict) and key in ("select", "only"):
            made[key] = {
                name: tuple(map(str, codes)) if isinstance(codes, list) else (str(codes),)
                for name, codes in value.items()
            }
        else:
            made[key] = value
    return made


def check_source(source: Source, file: Path) -> None:
    """Raise CatalogueError for a source whose words are not those of this module."""

    def allow(what: str, value: str, allowed: Mapping[str, Any]) -> None:
        if value not in allowed:
            raise CatalogueError(f"{file}: {what} '{value}' is none of {', '.join(allowed)}")

    if not re.fullmatch(r"[a-z][a-z0-9_]*", source.source_id):
        raise CatalogueError(f"{file}: the folder's name is the source_id: lower case, digits and _ only")
    allow("scope", source.scope, SCOPES)
    allow("cadence", source.cadence, CADENCES)
    if not source.releases and not source.queries and source.layout != "published":
        raise CatalogueError(f"{file}: no [[release]] is declared and no [[query]]")
    for release in source.releases:
        allow(f"{release.file}: published_basis", release.published_basis, BASES)
        length = {"day": 10, "month": 7, "year": 4}.get(release.published_basis)
        if length and len(release.published) != length:
            raise CatalogueError(
                f"{file}: {release.file}: published '{release.published}' is not known by the "
                f"{release.published_basis}"
            )
        if release.published_basis == "inferred" and not release.note:
            raise CatalogueError(f"{file}: {release.file}: an inferred date needs a note that says from what")
    for what in ("file", "published_on"):
        values = [getattr(release, what) for release in source.releases]
        twice = {str(value) for value in values if values.count(value) > 1}
        if twice and (what == "file" or source.scope != "additive"):
            raise CatalogueError(f"{file}: two releases have {what} {', '.join(sorted(twice))}")
    for remark in source.remarks:
        allow("remark: release", remark.release, {release.file: release for release in source.releases})


def load_catalogue(project: Project) -> tuple[Source, ...]:
    """Every source of data/raw, by id."""
    folders = sorted(folder for folder in project.raw.iterdir() if folder.is_dir())
    return tuple(load_source(folder) for folder in folders)
