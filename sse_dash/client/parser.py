"""The event stream format (HTML standard, section 9.2.6): bytes in, events out. No I/O and no clock here.

Wanted: one pass, linear in the bytes whatever their shape (one huge line, very many lines in one event,
chunks of one byte), the same events however the bytes are split, and no growth beyond one cap.

Plan: bring every line end to LF while still in bytes (CR is never part of a UTF-8 sequence). Keep what
comes after the last LF as bytes until its line is complete; so every decode is of whole lines, and no
character can be torn. Whole lines are decoded in one go and split in one go; then each is a field. Of a
large read whose events all have the same lines, `regular` takes those that are whole, column by column.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from .errors import ParseLimitError
from .message import Aside, AsideKind, IdentifiedEvent, MessageEvent
from .regular import Shape

DEFAULT_MAX_EVENT_SIZE = 16 * 1024 * 1024
"""Bytes. Far above any event seen in the wild, far below what would hurt the machine that reads it."""

DEFAULT_MAX_ID_SIZE = 4096
"""Bytes of an id or a type. Servers refuse headers of 8 KiB, and every event carries both."""

_BOM = b"\xef\xbb\xbf"
# Python refuses to convert integers of more than 4,300 digits; no one waits for 10**300 ms either.
_MAX_RETRY_DIGITS = 300
_NAMES = frozenset({b"data", b"event", b"id", b"retry"})
_LONGEST_NAME = 5  # bytes; a line whose first six hold no colon is of no known field
_WORTH_A_LOOK = 2048  # characters; with fewer, to look for events of one shape costs more than it saves
_MOST_UNTRIED = 63  # reads of a stream whose events differ, between two looks
# Characters that are kept of a line that is skipped.
_KEPT_OF_OVERSIZE = 200
# What is cut off is seen, and what is cut is longer than the cap for good.
_CUT_OFF = " …"


class EventStreamParser:
    """Turns the bytes of an event stream into events, over any number of connections.

    Feed it each chunk as it comes. When a connection ends call `end_of_stream()`; then the same parser
    takes the bytes of the next one, with the last event id and the retry time carried over.
    """

    def __init__(
        self,
        last_event_id: str = "",
        *,
        origin: str = "",
        max_event_size: int | None = DEFAULT_MAX_EVENT_SIZE,
        max_id_size: int = DEFAULT_MAX_ID_SIZE,
        on_comment: Callable[[str], None] | None = None,
    ) -> None:
        """`last_event_id` is the id to start from. `origin` is put on every event.

        `max_event_size` caps an unfinished line, and apart from it the data of an unfinished event, in
        bytes; None is no cap. A comment or an unknown field past it is skipped. `max_id_size` caps ids and
        types, in bytes: what is longer is cut, and says so by ` …` at its end.
        `on_comment` is called with the text of each comment line, less its colon and one space, once the
        chunk's state is settled; what it raises comes out of `feed`. `asides` has them with their places.
        """
        if max_event_size is not None and max_event_size < 1:
            raise ValueError(f"max_event_size must be at least 1, not {max_event_size}")
        if max_id_size < 1:
            raise ValueError(f"max_id_size must be at least 1, not {max_id_size}")
        self.origin = origin
        """What events say as their origin; set it when a connection opens."""
        self.comment_count = 0
        """How many comment lines came, over all connections."""
        self.asides: list[Aside] = []
        """What else the last chunk held: comments, and lines that were ignored or cut, in their places."""
        self._last_event_id = last_event_id
        self._retry: int | None = None
        self._max_event_size = sys.maxsize if max_event_size is None else max_event_size
        self._most_partial = max(self._max_event_size, _LONGEST_NAME)
        self._max_id_size = max_id_size
        self._on_comment = on_comment
        self._begin()

    def _begin(self) -> None:
        self._at_start = True
        self._in_line = False  # whether the next bytes without CR are to be read as they are
        self._after_cr = False
        self._partial = bytearray()
        # An unfinished event's lines, joined: in a list, short ones take eight times what they count for.
        self._data = bytearray()
        self._has_data = False
        self._type = ""
        self._id_buffer = self._last_event_id
        self._event_class: type[MessageEvent] = MessageEvent
        self._skipping = False
        self._limit_passed: ParseLimitError | None = None
        self._shape: Shape | None = None
        self._untried = self._untried_next = 0  # reads, until there is a look for one shape again

    @property
    def last_event_id(self) -> str:
        """The last event id string; empty for none. Changes at dispatch, not when the `id` line comes."""
        return self._last_event_id

    def resume_from(self, last_event_id: str) -> None:
        """Set the id that the next connection starts with; what is unfinished is dropped."""
        self._last_event_id = last_event_id
        self._begin()

    @property
    def retry(self) -> int | None:
        """The reconnection time that the server asked for, in ms and as sent; None before it asked."""
        return self._retry

    @property
    def unfinished(self) -> bool:
        """Whether a line or an event has begun that is not complete."""
        return bool(self._partial or self._has_data or self._type)

    @property
    def unfinished_event(self) -> MessageEvent | None:
        """The event that has begun and is not complete, its last line too, as it would be dispatched now;
        None where there are no data of one. At the end of a connection it is dropped (HTML 9.2.6)."""
        if self._at_start or not self.unfinished:
            return None
        rest = EventStreamParser(self._last_event_id, origin=self.origin, max_id_size=self._max_id_size)
        rest._data, rest._has_data, rest._type = bytearray(self._data), self._has_data, self._type
        rest._id_buffer, rest._event_class = self._id_buffer, self._event_class
        events: list[MessageEvent] = []
        rest._take_one_by_one(self._partial.decode("utf-8", "replace") + "\n", events)
        return events[0] if events else None

    @property
    def _data_size(self) -> int:
        """Bytes of the unfinished event's data, as the cap counts them: of each line with its end."""
        return len(self._data) + 1 if self._has_data else 0

    def feed(self, chunk: bytes) -> list[MessageEvent]:
        """Take the next bytes; return the events that they complete, oldest first.

        Raises `ParseLimitError`, with the events that were complete before, when the cap is passed; after
        that only `end_of_stream()` makes the parser usable again.
        """
        if self.asides:
            self.asides = []
        if not self._in_line or b"\r" in chunk:
            chunk = self._prepared(chunk)
        end = chunk.rfind(b"\n")
        events: list[MessageEvent] = []
        if end >= 0:
            lines = chunk[:end]
            if self._partial:
                lines = b"".join((self._partial, lines))
                self._partial.clear()
            text = lines.decode("utf-8", "replace")
            # Data is counted as decoded, in bytes, of which a character takes up to four.
            at_most = len(text) if text.isascii() else 4 * len(text)
            if self._data_size + at_most > self._max_event_size:
                self._take_lines_near_limit(lines, events)
            elif len(text) < _WORTH_A_LOOK:
                self._take_one_by_one(text, events)
            else:
                self._take_lines(text, events)
            chunk = chunk[end + 1 :]
        if chunk:
            self._partial += chunk
            if len(self._partial) > self._most_partial:
                self._pass_limit_by_line(self._partial, events)
                self._partial.clear()
                self._skipping, self._in_line = True, False
        if self.asides and self._on_comment is not None:
            for aside in self.asides:
                if aside.kind is AsideKind.COMMENT:
                    self._on_comment(aside.value)
        return events

    def _prepared(self, chunk: bytes) -> bytes:
        """What there is to read of a chunk, with LF for each line end, where that isn't simply all of it."""
        if self._limit_passed is not None:
            raise self._limit_passed
        if self._at_start and chunk:
            chunk = bytes(self._partial) + chunk
            self._partial.clear()
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._partial += chunk
                return b""
            self._at_start = False
            chunk = chunk.removeprefix(_BOM)
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._skipping:
            _, line_end, chunk = chunk.partition(b"\n")
            self._skipping = not line_end
        self._in_line = not (self._at_start or self._after_cr or self._skipping)
        return chunk

    def finish(self) -> list[MessageEvent]:
        """The connection ended well: that completes no event (HTML 9.2.6), and so none is returned."""
        self.asides = []
        return []

    def end_of_stream(self) -> None:
        """The connection ended: drop what is unfinished, its id too, and be ready for the next one."""
        self._begin()

    def _take_lines(self, text: str, events: list[MessageEvent]) -> None:
        """Process whole lines, given without the LF of the last one; add what they complete to `events`."""
        # What ends an event that began earlier, then whole events, then what begins one. Places are those in
        # the text with its last LF.
        first, last = 0, len(text) + 1
        if not text.endswith("\n"):
            blank = text.rfind("\n\n")
            last = blank + 2 if blank >= 0 else 0
        if self._has_begun:
            blank = text.find("\n\n")
            first = 1 if text.startswith("\n") else blank + 2 if blank >= 0 else len(text) + 1
            self._take_one_by_one(text[: first - 1], events)
        if self._untried:
            # The last look found events that differ, and it isn't time for another yet.
            self._untried -= 1
        elif last - first > _WORTH_A_LOOK:
            shape = self._shape
            if shape is None or not text.startswith(shape.first, first):
                shape = Shape.of(text[first : text.find("\n\n", first)])
            taken = None
            if shape is not None:
                longest = self._max_id_size // 4  # no character takes more than four bytes
                taken = shape.take(text, first, last, self._last_event_id, self.origin, longest)
            if taken is None:
                self._untried = self._untried_next = min(2 * self._untried_next + 1, _MOST_UNTRIED)
            else:
                events += taken
                self._last_event_id = self._id_buffer = taken[-1].last_event_id
                self._shape, self._untried_next = shape, 0
                first = last
        if first < len(text):
            self._take_one_by_one(text[first:], events)

    @property
    def _has_begun(self) -> bool:
        """Whether a line of an event was taken that isn't complete."""
        return bool(
            self._has_data
            or self._type
            or self._event_class is IdentifiedEvent
            or self._id_buffer != self._last_event_id
        )

    def _take_one_by_one(self, text: str, events: list[MessageEvent]) -> None:
        """Do that a line at a time, whatever the lines are."""
        new = tuple.__new__  # less than half the cost of calling the class
        origin = self.origin
        last_event_id = self._last_event_id
        data: list[str] = []  # of the event under way, what these lines hold of it
        event_type, id_buffer = self._type, self._id_buffer
        event_class = self._event_class
        short = self._max_id_size // 4  # no character takes more than four bytes
        for line in text.split("\n"):
            if not line:
                last_event_id = id_buffer
                if self._has_data:
                    data.insert(0, self._data.decode())
                    self._data.clear()
                    self._has_data = False
                if data:
                    text = data[0] if len(data) == 1 else "\n".join(data)
                    events.append(new(event_class, (event_type or "message", text, last_event_id, origin)))
                    data = []
                event_type = ""
                event_class = MessageEvent
            # The shape that nearly every line of nearly every stream has, ahead of the general case.
            elif line.startswith("data: "):
                data.append(line[6:])
            else:
                name, _, value = line.partition(":")
                if value.startswith(" "):
                    value = value[1:]
                if name == "data":
                    data.append(value)
                elif name == "event":
                    event_type = value
                    if len(value) > short:
                        event_type = self._capped(AsideKind.TYPE_TOO_LONG, name, value, len(events))
                elif name == "id":
                    if "\0" in value:
                        self.asides.append(Aside(len(events), AsideKind.NUL_IN_ID, name, value))
                    else:
                        id_buffer = value
                        event_class = IdentifiedEvent
                        if len(value) > short:
                            id_buffer = self._capped(AsideKind.ID_TOO_LONG, name, value, len(events))
                elif name == "retry":
                    if value.isascii() and value.isdigit():
                        digits = value.lstrip("0") or "0"
                        self._retry = (
                            int(digits) if len(digits) <= _MAX_RETRY_DIGITS else 10**_MAX_RETRY_DIGITS
                        )
                    else:
                        self.asides.append(Aside(len(events), AsideKind.BAD_RETRY, name, value))
                elif name:
                    self.asides.append(Aside(len(events), AsideKind.UNKNOWN_FIELD, name, value))
                else:
                    self.comment_count += 1
                    self.asides.append(Aside(len(events), AsideKind.COMMENT, "", value))
        if data:
            if self._has_data:
                self._data += b"\n"
            self._data += "\n".join(data).encode()
            self._has_data = True
        self._last_event_id = last_event_id
        self._type, self._id_buffer = event_type, id_buffer
        self._event_class = event_class

    def _capped(self, kind: AsideKind, name: str, value: str, place: int) -> str:
        """The value of an `id` or `event` line, cut where it passes the cap."""
        if len(encoded := value.encode()) <= self._max_id_size:
            return value
        self.asides.append(Aside(place, kind, name, value[:_KEPT_OF_OVERSIZE]))
        return encoded[: self._max_id_size].decode("utf-8", "ignore") + _CUT_OFF

    def _take_lines_near_limit(self, lines: bytes, events: list[MessageEvent]) -> None:
        """Do the same line by line, so that the cap falls at one place however the bytes were split."""
        for line in lines.split(b"\n"):
            if len(line) > self._max_event_size:
                self._pass_limit_by_line(line, events)
                continue
            self._take_one_by_one(line.decode("utf-8", "replace"), events)
            if self._data_size > self._max_event_size:
                raise self._pass_limit("an event", events)

    def _pass_limit_by_line(self, line: bytes | bytearray, events: list[MessageEvent]) -> None:
        """Note a line past the cap that may be skipped; raise for one that is a part of an event."""
        start = bytes(line[: 4 * _KEPT_OF_OVERSIZE])
        name, _, value = start.partition(b":")
        if name in _NAMES:
            raise self._pass_limit("a line", events)
        if not name:
            self.comment_count += 1
        kept = value.removeprefix(b" ").decode("utf-8", "replace")[:_KEPT_OF_OVERSIZE]
        shown = name.decode("utf-8", "replace")[:_KEPT_OF_OVERSIZE]
        self.asides.append(Aside(len(events), AsideKind.OVERSIZE, shown, kept))

    def _pass_limit(self, what: str, events: list[MessageEvent]) -> ParseLimitError:
        """Free what is held and remember the error: from here on the bytes make no sense."""
        self._begin()
        self._limit_passed = ParseLimitError(what, self._max_event_size, tuple(events))
        return self._limit_passed
