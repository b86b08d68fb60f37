"""The parsers of a stream, of which one reads the connection that is open; what they carry over is one."""

from __future__ import annotations

from .formats import BodyKind
from .json_parser import JsonStreamParser
from .parser import EventStreamParser

_LEAST_OF_A_STREAM = 5.0
"""Seconds. JSON that is over sooner, and was one value, was an answer and no stream."""


class Readers:
    """One parser for each format that an answer may be in."""

    def __init__(self, last_event_id: str, *, max_event_size: int | None, max_id_size: int) -> None:
        self._of_events = EventStreamParser(
            last_event_id, max_event_size=max_event_size, max_id_size=max_id_size
        )
        self._of_values = JsonStreamParser(max_event_size=max_event_size)
        self.current: EventStreamParser | JsonStreamParser = self._of_events
        """What reads now, and holds what the next connection is asked with."""
        self._kind = BodyKind.EVENTS

    @property
    def comment_count(self) -> int:
        """How many comment lines came, over all connections."""
        return self._of_events.comment_count

    @property
    def skipped_count(self) -> int:
        """How many lines, or parts of lines, of streams of JSON were none, over all connections."""
        return self._of_values.skipped_count

    @property
    def reads_json(self) -> bool:
        """Whether values are read now."""
        return self.current is self._of_values

    def read(self, kind: BodyKind) -> None:
        """A connection opened: have it read by the parser for its kind, which goes on from the same id."""
        self._kind = kind
        before = self.current
        self.current = self._of_events if kind is BodyKind.EVENTS else self._of_values
        if self.current is not before:
            self.current.resume_from(before.last_event_id)

    def was_one_value(self, lasted: float, *, has_length: bool) -> bool:
        """Whether the body that has ended was one JSON value and no stream, though it was read as one: a GET
        that is sent again would have it over and over.

        `lasted` is in seconds; `has_length` is whether the answer said how long it is.
        """
        if self._kind is not BodyKind.VALUE or self._of_values.value_count > 1:
            return False
        return has_length or lasted < _LEAST_OF_A_STREAM
