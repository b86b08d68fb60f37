"""One running stream, against a real server whose answers the test gives as it goes along."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from sse_dash.client import event_source
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State

PATIENCE = 5.0
"""Seconds after which a test that hangs fails."""

SECRET = "sk-0123456789abcdef"


class Connection:
    """A request as the server sees it, and what it answers."""

    def __init__(self, request: web.BaseRequest, body: bytes) -> None:
        self.method = request.method
        self.headers = request.headers
        self.body = body
        self.closed = asyncio.Event()
        """Set when the client has closed it."""
        self.answered: asyncio.Future[web.StreamResponse] = asyncio.get_running_loop().create_future()
        self._request = request
        self._response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})

    async def open(self, *chunks: bytes) -> None:
        """Answer with an event stream that stays open."""
        await self._response.prepare(self._request)
        for chunk in chunks:
            await self.send(chunk)

    async def send(self, chunk: bytes) -> None:
        await self._response.write(chunk)

    async def end(self) -> None:
        """End the stream as HTTP has it."""
        self.answered.set_result(self._response)

    def cut(self) -> None:
        """Lose the connection."""
        assert self._request.transport is not None
        self._request.transport.close()

    def refuse(self, status: int, text: str = "", **headers: str) -> None:
        """Answer with something else."""
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answered.set_result(web.Response(status=status, text=text or None, headers=shown))


class Server:
    """HTTP on 127.0.0.1."""

    def __init__(self) -> None:
        self.asked = 0
        """How many requests have come."""
        self._waiting: asyncio.Queue[Connection] = asyncio.Queue()
        self._runner = web.ServerRunner(
            web.Server(self._handle, handler_cancellation=True), shutdown_timeout=0.1
        )

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/events"

    async def accept(self) -> Connection:
        """The next request that comes, or has come."""
        async with asyncio.timeout(PATIENCE):
            return await self._waiting.get()

    async def open(self, *chunks: bytes) -> Connection:
        """Answer the next request with an event stream."""
        connection = await self.accept()
        await connection.open(*chunks)
        return connection

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked += 1
        connection = Connection(request, await request.read())
        self._waiting.put_nowait(connection)
        try:
            return await connection.answered
        finally:
            connection.closed.set()


@pytest.fixture(autouse=True)
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


class Clock:
    """The loop's time, which a test can move on."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._loop = asyncio.get_running_loop()
        self._real = self._loop.time

    def __call__(self) -> float:
        return self._real() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    return clock


def monitor_of(url: str, *, clock: Clock | None = None, **fields: Any) -> Monitor:
    # A backoff of no more than the first wait leaves nothing to chance.
    spec = StreamSpec(name="orders", url=url, **{"backoff": 1.0, **fields})
    return Monitor(spec, clock=clock or asyncio.get_running_loop().time)


@asynccontextmanager
async def running(*monitors: Monitor) -> AsyncIterator[None]:
    """The monitors run, and are started."""
    tasks = [asyncio.create_task(monitor.run()) for monitor in monitors]
    for monitor in monitors:
        monitor.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.001)


async def comes_to(monitor: Monitor, state: State) -> Snapshot:
    """Wait until it is in this state."""
    await until(lambda: monitor.snapshot().state is state)
    return monitor.snapshot()


async def has_received(monitor: Monitor, events: int) -> None:
    """Wait until so many events have come."""
    await until(lambda: monitor.history.total >= events)


async def closed(connection: Connection) -> None:
    """Wait until the server has seen the end of a connection."""
    async with asyncio.timeout(PATIENCE):
        await connection.closed.wait()


async def some_rounds() -> None:
    """Let everything happen that can happen by itself."""
    for _ in range(20):
        await asyncio.sleep(0)


def data_of(monitor: Monitor) -> list[tuple[int, str]]:
    return [(received.number, received.event.data) for received in monitor.history]


def words(snapshot: Snapshot) -> str:
    return f"{snapshot.label.glyph} {snapshot.label.text}"


