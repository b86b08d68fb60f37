"""Which part of a log is in view, and which row is chosen: arithmetic on rows and lines, no drawing.

A row may take several lines, where long ones are wrapped; how many, the caller says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sse_dash.streams.log.received import Row, Rows

LinesOf = Callable[[int, Row], int]
"""How many lines a row at this index takes; at least 1."""


class RowInView(NamedTuple):
    """A row in view."""

    place: int
    """Its index among the rows."""
    row: Row
    first_line: int
    """How many of its lines are above the upper edge."""
    lines: int
    """How many of its lines are in view."""


class Viewport:
    """Follows the newest row until someone moves away, and then keeps what is in view in its place.

    Places are remembered by the keys of rows, so that rows may be added and fall out meanwhile.
    """

    def __init__(self) -> None:
        self._top: tuple[int, int] | None = None  # key of the first row in view, its lines above the edge
        self._cursor: int | None = None  # key of the chosen row

    @property
    def follows(self) -> bool:
        """Whether the newest row is kept in view."""
        return self._top is None

    @property
    def cursor(self) -> int | None:
        """The key of the chosen row; None while nobody has chosen one. The row may be gone."""
        return self._cursor

    def layout(self, rows: Rows, height: int, lines_of: LinesOf) -> list[RowInView]:
        """What is in view of `rows` on `height` lines, from top to bottom."""
        if self._top is None:
            return _upwards(rows, len(rows) - 1, height, lines_of)
        key, line = self._top
        index = rows.index_of(key)
        if index < len(rows) and rows.key(index) != key:
            line = 0
        in_view = _downwards(rows, index, line, height, lines_of)
        if sum(one.lines for one in in_view) < height:
            # Past the end: rows were filtered away, or the view has grown.
            in_view = _upwards(rows, len(rows) - 1, height, lines_of)
        return in_view

    def follow(self) -> None:
        """Keep the newest row in view, and choose none."""
        self._top = self._cursor = None

    def place_of(self, rows: Rows, key: int | None) -> int | None:
        """The index of the row with this key, or of the one that took its place; None if there is none."""
        if key is None or not rows:
            return None
        return min(rows.index_of(key), len(rows) - 1)

    def move(self, by: int, rows: Rows, height: int, lines_of: LinesOf) -> None:
        """Choose the row `by` rows further down; past the last one follows again."""
        if not rows or height <= 0:
            return
        target = self._target(by, rows, height, lines_of)
        if target is None:
            self.follow()
        else:
            self.choose(target, rows, height, lines_of)

    def turn(self, by: int, rows: Rows, height: int, lines_of: LinesOf) -> None:
        """Choose the row `by` rows further down, and scroll as far."""
        if not rows or height <= 0:
            return
        target = self._target(by, rows, height, lines_of)
        self.scroll(by, rows, height, lines_of)
        if target is None or (by > 0 and self.follows):
            self.follow()
        else:
            self.choose(target, rows, height, lines_of)

    def _target(self, by: int, rows: Rows, height: int, lines_of: LinesOf) -> int | None:
        """The index of the row `by` rows down from the chosen one; None past the last."""
        in_view = self.layout(rows, height, lines_of)
        start = self.place_of(rows, self._cursor)
        if start is None:
            start = in_view[-1].place
        elif not in_view[0].place <= start <= in_view[-1].place:
            # The chosen row was scrolled out of sight: go on from the edge that is nearer.
            start = in_view[0].place if start < in_view[0].place else in_view[-1].place
        target = start + by
        return None if by > 0 and target >= len(rows) else max(0, target)

    def choose(self, index: int, rows: Rows, height: int, lines_of: LinesOf) -> None:
        """Choose the row at this index and bring it into view, moving no more than it takes."""
        in_view = self.layout(rows, height, lines_of)
        self._cursor = rows.key(index)
        if not in_view:
            # It comes into view when there is room again.
            self._top = (self._cursor, 0)
            return
        first, last = in_view[0], in_view[-1]
        if index < first.place or (index == first.place and first.first_line):
            self._top = (rows.key(index), 0)
        elif index > last.place or (index == last.place and last.lines < lines_of(last.place, last.row)):
            first = _upwards(rows, index, height, lines_of)[0]
            # A row higher than the view is read from its beginning.
            self._top = (rows.key(index), 0) if first.place == index else (first.row.key, first.first_line)
        else:
            self._top = (first.row.key, first.first_line)

    def scroll(self, by: int, rows: Rows, height: int, lines_of: LinesOf) -> None:
        """Move the view by lines, down if positive, and leave the chosen row be; the end follows again."""
        in_view = self.layout(rows, height, lines_of)
        if not in_view:
            return
        index, line = in_view[0].place, in_view[0].first_line + by
        while line < 0 and index > 0:
            index -= 1
            line += lines_of(index, rows[index])
        while index < len(rows) - 1 and line >= lines_of(index, rows[index]):
            line -= lines_of(index, rows[index])
            index += 1
        below = _downwards(rows, index, max(0, line), height + 1, lines_of)
        if sum(one.lines for one in below) <= height:
            # Also where all rows are in view, whichever way it was scrolled.
            self.follow()
        else:
            self._top = (rows.key(index), max(0, line))

    def home(self, rows: Rows) -> None:
        """Choose the oldest row, and stay with it until it falls out."""
        if rows:
            self._cursor = rows.key(0)
            self._top = (rows.key(0), 0)


def _downwards(rows: Rows, index: int, line: int, height: int, lines_of: LinesOf) -> list[RowInView]:
    """What fits on `height` lines from this line of this row on."""
    in_view: list[RowInView] = []
    # Rows take a line each at least, so no more than these are wanted.
    for row in rows[index : index + height + 1] if height > 0 else ():
        lines = lines_of(index, row)
        line = min(line, lines - 1)
        shown = min(lines - line, height)
        if shown <= 0:
            break
        in_view.append(RowInView(index, row, line, shown))
        height -= shown
        line = 0
        index += 1
    return in_view


def _upwards(rows: Rows, index: int, height: int, lines_of: LinesOf) -> list[RowInView]:
    """What fits on `height` lines that end with the last line of this row."""
    in_view: list[RowInView] = []
    for row in reversed(rows[max(0, index - height + 1) : index + 1] if height > 0 else ()):
        lines = lines_of(index, row)
        shown = min(lines, height)
        if shown <= 0:
            break
        in_view.append(RowInView(index, row, lines - shown, shown))
        height -= shown
        index -= 1
    in_view.reverse()
    return in_view
