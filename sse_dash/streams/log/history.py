"""The bounded history of what came, of one stream or of several. What is shown of it is the view's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sse_dash.client.message import MessageEvent
from sse_dash.requests.spec import DEFAULT_HISTORY, DEFAULT_HISTORY_BYTES
from sse_dash.streams.log.received import (
    AtRest,
    Note,
    ReceivedEvent,
    Rows,
    is_event,
    key_of,
    memory_of,
    stream_of,
    under_key,
    weight,
)
from sse_dash.streams.log.shared_bound import SharedBound

_STEP = 256
"""Rows that are weighed at once, fewer near the end of what is looked for."""
MOST_NOTES = 1_000
"""Notes that are kept: a stream that comes and goes all day has something else to show."""


class Log:
    """The newest events, bounded by count and by bytes, and the notes between them.

    The newest event is always kept. Notes are bounded by themselves, and never push an event out; they go
    with the event before them.
    """

    def __init__(self, max_events: int, max_bytes: int) -> None:
        """`max_events` and `max_bytes` are at least 1; the bytes are those of data, types and ids."""
        if max_events < 1 or max_bytes < 1:
            raise ValueError("a history holds at least one event and one byte")
        self.size = 0
        """Bytes held: of data, types and ids."""
        self.memory = 0
        """Bytes of memory that its events take, those that were cleared, too."""
        self.lost_to_others = 0
        """How many of those evicted fell out since all histories together were full."""
        self.evicted = 0
        """How many events fell out since the beginning. What the user cleared isn't counted."""
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._rows = Rows()
        self._next_key = 1
        self._cleared = Rows()
        self._cleared_size = 0
        self._dropped_of_cleared = 0

    def __len__(self) -> int:
        """How many events are held."""
        return self._rows.events

    @property
    def rows(self) -> Rows:
        """What is held, events and notes, to read."""
        return self._rows

    @property
    def last_key(self) -> int:
        """The key of the newest row ever; 0 when there was none."""
        return self._next_key - 1

    @property
    def total(self) -> int:
        """How many events ever came."""
        raise NotImplementedError

    @property
    def cleared(self) -> int:
        """How many events were cleared and can still be had again."""
        return self._cleared.events

    @property
    def can_restore(self) -> bool:
        """Whether there is anything to be had again, be it only notes."""
        return len(self._cleared) > 0

    def clear(self) -> None:
        """Set aside what is held; the numbering goes on. What comes takes its room, so that no more is held
        than without clearing; what was cleared before it is had again together with it."""
        self._cleared.append_all(self._rows)
        if self._cleared.notes > MOST_NOTES:
            self._cleared.thin_notes(MOST_NOTES // 2)
        self._cleared_size += self.size
        self._rows = Rows()
        self.size = 0

    def restore(self) -> None:
        """Have again what was cleared, as far as there was room to keep it."""
        self._cleared.append_all(self._rows)
        self.size += self._cleared_size
        self.evicted += self._dropped_of_cleared
        self._rows = self._cleared
        self._drop_cleared()

    def forget(self) -> None:
        """Let go of all, what was cleared, too; the numbering goes on."""
        self._rows = Rows()
        self.size = 0
        self._drop_cleared()
        self._takes(-self.memory)

    def shrink(self, most: int) -> None:
        """Let go of the oldest until its events take so many bytes of memory; those that were cleared go
        first, and the newest event stays."""
        if len(self._cleared):
            count = _oldest(self._cleared, self.memory - most, self._cleared.events)
            self._cleared_size -= self._released(self._cleared, count)
            self._dropped_of_cleared += self._cleared.drop(count)
            if not self._cleared.events:
                self._drop_rest_of_cleared()
        rows = self._rows
        if self.memory > most and rows.events > 1:
            count = _oldest(rows, self.memory - most, rows.events - 1)
            self.size -= self._released(rows, count)
            lost = rows.drop(count)
            self.evicted += lost
            self.lost_to_others += lost

    def _takes(self, more: int) -> None:
        """Its events take so many bytes of memory more than before."""
        self.memory += more

    def _released(self, rows: Rows, count: int) -> int:
        """The first so many of the rows are about to be dropped; returns their weight."""
        dropped = rows.at_rest(0, count)
        self._takes(-memory_of(dropped))
        return sum(map(weight, dropped))

    def _drop_cleared(self) -> None:
        self._drop_rest_of_cleared()
        self._dropped_of_cleared = 0

    def _drop_rest_of_cleared(self) -> None:
        """All its events had to go. They still count for whom older or newer ones are brought back."""
        self._cleared = Rows()
        self._cleared_size = 0

    def _make_room(self) -> None:
        """Let go of the oldest that were cleared, for those that came."""
        cleared, count = self._cleared, 0
        events = cleared.events
        while events and (
            events + self._rows.events > self._max_events or self._cleared_size + self.size > self._max_bytes
        ):
            (oldest,) = cleared.at_rest(count, count + 1)
            self._cleared_size -= weight(oldest)
            events -= is_event(oldest)
            count += 1
        self._takes(-cleared.memory(0, count))
        self._dropped_of_cleared += cleared.drop(count)
        if count and not events:
            self._drop_rest_of_cleared()

    def _evict(self) -> None:
        if len(self._cleared):
            self._make_room()
        rows = self._rows
        if rows.notes > MOST_NOTES:
            rows.thin_notes(MOST_NOTES // 2)  # by half, so that this is seldom done
        over = max(0, rows.events - self._max_events)
        if not over and self.size <= self._max_bytes:
            return
        count = rows.before_event(over) if over else 0
        self.size -= sum(map(weight, rows.at_rest(0, count)))
        while self.size > self._max_bytes and over < rows.events - 1:
            (oldest,) = rows.at_rest(count, count + 1)
            self.size -= weight(oldest)
            over += is_event(oldest)
            count += 1
        # With the last event that goes, what happened right after it goes, too.
        count = rows.before_event(over) if over else 0
        self._takes(-rows.memory(0, count))
        self.evicted += rows.drop(count)


def _oldest(rows: Rows, memory: int, most: int) -> int:
    """How many rows at the front hold events of so much memory, of `most` events at most, with the notes
    right after them."""
    events = freed = index = 0
    step = _STEP
    while freed < memory and events < most and index < len(rows):
        some = rows.at_rest(index, index + step)
        held, count = memory_of(some), sum(map(is_event, some))
        if step > 1 and (freed + held > memory or events + count > most):
            step //= 4  # it is among these
            continue
        freed += held
        events += count
        index += len(some)
    return rows.before_event(events)


class Amended(NamedTuple):
    """A note whose words were changed."""

    times: int = 0
    """How many have been changed with it: it tells whether one was since."""
    stream: str = ""
    key: int = 0
    text: str = ""
    """The words since."""


class History(Log):
    """What came of one stream."""

    def __init__(
        self,
        max_events: int = DEFAULT_HISTORY,
        max_bytes: int = DEFAULT_HISTORY_BYTES,
        stream: str = "",
        bound: SharedBound | None = None,
    ) -> None:
        """`max_events` and `max_bytes` are at least 1; `stream` is its name. `bound` is that of all histories
        together; None for none."""
        super().__init__(max_events, max_bytes)
        self._bound = bound
        if bound is not None:
            bound.join(self)
        self.amended = Amended()
        """The note that was amended last: for who holds a copy of it."""
        self._stream = stream
        self._next_number = 1

    def __iter__(self) -> Iterator[ReceivedEvent]:
        return (row for row in self._rows if isinstance(row, ReceivedEvent))

    @property
    def total(self) -> int:
        return self._next_number - 1

    def extend(self, events: Iterable[MessageEvent], at: float) -> None:
        """Take in the events of one read, which came at `at`, and let go of what is past the bounds."""
        before = len(self._rows)
        self.size += self._rows.extend(events, self._next_key, self._next_number, at, self._stream)
        added = len(self._rows) - before
        self._next_key += added
        self._next_number += added
        self._takes(self._rows.memory(before, before + added))
        self._evict()
        if self._bound is not None:
            self._bound.enforce()

    def leave_bound(self) -> None:
        """It is not one of all histories together any more: nobody wants it."""
        if self._bound is not None:
            self._bound.leave(self)
            self._bound = None

    def _takes(self, more: int) -> None:
        super()._takes(more)
        if self._bound is not None:
            self._bound.changed(more)

    def note(self, text: str, at: float, *, is_trouble: bool = False) -> None:
        """Take in what happened to the connection at `at`."""
        self._rows.note(Note(self._next_key, at, text, is_trouble, self._stream))
        self._next_key += 1
        self._evict()

    def amend(self, key: int, text: str) -> bool:
        """Put other words in the place of a note's; False if it is no longer held."""
        if not self._rows.amend(key, text):
            return False
        self.amended = Amended(self.amended.times + 1, self._stream, key, text)
        return True


class MergedLog(Log):
    """Rows of several histories, in one order."""

    def __init__(self, max_events: int, max_bytes: int) -> None:
        super().__init__(max_events, max_bytes)
        self._events = 0
        self._newest_notes: dict[str, tuple[int, int]] = {}
        """Of each stream, the key of its newest note in its history, and here."""

    @property
    def total(self) -> int:
        return self._events

    @property
    def max_events(self) -> int:
        """How many events are held at most."""
        return self._max_events

    def take(self, rows: Iterable[AtRest]) -> None:
        """Append rows of histories, oldest first, under keys of this log."""
        key = self._next_key
        for at_rest in rows:
            self._rows.append_at_rest(under_key(at_rest, key))
            self.size += weight(at_rest)
            if is_event(at_rest):
                self._events += 1
            else:
                self._newest_notes[stream_of(at_rest)] = key_of(at_rest), key
            key += 1
        self._next_key = key
        self._evict()

    def amend(self, amended: Amended) -> None:
        """Have a note say what it says in its history by now, if it is held."""
        key, key_here = self._newest_notes.get(amended.stream, (0, 0))
        if key == amended.key:
            self._rows.amend(key_here, amended.text)

    def passed_over(self, events: int) -> None:
        """Count events that fell out of their histories before they could be taken."""
        self._events += events
        self.evicted += events
