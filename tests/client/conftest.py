"""Servers for the tests of the client, and a check that a test has left nothing behind."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.client.scripted_server import RawServer, ScriptedServer, started

LONGEST_TEST = 10.0
"""Seconds, after which a test that hangs is cancelled."""


@pytest.fixture(scope="session", autouse=True)
def little_to_collect() -> Iterator[None]:
    """What is loaded by now stays: `gc.collect()` in a test need not look at it again, and takes no time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
async def nothing_left_behind() -> AsyncIterator[None]:
    """No task is still running, no exception went unnoticed, nothing that should be closed is open."""
    loop = asyncio.get_running_loop()
    complaints: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    alarm = loop.call_later(LONGEST_TEST, lambda: cancel_all())

    def cancel_all() -> None:
        nonlocal alarm
        alarm = loop.call_later(0.1, cancel_all)  # again, as a cancellation may be swallowed
        for task in asyncio.all_tasks(loop):
            task.cancel()

    yield
    alarm.cancel()
    # A transport that was closed is gone one round of the loop later, its TLS or its server's side another.
    for _ in range(5):
        await asyncio.sleep(0)
    gc.collect()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert complaints == []


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


@pytest.fixture
async def other_server() -> AsyncIterator[ScriptedServer]:
    """The same on another port, which makes it another origin."""
    async with started(ScriptedServer()) as server:
        yield server


@pytest.fixture
async def raw_server() -> AsyncIterator[RawServer]:
    async with started(RawServer()) as server:
        yield server
