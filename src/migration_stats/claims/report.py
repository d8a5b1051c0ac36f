"""A document checked: every claim on the day of the document and as of another, as records for a program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from migration_stats.claims.check import Checked, Evidence, check_document, gather
from migration_stats.claims.document import Document
from migration_stats.claims.explain import explanation
from migration_stats.language import Language


@dataclass(frozen=True)
class Report:
    """The claims of a document in order, as of its own day (`then`) and as of the day asked (`now`)."""

    document: Document
    as_of: date
    evidence: Evidence
    then: tuple[Checked, ...]
    now: tuple[Checked, ...]

    @property
    def pairs(self) -> tuple[tuple[Checked, Checked], ...]:
        return tuple(zip(self.then, self.now, strict=True))


def report_on(con: duckdb.DuckDBPyConnection, document: Document, as_of: date) -> Report:
    """Check every claim of a document twice: as of its own day, and as of `as_of`."""
    evidence = gather(con)
    then, now = (tuple(check_document(con, document, day, evidence)) for day in (document.published, as_of))
    return Report(document, as_of, evidence, then, now)


def records(report: Report, language: Language) -> list[dict[str, Any]]:
    """One record per claim, for JSON: id, statement, verdict, value, cells, explanation and the rest."""
    return [record(report, then, now, language) for then, now in report.pairs]


def record(report: Report, then: Checked, now: Checked, language: Language) -> dict[str, Any]:
    claim, outcome = now.claim, now.outcome
    found = outcome.found
    return {
        "id": claim.id,
        "pillar": claim.pillar,
        "place": language.say("claims.place", section=claim.section, paragraph=claim.paragraph),
        "statement": claim.statement_nl if language.code == "nl" else claim.statement_en,
        "printed": claim.printed,
        "states": claim.states,
        "wording": claim.wording,
        "as_of": outcome.as_of.isoformat(),
        "verdict": now.verdict,
        "certain": None if outcome.fit is None else outcome.fit == "certain",
        "value": outcome.found_day.isoformat() if outcome.found_day else found and found.value,
        "low": found and finite(found.low),
        "high": found and finite(found.high),
        "unit": "percent" if claim.states == "change" else "",
        "cells": cells(now),
        "explanation": explanation(now, report.evidence, language),
        "verdict_on_the_day": then.verdict,
        "cells_on_the_day": cells(then),
        "explanation_on_the_day": explanation(then, report.evidence, language),
        "other_releases": [
            {
                "as_of": other.as_of.isoformat(),
                "verdict": other.verdict,
                "value": other.found and other.found.value,
            }
            for other in now.others
        ],
    }


def cells(checked: Checked) -> list[dict[str, Any]]:
    """Every cell behind a verdict, with the way back to its publication."""
    return [
        cell(row) for figure in checked.outcome.figures.values() for row in figure.cells.to_dict("records")
    ]


def cell(row: Mapping[Any, Any]) -> dict[str, Any]:
    partner = [row["partner"]] if row["partner"] else []
    return {
        "address": "/".join([row["source_id"], row["measure"], row["geo"], *partner, row["period"]]),
        "measure": row["measure"],
        "geo": row["geo"],
        "partner": row["partner"],
        "period": row["period"],
        "value": None if pd.isna(row["value"]) else row["value"],
        "qualifier": row["qualifier"],
        "obs_status": row["obs_status"],
        "publisher": row["publisher"],
        "release": row["release_title"],
        "published_on": pd.Timestamp(row["published_on"]).date().isoformat(),
        "place": row["place"],
        "sha256": row["snapshot_sha256"],
        "row": int(row["snapshot_row"]),
    }


def finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
