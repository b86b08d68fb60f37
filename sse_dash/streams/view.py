"""What a person looks at of one history: filtered, paused, scrolled. No drawing, no Textual."""

from __future__ import annotations

from collections.abc import Sequence

from sse_dash.streams.filter import Filter
from sse_dash.streams.filter import parse as parse_filter
from sse_dash.streams.history import History
from sse_dash.streams.received import ReceivedEvent, ReceivedEvents

_EVERYTHING = parse_filter("")


class EventView:
    """The rows of one pane, oldest first, and the part of them that is in view.

    Call `update()` once a frame. Work is done there for the events that came since the last call and are
    still held, so it is bounded by the history, however fast the stream runs.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._filter = _EVERYTHING
        self._matches = ReceivedEvents()
        self._seen = 0  # number of the newest event that was filtered
        self._frozen: ReceivedEvents | None = None
        self._frozen_total = 0
        self._top: int | None = None  # number of the first row in view; None follows the newest

    @property
    def filter(self) -> Filter:
        """What rows must match."""
        return self._filter

    @filter.setter
    def filter(self, value: Filter) -> None:
        self._filter = value
        self._matches.clear()
        self._seen = 0
        self.update()

    @property
    def rows(self) -> ReceivedEvents:
        """What is shown, oldest first, in view or not."""
        if not self._filter.is_empty:
            return self._matches
        return self._history.events if self._frozen is None else self._frozen

    @property
    def held(self) -> int:
        """How many events there are to filter."""
        return len(self._history if self._frozen is None else self._frozen)

    @property
    def paused(self) -> bool:
        """Whether the view is frozen; the history goes on."""
        return self._frozen is not None

    @property
    def came_since_pause(self) -> int:
        """How many events came since; 0 when not paused."""
        return self._history.total - self._frozen_total if self.paused else 0

    @property
    def lost_since_pause(self) -> int:
        """How many of those fell out of the history again, unseen; 0 when not paused."""
        return max(0, self._history.first_number - self._frozen_total - 1) if self.paused else 0

    @property
    def following(self) -> bool:
        """Whether the newest row is kept in view."""
        return self._top is None

    def pause(self) -> None:
        """Freeze what is shown: events that fall out of the history stay on the screen."""
        if self._frozen is None:
            self.update()
            self._frozen = ReceivedEvents(self._history.events)
            self._frozen_total = self._history.total

    def resume(self) -> None:
        """Show the history as it is now."""
        if self._frozen is not None:
            self._frozen = None
            self._matches.clear()
            self._seen = 0
            self.update()

    def clear(self) -> None:
        """Forget the rows, after the history was cleared."""
        self._matches.clear()
        self._top = None
        if self._frozen is not None:
            self._frozen = ReceivedEvents()
            self._frozen_total = self._history.total

    def update(self) -> None:
        """Take in what the history has come to since the last call."""
        if self._filter.is_empty:
            return
        if self._frozen is None:
            self._matches.drop(self._matches.index_of(self._history.first_number))
            events, newest = self._history.events, self._history.total
        else:
            events, newest = self._frozen, self._frozen_total
        if newest > self._seen:
            self._matches.extend_matching(events, self._seen + 1, self._filter.matches)
            self._seen = newest

    def window(self, height: int) -> Sequence[ReceivedEvent]:
        """The rows in view, at most `height`: the newest while following, else from where it was scrolled."""
        rows = self.rows
        start = self._start(rows, height)
        return rows[start : start + height]

    def rows_below(self, height: int) -> int:
        """How many rows are newer than those in view."""
        rows = self.rows
        return max(0, len(rows) - self._start(rows, height) - height)

    def scroll(self, delta: int, height: int) -> None:
        """Move the view by `delta` rows, down if positive; reaching the end follows again."""
        rows = self.rows
        start = max(0, self._start(rows, height) + delta)
        # Where all rows are in view, this is the end, whichever way it was scrolled.
        self._top = rows[start].number if start < len(rows) - height else None

    def scroll_home(self) -> None:
        """Show the oldest row and stay there until it falls out."""
        rows = self.rows
        if rows:
            self._top = rows[0].number

    def scroll_end(self) -> None:
        """Show the newest row and follow."""
        self._top = None

    def _start(self, rows: ReceivedEvents, height: int) -> int:
        last = max(0, len(rows) - height)
        if self._top is None:
            return last
        # The row may have fallen out or been filtered away: the next one that is there takes its place.
        return min(last, rows.index_of(self._top))
