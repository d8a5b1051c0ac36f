"""A yearly pack: charts, tables, CSVs and pages as of one day, with a manifest; the same bytes every time."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from migration_stats import __version__
from migration_stats.errors import PackError
from migration_stats.project import Project, code_sha256, content_files, files_sha256, sha256
from migration_stats.steps import Step, plain_step
from migration_stats.warehouse import inputs_of, inputs_sha256, open_database, query

MANIFEST = "manifest.json"
FORMATS = ("html", "pdf", "pptx", "xlsx", "png", "svg")


@dataclass(frozen=True)
class Request:
    """Which pack: its years, the day as of which, its languages and formats."""

    years: tuple[int, ...]
    as_of: date
    languages: tuple[str, ...]
    formats: tuple[str, ...] = FORMATS
    since: date | None = None  # the day from which changes are told; a year before unless given

    @property
    def since_day(self) -> date:
        if self.since:
            return self.since
        leap = (self.as_of.month, self.as_of.day) == (2, 29)
        return self.as_of.replace(year=self.as_of.year - 1, day=28 if leap else self.as_of.day)

    @property
    def label(self) -> str:
        """The folder's name: '2018-2020' or '2019,2021'."""
        unbroken = len(self.years) == 1 + max(self.years) - min(self.years)
        ends = dict.fromkeys((min(self.years), max(self.years)))
        return "-".join(map(str, ends)) if unbroken else ",".join(map(str, self.years))


@dataclass(frozen=True)
class Pack:
    """A pack on disk."""

    folder: Path
    made: bool  # False when the same pack was there already
    charts: int
    not_made: Mapping[str, str]  # chart id to the reason


@dataclass(frozen=True)
class Reproduced:
    """A pack made again: which outputs differ from the old one's, and which of code, charts or models do."""

    folder: Path
    others: tuple[str, ...]
    changed: tuple[str, ...]


def parse_formats(text: str) -> tuple[str, ...]:
    """'html,pdf' as formats in a fixed order; raises PackError for one that there is not."""
    asked = {part.strip() for part in text.split(",")}
    if unknown := sorted(asked - {*FORMATS}):
        raise PackError(f"format '{unknown[0]}' is none of {', '.join(FORMATS)}")
    return tuple(kind for kind in FORMATS if kind in asked)


def possible_formats() -> tuple[str, ...]:
    """Every format, without the PDF (and saying so) where its library is not on this machine."""
    from migration_stats.packs.pdf import require_pango

    try:
        require_pango()
    except PackError as error:
        print(f"no PDF: {error}", file=sys.stderr)
        return tuple(kind for kind in FORMATS if kind != "pdf")
    return FORMATS


def parse_years(text: str) -> tuple[int, ...]:
    """'2018-2020', '2019,2021' or '2019' as years in order; raises PackError for anything else."""
    years: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})(?:-(\d{4}))?\s*", part)
        if not match or (match[2] and match[2] < match[1]):
            raise PackError(f"years '{text}' are not understood: write 2018-2020, 2019,2021 or 2019")
        years.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(years))


def newest_release(project: Project) -> date:
    """The day of the newest release in the database: as of which a pack is made unless told otherwise."""
    with open_database(project) as con:
        day = con.execute("select max(published_on) from observations").fetchall()[0][0]
    if day is None:
        raise PackError(
            "no observation in the database: all sources were refused, see data/curated/quarantine.csv"
        )
    return pd.Timestamp(day).date()


