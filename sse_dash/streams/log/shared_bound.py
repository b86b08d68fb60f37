"""One bound over all histories together, shared fairly: what the busy ones let go of is never at the cost of
a history that has less than its share.

How many bytes an event takes is for `received` to say, and what else bounds a history for `history`.
"""

from __future__ import annotations

from typing import Protocol

from sse_dash.machine import memory

MOST = 2 * 1024**3
"""Bytes that all histories take at most where no one says otherwise."""
_PART = 4
"""The part of the memory that they take, where that is less."""
_UNKNOWN = 1024**3
"""Bytes where the system doesn't tell how much memory there is."""
_NEARLY = 0.9
"""The part of the bound from which on it is nearly reached."""
_SLACK, _LARGER_SLACK = 512, 32
"""The part of the bound that is let go of at a time, so that it is seldom done, and done in a moment; of a
small bound the larger part, up to `_SLACK_UNTIL` bytes."""
_SLACK_UNTIL = 1024 * 1024


class Holds(Protocol):
    """A history, as the bound sees it."""

    @property
    def memory(self) -> int:
        """Bytes that its events take."""

    def shrink(self, most: int) -> None:
        """Let go of the oldest until they take so many bytes; the newest event stays."""


def usual_bound() -> int:
    """A quarter of the memory that there is, at most 2 GiB."""
    there = memory()
    return min(MOST, _UNKNOWN if there is None else there // _PART)


class SharedBound:
    """Holds all together below so many bytes, but for the newest event of each."""

    def __init__(self, most: int) -> None:
        self.most = most
        """Bytes."""
        self.held = 0
        """Bytes that they take now."""
        self.has_bitten = False
        """Whether a history has lost events for the others."""
        self._slack = max(most // _SLACK, min(most // _LARGER_SLACK, _SLACK_UNTIL))
        self._all: list[Holds] = []

    @property
    def is_full(self) -> bool:
        """Whether what comes pushes out what there is."""
        return self.has_bitten and self.held > self.most * _NEARLY

    def join(self, history: Holds) -> None:
        """Count it from now on; it says itself what changes, by `changed`."""
        self._all.append(history)
        self.held += history.memory

    def leave(self, history: Holds) -> None:
        """Count it no more."""
        if history in self._all:
            self._all.remove(history)
            self.held -= history.memory

    def changed(self, by: int) -> None:
        """A history takes so many bytes more than before, or fewer."""
        self.held += by

    def enforce(self) -> None:
        """Have those let go of events that have the most, if all together have too many."""
        if self.held <= self.most:
            return
        level = _level([history.memory for history in self._all], self.most - self._slack)
        for history in self._all:
            if history.memory > level:
                self.has_bitten = True
                history.shrink(level)


def _level(sizes: list[int], most: int) -> int:
    """What each may have so that all together have `most`: those that have less leave the rest to others.

    Of 1, 5 and 9 with 10 in all, each may have 4: then they have 1, 4 and 4.
    """
    left = most
    ordered = sorted(sizes)
    for index, size in enumerate(ordered):
        share = left // (len(ordered) - index)
        if size > share:
            return share
        left -= size
    return ordered[-1] if ordered else most
