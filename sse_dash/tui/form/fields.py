"""All fields of a form: where each stands, its label beside it and, below it, what there is to say of it.

Labels and remarks are drawn by the one widget that the fields stand on: a widget for each of them would be
styled, laid out and painted by itself, and a form with its fields would open four times as slowly. What the
texts mean is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual.containers import VerticalScroll
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.widget import Widget

from sse_dash import text
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, width
from sse_dash.tui.drawing.words import wrapped_words

_LABEL_CELLS = 11
_BETWEEN = 2
"""Cells between two fields that share a line."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in."""

    label: str
    control: Widget
    """What it is filled in with; its id is the name of the field."""
    is_half: bool = False
    """Whether it shares its line with the half beside it, where there is room."""
    apart: tuple[str, ...] = ()
    """The classes of a screen on any of which there is an empty line above it."""


class Remark(NamedTuple):
    """A line of what there is to say of a field."""

    style: str
    words: str
    """Of any origin."""


class _Place(NamedTuple):
    """Where a field stands, in cells from the top left of all of them."""

    field: FormField
    x: int
    y: int
    cells: int
    """With its label."""
    height: int
    """Without what is said below it."""
    remarks: tuple[StyledText, ...]
    """What is said there, a line each."""


class Fields(SelfDrawn, VerticalScroll, can_focus=False):
    """The fields, from top to bottom; those in them take the keys."""

    STYLES = "form"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "form--label",
        "form--filling",
        "form--wrong",
        "form--problem",
        "form--remark",
        "form--hint",
    }

    def __init__(self, fields: Sequence[FormField], *, id: str) -> None:
        super().__init__(id=id)
        self._fields = fields
        self._labels = {_name(field): field.label for field in fields}
        self._remarks: dict[str, tuple[Remark, ...]] = {}
        self._wrong: frozenset[str] = frozenset()
        self._places: list[_Place] = []
        self._layout = _FieldsLayout(self)

    def compose(self) -> Iterator[Widget]:
        for field in self._fields:
            yield field.control

    @property
    def layout(self) -> Layout:
        return self._layout

    def say(self, name: str, remarks: Sequence[Remark], *, is_wrong: bool) -> None:
        """Have this said below a field; `is_wrong` marks its label, too."""
        before = self._remarks.get(name, ())
        if tuple(remarks) != before:
            self._remarks[name] = tuple(remarks)
            # Of a field, as Textual lays out anew only what is around the one that asks.
            self._fields[0].control.refresh(layout=True)
        if is_wrong is not (name in self._wrong):
            self._wrong ^= {name}
            self.redraw()

    def relabel(self, name: str, label: str) -> None:
        """Change the label; of one of two lines the second stands below the first."""
        if self._labels[name] != label:
            self._labels[name] = label
            self.redraw()

    def show_field(self, name: str) -> None:
        """Have the field in view, with what is said below it."""
        for place in self._places:
            if _name(place.field) == name:
                height = place.height + len(place.remarks)
                self.scroll_to_region(Region(place.x, place.y, place.cells, height), animate=False)

    def on_descendant_focus(self) -> None:
        self.redraw()

    def on_descendant_blur(self) -> None:
        self.redraw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def arranged(self, size: Size) -> list[_Place]:
        """Where each field stands in so much room; asked by the layout."""
        places = list(self._placed(size))
        if places != self._places:
            self._places = places
            # Textual paints what has moved, and the labels aren't among that.
            self.refresh()
        return places

    def _placed(self, size: Size) -> Iterator[_Place]:
        is_narrow = self.screen.has_class("-narrow")
        half = (size.width - _BETWEEN) // 2
        y = below = 0
        is_second = False
        for field in self._fields:
            x, cells = 0, size.width
            if field.is_half and not is_narrow:
                x, cells = (size.width - half, half) if is_second else (0, size.width - half - _BETWEEN)
            else:
                is_second = False
            if not is_second:
                y = below + any(map(self.screen.has_class, field.apart))
            height = self._height(field.control, size, max(1, cells - _LABEL_CELLS))
            remarks = tuple(self._remark_lines(field, cells - (1 if is_narrow else _LABEL_CELLS)))
            yield _Place(field, x, y, cells, height, remarks)
            below = max(below, y + height + len(remarks))
            is_second = field.is_half and not is_second

    def _height(self, control: Widget, size: Size, cells: int) -> int:
        styles = control.styles
        height = control.get_content_height(size, self.app.size, cells)
        lowest = styles.min_height.cells if styles.min_height else None
        highest = styles.max_height.cells if styles.max_height else None
        return max(lowest or 1, min(height, highest or height))

    def _remark_lines(self, field: FormField, cells: int) -> Iterator[StyledText]:
        for style, words in self._remarks.get(_name(field), ()):
            for line in wrapped_words(words, max(1, cells)):
                yield StyledText(style, line)

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        top = self.scroll_offset.y
        is_narrow = self.screen.has_class("-narrow")
        lines: list[list[StyledText]] = [[] for _ in range(height)]

        def put(y: int, x: int, part: StyledText) -> None:
            if 0 <= y - top < height:
                line = lines[y - top]
                line += [StyledText("", " " * max(0, x - width(line))), part]

        for place in self._places:
            name = _name(place.field)
            style = "label"
            if name in self._wrong:
                style = "wrong"
            elif place.field.control.has_focus:
                style = "filling"
            for number, words in enumerate(self._labels[name].split("\n")):
                put(place.y + number, place.x, StyledText(style, text.cut(words, _LABEL_CELLS - 1)))
            indent = 1 if is_narrow else _LABEL_CELLS
            for number, remark in enumerate(place.remarks):
                put(place.y + place.height + number, place.x + indent, remark)
        return [StyledLine(filled(line, "", cells)) for line in lines]


class _FieldsLayout(Layout):
    """Puts each field where the widget that they stand on says."""

    name = "fields"

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> list[WidgetPlacement]:
        return [
            WidgetPlacement(
                Region(place.x + _LABEL_CELLS, place.y, max(1, place.cells - _LABEL_CELLS), place.height),
                NULL_OFFSET,
                # Counted where it is said how far one can scroll.
                Spacing(bottom=len(place.remarks)),
                place.field.control,
            )
            for place in self._fields.arranged(size)
        ]


def _name(field: FormField) -> str:
    return field.control.id or ""
