"""A JSON document as rows that fold and unfold, counted without being made: only what is unfolded costs.

An array of 100,000 elements is one object here until some of them are unfolded. How rows look is not known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from sse_dash.json.document import Array, Object, Value, is_branch
from sse_dash.json.paths import Place

UNFOLDED_AT_FIRST = 200
"""Rows up to which a new document is unfolded by itself."""
MOST_UNFOLDED = 10_000
"""Objects and arrays that `unfold_all` unfolds at most: what it does must not hold up a key."""
_MOST_LOOKED_AT = 100_000
_MOST_CHOICES = 500


class TreeRow(NamedTuple):
    """One row: a value and where it stands."""

    number: int
    """Its place among the rows, from 0."""
    depth: int
    """How many objects and arrays it is in; 0 for the root."""
    key: str | int | None
    """Its key or its index in what it is in; None for the root."""
    value: Value
    is_open: bool
    """Whether what is in it follows as rows."""


class Folding:
    """What someone folded and unfolded, to be done again in the next document."""

    def __init__(self) -> None:
        self.all: bool | None = None
        """Whether everything was asked to be unfolded, or folded; None if neither."""
        self.choices: dict[Place, bool] = {}
        """Of single places, which shall be unfolded and which folded; the latest last."""

    def choose(self, path: Place, is_open: bool) -> None:
        """Remember one; the oldest is forgotten when there are hundreds."""
        self.choices.pop(path, None)
        self.choices[path] = is_open
        if len(self.choices) > _MOST_CHOICES:
            del self.choices[next(iter(self.choices))]

    def choose_all(self, is_open: bool) -> None:
        """Remember that it is everything from now on."""
        self.all = is_open
        self.choices.clear()


class _Branch:
    """An object or an array that is, or has been, unfolded."""

    __slots__ = ("_marks", "branches", "depth", "is_open", "items", "parent", "place", "size")

    def __init__(self, parent: _Branch | None, place: int, items: Array | Object) -> None:
        self.parent = parent
        self.place = place
        self.items = items
        self.depth: int = parent.depth + 1 if parent else -1
        self.branches: dict[int, _Branch] = {}
        self.is_open = False
        self.size = len(items)
        """Rows in it if it were open."""
        self._marks: tuple[list[int], list[int]] | None = None

    def key(self, place: int) -> str | int:
        return self.items[place][0] if isinstance(self.items, tuple) else place

    def value(self, place: int) -> Value:
        return self.items[place][1] if isinstance(self.items, tuple) else self.items[place]

    def branch(self, place: int) -> _Branch | None:
        """What is at this place, if that can be unfolded."""
        found = self.branches.get(place)
        if found is None:
            value = self.value(place)
            if not is_branch(value) or not value:
                return None
            found = self.branches[place] = _Branch(self, place, value)
        return found

    def grown(self, rows: int) -> None:
        """Count rows that have come below, here and above as far as they show."""
        branch: _Branch | None = self
        while branch is not None:
            branch.size += rows
            branch._marks = None
            branch = branch.parent if branch.is_open else None

    def recount(self) -> None:
        """Count all rows, when what is below has counted its own."""
        self.size = len(self.items) + sum(below.size for below in self.branches.values() if below.is_open)
        self._marks = None

    def marks(self) -> tuple[list[int], list[int]]:
        """The places of what is open in it, and for each the row in here where what it holds begins."""
        if self._marks is None:
            places = sorted(place for place, below in self.branches.items() if below.is_open)
            starts, inside = [], 0
            for place in places:
                starts.append(place + 1 + inside)
                inside += self.branches[place].size
            self._marks = places, starts
        return self._marks

    def row_of(self, place: int) -> int:
        """Which row in here a place is."""
        places, starts = self.marks()
        before = bisect_left(places, place) - 1
        if before < 0:
            return place
        return starts[before] + self.branches[places[before]].size + place - places[before] - 1


class Tree:
    """A document with its root as the first row."""

    def __init__(self, value: Value, folding: Folding) -> None:
        """`folding` is done to it, and learns what is done to it."""
        self._folding = folding
        self._top = _Branch(None, 0, [value])  # holds the root, so that the root is as any other place
        self._top.is_open = True
        if folding.all is None:
            self._unfold_first()
        elif folding.all:
            self._unfold_all()
        else:
            self._fold_all()
        for path, is_open in list(folding.choices.items()):
            found = self._resolve(path)
            if found is not None:
                self._set(*found, is_open)

    def __len__(self) -> int:
        """How many rows there are."""
        return self._top.size

    def row(self, index: int) -> TreeRow:
        """The row at `index`, from 0."""
        return next(self.rows(index, index + 1))

    def rows(self, start: int, stop: int) -> Iterator[TreeRow]:
        """The rows from `start` to before `stop`, as far as there are any."""
        stop = min(stop, len(self))
        if not 0 <= start < stop:
            return
        branch, place = self._locate(start)
        for index in range(start, stop):
            while place == len(branch.items):
                assert branch.parent is not None  # or there would be no row left
                branch, place = branch.parent, branch.place + 1
            below = branch.branches.get(place)
            is_open = below is not None and below.is_open
            key = None if branch is self._top else branch.key(place)
            yield TreeRow(index, branch.depth + 1, key, branch.value(place), is_open)
            branch, place = (below, 0) if below is not None and is_open else (branch, place + 1)

    def path(self, index: int) -> Place:
        """Where the row stands in the document."""
        return self._path(*self._locate(index))

    def parent(self, index: int) -> int | None:
        """The row of what the row is in; None for the root."""
        branch, _ = self._locate(index)
        return None if branch.parent is None else self._index(branch.parent, branch.place)

    def set_open(self, index: int, is_open: bool) -> bool:
        """Unfold or fold a row; False if there is nothing to fold, or it is so already."""
        branch, place = self._locate(index)
        if not self._set(branch, place, is_open):
            return False
        self._folding.choose(self._path(branch, place), is_open)
        return True

    def unfold_all(self) -> bool:
        """Unfold everything, but at most `MOST_UNFOLDED`, from the beginning; False if that was not all."""
        self._folding.choose_all(True)
        return self._unfold_all()

    def fold_all(self) -> None:
        """Fold everything but the root."""
        self._folding.choose_all(False)
        self._fold_all()

    def reveal(self, path: Place) -> int | None:
        """The row of a path, with all around it unfolded; None if the document has no such path."""
        found = self._resolve(path)
        if found is None:
            return None
        branch: _Branch | None = found[0]
        while branch is not None and branch.parent is not None:
            self._set(branch.parent, branch.place, True)
            branch = branch.parent
        return self._index(*found)

    def nearest(self, path: Place) -> int:
        """The row of a path, or of the lowest thing around it, that shows without unfolding anything."""
        branch, place = self._top, 0
        for part in path:
            below = branch.branches.get(place)
            found = self._place(below, part) if below is not None and below.is_open else None
            if below is None or found is None:
                break
            branch, place = below, found
        return self._index(branch, place)

    def _locate(self, index: int) -> tuple[_Branch, int]:
        branch = self._top
        while True:
            places, starts = branch.marks()
            before = bisect_right(starts, index) - 1
            if before < 0:
                return branch, index
            inside = index - starts[before]
            below = branch.branches[places[before]]
            if inside >= below.size:
                return branch, places[before] + 1 + inside - below.size
            branch, index = below, inside

    def _index(self, branch: _Branch, place: int) -> int:
        index = branch.row_of(place)
        while branch.parent is not None:
            index += branch.parent.row_of(branch.place) + 1
            branch = branch.parent
        return index

    def _path(self, branch: _Branch, place: int) -> Place:
        parts: list[str | int] = []
        while branch.parent is not None:
            parts.append(branch.key(place))
            branch, place = branch.parent, branch.place
        return tuple(reversed(parts))

    def _resolve(self, path: Place) -> tuple[_Branch, int] | None:
        branch, place = self._top, 0
        for part in path:
            below = branch.branch(place)
            found = self._place(below, part) if below is not None else None
            if below is None or found is None:
                return None
            branch, place = below, found
        return branch, place

    def _place(self, branch: _Branch, part: str | int) -> int | None:
        if isinstance(part, int) != isinstance(branch.items, list):
            return None
        if isinstance(part, int):
            return part if part < len(branch.items) else None
        # Of two of the same name the last counts, as for most who read JSON.
        return next((n for n in range(len(branch.items) - 1, -1, -1) if branch.key(n) == part), None)

    def _set(self, branch: _Branch, place: int, is_open: bool) -> bool:
        below = branch.branch(place)
        if below is None or below.is_open == is_open:
            return False
        below.is_open = is_open
        branch.grown(below.size if is_open else -below.size)
        return True

    def _unfold_first(self) -> None:
        """Unfold level by level, as far as a screen or a few hold it; the root always."""
        self._set(self._top, 0, True)
        around = deque([self._top.branches[0]] if self._top.branches else [])
        while around and len(self) <= UNFOLDED_AT_FIRST:
            branch = around.popleft()
            for place in range(len(branch.items)):
                below = branch.branch(place)
                if below is not None and len(self) + below.size <= UNFOLDED_AT_FIRST:
                    self._set(branch, place, True)
                    around.append(below)

    def _unfold_all(self) -> bool:
        opened: list[_Branch] = [self._top]
        looked_at = 0
        stack = [(self._top, iter(range(1)))]
        while stack and len(opened) <= MOST_UNFOLDED and looked_at < _MOST_LOOKED_AT:
            branch, places = stack[-1]
            for place in places:
                looked_at += 1
                below = branch.branch(place)
                if below is not None:
                    below.is_open = True
                    opened.append(below)
                    stack.append((below, iter(range(len(below.items)))))
                    break
                if looked_at >= _MOST_LOOKED_AT:
                    break
            else:
                stack.pop()
        # What is inside was opened after what is around it, and is counted before.
        for branch in reversed(opened):
            branch.recount()
        return not stack

    def _fold_all(self) -> None:
        self._top.branches.clear()
        self._top.recount()
        self._set(self._top, 0, True)
