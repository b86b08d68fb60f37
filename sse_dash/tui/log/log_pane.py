"""A log in a border: title, rows, footing. It draws the rows in view when asked, and no others.

It draws itself whole, border too, line by line: a line costs a few segments, whatever came meanwhile. What
stands in the border is for each kind of pane to say.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from sse_dash import text, units
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText
from sse_dash.tui.drawing.words import wrapped_words
from sse_dash.tui.faults.fault import Fault
from sse_dash.tui.log import pane_border as frame
from sse_dash.tui.log import rows
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.rows import Columns, RowOptions

CURRENT = "-current"
"""The class of the pane that keys act on, also while a dialog or the filter has the keys."""

_WHEEL = 3
_FAULT_LINES = 3
"""Of what a fault says in its pane."""


class LogPane(SelfDrawn, can_focus=True):
    """One log on the screen."""

    ALLOW_SELECT = False
    STYLES = "pane"
    SHAPES = frozenset({"border"})
    SEEN_WHEN_CHOSEN = frozenset({"hit"})
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
        "pane--mark-chosen",
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
        self._lines_above = 0  # of what is said above the rows
        self.reading_fault: Fault | None = None
        """Why what came can't be taken in, filtered or searched; None if it can."""

    # What a kind of pane says for itself.

    @property
    @abstractmethod
    def name_shown(self) -> str:
        """What the pane is called. Not safe to draw."""

    @abstractmethod
    def _title(self, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        """What stands left and right on the top line."""

    @abstractmethod
    def _footing(self, below: int, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        """What stands left and right on the bottom line; `below` rows are newer than those in view."""

    @abstractmethod
    def _hint(self) -> str:
        """What an empty pane says."""

    def _trouble(self) -> list[StyledText]:
        """Lines of what is wrong, below the rows."""
        return []

    def _all_trouble(self) -> list[StyledText]:
        """The same, with what is wrong on our side."""
        fault = self.reading_fault
        if fault is None:
            return self._trouble()
        return [StyledText("trouble", words) for words in _about(fault, self.size.width - 3)]

    @abstractmethod
    def _widths(self, cells: int, types: int) -> Columns:
        """The columns, where the types in view want `types` cells."""

    def _stream_style(self, name: str) -> str:
        """The style of a stream's name in a row."""
        return "muted"

    # Drawing.

    @property
    def rows_high(self) -> int:
        """How many lines of rows fit."""
        return max(0, self.size.height - 2 - len(self._all_trouble()))

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        if cells < 3 or height < 2:
            return [StyledLine([StyledText("", " " * cells)])] * height
        corners = frame.HEAVY if self.has_class(CURRENT) else frame.ROUND
        inner = cells - 2
        trouble = self._all_trouble()
        room = max(0, height - 2 - len(trouble))
        body, below = self._body(inner, room)
        left, right = self._title(inner)
        top = frame.line(corners.top_left, left, corners.horizontal, right, corners.top_right, cells)
        left, right = self._footing(below, cells - 3)
        bottom = frame.line(corners.bottom_left, left, corners.horizontal, right, corners.bottom_right, cells)
        if not body and not trouble:
            hint = wrapped_words(self._hint(), max(8, inner - 1))
            body = [_one_style("hint", f" {line}", inner) for line in hint]
        body += [_one_style("data", "", inner)] * (room - len(body))
        body += [_one_style(part.style, f" {part.text}", inner) for part in trouble]
        side = StyledText("border", corners.vertical)
        return [
            StyledLine(top),
            *(StyledLine([side, *line.parts, side], line.is_chosen) for line in body[: height - 2]),
            StyledLine(bottom),
        ]

    def draw_fault(self, fault: Fault, cells: int, height: int) -> list[StyledLine]:
        if cells < 3 or height < 2:
            return []
        corners = frame.HEAVY if self.has_class(CURRENT) else frame.ROUND
        inner = cells - 2
        name = StyledText("name", f" {text.cut(text.visible(self.name_shown), max(0, inner - 4))} ")
        top = frame.line(corners.top_left, [name], corners.horizontal, [], corners.top_right, cells)
        bottom = frame.line(corners.bottom_left, [], corners.horizontal, [], corners.bottom_right, cells)
        body = [_one_style("failed", f" {words}", inner) for words in _about(fault, inner - 1)]
        body += [_one_style("data", "", inner)] * (height - 2 - len(body))
        side = StyledText("border", corners.vertical)
        return [
            StyledLine(top),
            *(StyledLine([side, *line.parts, side]) for line in body[: height - 2]),
            StyledLine(bottom),
        ]

    def _body(self, cells: int, height: int) -> tuple[list[StyledLine], int]:
        """The lines of the rows in view, and how many rows are below them."""
        log_view = self.log_view
        in_view = log_view.in_view(height)
        columns = self._widths(cells, rows.type_cells(in_view))
        now = time.time()
        if log_view.fits(height, columns, now):
            in_view = log_view.in_view(height)
        lost = log_view.filtered.lost
        above: list[StyledLine] = []
        if lost and in_view and in_view[0].place == 0 and in_view[0].first_line == 0 and height > 1:
            shorter = log_view.in_view(height - 1)
            if shorter[0].place == 0:
                why = "; all histories together are full" if log_view.filtered.log.lost_to_others else ""
                words = f"── {units.counted(lost, 'older event')} lost from history{why} ──"
                above = [_one_style("note", f" {words}", cells)]
                in_view = shorter
        options = RowOptions(
            columns,
            times=log_view.times,
            now=now,
            wrap=log_view.wrap,
            left=log_view.left,
            search=log_view.filtered.search,
            is_hit=log_view.is_hit,
            cursor=log_view.cursor,
            marks=log_view.marks,
            before=log_view.time_before,
            new_day=log_view.new_day,
            stream_style=self._stream_style,
        )
        self._lines_above = len(above)
        return above + rows.lines(in_view, options), log_view.below(in_view)

    # The mouse.

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.log_view.scroll(-_WHEEL)
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.log_view.scroll(_WHEEL)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y == 0:
            if event.chain == 2:
                self.post_message(self.Zoomed(self))
        elif event.y <= self.rows_high and self.log_view.choose_line(event.y - 1 - self._lines_above):
            self.redraw()
            if event.chain == 2:
                self.post_message(self.Opened(self))


def _about(fault: Fault, cells: int) -> list[str]:
    lines = wrapped_words(f"✖ {fault.where} failed inside sse-dash: {fault.words}", cells)[:_FAULT_LINES]
    return [*lines, *wrapped_words("enter shows all of it, to copy; the stream goes on", cells)]


def _one_style(style: str, words: str, cells: int) -> StyledLine:
    return StyledLine([StyledText(style, text.fit(words, cells))])
