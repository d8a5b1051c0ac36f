"""The Prefect flows: the same stages as tasks, states and artifacts to be seen, and no connection outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from migration_stats.project import Project

ROOT = Path(__file__).parents[2]
Small = Callable[..., Project]
QUIET = {"PREFECT_LOGGING_LEVEL": "ERROR", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
os.environ.update(QUIET)
# What an outsider would see of a run: every name looked up and every address connected to, by any Python
# process of it.
WATCH = """
import os, sys

def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        target = args[0] if event == "socket.getaddrinfo" else args[1]
        host = target[0] if isinstance(target, tuple) else target
        with open(os.environ["WATCHED"], "a") as file:
            file.write(f"{event} {host!r}\\n")

sys.addaudithook(watch)
"""


@pytest.fixture(scope="module")
def prefect_server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "flows"))
    import chart_pack
    import check_claims
    import refresh

    return {
        "refresh": refresh.refresh,
        "chart_pack": chart_pack.chart_pack,
        "check_claims": check_claims.check_claims,
    }


def read_api(path: str, **body: object) -> list[dict[str, Any]]:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        answer = client._client.post(path, json=body)
        answer.raise_for_status()
        return list(answer.json())


def test_refresh_and_pack_are_seen_in_the_server(
    prefect_server: None, flows: Any, built: Project, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small("frontex_returns")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    done = flows["refresh"]()
    assert (done["built"], done["sources"], done["database"]) == (True, 2, "data/curated/migration.duckdb")
    tasks = {task["name"]: task["state_name"] for task in read_api("/task_runs/filter")}
    expected = {
        f"{source}: {stage}"
        for source in ("frontex_returns", "letter_2021_01_11")
        for stage in ("fetch", "snapshot", "parse", "validate", "load")
    } | {"all: models", "all: publish", "all: claims"}
    assert tasks.keys() == expected
    assert set(tasks.values()) == {"Completed"}
    (table,) = [item for item in read_api("/artifacts/filter") if item["key"] == "verdicts"]
    verdicts = {row["source_id"]: row["verdict"] for row in json.loads(table["data"])}
    assert verdicts == {"frontex_returns": "passed", "letter_2021_01_11": "passed"}

    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(built.root))
    pack = flows["chart_pack"](years="2018-2020", lang="en")
    assert pack["pages"] == ["reports/build/2018-2020/index.en.html"]
    artifacts = {item["key"]: str(item["data"]) for item in read_api("/artifacts/filter")}
    assert "index.en.html" in artifacts["chart-pack-en"]
    assert "image" in artifacts["chart-detections-by-route"]
    assert any(task["name"] == "detections_by_route: chart" for task in read_api("/task_runs/filter"))


def test_a_refused_release_fails_its_task_and_the_flow_and_publishes_the_rest(
    prefect_server: None, flows: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migration_stats.errors import RefreshFailedError
    from migration_stats.warehouse import open_database

    project = small("cbs_resettlement", "frontex_returns")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    pins = project.expectations / "row_counts.csv"
    pins.write_text(
        pins.read_text().replace("cbs_resettlement,2024.csv,2017,1\n", "cbs_resettlement,2024.csv,2017,2\n")
    )
    with pytest.raises(RefreshFailedError, match=r"cbs_resettlement/2024\.csv: row_counts: year 2017"):
        flows["refresh"]()
    tasks = {task["name"]: task["state"] for task in read_api("/task_runs/filter")}
    assert tasks["cbs_resettlement: validate"]["type"] == "FAILED"
    assert "REFUSED 2024.csv" in tasks["cbs_resettlement: validate"]["message"]
    assert tasks["frontex_returns: validate"]["type"] == "COMPLETED"
    assert any(run["state_type"] == "FAILED" for run in read_api("/flow_runs/filter"))
    with open_database(project) as con:
        assert con.execute(
            "select count(*) from observations where source_id = 'frontex_returns'"
        ).fetchall() == [(24,)]


def test_a_service_that_fails_fails_its_task_and_the_flow_and_the_rest_is_published(
    prefect_server: None, flows: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is one on this machine at which nobody listens."""
    from migration_stats.download import Downloader
    from migration_stats.errors import DownloadError
    from migration_stats.warehouse import open_database

    project = small("cbs_80059ned", "frontex_returns")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    nowhere = dict.fromkeys(("eurostat", "unhcr", "cbs", "cbs_v4"), "http://127.0.0.1:9/service")
    monkeypatch.setattr("migration_stats.publishers.services.HOSTS", nowhere)
    monkeypatch.setattr("migration_stats.live.Downloader", partial(Downloader, sleep=lambda _: None))
    with pytest.raises(DownloadError, match=r"cbs_80059ned: http://127.0.0.1:9/.* no connection"):
        flows["refresh"](live=[])
    tasks = {task["name"]: task["state"]["type"] for task in read_api("/task_runs/filter")}
    assert tasks["cbs_80059ned: live"] == "FAILED"
    assert tasks["frontex_returns: load"] == "COMPLETED"
    with open_database(project) as con:
        assert con.execute(
            "select count(*) from observations where source_id = 'frontex_returns'"
        ).fetchall() == [(24,)]


