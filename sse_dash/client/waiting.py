"""Waiting: for the moment of the next attempt, which whoever closes or restarts the stream may cut short; and
between two reads, so that others have their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Pace = Callable[[float], Awaitable[None]]
"""Is awaited before each read, with the seconds for which the last one kept the event loop."""


async def let_others_run(_kept: float) -> None:
    """The usual pace: what else is due on the loop comes first."""
    await asyncio.sleep(0)


class Pause:
    """When the next attempt is due. The state is here and not in who waits: cancelling that loses nothing."""

    def __init__(self) -> None:
        self._due = 0.0  # the loop's time
        self._wake: asyncio.Event | None = None

    def until(self, due: float) -> None:
        """Let no attempt be made before `due`, in the running loop's time."""
        self._due = due

    def end(self) -> None:
        """The attempt is due now; who waits goes on."""
        self._due = 0.0
        if self._wake is not None:
            self._wake.set()

    async def over(self) -> None:
        """Return when the attempt is due."""
        loop = asyncio.get_running_loop()
        while (left := self._due - loop.time()) > 0:
            self._wake = asyncio.Event()
            try:
                async with asyncio.timeout(left):
                    await self._wake.wait()
            except TimeoutError:
                continue
