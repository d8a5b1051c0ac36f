"""How the stages of a run are carried out and told: plainly here, as Prefect tasks in flows/."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Step(Protocol):
    """How one stage of one source is run: do `work`, tell `describe(result)`, return the result.

    `good` says of a result whether the stage should be shown as failed although the run goes on.
    """

    def __call__(
        self,
        stage: str,
        name: str,
        work: Callable[[], T],
        describe: Callable[[T], str],
        good: Callable[[T], bool] = ...,
    ) -> T: ...


def always(_: Any) -> bool:
    return True


def plain_step(
    stage: str,
    name: str,
    work: Callable[[], T],
    describe: Callable[[T], str],
    good: Callable[[T], bool] = always,
) -> T:
    """Run a stage in this process, with one line of progress on standard error."""
    result = work()
    print(progress_line(stage, name, describe(result)), file=sys.stderr, flush=True)
    return result


def quiet_step(
    stage: str,
    name: str,
    work: Callable[[], T],
    describe: Callable[[T], str],
    good: Callable[[T], bool] = always,
) -> T:
    """Run a stage and say nothing: for programs that read only the result."""
    return work()


def progress_line(stage: str, name: str, outcome: str) -> str:
    return f"{stage:<9} {name:<29} {outcome}"
