"""A place among the events that are shown of a log, from which one steps to the next and looks back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.received import ReceivedEvent, Rows


class EventCursor:
    """Stays with its event whatever comes meanwhile, also when that falls out of the log."""

    def __init__(self, view: FilteredLog, event: ReceivedEvent) -> None:
        """Starts with this event of the view."""
        self._view = view
        self._current = event

    @property
    def stream(self) -> str:
        """The name of the stream that the event came on."""
        return self._current.stream

    @property
    def current(self) -> ReceivedEvent:
        """The event."""
        return self._current

    @property
    def position(self) -> tuple[int, int]:
        """Its place among the events that are shown, from 1, and how many they are; 0 if it isn't shown."""
        rows = self._view.rows
        if not self._is_at(rows, rows.index_of(self._current.key)):
            return 0, rows.events
        return rows.events - rows.events_since(self._current.key) + 1, rows.events

    def step(self, by: int) -> bool:
        """Go to the next event shown, or if `by` is -1 the one before; False at an end."""
        rows = self._view.rows
        index = rows.index_of(self._current.key)
        index += by if by < 0 or self._is_at(rows, index) else 0
        while 0 <= index < len(rows):
            row = rows[index]
            if isinstance(row, ReceivedEvent):
                self._current = row
                return True
            index += by
        return False

    def before(self) -> ReceivedEvent | None:
        """The event just before it in its stream, shown or not; None if that is not held."""
        return self._last(lambda _: True)

    def before_of_type(self) -> ReceivedEvent | None:
        """The newest event before it of the same type in its stream; None if none is held."""
        return self._last(lambda event: event.event.type == self._current.event.type)

    def _is_at(self, rows: Rows, index: int) -> bool:
        """Whether the row at this index is its event."""
        return index < len(rows) and rows.key(index) == self._current.key

    def _last(self, wanted: Callable[[ReceivedEvent], bool]) -> ReceivedEvent | None:
        return next((event for event in self._back() if wanted(event)), None)

    def _back(self) -> Iterator[ReceivedEvent]:
        """The events of its stream before it, newest first."""
        rows = self._view.source
        for index in range(rows.index_of(self._current.key) - 1, -1, -1):
            row = rows[index]
            if isinstance(row, ReceivedEvent) and row.stream == self._current.stream:
                yield row
