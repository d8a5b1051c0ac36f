"""What each command of the command line does. Heavy imports stand in the function that needs them."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration_stats.errors import MigrationStatsError
from migration_stats.project import Project

DRIFTED = 3  # exit code of a refresh after which a claim has another verdict

if TYPE_CHECKING:
    import pandas as pd

    from migration_stats.claims.document import Document
    from migration_stats.claims.report import Report


def run_refresh(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.packs.claims_page import watch_claims
    from migration_stats.refresh import refresh
    from migration_stats.steps import plain_step, quiet_step

    report = refresh(project, quiet_step if options.json else plain_step, options.force)
    drifted = watch_claims(project)
    if options.json:
        print(json.dumps({**vars(report), "claims_changed": [each.line() for each in drifted]}, indent=2))
    else:
        print(f"{report.summary}\ndatabase: {project.shown(project.database)}")
    for line in report.refused:
        print(f"refused: {line}", file=sys.stderr)
    if report.refused:
        print("The last good release of each stays in use; see data/curated/quarantine.csv.", file=sys.stderr)
    for each in drifted:
        print(f"claim: {each.line()}", file=sys.stderr)
    if drifted:
        print(
            "Their pages say more; `migration-stats claims agree` takes the verdicts over.", file=sys.stderr
        )
    return 1 if report.refused else DRIFTED if drifted else 0


def run_pack(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.packs.pack import Request, make_pack, newest_release, parse_years
    from migration_stats.steps import plain_step, quiet_step

    languages = tuple(dict.fromkeys(code.strip() for code in options.lang.split(",")))
    request = Request(parse_years(options.years), options.as_of or newest_release(project), languages)
    pack = make_pack(project, request, options.out, quiet_step if options.json else plain_step)
    pages = [project.shown(pack.folder / f"index.{code}.html") for code in languages]
    if options.json:
        print(
            json.dumps(
                {
                    "folder": str(pack.folder),
                    "made": pack.made,
                    "as_of": request.as_of.isoformat(),
                    "pages": pages,
                    "charts": pack.charts,
                    "not_made": pack.not_made,
                },
                indent=2,
            )
        )
    else:
        print(f"pack {request.label}, as of {request.as_of}: {', '.join(pages)}")
        for chart_id, reason in pack.not_made.items():
            print(f"not made: {chart_id}: {reason}")
    return 0


def run_sources(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.sources import list_sources
    from migration_stats.warehouse import open_database

    with open_database(project) as con:
        show(list_sources(con, date.today()), options.json)
    return 0


def run_compare(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.comparisons import compare
    from migration_stats.packs.pack import newest_release, parse_years
    from migration_stats.warehouse import open_database

    years = parse_years(options.years) if options.years else ()
    periods = options.periods.split(",") if options.periods else ()
    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        rows = compare(con, options.series, as_of, years, periods, options.rebuild, options.across_breaks)
    if options.json:
        show(rows, True)
        return 0
    print(f"{options.series}, {options.years or options.periods}, as of {as_of}")
    change = rows["change_percent"].map("{:+.1f} %".format, na_action="ignore")
    between = (
        rows["change_percent_low"].map("{:+.1f}".format, na_action="ignore")
        + " to "
        + rows["change_percent_high"].map("{:+.1f} %".format, na_action="ignore")
    )
    shown = rows[["source_id", "measure", "geo", "partner", "period", "value", "qualifier", "obs_status"]]
    show(
        shown.assign(
            published_on=rows["published_on"],
            against=rows["base_period"],
            change=change,
            interval=between,
            verdict=rows["verdict"],
            reason=rows["reason_en"],
        ),
        False,
    )
    return 0


def run_comparable(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.cells import parse_address
    from migration_stats.comparisons import compare_cells
    from migration_stats.packs.pack import newest_release
    from migration_stats.warehouse import open_database

    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        made = compare_cells(
            con, parse_address(options.cell), parse_address(options.base), as_of, options.across_breaks
        )
    if options.json:
        print(json.dumps(made.record(), indent=2))
        return 0
    print(f"{made.verdict}{': ' if made.reason_en else ''}{made.reason_en}")
    for figure in (made.figure, made.base):
        print(f"  {figure.address} = {figure.missing or figure.words()}")
    if made.change is not None and made.percent is not None:
        print(
            f"  change {made.change:+,.0f}, {made.percent:+.1f} % (between {made.percent_low:+.1f} and "
            f"{made.percent_high:+.1f} %)"
        )
    return 0


def run_revisions(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.language import language
    from migration_stats.packs.pack import newest_release
    from migration_stats.revisions import changed_cells, paragraph, summary
    from migration_stats.warehouse import open_database

    after = options.after or newest_release(project)
    with open_database(project) as con:
        cells = changed_cells(con, options.before, after, options.of)
    if options.json:
        show(cells, True)
        return 0
    print(paragraph(cells, options.before, after, language(options.lang), options.of))
    if len(cells):
        show(summary(cells), False)
    return 0


def run_triangle(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.revisions import triangle
    from migration_stats.warehouse import open_database

    with open_database(project) as con:
        rows = triangle(con, options.source, options.measure, options.geo, options.partner)
    if not options.json:
        rows = rows.pivot(index="published_on", columns="period", values="value").reset_index()
    show(rows, options.json)
    return 0


def run_housing(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.housing import expected_by, municipal_targets
    from migration_stats.packs.pack import newest_release
    from migration_stats.warehouse import open_database

    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        rows = municipal_targets(con, options.half_year, as_of, options.rounding, options.municipality)
    if options.on:
        rows["due"] = [expected_by(options.half_year, target, options.on) for target in rows["target"]]
    if not options.json:
        first = rows.iloc[0]
        print(
            f"{options.half_year}, rounding {options.rounding}, as of {as_of}: national target "
            f"{first['national_target']:,.0f}{' (derived)' if 'x' in first['target_obs_status'] else ''}, "
            f"these municipalities {rows['target'].sum():,.0f}"
        )
        rows = rows[
            [
                "geo",
                "municipality",
                "inhabitants",
                "quotient",
                "target",
                *(["due"] if options.on else []),
                "note",
            ]
        ]
    show(rows, options.json)
    return 0


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


def run_query(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.warehouse import open_database, query

    with open_database(project) as con:
        show(query(con, options.sql), options.json)
    return 0


def run_pin(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.refresh import pin

    print(f"{pin(project)} pins written to expectations/row_counts.csv; review them with git diff")
    return 0


def show(frame: pd.DataFrame, as_json: bool) -> None:
    """A frame as a table for people, or as a JSON list of records with ISO dates and null."""
    if as_json:
        print(frame.to_json(orient="records", date_format="iso", date_unit="s", indent=2, force_ascii=False))
        return
    for column in frame.select_dtypes("datetime"):
        if (frame[column].dropna() == frame[column].dropna().dt.normalize()).all():
            frame = frame.assign(**{str(column): frame[column].dt.strftime("%Y-%m-%d")})
    print(frame.to_string(index=False, na_rep="", float_format=number) if len(frame) else "no rows")


def number(value: Any) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"
