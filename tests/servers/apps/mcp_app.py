"""A server of the MCP SDK, 1.x or 2.x, that says `resources/updated` as often as its tool `tell` is told to.

The variable SESSIONS is `kept`, with a store of events, or `none`.
"""

import contextlib
import os
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

import uvicorn
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http import EventMessage, EventStore
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Mount

IS_FIRST = version("mcp").startswith("1.")
SCHEMA = {"type": "object", "properties": {"times": {"type": "integer"}}}


class Store(EventStore):
    """All that was sent, by stream; an id is a place in it."""

    def __init__(self) -> None:
        self._sent: list[tuple[str, Any]] = []

    async def store_event(self, stream_id: str, message: Any) -> str:
        """Keep it."""
        self._sent.append((stream_id, message))
        return str(len(self._sent))

    async def replay_events_after(self, last_event_id: str, send_callback: Any) -> str | None:
        """Send again what came after."""
        place = int(last_event_id)
        stream_id = self._sent[place - 1][0]
        for number, (of, message) in enumerate(self._sent[place:], place + 1):
            if of == stream_id and message is not None:
                await send_callback(EventMessage(message, str(number)))
        return stream_id


async def tell(session: Any, times: int) -> None:
    """Say it so often."""
    for number in range(times):
        await session.send_resource_updated(f"numbers://{number}")


if IS_FIRST:
    server: Any = Server("numbers")

    @server.list_tools()
    async def tools() -> list[types.Tool]:
        """What it can."""
        return [types.Tool(name="tell", inputSchema=SCHEMA)]

    @server.call_tool()
    async def call(_: str, arguments: dict[str, Any]) -> list[types.TextContent]:
        """Tell."""
        await tell(server.request_context.session, int(arguments["times"]))
        return [types.TextContent(type="text", text="told")]

else:

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        """What it can."""
        return types.ListToolsResult(tools=[types.Tool(name="tell", input_schema=SCHEMA)])

    async def call_tool(context: Any, params: Any) -> types.CallToolResult:
        """Tell."""
        await tell(context.session, int(params.arguments["times"]))
        return types.CallToolResult(content=[types.TextContent(type="text", text="told")])

    server = Server("numbers", on_list_tools=list_tools, on_call_tool=call_tool)

is_stateless = os.environ.get("SESSIONS") == "none"
manager = StreamableHTTPSessionManager(server, None if is_stateless else Store(), stateless=is_stateless)


@contextlib.asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """As long as it serves."""
    async with manager.run():
        yield


app = Starlette(routes=[Mount("/", manager.handle_request)], lifespan=lifespan)
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
