"""Starting and stopping a stream, against a real server."""

from __future__ import annotations

import asyncio

import pytest

from sse_dash.client.lifecycle import Stage
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    PATIENCE,
    Clock,
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


async def test_while_no_answer_comes_it_says_since_when_it_was_asked(server: Server, clock: Clock) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await server.accept()
        clock.skip(34.0)
        snapshot = monitor.snapshot()
        assert words(snapshot) == "◌ asked 34s ago, no answer yet"
        assert snapshot.stage is Stage.WAITING
        assert snapshot.connecting_for >= 34.0
