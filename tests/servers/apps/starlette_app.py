"""A numbered stream on sse-starlette, for any server of ASGI."""

import asyncio
from collections.abc import AsyncIterator

from numbered import PAUSE, RETRY, since, text_of
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route


async def numbers(request: Request) -> EventSourceResponse:
    """Every number since the one that the client had last, then each as it comes."""
    last = request.headers.get("last-event-id")

    async def events() -> AsyncIterator[dict[str, object]]:
        for number in since(last):
            if number is None:
                await asyncio.sleep(PAUSE)
            else:
                yield {"id": str(number), "event": "number", "data": text_of(number), "retry": RETRY}

    return EventSourceResponse(events(), ping=1)


app = Starlette(routes=[Route("/", numbers)])
