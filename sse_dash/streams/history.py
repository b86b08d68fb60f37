"""The bounded history of a stream's received events. What is shown of it is the view's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sse_dash.client.message import MessageEvent
from sse_dash.streams.received import ReceivedEvent, ReceivedEvents
from sse_dash.streams.spec import DEFAULT_HISTORY, DEFAULT_HISTORY_BYTES


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
        self._events = ReceivedEvents()
        self._next_number = 1

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[ReceivedEvent]:
        return iter(self._events)

    @property
    def events(self) -> ReceivedEvents:
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

    def extend(self, events: Iterable[MessageEvent], at: float) -> None:
        """Take in the events of one read, which came at `at`, and let go of what is past the bounds."""
        before = len(self._events)
        self.size += self._events.extend(events, self._next_number, at)
        self._next_number += len(self._events) - before
        self._evict()

    def clear(self) -> None:
        """Forget what is held; the numbering goes on."""
        self._events.clear()
        self.size = 0

    def _evict(self) -> None:
        held = len(self._events)
        count = max(0, held - self._max_events)
        for index in range(count):
            self.size -= self._events.weight(index)
        while self.size > self._max_bytes and count < held - 1:
            self.size -= self._events.weight(count)
            count += 1
        self._events.drop(count)
        self.evicted += count
