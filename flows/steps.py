"""Each stage as a Prefect task: one task per source and stage, its state and outcome visible in the UI.

Frames and connections stay in this process; a task's result is a small dict. Only `fetch` may use a network,
so only it is retried.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

# Before Prefect is imported: no telemetry, and without a server no log line per task beside our own.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
if "PREFECT_API_URL" not in os.environ:
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # errors are raised, and told once

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas import State
from prefect.states import Completed, Failed

from migration_stats.errors import MigrationStatsError
from migration_stats.steps import always, progress_line

T = TypeVar("T")
RETRIES = {"fetch": 3}


def may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether trying again may help: what this package refuses, it refuses the next time as well."""
    try:
        state.result()
    except MigrationStatsError:
        return False
    except Exception:
        return True
    return True


def prefect_step(
    stage: str,
    name: str,
    work: Callable[[], T],
    describe: Callable[[T], str],
    good: Callable[[T], bool] = always,
) -> T:
    """Run a stage as a task `<name>: <stage>`; a result that is not good shows as Failed, the run goes on."""
    results: list[T] = []

    @task(
        name=stage,
        task_run_name=f"{name}: {stage}",
        retries=RETRIES.get(stage, 0),
        retry_delay_seconds=[2, 8, 30],
        retry_jitter_factor=0.5,
        retry_condition_fn=may_pass,
        cache_policy=NO_CACHE,
    )
    def run() -> State[dict[str, str]]:
        results.append(work())
        outcome = describe(results[-1])
        get_run_logger().info(outcome)
        print(progress_line(stage, name, outcome), flush=True)
        summary = {"source": name, "stage": stage, "outcome": outcome}
        return Completed(data=summary, message=outcome) if good(results[-1]) else Failed(message=outcome)

    state = run(return_state=True)
    if not results:
        state.result()  # the work itself failed: its error is raised here
    return results[-1]
