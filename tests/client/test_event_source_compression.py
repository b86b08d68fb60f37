"""Compressed streams: an event that is flushed arrives, and what unpacks without end hits the cap."""

from __future__ import annotations

import asyncio
import zlib

import pytest
from aiohttp import web

from sse_dash.client import EventSource, ParseLimitError
from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

WINDOW_BITS = {"gzip": 31, "deflate": 15}
MIB = 1024 * 1024


@pytest.mark.parametrize("coding", WINDOW_BITS)
async def test_an_event_arrives_when_it_is_flushed_and_not_when_the_stream_ends(
    server: ScriptedServer, coding: str
) -> None:
    received = asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        packer = zlib.compressobj(wbits=WINDOW_BITS[coding])
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Content-Encoding": coding}
        )
        await response.prepare(request)
        for number in range(1, 4):
            event = f"id: {number}\ndata: hello {number}\n\n".encode()
            await response.write(packer.compress(event) + packer.flush(zlib.Z_SYNC_FLUSH))
            # The next one is only sent when this one has come through.
            await received.wait()
            received.clear()
        return response

    server.script(answer)
    async with EventSource(server.url) as source:
        for number in range(1, 4):
            async with asyncio.timeout(5):
                event = await anext(source)
            assert (event.data, event.last_event_id) == (f"hello {number}", str(number))
            received.set()


async def test_a_compressed_stream_that_is_cut_is_resumed(server: ScriptedServer) -> None:
    packer = zlib.compressobj(wbits=WINDOW_BITS["gzip"])
    start = packer.compress(b"id: 1\ndata: one\n\nid: 2\ndata: tw") + packer.flush(zlib.Z_SYNC_FLUSH)

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
        )
        await response.prepare(request)
        await response.write(start)
        assert request.transport is not None
        request.transport.close()
        return response

    server.script(answer, server.stream(b"id: 2\ndata: two\n\n"))
    async with impatient(server.url) as source:
        assert [event.data async for event in source] == ["one", "two"]
    assert server.requests[1].headers["Last-Event-ID"] == "1"


async def test_what_is_not_compressed_as_it_says_is_no_cut(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n", headers={"Content-Encoding": "gzip"}))
    error = await failure_of(impatient(server.url, reconnect="never"))
    assert "can't be decompressed" in str(error)


async def test_compressed_bytes_are_counted_before_anything_comes_out_of_them(server: ScriptedServer) -> None:
    packer = zlib.compressobj(wbits=WINDOW_BITS["gzip"])

    async def held(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
        )
        await response.prepare(request)
        await response.write(packer.compress(b"data: a\n\n"))
        await server.over.wait()
        return response

    server.script(held)
    async with impatient(server.url) as source:
        reading = asyncio.create_task(anext(source))
        while not source.packed_bytes:  # noqa: ASYNC110 - it is only ever looked at
            await asyncio.sleep(0.001)
        assert source.packed_bytes >= 10
        assert source.first_bytes == b""
        reading.cancel()


def bomb(start: bytes, mebibytes: int, end: bytes = b"") -> bytes:
    packer = zlib.compressobj(wbits=WINDOW_BITS["gzip"])
    packed = packer.compress(start)
    for _ in range(mebibytes):
        packed += packer.compress(bytes(MIB).replace(b"\0", b"a"))
    return packed + packer.compress(end) + packer.flush()


@pytest.mark.slow
@pytest.mark.parametrize("start", [b": ", b"nobody knows this field: "])
async def test_a_compression_bomb_that_is_no_part_of_an_event_is_skipped(
    server: ScriptedServer, start: bytes
) -> None:
    packed = bomb(start, 16, b"\ndata: a\n\n")
    server.script(server.stream(packed, headers={"Content-Encoding": "gzip"}))
    source = impatient(server.url, max_event_size=2 * MIB)
    assert await data_of(source) == ["a"]


@pytest.mark.slow
async def test_a_compression_bomb_hits_the_cap_and_not_the_memory(server: ScriptedServer) -> None:
    packed = bomb(b"data: ", 128)
    assert len(packed) < MIB
    server.script(server.stream(packed, headers={"Content-Encoding": "gzip"}))
    source = impatient(server.url, max_event_size=2 * MIB)
    error = await failure_of(source)
    assert isinstance(error, ParseLimitError)
    assert error.limit == 2 * MIB
    # It stopped reading there: of 128 MiB next to nothing more was unpacked.
    assert source.bytes_received < 3 * MIB
