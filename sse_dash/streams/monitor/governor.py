"""Keeps a flood from taking the event loop: reading pauses, and back-pressure goes to the socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PERIOD = 0.020
"""Seconds. A key waits about this long at the most."""

SHARE = 0.5
"""The part of a period that the loop's thread may have used before reading waits for the next."""


class Governor:
    """Shared by all streams of one event loop, which it must be, since they share one thread.

    It measures the thread's processor time and not just its callers' own: when drawing is dear, reading gets
    less, and the keys still answer.
    """

    def __init__(
        self,
        period: float = PERIOD,
        share: float = SHARE,
        *,
        clock: Callable[[], float] = time.monotonic,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        """`period` is in seconds, `share` in (0, 1]; `clock` and `cpu` are in seconds."""
        self._period = period
        self._budget = period * share
        self._clock = clock
        self._cpu = cpu
        self._ends = 0.0
        self._cpu_at_start = 0.0

    async def turn(self) -> None:
        """Call after each read. Returns at once, or when the next period has begun."""
        now = self._clock()
        if now >= self._ends:
            self._ends = now + self._period
            self._cpu_at_start = self._cpu()
        elif self._cpu() - self._cpu_at_start > self._budget:
            await asyncio.sleep(self._ends - now)
