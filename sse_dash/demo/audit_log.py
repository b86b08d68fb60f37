"""The audit stream's memory: one log for all connections that goes on while nobody is connected.

No task keeps it going: whoever looks makes it catch up with the clock. What it says is in the feeds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from sse_dash.demo.feeds import audit_entries
from sse_dash.demo.wire import Event

MEAN_INTERVAL = 0.5
"""Seconds between two entries, on average; each gap is half to one and a half of it."""

_CAPACITY = 1_000
_RECENT = 8


class AuditEntry(NamedTuple):
    """One entry; ids count up by one, except over entries that fell out of the history unseen."""

    id: int
    event: Event


class AuditLog:
    """A bounded history of audit entries that grows with `clock`, in seconds; it begins with some in it."""

    def __init__(self, rng: Random, clock: Callable[[], float]) -> None:
        self._rng = rng
        self._clock = clock
        self._entries: Iterator[Event] = audit_entries(rng)
        self._history: deque[AuditEntry] = deque(maxlen=_CAPACITY)
        self._next_id = rng.randrange(51_000, 52_000)
        self._next_due = clock() - 4 * _RECENT * MEAN_INTERVAL

    def after(self, last_id: int | None) -> list[AuditEntry]:
        """What is kept and newer than `last_id`, oldest first.

        None, and an id that this log hasn't given out yet, give the last few: enough to see what goes on.
        """
        self._catch_up()
        if last_id is None or last_id >= self._next_id:
            return list(self._history)[-_RECENT:]
        return [entry for entry in self._history if entry.id > last_id]

    def seconds_to_next(self) -> float:
        """How long until there is a new entry; 0 if there is one already."""
        return max(self._next_due - self._clock(), 0.0)

    def _catch_up(self) -> None:
        now = self._clock()
        # After hours alone only the last thousand count; writing all the others would hold up the loop.
        unseen = int((now - self._next_due) / MEAN_INTERVAL) - 2 * _CAPACITY
        if unseen > 0:
            self._next_id += unseen
            self._next_due += unseen * MEAN_INTERVAL
        while self._next_due <= now:
            self._history.append(AuditEntry(self._next_id, next(self._entries)))
            self._next_id += 1
            self._next_due += self._rng.uniform(0.5, 1.5) * MEAN_INTERVAL
