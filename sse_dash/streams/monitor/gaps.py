"""The times between a stream's events: how long since the last one, and how even they come.

The clock is passed in. How many come in a second is `rate`'s affair.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from itertools import islice, repeat
from math import ceil

KEPT = 256
"""Gaps that are kept, the newest ones."""

# Up to so many changes are put in their places one by one; past that, sorting anew is cheaper.
_FEW = 24


class GapMeter:
    """Remembers the newest gaps, in seconds.

    Taking in a batch costs the same however large it is, and percentiles cost what has changed since they
    were last asked for: a list asks hundreds of streams twice a second, and most had a few events or none.
    """

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=KEPT)
        self._last: float | None = None
        self._is_continuous = False
        self._in_order: list[float] = []
        self._new = 0  # how many of _gaps are not in _in_order yet
        self._gone: list[float] = []  # what fell out of _gaps and still is in _in_order

    def add(self, now: float, events: int) -> None:
        """Count a batch that came at `now`, in seconds of a clock that only runs forward.

        Its first event ends a gap, the others came at the same moment.
        """
        if events <= 0:
            return
        if self._is_continuous and self._last is not None:
            self._append(max(0.0, now - self._last), 1)
        self._append(0.0, events - 1)
        self._last = now
        self._is_continuous = True

    def break_off(self) -> None:
        """The stream is not wanted for a while: the time until its next event is no gap."""
        self._is_continuous = False

    def since_last(self, now: float) -> float | None:
        """Seconds since the last event; None before the first."""
        return None if self._last is None else max(0.0, now - self._last)

    def percentile(self, percent: int) -> float | None:
        """Seconds that `percent` (1 to 100) of the kept gaps don't exceed; None while there is no gap."""
        self._put_in_order()
        if not self._in_order:
            return None
        return self._in_order[ceil(len(self._in_order) * percent / 100) - 1]

    def _append(self, gap: float, count: int) -> None:
        count = min(count, KEPT)
        out = max(0, len(self._gaps) + count - KEPT)
        if self._new + count <= _FEW:  # past that all is sorted anew, and no one asks what is gone
            self._gone.extend(islice(self._gaps, out))
        self._gaps.extend(repeat(gap, count))
        self._new += count

    def _put_in_order(self) -> None:
        if not self._new:
            return
        if self._new > _FEW:
            self._in_order = sorted(self._gaps)
        else:
            for gap in self._gone:
                del self._in_order[bisect_left(self._in_order, gap)]
            for gap in islice(reversed(self._gaps), self._new):
                insort(self._in_order, gap)
        self._gone.clear()
        self._new = 0
