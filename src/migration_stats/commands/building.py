"""Commands that make something: the database, a pack, the pages of claims, the pins."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration_stats.errors import MigrationStatsError
from migration_stats.project import Project

if TYPE_CHECKING:
    from migration_stats.claims.document import Document
    from migration_stats.claims.report import Report


DRIFTED = 3  # exit code of a refresh after which a claim has another verdict


def run_refresh(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.packs.claims_page import watch_claims
    from migration_stats.refresh import refresh
    from migration_stats.steps import plain_step, quiet_step

    step = quiet_step if options.json else plain_step
    fetched = []
    if options.live is not None:
        from migration_stats.live import ask_services  # it opens connections: only where they are wanted

        fetched = ask_services(project, options.live, step)
    failed = [each for each in fetched if each.outcome == "failed"]
    report = refresh(project, step, options.force)
    drifted = watch_claims(project)
    if options.json:
        changed = [each.line() for each in drifted]
        live = {"live": [vars(each) for each in fetched]} if options.live is not None else {}
        print(json.dumps({**vars(report), "claims_changed": changed, **live}, indent=2))
    else:
        print(f"{report.summary}\ndatabase: {project.shown(project.database)}")
    for lost in failed:
        print(f"not fetched: {lost.said}", file=sys.stderr)
    for line in report.refused:
        print(f"refused: {line}", file=sys.stderr)
    if report.refused:
        print("The failing rows are in data/curated/quarantine.csv. In use stay meanwhile:", file=sys.stderr)
        for line in last_good(project, report.refused):
            print(line, file=sys.stderr)
    for each in drifted:
        print(f"claim: {each.line()}", file=sys.stderr)
    if drifted:
        print(
            "Their pages say more; `migration-stats claims agree` takes the verdicts over.", file=sys.stderr
        )
    return 1 if report.refused or failed else DRIFTED if drifted else 0


def last_good(project: Project, refused: Sequence[str]) -> list[str]:
    """The release in use of each source that has a refused one, and its age."""
    from migration_stats.sources import list_sources
    from migration_stats.warehouse import open_database

    with open_database(project) as con:
        known = list_sources(con, date.today()).dropna(subset=["newest"]).set_index("source_id")
    lines = []
    for source_id in sorted({line.split("/")[2] for line in refused}):
        good = "no release"
        if source_id in known.index:
            row = known.loc[source_id]
            good = f"the release of {row['newest']:%Y-%m-%d}, {row['age_days']:.0f} days old"
        lines.append(f"  {source_id}: {good}")
    return lines


def run_pack(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.packs.pack import (
        Request,
        make_pack,
        newest_release,
        parse_formats,
        parse_years,
        possible_formats,
        read_manifest,
    )
    from migration_stats.steps import plain_step, quiet_step

    languages = tuple(dict.fromkeys(code.strip() for code in options.lang.split(",")))
    if options.again:
        return make_again(project, options)
    since = options.since
    if isinstance(since, Path):
        since = date.fromisoformat(read_manifest(since)["as_of"])
    formats = parse_formats(options.format) if options.format else possible_formats()
    as_of = options.as_of or newest_release(project)
    request = Request(parse_years(options.years), as_of, languages, formats, since)
    pack = make_pack(project, request, options.out, quiet_step if options.json else plain_step)
    documents = [
        project.shown(file)
        for file in sorted(pack.folder.iterdir())
        if file.suffix in (".html", ".pdf", ".pptx", ".xlsx")
    ]
    if options.json:
        print(
            json.dumps(
                {
                    "folder": str(pack.folder),
                    "made": pack.made,
                    "as_of": request.as_of.isoformat(),
                    "documents": documents,
                    "charts": pack.charts,
                    "not_made": pack.not_made,
                },
                indent=2,
            )
        )
    else:
        made = ", ".join(documents) or project.shown(pack.folder)
        print(f"pack {request.label}, as of {request.as_of}: {made}")
        for chart_id, reason in pack.not_made.items():
            print(f"not made: {chart_id}: {reason}")
    return 0


def make_again(project: Project, options: argparse.Namespace) -> int:
    """Make a pack again from its manifest; exit code 1 when an output is not the same."""
    from migration_stats.packs.pack import reproduce
    from migration_stats.steps import plain_step, quiet_step

    made = reproduce(project, options.again, options.out, quiet_step if options.json else plain_step)
    if options.json:
        record = {
            "folder": str(made.folder),
            "same": not made.others,
            "others": made.others,
            "changed": made.changed,
        }
        print(json.dumps(record, indent=2))
        return 1 if made.others else 0
    if not made.others:
        print(f"{project.shown(made.folder)}: every output has the hash of {options.again}")
        return 0
    print(f"{project.shown(made.folder)}: {len(made.others)} outputs differ: {', '.join(made.others)}")
    print(f"the same releases, but another {', '.join(made.changed) or 'machine'} than the manifest names")
    return 1


def run_claims(project: Project, options: argparse.Namespace) -> int:
    """`claims check`, `agree` or `numbers` of one document, or of all."""
    from migration_stats.claims.document import list_documents, load_document

    documents = [load_document(project, name) for name in options.documents or list_documents(project)]
    if options.action == "numbers":
        return account_for_numbers(documents[0], options.text)
    from migration_stats.claims.drift import agree, drift
    from migration_stats.claims.report import records, report_on
    from migration_stats.language import language
    from migration_stats.packs.pack import newest_release
    from migration_stats.warehouse import open_database

    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        reports = [report_on(con, document, as_of) for document in documents]
    if options.action == "agree":
        for report in reports:
            print(f"{report.document.id}: {agree(report)} verdicts agreed on; review them with git diff")
        return 0
    words = language(options.lang)
    if options.json:
        listed = [each for report in reports for each in records(report, words)]
        print(json.dumps(listed, indent=2, ensure_ascii=False))
        return 0
    from migration_stats.packs.claims_page import write_claims_pages

    for report in reports:
        print(table_of_claims(report, records(report, words)))
        folder = write_claims_pages(project, report, [] if options.as_of else drift(report))
        print(f"page: {project.shown(folder / f'index.{options.lang}.html')}")
    return 0


def account_for_numbers(document: Document, text: Path) -> int:
    """Print the numbers of a text that its document does not name; exit code 1 when there is one."""
    from migration_stats.claims.numbers import unaccounted

    try:
        lines = unaccounted(document, text.read_text("utf-8"))
    except OSError as error:
        raise MigrationStatsError(f"{text}: cannot be read: {error.strerror}") from None
    print("\n".join(lines) or f"every number of {text} is a claim or in the list of {document.toml.name}")
    return 1 if lines else 0


def table_of_claims(report: Report, listed: list[dict[str, Any]]) -> str:
    """A line per claim with its number as printed and both verdicts, and what the figures say below."""
    document = report.document
    lines = [f"{document.title_en}: verdict as of {report.as_of}; in brackets that of {document.published}"]
    for each in listed:
        if each["pillar"] != (listed[listed.index(each) - 1]["pillar"] if listed.index(each) else None):
            lines.append(f"\n{document.pillars_en[each['pillar']]}")
        then = "" if each["verdict"] == each["verdict_on_the_day"] else f" [{each['verdict_on_the_day']}]"
        lines.append(f"  {each['id']:<34} {each['printed']:<22} {each['verdict']}{then}")
        if each["cells"]:
            lines += textwrap.wrap(
                each["explanation"], 104, initial_indent="      ", subsequent_indent="      "
            )
    return "\n".join(lines)


def run_pin(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.refresh import pin

    print(f"{pin(project)} pins written to expectations/row_counts.csv; review them with git diff")
    return 0
