"""What differs between the data of two events: paths of JSON, or lines of text. How it looks is not known.

Both are bounded: of a great difference the beginning is enough to see that it is great.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from sse_dash.json.document import NotJson, Value, is_branch, parse
from sse_dash.json.paths import Place

MOST_CHANGES = 1000
"""Changes of JSON, or lines of text, that a difference holds at most."""
MOST_COMPARED_LINES = 1000
"""Lines on either side that are set against each other; more are taken as wholly different."""
_AROUND = 2
"""Lines that are shown, though they are the same, before and after those that are not."""


class Kind(Enum):
    """What became of a place or a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    """Stands for lines that are the same and are not shown."""


Range = tuple[int, int]
"""Characters of a text from one place to before another."""


@dataclass(frozen=True, slots=True)
class Change:
    """A path in JSON where something differs."""

    kind: Kind
    path: Place
    """In the old document if it was removed, or else in the new one."""
    old: Value = None
    """What was there; nothing if it was added."""
    new: Value = None
    """What is there; nothing if it was removed."""
    spans: tuple[Range, Range] | None = None
    """Of two strings, or two numbers, the parts that differ."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text that differs, or stands around one that does."""

    kind: Kind
    text: str
    """Without its end. Of skipped lines, how many there are."""
    span: Range | None = None
    """Where it differs from the line that it stands for or that stands for it; None if as a whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, in the order of the new data."""

    changes: tuple[Change, ...] = ()
    """If both are JSON."""
    lines: tuple[TextLine, ...] = ()
    """If not."""
    is_json: bool = False
    """Which of the two it is."""
    is_complete: bool = True
    """Whether this is all that differs."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.lines

    def count(self, kind: Kind) -> int:
        """How many changes or lines of a kind there are."""
        return sum(1 for one in (self.changes or self.lines) if one.kind is kind)


def difference(old: str, new: str) -> Difference:
    """How `new` differs from `old`. Takes up to seconds for megabytes on either side."""
    if old == new:
        return Difference()
    try:
        before, after = parse(old).value, parse(new).value
    except NotJson:
        return _of_texts(old, new)
    changes: list[Change] = []
    for change in _changes(before, after):
        if len(changes) == MOST_CHANGES:
            return Difference(changes=tuple(changes), is_json=True, is_complete=False)
        changes.append(change)
    return Difference(changes=tuple(changes), is_json=True)


def differing(old: str, new: str) -> tuple[Range, Range]:
    """Where two texts differ, as a span of each: all but the beginning and the end that they share."""
    shortest = min(len(old), len(new))
    start = _shared(shortest, lambda n: old[:n] == new[:n])
    shared = _shared(shortest - start, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return (start, len(old) - shared), (start, len(new) - shared)


class _Missing:
    """Stands where one document has nothing."""


_MISSING = _Missing()
_Pair = tuple[str | int, "Value | _Missing", "Value | _Missing"]


def _changes(old: Value, new: Value) -> Iterator[Change]:
    """Each place where the documents differ, without recursion: they may be nested deep."""
    keys: list[str | int] = []
    stack: list[Iterator[_Pair]] = [iter([("", old, new)])]
    while stack:
        pair = next(stack[-1], None)
        if pair is None:
            stack.pop()
            if keys:
                keys.pop()
            continue
        key, before, after = pair
        if isinstance(after, _Missing):
            if not isinstance(before, _Missing):
                yield Change(Kind.REMOVED, (*keys[1:], key), old=before)
        elif isinstance(before, _Missing):
            yield Change(Kind.ADDED, (*keys[1:], key), new=after)
        elif is_branch(before) and is_branch(after) and type(before) is type(after):
            keys.append(key)
            of_both = _members if isinstance(before, tuple) else _elements
            stack.append(of_both(before, after))
        elif type(before) is not type(after) or before != after:
            spans = None
            if isinstance(before, str) and isinstance(after, str) and type(before) is type(after):
                spans = differing(before, after)
            yield Change(Kind.CHANGED, (*keys[1:], key) if keys else (), before, after, spans)


def _members(old: Value, new: Value) -> Iterator[_Pair]:
    """What stands under the same key in two objects; of two members of one name the last counts."""
    assert isinstance(old, tuple)
    assert isinstance(new, tuple)
    before, after = dict(old), dict(new)
    for key, value in after.items():
        yield key, before.get(key, _MISSING), value
    for key, value in before.items():
        if key not in after:
            yield key, value, _MISSING


def _elements(old: Value, new: Value) -> Iterator[_Pair]:
    """What stands in the same place of two arrays, seen from both ends: one put in moves all behind it."""
    assert isinstance(old, list)
    assert isinstance(new, list)
    shortest = min(len(old), len(new))
    start = next((n for n in range(shortest) if not _same(old[n], new[n])), shortest)
    behind = next((n for n in range(shortest - start) if not _same(old[-1 - n], new[-1 - n])), None)
    if behind is None:
        behind = shortest - start
    old_end, new_end = len(old) - behind, len(new) - behind
    for index in range(start, max(old_end, new_end)):
        before = old[index] if index < old_end else _MISSING
        yield index, before, new[index] if index < new_end else _MISSING


def _same(old: Value, new: Value) -> bool:
    try:
        return old == new
    except RecursionError:
        return False  # nested deep; looked at place by place later


def _shared(most: int, is_shared: Callable[[int], bool]) -> int:
    """The greatest number up to `most` for which something holds that holds for all smaller ones."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if is_shared(middle):
            least = middle
        else:
            most = middle - 1
    return least


