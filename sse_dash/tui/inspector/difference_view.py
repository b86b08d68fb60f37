"""What differs between an event and the one of its type before it."""

from __future__ import annotations

from collections.abc import Iterator

from sse_dash import text, units
from sse_dash.json.difference import Change, Difference, Kind, TextLine
from sse_dash.json.paths import path_text
from sse_dash.tui.drawing.styled_text import StyledText, fitted, selectable
from sse_dash.tui.inspector.drawing import LinesView
from sse_dash.tui.inspector.tree_view import value_parts

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.SAME: " ", Kind.SKIPPED: " "}
_STYLES = {
    Kind.ADDED: "added",
    Kind.REMOVED: "removed",
    Kind.CHANGED: "changed",
    Kind.SAME: "data",
    Kind.SKIPPED: "muted",
}


class DifferenceView(LinesView):
    """Changes of JSON by their paths, or lines of text; each on a row, or on more if it is wide."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._found: Difference | None = None
        self._hint = ""
        self._with = ""
        self._rows: list[list[StyledText]] = []

    def show_hint(self, hint: str) -> None:
        """Show a few words and no difference."""
        self._found, self._hint, self._with = None, hint, ""
        self._rebuild()

    def show(self, found: Difference, compared_with: str) -> None:
        """Show what was found; `compared_with` says from which event it differs."""
        self._found, self._with = found, compared_with
        self._rebuild()
        self.scroll_to(y=0, animate=False)

    def resized(self) -> None:
        self._rebuild()

    @property
    def row_count(self) -> int:
        return len(self._rows)

    def parts(self, row: int, cells: int) -> list[StyledText]:
        return fitted(self._rows[row], cells)

    def status(self) -> tuple[str, str]:
        if self._found is None:
            return "", ""
        kinds = (Kind.CHANGED, Kind.ADDED, Kind.REMOVED)
        counts = [
            f"{units.count(number)} {kind.value}" for kind in kinds if (number := self._found.count(kind))
        ]
        more = "" if self._found.is_complete else ", and more"
        return f"compared with {self._with}", ", ".join(counts) + more

    def _rebuild(self) -> None:
        self._rows = [selectable(row) for row in self._built()]
        self.rows_changed()

    def _built(self) -> Iterator[list[StyledText]]:
        found, cells = self._found, self.cells
        if found is None:
            yield [StyledText("muted", f" {text.visible(self._hint)}")]
        elif found.is_empty:
            words = "the same JSON, written differently" if found.is_json else "the same data"
            yield [StyledText("muted", f" {words}")]
        elif found.is_json:
            widths = (text.width(path_text(change.path)) for change in found.changes)
            column = min(max(widths, default=0), max(8, cells // 3))
            for change in found.changes:
                yield from _change_rows(change, column, cells)
        else:
            for line in found.lines:
                yield _line_row(line, cells)
        if found is not None and not found.is_complete:
            yield [StyledText("muted", " … and more: only the beginning of so great a difference is shown")]


def _change_rows(change: Change, column: int, cells: int) -> Iterator[list[StyledText]]:
    """A change on one row, or where old and new don't fit beside each other, below the path."""
    sign = StyledText(_STYLES[change.kind], f" {_SIGNS[change.kind]} ")
    path = text.visible(path_text(change.path))
    room = cells - 3 - max(column, text.width(path)) - 2
    whole = StyledText("key", path + " " * (column - text.width(path) + 2))
    if change.kind is not Kind.CHANGED:
        value = change.new if change.kind is Kind.ADDED else change.old
        yield [sign, whole, *value_parts(value, max(8, room))]
        return
    arrow = StyledText("muted", " → ")
    old, new = value_parts(change.old, cells), value_parts(change.new, cells)
    if not (_is_cut(old) or _is_cut(new)) and text.width(old[0].text) + text.width(new[0].text) + 3 <= room:
        yield [sign, whole, old[0]._replace(style="removed"), arrow, new[0]._replace(style="added")]
        return
    yield [sign, StyledText("key", text.cut(path, cells - 3))]
    for kind, value, span in (
        (Kind.REMOVED, change.old, change.spans and change.spans[0]),
        (Kind.ADDED, change.new, change.spans and change.spans[1]),
    ):
        style = _STYLES[kind]
        known = isinstance(value, str) and span
        parts = _around(str(value), known, style, cells - 7) if known else value_parts(value, cells - 7)
        yield [StyledText(style, f"     {_SIGNS[kind]} "), *parts]


def _line_row(line: TextLine, cells: int) -> list[StyledText]:
    style = _STYLES[line.kind]
    if line.kind is Kind.SKIPPED:
        return [StyledText("muted", f" ⋯ {units.counted(int(line.text), 'line')} the same")]
    sign = StyledText(style, f" {_SIGNS[line.kind]} ")
    if line.span is None:
        return [sign, StyledText(style, text.cut(line.text, cells - 3))]
    return [sign, *_around(line.text, line.span, style, cells - 3)]


def _around(words: str, span: tuple[int, int], style: str, cells: int) -> list[StyledText]:
    """A line with the part that differs marked, and in view however far to the right it is."""
    start, end = span
    before_span = cells // 3
    left = start - before_span if end > cells and start > before_span else 0
    before = words[left:start]
    return fitted(
        [
            StyledText("muted", "…" if left else ""),
            StyledText(style, text.visible(before)),
            StyledText(f"{style}-span", text.visible(words[start : min(end, start + cells + 1)])),
            StyledText(style, text.visible(words[end : end + cells + 1])),
        ],
        cells,
    )


def _is_cut(parts: list[StyledText]) -> bool:
    return parts[0].text.endswith("…")
