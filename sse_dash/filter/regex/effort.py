"""How long one event may take to test. A match under way can't be broken off, so that work is cut up, and the
clock looked at between the pieces."""

from __future__ import annotations

import time
from collections.abc import Callable

BUDGET = 0.030
"""Seconds for all regular expressions of a filter together, on one event, before the last piece of work: with
that it is 50 ms at the most."""


class OverBudget(Exception):
    """It would take too long to find out. No failure: whoever asks says that it isn't known."""


class Effort:
    """That of one event. It begins with the first look, and is that of this thread alone: a machine that has
    other things to do makes no pattern slow."""

    __slots__ = ("_clock", "_ends", "_seconds")

    def __init__(self, seconds: float = BUDGET, clock: Callable[[], float] = time.thread_time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._ends: float | None = None

    def look(self) -> None:
        """Call before each piece of work. Raises OverBudget once the time is up."""
        now = self._clock()
        if self._ends is None:
            self._ends = now + self._seconds
        elif now > self._ends:
            raise OverBudget
