"""Widgets that draw themselves from runs of safe text, line by line, and only the lines in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text
from sse_dash.tui.log.rows import TYPE_COLOURS

_MOST_COPIED = 10_000
_SIDEWAYS = 8


class Run(NamedTuple):
    """Safe text in one style."""

    style: str
    """A component class without its `inspector--`."""
    text: str
    at: int | None = None
    """Where its first character stands in its row, to select by mouse: the others follow one by one. None
    if it can't be selected."""


def fitted(runs: Sequence[Run], cells: int) -> list[Run]:
    """The runs, cut where `cells` are full."""
    kept: list[Run] = []
    for number, run in enumerate(runs):
        taken = text.width(run.text)
        more = any(later.text for later in runs[number + 1 :])
        if taken > cells or (taken == cells and more):
            kept.append(run._replace(text=text.cut(run.text + " " * more, cells)))
            break
        kept.append(run)
        cells -= taken
    return kept


def split(run: Run, start: int, end: int) -> list[tuple[Run, bool]]:
    """The run in up to three parts, and which of them stands between `start` and `end` of its row."""
    if run.at is None:
        return [(run, False)]
    first = min(max(start - run.at, 0), len(run.text))
    last = min(max(end - run.at, first), len(run.text))
    parts = ((0, first, False), (first, last, True), (last, len(run.text), False))
    return [
        (Run(run.style, run.text[begin:stop], run.at + begin), inside)
        for begin, stop, inside in parts
        if stop > begin
    ]


class Drawn(Widget):
    """A widget that is put together from runs."""

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

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._styles_by_name: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_by_name.clear()

    def style_of(self, name: str) -> Style:
        """The style of a component class, or the widget's own for an empty name."""
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.get_component_rich_style(f"inspector--{name}") if name else self.rich_style
            self._styles_by_name[name] = style
        return style

    @property
    def cells(self) -> int:
        """How wide a line is; 0 while the widget is not on the screen."""
        return self.scrollable_content_region.width

    def strip(
        self, runs: Sequence[Run], row: int, *, is_chosen: bool = False, selection: Selection | None = None
    ) -> Strip:
        """The runs as a line of the widget's width."""
        chosen = self.style_of("chosen")
        behind = Style(bgcolor=chosen.bgcolor, bold=chosen.bold or None) if is_chosen else Style()
        span = selection.get_span(row) if selection is not None else None
        segments = []
        for run in runs:
            style = self.style_of(run.style) + behind
            if run.at is None:
                segments.append(Segment(run.text, style))
                continue
            start, end = span or (0, 0)
            for part, is_selected in split(run, start, run.at + len(run.text) if end == -1 else end):
                place = Style.from_meta({"offset": (part.at, row)})
                mark = self.screen.get_component_rich_style("screen--selection") if is_selected else Style()
                segments.append(Segment(part.text, style + mark + place))
        return Strip(segments).adjust_cell_length(self.cells, self.style_of("") + behind)


class LinesView(Drawn, ScrollView, can_focus=True, inherit_bindings=False):
    """Rows that are drawn when they come into view. The keys are those of the screen around it."""

    class Moved(Message):
        """What is in view, or chosen, is another than before."""

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def runs(self, row: int, cells: int) -> list[Run]:
        """The row at `row`, from 0, at most `cells` wide."""
        raise NotImplementedError

    def status(self) -> tuple[str, str]:
        """What the line below says, at its left and at its right; not made safe yet."""
        raise NotImplementedError

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

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        if row >= self.row_count:
            return Strip.blank(self.cells, self.style_of(""))
        runs = self.runs(row, self.cells)
        return self.strip(runs, row, is_chosen=self.is_chosen(row), selection=self.text_selection)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is drawn where text was selected, of so many rows at most."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self.row_count - 1
        lines = []
        for row in range(first, min(last + 1, self.row_count, first + _MOST_COPIED)):
            start, end = selection.get_span(row) or (0, 0)
            parts = [
                part.text
                for run in self.runs(row, self.cells)
                if run.at is not None
                for part, inside in split(run, start, run.at + len(run.text) if end == -1 else end)
                if inside
            ]
            lines.append("".join(parts).rstrip())
        return "\n".join(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def placed(runs: Sequence[Run]) -> list[Run]:
    """The runs, to be selected as they are drawn."""
    at = 0
    numbered = []
    for run in runs:
        numbered.append(run._replace(at=at))
        at += len(run.text)
    return numbered
