"""What a log says of its connection between the events, by real connections."""

from __future__ import annotations

import pytest
from aiohttp import web

from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import ScriptedServer
from tests.streams.monitor.followed import Clock
from tests.streams.monitor.noted import (
    LOST,
    comes_to,
    gist,
    has_received,
    is_connected,
    monitor_of,
    notes,
    rows,
    running,
    troubles,
    until,
)


@pytest.fixture
def server(scripted_server: ScriptedServer) -> ScriptedServer:
    return scripted_server


# Lost and found again


async def test_the_first_connection_is_no_news(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 1)
        assert rows(monitor) == ["event 1"]


async def test_a_lost_connection_and_the_next_one_stand_between_the_events(server: ScriptedServer) -> None:
    server.script(server.cut(b"id: 7\ndata: a\n\n"), server.hold(b"data: b\n\n"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 2)
        assert gist(monitor) == [LOST, "reconnected, resumed at id 7"]
        assert troubles(monitor) == [True, False]
        first, *_, last = rows(monitor)
        assert (first, last) == ("event 1", "event 2")
        assert (len(monitor.history), monitor.history.total) == (2, 2)


async def test_a_note_says_when_it_was_and_of_which_stream_it_is(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert [(row.at, row.stream, row.key) for row in monitor.history.rows] == [
            (5.0, "orders", 1),
            (5.0, "orders", 2),
            (5.0, "orders", 3),
        ]


async def test_a_stream_without_ids_is_not_said_to_have_resumed(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert gist(monitor) == [LOST, "reconnected, without an id"]


async def test_how_long_it_was_away_counts_from_the_loss_to_the_new_connection(
    server: ScriptedServer, clock: Clock
) -> None:
    server.script(server.cut(b"id: 7\ndata: a\n\n"), server.refuse(503), server.hold())
    monitor = monitor_of(server.url, clock=clock, retry=100.0, backoff=100.0)
    async with running(monitor):
        for failures in (1, 2):
            await until(lambda: monitor.snapshot().failures == failures)  # noqa: B023 - awaited right here
            await comes_to(monitor, State.RETRYING)
            clock.skip(100.0)
        await is_connected(monitor, 2)
        assert notes(monitor)[1] == "reconnected after 3m20s, resumed at id 7"


async def test_attempts_that_fail_meanwhile_are_not_told_one_by_one(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), *[server.refuse(503)] * 5, server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert gist(monitor) == [LOST, "reconnected, without an id"]
        assert monitor.snapshot().failures == 6


async def test_what_was_never_connected_was_never_lost(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.refuse(503), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 1)
        assert notes(monitor) == []


async def test_a_server_that_ends_its_answers_is_not_said_to_be_lost(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 7\ndata: a\n\n"), server.hold())
    monitor = monitor_of(server.url, backoff=1.0)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert gist(monitor) == ["reconnected, resumed at id 7"]


async def test_a_server_that_closes_after_each_event_makes_one_note_that_counts(
    server: ScriptedServer,
) -> None:
    server.script(
        *(server.stream(b"retry: 1\nid: %d\ndata: a\n\n" % number) for number in range(5)), server.hold()
    )
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 6)
        (note,) = notes(monitor)
        assert note.startswith("reconnected 5 times after the server had closed, last after ")
        assert note.endswith(", resumed at id 4")
        assert monitor.history.total == 5


async def test_after_another_note_the_closings_are_counted_anew(server: ScriptedServer) -> None:
    close = server.stream(b"retry: 1\ndata: a\n\n")
    server.script(close, close, server.cut(b"data: a\n\n"), close, close, server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 6)
        assert [note.partition(" after")[0] for note in notes(monitor)] == [
            "reconnected 2 times",
            LOST,
            "reconnected",
            "reconnected 2 times",
        ]


async def test_each_loss_is_told_anew(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.cut(b"data: b\n\n"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 3)
        assert gist(monitor) == [LOST, "reconnected, without an id"] * 2


async def test_an_id_that_can_not_be_sent_is_told_of_and_nothing_is_said_to_resume_there(
    server: ScriptedServer,
) -> None:
    server.script(
        server.cut(b"id: a\x01b\ndata: a\n\n"), server.refuse(503), server.refuse(503), server.hold()
    )
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert gist(monitor) == [
            LOST,
            "the last event id can't be sent as a header, so the stream resumes without it",
            "reconnected, without an id",
        ]
        assert troubles(monitor) == [True, True, False]


async def test_a_note_is_a_change_to_be_drawn(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 1)
        before = monitor.version
        monitor.stop()
        assert notes(monitor) == ["disconnected"]
        assert monitor.version > before


# Notices


async def test_an_id_that_the_server_refuses_is_said_to_be_and_history_may_be_missing(
    server: ScriptedServer,
) -> None:
    server.script(server.cut(b"id: 5\ndata: a\n\n"), server.refuse(410), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        lost, refused, back = gist(monitor)
        assert lost == LOST
        assert "5" in refused
        assert "refused" in refused
        assert "history may be missing" in refused
        assert back == "reconnected, without an id"


async def test_a_status_that_is_odd_for_a_stream_is_said_once(server: ScriptedServer) -> None:
    async def created(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(status=201, headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: a\n\n")
        assert request.transport is not None
        request.transport.abort()
        return response

    server.script(created, created, server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 3)
        assert [note for note in notes(monitor) if "201" in note] == notes(monitor)[:1]


# What a person does


async def test_connecting_anew_after_clearing_begins_afresh(server: ScriptedServer) -> None:
    server.script(server.hold(b"id: 7\ndata: a\n\n"), server.hold(b"id: 1\ndata: b\n\n"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 1)
        monitor.clear()
        monitor.reconnect()
        await has_received(monitor, 2)
        assert "Last-Event-ID" not in server.requests[1].headers
        monitor.reconnect()
        await is_connected(monitor, 3)
        assert server.requests[2].headers["Last-Event-ID"] == "1"


async def test_disconnecting_and_connecting_again_are_told(server: ScriptedServer, clock: Clock) -> None:
    server.script(server.hold(b"id: 7\ndata: a\n\n"), server.hold())
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        await has_received(monitor, 1)
        monitor.stop()
        clock.skip(125.0)
        monitor.start()
        await is_connected(monitor, 2)
        assert notes(monitor) == ["disconnected", "reconnected after 2m05s, resumed at id 7"]
        assert troubles(monitor) == [False, False]


async def test_disconnecting_what_is_not_connected_is_not_told(server: ScriptedServer) -> None:
    server.script(server.refuse(503))
    monitor = monitor_of(server.url, retry=60.0, backoff=60.0)
    async with running(monitor):
        await comes_to(monitor, State.RETRYING)
        monitor.stop()
        monitor.stop()
        assert notes(monitor) == []


async def test_reconnecting_an_open_stream_is_told_in_one_row(server: ScriptedServer) -> None:
    server.script(server.hold(b"id: 7\ndata: a\n\n"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 1)
        monitor.reconnect()
        await is_connected(monitor, 2)
        assert gist(monitor) == ["reconnected, resumed at id 7"]


async def test_reconnecting_what_was_lost_counts_from_the_loss(server: ScriptedServer, clock: Clock) -> None:
    server.script(server.cut(b"data: a\n\n"), server.hold())
    monitor = monitor_of(server.url, clock=clock, retry=3600.0, backoff=3600.0)
    async with running(monitor):
        await comes_to(monitor, State.RETRYING)
        clock.skip(125.0)
        monitor.reconnect()
        await is_connected(monitor, 2)
        assert notes(monitor) == [LOST, "reconnected after 2m05s, without an id"]


async def test_clearing_forgets_notes_too(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await has_received(monitor, 1)
        monitor.stop()
        monitor.clear()
        assert rows(monitor) == []
