"""The demo as an aiohttp application: paths, status codes, headers. What is said, and when, is elsewhere.

Importing this loads aiohttp's server, which is slow; `DemoServer` does so in its thread.
"""

from __future__ import annotations

import asyncio
import contextlib
from random import Random

from aiohttp import web

from sse_dash.demo import pacing
from sse_dash.demo.audit_log import AuditLog
from sse_dash.demo.catalogue import (
    AUDIT_PATH,
    BUILDS_PATH,
    CHAT_MODEL,
    CHAT_PATH,
    HEARTBEAT_PATH,
    ORDERS_PATH,
    PRICES_PATH,
)

_INDEX = f"""\
sse-dash demo: six streams of server-sent events

GET  {ORDERS_PATH:22} a shop's orders, about 3 events a second
GET  {PRICES_PATH:22} share prices, about 200 events a second
GET  {BUILDS_PATH:22} build logs, in bursts
GET  {AUDIT_PATH:22} an audit log, cut off every few seconds; resumes by Last-Event-ID
POST {CHAT_PATH:22} tokens of a language model; wants {{"messages": [...]}}
GET  {HEARTBEAT_PATH:22} keep-alive comments and nothing else
"""

_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
_RETRY_AFTER_SECONDS = 2
_LONGEST_ID = 15


def make_app(seed: int | None = None, *, pace: float = 1.0) -> web.Application:
    """The demo's application, to be served on loopback only: it checks nobody.

    The same `seed` gives each first, second, ... connection of a stream the same content; None gives new
    content every time. `pace` multiplies all speeds. Raises ValueError if it is not above 0.
    """
    streams = _Streams(seed, pacing.Tempo(pace))
    app = web.Application()
    app.add_routes(
        [
            # A HEAD on a stream would be a GET that never ends and never says a thing.
            web.get("/", streams.index, allow_head=False),
            web.get(ORDERS_PATH, streams.orders, allow_head=False),
            web.get(PRICES_PATH, streams.prices, allow_head=False),
            web.get(BUILDS_PATH, streams.builds, allow_head=False),
            web.get(AUDIT_PATH, streams.audit, allow_head=False),
            web.post(CHAT_PATH, streams.chat),
            web.get(HEARTBEAT_PATH, streams.heartbeat, allow_head=False),
        ]
    )
    app.on_shutdown.append(streams.cut_off)
    return app


class _Streams:
    """The handlers and what they share: the audit log, counts of connections, who is connected."""

    def __init__(self, seed: int | None, tempo: pacing.Tempo) -> None:
        self._seed = Random().getrandbits(64) if seed is None else seed
        self._tempo = tempo
        self._connections: dict[str, int] = {}
        self._audit_log = AuditLog(Random(f"{self._seed} audit log"), tempo.now)
        self._audit_returns = 0
        self._transports: set[asyncio.Transport] = set()

    async def cut_off(self, _app: web.Application) -> None:
        """Ends every stream at once: closing politely would wait for clients that have stopped reading."""
        for transport in list(self._transports):
            transport.abort()

    async def index(self, _request: web.Request) -> web.Response:
        return web.Response(text=_INDEX)

    async def orders(self, request: web.Request) -> web.StreamResponse:
        rng = self._rng(request)
        last_id = _last_event_id(request)
        first_id = rng.randrange(32_000, 36_000) if last_id is None else last_id + 1
        return await self._send(request, pacing.orders(rng, self._tempo, first_id=first_id))

    async def prices(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, pacing.prices(self._rng(request), self._tempo))

    async def builds(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, pacing.builds(self._rng(request), self._tempo))

    async def audit(self, request: web.Request) -> web.StreamResponse:
        last_id = _last_event_id(request)
        if last_id is not None:
            self._audit_returns += 1
            # Of four returns the third is refused and the fourth is its second try: every third drop.
            if self._audit_returns % 4 == 3:
                return web.Response(
                    status=503,
                    headers={"Retry-After": str(_RETRY_AFTER_SECONDS)},
                    text="The audit log is being moved, come back in a moment.\n",
                )
        chunks = pacing.audit(self._rng(request), self._tempo, self._audit_log, last_id=last_id)
        response = await self._send(request, chunks)
        # Closing below aiohttp leaves out the last chunk, so the client sees a cut and no end.
        if request.transport is not None:
            request.transport.close()
        return response

    async def chat(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await request.json()
        except ValueError:
            return _refusal("The body is not JSON.")
        if (
            not isinstance(asked, dict)
            or not isinstance(asked.get("messages"), list)
            or not asked["messages"]
        ):
            return _refusal('The body must be a JSON object with a list of "messages" that is not empty.')
        model = asked.get("model")
        if not isinstance(model, str) or not model.isprintable():  # a lone surrogate can't be sent back
            model = CHAT_MODEL
        return await self._send(request, pacing.chat_completion(self._rng(request), self._tempo, model=model))

    async def heartbeat(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, pacing.heartbeat(self._tempo))

    async def _send(self, request: web.Request, chunks: pacing.Chunks) -> web.StreamResponse:
        """Streams `chunks` until they end or the client has gone, which is no fault and not reported."""
        response = web.StreamResponse(headers=_HEADERS)
        transport = request.transport
        if transport is None:
            return response
        self._transports.add(transport)
        try:
            with contextlib.suppress(ConnectionError):
                async with contextlib.aclosing(chunks):
                    await response.prepare(request)
                    async for chunk in chunks:
                        await response.write(chunk)
        finally:
            self._transports.discard(transport)
        return response

    def _rng(self, request: web.Request) -> Random:
        """Chance for this connection alone, so that clients don't change what the others see."""
        count = self._connections.get(request.path, 0)
        self._connections[request.path] = count + 1
        return Random(f"{self._seed} {request.path} {count}")


def _last_event_id(request: web.Request) -> int | None:
    """The number the client came back with; None if there is none, or none that the demo could have sent."""
    value = request.headers.get("Last-Event-ID", "")
    if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID:
        return int(value)
    return None


def _refusal(message: str) -> web.Response:
    error = {"error": {"message": message, "type": "invalid_request_error"}}
    return web.json_response(error, status=400)
