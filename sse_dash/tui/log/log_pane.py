"""A log in a border: title, rows, footing. It draws the rows in view when asked, and no others.

It draws itself whole, border too, line by line: a line costs a few segments, whatever came meanwhile. What
stands in the border is for each kind of pane to say.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.filter import LineFilter
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text, units
from sse_dash.tui.drawing.drawn_line import DrawnLine
from sse_dash.tui.drawing.styled_text import Piece
from sse_dash.tui.log import pane_border as frame
from sse_dash.tui.log import rows
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.rows import Columns, Line, RowOptions, Times

CURRENT = "-current"
"""The class of the pane that keys act on, also while a dialog or the filter has the keys."""

_WHEEL = 3


class LogPane(Widget, can_focus=True):
    """One log on the screen."""

    DEFAULT_CLASSES = "pane"
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pane--border",
        "pane--number",
        "pane--name",
        "pane--live",
        "pane--waiting",
        "pane--failed",
        "pane--muted",
        "pane--paused",
        "pane--rate",
        "pane--spark",
        "pane--filter",
        "pane--counts",
        "pane--time",
        "pane--data",
        "pane--hint",
        "pane--note",
        "pane--trouble",
        "pane--cursor",
        "pane--mark",
        "pane--hit",
        "pane--hit-sign",
        "pane--chosen",
        "pane--type-alarm",
        *(f"pane--type-{index}" for index in range(rows.TYPE_COLOURS)),
        *(f"pane--stream-{color}" for color in rows.STREAM_COLOURS),
    }

    @dataclass
    class Opened(Message):
        """The chosen event is to be inspected."""

        pane: LogPane

    @dataclass
    class Zoomed(Message):
        """The title was clicked twice: this pane is to have the whole screen, or not any more."""

        pane: LogPane

    def __init__(self, log_view: LogView) -> None:
        super().__init__()
        self.log_view = log_view
        self._style_cache: dict[tuple[str, bool], Style] = {}
        self._filters: Sequence[LineFilter] = ()
        self._lines_above = 0  # of what is said above the rows

    # What a kind of pane says for itself.

    def _title(self, cells: int) -> tuple[list[Piece], list[Piece]]:
        """What stands left and right on the top line."""
        raise NotImplementedError

    def _footing(self, below: int, cells: int) -> tuple[list[Piece], list[Piece]]:
        """What stands left and right on the bottom line; `below` rows are newer than those in view."""
        raise NotImplementedError

    def _hint(self) -> str:
        """What an empty pane says."""
        raise NotImplementedError

    def _trouble(self) -> list[Piece]:
        """Lines of what is wrong, below the rows."""
        return []

    def _widths(self, cells: int, types: int) -> Columns:
        """The columns, where the types in view want `types` cells."""
        raise NotImplementedError

    def _stream_style(self, name: str) -> str:
        """The style of a stream's name in a row."""
        return "muted"

    # Drawing.

    @property
    def rows_high(self) -> int:
        """How many lines of rows fit."""
        return max(0, self.size.height - 2 - len(self._trouble()))

    def repaint_edges(self) -> None:
        """Repaint title and footing; the rows are as they were."""
        last = self.size.height - 1
        self.refresh(Region(0, 0, self.size.width, 1), Region(0, last, self.size.width, 1))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._style_cache.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        filters = [line_filter for line_filter in self.get_line_filters() if line_filter.enabled]
        if filters != self._filters:
            self._filters = filters
            self._style_cache.clear()
        width, height = self.size
        strips = self._strips(width, height)[crop.y : crop.bottom]
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _strips(self, width: int, height: int) -> list[Strip]:
        if width < 3 or height < 2:
            # Without a style: a pane that has just been removed has none, and may be asked to draw once more.
            return [Strip.blank(width)] * height
        corners = frame.HEAVY if self.has_class(CURRENT) else frame.ROUND
        inner, room = width - 2, self.rows_high
        body, below = self._body(inner, room)
        left, right = self._title(inner)
        top = frame.line(corners.top_left, left, corners.horizontal, right, corners.top_right, width)
        left, right = self._footing(below, width - 3)
        bottom = frame.line(corners.bottom_left, left, corners.horizontal, right, corners.bottom_right, width)
        trouble = self._trouble()
        if not body and not trouble:
            body = [Line([Piece("hint", text.fit(f" {self._hint()}", inner))])]
        body += [Line([Piece("data", " " * inner)])] * (room - len(body))
        body += [Line([Piece(piece.style, text.fit(f" {piece.text}", inner))]) for piece in trouble]
        side = Segment(corners.vertical, self._style("border"))
        drawn = [
            DrawnLine([side, *self._segments(line.pieces, is_chosen=line.is_chosen), side], width)
            for line in body[: height - 2]
        ]
        return [DrawnLine(self._segments(top), width), *drawn, DrawnLine(self._segments(bottom), width)]

    def _body(self, cells: int, height: int) -> tuple[list[Line], int]:
        """The lines of the rows in view, and how many rows are below them."""
        log_view = self.log_view
        placed = log_view.placed(height)
        columns = self._widths(cells, rows.type_cells(placed))
        if log_view.fits(height, columns):
            placed = log_view.placed(height)
        lost = log_view.filtered.lost
        above: list[Line] = []
        if lost and placed and placed[0].place == 0 and placed[0].first_line == 0 and height > 1:
            shorter = log_view.placed(height - 1)
            if shorter[0].place == 0:
                words = f"── {units.count(lost)} older event{'s' if lost != 1 else ''} lost from history ──"
                above = [Line([Piece("note", text.fit(f" {words}", cells))])]
                placed = shorter
        options = RowOptions(
            columns,
            times=log_view.times,
            now=time.time(),
            wrap=log_view.wrap,
            left=log_view.left,
            search=log_view.filtered.search,
            is_hit=log_view.is_hit,
            cursor=log_view.cursor,
            marks=log_view.marks,
            before=log_view.time_before,
            stream_style=self._stream_style,
        )
        self._lines_above = len(above)
        return above + rows.lines(placed, options), log_view.below(placed)

    def _segments(self, pieces: Sequence[Piece], *, is_chosen: bool = False) -> list[Segment]:
        return [Segment(piece.text, self._style(piece.style, is_chosen=is_chosen)) for piece in pieces]

    def _style(self, name: str, *, is_chosen: bool = False) -> Style:
        style = self._style_cache.get((name, is_chosen))
        if style is None:
            style = self.get_component_rich_style(f"pane--{name}")
            if is_chosen and name != "hit":
                chosen = self.get_component_rich_style("pane--chosen")
                style += Style(bgcolor=chosen.bgcolor, bold=chosen.bold, reverse=chosen.reverse)
            style = self._filtered(style)
            self._style_cache[(name, is_chosen)] = style
        return style

    def _filtered(self, style: Style) -> Style:
        """The style as the app's filters leave it: they change colours, a style costs less than a line."""
        segments = [Segment(" ", style)]
        for line_filter in self._filters:
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style or Style.null()

    # The mouse.

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.log_view.scroll(-_WHEEL)
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.log_view.scroll(_WHEEL)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y == 0:
            if event.chain == 2:
                self.post_message(self.Zoomed(self))
        elif event.y <= self.rows_high and self.log_view.choose_line(event.y - 1 - self._lines_above):
            self.refresh()
            if event.chain == 2:
                self.post_message(self.Opened(self))

    @property
    def shows_ages(self) -> bool:
        """Whether the rows change as time goes by."""
        return self.log_view.times is Times.AGE
