"""The database: comments, checks, atomic publication, read-only use."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from migration_stats.errors import WarehouseError
from migration_stats.project import Project
from migration_stats.refresh import refresh
from migration_stats.steps import quiet_step
from migration_stats.warehouse import first_comment, open_database, query

Small = Callable[..., Project]
ROOT = Path(__file__).parents[2]


def test_every_model_carries_its_grain_as_comment(con: duckdb.DuckDBPyConnection) -> None:
    comments = dict(con.execute("select table_name, comment from duckdb_tables()").fetchall())
    comments |= dict(
        con.execute("select view_name, comment from duckdb_views() where not internal").fetchall()
    )
    comments |= dict(
        con.execute("select function_name, comment from duckdb_functions() where not internal").fetchall()
    )
    for folder in ("tables", "staging", "marts", "macros"):
        files = list((ROOT / "sql" / folder).glob("*.sql"))
        assert files
        for file in files:
            assert comments[file.stem] == first_comment(file), file


def test_the_objects_asked_for_are_there(con: duckdb.DuckDBPyConnection) -> None:
    tables = {
        f"{schema}.{name}"
        for schema, name in con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    }
    assert tables >= {
        "main.arrivals", "main.returns", "main.resettlement", "main.housing_targets", "main.asylum_applications",
        "main.letter_figures", "main.quarantine", "main.observations", "raw.frontex_detections",
        "raw.letter_2021_01_11",
    }  # fmt: skip
    assert con.execute("select count(*) from letter_figures").fetchall() == [(46,)]


def test_as_of_gives_the_contracts_columns(con: duckdb.DuckDBPyConnection) -> None:
    contract = [row[0] for row in con.execute("describe observations").fetchall()]
    as_of = [
        row[0]
        for row in con.execute("describe select * from observations_as_of(date '2021-01-11')").fetchall()
    ]
    assert as_of == contract


def test_the_sql_contract_is_the_python_contract(con: duckdb.DuckDBPyConnection) -> None:
    from migration_stats.observations import COLUMNS

    assert tuple(row[0] for row in con.execute("describe observations").fetchall()) == COLUMNS


def test_every_observation_leads_to_its_printed_cell(con: duckdb.DuckDBPyConnection) -> None:
    """From a figure to the bytes: the row of the snapshot says what the database says."""
    place, printed, sha = con.execute(
        "select place, printed, snapshot_sha256 from arrivals where source_id = 'frontex_detections'"
        " and partner = 'eastern_mediterranean' and year = 2019"
    ).fetchall()[0]
    assert (place, printed) == ("annex table 3, row Eastern Mediterranean, column 2019", "83333")
    row = con.execute(
        "select value, period from raw.frontex_detections where snapshot_sha256 = $sha and partner = 'eastern_mediterranean' and period = '2019'",
        {"sha": sha},
    ).fetchall()
    assert row == [("83333", "2019")]


def test_observations_are_written_as_parquet_too(built: Project, con: duckdb.DuckDBPyConnection) -> None:
    folder = built.curated / "observations"
    total = duckdb.sql(f"select count(*), sum(value) from '{folder}/*.parquet'").fetchall()
    assert total == con.execute("select count(*), sum(value) from observations").fetchall()
    assert {file.stem for file in folder.iterdir()} == {
        row[0] for row in con.execute("select distinct source_id from observations").fetchall()
    }


def test_the_database_is_read_only_and_reaches_nothing_outside(
    built: Project, con: duckdb.DuckDBPyConnection
) -> None:
    for statement in (
        "delete from observations",
        "create table x (a int)",
        f"copy sources to '{built.root}/x.csv'",
    ):
        with pytest.raises(WarehouseError):
            query(con, statement)
    assert not (built.root / "x.csv").exists()


def test_a_failing_check_leaves_the_database_in_place(small: Small) -> None:
    project = small("frontex_returns")
    refresh(project, quiet_step)
    before = project.database.read_bytes()
    check = project.sql / "checks" / "always_fails.sql"
    check.write_text("-- One row always.\nselect 1 as found;\n")
    with pytest.raises(
        WarehouseError, match=r"always_fails\.sql: 1 rows where there must be none: One row always"
    ):
        refresh(project, quiet_step)
    assert project.database.read_bytes() == before
    assert [path.name for path in project.curated.iterdir() if path.name.startswith(".")] == []


def test_a_model_that_does_not_run_is_named(small: Small) -> None:
    project = small("frontex_returns")
    (project.sql / "marts" / "broken.sql").write_text(
        "-- One row.\ncreate table broken as select * from nowhere;\n"
    )
    with pytest.raises(WarehouseError, match=r"broken\.sql: .*nowhere"):
        refresh(project, quiet_step)
    (project.sql / "marts" / "broken.sql").write_text("create table broken as select 1;\n")
    with pytest.raises(WarehouseError, match="the first line must be a comment"):
        refresh(project, quiet_step)


def test_a_reader_with_the_old_file_open_is_not_disturbed(small: Small) -> None:
    """A reader in another process keeps the old data while the new file is put in place."""
    project = small("frontex_returns", "cbs_resettlement")
    refresh(project, quiet_step)
    code = textwrap.dedent("""
        import duckdb, sys
        con = duckdb.connect(sys.argv[1], read_only=True)
        count = lambda: con.execute("select count(*) from sources").fetchall()[0][0]
        print(count(), flush=True)
        sys.stdin.readline()
        print(count(), flush=True)
    """)
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(project.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "3\n"
    for file in (project.raw / "cbs_resettlement").iterdir():
        file.unlink()
    (project.raw / "cbs_resettlement").rmdir()
    refresh(project, quiet_step)
    output, _ = reader.communicate("go on\n", timeout=60)
    assert output == "3\n"
    with open_database(project) as con:
        assert con.execute("select count(*) from sources").fetchall() == [(2,)]
    assert {file.stem for file in (project.curated / "observations").iterdir()} == {
        "frontex_returns",
        "letter_2021_01_11",
    }


def test_a_killed_refresh_leaves_nothing_visible_and_the_next_one_cleans_up(small: Small) -> None:
    project = small("frontex_returns")
    refresh(project, quiet_step)
    before = project.database.read_bytes()
    code = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from migration_stats.project import Project
        from migration_stats.refresh import refresh

        def step(stage, name, work, describe, good=None):
            if stage == "models":
                os.kill(os.getpid(), signal.SIGKILL)
            return work()

        refresh(Project(Path(sys.argv[1])), step, force=True)
    """)
    killed = subprocess.run([sys.executable, "-c", code, str(project.root)], timeout=120)
    assert killed.returncode == -9
    assert project.database.read_bytes() == before
    assert [path.name for path in project.curated.glob(".building-*")]
    assert refresh(project, quiet_step, force=True).built
    assert [path.name for path in project.curated.glob(".building-*")] == []


def test_nothing_changed_means_nothing_done(small: Small) -> None:
    project = small("frontex_returns")
    assert refresh(project, quiet_step).built
    before = project.database.stat().st_mtime_ns
    stages: list[str] = []

    def noting(stage, name, work, describe, good=None):  # type: ignore[no-untyped-def]
        stages.append(stage)
        return work()

    assert not refresh(project, noting).built
    assert stages == ["fetch", "fetch", "skip"]
    assert project.database.stat().st_mtime_ns == before
    (project.expectations / "return.toml").write_text(
        (project.expectations / "return.toml").read_text() + "\n"
    )
    assert refresh(project, quiet_step).built


def test_without_a_database_the_next_step_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match="run `migration-stats refresh`"),
        open_database(Project(tmp_path)),
    ):
        pass
