"""What a person looks at of one log: filtered, searched, paused. No drawing, no scrolling, no Textual."""

from __future__ import annotations

from typing import NamedTuple

from sse_dash.filter import Filter
from sse_dash.filter import parse as parse_filter
from sse_dash.streams.log.filter_index import FilterIndex
from sse_dash.streams.log.history import Log
from sse_dash.streams.log.received import Rows

_EVERYTHING = parse_filter("")


class _Frozen(NamedTuple):
    """What is shown while it is paused, and how the log stood then."""

    rows: Rows
    last_key: int
    total: int
    lost: int


class _Before(NamedTuple):
    """How it was before it was cleared, for as long as what was cleared can be had again."""

    forgotten: int
    frozen: _Frozen | None
    """What was shown if it was paused, and still is."""


class FilteredLog:
    """The rows that are shown of a log, oldest first.

    Call `update()` once a frame. Work is done there for the rows that came since the last call and are still
    held, so it is bounded by the log, however fast the streams run, and by time: a long history is searched
    through over several frames.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self._filtered: FilterIndex | None = None
        self._found: FilterIndex | None = None
        self._frozen: _Frozen | None = None
        self._forgotten = 0
        self._before: _Before | None = None
        self._is_current = True

    @property
    def filter(self) -> Filter:
        """What events must match to be shown."""
        return _EVERYTHING if self._filtered is None else self._filtered.filter

    @filter.setter
    def filter(self, value: Filter) -> None:
        self._filtered = None if value.is_empty else FilterIndex(value)
        self._start_over()

    @property
    def search(self) -> Filter | None:
        """What is looked for among the rows, hiding none; None looks for nothing."""
        return None if self._found is None else self._found.filter

    @search.setter
    def search(self, value: Filter | None) -> None:
        self._found = None if value is None or value.is_empty else FilterIndex(value)
        self.update()

    @property
    def source(self) -> Rows:
        """What there is to show, filtered or not: what is held, or was when it was paused."""
        return self.log.rows if self._frozen is None else self._frozen.rows

    @property
    def rows(self) -> Rows:
        """What is shown, oldest first, in view or not. Under a filter, events only."""
        return self.source if self._filtered is None else self._filtered.rows

    @property
    def hits(self) -> Rows:
        """The rows that the search finds; none without one."""
        return Rows() if self._found is None else self._found.rows

    @property
    def shown(self) -> int:
        """How many events are shown."""
        return self.rows.events

    @property
    def held(self) -> int:
        """How many events there are to filter."""
        return self.source.events

    @property
    def undecided(self) -> int:
        """How many events may match the filter or not: a regular expression would take too long to tell."""
        return 0 if self._filtered is None else self._filtered.undecided

    @property
    def unsearched(self) -> int:
        """How many of those shown the search may find or not, for the same reason."""
        return 0 if self._found is None else self._found.undecided

    @property
    def is_current(self) -> bool:
        """Whether all that is held has been filtered and searched; the next updates go on."""
        return self._is_current

    @property
    def paused(self) -> bool:
        """Whether the view is frozen; the log goes on."""
        return self._frozen is not None

    @property
    def came_since_pause(self) -> int:
        """How many events came since; 0 when not paused."""
        return 0 if self._frozen is None else self.log.total - self._frozen.total

    @property
    def lost_since_pause(self) -> int:
        """How many of those fell out of the log again, unseen; 0 when not paused."""
        if self._frozen is None:
            return 0
        return self.came_since_pause - self.log.rows.events_since(self._frozen.last_key + 1)

    @property
    def lost(self) -> int:
        """How many events older than all that is held have fallen out of the log."""
        return (self.log.evicted if self._frozen is None else self._frozen.lost) - self._forgotten

    def pause(self) -> None:
        """Freeze what is shown: events that fall out of the log stay on the screen."""
        if self._frozen is None:
            self._frozen = self._at_present(Rows(self.log.rows))
            self.update()

    def resume(self) -> None:
        """Show the log as it is now."""
        if self._before is not None:
            self._before = self._before._replace(frozen=None)
        if self._frozen is not None:
            self._frozen = None
            self.update()

    def clear(self) -> None:
        """Show none of the rows, after the log was cleared."""
        if self._before is None:
            self._before = _Before(self._forgotten, self._frozen)
        if self._frozen is not None:
            self._frozen = self._at_present(Rows())
        # A clean slate: what was lost before it is nobody's loss any more.
        self._forgotten = self.log.evicted
        self._start_over()

    def restored(self) -> None:
        """Show the rows again, after those that were cleared came back."""
        if self._before is not None:
            self._forgotten = self._before.forgotten
            if self._before.frozen is not None:
                self._frozen = self._before.frozen
            self._before = None
        if self._filtered is not None:
            self._filtered = FilterIndex(self._filtered.filter)
        self._start_over()

    def _at_present(self, rows: Rows) -> _Frozen:
        """These rows, with how the log stands now."""
        return _Frozen(rows, self.log.last_key, self.log.total, self.log.evicted)

    def update(self) -> None:
        """Take in what the log has come to since the last call."""
        if self._before is not None and not self.log.can_restore:
            self._before = None
        newest = self.log.last_key if self._frozen is None else self._frozen.last_key
        self._is_current = self._filtered is None or self._filtered.update(self.source, newest)
        if self._found is not None:
            rows = self.rows
            newest = newest if self._is_current else (rows.key(-1) if rows else 0)
            self._is_current &= self._found.update(rows, newest)

    def _start_over(self) -> None:
        """The rows are others now, so what was found among them is, too."""
        if self._found is not None:
            self._found = FilterIndex(self._found.filter)
        self.update()
