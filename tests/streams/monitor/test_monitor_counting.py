"""What comes of a stream: kept, counted, and how fast, against a real server."""

from __future__ import annotations

import asyncio

import pytest

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.event_source import READ_SIZE
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Clock,
    Server,
    comes_to,
    data_of,
    has_received,
    monitor_of,
    running,
    some_rounds,
    until,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_events_are_numbered_and_kept_with_the_time_they_came(server: Server) -> None:
    spec = StreamSpec(name="orders", url=server.url)
    monitor = Monitor(spec, clock=asyncio.get_running_loop().time, wall=lambda: 1_700_000_000.5)
    async with running(monitor):
        await server.open(b"event: tick\nid: 7\ndata: a\n\n", b"data: b\n\n")
        await has_received(monitor, 2)
        first, second = monitor.history
        assert (first.number, first.event.type, first.event.data) == (1, "tick", "a")
        assert (second.number, second.event.last_event_id) == (2, "7")
        assert first.at == second.at == 1_700_000_000.5
        assert monitor.snapshot().events == 2


async def test_as_many_events_are_kept_as_the_spec_says(server: Server) -> None:
    monitor = monitor_of(server.url, history=2)
    async with running(monitor):
        await server.open(b"data: a\n\ndata: b\n\ndata: c\n\n")
        await has_received(monitor, 3)
        assert data_of(monitor) == [(2, "b"), (3, "c")]
        assert monitor.history.evicted == 1


async def test_the_request_is_what_the_spec_says(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", headers={"X-Key": "k"}, json={"stream": True})
    async with running(monitor):
        connection = await server.open()
        assert (connection.method, connection.headers["X-Key"]) == ("POST", "k")
        assert connection.headers["Content-Type"] == "application/json"
        assert connection.body == b'{"stream": true}'


async def test_a_body_is_sent_as_it_is(server: Server) -> None:
    monitor = monitor_of(server.url, method="PUT", body="é")
    async with running(monitor):
        connection = await server.open()
        assert (connection.method, connection.body) == ("PUT", "é".encode())


async def test_the_version_tells_whether_anything_has_changed(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.open()
        await comes_to(monitor, State.OPEN)
        opened = monitor.version
        monitor.snapshot()
        await some_rounds()
        assert monitor.version == opened
        await connection.send(b"data: a\n\n")
        await has_received(monitor, 1)
        received = monitor.version
        monitor.clear()
        cleared = monitor.version
        monitor.stop()
        assert opened < received < cleared < monitor.version


async def test_clearing_forgets_the_events_and_not_how_many_there_were(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        monitor.clear()
        assert (len(monitor.history), monitor.snapshot().events) == (0, 1)
        await connection.send(b"data: b\n\n")
        await has_received(monitor, 2)
        assert data_of(monitor) == [(2, "b")]


async def test_it_says_how_long_the_first_event_took(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        connection = await server.open()
        await comes_to(monitor, State.OPEN)
        assert monitor.snapshot().first_event_after is None
        clock.skip(3.0)
        await connection.send(b"data: a\n\n")
        await has_received(monitor, 1)
        clock.skip(60.0)
        await connection.send(b"data: b\n\n")
        await has_received(monitor, 2)
        assert monitor.snapshot().first_event_after == pytest.approx(3.0, abs=1.0)


async def test_it_has_a_rate_while_it_runs_and_none_when_stopped(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"data: a\n\n" * 40)
        await has_received(monitor, 40)
        clock.skip(1.0)
        assert monitor.snapshot().events_per_second == 20
        assert monitor.snapshot().bytes_per_second == 20 * len(b"data: a\n\n")
        assert sum(monitor.sparkline(2)) == 40
        monitor.stop()
        assert monitor.snapshot().events_per_second == monitor.snapshot().bytes_per_second == 0
        assert sum(monitor.sparkline(2)) == 40


async def test_bytes_and_comments_are_counted_over_all_connections(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.open(b": hello\n\nretry: 1\n\ndata: a\n\n")
        await has_received(monitor, 1)
        connection.cut()
        await server.open(b": again\n\ndata: b\n\n")
        await has_received(monitor, 2)
        monitor.reconnect()
        await server.open(b": and again\n\ndata: c\n\n")
        await has_received(monitor, 3)
        monitor.stop()
        await some_rounds()
        expected = b": hello\n\nretry: 1\n\ndata: a\n\n: again\n\ndata: b\n\n: and again\n\ndata: c\n\n"
        assert (monitor.snapshot().bytes, monitor.snapshot().comments) == (len(expected), 3)
        assert monitor.snapshot().reconnects == 2


async def test_reading_goes_on_when_the_governor_says_so(server: Server) -> None:
    allowed = asyncio.Event()

    class Strict(Governor):
        async def turn(self, kept: float) -> None:
            await allowed.wait()

    monitor = Monitor(StreamSpec(name="orders", url=server.url), governor=Strict())
    async with running(monitor):
        await server.open(b"data: a\n\ndata: b\n\n")
        await comes_to(monitor, State.OPEN)
        await some_rounds()
        assert monitor.history.total == 0
        allowed.set()
        await has_received(monitor, 2)


FLOODS = {
    "comments": b": hello\n",
    "lines without an end of their event": b"data\n",
    "fields that are ignored": b"nonsense: 1\n",
    "retries": b"retry: 1000\n",
    "blank lines": b"\n",
    "ids and types of no event": b"id: 1\nevent: a\n\n",
}


@pytest.mark.parametrize("line", FLOODS.values(), ids=FLOODS)
async def test_the_governor_is_asked_before_each_read_whatever_comes(server: Server, line: bytes) -> None:
    told: list[float] = []

    class Watching(Governor):
        async def turn(self, kept: float) -> None:
            told.append(kept)
            await super().turn(kept)

    sent = line * (200_000 // len(line))
    monitor = Monitor(StreamSpec(name="orders", url=server.url), governor=Watching())
    async with running(monitor):
        await server.open(sent)
        await until(lambda: monitor.snapshot().bytes == len(sent))
        assert len(told) >= len(sent) // READ_SIZE
        assert any(told)


async def test_the_governor_is_asked_too_where_lines_are_no_json(server: Server) -> None:
    asked = 0

    class Watching(Governor):
        async def turn(self, kept: float) -> None:
            nonlocal asked
            asked += 1
            await super().turn(kept)

    sent = b"no json at all\n" * 10_000
    monitor = Monitor(StreamSpec(name="orders", url=server.url, format="ndjson"), governor=Watching())
    async with running(monitor):
        await server.open(sent, content_type="application/x-ndjson")
        await until(lambda: monitor.snapshot().bytes == len(sent))
        assert asked >= len(sent) // READ_SIZE