def with_claims(project: Project) -> Path:
    """The letter's claims in the project; returns the file of the verdicts agreed on."""
    (project.reports / "claims").mkdir(parents=True, exist_ok=True)
    for file in (ROOT / "reports" / "claims").iterdir():
        (project.reports / "claims" / file.name).write_bytes(file.read_bytes())
    return project.reports / "claims" / "letter_2021_01_11.verdicts.csv"


def test_claims_are_checked_and_a_changed_verdict_fails_the_refresh(
    prefect_server: None, flows: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migration_stats.errors import ClaimsDriftedError

    project = small(
        "frontex_detections", "frontex_detections_monthly", "eu_turkey_statement", "nl_housing_targets"
    )
    agreed = with_claims(project)
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    assert flows["refresh"]()["built"]
    checked = flows["check_claims"](as_of="2021-01-11")
    assert checked["verdicts"]["eu_arrivals_2019"] == "holds"
    assert checked["verdicts"]["eu_arrivals_2020_h1"] == "source only"
    (table,) = [item for item in read_api("/artifacts/filter") if item["key"] == "claims-letter-2021-01-11"]
    assert len(json.loads(table["data"])) == 50
    assert (project.root / checked["page"]).is_file()

    text = agreed.read_text("utf-8")
    agreed.write_text(text.replace("target_2021,source only,does not hold", "target_2021,source only,holds"))
    with pytest.raises(
        ClaimsDriftedError, match="target_2021: source only, holds -> source only, does not hold"
    ):
        flows["refresh"]()
    drifts = [
        json.loads(item["data"]) for item in read_api("/artifacts/filter") if item["key"] == "claims-drift"
    ]
    assert ["target_2021"] in [[row["claim"] for row in rows] for rows in drifts]
    states = {task["state_name"] for task in read_api("/task_runs/filter") if task["name"] == "all: claims"}
    assert states == {"Completed", "Failed"}


def test_a_missing_snapshot_is_told_at_once_and_not_tried_again(
    prefect_server: None, flows: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migration_stats.errors import SnapshotError

    project = small("frontex_returns")
    monkeypatch.setenv("MIGRATION_STATS_PROJECT", str(project.root))
    (project.raw / "frontex_returns" / "2019-02.csv").rename(project.root / "elsewhere.csv")
    with pytest.raises(SnapshotError, match=r"2019-02\.csv: the snapshot is missing"):
        flows["refresh"]()
    tasks = read_api("/task_runs/filter", sort="EXPECTED_START_TIME_DESC")
    (fetch,) = [
        task for task in tasks if task["state_name"] == "Failed" and task["name"] == "frontex_returns: fetch"
    ]
    assert fetch["run_count"] == 1


def test_only_the_stage_that_may_use_a_network_is_retried(flows: Any) -> None:
    import steps

    assert steps.RETRIES.keys() == {"fetch"}


def test_the_deployments_name_flows_that_are_there() -> None:
    import yaml

    declared = yaml.safe_load((ROOT / "flows" / "prefect.yaml").read_text())
    for deployment in declared["deployments"]:
        file, name = deployment["entrypoint"].split(":")
        assert f"def {name}(" in (ROOT / file).read_text()


def watched(
    tmp_path: Path, arguments: list[str], **environment: str
) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run Python with every process of it watched; what it connected to or looked up."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    log = tmp_path / "watched.txt"
    log.touch()
    without = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "GX_", "DO_NOT"))
    }
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**without, "PYTHONPATH": str(tmp_path / "watch"), "WATCHED": str(log), **environment},
    )  # fmt: skip
    return done, set(log.read_text().splitlines())


def outside(seen: set[str]) -> set[str]:
    """What is no loopback address, no socket file and no name of this machine itself."""
    loopback = ("'127.", "'::1'", "'localhost'", "None", "'0.0.0.0'", "''", "b'localhost'", "'/")
    return {line for line in seen if not line.split(" ", 1)[1].startswith(loopback)}


def test_the_watch_would_see_a_connection(tmp_path: Path) -> None:
    """The check can fail: events as of a connection and a look-up are seen, in a child process too."""
    child = "import sys; sys.audit('socket.getaddrinfo', 'telemetry.example', 443, 0, 0, 0)"
    code = (
        "import subprocess, sys; sys.audit('socket.connect', None, ('203.0.113.9', 443));"
        f"subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    )
    done, seen = watched(tmp_path, ["-c", code])
    assert done.returncode == 0, done.stderr
    assert outside(seen) == {"socket.connect '203.0.113.9'", "socket.getaddrinfo 'telemetry.example'"}


def test_a_whole_run_opens_no_connection_beyond_loopback(tmp_path: Path, built: Project) -> None:
    """`python flows` in a fresh Prefect home, with validation and charts, and no setting of ours in the shell."""
    import shutil

    shutil.copytree(built.root, tmp_path / "project")
    (tmp_path / "project" / "data" / "curated" / "migration.duckdb").unlink()
    done, seen = watched(
        tmp_path,
        ["flows"],
        PREFECT_HOME=str(tmp_path / "home"),
        MIGRATION_STATS_PROJECT=str(tmp_path / "project"),
    )
    assert done.returncode == 0, done.stderr
    assert "validate  frontex_detections " in done.stdout
    assert "pack 2018-2020, as of 2026-06-12:" in done.stdout
    assert any("127.0.0.1" in line for line in seen)  # Prefect's own server was talked to: the watch was on
    assert outside(seen) == set()
