"""How often, and after what wait, a stream is tried again (rules 15, 16 and 25)."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import aiohttp
import pytest

from sse_dash.client import EventSource, RetryTuning, TransientError
from sse_dash.client.lifecycle import Lifecycle, Retrying
from tests.client.scripted_server import (
    HEAD,
    RawServer,
    ScriptedServer,
    data_of,
    failure_of,
    impatient,
    raw,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


# -- The wait.


async def test_the_servers_retry_holds_for_all_later_reconnects(server: ScriptedServer) -> None:
    delays: list[float] = []

    def observe(what: Lifecycle) -> None:
        if isinstance(what, Retrying):
            delays.append(what.delay)

    server.script(
        server.stream(b"retry: 1\n\n"), server.refuse(503), server.stream(b"retry: 2"), server.refuse(503)
    )
    source = impatient(server.url, observer=observe, max_delay=0, reconnection_time=timedelta(hours=1))
    await data_of(source)
    assert delays == [0.001] * 4
    assert source.reconnection_time == timedelta(milliseconds=1)


async def test_a_retry_is_waited_for_an_hour_at_most(server: ScriptedServer) -> None:
    delays: list[float | None] = []
    server.script(server.stream(b"retry: " + b"9" * 5000 + b"\n"))

    async def stop(error: TransientError) -> None:
        delays.append(error.delay)
        await source.close()

    source = impatient(server.url, on_error=stop)
    assert await data_of(source) == []
    assert delays == [3600.0]
    assert source.reconnection_time == timedelta(hours=1)


async def test_without_a_retry_the_callers_reconnection_time_is_waited(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    loop = asyncio.get_running_loop()
    before = loop.time()
    await data_of(EventSource(server.url, reconnection_time=timedelta(milliseconds=50)))
    assert loop.time() - before >= 0.05


async def test_retry_after_is_waited_for(server: ScriptedServer) -> None:
    errors: list[TransientError] = []

    async def stop(error: TransientError) -> None:
        errors.append(error)
        await source.close()

    server.script(server.refuse(503, headers={"Retry-After": "120"}))
    source = impatient(server.url, on_error=stop)
    assert await data_of(source) == []
    assert (errors[0].retry_after, errors[0].delay) == (120.0, 120.0)


async def test_a_retry_after_that_makes_no_sense_is_no_wish(server: ScriptedServer) -> None:
    junk = f"Wed, 21 Oct {'9' * 30} 07:28:00 GMT"
    server.script(server.refuse(503, headers={"Retry-After": junk}), server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url)) == ["a"]


# -- Tries in a row.


@pytest.mark.parametrize("allowed", [0, 1, 3])
async def test_after_a_failed_attempt_max_connect_retry_more_follow(
    server: ScriptedServer, allowed: int
) -> None:
    server.script(*[server.refuse(503)] * 10)
    error = await failure_of(impatient(server.url, max_connect_retry=allowed))
    assert isinstance(error, TransientError)
    assert isinstance(error, ConnectionError)
    assert isinstance(error, aiohttp.ClientError)
    assert error.delay is None
    assert error.response is not None
    assert error.response.status == 503
    assert len(server.requests) == allowed + 1


async def test_an_open_connection_starts_the_count_anew(server: ScriptedServer) -> None:
    server.script(
        *[server.refuse(503)] * 2,
        server.stream(b"data: a\n\n"),
        *[server.refuse(503)] * 2,
        server.stream(b"data: b\n\n"),
    )
    assert await data_of(impatient(server.url, max_connect_retry=2)) == ["a", "b"]


async def test_without_a_limit_it_is_tried_as_often_as_it_takes(server: ScriptedServer) -> None:
    server.script(*[server.refuse(503)] * 20, server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url, max_connect_retry=None)) == ["a"]


@pytest.mark.slow
async def test_2000_retries_recurse_nowhere() -> None:
    attempts, depths = 0, set()

    def url() -> str:
        nonlocal attempts
        attempts += 1
        depths.add(_depth())
        return "http://127.0.0.1:1/"

    source = impatient(url, max_connect_retry=2000, max_delay=0)
    assert isinstance(await failure_of(source), TransientError)
    assert attempts == 2001
    assert len(depths) == 1


async def test_300_reconnects_recurse_nowhere(raw_server: RawServer) -> None:
    depths = set()
    raw_server.answers = [raw(HEAD + b"Content-Length: 9\r\n\r\ndata: a\n\n")] * 300
    source = impatient(
        raw_server.url,
        max_delay=None,
        retry=RetryTuning(max_delay=0, floor=0),
        on_message=lambda _: depths.add(_depth()),
    )
    assert len(await data_of(source)) == 300
    assert len(depths) == 1


def _depth() -> int:
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    return depth
