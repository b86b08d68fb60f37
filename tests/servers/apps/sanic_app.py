"""A numbered stream on Sanic."""

import asyncio

from numbered import PAUSE, PORT, event_of, since
from sanic import Request, Sanic

app = Sanic("numbers")
app.config.RESPONSE_TIMEOUT = 3600


@app.get("/")
async def numbers(request: Request) -> None:
    """Every number since the one that the client had last, then each as it comes."""
    response = await request.respond(content_type="text/event-stream; charset=utf-8")
    for number in since(request.headers.get("Last-Event-ID")):
        if number is None:
            await asyncio.sleep(PAUSE)
        else:
            await response.send(event_of(number))


if __name__ == "__main__":
    app.run("127.0.0.1", PORT, single_process=True, access_log=False, motd=False)
