"""Real servers for the tests of the EventSource: each request gets the next answer of a script.

`ScriptedServer` speaks proper HTTP; `RawServer` sends whatever bytes it is told, and breaks off as told.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from aiohttp import HttpVersion11, web
from multidict import CIMultiDictProxy

from sse_dash.client import EventSource

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
RawAnswer = Callable[[asyncio.StreamWriter], Awaitable[None]]

EVENT_STREAM = "text/event-stream"


class Asked(NamedTuple):
    """A request as the server saw it."""

    method: str
    path: str
    """With the query."""
    headers: CIMultiDictProxy[str]
    body: bytes


class ScriptedServer:
    """HTTP on 127.0.0.1: one answer a request, in order; 204, which ends a stream, when there are no more."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.answers: list[Answer] = []
        self._news = asyncio.Condition()
        self.over = asyncio.Event()
        """Set at the end of the test; who holds a connection open waits for it."""
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=1)
        self._site: web.TCPSite | None = None

    async def start(self) -> None:
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()

    async def stop(self) -> None:
        self.over.set()
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/events"

    def script(self, *answers: Answer) -> None:
        """What comes next, after what was scripted before."""
        self.answers += answers

    async def asked(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests.append(Asked(request.method, request.path_qs, request.headers, await request.read()))
        async with self._news:
            self._news.notify_all()
        if not self.answers:
            return web.Response(status=204)
        return await self.answers.pop(0)(request)

    def stream(self, *chunks: bytes, content_type: str = EVENT_STREAM, headers: Any = None) -> Answer:
        """An event stream that ends as it should."""

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            return await _open(request, chunks, content_type, headers)

        return answer

    def hold(self, *chunks: bytes) -> Answer:
        """An event stream that stays open and then says nothing more."""

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            response = await _open(request, chunks, EVENT_STREAM, None)
            await self.over.wait()
            return response

        return answer

    def cut(self, *chunks: bytes) -> Answer:
        """An event stream whose connection is gone before its body ends."""

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            response = await _open(request, chunks, EVENT_STREAM, None)
            await asyncio.sleep(0)
            assert request.transport is not None
            request.transport.close()
            return response

        return answer

    def refuse(self, status: int, body: bytes = b"", headers: Any = None) -> Answer:
        """An answer that is no event stream."""

        async def answer(_: web.BaseRequest) -> web.StreamResponse:
            return web.Response(status=status, body=body, headers=headers)

        return answer

    def redirect(self, status: int, location: str, headers: Any = None) -> Answer:
        return self.refuse(status, headers={"Location": location, **(headers or {})})

    def silence(self) -> Answer:
        """No answer at all, on a connection that stays."""

        async def answer(_: web.BaseRequest) -> web.StreamResponse:
            await self.over.wait()
            return web.Response(status=204)

        return answer


class RawServer:
    """TCP on 127.0.0.1: one answer a connection, after the head of its request; then it closes."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.answers: list[RawAnswer] = []
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()
        await asyncio.gather(*self._tasks)

    @property
    def url(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()
        return f"http://{host}:{port}/events"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            answer = self.answers.pop(0) if self.answers else raw(b"HTTP/1.1 204 No Content\r\n\r\n")
            await answer(writer)
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
"""The head of an event stream, short of its last line: `Transfer-Encoding` may follow."""


def raw(answer: bytes) -> RawAnswer:
    """Send that, and close."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return send


def raw_then_reset(answer: bytes) -> RawAnswer:
    """Send that, and once it is sure to have arrived, reset the connection."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        await asyncio.sleep(0.02)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return send


async def _open(
    request: web.BaseRequest, chunks: tuple[bytes, ...], content_type: str, headers: Any
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": content_type, **(headers or {})})
    if request.version >= HttpVersion11:  # before, the end of a body is that of the connection
        response.enable_chunked_encoding()
    await response.prepare(request)
    for chunk in chunks:
        await response.write(chunk)
    return response


AServer = TypeVar("AServer", ScriptedServer, RawServer)


@asynccontextmanager
async def started(server: AServer) -> AsyncIterator[AServer]:
    """The server, from its start to its stop."""
    await server.start()
    yield server
    await server.stop()


def impatient(url: Any, option: Mapping[str, Any] | None = None, **options: Any) -> EventSource:
    """An EventSource that waits next to nothing between attempts."""
    return EventSource(url, option, **{"reconnection_time": timedelta(0), "max_delay": 0.002, **options})


async def data_of(source: EventSource) -> list[str]:
    """The data of all events until the stream ends for good, and the source closed."""
    async with source:
        return [event.data async for event in source]


async def failure_of(source: EventSource) -> BaseException:
    """What the stream fails with, events before it left aside."""
    try:
        await data_of(source)
    except Exception as error:  # noqa: BLE001 - whatever it is, the test says what it should be
        return error
    raise AssertionError("the stream ended without an error")
