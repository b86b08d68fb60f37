"""All keys of a screen by group; a click on one does what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.types import CSSPathType

from sse_dash import text
from sse_dash.tui.dialogs.base import STYLE, Dialog
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled
from sse_dash.tui.help.key_table import KeyRow, TableLine, arrange, key_cells, key_groups
from sse_dash.tui.keys.key import Key
from sse_dash.tui.keys.keymap import key_display

_BETWEEN = 2
"""Cells between columns, and between keys and words."""
_FEW_CELLS = 40


class KeyTable(SelfDrawn):
    """All keys by group, in columns."""

    ALLOW_SELECT = False
    STYLES = "key-table"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-table--heading",
        "key-table--keys",
        "key-table--words",
        "key-table--idle",
        "key-table--hovered",
    }

    def __init__(
        self, keys: Sequence[Key[Any]], groups: Mapping[str, str], works: Callable[[Key[Any]], bool]
    ) -> None:
        """`groups` has their headings, `works` says whether a key works now."""
        super().__init__()
        self._keys = keys
        self._groups = groups
        self._works = works
        self._hovered: KeyRow | None = None
        self._columns: list[list[TableLine]] = []
        self._arranged_for = (0, 0)
        self._keys_wide = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(map(len, self._arranged(width)), default=0)

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        columns = self._arranged(cells)
        wide = self._column_cells
        lines = []
        for y in range(height):
            parts: list[StyledText] = []
            for index, column in enumerate(columns):
                if index:
                    parts.append(StyledText("words", " " * _BETWEEN))
                parts += self._line(column[y] if y < len(column) else None, wide)
            lines.append(StyledLine(filled(parts, "words", cells)))
        return lines

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(self._row_at(event.x, event.y))

    def on_leave(self) -> None:
        self._hover(None)

    def on_click(self, event: events.Click) -> None:
        row = self._row_at(event.x, event.y)
        key = None if row is None else self._working(row)
        if key is not None:
            event.stop()
            self.screen.dismiss(key)

    @property
    def _column_cells(self) -> int:
        count = len(self._columns)
        return (self.size.width - _BETWEEN * (count - 1)) // max(1, count)

    def _arranged(self, width: int) -> list[list[TableLine]]:
        # The box around it has two borders.
        size = (width, self.screen.size.height - 2)
        if size != self._arranged_for:
            self._arranged_for = size
            blocks = key_groups(self._keys, self._groups, partial(key_display, self.app))
            self._columns = arrange(blocks, *size)
            self._keys_wide = key_cells(blocks)
        return self._columns

    def _line(self, line: TableLine, cells: int) -> list[StyledText]:
        if line is None:
            return [StyledText("words", " " * cells)]
        if isinstance(line, str):
            return [StyledText("heading", text.fit(line, cells))]
        wide = min(self._keys_wide, max(0, cells // 2))
        keys = f" {text.fit(line.shown, wide)}{' ' * _BETWEEN}"[:cells]
        works = self._working(line) is not None or not line.keys
        styles = ("keys", "words")
        if not works:
            styles = ("idle", "idle")
        elif line is self._hovered:
            styles = ("hovered", "hovered")
        room = max(0, cells - text.width(keys))
        # In little room a whole word says more than half a sentence.
        words = line.short if room < _FEW_CELLS and text.width(line.words) > room else line.words
        return [StyledText(styles[0], keys), StyledText(styles[1], text.fit(words, room))]

    def _row_at(self, x: int, y: int) -> KeyRow | None:
        """The row there, if a click on it does something."""
        index = x // (self._column_cells + _BETWEEN)
        column = self._columns[index] if index < len(self._columns) else []
        line = column[y] if 0 <= y < len(column) else None
        return line if isinstance(line, KeyRow) and self._working(line) else None

    def _working(self, row: KeyRow) -> Key[Any] | None:
        """Of those that take turns the one that works now."""
        return next(filter(self._works, row.keys), None)

    def _hover(self, row: KeyRow | None) -> None:
        if row is not self._hovered:
            self._hovered = row
            self.redraw()


class HelpScreen(Dialog["Key[Any] | None"]):
    """All keys by group. The answer is the one that was clicked, for the screen below to do it; or None."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "help.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (108, "-wide")]  # noqa: RUF012 - Textual has it as no ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Close", id="help.close")
    ]

    def __init__(
        self, keys: Sequence[Key[Any]], groups: Mapping[str, str], works: Callable[[Key[Any]], bool]
    ) -> None:
        """`keys` are as they are now, `groups` has their headings, `works` says whether a key works now."""
        super().__init__("Keys", "click one, or esc")
        self._shown_keys = keys
        self._table = KeyTable(keys, groups, works)

    def compose_box(self) -> ComposeResult:
        with VerticalScroll():
            yield self._table

    def on_mount(self) -> None:
        self.set_focus(self.query_one(VerticalScroll))

    def on_key(self, event: events.Key) -> None:
        # What opens it closes it, also where that key is of the user's choice.
        openers = [each for key in self._shown_keys if key.id == "app.help" for each in key.each]
        if event.key in openers:
            event.stop()
            self.dismiss(None)

    def action_close(self) -> None:
        """Close, and do nothing."""
        self.dismiss(None)
