"""Which streams a list shows and in what order: sorting by a column, filtering by words. No widgets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sse_dash.streams.monitor.label import Group
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot

_DIGITS = re.compile("([0-9]+)")

# The worst is what one wants to see first.
_BADNESS = {group: place for place, group in enumerate(reversed(Group))}

STATE = "state:"
"""What a word begins with that is not looked for in names."""


class StreamRow:
    """One stream as the list last looked at it."""

    __slots__ = ("monitor", "place", "snapshot", "version")

    def __init__(self, monitor: Monitor, place: int) -> None:
        self.monitor = monitor
        self.place = place
        """Where the stream stands on the screen of panes, from 1."""
        self.look()

    def look(self) -> None:
        """See how the stream stands now."""
        self.version = self.monitor.version
        self.snapshot: Snapshot = self.monitor.snapshot()


class Sort(Enum):
    """What a list is sorted by; the value is how it is called."""

    PLACE = "place"
    NAME = "name"
    STATE = "state"
    RATE = "rate"
    LAST = "last event"
    ERRORS = "errors"
    BYTES = "bytes"
    EVENTS = "events"
    P50 = "p50 gap"
    P95 = "p95 gap"
    RECONNECTS = "reconnects"


CYCLE = (Sort.PLACE, Sort.NAME, Sort.STATE, Sort.RATE, Sort.LAST, Sort.ERRORS, Sort.BYTES)
"""What one key goes through, one after the other."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted."""

    by: Sort = Sort.PLACE
    reversed: bool = False
    """Whether it is the other way round than usual, which is the highest number, A or the worst first."""

    @property
    def descends(self) -> bool:
        """Whether the highest is first."""
        return (self.by not in _RISING) is not self.reversed

    @property
    def arrow(self) -> str:
        """One cell."""
        return "▼" if self.descends else "▲"

    def following(self) -> Order:
        """By what comes next in `CYCLE`."""
        at = CYCLE.index(self.by) if self.by in CYCLE else -1
        return Order(CYCLE[(at + 1) % len(CYCLE)])

    def choose(self, by: Sort) -> Order:
        """By this; the other way round if it is that already, as a click on a column does."""
        return Order(by, by is self.by and not self.reversed)


_RISING = frozenset({Sort.PLACE, Sort.NAME})

# What has none of it, such as a gap before the second event, stands at the end both ways.
_VALUES: Mapping[Sort, Callable[[StreamRow], Any]] = {
    Sort.PLACE: lambda row: row.place,
    Sort.NAME: lambda row: _as_people_sort(row.monitor.spec.name),
    Sort.STATE: lambda row: _BADNESS[row.snapshot.group],
    Sort.RATE: lambda row: row.snapshot.events_per_second,
    Sort.LAST: lambda row: row.snapshot.since_last_event,
    Sort.ERRORS: lambda row: row.snapshot.failures,
    Sort.BYTES: lambda row: row.snapshot.bytes,
    Sort.EVENTS: lambda row: row.snapshot.events,
    Sort.P50: lambda row: row.snapshot.gap_p50,
    Sort.P95: lambda row: row.snapshot.gap_p95,
    Sort.RECONNECTS: lambda row: row.snapshot.reconnects,
}


def in_order(rows: Sequence[StreamRow], order: Order) -> list[StreamRow]:
    """The rows, which are given by place, in this order. Equal ones stay by place."""
    value = _VALUES[order.by]
    known = [(found, row) for row in rows if (found := value(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=order.descends)
    ordered = [row for _, row in known]
    if len(ordered) < len(rows):
        ordered += [row for row in rows if value(row) is None]
    return ordered


@dataclass(frozen=True, slots=True)
class StreamFilter:
    """Words that a stream must fit to be shown: each is in its name, or is how the word for its state begins.

    Capital letters make no difference; a word after `-` must not fit, one after `state:` only a state.
    """

    words: str = ""
    """As they were typed."""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: str) -> StreamFilter:
        """Every text can be typed: a lone `-` says nothing yet."""
        each = [word.casefold() for word in words.split()]
        return cls(
            " ".join(words.split()),
            tuple(word for word in each if not word.startswith("-")),
            tuple(word[1:] for word in each if word.startswith("-") and len(word) > 1),
        )

    def keep(self, rows: Sequence[StreamRow]) -> list[StreamRow]:
        """The rows that fit, in the order given."""
        if not self.wanted and not self.unwanted:
            return list(rows)
        return [row for row in rows if self._fits(row)]

    def _fits(self, row: StreamRow) -> bool:
        name = row.monitor.spec.name.casefold()
        states = (row.snapshot.group.value, row.snapshot.state.value)

        def fits(word: str) -> bool:
            if word.startswith(STATE):
                return states[0].startswith(word.removeprefix(STATE))
            return word in name or any(state.startswith(word) for state in states)

        return all(map(fits, self.wanted)) and not any(map(fits, self.unwanted))


def _as_people_sort(name: str) -> list[tuple[int, str] | str]:
    """`feed-9` before `feed-10`. Digits of any length, so by how many there are and not as a number."""
    parts: list[tuple[int, str] | str] = [*_DIGITS.split(name.casefold())]
    for index in range(1, len(parts), 2):
        digits = str(parts[index]).lstrip("0")
        parts[index] = (len(digits), digits)
    return parts
