"""A service on this machine and a project of three sources that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from live.service import CBS, EU, UN, Server
from migration_stats.project import Project


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def project(small: Callable[..., Project]) -> Project:
    return small(EU, UN, CBS)
