"""How events stand in a file: as JSON lines, in the event stream format, as CSV.

Where the bytes go is not known here.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from sse_dash import moments
from sse_dash.client.message import MessageEvent
from sse_dash.moments import Zone
from sse_dash.streams.log.received import ReceivedEvent
from sse_dash.text import visible

_SURROGATE = re.compile(r"[\ud800-\udfff]")
# What JSON may hold as it is, though terminals obey some of it and others take it for a line's end.
_ESCAPED_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|\n")
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Format(Enum):
    """What a file of events may be."""

    JSON_LINES = "JSON lines"
    EVENT_STREAM = "raw SSE"
    CSV = "CSV"

    @property
    def suffix(self) -> str:
        """How the names of such files end: `.jsonl`."""
        return _SUFFIXES[self][0]

    @classmethod
    def of(cls, name: str) -> Format | None:
        """The format that a file's name ends in; None if it says nothing."""
        ending = os.path.splitext(name)[1].lower()
        return next((each for each, suffixes in _SUFFIXES.items() if ending in suffixes), None)


_SUFFIXES = {
    Format.JSON_LINES: (".jsonl", ".ndjson", ".json"),
    Format.EVENT_STREAM: (".sse", ".eventstream"),
    Format.CSV: (".csv",),
}


class Writer(Protocol):
    """Makes the bytes of one file, event by event."""

    altered: int

    def begin(self) -> bytes:
        """What stands before the first event."""

    def event(self, received: ReceivedEvent) -> bytes:
        """The next event."""


class JsonLinesWriter:
    """One object a line: `stream number at type id data`, all that a recording has of an event.

    `at` is ISO 8601 to the millisecond with its zone, or null where the clock said what is no date. Lone
    surrogates and what terminals obey stand as escapes, so nothing is ever altered.
    """

    altered = 0

    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    def begin(self) -> bytes:
        return b""

    def event(self, received: ReceivedEvent) -> bytes:
        event = received.event
        line = json.dumps(
            {
                "stream": received.stream,
                "number": received.number,
                "at": moments.timestamp(received.at, self._zone),
                "type": event.type,
                "id": event.last_event_id,
                "data": event.data,
            },
            ensure_ascii=False,
        )
        if not line.isascii() or "\x7f" in line:
            line = _ESCAPED_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
        return line.encode() + b"\n"


class EventStreamWriter:
    """The format of HTML 9.2.6, which a parser reads back as the same types, data and ids.

    Which stream an event is from stands in a comment where that changes. What the format can't hold, and
    no parser gives, counts as altered: in data a CR becomes a line end; in a type line ends become spaces,
    and an empty one `message`; an id with a line end or NUL is left out; lone surrogates become U+FFFD.
    """

    def __init__(self) -> None:
        self.altered = 0
        self._stream: str | None = None
        self._last_event_id = ""

    def begin(self) -> bytes:
        return b""

    def event(self, received: ReceivedEvent) -> bytes:
        comment = ""
        if received.stream != self._stream:
            self._stream = received.stream
            comment = f": stream {visible(received.stream)}\n"
        held = _representable(received.event, self._last_event_id)
        self.altered += held[:3] != received.event[:3]
        fields = _fields(held, self._last_event_id)
        self._last_event_id = held.last_event_id
        return f"{comment}{fields}\n".encode()


class CsvWriter:
    """RFC 4180 in UTF-8, with a line of headings, for spreadsheets.

    These run what begins with `= + - @`, a tab or a line end as a formula, and a stream may be anyone's: a
    `'` stands before such text, unless it is a plain number. Lone surrogates become U+FFFD. Both count as
    altered; JSON lines keep all as it is.
    """

    def __init__(self, zone: Zone) -> None:
        self.altered = 0
        self._zone = zone
        self._line = io.StringIO()
        self._csv = csv.writer(self._line, lineterminator="\r\n")

    def begin(self) -> bytes:
        return self._row(["stream", "number", "at", "type", "id", "size", "data"])

    def event(self, received: ReceivedEvent) -> bytes:
        event = received.event
        given = (received.stream, event.type, event.last_event_id, event.data)
        name, event_type, last_event_id, data = safe = tuple(_cell(text) for text in given)
        self.altered += safe != given
        at = moments.timestamp(received.at, self._zone)
        return self._row([name, received.number, at, event_type, last_event_id, received.size, data])

    def _row(self, cells: Sequence[object]) -> bytes:
        self._csv.writerow(cells)
        line = self._line.getvalue()
        self._line.seek(0)
        self._line.truncate()
        return line.encode()


def event_as_sse(event: MessageEvent) -> str:
    """One event as a server would send it, without the empty line after it; `EventStreamWriter` says what
    the format can't hold."""
    return _fields(_representable(event, ""), "")


def writer(file_format: Format, zone: Zone) -> Writer:
    """What makes a file of that format, which tells by the clock of `zone` when events came."""
    return _WRITERS[file_format](zone)


_WRITERS: dict[Format, Callable[[Zone], Writer]] = {
    Format.JSON_LINES: JsonLinesWriter,
    Format.EVENT_STREAM: lambda _: EventStreamWriter(),  # which tells of no time
    Format.CSV: CsvWriter,
}


def _representable(event: MessageEvent, last_event_id: str) -> MessageEvent:
    """The event as the event stream format can hold it; with this id where its own can't be."""
    if not (_LINE_END.search(event.last_event_id) or "\0" in event.last_event_id):
        last_event_id = _whole(event.last_event_id)
    data = _whole(event.data)
    if "\r" in data:
        data = _LINE_END.sub("\n", data)
    event_type = _whole(_LINE_END.sub(" ", event.type)) or "message"
    return MessageEvent(event_type, data, last_event_id, event.origin)


def _fields(event: MessageEvent, last_event_id: str) -> str:
    """The lines of a representable event; without its id if that is the last one already."""
    event_type = "" if event.type == "message" else f"event: {event.type}\n"
    event_id = "" if event.last_event_id == last_event_id else f"id: {event.last_event_id}\n"
    return f"{event_type}{event_id}data: " + event.data.replace("\n", "\ndata: ") + "\n"


def _whole(text: str) -> str:
    """The text with U+FFFD for what no encoding takes."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _cell(text: str) -> str:
    text = _whole(text)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
