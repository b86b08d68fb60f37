"""The bounded ring of a stream's received events, oldest first. What is shown of it is the view's affair."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sse_dash.client.message import MessageEvent
from sse_dash.streams.ring import Ring
from sse_dash.streams.spec import DEFAULT_HISTORY, DEFAULT_HISTORY_BYTES


class ReceivedEvent(NamedTuple):
    """An event with what receiving it added. A tuple, as one is made per event."""

    number: int
    """Its place in the stream, from 1; it counts on over reconnects and evictions."""
    at: float
    """When it came, in seconds since the epoch."""
    size: int
    """Bytes of its data in UTF-8."""
    event: MessageEvent


def number_of(received: ReceivedEvent) -> int:
    """The key to bisect by."""
    return received.number


class History:
    """The newest events of a stream, bounded by count and by bytes; the newest one is always kept."""

    def __init__(self, max_events: int = DEFAULT_HISTORY, max_bytes: int = DEFAULT_HISTORY_BYTES) -> None:
        """`max_events` and `max_bytes` are at least 1; the bytes are those of data, types and ids."""
        if max_events < 1 or max_bytes < 1:
            raise ValueError("a history holds at least one event and one byte")
        self.size = 0
        """Bytes held: of data, types and ids."""
        self.evicted = 0
        """How many events fell out since the stream began. What the user cleared isn't counted."""
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._events: Ring[ReceivedEvent] = Ring()
        self._next_number = 1

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[ReceivedEvent]:
        return iter(self._events)

    @property
    def events(self) -> Ring[ReceivedEvent]:
        """What is held, to read."""
        return self._events

    @property
    def total(self) -> int:
        """How many events ever came: the number of the newest."""
        return self._next_number - 1

    @property
    def first_number(self) -> int:
        """The number of the oldest event held; one past `total` when there is none."""
        return self._events[0].number if self._events else self._next_number

    def since(self, number: int) -> list[ReceivedEvent]:
        """The events held from this number on."""
        return self._events[bisect_left(self._events, number, key=number_of) :]

    def extend(self, events: Iterable[MessageEvent], at: float) -> None:
        """Take in the events of one read, which came at `at`, and let go of what is past the bounds."""
        number = self._next_number
        size = self.size
        append = self._events.append
        for event in events:
            data = event.data
            # `isascii` reads a flag; only other text is paid for.
            weight = len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass"))
            append(ReceivedEvent(number, at, weight, event))
            size += weight + len(event.type) + len(event.last_event_id)
            number += 1
        self._next_number = number
        self.size = size
        self._evict()

    def clear(self) -> None:
        """Forget what is held; the numbering goes on."""
        self._events.clear()
        self.size = 0

    def _evict(self) -> None:
        held = len(self._events)
        count = max(0, held - self._max_events)
        for index in range(count):
            self.size -= _held(self._events[index])
        while self.size > self._max_bytes and count < held - 1:
            self.size -= _held(self._events[count])
            count += 1
        self._events.drop(count)
        self.evicted += count


def _held(received: ReceivedEvent) -> int:
    """What an event counts for: a hostile stream may have next to no data, and types of megabytes."""
    return received.size + len(received.event.type) + len(received.event.last_event_id)