def _of_texts(old: str, new: str) -> Difference:
    before, after = old.split("\n"), new.split("\n")
    lines: list[TextLine] = []
    for line in _lines(before, after, _steps(before, after)):
        if len(lines) == MOST_CHANGES:
            return Difference(lines=tuple(lines), is_complete=False)
        lines.append(line)
    return Difference(lines=tuple(lines))


_Step = tuple[str, int, int, int, int]
"""As `SequenceMatcher.get_opcodes` has them: what to do with which lines of the old and of the new."""


def _steps(old: list[str], new: list[str]) -> list[_Step]:
    """How to come from the old lines to the new ones."""
    shortest = min(len(old), len(new))
    start = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    behind = next((n for n in range(shortest - start) if old[-1 - n] != new[-1 - n]), shortest - start)
    old_end, new_end = len(old) - behind, len(new) - behind
    if max(old_end, new_end) - start > MOST_COMPARED_LINES:
        middle: list[_Step] = [("replace", start, old_end, start, new_end)]
    else:
        matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end])
        middle = [
            (what, start + i1, start + i2, start + j1, start + j2)
            for what, i1, i2, j1, j2 in matcher.get_opcodes()
        ]
    return [
        ("equal", 0, start, 0, start),
        *middle,
        ("equal", old_end, len(old), new_end, len(new)),
    ]


def _lines(old: list[str], new: list[str], steps: list[_Step]) -> Iterator[TextLine]:
    for number, (what, old_start, old_end, new_start, new_end) in enumerate(steps):
        if what == "equal":
            # Nothing comes before the first one and nothing after the last.
            head = old_start if number == 0 else min(old_end, old_start + _AROUND)
            tail = old_end if number == len(steps) - 1 else max(head, old_end - _AROUND)
            yield from (TextLine(Kind.SAME, line) for line in old[old_start:head])
            if tail > head:
                yield TextLine(Kind.SKIPPED, str(tail - head))
            yield from (TextLine(Kind.SAME, line) for line in old[tail:old_end])
        elif old_end - old_start == new_end - new_start:
            for was, became in zip(old[old_start:old_end], new[new_start:new_end], strict=True):
                old_span, new_span = differing(was, became)
                yield TextLine(Kind.REMOVED, was, old_span)
                yield TextLine(Kind.ADDED, became, new_span)
        else:
            yield from (TextLine(Kind.REMOVED, line) for line in old[old_start:old_end])
            yield from (TextLine(Kind.ADDED, line) for line in new[new_start:new_end])
