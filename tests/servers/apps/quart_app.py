"""A numbered stream on Quart, for any server of ASGI."""

import asyncio
from collections.abc import AsyncIterator

from numbered import PAUSE, event_of, since
from quart import Quart, Response, make_response, request

app = Quart(__name__)


@app.get("/")
async def numbers() -> Response:
    """Every number since the one that the client had last, then each as it comes."""
    last = request.headers.get("Last-Event-ID")

    async def events() -> AsyncIterator[str]:
        for number in since(last):
            if number is None:
                await asyncio.sleep(PAUSE)
            else:
                yield event_of(number)

    response = await make_response(events(), {"Content-Type": "text/event-stream"})
    response.timeout = None
    return response
