"""JSON as a tree to walk through, fold and unfold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import ClassVar

from textual import events

from sse_dash import text, units
from sse_dash.json.document import Number, Value, is_branch, kind, tokens
from sse_dash.json.paths import Place, path_text
from sse_dash.json.tree import MOST_UNFOLDED, Folding, Tree, TreeRow
from sse_dash.tui.drawing.styled_text import StyledText, fitted
from sse_dash.tui.inspector.drawing import LinesView

_INDENT = 2
_LEAST_SIZED = 100
"""Characters from which on a string that is cut says how large it is."""


class TreeView(LinesView):
    """A document, with a cursor on one of its rows."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, opened: Callable[[Place], None], *, id: str | None = None) -> None:
        """`opened` is told of a string that someone wants to read as a whole."""
        super().__init__(id=id)
        self._opened = opened
        self._folding = Folding()
        self._tree: Tree | None = None
        self._cursor = 0
        self._wanted: Place = ()
        self._hint = ""
        self._remark = ""

    @property
    def has_document(self) -> bool:
        """Whether a document is shown, and not only a few words."""
        return self._tree is not None

    @property
    def path(self) -> Place:
        """Where the cursor is."""
        return self._tree.path(self._cursor) if self._tree else ()

    @property
    def value(self) -> Value:
        """What the cursor is on."""
        return self._tree.row(self._cursor).value if self._tree else None

    def show_hint(self, hint: str) -> None:
        """Show a few words and no document."""
        self._tree = None
        self._hint = hint
        self.rows_changed()

    def show(self, value: Value) -> None:
        """Show a document, folded as the one before, the cursor at the path where someone put it.

        Where there is no such path it is as near as there is something, and goes back in a later document.
        """
        self._tree = Tree(value, self._folding)
        self._remark = ""
        found = self._tree.reveal(self._wanted)
        self.rows_changed()
        self._place(self._tree.nearest(self._wanted) if found is None else found)

    @property
    def row_count(self) -> int:
        return len(self._tree) if self._tree else 1

    def is_chosen(self, row: int) -> bool:
        return self._tree is not None and row == self._cursor

    def status(self) -> tuple[str, str]:
        if self._tree is None:
            return "", ""
        value = self.value
        words = kind(value)
        if is_branch(value):
            words = f"{words} of {units.count(len(value))}"
        elif isinstance(value, str) and not isinstance(value, Number):
            words = f"string, {units.size(units.utf8_size(value))}"
        elif not isinstance(value, str):
            words = "null" if value is None else "boolean"
        return path_text(self.path), self._remark or words

    def move(self, by: int) -> None:
        if self._tree:
            self._go_to(min(max(0, self._cursor + by), len(self._tree) - 1))

    def move_to_start(self) -> None:
        self._go_to(0)

    def move_to_end(self) -> None:
        self._go_to(self.row_count - 1)

    def move_left(self) -> None:
        """Fold, or go to what this is in."""
        if self._tree and not self._set_open(False):
            parent = self._tree.parent(self._cursor)
            if parent is not None:
                self._go_to(parent)

    def move_right(self) -> None:
        """Unfold, or go to the first thing inside."""
        if self._tree and not self._set_open(True) and self._tree.row(self._cursor).is_open:
            self._go_to(self._cursor + 1)

    def toggle(self) -> None:
        """Fold or unfold; a string is read as a whole."""
        if self._tree is None:
            return
        row = self._tree.row(self._cursor)
        if is_branch(row.value):
            self._set_open(not row.is_open)
        elif isinstance(row.value, str) and not isinstance(row.value, Number):
            self._opened(self.path)

    def unfold_all(self) -> None:
        """Unfold everything, as far as that is quick."""
        if self._tree:
            path = self.path
            is_all = self._tree.unfold_all()
            self._remark = "" if is_all else f"the first {units.count(MOST_UNFOLDED)} unfolded"
            self.rows_changed()
            self._place(self._tree.nearest(path))

    def fold_all(self) -> None:
        """Fold everything but the root."""
        if self._tree:
            path = self.path
            self._tree.fold_all()
            self._remark = ""
            self.rows_changed()
            self._place(self._tree.nearest(path))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or self._tree is None:
            return
        row = place.y + self.scroll_offset.y
        if row >= len(self._tree):
            return
        event.stop()
        self._go_to(row)
        sign = 1 + self._indent(self._tree.row(row))
        if sign <= place.x < sign + _INDENT or event.chain == 2:
            self.toggle()

    def resized(self) -> None:
        super().resized()
        self._show_cursor()

    def _set_open(self, is_open: bool) -> bool:
        if self._tree is None or not self._tree.set_open(self._cursor, is_open):
            return False
        self._remark = ""
        self.rows_changed()
        return True

    def _go_to(self, row: int) -> None:
        if self._tree:
            self._wanted = self._tree.path(row)
            self._place(row)

    def _place(self, row: int) -> None:
        self._cursor = row
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def _show_cursor(self) -> None:
        top, height = self.scroll_offset.y, self.lines
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + height:
            # There may be more rows than the widget knows of yet.
            self.call_after_refresh(self.scroll_to, y=self._cursor - height + 1, animate=False, force=True)

    def _indent(self, row: TreeRow) -> int:
        """Cells before the sign of a row. What is nested deep moves to the left, as far as the cursor is."""
        assert self._tree is not None
        shift = max(0, self._tree.row(self._cursor).depth * _INDENT - self.cells // 2)
        return max(0, row.depth * _INDENT - shift)

    def parts(self, row: int, cells: int) -> list[StyledText]:
        if self._tree is None:
            return fitted([StyledText("muted", f" {text.visible(self._hint)}")], cells)
        shown = self._tree.row(row)
        can_unfold = is_branch(shown.value) and len(shown.value) > 0
        sign = ("▾ " if shown.is_open else "▸ ") if can_unfold else "  "
        name = "data" if shown.key is None else str(shown.key)
        start = [
            StyledText("chosen", "▌") if self.is_chosen(row) else StyledText("muted", " "),
            StyledText("muted", " " * self._indent(shown) + sign),
            StyledText("key" if isinstance(shown.key, str) else "label", text.cut(name, max(8, cells // 2))),
            StyledText("muted", ": " if not can_unfold else " "),
        ]
        room = cells - sum(text.width(part.text) for part in start)
        return fitted([*start, *_value_parts(shown, room)], cells)


def _value_parts(row: TreeRow, cells: int) -> list[StyledText]:
    """The value of a row in so many cells."""
    value = row.value
    if is_branch(value) and value:
        count = units.count(len(value))
        counted = StyledText("muted", f"{{{count}}}" if isinstance(value, tuple) else f"[{count}]")
        if row.is_open:
            return [counted]
        return [counted, StyledText("preview", f" {preview(value, max(1, cells - len(counted.text) - 1))}")]
    return value_parts(value, cells)


def value_parts(value: Value, cells: int) -> list[StyledText]:
    """A value on one line, cut to so many cells; of a long string that is cut, how large it is."""
    if is_branch(value):
        return [StyledText("preview", preview(value, cells))]
    if isinstance(value, Number):
        return [StyledText("number", text.cut(value, cells))]
    if not isinstance(value, str):
        return [StyledText("constant", text.cut("null" if value is None else str(value).lower(), cells))]
    if len(value) < cells and text.width(quoted := f'"{text.visible(value)}"') <= cells:
        return [StyledText("string", quoted)]
    size = f" {units.size(units.utf8_size(value))}" if len(value) >= _LEAST_SIZED else ""
    room = max(1, cells - len(size))
    return [StyledText("string", text.cut(f'"{value[: room * 8]}"', room)), StyledText("muted", size)]


def preview(value: Value, cells: int) -> str:
    """The beginning of a value as JSON on one line, in so many cells; it costs no more for a large one."""
    # Each piece has a character at least.
    beginning = "".join(islice(tokens(value, longest=cells), cells + 1))
    return text.cut(beginning, cells)
