"""A yearly pack: charts, tables, CSVs and pages as of one day, with a manifest; the same bytes every time."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from migration_stats import __version__
from migration_stats.catalogue import read_toml
from migration_stats.errors import PackError
from migration_stats.project import Project, code_sha256, content_files, files_sha256, sha256
from migration_stats.steps import Step, plain_step
from migration_stats.warehouse import open_database, query

MANIFEST = "manifest.json"
# What a CSV of a chart carries of each cell: the value as published and the way back to its publication.
CSV_COLUMNS = [
    "series", "period", "value", "value_low", "value_high", "qualifier", "precision", "obs_status",
    "missing_reason", "source_id", "published_on", "place", "snapshot_sha256", "snapshot_row",
]  # fmt: skip


@dataclass(frozen=True)
class Request:
    """Which pack: its years, the day as of which, its languages."""

    years: tuple[int, ...]
    as_of: date
    languages: tuple[str, ...]

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
    not_made: tuple[str, ...]


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
            return Pack(folder, False, len(old["charts"]), tuple(old["not_made"]))
        beside = folder.with_name(f".{folder.name}.{os.getpid()}")
        beside.mkdir(parents=True)
        try:
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
    return Pack(folder, True, len(titles), tuple(not_made))


def write_pack(
    project: Project, con: duckdb.DuckDBPyConnection, request: Request, folder: Path, step: Step
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Every chart in every language, then the pages. Returns titles by chart, and charts without figures."""
    # matplotlib takes seconds to import: only a pack that is really made pays for it
    from migration_stats.charts.chart import Chart, Labels, put_into_words
    from migration_stats.charts.drawing import png_bytes, svg_text
    from migration_stats.charts.language import language
    from migration_stats.charts.spec import load_spec, make_figure, years_label
    from migration_stats.packs.html import page

    labels = Labels(
        query(con, "select source_id, citation, licence from sources order by source_id"),
        query(con, "select flag, mark, name_en, name_nl from flags"),
    )
    charts: dict[str, list[Chart]] = {code: [] for code in request.languages}
    svg: dict[str, dict[str, str]] = {code: {} for code in request.languages}
    not_made: list[str] = []
    for sub in ("data", "charts"):
        (folder / sub).mkdir()

    def one_chart(chart_id: str) -> str:
        spec = load_spec(project.reports / "charts" / chart_id)
        figure = make_figure(spec, con, request.years, request.as_of)
        if figure is None:
            not_made.append(chart_id)
            return "no figures for these years"
        write_csv(figure.cells, folder / "data" / f"{chart_id}.csv")
        number = 1 + len(next(iter(charts.values())))
        for code in request.languages:
            chart = put_into_words(figure, language(code), number, labels)
            svg[code][chart_id] = svg_text(chart)
            (folder / "charts" / f"{chart_id}.{code}.png").write_bytes(png_bytes(chart))
            charts[code].append(chart)
        return figure.headline(language(request.languages[-1]))

    for chart_id in read_toml(project.reports / "packs" / "yearly.toml")["charts"]:
        step("chart", chart_id, partial(one_chart, chart_id), str)

    counts = query(
        con, "select count(*) as releases, count(distinct source_id) as sources from staging.stg_releases"
    )
    for code in request.languages:
        words = language(code)
        as_of = words.day(request.as_of)
        title = words.say("page.title", years=years_label(request.years))
        texts = {
            "title": title,
            "lead": words.say("page.lead", as_of=as_of),
            "made_from": words.say(
                "page.made_from", releases=counts["releases"].iloc[0], sources=counts["sources"].iloc[0]
            ),
            "cite": words.say("page.cite", title=title, as_of=as_of),
        }
        left_out = [(chart_id, words.say("page.no_data", as_of=as_of)) for chart_id in not_made]
        others = [other for other in request.languages if other != code]
        html = page(words, others, charts[code], svg[code], left_out, texts)
        (folder / f"index.{code}.html").write_text(html, "utf-8")
    titles = {
        chart.spec.id: {code: charts[code][index].title for code in request.languages}
        for index, chart in enumerate(charts[request.languages[0]])
    }
    return titles, not_made


def write_csv(cells: pd.DataFrame, file: Path) -> None:
    """UTF-8, comma and point whatever the page's language; a missing value is empty, with its reason."""
    frame = cells[CSV_COLUMNS].copy()
    frame["published_on"] = pd.to_datetime(frame["published_on"]).dt.date
    frame["snapshot_row"] = frame["snapshot_row"].map(
        lambda rows: str(rows) if not hasattr(rows, "__len__") else " ".join(str(row) for row in rows)
    )
    frame.to_csv(file, index=False, lineterminator="\n", float_format="%.15g")


def describe_inputs(project: Project, con: duckdb.DuckDBPyConnection, request: Request) -> dict[str, Any]:
    """What a pack is made from: request, code, declared charts, and every release public on the day."""
    releases = query(
        con,
        "select source_id || '/' || file as name, snapshot_sha256 from releases"
        " where verdict <> 'refused' and published_on <= $as_of order by name",
        {"as_of": request.as_of},
    )
    reports = [
        file for sub in ("charts", "packs") for file in content_files(project.reports / sub, ".toml", ".sql")
    ]
    models = [*content_files(project.sql, ".sql"), *content_files(project.reference, ".csv")]
    declared = [file for file in content_files(project.raw, ".toml") if file.name == "source.toml"]
    return {
        "years": list(request.years),
        "as_of": request.as_of.isoformat(),
        "languages": list(request.languages),
        "version": __version__,
        "code_sha256": code_sha256(),
        "reports_sha256": files_sha256(project.root, reports),
        "models_sha256": files_sha256(project.root, [*models, *declared]),
        "inputs": dict(zip(releases["name"], releases["snapshot_sha256"], strict=True)),
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
    """Swap the new pack in; refuse to replace a folder that is no pack."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise PackError(f"{folder} holds something else than a pack; choose another --out")
    old = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
