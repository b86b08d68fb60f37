"""The keys as rows under headings, set in columns as the room allows. No widgets: help draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sse_dash.tui.keys.key import Key

NARROWEST = 50
"""Cells that a column is given at least where there is more than one."""
_WIDEST_KEYS = 18
_DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What one or more keys do."""

    shown: str
    """The keys as people read them; a dash where there is none."""
    words: str
    short: str
    """The same in a word or two."""
    keys: tuple[Key[Any], ...]
    """Those that take turns, or one; none if the row stands for several that differ."""


TableLine = KeyRow | str | None
"""A row, a heading, or an empty line."""


def key_groups(
    keys: Sequence[Key[Any]], groups: Mapping[str, str], display: Callable[[str], str]
) -> list[list[TableLine]]:
    """For each group that has any the heading and the rows; `display` says how a key is shown."""
    blocks: list[list[TableLine]] = []
    for group, heading in groups.items():
        members = [key for key in keys if key.group == group]
        alike = groupby(members, key=lambda key: key.id.rstrip(_DIGITS))
        rows = [_row(list(same), display) for _, same in alike]
        if rows:
            blocks.append([heading, *rows])
    return blocks


def arrange(blocks: Sequence[Sequence[TableLine]], cells: int, height: int) -> list[list[TableLine]]:
    """The blocks in as few columns, two if there is room, as fit into so many cells and lines.

    Blocks stay whole and in their order within a column. Empty lines between them are left out where all
    fits only without. Where not even that fits, the columns are higher than `height`.
    """
    most = max(1, cells // NARROWEST)
    for count in range(min(2, most), most + 1):
        for gap in (1, 0):
            columns = _balanced(blocks, count, gap)
            if max(map(len, columns), default=0) <= height:
                return columns
    return _balanced(blocks, most, 1)


def key_cells(blocks: Sequence[Sequence[TableLine]]) -> int:
    """Cells that the keys want, as many as are given to them."""
    rows = [line for block in blocks for line in block if isinstance(line, KeyRow)]
    return min(_WIDEST_KEYS, max((len(row.shown) for row in rows), default=0))


def _row(same: Sequence[Key[Any]], display: Callable[[str], str]) -> KeyRow:
    first = same[0]
    if len({key.id for key in same}) == 1:
        return KeyRow(_shown(first, display), first.help, first.name, tuple(same))
    # Of many that differ by a digit only.
    digits = "".join(key.keys for key in same)
    shown = (
        f"{digits[0]}-{digits[-1]}"
        if len(digits) > 1 and digits in _DIGITS
        else " ".join(_shown(key, display) for key in same)
    )
    return KeyRow(shown, "Go to that pane", "Go to pane", ())


def _shown(key: Key[Any], display: Callable[[str], str]) -> str:
    return " ".join(map(display, key.each)) or "–"


def _balanced(blocks: Sequence[Sequence[TableLine]], count: int, gap: int) -> list[list[TableLine]]:
    """The blocks in so many columns of about one height: each, the highest first, goes to the lowest."""
    places: list[list[int]] = [[] for _ in range(count)]
    heights = [0] * count
    for index in sorted(range(len(blocks)), key=lambda index: -len(blocks[index])):
        lowest = heights.index(min(heights))
        places[lowest].append(index)
        heights[lowest] += len(blocks[index]) + gap
    columns: list[list[TableLine]] = []
    for place in places:
        lines: list[TableLine] = []
        for index in sorted(place):
            lines += [*([None] * gap if lines else []), *blocks[index]]
        columns.append(lines)
    return columns
