"""A connection that dies without a word: nothing comes, and nothing says so (rule 17)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from sse_dash.client import EventSource, TransientError
from tests.client.scripted_server import ScriptedServer, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

IDLE = 0.4
"""Seconds."""


class FreezingProxy:
    """Passes bytes on between client and server, until it is frozen: then it holds all back for good."""

    def __init__(self, target: str) -> None:
        self._host, _, port = target.removeprefix("http://").partition(":")
        self._port = int(port)
        self._running = asyncio.Event()
        self._running.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.url = ""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[FreezingProxy]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/events"
        try:
            yield self
        finally:
            server.close()
            for writer in self._writers:
                writer.transport.abort()
            self.thaw()
            await asyncio.gather(*self._tasks)

    def freeze(self) -> None:
        self._running.clear()

    def thaw(self) -> None:
        self._running.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        upstream, to_upstream = await asyncio.open_connection(self._host, self._port)
        self._writers |= {writer, to_upstream}
        await asyncio.gather(self._pump(reader, to_upstream), self._pump(upstream, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(4096):
                await self._running.wait()
                writer.write(chunk)
                await writer.drain()
        writer.close()


@pytest.fixture
async def proxy(server: ScriptedServer) -> AsyncIterator[FreezingProxy]:
    async with FreezingProxy(server.origin).running() as running:
        yield running


async def test_a_frozen_connection_is_given_up_after_the_idle_timeout_and_resumed(
    server: ScriptedServer, proxy: FreezingProxy
) -> None:
    errors: list[TransientError] = []
    server.script(server.hold(b"id: 1\ndata: one\n\n"), server.stream(b"id: 2\ndata: two\n\n"))

    def on_error(error: TransientError) -> None:
        errors.append(error)
        proxy.thaw()

    async with impatient(proxy.url, idle_timeout=IDLE, on_error=on_error) as source:
        assert (await anext(source)).data == "one"
        proxy.freeze()
        started = time.monotonic()
        assert (await anext(source)).data == "two"
        assert time.monotonic() - started >= IDLE
    assert "idle timeout" in str(errors[0])
    assert server.requests[-1].headers["Last-Event-ID"] == "1"


async def test_closing_a_frozen_connection_hangs_on_nothing(
    server: ScriptedServer, proxy: FreezingProxy
) -> None:
    server.script(server.hold(b"data: one\n\n"))
    source = EventSource(proxy.url)
    assert (await anext(source)).data == "one"
    proxy.freeze()
    async with asyncio.timeout(1):
        await source.close()


async def test_the_system_is_asked_to_probe_a_silent_connection(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: one\n\n"))
    async with EventSource(server.url) as source:
        await anext(source)
        assert source._life.response is not None
        assert source._life.response.connection is not None
        assert source._life.response.connection.transport is not None
        sock = source._life.response.connection.transport.get_extra_info("socket")
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_KEEPIDLE"):
            # All together well under the two hours that systems wait by themselves.
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 60


SLEEPER = """
import asyncio, sys
from sse_dash.client import EventSource

async def main():
    source = EventSource(sys.argv[1], idle_timeout=0.5, reconnect="never")
    async for event in source:
        print(event.data, flush=True)

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes can't be stopped there")
async def test_after_the_process_was_stopped_what_lies_in_the_socket_is_read_first(
    server: ScriptedServer,
) -> None:
    stopped = asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = await server.stream(b"data: one\n\n")(request)
        await stopped.wait()
        await response.write(b"data: two\n\n")
        await asyncio.sleep(0.8)  # longer than the idle timeout
        sleeper.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.1)
        await response.write(b"data: three\n\n")
        return response

    server.script(answer)
    sleeper = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SLEEPER, server.url, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert sleeper.stdout is not None
    assert await sleeper.stdout.readline() == b"one\n"
    sleeper.send_signal(signal.SIGSTOP)
    stopped.set()
    rest, _ = await sleeper.communicate()
    assert (rest, sleeper.returncode) == (b"two\nthree\n", 0)
