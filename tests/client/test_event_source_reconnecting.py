"""Reconnecting: what ends a connection without ending the stream (rules 13 and 15)."""

from __future__ import annotations

import asyncio
import zlib

import pytest

from sse_dash.client import PermanentError, ReadyState, TransientError
from sse_dash.client.lifecycle import Ended, EndReason, Failed
from tests.client.scripted_server import (
    HEAD,
    RawServer,
    ScriptedServer,
    data_of,
    impatient,
    raw,
    raw_then_reset,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def test_a_clean_end_is_reconnected(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url)) == ["a", "b"]
    assert len(server.requests) == 3


async def test_204_at_a_reconnect_ends_for_good(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.refuse(204), server.stream(b"data: b\n\n"))
    source = impatient(server.url)
    assert await data_of(source) == ["a"]
    assert source.end == Ended(EndReason.NO_CONTENT, cut=False)
    assert len(server.requests) == 2


async def test_a_body_cut_short_is_reconnected(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url)) == ["a", "b"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(CHUNKED + b"9\r\ndata: a\n\n\r\n14\r\ndata: ha", id="in the middle of a chunk"),
        pytest.param(HEAD + b"Content-Length: 99\r\n\r\ndata: a\n\ndata: ha", id="before its Content-Length"),
    ],
)
async def test_a_body_broken_off_is_reconnected(raw_server: RawServer, body: bytes) -> None:
    raw_server.answers = [raw(body), raw(HEAD + b"\r\ndata: b\n\n")]
    assert await data_of(impatient(raw_server.url)) == ["a", "b"]


async def test_a_body_broken_off_by_what_is_no_chunk_is_reconnected(raw_server: RawServer) -> None:
    async def garble(writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + b"9\r\ndata: a\n\n\r\n")
        await asyncio.sleep(0.02)  # aiohttp refuses an answer that is already garbled when its head is read
        writer.write(b"no chunk\r\n")

    raw_server.answers = [garble, raw(HEAD + b"\r\ndata: b\n\n")]
    assert await data_of(impatient(raw_server.url)) == ["a", "b"]


async def test_a_compressed_body_that_is_garbled_is_reconnected(raw_server: RawServer) -> None:
    async def garble(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Encoding: deflate\r\n\r\n")
        await asyncio.sleep(0.02)
        writer.write(zlib.compress(b"data: a\n\n" * 100)[:-12] + b"garbled" * 4)

    raw_server.answers = [garble, raw(HEAD + b"\r\ndata: b\n\n")]
    assert (await data_of(impatient(raw_server.url)))[-1:] == ["b"]


async def test_a_connection_reset_is_reconnected(raw_server: RawServer) -> None:
    raw_server.answers = [raw_then_reset(HEAD + b"\r\ndata: a\n\n"), raw(HEAD + b"\r\ndata: b\n\n")]
    assert await data_of(impatient(raw_server.url)) == ["a", "b"]


async def test_a_connection_closed_without_an_answer_is_tried_again(raw_server: RawServer) -> None:
    raw_server.answers = [raw(b""), raw(b"HTTP/1.1 200"), raw(HEAD + b"\r\ndata: b\n\n")]
    assert await data_of(impatient(raw_server.url)) == ["b"]


async def test_events_that_had_arrived_before_a_cut_are_delivered(raw_server: RawServer) -> None:
    events = b"".join(b"data: %d\n\n" % number for number in range(5000))
    raw_server.answers = [raw_then_reset(HEAD + b"Content-Length: 999999\r\n\r\n" + events)]
    received: list[str] = []
    async with impatient(raw_server.url, read_size=100) as source:
        async for event in source:
            if not received:
                await asyncio.sleep(0.1)  # everything arrives now, and then the reset
            received.append(event.data)
    assert received == [str(number) for number in range(5000)]


async def test_a_connection_gone_silent_is_reconnected(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    errors: list[TransientError] = []
    source = impatient(server.url, idle_timeout=0.05, on_error=errors.append)
    assert await data_of(source) == ["a", "b"]
    assert "silent" in str(errors[0])


async def test_a_server_that_never_answers_is_silent_too(server: ScriptedServer) -> None:
    server.script(server.silence(), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url, idle_timeout=0.05)) == ["b"]


async def test_comments_keep_a_connection_alive(raw_server: RawServer) -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        for _ in range(6):
            await asyncio.sleep(0.05)
            writer.write(b":\n")
        writer.write(b"data: a\n\n")
        await writer.drain()

    raw_server.answers = [trickle]
    assert await data_of(impatient(raw_server.url, idle_timeout=0.2)) == ["a"]
    assert len(raw_server.heads) == 2


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
async def test_a_status_that_says_later_is_tried_again(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status), server.stream(b"data: a\n\n"), server.refuse(status))
    assert await data_of(impatient(server.url)) == ["a"]
    assert len(server.requests) == 4


async def test_a_host_that_comes_up_late_is_found(server: ScriptedServer, unused_tcp_port: int) -> None:
    server.script(server.stream(b"data: a\n\n"))
    asked = 0

    def url() -> str:
        nonlocal asked
        asked += 1
        return server.url if asked > 2 else f"http://127.0.0.1:{unused_tcp_port}/"

    assert await data_of(impatient(url, max_connect_retry=2)) == ["a"]


async def test_a_permanent_error_at_a_reconnect_fails_after_the_events(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.refuse(404))
    async with impatient(server.url) as source:
        assert (await anext(source)).data == "a"
        with pytest.raises(PermanentError, match="404"):
            await anext(source)
        assert source.ready_state is ReadyState.CLOSED
        assert isinstance(source.end, Failed)
        assert [event async for event in source] == []
