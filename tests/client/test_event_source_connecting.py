"""Connecting: the request as rule 12 wants it, and the answers that open a stream (rules 13, 20 and 25)."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta

import aiohttp
import pytest

from sse_dash.client import (
    EventSource,
    ReadyState,
)
from sse_dash.client import response as response_module
from tests.client.scripted_server import ScriptedServer, data_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_the_request_asks_for_an_event_stream_that_is_not_cached(server: ScriptedServer) -> None:
    await data_of(EventSource(server.url))
    request = server.requests[0]
    assert request.method == "GET"
    assert request.headers.getall("Accept") == ["text/event-stream"]
    assert request.headers.getall("Cache-Control") == ["no-cache"]
    assert "Last-Event-ID" not in request.headers


async def test_the_callers_accept_and_cache_control_are_kept(server: ScriptedServer) -> None:
    await data_of(EventSource(server.url, headers={"accept": "text/plain", "CACHE-CONTROL": "no-store"}))
    assert server.requests[0].headers.getall("Accept") == ["text/plain"]
    assert server.requests[0].headers.getall("Cache-Control") == ["no-store"]


async def test_the_callers_headers_are_never_changed(server: ScriptedServer) -> None:
    headers = {"X-Mine": "1", "Last-Event-ID": "7"}
    server.script(server.stream(b"id: 8\ndata: a\n\n"))
    await data_of(impatient(server.url, headers=headers))
    assert headers == {"X-Mine": "1", "Last-Event-ID": "7"}
    assert [request.headers["X-Mine"] for request in server.requests] == ["1", "1"]


async def test_changing_the_headers_later_changes_no_request(server: ScriptedServer) -> None:
    headers = {"X-Mine": "before"}
    source = EventSource(server.url, headers=headers)
    headers["X-Mine"] = "after"
    await data_of(source)
    assert server.requests[0].headers["X-Mine"] == "before"


async def test_other_options_go_to_aiohttp(server: ScriptedServer) -> None:
    await data_of(EventSource(server.url, params={"topic": "news"}, cookies={"flavour": "oat"}))
    assert server.requests[0].path == "/events?topic=news"
    assert server.requests[0].headers["Cookie"] == "flavour=oat"


async def test_the_url_may_be_relative_to_the_sessions(server: ScriptedServer) -> None:
    server.script(server.redirect(307, "/there"), server.stream(b"data: a\n\n"))
    async with aiohttp.ClientSession(server.origin) as session:
        assert await data_of(impatient("/here", session=session)) == ["a"]
    assert [request.path for request in server.requests] == ["/here", "/there", "/here"]


def test_constructing_needs_no_running_loop() -> None:
    source = EventSource("http://127.0.0.1:9/events")
    assert source.ready_state is ReadyState.CONNECTING
    assert str(source.url) == "http://127.0.0.1:9/events"
    assert source.reconnection_time == timedelta(seconds=1)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/event-stream",
        "text/event-stream;charset=utf-8",
        "text/event-stream; charset=iso-8859-1",
        "Text/Event-Stream ; a=b; c",
        "text/event-stream;",
    ],
)
async def test_200_with_the_essence_of_an_event_stream_opens(
    server: ScriptedServer, content_type: str
) -> None:
    server.script(server.stream("data: ä\n\n".encode(), content_type=content_type))
    assert await data_of(impatient(server.url)) == ["ä"]


async def test_the_ready_state_is_true_all_along(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    states: list[ReadyState] = []
    source: EventSource = impatient(
        server.url,
        on_open=lambda: states.append(source.ready_state),
        on_message=lambda _: states.append(source.ready_state),
        on_error=lambda: states.append(source.ready_state),
    )
    states.append(source.ready_state)
    await data_of(source)
    states.append(source.ready_state)
    connecting, is_open, closed = ReadyState
    assert states == [connecting, is_open, is_open, connecting, closed]


async def test_iterating_before_connecting_connects(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    source = impatient(server.url)
    assert (await anext(source)).data == "a"
    await source.close()


async def test_connecting_twice_asks_once(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    async with impatient(server.url) as source:
        await source.connect()
        assert (await anext(source)).data == "a"
        await source.connect()
    assert len(server.requests) == 1


async def test_204_at_first_ends_without_an_error(server: ScriptedServer) -> None:
    async with impatient(server.url) as source:
        assert source.ready_state is ReadyState.CLOSED
        assert [event async for event in source] == []
    assert len(server.requests) == 1


async def test_a_batch_holds_the_events_of_one_read(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    async with impatient(server.url) as source:
        batches = [[event.data for event in batch] async for batch in source.batches()]
    assert [data for batch in batches for data in batch] == ["a", "b"]
    assert all(batches)


async def test_long_lines_are_no_trouble(server: ScriptedServer) -> None:
    text = "x" * 1_000_000
    server.script(server.stream(b"data: ", text.encode(), b"\n\n"))
    assert await data_of(impatient(server.url)) == [text]


async def test_bytes_and_comments_are_counted_as_signs_of_life(server: ScriptedServer) -> None:
    heard: list[str] = []
    server.script(server.stream(b": a\n\n"), server.stream(b": b\n\n"))
    source = impatient(server.url, on_comment=heard.append)
    before = asyncio.get_running_loop().time()
    await data_of(source)
    assert source.last_byte_at is not None
    assert before <= source.last_byte_at <= asyncio.get_running_loop().time()
    assert (source.bytes_received, source.comment_count, heard) == (10, 2, ["a", "b"])


async def test_a_connection_of_ours_is_probed_when_silent(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    async with aiohttp.ClientSession() as session, session.get(server.url) as response:
        response_module.keep_alive(response)
        assert response.connection is not None
        assert response.connection.transport is not None
        sock = response.connection.transport.get_extra_info("socket")
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        if hasattr(socket, "TCP_KEEPIDLE"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 45
