"""The body of the answer that is read, a piece at a time; what the bytes mean is the parsers' affair."""

from __future__ import annotations

import asyncio

import aiohttp

from . import failures
from .errors import EventSourceError
from .response import take_rest
from .waiting import Pace

# Seconds for which a read, with what is made of it, may keep the loop before the next ones are of less; and
# below which they are of more again. Lines of two bytes cost fifty times what long ones do.
_LONG, _SHORT = 0.004, 0.001
_FIRST, _LEAST = 2048, 256
"""Bytes of the first read, when no one knows yet how long what comes takes; and of any, however long."""


class BrokenOff(Exception):
    """Wakes a reader whose connection is closed or given up by us."""


class Body:
    """One connection's."""

    def __init__(self, response: aiohttp.ClientResponse, read_size: int, pace: Pace) -> None:
        self.failure: EventSourceError | None = None
        """What broke it; it is known before all that came before it has been read."""
        self._response = response
        self._most = read_size
        self._size = min(_FIRST, read_size)
        self._pace = pace
        self._came_at = 0.0
        self._left_at: float | None = 0.0
        """When the loop went on after the last read; None while it hasn't."""

    async def read(self) -> bytes:
        """The next bytes; none at the end, and after what came before a failure. Raises BrokenOff.

        To be called again when all is done with what it returned. Whoever is cancelled loses nothing.
        """
        loop = asyncio.get_running_loop()
        # What is made of a read may wait for something itself, and then the loop is others'.
        kept = (loop.time() if self._left_at is None else self._left_at) - self._came_at
        self._came_at = self._left_at = 0.0  # counted once, also where this is cancelled
        if kept > _LONG:
            self._size = max(min(_LEAST, self._most), self._size // 2)
        elif kept < _SHORT:
            self._size = min(self._most, self._size * 2)
        # Before each read, whatever the last one brought: of what is buffered already, and a small compressed
        # body comes to megabytes, the next one returns without giving others their turn.
        await self._pace(kept)
        chunk = await self._next()
        self._came_at, self._left_at = loop.time(), None
        loop.call_soon(self._leave, self._came_at)
        return chunk

    def break_off(self) -> None:
        """Close the connection; who waits for bytes is told."""
        self._response.content.set_exception(BrokenOff())
        self._response.close()

    def _leave(self, came_at: float) -> None:
        """The loop goes on, after the read of that moment."""
        if self._left_at is None and came_at == self._came_at:
            self._left_at = asyncio.get_running_loop().time()

    async def _next(self) -> bytes:
        content = self._response.content
        if self.failure is None:
            try:
                chunk = await content.read(self._size)
                # A session that was lent says at its end that there was a reset, and to who waits nothing.
                if chunk or (exc := content.exception()) is None:
                    return chunk
                raise exc
            except failures.NETWORK_EXCEPTIONS as exc:
                self.failure = failures.from_reading(exc, str(self._response.url))
        return take_rest(content, self._size)
