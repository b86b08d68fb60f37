"""The list: a row a stream, for hundreds of them. It draws the rows in view, and of those what has changed.

What the rows are and which are in view is `stream_table`'s affair; what the columns say, `stream_columns`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text, units
from sse_dash.client.redact import redact_url
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from sse_dash.tui.drawing.styled_text import Piece, width
from sse_dash.tui.list import columns
from sse_dash.tui.list.order import Order, Sort, StreamFilter, StreamRow
from sse_dash.tui.list.table import StreamTable

_WHEEL_ROWS = 3
# The marker of the selected row on the left, the scroll bar on the right.
_GUTTER, _BAR = 1, 1
_FEWEST_FOR_DETAIL = 12


class _Line(NamedTuple):
    """A line as it was last drawn."""

    pieces: tuple[Piece, ...]
    selected: bool = False


class StreamList(Widget, can_focus=True):
    """Every stream as a row."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "stream-list--header",
        "stream-list--sorted",
        "stream-list--selected",
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
        self._lines: list[_Line] = []
        self._sets = 0
        self._needs = columns.Needs.of(())
        self._placed: list[columns.Placed] = []
        self._told: tuple[Monitor | None, State | None] = (None, None)
        self._style_cache: dict[tuple[str, bool], Style] = {}

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
            self._draw()

    def select(self, monitor: Monitor) -> None:
        """Go to the row of this stream, if it is shown."""
        self._table.select(monitor)
        self._draw()

    def move(self, by: int) -> None:
        """Select the row so many further down."""
        self._table.go_to(self._table.at + by)
        self._draw()

    def page(self, by: float) -> None:
        """Move by this part of a page, down if positive; by a row at least."""
        rows = max(1, round(abs(by) * self._table.height))
        self.move(rows if by > 0 else -rows)

    def first(self) -> None:
        """Select the first row."""
        self._table.go_to(0)
        self._draw()

    def last(self) -> None:
        """Select the last row."""
        self._table.go_to(len(self._table.shown) - 1)
        self._draw()

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
        self._draw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._style_cache.clear()

    def on_resize(self, _: events.Resize) -> None:
        self._draw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._table.scroll(-_WHEEL_ROWS)
        self._draw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._table.scroll(_WHEEL_ROWS)
        self._draw()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        line = at.y - self._header_high
        if line < 0:
            key = columns.sort_at(self._placed, at.x - _GUTTER)
            if key is not None:
                self.sort_by(key)
        elif line >= len(self._table.in_view):
            return
        elif event.chain == 2 and self.selected is not None:
            # The one that the first click selected: rows may have changed places since.
            self.post_message(self.Chosen(self.selected))
        else:
            self._table.go_to(self._table.top + line)
            self._draw()

    def render_lines(self, crop: Region) -> list[Strip]:
        cells, height = self.size
        if len(self._lines) != height:
            self._lines = self._all_lines(cells, height)
        strips = [
            Strip([Segment(piece.text, self._style(piece.style, line.selected)) for piece in line.pieces])
            for line in self._lines[crop.y : crop.bottom]
        ]
        # Drawn for another width, until the resize is known here too.
        strips = [strip.adjust_cell_length(cells).crop(crop.x, crop.right) for strip in strips]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            if line_filter.enabled:
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    @property
    def _header_high(self) -> int:
        return 1 if self.size.height >= 2 else 0

    def _sort(self, order: Order) -> None:
        self._table.order = order
        self._draw()

    def _draw(self) -> None:
        """Have the lines repainted that are not as they were."""
        cells, height = self.size
        before, self._lines = self._lines, self._all_lines(cells, height)
        changed = [y for y, line in enumerate(self._lines) if y >= len(before) or line != before[y]]
        if len(changed) * 2 > height:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, cells, 1) for y in changed))
        row = self._table.selected
        now = (row.monitor, row.snapshot.state) if row else (None, None)
        if now != self._told:
            self._told = now
            self.post_message(self.SelectionChanged(now[0]))

    def _all_lines(self, cells: int, height: int) -> list[_Line]:
        footer_high = 1 if height >= 4 else 0
        table = self._table
        table.height = height - self._header_high - footer_high
        inner = cells - _GUTTER - _BAR
        if inner < 1:
            return [_Line((Piece("muted", " " * cells),))] * height
        self._placed = columns.place(inner, self._needs)
        lines = []
        if self._header_high:
            lines.append(_Line(_filled([Piece("header", " "), *self._header()], "header", cells)))
        lines += self._rows(cells) or [_Line(_filled([Piece("hint", f" {self._hint()}")], "hint", cells))]
        blank = _Line(_filled([], "muted", cells))
        lines += [blank] * (height - footer_high - len(lines))
        if footer_high:
            lines.append(_Line(_filled(self._footer(cells), "counts", cells)))
        return lines[:height]

    def _header(self) -> list[Piece]:
        return columns.header(self._placed, self.order)

    def _rows(self, cells: int) -> list[_Line]:
        table = self._table
        thumb = _thumb(table.top, table.height, len(table.shown))
        lines = []
        for y, row in enumerate(table.in_view):
            selected = row is table.selected
            marker = Piece("marker", "▌" if selected else " ")
            pieces = _filled([marker, *columns.line(row, self._placed)], "muted", cells - _BAR)
            lines.append(_Line((*pieces, Piece("bar", "▐" if y in thumb else " ")), selected))
        return lines

    def _hint(self) -> str:
        """What stands where there is no row."""
        there = len(self._table.rows)
        if not there:
            return "no stream yet; add one, and it has its row here"
        return f"no stream fits; fewer words show more, none show all {units.count(there)}"

    def _footer(self, cells: int) -> list[Piece]:
        """About the selected stream on the left, about the whole list on the right."""
        right = self._counts(cells)
        room = cells - width(right) - 2
        row = self._table.selected
        if row is None or room < _FEWEST_FOR_DETAIL:
            return [Piece("counts", " " * max(0, cells - width(right))), *right]
        style, words = _detail(row)
        return [Piece(style, " " + text.fit(words, room) + " "), *right]

    def _counts(self, cells: int) -> list[Piece]:
        table, by = self._table, self.order.by
        there = len(table.rows)
        pieces = []
        if self.order != Order() and all(one.column.sort is not by for one in self._placed):
            pieces.append(Piece("rate", f"by {by.value} {self.order.arrow}  "))
        if table.filter.words:
            pieces.append(Piece("filter", f"{text.cut(table.filter.words, max(8, cells // 3))}  "))
            pieces.append(Piece("counts", f"{self.counted} "))
        else:
            pieces.append(Piece("counts", f"{units.count(there)} stream{'s' if there != 1 else ''} "))
        while pieces and width(pieces) > cells:
            pieces.pop(0)
        return pieces

    def _style(self, name: str, selected: bool) -> Style:
        style = self._style_cache.get((name, selected))
        if style is None:
            style = self.get_component_rich_style(f"stream-list--{name}")
            if selected:
                chosen = self.get_component_rich_style("stream-list--selected")
                style += chosen.without_color + Style(bgcolor=chosen.bgcolor)
            self._style_cache[name, selected] = style
        return style


def _detail(row: StreamRow) -> tuple[str, str]:
    """What there is to say of one stream that its row may have no room for."""
    snapshot = row.snapshot
    if snapshot.trouble:
        return columns.trouble_style(snapshot), columns.one_line(snapshot.trouble)
    if snapshot.last_error:
        return "muted", f"last error: {columns.one_line(snapshot.last_error)}"
    return "muted", redact_url(row.monitor.spec.url)


def _filled(pieces: Sequence[Piece], style: str, cells: int) -> tuple[Piece, ...]:
    """The pieces as a line of exactly so many cells."""
    kept, left = [], cells
    for piece in pieces:
        words = piece.text if text.width(piece.text) <= left else text.fit(piece.text, left)
        left -= text.width(words)
        kept.append(Piece(piece.style, words))
    return (*kept, Piece(style, " " * left))


def _thumb(top: int, height: int, rows: int) -> range:
    """The lines of the scroll bar's thumb; none where everything is in view."""
    if rows <= height:
        return range(0)
    size = max(1, height * height // rows)
    start = round(top * (height - size) / (rows - height))
    return range(start, start + size)
