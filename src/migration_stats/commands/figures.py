"""Commands that look figures up: compare, revisions, housing and the like."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from migration_stats.commands.output import show
from migration_stats.errors import MigrationStatsError
from migration_stats.project import Project

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


YEARS_DRAWN = 8  # of a revision triangle, unless the years are given


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
    change, low, high = (rows[f"change_percent{end}"].map("{:+.1f}".format) for end in ("", "_low", "_high"))
    known = rows["change_percent_low"].notna() & rows["change_percent_high"].notna()
    shown = rows[["source_id", "measure", "geo", "partner", "period", "value", "qualifier", "obs_status"]]
    show(
        shown.assign(
            published_on=rows["published_on"],
            against=rows["base_period"],
            change=(change + " %").where(rows["change_percent"].notna(), ""),
            interval=(low + " to " + high + " %").where(known, ""),
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


def run_across(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.comparisons import across
    from migration_stats.packs.pack import newest_release, parse_years
    from migration_stats.warehouse import open_database

    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        rows = across(con, options.question, as_of)
    if options.years:
        rows = rows[rows["year"].isin(parse_years(options.years))]
    if options.json:
        show(rows, True)
        return 0
    print(f"{options.question}, as of {as_of}; in brackets the gap with the first")
    said = (
        rows["value"]
        .map("{:,.0f}".format, na_action="ignore")
        .fillna("at least " + rows["interval_low"].map("{:,.0f}".format) + ": " + rows["missing_reason"])
    )
    gaps = (
        rows["gap_percent"]
        .where(rows["answer"] > 1)
        .map(" ({:+.1f} %)".format, na_action="ignore")
        .fillna("")
    )
    names = rows["source_id"] + " " + rows["measure"]
    table = rows.assign(said=said + gaps, name=names).pivot(index="year", columns="name", values="said")
    order = list(dict.fromkeys(names[rows.sort_values("answer").index]))
    show(table[order].fillna("").reset_index(), False)
    gap = dict(zip(names, rows["gap_en"], strict=True))
    print("\n".join(f"{name}: {gap[name]}" for name in order))
    return 0


def run_quota(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.comparisons import quota_ledger
    from migration_stats.packs.pack import newest_release
    from migration_stats.warehouse import open_database

    as_of = options.as_of or newest_release(project)
    with open_database(project) as con:
        rows = quota_ledger(con, as_of)
    if not options.json:
        print(f"resettlement framework, as of {as_of}; a balance below 0 is behind, all derived")
        rows = rows.drop(columns=["answer", "publisher", "published_on"])
    show(rows, options.json)
    return 0


def run_revisions(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.language import language
    from migration_stats.packs.pack import newest_release
    from migration_stats.revisions import changed_cells, paragraph, summary
    from migration_stats.warehouse import open_database

    with open_database(project) as con:
        before, not_before = day_of(con, options.before)
        after, not_after = day_of(con, options.after or newest_release(project))
        cells = changed_cells(con, before, after, options.of, (not_before, not_after))
    if options.json:
        show(cells, True)
        return 0
    print(paragraph(cells, before, after, language(options.lang), options.of))
    if len(cells):
        show(summary(cells), False)
    return 0


def day_of(con: duckdb.DuckDBPyConnection, when: date | Path) -> tuple[date, list[str]]:
    """The day as of which to look, and the snapshots that a pack did not have then."""
    from migration_stats.packs.pack import inputs_apart, read_manifest

    if isinstance(when, date):
        return when, []
    manifest = read_manifest(when)
    missing, extra = inputs_apart(con, manifest)
    if missing:
        raise MigrationStatsError(f"{when}: the database has no longer {', '.join(missing)}")
    return date.fromisoformat(manifest["as_of"]), extra


def run_triangle(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.packs.pack import parse_years
    from migration_stats.revisions import triangle
    from migration_stats.snapshots import replace_file
    from migration_stats.warehouse import open_database

    with open_database(project) as con:
        rows = triangle(con, options.source, options.measure, options.geo, options.partner)
        years = parse_years(options.years) if options.years else sorted(set(rows["year"]))[-YEARS_DRAWN:]
        if options.years:
            rows = rows[rows["year"].isin(years)]
        if rows.empty:
            raise MigrationStatsError(f"nothing was published of this series for {options.years}")
        if options.png:
            picture = picture_of(project, con, rows, options, years)
    if options.png:
        replace_file(options.png, picture)
        print(f"picture: {options.png}", file=sys.stderr)
    if not options.json:
        rows = rows.pivot(index="published_on", columns="period", values="value").reset_index()
    show(rows, options.json)
    return 0


def picture_of(
    project: Project,
    con: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    options: argparse.Namespace,
    years: Sequence[int],
) -> bytes:
    from migration_stats.language import language
    from migration_stats.packs.build import triangle_png

    series = {
        "source_id": options.source,
        "measure": options.measure,
        "geo": options.geo,
        "partner": options.partner,
    }
    newest = rows["published_on"].max().date()
    return triangle_png(project, con, rows, series, years, newest, language(options.lang))


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
