"""The flow `refresh`: data/raw into the database, one task per source and stage, then models and publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# isort: off
from steps import prefect_step  # first: it turns telemetry off before Prefect is imported
from prefect import flow
from prefect.artifacts import create_table_artifact
# isort: on

from migration_stats import refresh as stages
from migration_stats.claims.drift import Drift
from migration_stats.errors import ClaimsDriftedError, DownloadError, RefreshFailedError
from migration_stats.packs.claims_page import watch_claims
from migration_stats.project import Project, find_project
from migration_stats.sources import overview_records


@flow(name="refresh", flow_run_name="refresh")
def refresh(force: bool = False, live: list[str] | None = None) -> dict[str, Any]:
    """Refresh the database. Ends Failed, naming them, when releases were refused or claims changed.

    `live` names the sources whose services are asked first; an empty list asks all that have a query.
    """
    project = find_project()
    lost = ask(project, live) if live is not None else []
    report = stages.refresh(project, step=prefect_step, force=force)
    show_verdicts(project)
    drifted = prefect_step(
        "claims",
        "all",
        lambda: watch_claims(project),
        lambda found: f"{len(found)} verdicts changed",
        not_any,
    )
    show_drift(drifted)
    if lost:
        raise DownloadError("not fetched, the last good release stays in use:\n  " + "\n  ".join(lost))
    if report.refused:
        raise RefreshFailedError(
            "refused, the last good release stays in use:\n  " + "\n  ".join(report.refused)
            + "\nSee data/curated/quarantine.csv."
        )  # fmt: skip
    if drifted:
        raise ClaimsDriftedError(
            "claims with another verdict than was agreed on:\n  "
            + "\n  ".join(each.line() for each in drifted)
            + "\n`migration-stats claims agree` takes the verdicts over."
        )
    return {**vars(report), "database": project.shown(project.database)}


def ask(project: Project, named: list[str]) -> list[str]:
    """Ask the services, a task per source; what was not fetched, in words."""
    from migration_stats.live import ask_services  # it opens connections: only where they are wanted

    return [each.said for each in ask_services(project, named, prefect_step) if each.outcome == "failed"]


def not_any(found: Sequence[object]) -> bool:
    return not found


def show_drift(drifted: Sequence[Drift]) -> None:
    create_table_artifact(
        key="claims-drift",
        table=[{**vars(each), "cells": "; ".join(each.cells)} for each in drifted],
        description="Claims whose verdict is not the one agreed on, with the cells that changed.",
    )


def show_verdicts(project: Project) -> None:
    create_table_artifact(
        key="verdicts",
        table=overview_records(project),
        description="Verdict per source: releases, newest good release, refused, warnings, observations.",
    )


if __name__ == "__main__":
    refresh()
