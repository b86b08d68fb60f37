"""The caller's session and ours: what of it a stream heeds, and what not (rules 17 and 25)."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web

from sse_dash.client import (
    EventSourceError,
    TransientError,
)
from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_a_session_that_raises_for_status_changes_nothing(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.stream(b"data: a\n\n"), server.refuse(404))
    async with (
        aiohttp.ClientSession(raise_for_status=True) as session,
        impatient(server.url, session=session) as source,
    ):
        assert (await anext(source)).data == "a"
        with pytest.raises(EventSourceError, match="404"):
            await anext(source)


async def test_the_total_timeout_of_a_session_ends_no_stream(server: ScriptedServer) -> None:
    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        response = await server.stream(b"data: a\n\n")(request)
        await asyncio.sleep(0.15)
        await response.write(b"data: b\n\n")
        return response

    server.script(slow)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as session:
        assert await data_of(impatient(server.url, session=session)) == ["a", "b"]
    assert len(server.requests) == 2


async def test_a_total_timeout_that_the_caller_asks_for_ends_the_connection_and_not_the_stream(
    server: ScriptedServer,
) -> None:
    server.script(server.hold(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    source = impatient(server.url, timeout=aiohttp.ClientTimeout(total=0.05))
    assert await data_of(source) == ["a", "b"]


async def test_a_total_timeout_that_ran_out_between_two_reads_does_the_same(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n", b"data: b\n\n"), server.stream(b"data: c\n\n"))
    received = []
    async with impatient(server.url, timeout=aiohttp.ClientTimeout(total=0.3), read_size=9) as source:
        async for event in source:
            received.append(event.data)
            await asyncio.sleep(0.4)
    assert received[0] == "a"
    assert received[-1] == "c"


async def test_waiting_for_a_full_connector_shows_as_an_error(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session,
        impatient(server.url, session=session),
    ):
        second = impatient(server.url, session=session, connect_timeout=0.02, max_connect_retry=0)
        error = await failure_of(second)
    assert isinstance(error, TransientError)
    assert "connect timeout" in str(error)


async def test_our_own_connector_has_no_limit_of_100(server: ScriptedServer) -> None:
    server.script(*[server.hold() for _ in range(2)])
    source = impatient(server.url)
    async with source:
        assert source._sessions.current is not None
        assert source._sessions.current.connector is not None
        assert source._sessions.current.connector.limit == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://nowhere.invalid/"])
async def test_what_cannot_be_reached_is_a_transient_error(url: str) -> None:
    error = await failure_of(impatient(url, max_connect_retry=1))
    assert isinstance(error, TransientError)
    assert isinstance(error, ConnectionError)
    assert isinstance(error, aiohttp.ClientError)


async def test_what_the_callers_session_sends_everywhere_counts_as_set_by_the_caller(
    server: ScriptedServer,
) -> None:
    defaults = {"accept": "application/json, text/event-stream", "Cache-Control": "max-age=0"}
    async with aiohttp.ClientSession(headers=defaults) as session:
        await data_of(impatient(server.url, session=session))
    assert server.requests[0].headers["Accept"] == "application/json, text/event-stream"
    assert server.requests[0].headers["Cache-Control"] == "max-age=0"


async def test_an_id_among_the_headers_of_a_lent_session_says_where_to_start(server: ScriptedServer) -> None:
    server.script(*(server.stream(b"%sdata: x\n\n" % head) for head in (b"", b"id: 8\n", b"id\n")))
    async with aiohttp.ClientSession(headers={"last-event-id": "7"}) as session:
        assert await data_of(impatient(server.url, session=session)) == ["x"] * 3
        sent = [request.headers.getall("Last-Event-ID") for request in server.requests]
        # Reset, it must not begin again at 7; a header of the session can't be left out.
        assert sent == [["7"], ["7"], ["8"], [""]]
        assert session.headers["Last-Event-ID"] == "7"
        server.requests.clear()
        await data_of(impatient(server.url, session=session, last_event_id="9"))
        assert server.requests[0].headers["Last-Event-ID"] == "9"
