"""The lines above and below the views: every field of the event, the names of the views, the place in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from textual import events
from textual.message import Message

from sse_dash import moments, text, units
from sse_dash.moments import Zone
from sse_dash.streams.log.received import ReceivedEvent
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, fitted, spread, width
from sse_dash.tui.inspector.drawing import InspectorPart
from sse_dash.tui.log.rows import type_style

_BETWEEN = "   "
_MOST_LINES, _MOST_ON_A_SHORT_SCREEN = 3, 2
_SHORT = 16
_WIDEST_VALUE = 400
_LEAST_VALUE = 4
"""Cells of a field's value; with fewer it isn't worth its label."""


class EventView(Enum):
    """A way to look at the data; the value is its name."""

    JSON = "JSON"
    TEXT = "text"
    BYTES = "bytes"
    DIFF = "diff"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the header says of an event."""

    received: ReceivedEvent
    stream: str
    """The name of its stream."""
    gap: float | None
    """Seconds since the event before it; None if that is not held."""
    zone: Zone = Zone.LOCAL
    """By whose clock it is told when it came."""


def fields(facts: Facts) -> list[tuple[str, str]]:
    """Label and value of each field that is not in the title; what a small screen cuts comes last."""
    received = facts.received
    event = received.event
    size = units.size(received.size)
    if received.size >= 1000:
        size += f" ({units.count(received.size)} B)"
    return [
        ("came", moments.date_and_time(received.at, facts.zone)),
        ("gap", "none before" if facts.gap is None else units.duration(facts.gap)),
        ("size", size),
        ("id", text.cut(event.last_event_id, _WIDEST_VALUE) or "none"),
        ("origin", text.cut(event.origin, _WIDEST_VALUE) or "none"),
    ]


def field_lines(pairs: Sequence[tuple[str, str]], cells: int, most: int) -> list[list[StyledText]]:
    """The fields, as many on a line as fit; at most so many lines, of which the last may be cut."""
    lines: list[list[StyledText]] = []
    used = 0
    for label, value in pairs:
        wants = text.width(label) + 1 + text.width(value)
        parts = [StyledText("label", f"{label} "), StyledText("data", value)]
        room = cells - used - len(_BETWEEN)
        if lines and (wants <= room or len(lines) == most):
            if room - len(label) >= _LEAST_VALUE:
                lines[-1] += [StyledText("label", _BETWEEN), *parts]
                used += len(_BETWEEN) + wants
        else:
            lines.append([StyledText("label", " "), *parts])
            used = 1 + wants
    return [fitted(line, cells) for line in lines]


class EventHeader(InspectorPart):
    """Every field of the event that is shown."""

    def __init__(self, position: Callable[[], tuple[int, int]], clock: Callable[[], float]) -> None:
        """`position` says which of how many events it is, `clock` the seconds since the epoch."""
        super().__init__()
        self._position = position
        self._clock = clock
        self._facts: Facts | None = None

    def show(self, facts: Facts) -> None:
        """Show another event."""
        self._facts = facts
        self._set_height()
        self.redraw()

    def on_resize(self) -> None:
        self._set_height()

    def _set_height(self) -> None:
        self.styles.height = 1 + len(self._field_lines())

    def _field_lines(self) -> list[list[StyledText]]:
        if self._facts is None:
            return []
        most = _MOST_LINES if self.screen.size.height >= _SHORT else _MOST_ON_A_SHORT_SCREEN
        return field_lines(fields(self._facts), self.screen.size.width, most)

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        if self._facts is None:
            return [StyledLine(filled([], "", cells))] * height
        lines = [self._title(self._facts, cells), *self._field_lines()]
        return [StyledLine(filled(parts, "", cells)) for parts in (lines + [[]] * height)[:height]]

    def _title(self, facts: Facts, cells: int) -> list[StyledText]:
        received = facts.received
        place, count = self._position()
        ago = units.duration(self._clock() - received.at)
        event_type = received.event.type
        left = [
            StyledText("name", f" {text.cut(facts.stream, _WIDEST_VALUE)}"),
            StyledText("label", f" #{units.count(received.number)} "),
            StyledText(type_style(event_type), text.cut(event_type, _WIDEST_VALUE)),
        ]
        right = [
            StyledText("label", f"{ago} ago{_BETWEEN}"),
            StyledText("data", f"{units.count(place)} of {units.count(count)} "),
        ]
        if width([*left, *right]) >= cells:
            del right[0]  # When it came is said below, too.
        return spread(left, right, "label", cells)


class ViewTabs(InspectorPart):
    """The names of the views, with their keys, and a remark."""

    @dataclass
    class Chosen(Message):
        """Someone clicked on the name of a view."""

        view: EventView

    def __init__(self) -> None:
        super().__init__()
        self._shown = EventView.JSON
        self._remark = ""
        self._is_trouble = False

    def has_room(self, remark: str) -> bool:
        """Whether these words fit beside the names."""
        return text.width(text.visible(remark)) <= self.cells - self._names_width - 2

    @property
    def _names_width(self) -> int:
        return sum(len(f" {number} {view.value} ") for number, view in enumerate(EventView, 1))

    def show(self, view: EventView, remark: str = "", *, is_trouble: bool = False) -> None:
        """Mark a view as the one that is shown, with a few words that are not safe yet."""
        self._shown, self._remark, self._is_trouble = view, remark, is_trouble
        self.redraw()

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        names = [
            StyledText("tab-shown" if view is self._shown else "tab", f" {number} {view.value} ")
            for number, view in enumerate(EventView, 1)
        ]
        remark = text.cut(self._remark, cells - self._names_width - 2)
        style = "error" if self._is_trouble else "muted"
        return [StyledLine(spread(names, [StyledText(style, remark + " ")], "label", cells))]

    def on_click(self, event: events.Click) -> None:
        event.stop()
        edge = 0
        for number, view in enumerate(EventView, 1):
            edge += len(f" {number} {view.value} ")
            if event.x < edge:
                self.post_message(self.Chosen(view))
                return


class PlaceLine(InspectorPart):
    """Where one is in the view."""

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, str, bool, bool] = "", "", False, False

    def show(self, left: str, right: str, *, is_path: bool = False, is_trouble: bool = False) -> None:
        """Words for the left and the right end; not safe yet. A path that is too long loses its beginning."""
        words = left, right, is_path, is_trouble
        if words != self._words:
            self._words = words
            self.redraw()

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        left, right, is_path, is_trouble = self._words
        right = text.cut(right, cells // 2)
        room = max(0, cells - text.width(right) - 4)
        style = "key" if is_path else "error" if is_trouble else "data"
        shown = _end_of(left, room) if is_path else text.cut(left, room)
        place = [StyledText(style, f" {shown}")]
        return [StyledLine(spread(place, [StyledText("muted", f"{right} ")], "label", cells))]


def _end_of(path: str, cells: int) -> str:
    """The path with its beginning left out where it is too long: the end is what one looks for."""
    tail = path[-max(1, cells) :]
    shown = text.visible(tail)
    if len(tail) == len(path) and text.width(shown) <= cells:
        return shown
    while tail and text.width(text.visible(tail)) >= cells:
        tail = tail[1:]
    return f"…{text.visible(tail)}"
