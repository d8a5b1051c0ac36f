"""The flow `check_claims`: every statement of a document against the figures, with its page and a table."""

from __future__ import annotations

from datetime import date
from typing import Any

# isort: off
from steps import prefect_step  # first: it turns telemetry off before Prefect is imported
from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
# isort: on

from migration_stats.claims.document import load_document
from migration_stats.claims.drift import drift
from migration_stats.claims.report import Report, records, report_on
from migration_stats.language import language
from migration_stats.packs.claims_page import write_claims_pages
from migration_stats.packs.pack import newest_release
from migration_stats.project import find_project
from migration_stats.warehouse import open_database

SHOWN = ("id", "printed", "verdict", "verdict_on_the_day", "explanation")


@flow(name="check_claims", flow_run_name="check_claims {document}")
def check_claims(document: str = "letter_2021_01_11", as_of: date | None = None) -> dict[str, Any]:
    """Check `document` as of a day (default: the newest release in the database)."""
    project = find_project()
    day = as_of or newest_release(project)

    def check() -> Report:
        with open_database(project) as con:
            return report_on(con, load_document(project, document), day)

    report = prefect_step("check", document, check, lambda made: f"{len(made.now)} claims as of {day}")
    folder = prefect_step(
        "page",
        document,
        lambda: write_claims_pages(project, report, [] if as_of else drift(report)),
        lambda made: project.shown(made),
    )
    listed = records(report, language("en"))
    create_table_artifact(
        key=f"claims-{document.replace('_', '-')}",
        table=[{name: each[name] for name in SHOWN} for each in listed],
        description=f"Verdicts as of {day} and on the document's own day.",
    )
    create_link_artifact(key="claims-page", link=(folder / "index.en.html").as_uri())
    for each in listed:
        print(f"{each['id']:<34} {each['printed']:<24} {each['verdict']}")
    return {
        "as_of": day.isoformat(),
        "page": project.shown(folder / "index.en.html"),
        "verdicts": {each["id"]: each["verdict"] for each in listed},
    }


if __name__ == "__main__":
    check_claims()
