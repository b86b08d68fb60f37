"""Monitors that connect again at once, and the notes that they make."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.received import Note
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import Answer

PATIENCE = 5.0
"""Seconds after which a test that hangs fails."""

SECRET = "sk-0123456789abcdef"
LOST = "connection lost: the connection was cut in the middle of the stream"


def monitor_of(url: str, *, clock: Callable[[], float] | None = None, **fields: Any) -> Monitor:
    """One that connects again at once, unless told otherwise; its wall clock stands at 5."""
    spec = StreamSpec(name="orders", url=url, **{"retry": 0.0, "backoff": 0.0, **fields})
    return Monitor(spec, clock=clock or asyncio.get_running_loop().time, wall=lambda: 5.0)


@asynccontextmanager
async def running(monitor: Monitor) -> AsyncIterator[None]:
    task = asyncio.create_task(monitor.run())
    monitor.start()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.001)


async def comes_to(monitor: Monitor, state: State) -> None:
    await until(lambda: monitor.snapshot().state is state)


async def has_received(monitor: Monitor, events: int) -> None:
    await until(lambda: monitor.history.total >= events)


async def is_connected(monitor: Monitor, connections: int) -> None:
    """Wait until it is open, for the so-manieth time."""
    await until(
        lambda: monitor.snapshot().state is State.OPEN and monitor.snapshot().reconnects == connections - 1
    )


def notes(monitor: Monitor) -> list[str]:
    return [row.text for row in monitor.history.rows if isinstance(row, Note)]


def gist(monitor: Monitor) -> list[str]:
    """The notes, without how long it took, of which a test can't be sure."""
    return [
        note if not note.startswith("reconnected after ") else f"reconnected, {note.partition(', ')[2]}"
        for note in notes(monitor)
    ]


def troubles(monitor: Monitor) -> list[bool]:
    return [row.is_trouble for row in monitor.history.rows if isinstance(row, Note)]


def rows(monitor: Monitor) -> list[str]:
    return [row.text if isinstance(row, Note) else f"event {row.number}" for row in monitor.history.rows]


def refuse(reason: str) -> Answer:
    """Answer that it may not be had, in these words."""

    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=401, reason=reason)

    return answer
