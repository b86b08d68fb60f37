"""Where panes go: arithmetic on counts and cells, no widgets."""

from __future__ import annotations

from typing import NamedTuple

MIN_WIDTH = 36
MIN_HEIGHT = 4
"""Cells below which a pane says nothing: two border lines and two events."""

# From so many panes on, one more is worth a page of its own rather than rows of the others.
_MANY = 16
_COMFORTABLE_WIDTH, _COMFORTABLE_HEIGHT = 48, 8

# The time, the type and the borders: only what is wider than this shows data.
_OVERHEAD = 24


class Tile(NamedTuple):
    """A place for a pane, in cells from the top left corner."""

    x: int
    y: int
    width: int
    height: int


def capacity(width: int, height: int) -> int:
    """How many panes a page holds; at least one."""
    tight = max(1, width // MIN_WIDTH) * max(1, height // MIN_HEIGHT)
    comfortable = (width // _COMFORTABLE_WIDTH) * (height // _COMFORTABLE_HEIGHT)
    return max(min(tight, _MANY), comfortable)


def tile(count: int, width: int, height: int) -> list[Tile]:
    """Places for `count` panes that fill the area, left to right and top to bottom.

    Rows are as even as they come; where the last one has fewer panes, they are wider.
    """
    if count <= 0 or width <= 0 or height <= 0:
        return []
    columns = max(
        range(1, count + 1),
        key=lambda columns: (_fits(count, columns, width, height), _worth(count, columns, width, height)),
    )
    rows = -(-count // columns)
    tiles = []
    left = count
    for row in range(rows):
        # Shorter rows last, and never one pane alone below a row of many where it can be shared out.
        in_row = -(-left // (rows - row))
        left -= in_row
        top, bottom = _split(height, rows, row)
        for column in range(in_row):
            start, end = _split(width, in_row, column)
            tiles.append(Tile(start, top, end - start, bottom - top))
    return tiles


def _split(cells: int, parts: int, index: int) -> tuple[int, int]:
    """The start and end of part `index` where `cells` are shared out evenly."""
    return cells * index // parts, cells * (index + 1) // parts


def _fits(count: int, columns: int, width: int, height: int) -> bool:
    """Whether every pane says something, with so many columns."""
    return width // columns >= MIN_WIDTH and height // -(-count // columns) >= MIN_HEIGHT


def _worth(count: int, columns: int, width: int, height: int) -> float:
    """How much is seen with so many columns: rows of events, times how much data each shows.

    Ever wider rows are worth ever less, hence the exponent; it was set by eye on 80x24, 120x36 and 200x50.
    """
    rows = -(-count // columns)
    events = height / rows - 2
    data = width / columns - _OVERHEAD
    if events < 1 or data < 1:
        # Nothing shows well: prefer what comes nearest.
        return min(events - 1, 0) + min(data - 1, 0)
    return events * float(data**0.75)
