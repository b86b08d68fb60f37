"""A connection that is lost, and made anew, against a real server."""

from __future__ import annotations

import asyncio
import socket

import pytest

from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Clock,
    Connection,
    Server,
    closed,
    comes_to,
    data_of,
    has_received,
    monitor_of,
    running,
    some_rounds,
    words,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


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


async def test_a_server_that_ends_its_answer_and_is_asked_again_is_in_no_trouble(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        await (await server.open(b"retry: 8000\ndata: a\n\n")).end()
        snapshot = await comes_to(monitor, State.RETRYING)
        assert (words(snapshot), snapshot.trouble, snapshot.failures) == ("↻ retry in 8s", "", 0)


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


async def test_an_id_among_the_headers_says_where_to_begin_and_no_more(server: Server) -> None:
    def sent(connection: Connection) -> list[str]:
        return connection.headers.getall("Last-Event-ID", [])

    monitor = monitor_of(server.url, headers={"Last-Event-ID": "42"}, retry=0.0)
    async with running(monitor):
        connection = await server.open(b"id: 57\ndata: a\n\n")
        assert sent(connection) == ["42"]
        await has_received(monitor, 1)
        monitor.reconnect()
        connection = await server.open(b"id\ndata: b\n\n")
        assert sent(connection) == ["57"]
        await has_received(monitor, 2)
        monitor.reconnect()
        assert sent(await server.open()) == []
        await comes_to(monitor, State.OPEN)
        monitor.clear()
        monitor.reconnect()
        assert sent(await server.open()) == ["42"]
