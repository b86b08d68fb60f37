"""The rows of a log that match a filter, kept current a little at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from sse_dash.filter import Filter
from sse_dash.streams.log.received import AtRest, Rows, key_of, size_of

BUDGET = 0.025
"""Seconds that the updates of a frame may take, those of all panes together. A history of large JSON events
takes longer to search through, and a key mustn't wait for that."""
FRAME = 0.050
"""Seconds in which each pane is updated about once."""

# What is tested between two looks at the clock: so many rows, fewer where they are large. A regular
# expression may take as long for a row as a word does for thousands.
_CHUNK = 128
_CHUNK_BYTES = 128 * 1024
_CHUNK_BYTES_OF_REGEX = 256
_SELDOM = 0.5
"""Seconds after which who had no time gets some, whoever else wants it."""


class Allowance:
    """The time for the updates of a frame. Whoever comes first has the most of it; in the next frames the
    others have, once those are current."""

    def __init__(self) -> None:
        self._began = 0.0
        self._spent = 0.0

    def left(self, now: float) -> float:
        """Seconds."""
        if not 0.0 <= now - self._began < FRAME:
            self._began, self._spent = now, 0.0
        return max(0.0, BUDGET - self._spent)

    def spend(self, seconds: float) -> None:
        """So many have gone."""
        self._spent += seconds


_OF_THE_SCREEN = Allowance()


class FilterIndex:
    """Call `update` once a frame. Until it has caught up, the newest matches may still be missing."""

    def __init__(
        self,
        chosen: Filter,
        clock: Callable[[], float] = time.perf_counter,
        allowance: Allowance = _OF_THE_SCREEN,
    ) -> None:
        """`clock` is in seconds."""
        self.filter = chosen
        self.rows = Rows()
        """What matches, oldest first; only events."""
        self._undecided: deque[int] = deque()
        self._seen = 0
        self._clock = clock
        self._allowance = allowance
        self._worked_at = 0.0

    @property
    def undecided(self) -> int:
        """How many events may match or not: a regular expression would take too long to tell."""
        return len(self._undecided)

    def update(self, source: Rows, last_key: int) -> bool:
        """Take in what `source`, whose newest row ever was `last_key`, has come to; False if more is left."""
        first = source.key(0) if source else last_key + 1
        if self.rows and self.rows.key(0) < first:
            self.rows.drop(self.rows.index_of(first))
        while self._undecided and self._undecided[0] < first:
            self._undecided.popleft()
        if self._seen >= last_key:
            return True
        index, end = source.index_of(self._seen + 1), len(source)
        began = now = self._clock()
        until = began + self._allowance.left(began)
        if self.filter.has_regex and until <= began < self._worked_at + _SELDOM:
            return False  # one row may take as long as a frame has
        while index < end:
            chunk = self._share(source.at_rest(index, min(end, index + _CHUNK)))
            self._undecided.extend(self.rows.extend_matching(chunk, self.filter.decide))
            self._seen = key_of(chunk[-1])
            index += len(chunk)
            if index < end and (now := self._clock()) > until:
                break
        else:
            now = self._clock()
            self._seen = last_key
        self._allowance.spend(now - began)
        self._worked_at = now
        return index >= end

    def _share(self, rows: list[AtRest]) -> list[AtRest]:
        """The first of `rows`, at least one, that are little enough to test without a look at the clock."""
        most = _CHUNK_BYTES_OF_REGEX if self.filter.has_regex else _CHUNK_BYTES
        held = 0
        for count, at_rest in enumerate(rows, 1):
            held += size_of(at_rest)
            if held >= most:
                return rows[:count]
        return rows
