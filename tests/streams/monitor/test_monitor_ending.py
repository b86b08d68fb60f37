"""How streams end, against a real server."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Server,
    closed,
    comes_to,
    data_of,
    has_received,
    monitor_of,
    running,
    some_rounds,
    until,
    words,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


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
        snapshot = await comes_to(monitor, State.ENDED)
        assert words(snapshot) == "■ cut mid-answer"
        assert snapshot.trouble.endswith("r asks again")


async def test_an_answer_that_breaks_off_is_cut_says_why_and_is_not_asked_for_again(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", retry=0.0)
    async with running(monitor):
        connection = await server.open(b"data: a\n\ndata: ha")
        await has_received(monitor, 1)
        connection.cut()
        assert words(await comes_to(monitor, State.ENDED)) == "■ cut mid-answer"
        await until(lambda: monitor.snapshot().failures == 1)
        why, what_then = monitor.snapshot().trouble.splitlines()
        assert why == "the connection was cut in the middle of the stream"
        assert what_then.startswith("not asked again by itself")
        assert data_of(monitor) == [(1, "a")]
        await some_rounds()
        assert server.asked == 1
        assert not monitor.is_running


async def test_a_cut_answer_can_be_asked_for_again(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST")
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        await comes_to(monitor, State.ENDED)
        monitor.reconnect()
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)
        assert words(monitor.snapshot()) == "● live"


async def test_a_request_that_is_not_answered_yet_is_tried_again(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", retry=0.0)
    async with running(monitor):
        (await server.accept()).refuse(503)
        await server.open(b"data: a\n\n")
        await has_received(monitor, 1)


async def test_a_request_that_is_to_be_repeated_always_is(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", reconnect="always", retry=0.0)
    async with running(monitor):
        (await server.open(b"data: a\n\n")).cut()
        await server.open(b"data: b\n\n")
        await has_received(monitor, 2)


async def test_a_stream_that_is_never_asked_for_again_ends_when_it_breaks_off(server: Server) -> None:
    monitor = monitor_of(server.url, reconnect="never")
    async with running(monitor):
        connection = await server.open(b"data: a\n\ndata: ha")
        await has_received(monitor, 1)
        connection.cut()
        assert words(await comes_to(monitor, State.ENDED)) == "■ ended, cut mid-event"
        await until(
            lambda: monitor.snapshot().trouble == "the connection was cut in the middle of the stream"
        )


async def test_an_ended_stream_can_be_asked_for_again(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(204)
        await comes_to(monitor, State.ENDED)
        monitor.start()
        await server.open()
        await comes_to(monitor, State.OPEN)


async def test_an_answer_that_ends_well_and_too_soon_is_cut(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST", json={}, done="[DONE]")
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        await connection.end()
        snapshot = await comes_to(monitor, State.ENDED)
    assert words(snapshot) == "■ cut mid-answer"
    first, _ = snapshot.trouble.split("\n")
    assert first == "the server ended the stream before its last event, [DONE]"
    assert server.asked == 1
