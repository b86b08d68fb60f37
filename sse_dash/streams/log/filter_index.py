"""The rows of a log that match a filter, kept current a little at a time."""

from __future__ import annotations

import time
from collections.abc import Callable

from sse_dash.filter import Filter
from sse_dash.streams.log.received import AtRest, Rows, key_of, size_of

BUDGET = 0.025
"""Seconds that one `update` may take. A history of large JSON events takes longer to search through, and a
key mustn't wait for that."""

# What is tested between two looks at the clock: so many rows, fewer where they are large.
_CHUNK = 128
_CHUNK_BYTES = 128 * 1024


class FilterIndex:
    """Call `update` once a frame. Until it has caught up, the newest matches may still be missing."""

    def __init__(self, chosen: Filter, clock: Callable[[], float] = time.perf_counter) -> None:
        self.filter = chosen
        self.rows = Rows()
        """What matches, oldest first; only events."""
        self._seen = 0
        self._clock = clock

    def update(self, source: Rows, last_key: int) -> bool:
        """Take in what `source`, whose newest row ever was `last_key`, has come to; False if more is left."""
        first = source.key(0) if source else last_key + 1
        if self.rows and self.rows.key(0) < first:
            self.rows.drop(self.rows.index_of(first))
        if self._seen >= last_key:
            return True
        index, end = source.index_of(self._seen + 1), len(source)
        until = self._clock() + BUDGET
        while index < end:
            chunk = _share(source.at_rest(index, min(end, index + _CHUNK)))
            self.rows.extend_matching(chunk, self.filter.matches)
            self._seen = key_of(chunk[-1])
            index += len(chunk)
            if index < end and self._clock() > until:
                return False
        self._seen = last_key
        return True


def _share(rows: list[AtRest]) -> list[AtRest]:
    """The first of `rows`, at least one, that are little enough to test without a look at the clock."""
    held = 0
    for count, at_rest in enumerate(rows, 1):
        held += size_of(at_rest)
        if held >= _CHUNK_BYTES:
            return rows[:count]
    return rows
