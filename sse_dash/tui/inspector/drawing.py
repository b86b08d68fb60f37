"""The base of what the inspector is made of: rows of styled text, and only those in view are drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection

from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, split
from sse_dash.tui.log.rows import TYPE_COLOURS

_MOST_COPIED = 10_000
_SIDEWAYS = 8


class InspectorPart(SelfDrawn):
    """A widget in the colours of the inspector."""

    STYLES = "inspector"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "inspector--name",
        "inspector--label",
        "inspector--data",
        "inspector--muted",
        "inspector--key",
        "inspector--string",
        "inspector--number",
        "inspector--constant",
        "inspector--control",
        "inspector--preview",
        "inspector--error",
        "inspector--broken",
        "inspector--added",
        "inspector--removed",
        "inspector--changed",
        "inspector--added-span",
        "inspector--removed-span",
        "inspector--chosen",
        "inspector--tab",
        "inspector--tab-shown",
        "inspector--type-alarm",
        *(f"inspector--type-{index}" for index in range(TYPE_COLOURS)),
    }

    @property
    def cells(self) -> int:
        """How wide a line is; 0 while the widget is not on the screen."""
        return self.scrollable_content_region.width


class LinesView(InspectorPart, ScrollView, can_focus=True, inherit_bindings=False):
    """Rows that are drawn when they come into view. The keys are those of the screen around it."""

    class Moved(Message):
        """What is in view, or chosen, is another than before."""

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def parts(self, row: int, cells: int) -> list[StyledText]:
        """The row at `row`, from 0, at most `cells` wide."""

    @abstractmethod
    def status(self) -> tuple[str, str]:
        """What the line below says, at its left and at its right; not made safe yet."""

    def is_chosen(self, row: int) -> bool:
        """Whether the cursor is on this row."""
        return False

    @property
    def widest(self) -> int:
        """Cells that rows may take beyond the right edge; 0 if none does."""
        return 0

    @property
    def lines(self) -> int:
        """How many rows are in view."""
        return max(1, self.scrollable_content_region.height)

    def resized(self) -> None:
        """Called when the widget has come on the screen, or its size is another."""
        self.rows_changed()

    def rows_changed(self) -> None:
        """Call when there are other rows than before."""
        self.virtual_size = Size(self.widest or self.cells, self.row_count)
        self.refresh()
        self.post_message(self.Moved())

    def move(self, by: int) -> None:
        """Go down by rows, or up."""
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)

    def move_page(self, by: int) -> None:
        """Go down by screens, or up; a row of the last one stays in view."""
        self.move(by * max(1, self.lines - 1))

    def move_to_start(self) -> None:
        """Go to the first row."""
        self.scroll_to(y=0, animate=False)

    def move_to_end(self) -> None:
        """Go to the last row."""
        self.scroll_to(y=self.row_count, animate=False)

    def move_left(self) -> None:
        """Show what is further left."""
        self.scroll_to(x=self.scroll_offset.x - _SIDEWAYS, animate=False)

    def move_right(self) -> None:
        """Show what is further right."""
        self.scroll_to(x=self.scroll_offset.x + _SIDEWAYS, animate=False)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.resized()

    def on_show(self) -> None:
        self.resized()

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        room, top = self.cells, self.scroll_offset.y
        return [
            StyledLine(
                filled(self.parts(row, room) if row < self.row_count else [], "", cells),
                is_chosen=self.is_chosen(row),
                row=row if self.allow_select else None,
            )
            for row in range(top, top + height)
        ]

    def span_of(self, row: int) -> tuple[int, int]:
        selection = self.text_selection
        return (selection.get_span(row) if selection is not None else None) or (0, 0)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is drawn where text was selected, of so many rows at most."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self.row_count - 1
        lines = []
        for row in range(first, min(last + 1, self.row_count, first + _MOST_COPIED)):
            start, end = selection.get_span(row) or (0, 0)
            selected = [
                part.text
                for one in self.parts(row, self.cells)
                if one.at is not None
                for part, inside in split(one, start, one.at + len(one.text) if end == -1 else end)
                if inside
            ]
            lines.append("".join(selected).rstrip())
        return "\n".join(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()
