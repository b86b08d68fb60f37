"""Monitors whose variables a test sets, and what they come to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sse_dash.requests.resolve import resolve
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State

PATIENCE = 5.0
"""Seconds after which a test that hangs fails."""

SECRET = "sk-0123456789abcdef"
RENEWED = "sk-fedcba9876543210"


def monitor_of(url: str, environ: dict[str, str] | None = None, **fields: Any) -> Monitor:
    """One whose variables are read from `environ`, which a test may change."""
    values = {} if environ is None else environ
    spec = StreamSpec(name="orders", url=url, **fields)
    return Monitor(spec, resolve=lambda spec: resolve(spec, values), clock=asyncio.get_running_loop().time)


@asynccontextmanager
async def running(monitor: Monitor) -> AsyncIterator[Monitor]:
    task = asyncio.create_task(monitor.run())
    monitor.start()
    try:
        yield monitor
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


async def comes_to(monitor: Monitor, condition: Callable[[Snapshot], bool]) -> Snapshot:
    async with asyncio.timeout(PATIENCE):
        while not condition(monitor.snapshot()):  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.001)
    return monitor.snapshot()


async def has_failed(monitor: Monitor) -> Snapshot:
    return await comes_to(monitor, lambda snapshot: snapshot.state is State.FAILED)


async def is_open(monitor: Monitor) -> Snapshot:
    return await comes_to(monitor, lambda snapshot: snapshot.state is State.OPEN)


async def retries(monitor: Monitor, attempt: int) -> Snapshot:
    """Wait until it waits after that many failed attempts."""
    return await comes_to(monitor, lambda snapshot: f"({attempt})" in snapshot.label.text)
