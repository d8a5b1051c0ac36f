"""The command migration-stats. Heavy imports stand in the commands that need them: help is immediate."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from migration_stats import __version__
from migration_stats.commands import building, figures, files
from migration_stats.errors import MigrationStatsError
from migration_stats.project import Project, find_project

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
    made_of = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[Project, argparse.Namespace], int], says: str
    ) -> argparse.ArgumentParser:
        made = made_of.add_parser(name, help=says, description=says)
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
        "refresh",
        building.run_refresh,
        "Read, validate and load every source of data/raw; rebuild the database.",
    )
    made.add_argument("--force", action="store_true", help="rebuild although nothing changed")
    made.add_argument(
        "--live", nargs="*", metavar="SOURCE", default=None,
        help="first ask the publishers' services for newer releases, of these sources (all with a query)",
    )  # fmt: skip
    as_json(made)

    made = command(
        "pack",
        building.run_pack,
        "Make the yearly chart pack: page, PDF, deck and workbook per language, charts, CSVs, a manifest.",
    )
    made.add_argument(
        "--years", default=PACK_YEARS, help=f"2018-2020, 2019,2021 or 2019 (default {PACK_YEARS})"
    )
    as_of(made)
    made.add_argument(
        "--since", type=day_or_pack, metavar="WHEN",
        help="tell what changed since that day or pack (default: a year before)",
    )  # fmt: skip
    made.add_argument("--lang", default="nl,en", help="languages, with commas (default nl,en)")
    made.add_argument(
        "--format", metavar="KINDS",
        help="some of html,pdf,pptx,xlsx,png,svg (default: all); figures as CSV are always there",
    )  # fmt: skip
    made.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the pack (default reports/build/YEARS)"
    )
    as_json(made)

    made.add_argument(
        "--again", type=Path, metavar="PACK", help="make an old pack again from its manifest, and compare"
    )

    made = command(
        "inspect", files.run_inspect, "What is in a publisher's file: layout, codes, counts, oddities."
    )
    made.add_argument("file", type=Path, metavar="FILE")
    as_json(made)

    made = command("add", files.run_add, "Take a publisher's file that you downloaded into the store.")
    made.add_argument("source", metavar="SOURCE", help="a source of data/raw, by its folder's name")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument(
        "--published",
        required=True,
        metavar="DATE",
        help="when it was published: YYYY-MM-DD, YYYY-MM or YYYY",
    )
    as_json(made)

    made = command("sources", figures.run_sources, "List each source: releases, freshness, verdict.")
    as_json(made)

    def across_breaks(made: argparse.ArgumentParser) -> None:
        made.add_argument("--across-breaks", action="store_true", help="compare across a break, with a note")

    made = command("compare", figures.run_compare, "Periods of a series side by side, with the change.")
    made.add_argument("series", metavar="SERIES", help="a series (arrival) or a measure (detections)")
    asked = made.add_mutually_exclusive_group(required=True)
    asked.add_argument("--years", help="2018-2020, 2019,2021 or 2019")
    asked.add_argument("--periods", help="periods of any length: 2019-H1,2020-H1")
    made.add_argument(
        "--rebuild", default="", metavar="EU", help="also sum the countries of this composition: EU27_2020"
    )
    across_breaks(made)
    as_of(made)
    as_json(made)

    made = command("comparable", figures.run_comparable, "May two figures be compared? The verdict and why.")
    made.add_argument(
        "cell", metavar="CELL", help="source/measure/geo/period, or with /partner before period"
    )
    made.add_argument("base", metavar="BASE", help="the same; * in measure or partner adds up")
    across_breaks(made)
    as_of(made)
    as_json(made)

    made = command(
        "across", figures.run_across, "One question, each publisher's figure, and why they differ."
    )
    made.add_argument("question", metavar="QUESTION", help="asylum_nl, resettled_nl or eu_arrivals")
    made.add_argument("--years", help="2018-2020, 2019,2021 or 2019 (all)")
    as_of(made)
    as_json(made)

    made = command(
        "quota", figures.run_quota, "The resettlement quota by year: due, arrived and the balance."
    )
    as_of(made)
    as_json(made)

    made = command(
        "revisions",
        figures.run_revisions,
        "What changed between two days, cell by cell and in one paragraph.",
    )
    made.add_argument(
        "--from",
        dest="before",
        type=day_or_pack,
        required=True,
        metavar="WHEN",
        help="a day, or a pack's folder",
    )
    made.add_argument(
        "--to", dest="after", type=day_or_pack, metavar="WHEN", help="a day or a pack (newest release)"
    )
    made.add_argument("--of", default="", metavar="NAME", help="a source, series or measure (all)")
    made.add_argument("--lang", default="en", help="language of the paragraph: nl or en")
    as_json(made)

    made = command(
        "triangle", figures.run_triangle, "Every value that was published of a series: release by period."
    )
    made.add_argument("source", metavar="SOURCE")
    made.add_argument("measure", metavar="MEASURE")
    made.add_argument("geo", metavar="GEO")
    made.add_argument("--partner", default="", help="route, origin or destination")
    made.add_argument("--years", help="2018-2020, 2019,2021 or 2019 (all; the last eight in a picture)")
    made.add_argument("--png", type=Path, metavar="FILE", help="also draw it: what changed is marked")
    made.add_argument("--lang", default="en", help="language of the picture: nl or en")
    as_json(made)

    made = command(
        "housing", figures.run_housing, "The housing target of each municipality by the statutory rule."
    )
    made.add_argument("--half-year", required=True, metavar="HALF", help="2020-H1 or 2020-H2")
    made.add_argument("--municipality", nargs="+", default=[], metavar="NAME", help="names or codes (all)")
    made.add_argument(
        "--rounding", default="law", help="law (up, the default), nearest or largest_remainder (sum is kept)"
    )
    made.add_argument("--on", type=day, metavar="DATE", help="also what is due by that day, pro rata")
    as_of(made)
    as_json(made)

    made = command("claims", building.run_claims, "Check the statements of a document against the figures.")
    actions = made.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="the verdict on every statement, and the page with all of them")
    agree = actions.add_parser(
        "agree", help="write the verdicts of today as those agreed on; review the diff"
    )
    numbers = actions.add_parser("numbers", help="is every number of a text a claim, or listed as none?")
    for each in (check, agree):
        each.add_argument("documents", nargs="*", metavar="DOCUMENT", help="as in reports/claims (all)")
        as_of(each)
    check.add_argument("--lang", default="en", help="language of the explanations: nl or en")
    as_json(check)
    numbers.add_argument("documents", nargs=1, metavar="DOCUMENT")
    numbers.add_argument("text", type=Path, metavar="FILE", help="the document's text, UTF-8")

    made = command("query", figures.run_query, "Run one SQL statement on the database, read-only.")
    made.add_argument("sql", metavar="SQL")
    as_json(made)

    command("pin", building.run_pin, "Write expectations/row_counts.csv anew from data/raw; review the diff.")
    return parser


def day_or_pack(text: str) -> date | Path:
    """A day, or the folder of a pack that is there."""
    if Path(text).exists():
        return Path(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no date (YYYY-MM-DD) and no pack that is there"
        ) from None


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write YYYY-MM-DD") from None


if __name__ == "__main__":
    sys.exit(main())
