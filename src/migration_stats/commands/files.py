"""Commands on publishers' files: look into one, take one into the store."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from migration_stats.catalogue import load_source
from migration_stats.errors import CatalogueError, LayoutError, SnapshotError
from migration_stats.project import Project


def read_file(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SnapshotError(f"{file}: cannot be read: {error.strerror}") from None


def run_inspect(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.publishers.detect import read_table
    from migration_stats.publishers.summary import summarise, told
    from migration_stats.reference import load_reference

    try:
        summary = summarise(read_table(read_file(options.file)))
    except LayoutError as error:
        raise LayoutError(f"{options.file}: {error}") from None
    if options.json:
        print(json.dumps({"file": str(options.file), **summary}, indent=2, ensure_ascii=False))
    else:
        print(told(summary, load_reference(project).lookup("flags", "name_en")))
    return 0


def run_add(project: Project, options: argparse.Namespace) -> int:
    from migration_stats.taking import add_file

    folder = project.raw / options.source
    if not folder.is_dir():
        known = ", ".join(sorted(each.name for each in project.raw.iterdir() if each.is_dir()))
        raise CatalogueError(f"there is no source '{options.source}'; there are {known}")
    taken = add_file(
        project, load_source(folder), options.file.name, read_file(options.file), options.published
    )
    if options.json:
        print(json.dumps(vars(taken), indent=2))
    elif taken.new:
        print(
            f"taken: {project.shown(folder / taken.file)}, {taken.observations:,} observations; "
            "now `migration-stats refresh`"
        )
    else:
        print(f"there already: {project.shown(folder / taken.file)} has the same bytes; nothing was stored")
    return 0
