"""How a person reads one log: what is filtered, where they are, what they marked. No widgets.

A pane and the timeline are each drawn from one of these; the keys that move in them end here.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from sse_dash import moments, text
from sse_dash.filter import Filter
from sse_dash.filter import parse as parse_filter
from sse_dash.moments import Day, Zone
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import Log
from sse_dash.streams.log.received import ReceivedEvent, Row
from sse_dash.tui.log import rows
from sse_dash.tui.log.rows import Columns, Times
from sse_dash.tui.log.viewport import RowInView, Viewport

MOST_MARKS = 1000
_MOST_MEASURED = 2048
# Rows to look for an event in, before anything was drawn.
_NEWEST = 100
# Cells: further than anyone scrolls sideways, and a bound for the work of drawing there. At 100,000 a screen
# full of hostile text took seconds.
_FURTHEST = 4_000


class LogView:
    """A log with a reader. The size of the screen is told to it before each drawing."""

    def __init__(self, log: Log, chosen: str = "") -> None:
        """`chosen` is a filter expression that parses."""
        self.filtered = FilteredLog(log)
        if chosen:
            self.filtered.filter = parse_filter(chosen)
        self.times = Times.CLOCK
        self.left = 0
        """Cells by which long lines are scrolled sideways."""
        self._viewport = Viewport()
        self._wrap = False
        self._marks: list[int] = []
        self._height = 0
        self._columns = Columns(0, 0, 0, 0)
        self._measured: dict[int, int] = {}
        self._now = 0.0

    @property
    def zone(self) -> Zone:
        """By whose clock it is told when an event came, also where the rows tell something else."""
        return self.times.zone or Zone.LOCAL

    @property
    def follows(self) -> bool:
        """Whether the newest row is kept in view."""
        return self._viewport.follows

    @property
    def wrap(self) -> bool:
        """Whether long lines are broken."""
        return self._wrap

    @wrap.setter
    def wrap(self, value: bool) -> None:
        self._wrap = value
        self.left = 0
        self._measured.clear()

    @property
    def cursor(self) -> int | None:
        """The key of the chosen row that is shown; None where none is chosen."""
        index = self._viewport.place_of(self.filtered.rows, self._viewport.cursor)
        return None if index is None else self.filtered.rows.key(index)

    @property
    def marks(self) -> frozenset[int]:
        """The keys of marked rows, of which some may be gone."""
        return frozenset(self._marks)

    def fits(self, height: int, columns: Columns, now: float = 0.0) -> bool:
        """There is room for `height` lines of these columns; returns whether other rows may be in view.

        `now`, in seconds since the epoch, has the day that needn't be told of the first row.
        """
        is_new = columns != self._columns
        if is_new:
            self._measured.clear()
        self._height, self._columns, self._now = height, columns, now
        return is_new

    def in_view(self, height: int) -> list[RowInView]:
        """The rows in view on so many lines, from top to bottom."""
        return self._viewport.layout(self.filtered.rows, height, self._lines_of)

    def below(self, in_view: list[RowInView]) -> int:
        """How many rows are newer than those."""
        return len(self.filtered.rows) - 1 - in_view[-1].place if in_view else 0

    def is_hit(self, key: int) -> bool:
        """Whether the search finds the row of this key."""
        hits = self.filtered.hits
        index = hits.index_of(key)
        return index < len(hits) and hits.key(index) == key

    def time_before(self, index: int) -> float | None:
        """When the row before the one at this index came; None for the first."""
        return self.filtered.rows.at(index - 1) if index else None

    def new_day(self, index: int) -> Day | None:
        """The day that begins with the row at this index, where that is to be told: before a row of another
        day than the one before it, and before the first row if it isn't of today."""
        zone = self.times.zone
        if zone is None or not self._columns.time:
            return None
        shown = self.filtered.rows
        before = shown.at(index - 1) if index else self._now
        return moments.day_begun(before, shown.at(index), zone)

    @property
    def chosen(self) -> ReceivedEvent | None:
        """The event that the cursor is on, or while nobody has chosen, the newest in view.

        None if the cursor is on a note, and where there is no event.
        """
        rows_shown = self.filtered.rows
        index = self._viewport.place_of(rows_shown, self._viewport.cursor)
        if index is not None:
            row = rows_shown[index]
            return row if isinstance(row, ReceivedEvent) else None
        in_view = [one.row for one in self.in_view(self._height)] or list(rows_shown[-_NEWEST:])
        return next((row for row in reversed(in_view) if isinstance(row, ReceivedEvent)), None)

    # Moving about.

    def move(self, by: int) -> None:
        """Choose the row `by` rows further down."""
        self._viewport.move(by, self.filtered.rows, self._height, self._lines_of)

    def page(self, pages: float) -> None:
        """Choose the row so many screens further down, at least one row, and have the view go along."""
        in_view = max(1, len(self.in_view(self._height)))
        by = round(in_view * pages) or (1 if pages > 0 else -1)
        self._viewport.turn(by, self.filtered.rows, self._height, self._lines_of)

    def scroll(self, by: int) -> None:
        """Move what is in view by lines."""
        self._viewport.scroll(by, self.filtered.rows, self._height, self._lines_of)

    def home(self) -> None:
        """Choose the oldest row."""
        self._viewport.home(self.filtered.rows)

    def follow(self) -> None:
        """Show the newest row, and the next ones as they come."""
        self._viewport.follow()

    def choose(self, key: int) -> None:
        """Choose the row of this key and bring it into view."""
        index = self._viewport.place_of(self.filtered.rows, key)
        if index is not None:
            self._viewport.choose(index, self.filtered.rows, self._height, self._lines_of)

    def choose_line(self, line: int) -> bool:
        """Choose the row on this line of the view; False if there is none."""
        for one in self.in_view(self._height) if line >= 0 else ():
            line -= one.lines
            if line < 0:
                self.choose(one.row.key)
                return True
        return False

    def sideways(self, cells: int) -> None:
        """Scroll long lines by so many cells; not where they are broken."""
        if not self._wrap:
            half = self._columns.data // 2
            # No more of a line is measured than it takes to know whether it goes on there.
            reach = min(_FURTHEST, self.left + cells) + half
            longest = max(
                (
                    text.width(text.cut(one.row.event.data, reach + 1))
                    for one in self.in_view(self._height)
                    if isinstance(one.row, ReceivedEvent)
                ),
                default=0,
            )
            self.left = max(0, min(reach, longest) - half)

    # Searching and marking.

    def look_for(self, search: Filter | None) -> None:
        """Set off what this finds."""
        self.filtered.search = search

    def next_hit(self, by: int) -> bool | None:
        """Choose the next row that the search finds, downwards if `by` is 1, upwards if -1.

        Returns whether it went on from the other end; None if nothing is found.
        """
        hits = self.filtered.hits
        if not hits:
            return None
        at = self.cursor
        if by > 0:
            # While nobody has chosen, the reader is at the end.
            index = len(hits) if at is None else hits.index_of(at + 1)
        else:
            index = len(hits) - 1 if at is None else hits.index_of(at) - 1
        wrapped = not 0 <= index < len(hits)
        self.choose(hits.key(index % len(hits)))
        return wrapped

    def place_of_hit(self) -> tuple[int, int]:
        """The place of the chosen row among those found, from 1, and how many they are; 0 if it is none."""
        hits, at = self.filtered.hits, self.cursor
        place = hits.index_of(at) + 1 if at is not None and self.is_hit(at) else 0
        return place, len(hits)

    def mark(self) -> bool:
        """Mark the chosen row, or take its mark away; False if there is no row, or no room for a mark."""
        shown = self.filtered.rows
        key = self.cursor if self.cursor is not None else shown.key(-1) if shown else None
        if key is None:
            return False
        source = self.filtered.source
        del self._marks[: bisect_left(self._marks, source.key(0) if source else key)]
        index = bisect_left(self._marks, key)
        if index < len(self._marks) and self._marks[index] == key:
            del self._marks[index]
        elif len(self._marks) < MOST_MARKS:
            insort(self._marks, key)
        else:
            return False
        return True

    def next_mark(self, by: int) -> bool:
        """Choose the next marked row that is shown, downwards if `by` is 1; False if there is none."""
        shown = self.filtered.rows
        marks = [
            key
            for key in self._marks
            if (index := shown.index_of(key)) < len(shown) and shown.key(index) == key
        ]
        if not marks:
            return False
        at = self.cursor
        if by > 0:
            index = 0 if at is None else bisect_left(marks, at + 1)
        else:
            index = len(marks) - 1 if at is None else bisect_left(marks, at) - 1
        self.choose(marks[index % len(marks)])
        return True

    # What is shown.

    def show_matching(self, chosen: Filter) -> None:
        """Show only events that match, of those that came and those that come."""
        self.filtered.filter = chosen

    def toggle_pause(self) -> None:
        """Freeze what is shown, or go on."""
        if self.filtered.paused:
            self.filtered.resume()
        else:
            self.filtered.pause()

    def clear(self) -> None:
        """Show nothing any more, after the log was cleared."""
        self.filtered.clear()
        self._viewport.follow()
        self._measured.clear()

    def restored(self) -> None:
        """Show again what was cleared, after the log has it again."""
        self.filtered.restored()
        self._measured.clear()

    def _lines_of(self, index: int, row: Row) -> int:
        above = 0 if self.new_day(index) is None else 1
        return above + (self._lines_of_data(row) if self._wrap else 1)

    def _lines_of_data(self, row: Row) -> int:
        lines = self._measured.get(row.key)
        if lines is None:
            if len(self._measured) >= _MOST_MEASURED:
                self._measured.clear()
            lines = self._measured[row.key] = rows.line_count(row, self._columns, wrap=True)
        return lines
