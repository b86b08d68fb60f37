"""What stands in a log, received events and notes of the connection, and many of them at rest.

How many are kept is the history's affair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from sys import getsizeof
from typing import NamedTuple, overload

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log.ring import Ring
from sse_dash.units import utf8_size

AtRest = tuple[int, float, int, int, str, str, str, str, str]
"""A row as it is kept: key, time, number, size, the four fields of the event, stream. A note is numbered 0,
and its text is data. Only this module knows what stands where; the functions below tell."""

_ROW_MEMORY = 240
"""Bytes of the tuple, of its numbers, and of what Python adds to the data and to the id. Types and origins
are mostly the same ones."""

key_of: Callable[[AtRest], int] = itemgetter(0)
"""The key of a row at rest."""
time_of: Callable[[AtRest], float] = itemgetter(1)
"""When it came or happened."""
size_of: Callable[[AtRest], int] = itemgetter(3)
"""Bytes of an event's data, and characters of a note's text."""
stream_of: Callable[[AtRest], str] = itemgetter(8)
"""The name of its stream."""


def is_event(at_rest: AtRest) -> bool:
    """Whether a row at rest is an event, and not a note."""
    return at_rest[2] > 0


def under_key(at_rest: AtRest, key: int) -> AtRest:
    """The row as it stands in another log."""
    return (key, *at_rest[1:])


def weight(at_rest: AtRest) -> int:
    """Bytes that a row counts for: of an event its data, type and id; of a note nothing.

    A hostile stream may have next to no data, and types of megabytes.
    """
    _, _, number, size, event_type, _, last_event_id, _, _ = at_rest
    return size + len(event_type) + len(last_event_id) if number else 0


def memory_of(rows: Iterable[AtRest]) -> int:
    """Bytes of memory that the events among them take, of notes nothing: more than their weight, since a
    row of ten bytes takes some hundreds, and a text with one emoji in it four for each of its characters."""
    total = 0
    for _, _, number, size, _, data, last_event_id, _, _ in rows:
        if number:
            total += _ROW_MEMORY + len(last_event_id)
            # What is as long in UTF-8 as in characters is ASCII.
            total += size if len(data) == size else getsizeof(data)
    return total


class ReceivedEvent(NamedTuple):
    """An event with what receiving it added."""

    number: int
    """Its place in the stream, from 1; it counts on over reconnects and evictions."""
    at: float
    """When it came, in seconds since the epoch."""
    size: int
    """Bytes of its data in UTF-8."""
    event: MessageEvent
    key: int = 0
    """Its place in the log that it stands in, where notes take places too."""
    stream: str = ""
    """The name of its stream."""


class Note(NamedTuple):
    """What happened to the connection, between two events."""

    key: int
    """Its place in the log."""
    at: float
    """When it happened, in seconds since the epoch."""
    text: str
    """In a few words; not safe to draw, as it may quote the server."""
    is_trouble: bool
    """Whether something went wrong."""
    stream: str = ""
    """The name of its stream."""


Row = ReceivedEvent | Note


class Rows(Sequence[Row]):
    """Rows in the order of their keys: appended at the end, dropped at the front, read anywhere.

    At rest each is one plain tuple of numbers and strings, which Python's garbage collector forgets as soon
    as it has seen it. An object for each would have it walk through all of them again and again: nine full
    histories took 300 ms every few seconds, in which no key was answered.
    """

    def __init__(self, rows: Rows | None = None) -> None:
        """Empty, or a copy of `rows`."""
        self._at_rest: Ring[AtRest] = Ring()
        self._note_keys: Ring[int] = Ring()
        if rows is not None:
            self._at_rest.extend(rows._at_rest)
            self._note_keys.extend(rows._note_keys)

    def __len__(self) -> int:
        return len(self._at_rest)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [_as_row(at_rest) for at_rest in self._at_rest[index]]
        return _as_row(self._at_rest[index])

    def __iter__(self) -> Iterator[Row]:
        return map(_as_row, self._at_rest)

    @property
    def events(self) -> int:
        """How many of the rows are events."""
        return len(self._at_rest) - len(self._note_keys)

    @property
    def notes(self) -> int:
        """How many are notes."""
        return len(self._note_keys)

    def key(self, index: int) -> int:
        """The key of the row at this index."""
        return key_of(self._at_rest[index])

    def at(self, index: int) -> float:
        """When the row at this index came, in seconds since the epoch."""
        return self._at_rest[index][1]

    def index_of(self, key: int) -> int:
        """The index of the row with this key, or of the first one after it."""
        return bisect_left(self._at_rest, key, key=key_of)

    def events_since(self, key: int) -> int:
        """How many events there are from the row with this key on."""
        return len(self) - self.index_of(key) - len(self._note_keys) + bisect_left(self._note_keys, key)

    def extend(self, events: Iterable[MessageEvent], key: int, number: int, at: float, stream: str) -> int:
        """Append events of one moment, keyed and numbered from `key` and `number`; return their weight."""
        total = 0
        append = self._at_rest.append
        for event_type, data, last_event_id, origin in events:
            size = utf8_size(data)
            append((key, at, number, size, event_type, data, last_event_id, origin, stream))
            total += size + len(event_type) + len(last_event_id)
            key += 1
            number += 1
        return total

    def note(self, note: Note) -> None:
        """Append a note."""
        self._note_keys.append(note.key)
        kind = "trouble" if note.is_trouble else ""
        size = len(note.text)
        self._at_rest.append((note.key, note.at, 0, size, kind, note.text, "", "", note.stream))

    def amend(self, key: int, text: str) -> bool:
        """Put other words in the place of a note's; False if the note is not among the rows."""
        index = self.index_of(key)
        if index == len(self) or self.key(index) != key:
            return False
        _, at, _, _, kind, _, _, _, stream = self._at_rest[index]
        self._at_rest[index] = (key, at, 0, len(text), kind, text, "", "", stream)
        return True

    def append_at_rest(self, at_rest: AtRest) -> None:
        """Append what came from other rows."""
        if not is_event(at_rest):
            self._note_keys.append(key_of(at_rest))
        self._at_rest.append(at_rest)

    def append_all(self, rows: Rows) -> None:
        """Append all of other rows, whose keys are higher."""
        self._at_rest.extend(rows._at_rest)
        self._note_keys.extend(rows._note_keys)

    def newest_first(self, since: int) -> Iterator[AtRest]:
        """The rows at rest from the last one back to the one of key `since`."""
        for index in range(len(self._at_rest) - 1, self.index_of(since) - 1, -1):
            yield self._at_rest[index]

    def extend_matching(
        self, rows: Sequence[AtRest], decide: Callable[[MessageEvent], bool | None]
    ) -> list[int]:
        """Append the events among `rows` that match; a filter asks for events, so notes stay out. Returns the
        keys of those of which it isn't known."""
        undecided: list[int] = []
        append = self._at_rest.append
        for at_rest in rows:
            if is_event(at_rest):
                matches = decide(MessageEvent(*at_rest[4:8]))
                if matches:
                    append(at_rest)
                elif matches is None:
                    undecided.append(key_of(at_rest))
        return undecided

    def at_rest(self, start: int, stop: int) -> list[AtRest]:
        """The rows of these indexes as they are kept."""
        return self._at_rest[start:stop]

    def memory(self, start: int, stop: int) -> int:
        """Bytes of memory that the events among the rows of these indexes take."""
        return memory_of(self._at_rest[start:stop])

    def before_event(self, count: int) -> int:
        """How many rows stand before the event that `count` events come before; notes right before it too."""
        index = count
        while (notes := self._notes_before(index)) != index - count:
            index = count + notes
        while index < len(self) and not is_event(self._at_rest[index]):
            index += 1
        return index

    def thin_notes(self, count: int) -> None:
        """Drop all notes but the `count` newest, wherever they stand."""
        first = len(self._note_keys) - count
        if first <= 0:
            return
        oldest_kept = self._note_keys[first] if count else self.key(-1) + 1
        rows = [row for row in self._at_rest if is_event(row) or key_of(row) >= oldest_kept]
        self._note_keys.drop(first)
        self._at_rest.clear()
        self._at_rest.extend(rows)

    def _notes_before(self, index: int) -> int:
        """How many of so many rows at the front are notes."""
        if index >= len(self):
            return len(self._note_keys)
        return bisect_left(self._note_keys, self.key(index))

    def drop(self, count: int) -> int:
        """Drop the `count` oldest, at most all of them; return how many of them were events."""
        count = min(count, len(self))
        if not count:
            return 0
        notes = self._notes_before(count)
        self._note_keys.drop(notes)
        self._at_rest.drop(count)
        return count - notes

    def clear(self) -> None:
        """Drop all."""
        self._at_rest.clear()
        self._note_keys.clear()


def _as_row(at_rest: AtRest) -> Row:
    key, at, number, size, event_type, data, last_event_id, origin, stream = at_rest
    if not number:
        return Note(key, at, data, bool(event_type), stream)
    event = MessageEvent(event_type, data, last_event_id, origin)
    return ReceivedEvent(number, at, size, event, key, stream)
