"""A numbered stream on FastAPI's own StreamingResponse."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import StreamingResponse
from numbered import PAUSE, event_of, since

app = FastAPI()


@app.get("/")
async def numbers(last_event_id: Annotated[str | None, Header()] = None) -> StreamingResponse:
    """Every number since the one that the client had last, then each as it comes."""

    async def events() -> AsyncIterator[str]:
        for number in since(last_event_id):
            if number is None:
                await asyncio.sleep(PAUSE)
            else:
                yield event_of(number)

    return StreamingResponse(events(), media_type="text/event-stream")
