"""Where the project is: the package runs the content of a checkout, as dbt does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from migration_stats.errors import ProjectNotFoundError

CONTENT = ("data/raw", "data/reference", "expectations", "sql")


@dataclass(frozen=True)
class Project:
    """The folders of one checkout."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def curated(self) -> Path:
        return self.root / "data" / "curated"

    @property
    def database(self) -> Path:
        return self.curated / "migration.duckdb"

    @property
    def expectations(self) -> Path:
        return self.root / "expectations"

    @property
    def sql(self) -> Path:
        return self.root / "sql"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def build(self) -> Path:
        return self.reports / "build"

    def shown(self, path: Path) -> str:
        """The path as a person in the checkout would write it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def find_project(start: Path | None = None) -> Project:
    """The checkout around `start` (or the current folder), else the one this package was installed from.

    MIGRATION_STATS_PROJECT names another one. Raises ProjectNotFoundError, as after installing a bare wheel.
    """
    named = os.environ.get("MIGRATION_STATS_PROJECT")
    here = Path(named) if named else (start or Path.cwd())
    candidates = [here] if named else [here, *here.parents, Path(__file__).parents[2]]
    for folder in candidates:
        if all((folder / part).is_dir() for part in CONTENT):
            return Project(folder.resolve())
    raise ProjectNotFoundError(
        f"no migration-stats checkout at {here}: the folders {', '.join(CONTENT)} are not there. "
        "The package runs the content of a checkout: clone the repository and run inside it, "
        "or set MIGRATION_STATS_PROJECT to its path."
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_sha256(root: Path, files: Iterable[Path]) -> str:
    """One hash over names (relative to `root`) and bytes, whatever the order in which files are given."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(root)}\0{sha256(file.read_bytes())}\n".encode())
    return digest.hexdigest()


def content_files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in suffixes and file.is_file())


def code_sha256() -> str:
    """The hash of this package's own files: with the version, which code made a result."""
    package = Path(__file__).parent
    return files_sha256(package, content_files(package, ".py", ".toml", ".css", ".html"))
