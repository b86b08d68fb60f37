"""Data as text, line by line, with all in it that is not seen elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from textual.selection import Selection

from sse_dash import emoji, text, units
from sse_dash.tui.drawing.styled_text import StyledText, split
from sse_dash.tui.inspector.background import LatestOnly
from sse_dash.tui.inspector.drawing import LinesView
from sse_dash.tui.inspector.wrapping import Layout, lay_out, shown_cells

_MARKS_PER_CHARACTER = 4


class TextView(LinesView):
    """A text, wrapped or not. What is selected in it is copied as it is, and not as it is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._data = ""
        self._value_name = ""
        self._is_wrapped = True
        self._mark: int | None = None
        self._gutter = 1
        """Cells of the column with the numbers of lines, which is empty if there is but one."""
        self._layout = lay_out("", None)
        self._laid_out_for: tuple[str, int | None] = "", None
        self._going_to: int | None = None
        """The character that is about to be on the first row."""
        self._latest = LatestOnly(self)

    @property
    def data(self) -> str:
        """What is shown."""
        return self._data

    @property
    def name_of_value(self) -> str:
        """What the line below calls it; empty if it is all of the data."""
        return self._value_name

    def show(self, data: str, *, name: str = "", mark: int | None = None) -> None:
        """Show this from its beginning, or if a character in it is to be marked, from there.

        `name` is what the line below calls it.
        """
        self._data, self._value_name, self._mark = data, name, mark
        lines = data.count("\n") + 1
        self._gutter = len(str(lines)) + 2 if lines > 1 else 1
        self._lay_out(from_start=True)

    def toggle_wrap(self) -> None:
        """Wrap long lines, or show each on a row."""
        self._is_wrapped = not self._is_wrapped
        self._lay_out(from_start=False)

    def resized(self) -> None:
        self._lay_out(from_start=False)

    def _lay_out(self, *, from_start: bool) -> None:
        if not self.cells:
            return  # When it comes on the screen, that is said.
        data = self._data
        cells = max(1, self.cells - self._gutter) if self._is_wrapped else None
        if (data, cells) == self._laid_out_for:
            self._laid_out(self._layout, cells, from_start=from_start)
        else:
            self._latest.ask(
                len(data),
                lambda: lay_out(data, cells),
                lambda layout: self._laid_out(layout, cells, from_start=from_start),
            )

    def _laid_out(self, layout: Layout, cells: int | None, *, from_start: bool) -> None:
        stays_at = self._position_on_top()
        is_other = layout.data is not self._layout.data
        self._layout = layout
        self._laid_out_for = layout.data, cells
        if is_other or from_start:
            stays_at = max(0, self._mark or 0)
        self.rows_changed()
        self._going_to = stays_at
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        if self._going_to is not None:
            row = self._layout.row_at(self._going_to)
            # What is marked on the first screen is seen from the start, with all that is before it.
            row = 0 if self._mark == self._going_to and row < self.lines else row
            self.scroll_to(x=0, y=row, animate=False, force=True)
            self._going_to = None

    def _position_on_top(self) -> int:
        if self._going_to is not None:
            return self._going_to
        row = min(self.scroll_offset.y, len(self._layout) - 1)
        return self._layout.starts[row]

    @property
    def row_count(self) -> int:
        return len(self._layout)

    @property
    def widest(self) -> int:
        return 0 if self._is_wrapped else self._layout.longest + self._gutter + 1

    def status(self) -> tuple[str, str]:
        name = f"{self._value_name}  " if self._value_name else ""
        right = "wrapped" if self._is_wrapped else "not wrapped"
        layout = self._layout
        if layout.data is not self._data:
            return f"{name}laying out …", right
        if not self._data:
            return f"{name}no data", right
        lines = layout.line(len(layout) - 1)
        if lines == 1:
            return f"{name}{units.counted(len(self._data), 'character')}, one line", right
        first = layout.line(self.scroll_offset.y)
        last = layout.line(min(self.scroll_offset.y + self.lines, len(layout)) - 1)
        return f"{name}lines {units.count(first)} to {units.count(last)} of {units.count(lines)}", right

    def parts(self, row: int, cells: int) -> list[StyledText]:
        layout = self._layout
        start, end, ends_line = layout.span(row)
        gutter = self._gutter
        number = f"{layout.line(row)} " if gutter > 1 and layout.begins_line(row) else ""
        left = 0 if self._is_wrapped else min(self.scroll_offset.x, end - start)
        room = cells - gutter
        parts = shown(layout.data, start + left, end, room, at=left)
        if self._mark is not None and layout.data is self._data and start <= self._mark < end:
            mark = self._mark - start
            parts = [
                one._replace(style="broken") if is_marked else one
                for part in parts
                for one, is_marked in split(part, mark, mark + 1)
            ]
        if ends_line and end < len(layout.data) and sum(text.width(part.text) for part in parts) < room:
            parts.append(StyledText("control", "↵", end - start))
        return [StyledText("muted", number.rjust(gutter)), *parts]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The characters themselves, also those that the screen cuts or shows as pictures."""
        layout = self._layout
        start, end = 0, len(layout.data)
        if selection.start is not None:
            start = self._position(selection.start.y, selection.start.x)
        if selection.end is not None:
            end = self._position(selection.end.y, selection.end.x)
        return layout.data[start:end], "\n"

    def _position(self, row: int, at: int) -> int:
        if row >= len(self._layout):
            return len(self._layout.data)
        start, end, _ = self._layout.span(row)
        return min(start + at, end)


def shown(data: str, start: int, end: int, cells: int, *, at: int = 0) -> list[StyledText]:
    """The characters from `start` to `end` as they are shown, in so many cells.

    What is not shown as itself is a part of its own, so that it is selected as the one character it is. `at`
    is where the first one stands in its row.
    """
    if cells <= 0:
        return []
    beginning = data[start : min(end, start + cells + 1)]
    if beginning.isascii() and beginning.isprintable():
        return [StyledText("data", text.cut(beginning, cells), at)]
    parts: list[StyledText] = []
    stretch, stretch_at = "", at
    used = marks = 0
    # A mark takes no cell, and there may be any number of them.
    limit = min(end, start + (cells + 1) * 8)
    for place, character in _characters(emoji.beginning(data[start:end], limit - start), start):
        is_joined = len(character) > 1
        taken = emoji.CELLS if is_joined else shown_cells(character)
        marks = 0 if taken else marks + 1
        if used + taken > cells:
            return _cut([*parts, StyledText("data", stretch, stretch_at)], cells)
        used += taken
        picture = emoji.whole(character) if is_joined else text.visible("x" + character)[1:]
        if picture == character and marks <= _MARKS_PER_CHARACTER and (stretch or taken):
            if not stretch:
                stretch_at = at + place - start
            stretch += character
            continue
        parts.append(StyledText("data", stretch, stretch_at))
        stretch = ""
        here = at + place - start
        if is_joined:
            parts.append(StyledText("data", picture, here))
        elif taken:
            parts += [StyledText("control", each, here) for each in picture]
    parts.append(StyledText("data", stretch, stretch_at))
    return _cut(parts, cells) if limit < end else [part for part in parts if part.text]


def _characters(shown: str, place: int) -> Iterator[tuple[int, str]]:
    """Each character with its place, of which the first is given; joined emoji as one."""
    for number, part in enumerate(emoji.parts(shown) if emoji.may_join(shown) else [shown]):
        for character in [part] if number % 2 else part:
            yield place, character
            place += len(character)


def _cut(parts: list[StyledText], cells: int) -> list[StyledText]:
    """The parts with `…` in the last cell."""
    kept: list[StyledText] = []
    room = cells - 1
    for part in parts:
        head = text.head(part.text, room)
        room -= text.width(head)
        if head:
            kept.append(part._replace(text=head))
        if head != part.text:
            break
    return [*kept, StyledText("control", "…")]
