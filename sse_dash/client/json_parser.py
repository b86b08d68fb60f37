"""Streams of JSON values: bytes in, events out, with the interface of `EventStreamParser`. No I/O, no clock.

Lines of JSON (NDJSON), values one after another with or without anything between them, over several lines or
in one, and RFC 7464's text sequences are all the same here: each value is an event of the type `message`, its
data the JSON as it was written. What is no JSON is told in `asides`, and skipped.

Plan: most streams have a value a line, so whole lines are tried first, by the decoder in C, which says where
a value ends. What that can't take, since it goes on in the next line or isn't JSON, goes through a scanner
that keeps its state from chunk to chunk: open brackets, whether in a string, whether after a backslash. So no
byte is looked at more than a few times, and a value is an event with its last bracket, whatever follows.

A value that was cut short must not swallow those after it: no string goes on in a next line, and an object or
array begins a line only where its container lets one begin. Elsewhere the scanner gives up what came before,
and begins anew.
"""

from __future__ import annotations

import json
import re
import sys

from .errors import ParseLimitError
from .message import Aside, AsideKind, MessageEvent
from .parser import DEFAULT_MAX_EVENT_SIZE

_BOM = b"\xef\xbb\xbf"
_BETWEEN = b" \t\r\n\x1e"
"""Between values: white space, and RFC 7464's record separator."""
_BLANK = re.compile(rb"[ \t\r\x1e]*")
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.DOTALL)
"""A whole string, the beginning of one that goes on, or a bracket."""
_IN_STRING = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.DOTALL)
_SCALAR = re.compile(rb'[^\s\x1e{}\[\]",:]*')
_SCALAR_BEGINS = frozenset(b"-0123456789tfnNI")
_OBJECT, _ARRAY, _QUOTE = b'{["'
_PARTNER = {_OBJECT: ord("}"), _ARRAY: ord("]")}
_BEFORE_VALUE = {_OBJECT: frozenset(b":"), _ARRAY: frozenset(b"[,")}
"""What an object or array may follow, by what it is in."""
# Characters that are kept of what is skipped.
_KEPT_OF_GARBAGE = 200

# Numbers stay texts: Python reads none of more than 4,300 digits, and no one asked for their value.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


