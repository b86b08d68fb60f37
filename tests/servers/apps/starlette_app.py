"""A numbered stream on sse-starlette; numbers grow with time, so that a restart forgets none."""

import asyncio
import os
import time
from collections.abc import AsyncIterator

from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

STARTED = float(os.environ["STARTED"])
PER_SECOND = 50


async def numbers(request: Request) -> EventSourceResponse:
    """Every number since the one that the client had last, then each as it comes."""
    number = int(request.headers.get("last-event-id") or 0)

    async def events() -> AsyncIterator[dict[str, object]]:
        nonlocal number
        while True:
            while number < (time.time() - STARTED) * PER_SECOND:
                number += 1
                yield {"id": str(number), "event": "number", "data": f'{{"text":"№ {number}"}}', "retry": 200}
            await asyncio.sleep(0.02)

    return EventSourceResponse(events(), ping=1)


app = Starlette(routes=[Route("/", numbers)])
