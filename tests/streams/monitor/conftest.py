"""A server and a clock for the tests of running streams, which leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.client.scripted_server import RawServer, ScriptedServer, started
from tests.streams.monitor.followed import (
    Clock,
    Server,
)


@pytest.fixture
async def nothing_left_behind() -> AsyncIterator[None]:
    """No task is still running, and no exception went unnoticed."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    yield
    for _ in range(5):  # a transport that was closed is gone some rounds of the loop later
        await asyncio.sleep(0)
    gc.collect(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert complaints == []


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    return clock


@pytest.fixture
async def scripted_server() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


@pytest.fixture
async def raw_server() -> AsyncIterator[RawServer]:
    async with started(RawServer()) as server:
        yield server
