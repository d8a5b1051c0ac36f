"""What is inside a pack: every chart in every language with its figures, and the documents made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd

from migration_stats.catalogue import read_toml
from migration_stats.charts.chart import Labels, put_into_words
from migration_stats.charts.drawing import pictures
from migration_stats.charts.spec import PARTS, Spec, load_spec, make_figure, years_label
from migration_stats.charts.style import House, load_house
from migration_stats.errors import PackError
from migration_stats.language import Language, language
from migration_stats.packs.drawn import Drawn, draw_chart, prune
from migration_stats.packs.edition import WRITERS, Edition
from migration_stats.packs.front import Front, changes_csv, front_texts, gather_front
from migration_stats.packs.pack import Request
from migration_stats.packs.workbook import chart_workbook
from migration_stats.project import Project
from migration_stats.steps import Step
from migration_stats.warehouse import query

# What a CSV carries of each cell: the value as published and the way back to its publication.
CSV_COLUMNS = [
    "series", "period", "value", "value_low", "value_high", "qualifier", "precision", "obs_status",
    "missing_reason", "source_id", "published_on", "place", "snapshot_sha256", "snapshot_row",
]  # fmt: skip


def write_pack(
    project: Project, con: duckdb.DuckDBPyConnection, request: Request, folder: Path, step: Step
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Fill `folder`. Returns the titles of each chart by language, and why the others could not be made."""
    labels = load_labels(project, con)
    for sub in ("data", "charts"):
        (folder / sub).mkdir()
    last, kept = language(request.languages[-1]), project.build / ".drawn"
    drawn: dict[str, Drawn] = {}
    for spec in declared_charts(project):
        number = 1 + sum(not done.reason for done in drawn.values())
        work = partial(make_chart, con, request, labels, spec, number, kept)
        drawn[spec.id] = step("chart", spec.id, work, partial(outcome, words=last, as_of=request.as_of))
    prune(kept)
    made = {chart_id: done for chart_id, done in drawn.items() if not done.reason}
    front = step(
        "front",
        "pack",
        lambda: gather_front(project, con, request.years, request.since_day, request.as_of),
        lambda found: f"{len(found.changes):,} figures changed since {found.since}",
    )
    write_data(request, made, labels, front, folder)
    for code in request.languages:
        edition = make_edition(con, request, language(code), labels.house, drawn, front)
        for kind, write in WRITERS.items():
            if kind in request.formats:
                step(kind, code, partial(write, edition, folder), lambda size: f"{size / 1000:,.0f} kB")
    titles = {
        chart_id: {code: chart.title for code, chart in done.charts.items()}
        for chart_id, done in made.items()
    }
    left_out = {
        chart_id: outcome(done, last, request.as_of) for chart_id, done in drawn.items() if done.reason
    }
    return titles, left_out


def make_chart(
    con: duckdb.DuckDBPyConnection, request: Request, labels: Labels, spec: Spec, number: int, kept: Path
) -> Drawn:
    """One chart in every language, or the reason why there is none."""
    figure = make_figure(spec, con, request.years, request.as_of)
    if figure is None:
        return Drawn({}, {}, "page.no_data")
    charts = {code: put_into_words(figure, language(code), number, labels) for code in request.languages}
    return draw_chart(charts, kept)


def outcome(done: Drawn, words: Language, as_of: date) -> str:
    """The title of a chart that was made, else the reason why it was not."""
    return words.say(done.reason, as_of=words.day(as_of)) if done.reason else done.charts[words.code].title


def write_data(
    request: Request, made: Mapping[str, Drawn], labels: Labels, front: Front, folder: Path
) -> None:
    """Each chart's figures and pictures, and every changed figure."""
    (folder / "data" / "changes.csv").write_bytes(changes_csv(front))
    citations = cited(labels)
    for chart_id, done in made.items():
        figure = next(iter(done.charts.values())).figure  # the same in every language
        write_csv(figure.cells, folder / "data" / f"{chart_id}.csv")
        for code, chart in done.charts.items():
            if "xlsx" in request.formats:
                book = chart_workbook(chart, request.as_of, citations)
                (folder / "data" / f"{chart_id}.{code}.xlsx").write_bytes(book)
            if "png" in request.formats:
                (folder / "charts" / f"{chart_id}.{code}.png").write_bytes(done.pictures[code].png)
            if "svg" in request.formats:
                (folder / "charts" / f"{chart_id}.{code}.svg").write_text(done.pictures[code].svg, "utf-8")


