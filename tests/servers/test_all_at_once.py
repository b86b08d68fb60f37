"""Streams of the dashboard from all servers that are installed, which all go down at once and come back."""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.servers.foreign_server import ForeignServer

pytestmark = pytest.mark.servers

_PATIENCE = 60.0
_DOWN_FOR = 1.0
_FEW = 40


async def all_have(monitors: list[Monitor], more: int) -> None:
    """Wait until each has received so many more."""
    goals = [monitor.history.total + more for monitor in monitors]
    async with asyncio.timeout(_PATIENCE):
        while not all(  # noqa: ASYNC110 - a monitor is only ever looked at
            monitor.history.total >= goal and monitor.snapshot().state is State.OPEN
            for monitor, goal in zip(monitors, goals, strict=True)
        ):
            await asyncio.sleep(0.05)


def restart(servers: list[ForeignServer]) -> None:
    with ThreadPoolExecutor(len(servers)) as pool:
        list(pool.map(ForeignServer.kill, servers))
        time.sleep(_DOWN_FOR)
        for server in servers:
            server.launch()
        list(pool.map(ForeignServer.wait, servers))


async def test_all_servers_killed_at_once_lose_and_double_nothing(all_numbers: list[ForeignServer]) -> None:
    monitors = [
        Monitor(StreamSpec(name=server.name, url=server.url), clock=asyncio.get_running_loop().time)
        for server in all_numbers
    ]
    tasks = [asyncio.create_task(monitor.run()) for monitor in monitors]
    try:
        for monitor in monitors:
            monitor.start()
        await all_have(monitors, _FEW)
        for _ in range(2):
            await asyncio.to_thread(restart, all_numbers)
            await all_have(monitors, _FEW)
    except TimeoutError:
        stand = {monitor.spec.name: str(monitor.snapshot().label) for monitor in monitors}
        pytest.fail(f"not all came back: {stand}")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    wrong = {}
    for monitor in monitors:
        events = [received.event for received in monitor.history]
        numbers = [int(event.last_event_id) for event in events]
        texts = [json.loads(event.data)["text"] for event in events]
        expected = list(range(1, len(events) + 1))
        if numbers != expected or texts != [f"№ {number}" for number in expected]:
            wrong[monitor.spec.name] = numbers
        if monitor.snapshot().reconnects < 2:
            wrong[f"{monitor.spec.name}, reconnects"] = [monitor.snapshot().reconnects]
    assert wrong == {}
