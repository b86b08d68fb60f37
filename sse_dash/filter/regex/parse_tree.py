"""How long a regular expression may take on the worst of texts, read off its parse tree. Nothing is run here.

`re` tries every way to match, and some patterns have exponentially many: `(a+)+b` takes years on thirty
letters. Wanted: refuse those, and know for the others with which power of the text's length they grow.

The plan: number the places of the pattern that take a character, and note which place may follow which (the
automaton of Glushkov). Inside a repeat, two followers that can take the same character mean that one text is
matched in several ways per turn, so in exponentially many: refused. Outside, such a choice between going on
in a repeat and leaving it multiplies by the length of the text, and so does searching from every start unless
something in front of the first repeat can't be part of any repeat. In doubt a place takes any character,
which errs on the side of refusing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import MULTILINE
from typing import Any

from sse_dash.filter.regex.character_sets import ALL, NEWLINE, characters
from sse_dash.filter.regex.cost import Explosive, RegexCost
from sse_dash.filter.regex.steps import steps_of

_FEW = 16
"""A repeat that varies by no more than this is a small choice and no loop."""
_FREE_CHOICES = 10
"""Twofold choices that cost nothing extra; as many more count like another factor of the length."""
_UNROLLED = 8
"""A group that repeats exactly this often, or less, is looked at as if it were written out."""
_MAX_PLACES = 5_000
_MAX_EDGES = 100_000


_parser = getattr(re, "_parser", None)
"""Python's own parser of regular expressions, by its private name: the public one is deprecated."""

IS_AVAILABLE = _parser is not None
"""Whether this Python has a parser where it is known to be."""


