"""The flow `refresh`: data/raw into the database, one task per source and stage, then models and publish."""

from __future__ import annotations

from typing import Any

# isort: off
from steps import prefect_step  # first: it turns telemetry off before Prefect is imported
from prefect import flow
from prefect.artifacts import create_table_artifact
# isort: on

from migration_stats import refresh as stages
from migration_stats.errors import RefreshFailedError
from migration_stats.project import Project, find_project
from migration_stats.sources import overview_records


@flow(name="refresh", flow_run_name="refresh")
def refresh(force: bool = False) -> dict[str, Any]:
    """Refresh the database. Ends Failed, naming them, when releases were refused; the rest is published."""
    project = find_project()
    report = stages.refresh(project, step=prefect_step, force=force)
    show_verdicts(project)
    if report.refused:
        raise RefreshFailedError(
            "refused, the last good release stays in use:\n  " + "\n  ".join(report.refused)
            + "\nSee data/curated/quarantine.csv."
        )  # fmt: skip
    return {**vars(report), "database": project.shown(project.database)}


def show_verdicts(project: Project) -> None:
    create_table_artifact(
        key="verdicts",
        table=overview_records(project),
        description="Verdict per source: releases, newest good release, refused, warnings, observations.",
    )


if __name__ == "__main__":
    refresh()
