"""The bounded history of what came, of one stream or of several. What is shown of it is the view's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sse_dash.client.message import MessageEvent
from sse_dash.requests.spec import DEFAULT_HISTORY, DEFAULT_HISTORY_BYTES
from sse_dash.streams.log.received import AtRest, Note, ReceivedEvent, Rows, weight


class Log:
    """The newest rows, bounded by count and by bytes; the newest one is always kept."""

    def __init__(self, max_rows: int, max_bytes: int) -> None:
        """`max_rows` and `max_bytes` are at least 1; the bytes are those of data, types and ids."""
        if max_rows < 1 or max_bytes < 1:
            raise ValueError("a history holds at least one event and one byte")
        self.size = 0
        """Bytes held: of data, types and ids."""
        self.evicted = 0
        """How many events fell out since the beginning. What the user cleared isn't counted."""
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self._rows = Rows()
        self._next_key = 1

    def __len__(self) -> int:
        """How many events are held."""
        return self._rows.events

    @property
    def rows(self) -> Rows:
        """What is held, events and notes, to read."""
        return self._rows

    @property
    def first_key(self) -> int:
        """The key of the oldest row held; one past `last_key` when there is none."""
        return self._rows.key(0) if self._rows else self._next_key

    @property
    def last_key(self) -> int:
        """The key of the newest row ever; 0 when there was none."""
        return self._next_key - 1

    @property
    def total(self) -> int:
        """How many events ever came."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget what is held; the numbering goes on."""
        self._rows.clear()
        self.size = 0

    def _evict(self) -> None:
        held = len(self._rows)
        count = max(0, held - self._max_rows)
        if count:
            self.size -= sum(map(weight, self._rows.at_rest(0, count)))
        while self.size > self._max_bytes and count < held - 1:
            self.size -= self._rows.weight(count)
            count += 1
        self.evicted += self._rows.drop(count)


class History(Log):
    """What came of one stream."""

    def __init__(
        self,
        max_events: int = DEFAULT_HISTORY,
        max_bytes: int = DEFAULT_HISTORY_BYTES,
        stream: str = "",
    ) -> None:
        """`max_events` and `max_bytes` are at least 1; `stream` is its name."""
        super().__init__(max_events, max_bytes)
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
        self._evict()

    def note(self, text: str, at: float, *, is_trouble: bool = False) -> None:
        """Take in what happened to the connection at `at`."""
        self.size += self._rows.note(Note(self._next_key, at, text, is_trouble, self._stream))
        self._next_key += 1
        self._evict()

    def amend(self, key: int, text: str) -> bool:
        """Put other words in the place of a note's; False if it is no longer held."""
        change = self._rows.amend(key, text)
        if change is None:
            return False
        self.size += change
        return True


class MergedLog(Log):
    """Rows of several histories, in one order."""

    def __init__(self, max_rows: int, max_bytes: int) -> None:
        super().__init__(max_rows, max_bytes)
        self._events = 0

    @property
    def total(self) -> int:
        return self._events

    @property
    def max_rows(self) -> int:
        """How many rows are held at most."""
        return self._max_rows

    def take(self, rows: Iterable[AtRest]) -> None:
        """Append rows of histories, oldest first, under keys of this log."""
        key = self._next_key
        for at_rest in rows:
            self._rows.append_at_rest((key, *at_rest[1:]))
            self.size += weight(at_rest)
            self._events += at_rest[2] > 0
            key += 1
        self._next_key = key
        self._evict()

    def passed_over(self, events: int) -> None:
        """Count events that fell out of their histories before they could be taken."""
        self._events += events
        self.evicted += events
