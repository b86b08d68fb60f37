"""A stream that was live once is not given up for an odd answer: it is asked again, slowly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sse_dash.streams.log.received import Note
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Clock,
    Connection,
    Server,
    comes_to,
    has_received,
    monitor_of,
    running,
    some_rounds,
    until,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

ODD_ANSWERS: dict[str, Callable[[Connection], None]] = {
    "404": lambda connection: connection.refuse(404, "no such feed"),
    "403": lambda connection: connection.refuse(403, "not now"),
    "401": lambda connection: connection.refuse(401, "who are you?"),
    "HTML": lambda connection: connection.refuse(200, "<html>maintenance</html>", Content_Type="text/html"),
    "nothing": lambda connection: connection.refuse(200),
}


async def comes_to_slow(monitor: Monitor) -> Snapshot:
    """Wait until it waits because of an odd answer."""
    await until(lambda: monitor.snapshot().state is State.RETRYING and monitor.connection.standing.is_slow)
    return monitor.snapshot()


def notes(monitor: Monitor) -> list[str]:
    return [row.text for row in monitor.history.rows if isinstance(row, Note)]


@pytest.mark.parametrize("answer", ODD_ANSWERS.values(), ids=ODD_ANSWERS)
async def test_an_odd_answer_to_a_stream_that_was_live_is_asked_for_again_in_a_minute(
    server: Server, clock: Clock, answer: Callable[[Connection], None]
) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        answer(await server.accept())
        await until(lambda: monitor.snapshot().label.text.startswith("asks again in "))
        snapshot = monitor.snapshot()
        assert (snapshot.state, snapshot.label.glyph) == (State.RETRYING, "↻")
        seconds = float(snapshot.label.text.removeprefix("asks again in ").replace("1m00s", "60").strip("s"))
        assert 55 <= seconds <= 60
        assert snapshot.trouble
        assert monitor.is_running
        clock.skip(61.0)
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)
        assert monitor.snapshot().trouble == ""


async def test_the_reason_and_the_body_are_there_while_it_waits(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        (await server.accept()).refuse(404, "no such feed")
        snapshot = await comes_to_slow(monitor)
        assert snapshot.trouble == f"404 Not Found: {server.url}\nno such feed"
        assert snapshot.refusal is not None
        assert (snapshot.refusal.status, snapshot.refusal.body) == (404, "no such feed")


async def test_the_wait_doubles_up_to_ten_minutes(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        waits = []
        for _ in range(6):
            (await server.accept()).refuse(404)
            await comes_to_slow(monitor)
            waits.append(monitor.connection.standing.due - clock())
            clock.skip(601.0)
        for wait, longest in zip(waits, [60, 120, 240, 480, 600, 600], strict=True):
            assert 0.94 * longest <= wait <= longest


async def test_it_is_told_once_and_its_end_too(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        for _ in range(3):
            (await server.accept()).refuse(404)
            await comes_to_slow(monitor)
            clock.skip(601.0)
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)
        _, odd, back = notes(monitor)
        assert odd == "404 Not Found; will be asked again"
        assert back.startswith("reconnected after 30m")
        assert monitor.snapshot().failures == 4


async def test_a_person_can_ask_at_once(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        (await server.accept()).refuse(404)
        await comes_to_slow(monitor)
        monitor.reconnect()
        await server.open()
        await comes_to(monitor, State.OPEN)


async def test_a_person_can_disconnect_meanwhile(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        (await server.accept()).refuse(404)
        await comes_to_slow(monitor)
        monitor.stop()
        clock.skip(61.0)
        await some_rounds()
        assert (monitor.snapshot().state, server.asked) == (State.STOPPED, 2)


async def test_an_event_over_the_cap_is_no_end_either(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock, retry=0.0)
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        for _ in range(17):
            await connection.send(b"data: " + b"x" * 1024 * 1024)
        await comes_to_slow(monitor)
        assert "larger than" in monitor.snapshot().trouble


async def test_the_first_answer_decides_for_good(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(404)
        await comes_to(monitor, State.FAILED)
        assert not monitor.is_running


@pytest.mark.parametrize("fields", [{"reconnect": "never"}, {"method": "POST"}])
async def test_what_is_not_to_be_asked_again_is_not(server: Server, fields: dict[str, Any]) -> None:
    monitor = monitor_of(server.url, retry=0.0, **fields)
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        await connection.end()
        await comes_to(monitor, State.ENDED)
        monitor.reconnect()
        (await server.accept()).refuse(404)
        await comes_to(monitor, State.FAILED)
