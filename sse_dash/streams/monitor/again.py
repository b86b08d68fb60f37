"""When a stream is asked for again that the client itself gave up: after an odd answer, slowly; after a step
that failed and may well not fail again, as after a loss. No clock and no dice of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.client.errors import TransientError
from sse_dash.client.retry import reconnect_delay

SLOW_FIRST, SLOW_LONGEST = 60.0, 600.0
"""Seconds until a stream that was live once is asked again after an odd answer: doubled up to the second."""
_SLOW_JITTER = 0.05
"""The part by which such a wait may be shorter, so that all streams of a server don't come back at once."""


class Again:
    """The waits of one stream, which grow while it does no better."""

    def __init__(self, rng: Callable[[], float]) -> None:
        """`rng` gives numbers in [0, 1)."""
        self._rng = rng
        self._slow = SLOW_FIRST
        self.failed_steps = 0
        """How many connections in a row came to nothing since a step after their opening failed."""

    def begin_anew(self) -> None:
        """It is connected by hand, or has been well."""
        self._slow = SLOW_FIRST
        self.failed_steps = 0

    def after_odd_answer(self) -> float:
        """Seconds to wait now, and longer the next time."""
        delay = self._slow * (1 - _SLOW_JITTER * self._rng())
        self._slow = min(2 * self._slow, SLOW_LONGEST)
        return delay

    def after_failed_step(self, error: TransientError, base: float, longest: float) -> float:
        """Seconds to wait, from `base` up to `longest` or what the server asks for, and longer the next
        time."""
        delay = reconnect_delay(base, self.failed_steps, max_delay=longest, chance=self._rng())
        self.failed_steps += 1
        return max(delay, error.retry_after or 0.0)
