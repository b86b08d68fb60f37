"""The events of several streams in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain, islice

from sse_dash.streams.log.history import MOST_NOTES, Amended, History, MergedLog
from sse_dash.streams.log.received import AtRest, is_event, time_of

MAX_EVENTS = 20_000
MAX_BYTES = 64 * 1024 * 1024


class Timeline:
    """Follows histories into one bounded log. Only `update` does work, in proportion to what came since."""

    def __init__(self, max_events: int = MAX_EVENTS, max_bytes: int = MAX_BYTES) -> None:
        self.log = MergedLog(max_events, max_bytes)
        """What came, oldest first; rows of the same moment in the order of the streams."""
        self._seen: dict[int, tuple[History, int, int, Amended]] = {}

    def update(self, histories: Sequence[History]) -> bool:
        """Take in what these have come to since the last call; what is held of others stays.

        Returns whether there was anything.
        """
        fresh: list[tuple[History, int]] = []
        seen: dict[int, tuple[History, int, int, Amended]] = {}
        due = 0
        changed: list[Amended] = []
        for history in histories:
            _, last_key, total, amended = self._seen.get(id(history), (history, 0, 0, history.amended))
            # The history itself is kept with it, so that its id can't come to mean another one.
            seen[id(history)] = (history, history.last_key, history.total, history.amended)
            if history.amended is not amended:
                changed.append(history.amended)
            if history.last_key > last_key:
                due += history.total - total
                fresh.append((history, last_key + 1))
        self._seen = seen
        for amended in changed:
            self.log.amend(amended)
        if fresh:
            newest = _newest(fresh, self.log.max_events + MOST_NOTES)
            self.log.passed_over(due - sum(map(is_event, newest)))
            self.log.take(newest)
        return bool(fresh or changed)


def _newest(fresh: Sequence[tuple[History, int]], most: int) -> list[AtRest]:
    """The newest rows of these histories, of each from a key on, at most so many, oldest first."""
    if sum(history.last_key - since + 1 for history, since in fresh) <= 2 * most:
        parts = [
            history.rows.at_rest(history.rows.index_of(since), len(history.rows)) for history, since in fresh
        ]
        # Where no clock was set back, sorting is much faster than merging, and keeps the order of ties.
        if all(part == sorted(part, key=time_of) for part in parts):
            return sorted(chain.from_iterable(parts), key=time_of)[-most:]
    # From the newest back, or after an absence all histories would be taken apart for what can't be kept.
    keyed = (_keyed(history, since, place) for place, (history, since) in enumerate(fresh))
    newest = [row for _, row in islice(merge(*keyed, reverse=True), most)]
    newest.reverse()
    return newest


def _keyed(history: History, since: int, place: int) -> Iterator[tuple[tuple[float, int], AtRest]]:
    """The rows from the newest back, each with what puts it in order."""
    return (((time_of(row), place), row) for row in history.rows.newest_first(since))
