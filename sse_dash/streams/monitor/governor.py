"""Keeps a flood from taking the event loop: reading pauses, and back-pressure goes to the socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PERIOD = 0.020
"""Seconds. A key waits about this long at the most."""

SHARE = 0.5
"""The part of a period that the loop's thread may have used before reading waits for the next."""

SHARE_OF_LOOP = 0.75
"""The part of a period for which reading may keep the loop. Where the processor has others to serve as well,
that is more than the thread uses."""

_AT_A_TIME = 0.002
"""Seconds for which a stream reads on while others wait."""

_LONGEST_DEBT = 10
"""Periods that reading waits at most for what one read has overdrawn."""


class Governor:
    """Shared by all streams of one event loop, which it must be, since they share one thread.

    It measures the thread's processor time and not just its callers' own: when drawing is dear, reading gets
    less, and the keys still answer. And it measures how long reading keeps the loop: where the process gets
    a fifth of a processor, a millisecond of work takes five, and a key waits for all of them.

    Streams that wait go on one after the other, each for a moment; none is passed over.
    """

    def __init__(
        self,
        period: float = PERIOD,
        share: float = SHARE,
        share_of_loop: float = SHARE_OF_LOOP,
        *,
        clock: Callable[[], float] = time.monotonic,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        """`period` is in seconds, the shares in (0, 1]; `clock` and `cpu` are in seconds."""
        self._period = period
        self._budget = period * share
        self._loop_budget = period * share_of_loop
        self._clock = clock
        self._cpu = cpu
        self._ends = 0.0
        self._cpu_at_start = 0.0
        self._kept = 0.0
        """Seconds for which reading kept the loop, less what periods that are over allowed for."""
        self._at_a_time = 0.0
        self._line = asyncio.Lock()
        self._waiting = 0

    async def turn(self, kept: float) -> None:
        """Call before each read, with the seconds for which the last one kept the loop, whatever it brought.
        Returns at once, or when its turn has come in one of the next periods."""
        self._kept += kept
        self._at_a_time += kept
        if (not self._waiting or self._at_a_time < _AT_A_TIME) and self._wait() is None:
            return
        self._waiting += 1
        try:
            async with self._line:
                while (wait := self._wait()) is not None:  # noqa: ASYNC110 - for a time, and not for others
                    await asyncio.sleep(wait)
                self._at_a_time = 0.0
        finally:
            self._waiting -= 1

    def _wait(self) -> float | None:
        """Seconds until reading may go on; None if it may now."""
        now = self._clock()
        if now >= self._ends:
            over = 1 + int((now - self._ends) / self._period)
            owed = min(self._kept, _LONGEST_DEBT * self._loop_budget)
            self._kept = max(0.0, owed - over * self._loop_budget)
            self._ends = now + self._period
            self._cpu_at_start = self._cpu()
        if self._kept < self._loop_budget and self._cpu() - self._cpu_at_start <= self._budget:
            return None
        return self._ends - now
