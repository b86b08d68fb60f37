"""What a log says of how a stream ended or failed, and what it says of what others say."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import ScriptedServer
from tests.streams.monitor.noted import (
    LOST,
    SECRET,
    comes_to,
    gist,
    has_received,
    is_connected,
    monitor_of,
    notes,
    refuse,
    rows,
    running,
    troubles,
)


@pytest.fixture
def server(scripted_server: ScriptedServer) -> ScriptedServer:
    return scripted_server


# The end


async def test_an_end_is_told(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    monitor = monitor_of(server.url, reconnect="never")
    async with running(monitor):
        await comes_to(monitor, State.ENDED)
        assert rows(monitor) == ["event 1", "ended"]
        assert troubles(monitor) == [False]


async def test_an_end_within_an_event_is_trouble(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: b"))
    monitor = monitor_of(server.url, reconnect="never")
    async with running(monitor):
        await comes_to(monitor, State.ENDED)
        assert rows(monitor) == ["event 1", "cut off mid-event: b", "ended, cut mid-event"]
        assert troubles(monitor) == [True, True]


async def test_what_was_cut_off_of_an_answer_is_kept_as_a_note(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\nevent: delta\ndata: Hel\ndata: lo"))
    monitor = monitor_of(server.url, method="POST")
    async with running(monitor):
        await comes_to(monitor, State.ENDED)
        assert rows(monitor) == ["event 1", "cut off mid-event: delta Hel lo", "cut mid-answer"]


async def test_what_was_cut_off_of_a_stream_that_resumes_is_kept_too(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\ndata: ha"), server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 2)
        assert gist(monitor) == [LOST, "cut off mid-event: ha", "reconnected, without an id"]


async def test_a_server_that_closes_mid_event_is_told_in_the_note_that_counts(server: ScriptedServer) -> None:
    close = server.stream(b"retry: 1\ndata: a\n\ndata: ha")
    server.script(close, close, close, server.hold())
    monitor = monitor_of(server.url)
    async with running(monitor):
        await is_connected(monitor, 4)
        (note,) = notes(monitor)
        assert note.startswith("reconnected 3 times after the server had closed")
        assert note.endswith("cut off mid-event: ha")
        assert troubles(monitor) == [True]


async def test_a_last_event_that_was_not_finished_ends_the_stream_and_is_told(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: [DONE]"))
    monitor = monitor_of(server.url, method="POST", done="[DONE]")
    async with running(monitor):
        await comes_to(monitor, State.ENDED)
        assert rows(monitor) == ["event 1", "the last event was not finished: [DONE]", "ended"]
        assert troubles(monitor) == [False, False]


async def test_a_secret_in_what_was_cut_off_is_masked(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\ndata: %s%s" % (b"x" * 290, SECRET.encode())), server.hold())
    monitor = monitor_of(server.url, headers={"Authorization": f"Bearer {SECRET}"})
    async with running(monitor):
        await is_connected(monitor, 2)
        assert SECRET[:8] not in "".join(notes(monitor))


async def test_a_failure_is_told_in_few_words(server: ScriptedServer) -> None:
    server.script(server.refuse(404, b"no such feed\nand more"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await comes_to(monitor, State.FAILED)
        assert rows(monitor) == ["404 Not Found"]
        assert troubles(monitor) == [True]


async def test_an_answer_that_is_no_event_stream_is_told(server: ScriptedServer) -> None:
    server.script(server.stream(content_type="text/html"))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await comes_to(monitor, State.FAILED)
        assert notes(monitor) == ["no event stream"]


# What others say


async def test_a_secret_that_a_server_quotes_is_masked(server: ScriptedServer) -> None:
    server.script(refuse(f"{SECRET} is not known"))
    monitor = monitor_of(server.url, headers={"Authorization": f"Bearer {SECRET}"})
    async with running(monitor):
        await comes_to(monitor, State.FAILED)
        (note,) = notes(monitor)
        assert note.startswith("401 ")
        assert note.endswith(" is not known")
        assert SECRET not in note


async def test_what_a_server_says_at_length_is_cut(server: ScriptedServer) -> None:
    server.script(refuse("x" * 5_000))
    monitor = monitor_of(server.url)
    async with running(monitor):
        await comes_to(monitor, State.FAILED)
        (note,) = notes(monitor)
        assert note == "401 " + "x" * 296


async def test_notes_fall_out_with_the_events_around_them(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.hold(b"data: b\n\ndata: c\n\n"))
    monitor = monitor_of(server.url, history=2)
    async with running(monitor):
        await has_received(monitor, 3)
        assert rows(monitor) == ["event 2", "event 3"]
        assert monitor.history.evicted == 1
