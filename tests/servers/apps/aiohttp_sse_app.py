"""A numbered stream on aiohttp-sse."""

import asyncio

from aiohttp import web
from aiohttp_sse import sse_response
from numbered import PAUSE, PORT, RETRY, since, text_of


async def numbers(request: web.Request) -> web.StreamResponse:
    """Every number since the one that the client had last, then each as it comes."""
    async with sse_response(request) as response:
        response.ping_interval = 1
        for number in since(response.last_event_id):
            if number is None:
                await asyncio.sleep(PAUSE)
            else:
                await response.send(text_of(number), id=str(number), event="number", retry=RETRY)
    return response


app = web.Application()
app.router.add_get("/", numbers)
web.run_app(app, host="127.0.0.1", port=PORT, print=None)
