"""How fast a stream runs: events and bytes in fixed buckets of time. The clock is passed in."""

from __future__ import annotations

BUCKET = 0.5
"""Seconds of one bucket; buckets begin at whole multiples of it."""

KEPT = 240
"""Buckets that are kept: two minutes."""

_SHORT, _LONG = 2.0, 10.0
# Fewer events than this in the long window, and the short one would only flicker between none and one.
_FEW = 20


class RateMeter:
    """Counts what came, for the rate of now and for the sparkline of the last minutes."""

    def __init__(self) -> None:
        self._events = [0] * KEPT
        self._bytes = [0] * KEPT
        self._first: int | None = None  # the bucket of the first thing that was counted
        self._current: int | None = None

    def add(self, now: float, events: int, nbytes: int) -> None:
        """Count what came at `now`, in seconds of a clock that only runs forward."""
        current = self._advance(now)
        if self._first is None:
            self._first = current
        slot = current % KEPT
        self._events[slot] += events
        self._bytes[slot] += nbytes

    def events_per_second(self, now: float) -> float:
        """Over the last two seconds; over ten where so little comes that two would say nothing.

        The ten begin with the first thing counted: what has only just begun isn't slow for that.
        """
        return self._per_second(self._events, self._advance(now))

    def bytes_per_second(self, now: float) -> float:
        """Over the same seconds, so that the two figures fit together."""
        return self._per_second(self._bytes, self._advance(now))

    def _per_second(self, counts: list[int], current: int) -> float:
        if self._sum(self._events, current, _LONG) >= _FEW:
            return self._sum(counts, current, _SHORT) / _SHORT
        known = (current - self._first) * BUCKET if self._first is not None else _LONG
        return self._sum(counts, current, _LONG) / min(_LONG, max(_SHORT, known))

    def series(self, now: float, columns: int) -> list[int]:
        """Events in each of the last `columns` whole seconds, oldest first; at most 119.

        The second that is running isn't among them: it would always look like a fall.
        """
        current = self._advance(now)
        per_column = round(1 / BUCKET)
        columns = max(0, min(columns, KEPT // per_column - 1))
        counts = self._before(self._events, current - current % per_column, columns * per_column)
        return [sum(counts[start : start + per_column]) for start in range(0, len(counts), per_column)]

    def _advance(self, now: float) -> int:
        """Empty the buckets that have passed since the last call; return the number of the running one."""
        number = int(now / BUCKET)
        if self._current is None:
            self._current = number
        for passed in range(max(self._current + 1, number - KEPT + 1), number + 1):
            self._events[passed % KEPT] = 0
            self._bytes[passed % KEPT] = 0
        self._current = max(self._current, number)
        return self._current

    def _sum(self, counts: list[int], current: int, seconds: float) -> int:
        """The sum over the last whole buckets; the running one would drag it down."""
        return sum(self._before(counts, current, round(seconds / BUCKET)))

    @staticmethod
    def _before(counts: list[int], end: int, buckets: int) -> list[int]:
        """The counts of so many buckets before the one numbered `end`, oldest first."""
        start, stop = (end - buckets) % KEPT, end % KEPT
        return counts[start:stop] if start <= stop else counts[start:] + counts[:stop]