def cost_in_tree(pattern: str, flags: re.RegexFlag) -> RegexCost:
    """Of a search for `pattern`, which compiles. Raises Explosive."""
    assert _parser is not None
    tree = _parser.parse(pattern, int(flags))
    branches = [tree]
    if len(tree) == 1 and str(tree[0][0]) == "BRANCH":
        branches = tree[0][1][1]
    analyses = [_Analysis(branch, tree.state.flags) for branch in branches]
    low, high = tree.getwidth()
    steps = steps_of(tree)
    return RegexCost(
        max(analysis.power for analysis in analyses),
        any(analysis.may_take_newline for analysis in analyses),
        int(low) if low == high else None,
        try_power=max(analysis.try_power for analysis in analyses),
        ways=sum(2**analysis.choices for analysis in analyses),
        steps=steps.once,
        turn=steps.turn,
    )


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a part adds to the cost of one try."""

    loose: int = 0
    """Repeats that may end in several places."""
    tail: int = 0
    """1 if a repeat with a single end comes after a loose one: it runs for each of its ends."""
    loops: int = 0
    """1 if there is a repeat at all."""
    choices: float = 0.0
    """Small choices, as a power of two."""

    def then(self, other: _Cost) -> _Cost:
        tail = 1 if other.tail or (self.loose and other.loops and not other.loose) else self.tail
        return _Cost(
            self.loose + other.loose,
            0 if other.loose and not other.tail else tail,
            max(self.loops, other.loops),
            self.choices + other.choices,
        )

    def either(self, other: _Cost) -> _Cost:
        return _Cost(
            max(self.loose, other.loose),
            max(self.tail, other.tail),
            max(self.loops, other.loops),
            max(self.choices, other.choices),
        )


@dataclass(slots=True)
class _Loop:
    """A repeat, whose ends are known only when what follows it is."""

    last: Sequence[int]
    inner: Sequence[int]
    """How many followers each of `last` has inside the repeat; later ones are ways out."""
    choices: float | None
    """For a small one: how many ways it adds, as a power of two."""


_CostTree = _Loop | float | tuple[str, list["_CostTree"]]
"""A repeat, a small choice, or ("then" | "either", parts)."""


@dataclass(slots=True)
class _Part:
    """A part of the pattern, as far as its neighbours need to know it."""

    empty_ways: int
    """In how many ways it matches nothing at all."""
    first: list[int]
    last: list[int]
    cost: _CostTree

    @property
    def nullable(self) -> bool:
        return self.empty_ways > 0


class _Analysis:
    def __init__(self, tree: Iterable[Any], flags: int) -> None:
        self._masks: list[int] = []
        self._zero_width: set[int] = set()
        self._follow: list[list[int]] = []
        self._edges = 0
        self._unclear = 0  # parts that match nothing in more than one way
        self._looped = 0  # all that any loop takes
        whole = self._sequence(tree, flags)
        cost = self._cost(whole.cost)
        starts = 1 if cost.loops and not self._is_held(tree, flags) else 0
        self.try_power = max(cost.loose + cost.tail, cost.loops)
        self.choices = cost.choices
        power = starts + self.try_power
        self.power = max(1, power) + int(cost.choices / _FREE_CHOICES)
        self.may_take_newline = any(
            mask & NEWLINE for place, mask in enumerate(self._masks) if place not in self._zero_width
        )

    def _place(self, mask: int) -> int:
        if len(self._masks) == _MAX_PLACES:
            raise Explosive
        self._masks.append(mask)
        self._follow.append([])
        return len(self._masks) - 1

    def _one(self, mask: int, *, zero_width: bool = False) -> _Part:
        place = self._place(mask)
        if zero_width:
            self._zero_width.add(place)
        return _Part(0, [place], [place], 0.0)

    def _join(self, last: Sequence[int], first: Sequence[int]) -> None:
        self._edges += len(last) * len(first)
        if self._edges > _MAX_EDGES:
            raise Explosive
        for place in last:
            self._follow[place].extend(first)

    def _sequence(self, tree: Iterable[Any], flags: int) -> _Part:
        costs: list[_CostTree] = []
        whole = _Part(1, [], [], ("then", costs))
        for op, argument in tree:
            part = self._item(str(op), argument, flags)
            self._join(whole.last, part.first)
            if whole.nullable:
                whole.first = whole.first + part.first
            whole.last = whole.last + part.last if part.nullable else part.last
            whole.empty_ways *= part.empty_ways
            costs.append(part.cost)
        return self._noted(whole)

    def _noted(self, part: _Part) -> _Part:
        if part.empty_ways > 1:
            self._unclear += 1
            part.empty_ways = 2  # enough to know, and no number that grows with the nesting
        return part

    def _item(self, op: str, argument: Any, flags: int) -> _Part:
        mask = characters(op, argument, flags)
        if mask is not None:
            return self._one(mask)
        match op:
            case "SUBPATTERN":
                _, added, removed, inner = argument
                return self._sequence(inner, (flags | added) & ~removed)
            case "ATOMIC_GROUP":
                return self._sequence(argument, flags)
            case "BRANCH":
                return self._branch([self._sequence(branch, flags) for branch in argument[1]])
            case "GROUPREF_EXISTS":
                _, yes, no = argument
                return self._branch([self._sequence(yes, flags), self._sequence(no or (), flags)])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inner = argument
                return self._repeat(int(low), int(high), inner, flags)
            case "AT":
                at_one_place = flags & MULTILINE == 0 and str(argument).startswith(("AT_BEG", "AT_END"))
                return self._one(0 if at_one_place else ALL, zero_width=True)
            case "ASSERT" | "ASSERT_NOT":
                part = self._one(ALL, zero_width=True)
                part.cost = self._sequence(argument[1], flags).cost
                return part
            case _:  # a reference to a group, or what a later Python adds
                part = self._one(ALL)
                self._join(part.last, part.first)
                self._looped = ALL
                part.cost = _Loop(part.last, [1], None)
                return part

    def _branch(self, parts: list[_Part]) -> _Part:
        first = [place for part in parts for place in part.first]
        costs: list[_CostTree] = [("either", [part.cost for part in parts])]
        empty_ways = sum(part.empty_ways for part in parts)
        if self._overlap(first) or empty_ways > 1:
            costs.append(math.log2(len(parts)))
        last = [place for part in parts for place in part.last]
        return self._noted(_Part(empty_ways, first, last, ("then", costs)))

    def _repeat(self, low: int, high: int, inner: Any, flags: int) -> _Part:
        if high == 0:
            return _Part(1, [], [], 0.0)
        if high == 1:
            part = self._sequence(inner, flags)
            if low == 0:
                part.empty_ways += 1
                part.cost = ("then", [part.cost, 1.0])
            return self._noted(part)
        if len(inner) == 1 and (mask := characters(str(inner[0][0]), inner[0][1], flags)) is not None:
            return self._repeat_one(low, high, mask)
        if low == high <= _UNROLLED:
            return self._sequence(list(inner) * low, flags)
        start, unclear = len(self._masks), self._unclear
        part = self._sequence(inner, flags)
        if part.nullable or self._unclear > unclear:
            raise Explosive
        before = self._edges
        self._join(part.last, part.first)
        for place in range(start, len(self._masks)):
            if self._overlap(self._follow[place]):
                raise Explosive
            self._looped |= self._masks[place]
        self._edges = before + len(part.last)
        part.empty_ways = 1 if low == 0 else 0
        # Each turn has one way through, so what is inside costs nothing beside the loop.
        part.cost = _Loop(part.last, [len(self._follow[place]) for place in part.last], None)
        return part

    def _repeat_one(self, low: int, high: int, mask: int) -> _Part:
        """A repeat of one character, written out as `xx*`, so that what follows what is seen."""
        parts = [self._one(mask) for _ in range(min(low, 2))]
        if high > low:
            part = self._one(mask)
            self._join(part.last, part.first)
            part.empty_ways = 1
            choices = math.log2(high - low + 1) if high - low <= _FEW else None
            part.cost = _Loop(part.last, [1], choices)
            if choices is None:
                self._looped |= mask
            parts.append(part)
        whole = parts[0]
        for part in parts[1:]:
            self._join(whole.last, part.first)
            whole = _Part(
                whole.empty_ways * part.empty_ways,
                whole.first + part.first if whole.nullable else whole.first,
                whole.last + part.last if part.nullable else part.last,
                ("then", [whole.cost, part.cost]),
            )
        return whole

    def _overlap(self, places: Iterable[int]) -> bool:
        """Whether two of these places can take the same character."""
        taken = 0
        for place in places:
            if self._masks[place] & taken:
                return True
            taken |= self._masks[place]
        return False

    def _cost(self, tree: _CostTree) -> _Cost:
        if isinstance(tree, float):
            return _Cost(choices=tree)
        if isinstance(tree, _Loop):
            return self._loop_cost(tree)
        how, parts = tree
        total = _Cost()
        for part in parts:
            cost = self._cost(part)
            total = total.then(cost) if how == "then" else total.either(cost)
        return total

    def _loop_cost(self, loop: _Loop) -> _Cost:
        is_last, is_loose = True, False
        for place, inner in zip(loop.last, loop.inner, strict=True):
            follow = self._follow[place]
            inside = 0
            for follower in follow[:inner]:
                inside |= self._masks[follower]
            ways_out = follow[inner:]
            is_last = is_last and not ways_out
            is_loose = is_loose or any(self._masks[follower] & inside for follower in ways_out)
        if is_last:
            return _Cost()  # nothing comes after that could fail
        if loop.choices is not None:
            return _Cost(choices=loop.choices if is_loose else 0.0)
        return _Cost(loose=1, loops=1) if is_loose else _Cost(loops=1)

    def _is_held(self, tree: Iterable[Any], flags: int) -> bool:
        """Whether tries from different starts never run over the same text.

        So it is at the text's beginning, and where in front of the first repeat stands what is in no repeat:
        no repeat runs past the place where the next try could get so far.
        """
        for op, argument in tree:
            name = str(op)
            if name == "AT":
                if str(argument) == "AT_BEGINNING_STRING" or (
                    str(argument) == "AT_BEGINNING" and not flags & MULTILINE
                ):
                    return True
                continue
            mask = characters(name, argument, flags)
            if mask is None:
                return False
            if not mask & self._looped:
                return True
        return False
