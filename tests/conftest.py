"""Projects to test on: copies of the checkout, whole or with a few sources, never the checkout itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import open_database

ROOT = Path(__file__).parents[1]
CONTENT = ("data/raw", "data/reference", "expectations", "sql", "reports/charts", "reports/packs")
HOUSE = "reports/house.toml"
CLAIMS = "reports/claims"  # for the whole project: they need many sources


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--damaged", type=int, default=200, help="damaged files to read in each layout")


def copy_project(target: Path, *source_ids: str) -> Project:
    """The checkout's content in `target`, with all sources or only those named (and the letter's)."""
    for part in CONTENT:
        shutil.copytree(ROOT / part, target / part)
    shutil.copy(ROOT / HOUSE, target / HOUSE)
    if not source_ids:
        shutil.copytree(ROOT / CLAIMS, target / CLAIMS)
    else:
        for folder in (target / "data" / "raw").iterdir():
            if folder.name not in (*source_ids, "letter_2021_01_11"):
                shutil.rmtree(folder)
    return Project(target)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The whole project, refreshed once for all tests; not to be changed."""
    project = copy_project(tmp_path_factory.mktemp("built"))
    refresh(project, step=quiet_step)
    return project


@pytest.fixture
def con(built: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database(built) as connection:
        yield connection


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Project]:
    """A project of few sources, not yet refreshed, for a test to break."""
    return lambda *source_ids: copy_project(tmp_path / "project", *source_ids)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published figures beside the checkout; tests of it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "figures").is_dir():
        pytest.skip("the folder ../shared with the published figures is not beside this checkout")
    return folder
