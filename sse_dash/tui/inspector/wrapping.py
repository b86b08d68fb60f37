"""Where the rows of a text begin, wrapped to a width or not. No widgets and no colours."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sse_dash import emoji, text

# Control characters are shown as pictures of one cell each.
_RUN = re.compile(
    r"(?P<one>[\x00-\x7f\xa1-\xac\xae-\u02ff]+)|(?P<two>[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CELLS = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of a text."""

    data: str
    starts: array[int]
    """Which character each row begins with."""
    firsts: array[int]
    """The row that each line begins with."""
    longest: int
    """Characters of the longest line."""

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, row: int) -> tuple[int, int, bool]:
        """The characters of a row, without a line end, and whether its line ends with it."""
        start = self.starts[row]
        if row + 1 == len(self.starts):
            return start, len(self.data), True
        end = self.starts[row + 1]
        ends = self.data[end - 1] == "\n"
        return start, end - 1 if ends else end, ends

    def line(self, row: int) -> int:
        """The number of the line, from 1, that a row belongs to."""
        return bisect_left(self.firsts, row + 1)

    def begins_line(self, row: int) -> bool:
        """Whether the row is the first of its line."""
        return self.firsts[self.line(row) - 1] == row

    def row_at(self, position: int) -> int:
        """The row that a character stands in."""
        return bisect_left(self.starts, position + 1) - 1


def lay_out(data: str, cells: int | None) -> Layout:
    """The rows of `data`, a line each, or if `cells` is given, wrapped after so many cells at most."""
    starts, firsts = array("q"), array("q")
    at = longest = 0
    for line in data.split("\n"):
        firsts.append(len(starts))
        length = len(line)
        longest = max(longest, length)
        if cells is None or not length:
            starts.append(at)
        elif line.isascii():
            starts.extend(range(at, at + length, cells))
        else:
            starts.extend(at + place for place in _breaks(line, cells))
        at += length + 1
    return Layout(data, starts, firsts, longest)


def _breaks(line: str, cells: int) -> Iterator[int]:
    """Where rows of a line begin. A character that is wider than a row has one for itself."""
    yield 0
    used = 0
    for place, end, each in _runs(line):
        while used + each * (end - place) > cells:
            fit = (cells - used) // each
            if not used:
                fit = max(1, fit)
            place += fit
            used = 0
            if place == end:
                # Only where one character is wider than a row: the row is full, and the next one not begun.
                used = cells
                break
            yield place
        else:
            used += each * (end - place)


def _runs(line: str) -> Iterator[tuple[int, int, int]]:
    """Where characters of one width begin and end, and how wide each is.

    Of a joined emoji the first character has the width of all, and the others none.
    """
    begin = 0
    for number, part in enumerate(emoji.parts(line) if emoji.may_join(line) else [line]):
        if number % 2:
            yield begin, begin + 1, emoji.CELLS
            yield begin + 1, begin + len(part), 0
        else:
            for run in _RUN.finditer(part):
                cells = _CELLS.get(run.lastgroup or "")
                start, end = run.span()
                yield begin + start, begin + end, shown_cells(run[0]) if cells is None else cells
        begin += len(part)


@lru_cache(maxsize=4096)
def shown_cells(character: str) -> int:
    """Cells that a character takes as it is shown; 0 for what stands on the one before it."""
    return text.width(text.visible("x" + character)) - 1
