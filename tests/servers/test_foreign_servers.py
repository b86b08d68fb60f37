"""The client against servers that no one here wrote, killed and started again in the middle of a stream."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import aiohttp
import pytest

from sse_dash.client import EventSource, MessageEvent
from tests.servers.cutter import Cutter
from tests.servers.foreign_server import ForeignServer

pytestmark = pytest.mark.servers

_PATIENCE = 40.0


async def collect(source: EventSource, events: list[MessageEvent], until: int) -> None:
    """Read until there are so many."""
    async with asyncio.timeout(_PATIENCE):
        while len(events) < until:
            events.append(await anext(source))


async def test_a_killed_server_loses_and_doubles_nothing(numbers: ForeignServer) -> None:
    events: list[MessageEvent] = []
    async with EventSource(numbers.url, max_connect_retry=None) as source:
        for round_ in (1, 2, 3):
            await collect(source, events, len(events) + 60)
            reading = asyncio.create_task(collect(source, events, len(events) + 60))
            await numbers.restart(0.2 * round_)
            await reading
    assert [int(event.last_event_id) for event in events] == list(range(1, len(events) + 1))
    texts = [json.loads(event.data)["text"] for event in events]
    assert texts == [f"№ {number}" for number in range(1, len(events) + 1)]
    assert {event.type for event in events} == {"number"}


async def test_a_connection_cut_again_and_again_loses_and_doubles_nothing(numbers: ForeignServer) -> None:
    events: list[MessageEvent] = []
    async with (
        Cutter(numbers.port).running() as cutter,
        EventSource(cutter.url, max_connect_retry=None, max_delay=0.2) as source,
    ):
        for _ in range(8):
            await collect(source, events, len(events) + 25)
            cutter.cut()
        await collect(source, events, len(events) + 25)
    assert [int(event.last_event_id) for event in events] == list(range(1, len(events) + 1))


async def test_keep_alives_keep_an_idle_stream_from_timing_out(nchan: ForeignServer) -> None:
    async with EventSource(nchan.url, idle_timeout=2.5, max_connect_retry=0) as source:
        reading = asyncio.create_task(anext(source))
        await asyncio.sleep(4)
        assert not reading.done()
        assert source.comment_count >= 2
        async with aiohttp.ClientSession() as session:
            await session.post(f"{nchan.url}publish", data="hello")
        async with asyncio.timeout(_PATIENCE):
            assert (await reading).data == "hello"


async def test_nchan_resumes_by_its_own_ids(nchan: ForeignServer) -> None:
    total = 400

    async def publish() -> None:
        async with aiohttp.ClientSession() as session:
            for number in range(1, total + 1):
                await session.post(f"{nchan.url}publish", data=f"№ {number}")

    events: list[MessageEvent] = []
    async with (
        Cutter(nchan.port).running() as cutter,
        EventSource(
            cutter.url, reconnection_time=timedelta(milliseconds=50), max_connect_retry=None
        ) as source,
    ):
        publishing = asyncio.create_task(publish())
        for part in (0.1, 0.5, 0.8):
            await collect(source, events, int(total * part))
            cutter.cut()
        await collect(source, events, total)
        await publishing
    assert [event.data for event in events] == [f"№ {number}" for number in range(1, total + 1)]


async def test_a_restarted_nchan_goes_on_with_what_is_published_then(nchan: ForeignServer) -> None:
    """It forgets what it held: nothing can be resumed, but nothing may come twice either."""
    async with (
        aiohttp.ClientSession() as session,
        EventSource(nchan.url, max_connect_retry=None) as source,
    ):
        events: list[MessageEvent] = []
        await session.post(f"{nchan.url}publish", data="before")
        await collect(source, events, 1)
        # Its ids are made of the second in which a message came.
        await nchan.restart(1.5)
        await session.post(f"{nchan.url}publish", data="after")
        await collect(source, events, 2)
    assert [event.data for event in events] == ["before", "after"]
