"""The events of several streams in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from sse_dash.streams.history import History, MergedLog
from sse_dash.streams.received import AtRest

MAX_ROWS = 20_000
MAX_BYTES = 64 * 1024 * 1024


class Timeline:
    """Follows histories into one bounded log. Only `update` does work, in proportion to what came since."""

    def __init__(self, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> None:
        self.log = MergedLog(max_rows, max_bytes)
        """What came, oldest first; rows of the same moment in the order of the streams."""
        self._seen: dict[int, tuple[History, int, int]] = {}

    def update(self, histories: Sequence[History]) -> bool:
        """Take in what these have come to since the last call; what is held of others stays.

        Returns whether there was anything.
        """
        fresh: list[Iterator[tuple[tuple[float, int], AtRest]]] = []
        seen: dict[int, tuple[History, int, int]] = {}
        due = 0
        for place, history in enumerate(histories):
            _, last_key, total = self._seen.get(id(history), (history, 0, 0))
            # The history itself is kept with it, so that its id can't come to mean another one.
            seen[id(history)] = (history, history.last_key, history.total)
            if history.last_key > last_key:
                due += history.total - total
                fresh.append(_keyed(history, last_key + 1, place))
        self._seen = seen
        if not fresh:
            return False
        # From the newest back, as there may be more than can be kept.
        newest = [row for _, row in islice(merge(*fresh, reverse=True), self.log.max_rows)]
        newest.reverse()
        self.log.passed_over(due - sum(row[2] > 0 for row in newest))
        self.log.take(newest)
        return True


def _keyed(history: History, since: int, place: int) -> Iterator[tuple[tuple[float, int], AtRest]]:
    """The rows from the newest back, each with what puts it in order."""
    return (((row[1], place), row) for row in history.rows.newest_first(since))
