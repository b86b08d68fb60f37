"""Bytes of which comes no event: what is said of them, and for how long."""

from __future__ import annotations

import pytest

from sse_dash.streams.diagnosis import Diagnosis
from sse_dash.streams.monitor.beginning import BROUGHT_BY
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    SECRET,
    Clock,
    Server,
    comes_to,
    has_received,
    monitor_of,
    running,
    until,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def diagnosis_of(monitor: Monitor, clock: Clock, nbytes: int) -> Diagnosis | None:
    """What is said when so many bytes have come, and time enough has passed."""
    await until(lambda: monitor.snapshot().bytes >= nbytes)
    clock.skip(BROUGHT_BY)
    return monitor.snapshot().diagnosis


async def test_bytes_without_an_event_are_said_with_what_is_wrong(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"data: one\n", b"data: two\n")
        found = await diagnosis_of(monitor, clock, 20)
        assert found is not None
        assert found.words == "2 `data` lines have come, and no empty line after: an event ends with one"
        assert found.lines == ("data: one", "data: two")


async def test_a_connection_has_time_to_bring_its_first_event(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"data: one\n")
        await until(lambda: monitor.snapshot().bytes >= 10)
        assert monitor.snapshot().diagnosis is None


async def test_the_first_event_takes_it_back(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        connection = await server.open(b"data: one\n")
        assert await diagnosis_of(monitor, clock, 10) is not None
        await connection.send(b"\n")
        await has_received(monitor, 1)
        assert monitor.snapshot().diagnosis is None


async def test_comments_are_nothing_wrong(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b": keep-alive\n\n")
        assert await diagnosis_of(monitor, clock, 14) is None


async def test_it_is_still_said_when_the_server_has_ended_its_answer(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, reconnect="never")
    async with running(monitor):
        connection = await server.open(b'{"a": 1}\n{"a": 2}\n')
        await connection.end()
        found = (await comes_to(monitor, State.ENDED)).diagnosis
        assert found is not None
        assert "NDJSON" in found.words


async def test_it_is_of_the_newest_connection(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"hello\n")
        assert await diagnosis_of(monitor, clock, 6) is not None
        monitor.reconnect()
        await server.open(b"data: one\n\n")
        await has_received(monitor, 1)
        assert monitor.snapshot().diagnosis is None


async def test_secrets_that_a_server_echoes_are_masked(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, headers={"Authorization": f"Bearer {SECRET}"})
    async with running(monitor):
        body = f"you are {SECRET}\n{SECRET[:8]}".encode()
        await server.open(body)
        found = await diagnosis_of(monitor, clock, len(body))
        assert found is not None
        assert SECRET[:8] not in repr(found)