# Starting and stopping


async def test_nothing_is_asked_for_before_it_is_started(server: Server) -> None:
    monitor = monitor_of(server.url)
    task = asyncio.create_task(monitor.run())
    await some_rounds()
    assert words(monitor.snapshot()) == "· idle"
    assert not monitor.is_running
    assert server.asked == 0
    task.cancel()
    await asyncio.wait([task])


async def test_a_started_stream_connects_and_is_open(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.accept()
        assert words(monitor.snapshot()) == "◌ connecting"
        await connection.open()
        assert words(await comes_to(monitor, State.OPEN)) == "● live"
        assert monitor.is_running


async def test_it_is_connecting_from_the_moment_it_is_followed(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert monitor.snapshot().state is State.CONNECTING


async def test_starting_what_is_started_does_nothing(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        for _ in range(5):
            monitor.start()
            await asyncio.sleep(0)
        (await server.accept()).refuse(204)
        await comes_to(monitor, State.ENDED)
        await some_rounds()
        assert server.asked == 1


async def test_stopping_closes_the_connection_and_says_so(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        monitor.stop()
        assert words(monitor.snapshot()) == "○ stopped"
        await closed(connection)
        assert not monitor.is_running
        assert data_of(monitor) == [(1, "a")]


async def test_stopping_before_an_answer_came_gives_the_request_up(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.accept()
        monitor.stop()
        await closed(connection)
        assert monitor.snapshot().state is State.STOPPED


async def test_a_stopped_stream_stays_stopped(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        monitor.stop()
        await some_rounds()
        assert monitor.snapshot().state is State.STOPPED
        assert server.asked == 0


async def test_a_stopped_stream_can_be_started_again(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        monitor.stop()
        monitor.start()
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)
        assert monitor.snapshot().state is State.OPEN
        assert data_of(monitor) == [(1, "a"), (2, "b")]


async def test_retiring_disconnects_and_ends_the_run(server: Server) -> None:
    monitor = monitor_of(server.url)
    run = asyncio.create_task(monitor.run())
    monitor.start()
    connection = await server.open()
    await comes_to(monitor, State.OPEN)
    monitor.retire()
    async with asyncio.timeout(PATIENCE):
        await run
    await closed(connection)
    assert monitor.snapshot().state is State.STOPPED


async def test_retiring_what_never_started_ends_the_run_too(server: Server) -> None:
    monitor = monitor_of(server.url)
    run = asyncio.create_task(monitor.run())
    await some_rounds()
    monitor.retire()
    async with asyncio.timeout(PATIENCE):
        await run
    assert server.asked == 0


async def test_cancelling_the_run_closes_the_connection_and_leaves_no_task(server: Server) -> None:
    before = asyncio.all_tasks()
    monitor = monitor_of(server.url)
    run = asyncio.create_task(monitor.run())
    monitor.start()
    connection = await server.open()
    await comes_to(monitor, State.OPEN)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert monitor.snapshot().state is State.STOPPED
    await closed(connection)
    await some_rounds()
    assert not [task for task in asyncio.all_tasks() - before if task.get_name().startswith("sse-dash")]


async def test_cancelling_the_run_at_once_leaves_it_stopped(server: Server) -> None:
    monitor = monitor_of(server.url)
    run = asyncio.create_task(monitor.run())
    monitor.start()
    await asyncio.sleep(0)
    run.cancel()
    await asyncio.wait([run])
    assert not monitor.is_running
    assert server.asked == 0


# What comes


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
        async def turn(self) -> None:
            await allowed.wait()

    monitor = Monitor(StreamSpec(name="orders", url=server.url), governor=Strict())
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        await connection.send(b"data: b\n\n")
        await some_rounds()
        assert monitor.history.total == 1
        allowed.set()
        await has_received(monitor, 2)


# Silence


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


# Reconnecting


async def test_a_lost_connection_is_made_anew_and_resumes_after_the_last_event(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        connection = await server.open(b"retry: 1\nid: 41\ndata: a\n\nid: 42\ndata: b\n\n")
        await has_received(monitor, 2)
        connection.cut()
        connection = await server.open(b"data: c\n\n")
        await has_received(monitor, 3)
        assert connection.headers["Last-Event-ID"] == "42"
        assert data_of(monitor) == [(1, "a"), (2, "b"), (3, "c")]
        assert monitor.snapshot().reconnects == 1


async def test_while_it_waits_to_retry_it_says_why_and_how_long(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        connection = await server.open(b"retry: 8000\ndata: a\n\n")
        await has_received(monitor, 1)
        connection.cut()
        snapshot = await comes_to(monitor, State.RETRYING)
        assert words(snapshot) == "↻ retry in 8s"
        assert snapshot.trouble == "the connection was cut in the middle of the stream"
        assert monitor.is_running
        clock.skip(5.0)
        assert words(monitor.snapshot()) == "↻ retry in 3s"


async def test_when_the_delay_has_passed_it_connects(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        connection = await server.open(b"retry: 8000\ndata: a\n\n")
        await has_received(monitor, 1)
        connection.cut()
        await comes_to(monitor, State.RETRYING)
        clock.skip(8.0)
        await server.open()
        snapshot = await comes_to(monitor, State.OPEN)
        assert snapshot.trouble == ""


async def test_a_refused_connection_is_tried_again() -> None:
    with socket.socket() as reserved:  # bound and not listening, so that no one else gets it
        reserved.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
        monitor = monitor_of(f"http://{address}/events")
        async with running(monitor):
            snapshot = await comes_to(monitor, State.RETRYING)
            assert words(snapshot) == "↻ retry in 1s (1)"
            assert snapshot.trouble == f"connection refused: {address}"


async def test_a_server_in_trouble_is_tried_again_when_it_says(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(503, Retry_After="7")
        snapshot = await comes_to(monitor, State.RETRYING)
        assert words(snapshot) == "↻ retry in 7s (1)"
        assert snapshot.trouble == f"503 Service Unavailable: {server.url}"


async def test_a_stream_stopped_while_it_waits_to_retry_has_no_trouble_any_more(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(503)
        await comes_to(monitor, State.RETRYING)
        monitor.stop()
        await some_rounds()
        assert words(monitor.snapshot()) == "○ stopped"
        assert monitor.snapshot().trouble == ""


async def test_a_stream_stopped_at_the_very_moment_of_a_retry_is_stopped(
    server: Server, clock: Clock
) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        (await server.accept()).refuse(503, Retry_After="7")
        await comes_to(monitor, State.RETRYING)
        asyncio.get_running_loop().call_at(clock() + 7.1, monitor.stop)
        clock.skip(8.0)  # both are due in the same round of the loop, the retry first
        await some_rounds()
        assert monitor.snapshot().state is State.STOPPED
        assert server.asked == 1


async def test_reconnecting_does_not_wait_for_the_delay(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(503, Retry_After="3600")
        await comes_to(monitor, State.RETRYING)
        monitor.reconnect()
        await server.open()
        await comes_to(monitor, State.OPEN)


async def test_reconnecting_an_open_stream_closes_it_and_resumes_after_the_last_event(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        first = await server.open(b"id: 42\ndata: a\n\n")
        await has_received(monitor, 1)
        monitor.reconnect()
        second = await server.open()
        await closed(first)
        assert second.headers["Last-Event-ID"] == "42"
        await comes_to(monitor, State.OPEN)
        assert server.asked == 2


async def test_reconnecting_twice_in_a_row_makes_one_connection_and_loses_no_count(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        await server.open(b": hello\n\ndata: a\n\n")
        await has_received(monitor, 1)
        for _ in range(3):
            monitor.reconnect()
            await asyncio.sleep(0)
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)
        await some_rounds()
        assert server.asked == 2
        assert monitor.snapshot().bytes == len(b": hello\n\ndata: a\n\ndata: b\n\n")
        assert monitor.snapshot().comments == 1


async def test_the_retry_time_that_a_server_asked_for_outlives_a_reconnect(
    server: Server, clock: Clock
) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"retry: 8000\ndata: a\n\n")
        await has_received(monitor, 1)
        monitor.reconnect()
        (await server.open()).cut()
        assert words(await comes_to(monitor, State.RETRYING)) == "↻ retry in 8s"


async def test_a_retry_time_of_zero_outlives_a_reconnect_too(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.open(b"retry: 0\ndata: a\n\n")
        await has_received(monitor, 1)
        monitor.reconnect()
        (await server.open(b"data: b\n\n")).cut()
        async with asyncio.timeout(0.9):  # without it, a second is waited
            await server.open()


# Failing


async def test_a_stream_that_is_not_found_fails_with_what_the_server_says(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(404, "no such feed\n")
        snapshot = await comes_to(monitor, State.FAILED)
        assert words(snapshot) == "✖ 404 Not Found"
        assert snapshot.trouble == f"404 Not Found: {server.url}\nno such feed"
        assert not monitor.is_running


async def test_reconnecting_a_failed_stream_tries_again(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(404)
        await comes_to(monitor, State.FAILED)
        monitor.reconnect()
        await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        assert words(monitor.snapshot()) == "● live"
        assert monitor.snapshot().trouble == ""


async def test_an_answer_that_is_no_event_stream_fails(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(200, "<html>")
        snapshot = await comes_to(monitor, State.FAILED)
        assert words(snapshot) == "✖ no event stream"
        assert "text/plain" in snapshot.trouble
        assert snapshot.trouble.endswith("<html>")


async def test_what_resolve_raises_is_that_stream_s_failure_and_no_other_s(server: Server) -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise ValueError("SHOP_TOKEN is not set")

    broken = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    well = monitor_of(server.url)
    async with running(broken, well):
        await server.open(b"data: a\n\n")
        await has_received(well, 1)
        snapshot = await comes_to(broken, State.FAILED)
        assert words(snapshot) == "✖ failed"
        assert snapshot.trouble == "SHOP_TOKEN is not set"
        assert not broken.is_running
        assert well.snapshot().state is State.OPEN
        assert server.asked == 1


async def test_resolve_is_asked_anew_each_time_it_is_connected(server: Server) -> None:
    tokens = iter(["first", "second"])

    def resolve(spec: StreamSpec) -> ResolvedRequest:
        return as_it_stands(replace(spec, headers={"Authorization": next(tokens)}))

    monitor = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    async with running(monitor):
        assert (await server.open()).headers["Authorization"] == "first"
        await comes_to(monitor, State.OPEN)
        monitor.reconnect()
        assert (await server.open()).headers["Authorization"] == "second"
        assert monitor.spec.headers == {}


async def test_what_no_one_expected_is_shown_and_can_be_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake in the code")

    monitor = monitor_of(server.url)
    with monkeypatch.context() as patch:
        patch.setattr(event_source, "EventSource", broken)
        async with running(monitor):
            snapshot = await comes_to(monitor, State.FAILED)
            assert "a mistake in the code" in snapshot.trouble
            patch.undo()
            monitor.reconnect()
            await server.open()
            await comes_to(monitor, State.OPEN)


async def test_what_breaks_in_an_open_stream_is_shown_and_the_connection_closed(server: Server) -> None:
    class Broken(Governor):
        async def turn(self) -> None:
            raise RuntimeError("a mistake in the code")

    monitor = Monitor(StreamSpec(name="orders", url=server.url), governor=Broken())
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        snapshot = await comes_to(monitor, State.FAILED)
        assert "a mistake in the code" in snapshot.trouble
        await closed(connection)


async def test_an_exception_without_words_is_shown_by_its_name(server: Server) -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise NotImplementedError

    monitor = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    async with running(monitor):
        assert (await comes_to(monitor, State.FAILED)).trouble == "NotImplementedError"


# Ending


async def test_a_server_that_has_nothing_more_to_send_ends_the_stream(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(204)
        snapshot = await comes_to(monitor, State.ENDED)
        assert words(snapshot) == "■ ended"
        assert snapshot.trouble.startswith("204 No Content")
        assert not monitor.is_running


async def test_the_done_sentinel_ends_the_stream(server: Server) -> None:
    monitor = monitor_of(server.url, done="[DONE]")
    async with running(monitor):
        connection = await server.open(b"data: a\n\ndata: [DONE]\n\ndata: after\n\n")
        snapshot = await comes_to(monitor, State.ENDED)
        assert (words(snapshot), snapshot.trouble) == ("■ ended", "")
        await closed(connection)
        assert data_of(monitor) == [(1, "a"), (2, "[DONE]")]


async def test_a_request_whose_answer_is_complete_ends_and_is_not_sent_again(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST")
    async with running(monitor):
        await (await server.open(b"data: a\n\n")).end()
        snapshot = await comes_to(monitor, State.ENDED)
        assert words(snapshot) == "■ ended"
        assert snapshot.trouble == "the server ended the stream"
        await some_rounds()
        assert server.asked == 1


async def test_an_answer_that_ends_within_an_event_is_cut(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST")
    async with running(monitor):
        await (await server.open(b"data: a\n\ndata: ha")).end()
        assert words(await comes_to(monitor, State.ENDED)) == "■ ended, cut mid-event"


async def test_an_answer_that_breaks_off_is_cut_and_says_why(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", reconnect="never")
    async with running(monitor):
        connection = await server.open(b"data: a\n\ndata: ha")
        await has_received(monitor, 1)
        connection.cut()
        snapshot = await comes_to(monitor, State.ENDED)
        assert words(snapshot) == "■ ended, cut mid-event"
        await until(
            lambda: monitor.snapshot().trouble == "the connection was cut in the middle of the stream"
        )
        assert data_of(monitor) == [(1, "a")]


async def test_an_ended_stream_can_be_asked_for_again(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(204)
        await comes_to(monitor, State.ENDED)
        monitor.start()
        await server.open()
        await comes_to(monitor, State.OPEN)


# Secrets


@pytest.mark.parametrize("status", [401, 404, 503, 200])
async def test_no_header_value_is_shown_even_if_the_server_quotes_it(server: Server, status: int) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "X-Key": f"{SECRET}-2"}
    monitor = monitor_of(server.url, headers=headers)
    async with running(monitor):
        connection = await server.accept()
        assert connection.headers["Authorization"] == f"Bearer {SECRET}"
        connection.refuse(status, f"{connection.headers['X-Key']} and {SECRET} are not known here")
        await until(lambda: monitor.snapshot().state in (State.FAILED, State.RETRYING))
        snapshot = monitor.snapshot()
        assert SECRET not in repr(snapshot)
        if snapshot.state is State.FAILED:
            assert snapshot.trouble.endswith("*** and *** are not known here")


async def test_a_short_header_value_is_no_secret_and_garbles_nothing(server: Server) -> None:
    monitor = monitor_of(server.url, headers={"DNT": "1"})
    async with running(monitor):
        (await server.accept()).refuse(404)
        assert server.url in (await comes_to(monitor, State.FAILED)).trouble


async def test_a_header_that_cannot_be_sent_is_not_shown(server: Server) -> None:
    monitor = monitor_of(server.url, headers={"Authorization": f"Bearer {SECRET}\nX: y"})
    async with running(monitor):
        snapshot = await comes_to(monitor, State.FAILED)
        assert "header" in snapshot.trouble
        assert SECRET not in repr(snapshot)


async def test_a_password_in_the_url_is_not_shown(server: Server) -> None:
    monitor = monitor_of(server.url.replace("//", f"//me:{SECRET}@") + f"?token={SECRET}")
    async with running(monitor):
        (await server.accept()).refuse(404)
        snapshot = await comes_to(monitor, State.FAILED)
        assert SECRET not in repr(snapshot)
