"""The page of a checked document, one per language, with the same in JSON; swapped in whole like a pack."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from migration_stats.charts.style import load_house
from migration_stats.claims.check import VERDICTS
from migration_stats.claims.document import list_documents, load_document
from migration_stats.claims.drift import Drift, drift
from migration_stats.claims.explain import verdict_words
from migration_stats.claims.report import Report, records, report_on
from migration_stats.language import LANGUAGES, Language, language
from migration_stats.packs.html import house_css
from migration_stats.packs.pack import newest_release, put_in_place
from migration_stats.project import Project
from migration_stats.warehouse import open_database


def watch_claims(project: Project) -> list[Drift]:
    """Check every document anew and write its pages; returns the claims whose verdict is not as agreed on."""
    drifted: list[Drift] = []
    for name in list_documents(project):
        with open_database(project) as con:
            report = report_on(con, load_document(project, name), newest_release(project))
        changed = drift(report)
        write_claims_pages(project, report, changed)
        drifted += changed
    return drifted


def write_claims_pages(project: Project, report: Report, drifted: Sequence[Drift]) -> Path:
    """Write reports/build/claims/<document>/: index.<language>.html and claims.json. Returns the folder."""
    folder = project.build / "claims" / report.document.id
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    try:
        for code in LANGUAGES:
            html = page(project, report, drifted, language(code))
            (beside / f"index.{code}.html").write_text(html, "utf-8")
        listed = json.dumps(records(report, language("en")), indent=2, ensure_ascii=False)
        (beside / "claims.json").write_text(listed + "\n", "utf-8")
        put_in_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def page(project: Project, report: Report, drifted: Sequence[Drift], words: Language) -> str:
    """The page of one language: a count by verdict, then every statement, pillar by pillar."""
    here, document, say = files("migration_stats.packs"), report.document, words.say
    dutch = words.code == "nl"
    as_of, published = words.day(report.as_of), words.day(document.published)
    listed = records(report, words)
    names = document.pillars_nl if dutch else document.pillars_en
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string((here / "claims.html").read_text("utf-8")).render(
        language=words,
        say=say,
        others=[code for code in LANGUAGES if code != words.code],
        title=say("claims_page.title", title=document.title_nl if dutch else document.title_en),
        lead=say("claims_page.lead", published=published, as_of=as_of),
        then=say("claims_page.then", day=published),
        now=say("claims_page.now", day=as_of),
        pillars=[
            {"name": name, "claims": [shown(each, words) for each in listed if each["pillar"] == number]}
            for number, name in enumerate(names)
        ],
        counts=[
            (
                verdict_words(verdict, words),
                sum(each["verdict_on_the_day"] == verdict for each in listed),
                sum(each["verdict"] == verdict for each in listed),
            )
            for verdict in VERDICTS
        ],
        total=len(listed),
        drifted=drifted,
        verdicts=[(kind(verdict), verdict_words(verdict, words)) for verdict in VERDICTS],
        wordings=[
            (getattr(each, f"name_{words.code}"), getattr(each, f"meaning_{words.code}"))
            for each in report.evidence.wordings.values()
        ],
        made=say("claims_page.made", file=project.shown(document.toml), as_of=as_of),
        fonts=Markup(house_css(load_house(project.reports / "house.toml"))),
        css=Markup((here / "page.css").read_text("utf-8") + (here / "claims.css").read_text("utf-8")),
    )


def kind(verdict: str) -> str:
    return verdict.replace(" ", "_")


def shown(record: dict[str, Any], words: Language) -> dict[str, Any]:
    """A record with its verdicts and values in the words and numbers of the page."""
    return {
        **record,
        "then": verdict(record, "_on_the_day", words),
        "now": verdict(record, "", words),
        "cells": [
            {
                **cell,
                "value": words.say("value.missing") if cell["value"] is None else words.number(cell["value"]),
            }
            for cell in every_cell(record)
        ],
    }


def every_cell(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of both verdicts, each once."""
    of_both = [*record["cells_on_the_day"], *record["cells"]]
    return list({(cell["sha256"], cell["row"]): cell for cell in of_both}.values())


def verdict(record: dict[str, Any], which: str, words: Language) -> dict[str, str]:
    said = record[f"verdict{which}"]
    return {
        "verdict": verdict_words(said, words),
        "kind": kind(said),
        "explanation": record[f"explanation{which}"],
    }
