"""Streams of the dashboard by way of nginx, set up as it is found in the wild: what they say of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sse_dash.client.lifecycle import Stage
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.received import Note
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import ScriptedServer, started
from tests.servers.conftest import nginx_with
from tests.servers.foreign_server import ForeignServer

pytestmark = pytest.mark.servers

_PATIENCE = 20.0


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


@pytest.fixture
def frozen() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def between(upstream: ScriptedServer, frozen: int, tmp_path: Path) -> Iterator[ForeignServer]:
    values = {"UPSTREAM": upstream.origin.rpartition(":")[2], "FROZEN": str(frozen)}
    server = nginx_with("proxies.conf", tmp_path, **values)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@asynccontextmanager
async def following(url: str, **fields: Any) -> AsyncIterator[Monitor]:
    spec = StreamSpec(name="s", url=url, retry=0.1, **fields)
    monitor = Monitor(spec, clock=asyncio.get_running_loop().time)
    running = asyncio.create_task(monitor.run())
    monitor.start()
    try:
        yield monitor
    finally:
        running.cancel()
        await asyncio.wait([running])


async def comes_to(monitor: Monitor, condition: Callable[[Snapshot], bool]) -> Snapshot:
    async with asyncio.timeout(_PATIENCE):
        while not condition(monitor.snapshot()):  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.02)
    return monitor.snapshot()


async def test_a_proxy_that_buffers_keeps_the_answer_back_which_is_shown_as_no_answer_yet(
    between: ForeignServer, upstream: ScriptedServer
) -> None:
    upstream.script(upstream.hold(b"data: small\n\n"))
    async with following(f"{between.url}buffering/") as monitor:
        snapshot = await comes_to(monitor, lambda snapshot: snapshot.connecting_for > 2)
    assert snapshot.stage is Stage.WAITING
    assert "no answer yet" in snapshot.label.text


async def test_a_server_that_forbids_buffering_is_heard_at_once(
    between: ForeignServer, upstream: ScriptedServer
) -> None:
    upstream.script(upstream.stream(b"data: small\n\n", headers={"X-Accel-Buffering": "no"}))
    async with following(f"{between.url}buffering/") as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.events == 1)


async def test_compression_of_nginx_is_flushed(between: ForeignServer, upstream: ScriptedServer) -> None:
    upstream.script(upstream.hold(b"data: small\n\n"))
    async with following(f"{between.url}gzip/", headers={"Accept-Encoding": "gzip"}) as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.events == 1)


async def test_a_proxy_that_cuts_what_is_idle_is_told_of_with_the_silence(
    between: ForeignServer, upstream: ScriptedServer
) -> None:
    upstream.script(*(upstream.hold(b"id: 7\ndata: x\n\n") for _ in range(3)))
    async with following(f"{between.url}impatient/") as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.events == 3)
        notes = [row.text for row in monitor.history.rows if isinstance(row, Note)]
    assert any(note.startswith("connection lost") for note in notes)
    assert upstream.requests[1].headers["Last-Event-ID"] == "7"


async def test_a_gateway_without_its_server_is_tried_again_and_its_page_kept(
    between: ForeignServer,
) -> None:
    async with following(f"{between.url}nowhere/") as monitor:
        snapshot = await comes_to(monitor, lambda snapshot: "(2)" in snapshot.label.text)
    assert snapshot.state in (State.RETRYING, State.CONNECTING)
    assert snapshot.trouble.startswith("502 Bad Gateway")
    assert "<center>nginx" in snapshot.trouble


async def test_a_gateway_whose_server_says_nothing_is_told_of_as_one(between: ForeignServer) -> None:
    async with following(f"{between.url}frozen/") as monitor:
        snapshot = await comes_to(monitor, lambda snapshot: snapshot.state is State.RETRYING)
    assert snapshot.trouble.startswith("504 Gateway Time-out")