class JsonStreamParser:
    """Turns the bytes of a stream of JSON values into events, over any number of connections.

    Feed it each chunk as it comes. When a connection ends well call `finish()` for what its end completes;
    then `end_of_stream()`, and the same parser takes the bytes of the next one.
    """

    def __init__(
        self,
        last_event_id: str = "",
        *,
        origin: str = "",
        max_event_size: int | None = DEFAULT_MAX_EVENT_SIZE,
    ) -> None:
        """`last_event_id` is what events say as theirs: values have no ids. `origin` is put on every event.

        `max_event_size` caps an unfinished value, in bytes; None is no cap.
        """
        if max_event_size is not None and max_event_size < 1:
            raise ValueError(f"max_event_size must be at least 1, not {max_event_size}")
        self.origin = origin
        """What events say as their origin; set it when a connection opens."""
        self.asides: list[Aside] = []
        """What of the last chunk was no JSON, in its places."""
        self.comment_count = 0
        """Always 0: JSON has no comments."""
        self.retry: int | None = None
        """Always None: no value is a reconnection time."""
        self.value_count = 0
        """How many values came on this connection."""
        self.skipped_count = 0
        """How many lines, or parts of lines, were no JSON, over all connections."""
        self._last_event_id = last_event_id
        self._max_event_size = sys.maxsize if max_event_size is None else max_event_size
        self._begin()

    def _begin(self) -> None:
        self.value_count = 0
        self._at_start = True
        self._value = bytearray()  # what of an unfinished value has come
        self._open = bytearray()  # its brackets that are not closed
        self._in_string = False
        self._after_backslash = False
        self._in_scalar = False
        self._line_has_begun = False
        self._last = 0  # the last byte of the value that is no white space, as a line begins
        self._skipped: bytearray | None = None  # the beginning of what is no JSON, until its line ends
        self._limit_passed: ParseLimitError | None = None

    @property
    def last_event_id(self) -> str:
        """The id that was given: values have none."""
        return self._last_event_id

    def resume_from(self, last_event_id: str) -> None:
        """Set the id that events say as theirs; what is unfinished is dropped."""
        self._last_event_id = last_event_id
        self._begin()

    @property
    def unfinished(self) -> bool:
        """Whether a value has begun that is not complete."""
        return bool(self._value) and not self._at_start

    @property
    def unfinished_event(self) -> MessageEvent | None:
        """What of a value has come; None between values."""
        return self._event(bytes(self._value)) if self._value and not self._at_start else None

    def feed(self, chunk: bytes) -> list[MessageEvent]:
        """Take the next bytes; return the events that they complete, oldest first.

        Raises `ParseLimitError`, with the events that were complete before, when the cap is passed; after
        that only `end_of_stream()` makes the parser usable again.
        """
        if self._limit_passed is not None:
            raise self._limit_passed
        if self.asides:
            self.asides = []
        if self._at_start:
            chunk = bytes(self._value) + chunk
            self._value.clear()
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._value += chunk
                return []
            self._at_start = False
            chunk = chunk.removeprefix(_BOM)
        events: list[MessageEvent] = []
        position = 0
        while position < len(chunk):
            if self._is_between():
                position = self._take_lines(chunk, position, events)
            position = self._scan_line(chunk, position, events)
        return events

    def finish(self) -> list[MessageEvent]:
        """The connection ended well: return the event that this completes, a number without a line end."""
        events: list[MessageEvent] = []
        if self.asides:
            self.asides = []
        if self._in_scalar:
            self._end_value(events)
        self._tell_of_skipped(events)
        return events

    def end_of_stream(self) -> None:
        """The connection ended: drop what is unfinished, and be ready for the next one."""
        self._begin()

    def _is_between(self) -> bool:
        """Whether nothing has begun, so that the next byte may begin a line."""
        return not self._value and self._skipped is None

    def _take_lines(self, chunk: bytes, position: int, events: list[MessageEvent]) -> int:
        """Take whole lines of whole values; return where the first one begins that isn't."""
        decode = _DECODER.raw_decode
        while (end := chunk.find(b"\n", position)) >= 0:
            text = chunk[position:end].strip(_BETWEEN)
            if text:
                if len(text) > self._max_event_size:
                    return position
                data = text.decode("utf-8", "replace")
                try:
                    _, value_end = decode(data)
                except (ValueError, RecursionError):
                    return position
                if value_end != len(data):
                    return position
                events.append(MessageEvent("message", data, self._last_event_id, self.origin))
                self.value_count += 1
            position = end + 1
        return position

    def _scan_line(self, chunk: bytes, position: int, events: list[MessageEvent]) -> int:
        """Take what there is of a line; return where the next one begins."""
        line_end = chunk.find(b"\n", position)
        end = line_end if line_end >= 0 else len(chunk)
        while position < end:
            if self._skipped is not None:
                self._skipped += chunk[position : min(end, position + 4 * _KEPT_OF_GARBAGE)]
                del self._skipped[4 * _KEPT_OF_GARBAGE :]
                position = end
            elif self._value:
                position = self._go_on(chunk, position, end, events)
            else:
                position = self._begin_value(chunk, position, end)
        if line_end < 0:
            return end
        self._end_line(events)
        return line_end + 1

    def _begin_value(self, chunk: bytes, position: int, end: int) -> int:
        """Between values: begin one, or begin to skip what is none."""
        blank = _BLANK.match(chunk, position, end)
        position = blank.end() if blank else position
        if position == end:
            return end
        first = self._last = chunk[position]
        self._line_has_begun = True
        self._in_scalar = first in _SCALAR_BEGINS
        self._in_string = first == _QUOTE
        if first in _PARTNER:
            self._open.append(first)
        elif not self._in_scalar and not self._in_string:
            self._skipped = bytearray()
            return position
        self._value.append(first)
        return position + 1

    def _go_on(self, chunk: bytes, position: int, end: int, events: list[MessageEvent]) -> int:
        """Within a value: take its next bytes, up to its end or that of what there is of the line."""
        if self._in_scalar:
            scalar = _SCALAR.match(chunk, position, end)
            stop = scalar.end() if scalar else position
            self._keep(chunk, position, stop, events)
            if stop < end:
                self._end_value(events)
            return stop
        if self._open and not self._line_has_begun and not self._fits(chunk, position, end, events):
            return position
        start = position
        while position < end:
            if self._in_string:
                position = self._in_a_string(chunk, position, end)
            else:
                token = _TOKEN.search(chunk, position, end)
                if token is None:
                    position = end
                    break
                position = token.end()
                byte = chunk[token.start()]
                if byte in _PARTNER:
                    self._open.append(byte)
                elif byte == _QUOTE:
                    self._in_string = position - token.start() == 1
                elif _PARTNER[self._open.pop()] != byte:
                    self._keep(chunk, start, position, events)
                    self._skip_line()
                    return position
            if not self._open and not self._in_string:
                self._keep(chunk, start, position, events)
                self._end_value(events)
                return position
        self._keep(chunk, start, position, events)
        written = chunk[start:position].rstrip(_BETWEEN)
        if written:
            self._last = written[-1]
        return position

    def _in_a_string(self, chunk: bytes, position: int, end: int) -> int:
        """Where the string ends, or what there is of it."""
        if self._after_backslash:
            self._after_backslash = False
            return position + 1
        inside = _IN_STRING.match(chunk, position, end)
        position = inside.end() if inside else position
        if position == end:
            return end
        if chunk[position] == _QUOTE:
            self._in_string = False
        else:
            self._after_backslash = True
        return position + 1

    def _fits(self, chunk: bytes, position: int, end: int, events: list[MessageEvent]) -> bool:
        """Whether the value may go on with this line; if not, it is given up, and the line begins anew."""
        blank = _BLANK.match(chunk, position, end)
        at = blank.end() if blank else position
        if at == end:
            return True
        self._line_has_begun = True
        if chunk[at] in _PARTNER and self._last not in _BEFORE_VALUE[self._open[-1]]:
            self._give_up(events)
            return False
        return True

    def _end_line(self, events: list[MessageEvent]) -> None:
        self._line_has_begun = False
        if self._in_scalar:
            self._end_value(events)
        elif self._in_string:
            self._give_up(events)
        elif self._value:
            self._value += b"\n"
        self._tell_of_skipped(events)

    def _keep(self, chunk: bytes, start: int, end: int, events: list[MessageEvent]) -> None:
        self._value += chunk[start:end]
        # Each open bracket is held twice, and has its partner to come: no value that fits is refused.
        if len(self._value) + len(self._open) > self._max_event_size:
            self._begin()
            self._at_start = False
            self._limit_passed = ParseLimitError("a JSON value", self._max_event_size, tuple(events))
            raise self._limit_passed

    def _end_value(self, events: list[MessageEvent]) -> None:
        """The value is complete; brackets may still be of the wrong kind, and words none that JSON has."""
        event = self._event(bytes(self._value))
        try:
            _, end = _DECODER.raw_decode(event.data)
            is_json = end == len(event.data)
        except ValueError:
            is_json = False
        except RecursionError:  # deeper than Python goes, and as well-formed as its brackets are
            is_json = True
        if is_json:
            events.append(event)
            self.value_count += 1
            self._forget_value()
        elif self._in_scalar:
            self._skip_line()  # a word of a text, say, whose other words are none either
        else:
            self._give_up(events)

    def _give_up(self, events: list[MessageEvent]) -> None:
        self._skip_line()
        self._tell_of_skipped(events)

    def _skip_line(self) -> None:
        """The value is none: what has come of it, and the rest of its line, is skipped."""
        self._skipped = self._value[: 4 * _KEPT_OF_GARBAGE]
        self._forget_value()

    def _forget_value(self) -> None:
        self._value.clear()
        self._open.clear()
        self._last = 0
        self._in_string = self._after_backslash = self._in_scalar = False

    def _event(self, value: bytes) -> MessageEvent:
        return MessageEvent("message", value.decode("utf-8", "replace"), self._last_event_id, self.origin)

    def _tell_of_skipped(self, events: list[MessageEvent]) -> None:
        skipped, self._skipped = self._skipped, None
        if skipped is None:
            return
        self.skipped_count += 1
        shown = skipped.strip(_BETWEEN).decode("utf-8", "replace")[:_KEPT_OF_GARBAGE]
        self.asides.append(Aside(len(events), AsideKind.NOT_JSON, "", shown))