def cited(labels: Labels) -> dict[str, str]:
    return dict(zip(labels.sources["source_id"], labels.sources["citation"], strict=True))


def make_edition(
    con: duckdb.DuckDBPyConnection,
    request: Request,
    words: Language,
    house: House,
    drawn: Mapping[str, Drawn],
    front: Front,
) -> Edition:
    """What the documents of one language have in common."""
    public = query(
        con,
        "select count(*) as releases, count(distinct source_id) as sources from staging.stg_releases"
        " where published_on <= $as_of",
        {"as_of": request.as_of},
    ).iloc[0]
    made = {chart_id: done for chart_id, done in drawn.items() if not done.reason}
    charts = tuple(done.charts[words.code] for done in made.values())
    as_of, title = words.day(request.as_of), words.say("page.title", years=years_label(request.years))
    return Edition(
        request,
        words,
        house,
        charts,
        {chart_id: done.pictures[words.code] for chart_id, done in made.items()},
        tuple((name, outcome(done, words, request.as_of)) for name, done in drawn.items() if done.reason),
        {
            "title": title,
            "lead": words.say("page.lead", as_of=as_of),
            "made_from": words.say("page.made_from", releases=public["releases"], sources=public["sources"]),
            "cite": words.say("page.cite", name=house.name(words.code), title=title, as_of=as_of),
        },
        front_texts(front, charts, words),
        dict(zip(front.sources["source_id"], front.sources["citation"], strict=True)),
    )


def load_labels(project: Project, con: duckdb.DuckDBPyConnection) -> Labels:
    return Labels(
        query(con, "select source_id, citation, licence_en, licence_nl from sources order by source_id"),
        query(con, "select flag, mark, name_en, name_nl from flags"),
        load_house(project.reports / "house.toml"),
    )


def triangle_png(
    project: Project,
    con: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    series: Mapping[str, str],
    years: Sequence[int],
    as_of: date,
    words: Language,
) -> bytes:
    """The picture of a series' revision triangle; `rows` are those of revision_triangle.

    Raises PackError when a frequency or the years leave nothing to draw or no room.
    """
    freq = rows["freq"].iloc[0]
    if freq not in PARTS:
        raise PackError(f"a series of frequency {freq} has no years to draw; `--json` lists every value")
    spec = load_spec(project.reports / "charts" / "revision_triangle")
    figure = make_figure(spec.of_series("revision_triangle", freq, **series), con, years, as_of)
    if figure is None:
        raise PackError(f"no figure for {years_label(years)} was public on {as_of}")
    return pictures(put_into_words(figure, words, 1, load_labels(project, con)))[0]


def declared_charts(project: Project) -> list[Spec]:
    """The charts of the yearly pack in order; those of one series each come last."""
    declared = read_toml(project.reports / "packs" / "yearly.toml")
    charts = project.reports / "charts"
    specs = [load_spec(charts / chart_id) for chart_id in declared["charts"]]
    for table in declared.get("series", []):
        spec = load_spec(charts / table["chart"])
        series = {name: table[name] for name in ("source_id", "measure", "geo", "partner")}
        specs.append(spec.of_series(table["id"], spec.freq, **series))
    return specs


def write_csv(cells: pd.DataFrame, file: Path) -> None:
    """UTF-8, comma and point whatever the page's language; a missing value is empty, with its reason."""
    frame = cells[CSV_COLUMNS].copy()
    frame["published_on"] = pd.to_datetime(frame["published_on"]).dt.date
    frame["snapshot_row"] = frame["snapshot_row"].map(
        lambda rows: str(rows) if not hasattr(rows, "__len__") else " ".join(str(row) for row in rows)
    )
    frame.to_csv(file, index=False, lineterminator="\n", float_format="%.15g")
