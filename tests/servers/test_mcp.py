"""The preset `mcp` against servers of the MCP SDK, of both of its generations."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from sse_dash.requests.presets import with_preset
from sse_dash.requests.resolve import resolve
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.received import Note
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.servers.cutter import Cutter
from tests.servers.foreign_server import ForeignServer, free_port
from tests.servers.stacks import APPS, INSTALLED

pytestmark = pytest.mark.servers

_PATIENCE = 30.0


@pytest.fixture(params=["venv", "venv-mcp-1"])
def mcp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForeignServer]:
    """One that is not started yet; how it keeps sessions is in its environment."""
    python = INSTALLED / request.param / "bin" / "python"
    if not list(python.parents[1].glob("lib/python3*/site-packages/mcp")):
        pytest.skip("the MCP SDK is not installed: run .ci/servers all")
    server = ForeignServer(request.param, free_port(), [str(python), str(APPS / "mcp_app.py")], tmp_path)
    try:
        yield server
    finally:
        server.kill()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Monitor]:
    """A stream of what the server at that URL says by itself."""
    fields = with_preset("mcp", {"name": "mcp", "url": f"{url}mcp", "retry": 0.1, "backoff": 1.0})
    loop = asyncio.get_running_loop()
    monitor = Monitor(StreamSpec(**fields), resolve=lambda spec: resolve(spec, {}), clock=loop.time)
    running = asyncio.create_task(monitor.run())
    monitor.start()
    try:
        yield monitor
    finally:
        running.cancel()
        await asyncio.wait([running])


async def is_open(monitor: Monitor, connections: int = 1) -> None:
    async with asyncio.timeout(_PATIENCE):
        while monitor.snapshot().state is not State.OPEN or monitor.tally.connections < connections:  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.05)


async def has_received(monitor: Monitor, events: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while monitor.history.total < events:  # noqa: ASYNC110 - a monitor is only ever looked at
            await asyncio.sleep(0.05)


async def have_it_tell(server: ForeignServer, session: str, times: int) -> None:
    """Call the tool, in the session that the log of the server tells of."""
    call = {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "tools/call",
        "params": {"name": "tell", "arguments": {"times": times}},
    }
    headers = {
        "Mcp-Session-Id": session,
        "MCP-Protocol-Version": "2025-06-18",
        "Accept": "application/json, text/event-stream",
    }
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{server.url}mcp", json=call, headers=headers) as answer,
    ):
        assert answer.status == 200
        assert "told" in await answer.text()


async def test_a_session_is_resumed_by_id_and_begun_anew_where_the_server_lost_it(mcp: ForeignServer) -> None:
    mcp.start()
    async with Cutter(mcp.port).running() as cutter, listening(cutter.url) as monitor:
        await is_open(monitor)
        await have_it_tell(mcp, cutter.asked_with("mcp-session-id"), 3)
        await has_received(monitor, 3)
        cutter.cut()
        await have_it_tell(mcp, cutter.asked_with("mcp-session-id"), 2)  # while it is away
        await has_received(monitor, 5)
        first = cutter.asked_with("mcp-session-id")
        await mcp.restart(0.2)
        await is_open(monitor, 3)
        second = cutter.asked_with("mcp-session-id")
        assert second != first
        await have_it_tell(mcp, second, 1)
        await has_received(monitor, 6)
        rows = list(monitor.history.rows)
    events = [json.loads(row.event.data)["params"]["uri"] for row in rows if not isinstance(row, Note)]
    assert events == [f"numbers://{number}" for number in (0, 1, 2, 0, 1, 0)]
    assert any("a new session begins" in row.text for row in rows if isinstance(row, Note))


async def test_a_server_without_sessions_is_listened_to_as_well(mcp: ForeignServer) -> None:
    mcp.environment["SESSIONS"] = "none"
    mcp.start()
    async with listening(mcp.url) as monitor:
        await is_open(monitor)
