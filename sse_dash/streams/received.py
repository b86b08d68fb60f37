"""Received events, and many of them at rest. How many are kept is the history's affair."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, overload

from sse_dash.client.message import MessageEvent
from sse_dash.streams.ring import Ring

# Number, time, size, and the fields of the event.
_AtRest = tuple[int, float, int, str, str, str, str]
_number = itemgetter(0)


class ReceivedEvent(NamedTuple):
    """An event with what receiving it added."""

    number: int
    """Its place in the stream, from 1; it counts on over reconnects and evictions."""
    at: float
    """When it came, in seconds since the epoch."""
    size: int
    """Bytes of its data in UTF-8."""
    event: MessageEvent


class ReceivedEvents(Sequence[ReceivedEvent]):
    """Events in the order of their numbers: appended at the end, dropped at the front, read anywhere.

    At rest each is one plain tuple of numbers and strings, which Python's garbage collector forgets as soon
    as it has seen it. An object for each would have it walk through all of them again and again: nine full
    histories took 300 ms every few seconds, in which no key was answered.
    """

    def __init__(self, events: ReceivedEvents | None = None) -> None:
        """Empty, or a copy of `events`."""
        self._at_rest: Ring[_AtRest] = Ring()
        if events is not None:
            self._at_rest.extend(events._at_rest)

    def __len__(self) -> int:
        return len(self._at_rest)

    @overload
    def __getitem__(self, index: int) -> ReceivedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReceivedEvent]: ...
    def __getitem__(self, index: int | slice) -> ReceivedEvent | list[ReceivedEvent]:
        if isinstance(index, slice):
            return [_woken(at_rest) for at_rest in self._at_rest[index]]
        return _woken(self._at_rest[index])

    def __iter__(self) -> Iterator[ReceivedEvent]:
        return map(_woken, self._at_rest)

    def index_of(self, number: int) -> int:
        """The index of the event with this number, or of the first one after it."""
        return bisect_left(self._at_rest, number, key=_number)

    def extend(self, events: Iterable[MessageEvent], number: int, at: float) -> int:
        """Append events that came at `at`, numbered from `number`; return what they weigh in bytes."""
        weight = 0
        append = self._at_rest.append
        for event in events:
            data = event.data
            # `isascii` reads a flag; only other text is paid for.
            size = len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass"))
            append((number, at, size, *event))
            weight += size + len(event.type) + len(event.last_event_id)
            number += 1
        return weight

    def extend_matching(
        self, events: ReceivedEvents, number: int, matches: Callable[[MessageEvent], bool]
    ) -> None:
        """Append those of `events`, from the one of this number on, that match."""
        fresh = events._at_rest[events.index_of(number) :]
        self._at_rest.extend(at_rest for at_rest in fresh if matches(MessageEvent(*at_rest[3:])))

    def drop(self, count: int) -> None:
        """Drop the `count` oldest; at most all of them."""
        self._at_rest.drop(count)

    def clear(self) -> None:
        """Drop all."""
        self._at_rest.clear()

    def weight(self, index: int) -> int:
        """Bytes that the event at this index counts for: its data, its type and its id.

        A hostile stream may have next to no data, and types of megabytes.
        """
        _, _, size, event_type, _, last_event_id, _ = self._at_rest[index]
        return size + len(event_type) + len(last_event_id)


def _woken(at_rest: _AtRest) -> ReceivedEvent:
    number, at, size, *event = at_rest
    return ReceivedEvent(number, at, size, MessageEvent(*event))
