"""Closing: from wherever, at once and quietly, with nothing after it and nothing left open (rule 19)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sse_dash.client import EventSource, PermanentError, ReadyState, TransientError
from sse_dash.client.lifecycle import Closed, Lifecycle
from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

SOON = 1.0
"""Seconds. Far more than closing takes, and far less than what the closed source would have waited for."""


async def read(source: EventSource) -> list[str]:
    return [event.data async for event in source]


async def close_while(source: EventSource, busy: Callable[[], Awaitable[object]]) -> list[str]:
    """Close from another task once the source is `busy`; what the reader had got by then."""
    reader = asyncio.create_task(read(source))
    await busy()
    async with asyncio.timeout(SOON):
        await source.close()
        assert source.ready_state is ReadyState.CLOSED
        return await reader


async def test_closing_while_connecting_ends_the_iteration_at_once(server: ScriptedServer) -> None:
    server.script(server.silence())
    assert await close_while(EventSource(server.url), lambda: server.asked(1)) == []


async def test_closing_while_reading_ends_the_iteration_at_once(server: ScriptedServer) -> None:
    opened = asyncio.Event()
    server.script(server.hold())
    assert await close_while(EventSource(server.url, on_open=opened.set), opened.wait) == []


async def test_closing_while_waiting_ends_the_iteration_at_once(server: ScriptedServer) -> None:
    lost = asyncio.Event()
    server.script(server.refuse(503))
    source = EventSource(server.url, reconnection_time=timedelta(hours=1), on_error=lost.set)
    assert await close_while(source, lost.wait) == []
    assert len(server.requests) == 1


async def test_closing_while_a_callable_is_asked_ends_the_iteration_at_once() -> None:
    asked = asyncio.Event()

    async def url() -> str:
        asked.set()
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")

    assert await close_while(EventSource(url), asked.wait) == []


async def test_closing_while_the_body_of_a_refusal_is_read_ends_the_iteration_at_once(
    server: ScriptedServer,
) -> None:
    async def slow_refusal(request: Any) -> Any:
        response = aiohttp.web.StreamResponse(status=500)
        await response.prepare(request)
        await server.over.wait()
        return response

    server.script(slow_refusal)

    async def busy() -> None:
        await server.asked(1)
        await asyncio.sleep(0.02)

    assert await close_while(EventSource(server.url), busy) == []


async def test_events_that_were_read_but_not_delivered_are_dropped(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\ndata: b\n\n"))
    source = impatient(server.url)
    assert (await anext(source)).data == "a"
    await source.close()
    assert await read(source) == []


async def test_closing_before_anything_connects_nothing(server: ScriptedServer) -> None:
    source = EventSource(server.url)
    await source.close()
    assert await read(source) == []
    assert source.ready_state is ReadyState.CLOSED
    assert server.requests == []


async def test_closing_twice_is_closing_once(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []
    server.script(server.hold())
    source = impatient(server.url, observer=heard.append)
    await source.connect()
    await asyncio.gather(source.close(), source.close())
    await source.close()
    assert heard.count(Closed()) == 1


async def test_closing_releases_the_connection(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        async with impatient(server.url, session=session) as source:
            await anext(source)
        async with asyncio.timeout(SOON), session.get(server.url) as response:
            assert response.status == 204


async def test_leaving_the_block_by_an_exception_closes(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    with pytest.raises(LookupError):
        async with impatient(server.url) as source:
            raise LookupError
    assert source.ready_state is ReadyState.CLOSED


# -- From inside a callback.


@pytest.mark.parametrize("name", ["on_open", "on_message", "on_error"])
async def test_closing_inside_a_callback_is_the_end(server: ScriptedServer, name: str) -> None:
    calls = 0

    async def close(_: object) -> None:
        nonlocal calls
        calls += 1
        await source.close()

    server.script(server.stream(b"data: a\n\ndata: b\n\n"), server.stream(b"data: c\n\n"))
    source = impatient(server.url, None, **{name: close})
    received = await data_of(source)
    assert received == (["a", "b"] if name == "on_error" else [])
    assert calls == 1
    assert len(server.requests) == 1


async def test_closing_inside_on_message_leaves_no_batch(server: ScriptedServer) -> None:
    heard: list[str] = []

    async def close_at_b(event: Any) -> None:
        heard.append(event.data)
        if event.data == "b":
            await source.close()

    server.script(server.hold(b"data: a\n\ndata: b\n\ndata: c\n\n"))
    source = impatient(server.url, on_message=close_at_b)
    assert [batch async for batch in source.batches()] == []
    assert heard == ["a", "b"]


async def test_closing_inside_on_error_of_a_failure_still_raises_it(server: ScriptedServer) -> None:
    async def close() -> None:
        await source.close()

    server.script(server.refuse(404))
    source = impatient(server.url, on_error=close)
    assert isinstance(await failure_of(source), PermanentError)


async def test_closing_inside_a_callable_is_the_end() -> None:
    async def url() -> str:
        await source.close()
        return "http://127.0.0.1:1/"

    source = EventSource(url)
    assert await data_of(source) == []


# -- Sessions.


async def outcome(server: ScriptedServer, name: str, session: aiohttp.ClientSession | None) -> EventSource:
    """A source that has come to its end in the way of that name."""
    options: dict[str, Any] = {"session": session, "max_connect_retry": 0}
    match name:
        case "no content":
            source = impatient(server.url, **options)
            await data_of(source)
        case "done":
            server.script(server.hold(b"data: x\n\n"))
            source = impatient(server.url, done="x", **options)
            assert [event.data async for event in source] == ["x"]
        case "closed by the server":
            server.script(server.stream(b"data: x\n\n"))
            source = impatient(server.url, reconnect="never", **options)
            assert [event.data async for event in source] == ["x"]
        case "failed":
            server.script(server.refuse(404))
            source = impatient(server.url, **options)
            with pytest.raises(PermanentError):
                await anext(source)
        case "exhausted":
            server.script(server.refuse(503))
            source = impatient(server.url, **options)
            with pytest.raises(TransientError):
                await source.connect()
        case _:
            server.script(server.hold())
            source = impatient(server.url, **options)
            await source.connect()
            await source.close()
    return source


OUTCOMES = ["no content", "done", "closed by the server", "failed", "exhausted", "closed"]


@pytest.mark.parametrize("name", OUTCOMES)
async def test_an_owned_session_is_closed_in_every_outcome(server: ScriptedServer, name: str) -> None:
    source = await outcome(server, name, None)
    assert source._sessions.current is not None
    assert source._sessions.current.closed


@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_borrowed_session_is_closed_in_none(server: ScriptedServer, name: str) -> None:
    async with aiohttp.ClientSession() as session:
        await outcome(server, name, session)
        assert not session.closed


async def test_a_block_that_a_callback_keeps_from_opening_leaves_nothing_open(server: ScriptedServer) -> None:
    def refuse() -> None:
        raise LookupError("no")

    server.script(server.hold())
    source = impatient(server.url, on_open=refuse)
    with pytest.raises(LookupError):
        async with source:
            raise AssertionError("not reached")
    assert source.ready_state is ReadyState.CLOSED
    assert source._sessions.current is not None
    assert source._sessions.current.closed


async def test_a_block_that_is_cancelled_while_connecting_leaves_nothing_open(server: ScriptedServer) -> None:
    server.script(server.silence())
    source = impatient(server.url)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05), source:
            raise AssertionError("not reached")
    assert source.ready_state is ReadyState.CLOSED
    assert source._sessions.current is not None
    assert source._sessions.current.closed


async def test_a_second_cancelling_does_not_leave_the_session_open(server: ScriptedServer) -> None:
    server.script(server.silence())
    source = impatient(server.url)

    async def follow() -> None:
        async with source:
            pass

    task = asyncio.create_task(follow())
    await server.asked(1)
    task.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()  # while it closes
    await asyncio.wait([task])
    assert source._sessions.current is None or source._sessions.current.closed
