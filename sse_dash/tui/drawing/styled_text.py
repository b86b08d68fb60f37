"""Styled text: what everything drawn by hand is put together from. Words and widths, no widgets, no colours.

All text in it is safe to draw already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sse_dash import text


class StyledText(NamedTuple):
    """Safe text in one style."""

    style: str
    """A component class of the widget that draws it, without what they all begin with, such as `pane--`. An
    empty one is the style of the widget itself."""
    text: str
    at: int | None = None
    """Where its first character stands in its row, to select by mouse: the others follow one by one. None
    if it can't be selected."""


class StyledLine(NamedTuple):
    """A line of a widget."""

    parts: Sequence[StyledText]
    is_chosen: bool = False
    """Whether it is of the row that the cursor is on."""
    row: int | None = None
    """The row of a text, to select in it by mouse; None where that can't be."""


def width(parts: Sequence[StyledText]) -> int:
    """Cells."""
    return sum(text.width(part.text) for part in parts)


def fitted(parts: Sequence[StyledText], cells: int) -> list[StyledText]:
    """The parts, cut where `cells` are full, with `…` in the end if that isn't all."""
    kept: list[StyledText] = []
    for number, part in enumerate(parts):
        taken = text.width(part.text)
        more = any(later.text for later in parts[number + 1 :])
        if taken > cells or (taken == cells and more):
            kept.append(part._replace(text=text.cut(part.text + " " * more, cells)))
            break
        kept.append(part)
        cells -= taken
    return kept


def filled(parts: Sequence[StyledText], style: str, cells: int) -> list[StyledText]:
    """The parts as a line of exactly so many cells: cut, or filled up with blanks in this style."""
    blank = cells - width(parts)
    if blank == 0:
        return list(parts)
    if blank > 0:
        return [*parts, StyledText(style, " " * blank)]
    kept = fitted(parts, cells)
    # A wide character doesn't always stop at the edge.
    return [*kept, StyledText(style, " " * (cells - width(kept)))]


def spread(
    left: Sequence[StyledText], right: Sequence[StyledText], style: str, cells: int
) -> list[StyledText]:
    """A line of exactly so many cells, with a blank or more between its ends; what is on the left is cut
    first."""
    ending = fitted(right, cells)
    room = cells - width(ending)
    beginning = fitted(left, max(0, room - 1))
    return [*beginning, StyledText(style, " " * (room - width(beginning))), *ending]


def selectable(parts: Sequence[StyledText]) -> list[StyledText]:
    """The parts, to be selected as they are drawn."""
    at = 0
    numbered = []
    for part in parts:
        numbered.append(part._replace(at=at))
        at += len(part.text)
    return numbered


def split(part: StyledText, start: int, end: int) -> list[tuple[StyledText, bool]]:
    """The text in up to three, and which of them stands between `start` and `end` of its row."""
    if part.at is None:
        return [(part, False)]
    first = min(max(start - part.at, 0), len(part.text))
    last = min(max(end - part.at, first), len(part.text))
    spans = ((0, first, False), (first, last, True), (last, len(part.text), False))
    return [
        (StyledText(part.style, part.text[begin:stop], part.at + begin), inside)
        for begin, stop, inside in spans
        if stop > begin
    ]
