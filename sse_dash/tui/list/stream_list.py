"""The list: a row a stream, for hundreds of them. It draws the rows in view, and of those what has changed.

What the rows are and which are in view is `stream_table`'s affair; what the columns say, `stream_columns`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from sse_dash import text, units
from sse_dash.client.redact import redact_url
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, width
from sse_dash.tui.faults.containing import containing
from sse_dash.tui.list import columns
from sse_dash.tui.list.order import Order, Sort, StreamFilter, StreamRow
from sse_dash.tui.list.table import StreamTable

_WHEEL_ROWS = 3
# The marker of the selected row on the left, the scroll bar on the right.
_GUTTER, _BAR = 1, 1
_FEWEST_FOR_DETAIL = 12


class StreamList(SelfDrawn, can_focus=True):
    """Every stream as a row."""

    ALLOW_SELECT = False
    STYLES = "stream-list"
    SHAPES = frozenset({"bar"})
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "stream-list--header",
        "stream-list--sorted",
        "stream-list--chosen",
        "stream-list--marker",
        "stream-list--bar",
        "stream-list--name",
        "stream-list--live",
        "stream-list--waiting",
        "stream-list--failed",
        "stream-list--muted",
        "stream-list--rate",
        "stream-list--spark",
        "stream-list--value",
        "stream-list--filter",
        "stream-list--counts",
        "stream-list--hint",
    }

    @dataclass
    class Chosen(Message):
        """A stream was double-clicked."""

        monitor: Monitor

    @dataclass
    class SelectionChanged(Message):
        """Another stream is selected, or the selected one is in another state: other keys may work now."""

        monitor: Monitor | None

    def __init__(self) -> None:
        super().__init__()
        self._table = StreamTable()
        self._sets = 0
        self._needs = columns.Needs.of(())
        self._columns: list[columns.PlacedColumn] = []
        self._told: tuple[Monitor | None, State | None] = (None, None)

    @property
    def selected(self) -> Monitor | None:
        """The stream that keys act on; None only when none is shown."""
        row = self._table.selected
        return row.monitor if row else None

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return self._table.order

    @property
    def filter_words(self) -> str:
        """The words that streams are filtered by; empty shows every stream."""
        return self._table.filter.words

    @property
    def counted(self) -> str:
        """How many streams are shown: `37 of 1,000`."""
        return f"{units.count(len(self._table.shown))} of {units.count(len(self._table.rows))}"

    def show(self, monitors: Sequence[Monitor], tick: int) -> None:
        """List these, in the order of the panes; to be called once a frame.

        `tick` grows when numbers are due: only then rows may change places, too.
        """
        if self._table.look(monitors, tick):
            needs = columns.Needs.of(self._table.rows)
            self._needs = needs if self._table.sets != self._sets else needs.or_wider(self._needs)
            self._sets = self._table.sets
            self._show_change()

    def select(self, monitor: Monitor) -> None:
        """Go to the row of this stream, if it is shown."""
        self._table.select(monitor)
        self._show_change()

    def move(self, by: int) -> None:
        """Select the row so many further down."""
        self._table.go_to(self._table.at + by)
        self._show_change()

    def page(self, by: float) -> None:
        """Move by this part of a page, down if positive; by a row at least."""
        rows = max(1, round(abs(by) * self._table.height))
        self.move(rows if by > 0 else -rows)

    def first(self) -> None:
        """Select the first row."""
        self._table.go_to(0)
        self._show_change()

    def last(self) -> None:
        """Select the last row."""
        self._table.go_to(len(self._table.shown) - 1)
        self._show_change()

    def sort_next(self) -> None:
        """Sort by the next thing worth sorting by."""
        self._sort(self.order.following())

    def reverse(self) -> None:
        """Turn the order round."""
        self._sort(self.order.choose(self.order.by))

    def sort_by(self, key: Sort) -> None:
        """Sort by this; turn the order round if it is sorted by that already."""
        self._sort(self.order.choose(key))

    def filter_by(self, words: str) -> None:
        """Show only streams that every word fits, by name or state; a word after `-` must not fit."""
        self._table.filter = StreamFilter.of(words)
        self._show_change()

    def on_resize(self, _: events.Resize) -> None:
        self._show_change()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._table.scroll(-_WHEEL_ROWS)
        self._show_change()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._table.scroll(_WHEEL_ROWS)
        self._show_change()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        line = at.y - self._header_high
        if line < 0:
            key = columns.sort_at(self._columns, at.x - _GUTTER)
            if key is not None:
                self.sort_by(key)
        elif line >= len(self._table.in_view):
            return
        elif event.chain == 2 and self.selected is not None:
            # The one that the first click selected: rows may have changed places since.
            self.post_message(self.Chosen(self.selected))
        else:
            self._table.go_to(self._table.top + line)
            self._show_change()

    @property
    def _header_high(self) -> int:
        return 1 if self.size.height >= 2 else 0

    def _sort(self, order: Order) -> None:
        self._table.order = order
        self._show_change()

    def _show_change(self) -> None:
        """Have the lines repainted that are not as they were, and tell of another selection."""
        self.redraw()
        row = self._table.selected
        now = (row.monitor, row.snapshot.state) if row else (None, None)
        if now != self._told:
            self._told = now
            self.post_message(self.SelectionChanged(now[0]))

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        footer_high = 1 if height >= 4 else 0
        table = self._table
        table.height = height - self._header_high - footer_high
        inner = cells - _GUTTER - _BAR
        if inner < 1:
            return [_line([], "muted", cells)] * height
        self._columns = columns.place(inner, self._needs)
        lines = []
        if self._header_high:
            lines.append(_line([StyledText("header", " "), *self._header()], "header", cells))
        lines += self._rows(cells) or [_line([StyledText("hint", f" {self._hint()}")], "hint", cells)]
        lines += [_line([], "muted", cells)] * (height - footer_high - len(lines))
        if footer_high:
            lines.append(_line(self._footer(cells), "counts", cells))
        return lines

    def _header(self) -> list[StyledText]:
        return columns.header(self._columns, self.order)

    def _rows(self, cells: int) -> list[StyledLine]:
        table = self._table
        thumb = _thumb(table.top, table.height, len(table.shown))
        lines = []
        for y, row in enumerate(table.in_view):
            selected = row is table.selected
            marker = StyledText("marker", "▌" if selected else " ")
            parts = filled([marker, *self._cells_of(row)], "muted", cells - _BAR)
            lines.append(StyledLine([*parts, StyledText("bar", "▐" if y in thumb else " ")], selected))
        return lines

    def _cells_of(self, row: StreamRow) -> list[StyledText]:
        name = row.monitor.spec.name
        with containing(self, "drawing its row", name) as outcome:
            return columns.line(row, self._columns)
        words = "" if outcome.fault is None else outcome.fault.words
        return [StyledText("failed", f"✖ {text.visible(name)}: {text.visible(words)}")]

    def _hint(self) -> str:
        """What stands where there is no row."""
        there = len(self._table.rows)
        if not there:
            return "no stream yet; add one, and it has its row here"
        return f"no stream fits; fewer words show more, none show all {units.count(there)}"

    def _footer(self, cells: int) -> list[StyledText]:
        """About the selected stream on the left, about the whole list on the right."""
        right = self._counts(cells)
        room = cells - width(right) - 2
        row = self._table.selected
        if row is None or room < _FEWEST_FOR_DETAIL:
            return [StyledText("counts", " " * max(0, cells - width(right))), *right]
        style, words = _detail(row)
        return [StyledText(style, " " + text.fit(words, room) + " "), *right]

    def _counts(self, cells: int) -> list[StyledText]:
        table, by = self._table, self.order.by
        there = len(table.rows)
        parts = []
        if self.order != Order() and all(one.column.sort is not by for one in self._columns):
            parts.append(StyledText("rate", f"by {by.value} {self.order.arrow}  "))
        if table.filter.words:
            parts.append(StyledText("filter", f"{text.cut(table.filter.words, max(8, cells // 3))}  "))
            parts.append(StyledText("counts", f"{self.counted} "))
        else:
            parts.append(StyledText("counts", f"{units.counted(there, 'stream')} "))
        while parts and width(parts) > cells:
            parts.pop(0)
        return parts


def _detail(row: StreamRow) -> tuple[str, str]:
    """What there is to say of one stream that its row may have no room for."""
    snapshot = row.snapshot
    if snapshot.trouble:
        return columns.trouble_style(snapshot), columns.one_line(snapshot.trouble)
    if snapshot.error:
        return columns.trouble_style(snapshot), f"it tells of an error: {columns.one_line(snapshot.error)}"
    if snapshot.diagnosis is not None:
        first = "".join(f"   │ {line}" for line in snapshot.diagnosis.lines[:1])
        return columns.trouble_style(snapshot), f"{snapshot.diagnosis.words}{first}"
    if snapshot.last_error:
        return "muted", f"last error: {columns.one_line(snapshot.last_error)}"
    return "muted", redact_url(row.monitor.spec.url)


def _line(parts: Sequence[StyledText], style: str, cells: int) -> StyledLine:
    return StyledLine(filled(parts, style, cells))


def _thumb(top: int, height: int, rows: int) -> range:
    """The lines of the scroll bar's thumb; none where everything is in view."""
    if rows <= height:
        return range(0)
    size = max(1, height * height // rows)
    start = round(top * (height - size) / (rows - height))
    return range(start, start + size)