def make_pack(project: Project, request: Request, out: Path | None = None, step: Step = plain_step) -> Pack:
    """Make the pack in `out` (reports/build/<years>), or find that the same one is there already.

    Raises PackError when a chart cannot be made truthfully; an older pack then stays as it is.
    """
    folder = out or project.build / request.label
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise PackError(f"{folder} holds something else than a pack; choose another --out")
    if project.database.is_file() and inputs_of(project) != inputs_sha256(project):
        raise PackError(
            f"{project.shown(project.database)} was built from other data, rules, SQL or code than are here "
            "now; run `migration-stats refresh` first"
        )
    with open_database(project) as con:
        made_from = describe_inputs(project, con, request)
        if same_pack(folder, made_from):
            old = json.loads((folder / MANIFEST).read_text("utf-8"))
            step(
                "skip",
                "pack",
                lambda: None,
                lambda _: "nothing changed since this pack was made: nothing to do",
            )
            return Pack(folder, False, len(old["charts"]), old["not_made"])
        beside = folder.with_name(f".{folder.name}.{os.getpid()}")
        beside.mkdir(parents=True)
        try:
            # matplotlib takes seconds to import: only a pack that is really made pays for it
            from migration_stats.packs.build import write_pack

            titles, not_made = write_pack(project, con, request, beside, step)
            outputs = {
                str(file.relative_to(beside)): sha256(file.read_bytes())
                for file in sorted(beside.rglob("*"))
                if file.is_file()
            }
            manifest = {**made_from, "charts": titles, "not_made": not_made, "outputs": outputs}
            (beside / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
            put_in_place(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Pack(folder, True, len(titles), not_made)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a pack, given its folder or the file itself; PackError when there is none."""
    file = path / MANIFEST if path.is_dir() else path
    try:
        manifest = json.loads(file.read_text("utf-8"))
        if {"inputs", "outputs", "as_of", "since", "years", "languages", "formats"} <= manifest.keys():
            return dict(manifest)
    except (OSError, ValueError) as error:
        raise PackError(f"{file}: no manifest of a pack can be read there: {error}") from None
    raise PackError(f"{file}: this is no manifest of a pack")


def inputs_apart(con: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Releases of a pack that the database lacks, and snapshots (by sha256) that the pack did not have."""
    public = public_releases(con, date.fromisoformat(manifest["as_of"]))
    missing = [
        f"{name} (sha256 {digest[:12]}…)"
        for name, digest in manifest["inputs"].items()
        if public.get(name) != digest
    ]
    extra = [digest for name, digest in public.items() if manifest["inputs"].get(name) != digest]
    return missing, extra


def reproduce(project: Project, manifest_path: Path, out: Path | None, step: Step = plain_step) -> Reproduced:
    """Make the pack of a manifest again, in `out` or beside it, and compare every output.

    Raises PackError naming each release that the database lacks, or has since and the pack had not.
    """
    manifest = read_manifest(manifest_path)
    folder = manifest_path if manifest_path.is_dir() else manifest_path.parent
    target = out or folder.with_name(f"{folder.name}.again")
    with open_database(project) as con:
        missing, extra = inputs_apart(con, manifest)
        names = {
            digest: name
            for name, digest in public_releases(con, date.fromisoformat(manifest["as_of"])).items()
        }
    if missing:
        raise PackError(
            f"{folder} cannot be made again: the database has no longer {', '.join(missing)}; "
            "put the release back in data/raw and run `migration-stats refresh`"
        )
    if extra:
        raise PackError(
            f"{folder} cannot be made again: since then came {', '.join(names[each] for each in extra)}, "
            f"published by {manifest['as_of']}; check out the commit that the pack was made with"
        )
    request = Request(
        tuple(manifest["years"]),
        date.fromisoformat(manifest["as_of"]),
        tuple(manifest["languages"]),
        tuple(manifest["formats"]),
        date.fromisoformat(manifest["since"]),
    )
    pack = make_pack(project, request, target, step)
    made = read_manifest(pack.folder)
    others = [
        name
        for name in sorted({*manifest["outputs"], *made["outputs"]})
        if manifest["outputs"].get(name) != made["outputs"].get(name)
    ]
    code = [
        name
        for name in ("version", "code_sha256", "reports_sha256", "models_sha256")
        if manifest.get(name) != made[name]
    ]
    return Reproduced(pack.folder, tuple(others), tuple(code))


def public_releases(con: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, str]:
    """The sha256 of every good release that was public on a day, by 'source/file'."""
    releases = query(
        con,
        "select source_id || '/' || file as name, snapshot_sha256 from releases"
        " where verdict <> 'refused' and published_on <= $as_of order by name",
        {"as_of": as_of},
    )
    return dict(zip(releases["name"], releases["snapshot_sha256"], strict=True))


def describe_inputs(project: Project, con: duckdb.DuckDBPyConnection, request: Request) -> dict[str, Any]:
    """What a pack is made from: request, code, declared charts, and every release public on the day."""
    reports = [
        file
        for sub in ("charts", "claims", "packs")
        for file in content_files(project.reports / sub, ".toml", ".sql")
    ]
    house = [file for file in project.reports.iterdir() if file.is_file()]  # house.toml, its fonts and logo
    models = [*content_files(project.sql, ".sql"), *content_files(project.reference, ".csv")]
    declared = [file for file in content_files(project.raw, ".toml") if file.name == "source.toml"]
    return {
        "years": list(request.years),
        "as_of": request.as_of.isoformat(),
        "since": request.since_day.isoformat(),
        "languages": list(request.languages),
        "formats": list(request.formats),
        "version": __version__,
        "code_sha256": code_sha256(),
        "reports_sha256": files_sha256(project.root, [*reports, *house]),
        "models_sha256": files_sha256(project.root, [*models, *declared]),
        "inputs": public_releases(con, request.as_of),
    }


def same_pack(folder: Path, made_from: dict[str, Any]) -> bool:
    """Whether `folder` holds a pack of just these inputs, every byte as its manifest says."""
    if not (folder / MANIFEST).is_file():
        return False
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    if any(manifest.get(key) != value for key, value in made_from.items()):
        return False
    return all(
        (folder / name).is_file() and sha256((folder / name).read_bytes()) == digest
        for name, digest in manifest["outputs"].items()
    )


def put_in_place(beside: Path, folder: Path) -> None:
    """Swap the new pack in, by renames."""
    old = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
