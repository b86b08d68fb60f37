"""A server whose answers a test gives as it goes along, and a monitor that follows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State

PATIENCE = 5.0
"""Seconds after which a test that hangs fails."""

SECRET = "sk-0123456789abcdef"


class Connection:
    """A request as the server sees it, and what it answers."""

    def __init__(self, request: web.BaseRequest, body: bytes) -> None:
        self.method = request.method
        self.headers = request.headers
        self.body = body
        self.closed = asyncio.Event()
        """Set when the client has closed it."""
        self.answered: asyncio.Future[web.StreamResponse] = asyncio.get_running_loop().create_future()
        self._request = request
        self._response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})

    async def open(self, *chunks: bytes, content_type: str = "text/event-stream") -> None:
        """Answer with an event stream that stays open."""
        self._response.content_type = content_type
        await self._response.prepare(self._request)
        for chunk in chunks:
            await self.send(chunk)

    async def send(self, chunk: bytes) -> None:
        await self._response.write(chunk)

    async def end(self) -> None:
        """End the stream as HTTP has it."""
        self.answered.set_result(self._response)

    def cut(self) -> None:
        """Lose the connection."""
        assert self._request.transport is not None
        self._request.transport.close()

    def refuse(self, status: int, text: str = "", **headers: str) -> None:
        """Answer with something else."""
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answered.set_result(web.Response(status=status, text=text or None, headers=shown))


class Server:
    """HTTP on 127.0.0.1."""

    def __init__(self) -> None:
        self.asked = 0
        """How many requests have come."""
        self._waiting: asyncio.Queue[Connection] = asyncio.Queue()
        self._runner = web.ServerRunner(
            web.Server(self._handle, handler_cancellation=True), shutdown_timeout=0.1
        )

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/events"

    async def accept(self) -> Connection:
        """The next request that comes, or has come."""
        async with asyncio.timeout(PATIENCE):
            return await self._waiting.get()

    async def open(self, *chunks: bytes, content_type: str = "text/event-stream") -> Connection:
        """Answer the next request with an event stream."""
        connection = await self.accept()
        await connection.open(*chunks, content_type=content_type)
        return connection

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked += 1
        connection = Connection(request, await request.read())
        self._waiting.put_nowait(connection)
        try:
            return await connection.answered
        finally:
            connection.closed.set()


class Clock:
    """The loop's time, which a test can move on."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._loop = asyncio.get_running_loop()
        self._real = self._loop.time

    def __call__(self) -> float:
        return self._real() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


def monitor_of(url: str, *, clock: Clock | None = None, **fields: Any) -> Monitor:
    # A backoff of no more than the first wait leaves nothing to chance.
    spec = StreamSpec(name="orders", url=url, **{"backoff": 1.0, **fields})
    return Monitor(spec, clock=clock or asyncio.get_running_loop().time)


@asynccontextmanager
async def running(*monitors: Monitor) -> AsyncIterator[None]:
    """The monitors run, and are started."""
    tasks = [asyncio.create_task(monitor.run()) for monitor in monitors]
    for monitor in monitors:
        monitor.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.001)


async def comes_to(monitor: Monitor, state: State) -> Snapshot:
    """Wait until it is in this state."""
    await until(lambda: monitor.snapshot().state is state)
    return monitor.snapshot()


async def has_received(monitor: Monitor, events: int) -> None:
    """Wait until so many events have come."""
    await until(lambda: monitor.history.total >= events)


async def closed(connection: Connection) -> None:
    """Wait until the server has seen the end of a connection."""
    async with asyncio.timeout(PATIENCE):
        await connection.closed.wait()


async def some_rounds() -> None:
    """Let everything happen that can happen by itself."""
    for _ in range(20):
        await asyncio.sleep(0)


def data_of(monitor: Monitor) -> list[tuple[int, str]]:
    return [(received.number, received.event.data) for received in monitor.history]


def words(snapshot: Snapshot) -> str:
    return f"{snapshot.label.glyph} {snapshot.label.text}"
