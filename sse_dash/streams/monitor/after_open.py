"""The steps that follow once a stream is open: sent beside its reading, which ends if one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sse_dash.client.message import MessageEvent


class AfterOpen:
    """Those of one stream, for one connection at a time."""

    def __init__(
        self, send: Callable[[Awaitable[MessageEvent]], Coroutine[Any, Any, None]], name: str
    ) -> None:
        """`send` sends them, given the first event to come; `name` is that of the stream."""
        self._send = send
        self._name = name
        self._first: asyncio.Future[MessageEvent] | None = None
        self._steps: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._error: BaseException | None = None

    def begin(self, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """It is open. `close` ends its reading: a stream without what follows its opening is none."""
        self._first = asyncio.get_running_loop().create_future()
        self._steps = asyncio.create_task(self._send(self._first), name=f"sse-dash: {self._name}, after_open")

        def done(steps: asyncio.Task[None]) -> None:
            if not steps.cancelled() and (error := steps.exception()) is not None:
                self._error = error
                self._closing = asyncio.create_task(close())

        self._steps.add_done_callback(done)

    def heard(self, batch: list[MessageEvent]) -> None:
        """These have come."""
        if self._first is not None and not self._first.done():
            self._first.set_result(batch[0])

    def taken_error(self) -> BaseException | None:
        """Why they failed, once; None if they didn't."""
        error, self._error = self._error, None
        return error

    async def end(self) -> None:
        """The connection is gone."""
        for task in (self._steps, self._closing):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        self._first = self._steps = self._closing = None
