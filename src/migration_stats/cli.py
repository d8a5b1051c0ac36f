"""The command migration-stats. Heavy imports stand in the commands that need them: help is immediate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migration_stats import __version__
from migration_stats.errors import MigrationStatsError
from migration_stats.project import Project, find_project

if TYPE_CHECKING:
    import pandas as pd

PACK_YEARS = "2018-2020"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0; 1 when it failed or a source was refused; 2 when not understood."""
    options = make_parser().parse_args(arguments)
    try:
        run: Callable[[Project, argparse.Namespace], int] = options.run
        return run(find_project(), options)
    except MigrationStatsError as error:
        print(f"migration-stats: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has gone; that is no error of ours
        return 1


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="migration-stats",
        description="Published migration figures with their releases: refresh, query, compare, chart.",
    )
    parser.add_argument("--version", action="version", version=f"migration-stats {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[Project, argparse.Namespace], int], says: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        return made

    def as_of(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--as-of",
            type=day,
            metavar="DATE",
            help="what was public on that day (default: the newest release)",
        )

    def as_json(made: argparse.ArgumentParser) -> None:
        made.add_argument("--json", action="store_true", help="print JSON for a program to read")

    made = command(
        "refresh", run_refresh, "Read, validate and load every source of data/raw; rebuild the database."
    )
    made.add_argument("--force", action="store_true", help="rebuild although nothing changed")
    as_json(made)

    made = command(
        "pack", run_pack, "Make the yearly chart pack: a page per language, charts, CSVs, a manifest."
    )
    made.add_argument(
        "--years", default=PACK_YEARS, help=f"2018-2020, 2019,2021 or 2019 (default {PACK_YEARS})"
    )
    as_of(made)
    made.add_argument("--lang", default="nl,en", help="languages, with commas (default nl,en)")
    made.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the pack (default reports/build/YEARS)"
    )
    as_json(made)

    made = command("sources", run_sources, "List each source: releases, freshness, verdict.")
    as_json(made)

    made = command("compare", run_compare, "Years of a series or measure side by side, with the change.")
    made.add_argument("series", metavar="SERIES", help="a series (arrival) or a measure (detections)")
    made.add_argument("--years", required=True, help="2018-2020, 2019,2021 or 2019")
    as_of(made)
    as_json(made)

    made = command(
        "revisions", run_revisions, "What changed between two days, cell by cell and in one paragraph."
    )
    made.add_argument("--from", dest="before", type=day, required=True, metavar="DATE", help="as of this day")
    made.add_argument("--to", dest="after", type=day, metavar="DATE", help="and as of this (newest release)")
    made.add_argument("--of", default="", metavar="NAME", help="a source, series or measure (all)")
    made.add_argument("--lang", default="en", help="language of the paragraph: nl or en")
    as_json(made)

    made = command("triangle", run_triangle, "Every value that was published of a series: release by period.")
    made.add_argument("source", metavar="SOURCE")
    made.add_argument("measure", metavar="MEASURE")
    made.add_argument("geo", metavar="GEO")
    made.add_argument("--partner", default="", help="route, origin or destination")
    as_json(made)

    made = command("housing", run_housing, "The housing target of each municipality by the statutory rule.")
    made.add_argument("--half-year", required=True, metavar="HALF", help="2020-H1 or 2020-H2")
    made.add_argument("--municipality", nargs="+", default=[], metavar="NAME", help="names or codes (all)")
    made.add_argument(
        "--rounding", default="law", help="law (up, the default), nearest or largest_remainder (sum is kept)"
    )
    made.add_argument("--on", type=day, metavar="DATE", help="also what is due by that day, pro rata")
    as_of(made)
    as_json(made)

    made = command("query", run_query, "Run one SQL statement on the database, read-only.")
    made.add_argument("sql", metavar="SQL")
    as_json(made)

    command("pin", run_pin, "Write expectations/row_counts.csv anew from data/raw; review the diff.")
    return parser


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write YYYY-MM-DD") from None


def run_refresh(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.refresh import refresh
    from migration_stats.steps import plain_step, quiet_step

    report = refresh(project, quiet_step if options.json else plain_step, options.force)
    if options.json:
        print(json.dumps(vars(report), indent=2))
    else:
        print(f"{report.summary}\ndatabase: {project.shown(project.database)}")
    for line in report.refused:
        print(f"refused: {line}", file=sys.stderr)
    if report.refused:
        print("The last good release of each stays in use; see data/curated/quarantine.csv.", file=sys.stderr)
    return 1 if report.refused else 0


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

    years, as_of = parse_years(options.years), options.as_of or newest_release(project)
    with open_database(project) as con:
        rows = compare(con, options.series, years, as_of)
    if options.json:
        show(rows, True)
        return 0
    print(f"{options.series}, {options.years}, as of {as_of}")
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
            reason=rows["reason"],
        ),
        False,
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


if __name__ == "__main__":
    sys.exit(main())
