"""The event stream format (HTML standard, section 9.2.6): bytes in, events out. No I/O and no clock here.

Wanted: one pass, linear in the bytes whatever their shape (one huge line, very many lines in one event,
chunks of one byte), the same events however the bytes are split, and no growth beyond one cap.

Plan: bring every line end to LF while still in bytes (CR is never part of a UTF-8 sequence). Keep what
comes after the last LF as bytes until its line is complete; so every decode is of whole lines, and no
character can be torn. Whole lines are decoded in one go and split in one go; then each is a field.
"""

from __future__ import annotations

from collections.abc import Callable

from .errors import ParseLimitError
from .message import MessageEvent

DEFAULT_MAX_EVENT_SIZE = 16 * 1024 * 1024
"""Bytes. Far above any event seen in the wild, far below what would hurt the machine that reads it."""

_BOM = b"\xef\xbb\xbf"
# Python refuses to convert integers of more than 4,300 digits; no one waits for 10**300 ms either.
_MAX_RETRY_DIGITS = 300


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
        max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
        on_comment: Callable[[str], None] | None = None,
    ) -> None:
        """`last_event_id` is the id to start from. `origin` is put on every event.

        `max_event_size` caps an unfinished line, and apart from it the data of an unfinished event, in
        bytes. `on_comment` is called with the text of each comment line, less its colon and one space,
        once the chunk's state is settled; what it raises comes out of `feed`.
        """
        if max_event_size < 1:
            raise ValueError(f"max_event_size must be at least 1, not {max_event_size}")
        self.origin = origin
        """What events say as their origin; set it when a connection opens."""
        self.comment_count = 0
        """How many comment lines came, over all connections."""
        self._last_event_id = last_event_id
        self._retry: int | None = None
        self._max_event_size = max_event_size
        self._on_comment = on_comment
        self._begin()

    def _begin(self) -> None:
        self._at_start = True
        self._after_cr = False
        self._partial = bytearray()
        self._data: list[str] = []
        self._data_size = 0
        self._type = ""
        self._id_buffer = self._last_event_id
        self._limit_passed: ParseLimitError | None = None

    @property
    def last_event_id(self) -> str:
        """The last event id string; empty for none. Changes at dispatch, not when the `id` line comes."""
        return self._last_event_id

    @property
    def retry(self) -> int | None:
        """The reconnection time that the server asked for, in ms and as sent; None before it asked."""
        return self._retry

    @property
    def unfinished(self) -> bool:
        """Whether a line or an event has begun that is not complete."""
        return bool(self._partial or self._data or self._type)

    def feed(self, chunk: bytes) -> list[MessageEvent]:
        """Take the next bytes; return the events that they complete, oldest first.

        Raises `ParseLimitError`, with the events that were complete before, when the cap is passed; after
        that only `end_of_stream()` makes the parser usable again.
        """
        if self._limit_passed is not None:
            raise self._limit_passed
        if not chunk:
            return []
        if self._at_start:
            chunk = bytes(self._partial) + chunk
            self._partial.clear()
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._partial += chunk
                return []
            self._at_start = False
            chunk = chunk.removeprefix(_BOM)
            if not chunk:
                return []
        if self._after_cr:
            self._after_cr = False
            if chunk.startswith(b"\n"):
                chunk = chunk[1:]
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

        end = chunk.rfind(b"\n")
        if end < 0:
            self._partial += chunk
            if len(self._partial) > self._max_event_size:
                raise self._pass_limit("a line", [])
            return []
        lines = chunk[:end]
        if self._partial:
            lines = bytes(self._partial) + lines
            self._partial.clear()
        self._partial += chunk[end + 1 :]

        # Data is counted as decoded, and a malformed byte becomes a character of three.
        at_most = len(lines) if lines.isascii() else 3 * len(lines)
        if self._data_size + at_most > self._max_event_size:
            events = self._take_lines_near_limit(lines)
        else:
            events = self._take_lines(lines)
        if len(self._partial) > self._max_event_size:
            raise self._pass_limit("a line", events)
        return events

    def end_of_stream(self) -> None:
        """The connection ended: drop what is unfinished, its id too, and be ready for the next one."""
        self._begin()

    def _take_lines(self, lines: bytes) -> list[MessageEvent]:
        """Process whole lines, given without the LF of the last one."""
        events: list[MessageEvent] = []
        comments: list[str] = []
        origin = self.origin
        last_event_id = self._last_event_id
        data, event_type, id_buffer = self._data, self._type, self._id_buffer
        counted = len(data)
        for line in lines.decode("utf-8", "replace").split("\n"):
            if not line:
                last_event_id = id_buffer
                if data:
                    text = data[0] if len(data) == 1 else "\n".join(data)
                    events.append(MessageEvent(event_type or "message", text, last_event_id, origin))
                    data = []
                event_type = ""
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
                elif name == "id":
                    if "\0" not in value:
                        id_buffer = value
                elif name == "retry":
                    if value.isascii() and value.isdigit():
                        digits = value.lstrip("0") or "0"
                        self._retry = (
                            int(digits) if len(digits) <= _MAX_RETRY_DIGITS else 10**_MAX_RETRY_DIGITS
                        )
                elif not name:
                    comments.append(value)
        if data is not self._data:
            counted = self._data_size = 0
        for value in data[counted:]:
            self._data_size += 1 + (len(value) if value.isascii() else len(value.encode()))
        self._last_event_id = last_event_id
        self._data, self._type, self._id_buffer = data, event_type, id_buffer
        if comments:
            self.comment_count += len(comments)
            if self._on_comment is not None:
                for comment in comments:
                    self._on_comment(comment)
        return events

    def _take_lines_near_limit(self, lines: bytes) -> list[MessageEvent]:
        """Do the same line by line, so that the cap falls at one place however the bytes were split."""
        events: list[MessageEvent] = []
        for line in lines.split(b"\n"):
            if len(line) > self._max_event_size:
                raise self._pass_limit("a line", events)
            events += self._take_lines(line)
            if self._data_size > self._max_event_size:
                raise self._pass_limit("an event", events)
        return events

    def _pass_limit(self, what: str, events: list[MessageEvent]) -> ParseLimitError:
        """Free what is held and remember the error: from here on the bytes make no sense."""
        self._begin()
        self._limit_passed = ParseLimitError(what, self._max_event_size, tuple(events))
        return self._limit_passed
