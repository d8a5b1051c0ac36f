"""What a reader must know before using a pack: changes, provisional figures, failed claims, licences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from migration_stats.charts.chart import Chart
from migration_stats.claims.check import ELSEWHERE, FAILS, HOLDS, Checked, Evidence, check_document, gather
from migration_stats.claims.document import Document, list_documents, load_document
from migration_stats.claims.explain import explanation, verdict_words
from migration_stats.language import Language
from migration_stats.project import Project
from migration_stats.revisions import changed_cells, paragraph
from migration_stats.warehouse import query

CHANGE_COLUMNS = [
    "source_id", "measure", "geo", "partner", "period", "kind", "value_before", "value_after",
    "obs_status_before", "obs_status_after", "published_before", "published_after", "sha256_before",
    "sha256_after",
]  # fmt: skip


@dataclass(frozen=True)
class Front:
    """The same for every language: the cells that changed since a day, and the documents checked."""

    since: date
    as_of: date
    changes: pd.DataFrame
    documents: tuple[tuple[Document, tuple[Checked, ...]], ...]
    evidence: Evidence
    sources: pd.DataFrame


def gather_front(
    project: Project, con: duckdb.DuckDBPyConnection, years: Sequence[int], since: date, as_of: date
) -> Front:
    """What changed in figures of the pack's years between two days, and the documents public by then."""
    cells = changed_cells(con, since, as_of)
    of_years = cells["period"].astype(str).str[:4].isin([str(year) for year in years])
    documents = [load_document(project, name) for name in list_documents(project)]
    evidence = gather(con)
    checked = tuple(
        (each, tuple(check_document(con, each, as_of, evidence)))
        for each in documents
        if each.published <= as_of
    )
    sources = query(con, "select * from sources order by citation")
    return Front(since, as_of, cells[of_years].reset_index(drop=True), checked, evidence, sources)


def changes_csv(front: Front) -> bytes:
    """Every changed cell, one line each; a header alone when nothing changed."""
    frame = front.changes[CHANGE_COLUMNS]
    days = {name: pd.to_datetime(frame[name]).dt.date for name in ("published_before", "published_after")}
    return frame.assign(**days).to_csv(index=False, lineterminator="\n", float_format="%.15g").encode()


def front_texts(front: Front, charts: Iterable[Chart], words: Language) -> Mapping[str, object]:
    """What the page of one language says in front: `changed`, `provisional`, `claims` and `licences`."""
    drawn = list(charts)
    used = {source_id for chart in drawn for source_id in chart.figure.cells["source_id"]}
    return {
        "changed_heading": words.say("front.changed", since=words.day(front.since)),
        "changed": paragraph(front.changes, front.since, front.as_of, words, words.say("front.these_years")),
        "provisional": [line for chart in drawn for line in provisional(chart)],
        "claims": [claims_said(front, *each, words) for each in front.documents],
        "licences": [
            (row["citation"], row["url"], row[f"licence_{words.code}"], row["licence_url"])
            for row in front.sources[front.sources["source_id"].isin(used)].to_dict("records")
        ],
    }


def provisional(chart: Chart) -> list[str]:
    """One line per series of a chart with its provisional, estimated or forecast figures."""
    found: dict[str, list[str]] = {}
    for cells in chart.cells.values():
        for cell in cells:
            if cell.hatched and cell.plotted is not None and cell.series in chart.drawn():
                said = f"{cell.label} ({chart.language.period(cell.period)})"
                found.setdefault(cell.name, []).append(said)
    figure = chart.language.say("page.figure", n=chart.number)
    return [f"{figure}, {name}: {', '.join(dict.fromkeys(said))}" for name, said in found.items()]


def claims_said(
    front: Front, document: Document, checked: Sequence[Checked], words: Language
) -> Mapping[str, object]:
    """How many statements of a document hold, and those that do not (any longer), with the reason."""
    dutch = words.code == "nl"
    failed = [each for each in checked if each.verdict in (FAILS, ELSEWHERE)]
    return {
        "lead": words.say(
            "front.claims_lead",
            title=document.title_nl if dutch else document.title_en,
            n=len(checked),
            holds=sum(each.verdict == HOLDS for each in checked),
            failed=len(failed),
            as_of=words.day(front.as_of),
        ),
        "failed": [
            {
                "statement": each.claim.statement_nl if dutch else each.claim.statement_en,
                "printed": each.claim.printed,
                "verdict": verdict_words(each.verdict, words),
                "explanation": explanation(each, front.evidence, words),
            }
            for each in failed
        ],
    }
