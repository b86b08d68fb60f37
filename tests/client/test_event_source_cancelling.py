"""Cancelling whoever waits for an event: it loses none, and the connection goes on (rule 20)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest
from aiohttp import web

from sse_dash.client import EventSource, MessageEvent, PermanentError
from tests.client.scripted_server import Answer, ScriptedServer, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

T = TypeVar("T")

TINY = 0.001
"""Seconds, less than a request takes."""


async def in_tiny_steps(what: Awaitable[T]) -> T | None:
    """The result if it comes at once, else None."""
    try:
        return await asyncio.wait_for(what, TINY)
    except TimeoutError:
        return None


async def read_in_tiny_steps(source: EventSource) -> list[MessageEvent]:
    events: list[MessageEvent] = []
    while True:
        try:
            event = await in_tiny_steps(anext(source))
        except StopAsyncIteration:
            return events
        if event is not None:
            events.append(event)


def slowly(server: ScriptedServer, first: int, last: int) -> Answer:
    """A server that takes longer for everything than the reader waits."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.01)
        response = await server.stream()(request)
        for number in range(first, last):
            for part in (b"id: %d\n" % number, b"data: %d\n" % number, b"\n"):
                await response.write(part)
                if number % 5 == 0:
                    await asyncio.sleep(0.003)
        return response

    return answer


async def test_cancelling_the_wait_for_an_event_loses_none(server: ScriptedServer) -> None:
    server.script(slowly(server, 0, 20), server.refuse(503), slowly(server, 20, 40))
    async with impatient(server.url) as source:
        events = await read_in_tiny_steps(source)
    assert [event.data for event in events] == [str(number) for number in range(40)]
    assert [event.last_event_id for event in events] == [str(number) for number in range(40)]
    assert len(server.requests) == 4


async def test_cancelling_the_wait_for_a_batch_loses_none(server: ScriptedServer) -> None:
    server.script(slowly(server, 0, 20), slowly(server, 20, 40))
    events: list[MessageEvent] = []
    async with impatient(server.url) as source:
        batches = source.batches()
        while True:
            try:
                events += await in_tiny_steps(anext(batches)) or []
            except StopAsyncIteration:
                break
    assert [event.data for event in events] == [str(number) for number in range(40)]


async def test_cancelling_the_wait_for_a_connection_starts_no_second_one(server: ScriptedServer) -> None:
    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.03)
        return await server.stream(b"data: a\n\n")(request)

    server.script(slow)
    source = impatient(server.url)
    attempts = 0
    while source.ready_state == 0:
        await in_tiny_steps(source.connect())
        attempts += 1
    assert attempts > 1
    assert len(server.requests) == 1
    assert (await anext(source)).data == "a"
    await source.close()


async def test_cancelling_an_async_on_message_calls_it_once_and_still_delivers(
    server: ScriptedServer,
) -> None:
    heard: list[str] = []

    async def slow(event: MessageEvent) -> None:
        heard.append(event.data)
        await asyncio.sleep(0.01)

    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    async with impatient(server.url, on_message=slow) as source:
        events = await read_in_tiny_steps(source)
    assert [event.data for event in events] == ["a", "b"]
    assert heard == ["a", "b"]


async def test_cancelling_an_async_on_error_does_not_swallow_the_failure(server: ScriptedServer) -> None:
    async def slow() -> None:
        await asyncio.sleep(0.01)

    server.script(server.stream(b"data: a\n\n"), server.refuse(404))
    async with impatient(server.url, on_error=slow) as source:
        with pytest.raises(PermanentError, match="404"):
            await read_in_tiny_steps(source)
        assert [event async for event in source] == []


async def test_mixing_events_and_batches_gives_each_event_once(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: b\n\ndata: c\n\n"))
    received: list[str] = []
    async with impatient(server.url) as source:
        received.append((await anext(source)).data)
        async for batch in source.batches():
            received += [event.data for event in batch]
    assert received == ["a", "b", "c"]
