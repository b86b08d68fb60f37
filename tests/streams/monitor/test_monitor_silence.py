"""A stream that says nothing for a while."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Clock,
    Server,
    comes_to,
    has_received,
    monitor_of,
    running,
    words,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_a_stream_is_silent_when_nothing_came_for_long_and_live_again_with_a_comment(
    server: Server, clock: Clock
) -> None:
    monitor = monitor_of(server.url, clock=clock, stale_after=30.0)
    async with running(monitor):
        connection = await server.open()
        await comes_to(monitor, State.OPEN)
        clock.skip(29.0)
        assert monitor.snapshot().state is State.OPEN
        clock.skip(16.0)
        assert words(monitor.snapshot()) == "◐ silent 45s"
        await connection.send(b": still here\n")
        await comes_to(monitor, State.OPEN)
        clock.skip(29.0)
        assert monitor.snapshot().state is State.OPEN


async def test_a_new_connection_is_not_silent_from_the_start(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, stale_after=30.0)
    async with running(monitor):
        await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        clock.skip(60.0)
        monitor.reconnect()
        await server.open()
        await comes_to(monitor, State.OPEN)


async def test_a_stream_that_is_meant_to_be_silent_is_never_shown_so(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, stale_after=0.0)
    async with running(monitor):
        await server.open()
        await comes_to(monitor, State.OPEN)
        clock.skip(86_400.0)
        assert monitor.snapshot().state is State.OPEN
