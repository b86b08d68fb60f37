"""What a regular expression may cost, by a look at its source, where Python doesn't show its parse tree.

It errs towards dear, and refuses more than is needed: a group that repeats may hold no repeat and no choice,
as `(a+)+` and `(a|a)*` do that are matched in exponentially many ways. Each repeat counts as one factor of
the text's length, whatever stands around it.
"""

from __future__ import annotations

import math
import re

from sse_dash.filter.regex.cost import Explosive, RegexCost
from sse_dash.filter.regex.reading import TOKEN, Repeat, repeat_at

_GROUP = re.compile(r"\((?:\?(?::|=|!|<=|<!|P<\w+>))?(?!\?)")
"""How the groups begin whose inside is read as the outside is. Those of flags and conditions aren't."""
_ZERO_WIDTH = frozenset({"^", "$", r"\A", r"\Z", r"\b", r"\B"})
_IN_ONE_LINE = re.compile(r"[^\\\[\n]|\\[dw!-/:-@\[-`{-~]|\[(?!\^)[^\\\x00-\x1f]*\]")
"""What surely takes no line feed: characters, digits, letters, plain sets."""
_FEW = 16
"""A repeat that varies by no more than this is a small choice."""
_FREE_CHOICES = 10
"""Twofold choices that cost nothing extra; as many more count like another factor of the length."""


class _Group:
    """What is known of the inside of a group, or of the whole."""

    def __init__(self) -> None:
        self.varies = False
        """Whether it may match one text in several ways."""
        self.takes = False
        """Whether it takes a character at all."""


def cost_by_text(pattern: str, flags: re.RegexFlag) -> RegexCost:
    """Of a search for `pattern`, which compiles. Raises Explosive."""
    reading = _Reading(pattern)
    power = 1 + reading.loops if reading.loops else 1
    has_newlines = reading.may_take_newline or bool(flags & re.DOTALL)
    return RegexCost(
        power + int(reading.choices / _FREE_CHOICES),
        has_newlines,
        reading.width,
        try_power=reading.loops,
        ways=2**reading.choices,
        steps=len(pattern) * reading.times,
        turn=float(len(pattern)),
    )


class _Reading:
    """One pass over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.loops = 0
        self.choices = 0.0
        """As a power of two."""
        self.times = 1.0
        """How often a character is looked at for repeats that have an end, as if each stood in the others."""
        self.may_take_newline = False
        self.width: int | None = 0
        self._groups = [_Group()]
        position = 0
        while position < len(pattern):
            position = self._item(pattern, position)

    def _item(self, pattern: str, position: int) -> int:
        """Take in one item with its repeat; return where the next one begins."""
        if pattern[position] == "(":
            group = _GROUP.match(pattern, position)
            if group is None:
                raise Explosive
            self.width = None
            self._groups.append(_Group())
            return group.end()
        token = TOKEN.match(pattern, position)
        if token is None:
            raise Explosive
        here = self._groups[-1]
        if token[0] == "|":
            self.choices += 1
            self.width = None
            here.varies = True
            return token.end()
        repeat = repeat_at(pattern, token.end())
        if token[0] == ")":
            self._close(repeat)
        else:
            self._atom(token[0], here, repeat)
        return token.end() if repeat is None else repeat.end

    def _close(self, repeat: Repeat | None) -> None:
        if len(self._groups) == 1:
            raise Explosive
        inner, outer = self._groups.pop(), self._groups[-1]
        if repeat is not None and repeat.high != 1 and (inner.varies or not inner.takes):
            raise Explosive
        if repeat is not None and repeat.high != 1:
            self.loops += 1
        outer.varies = outer.varies or inner.varies
        outer.takes = outer.takes or inner.takes
        if repeat is not None and repeat.low == 0:
            outer.varies = True
            self.choices += 1

    def _atom(self, atom: str, here: _Group, repeat: Repeat | None) -> None:
        if atom in _ZERO_WIDTH:
            return
        here.takes = True
        if atom[0] == "\\" and atom[1].isdigit():  # a reference to a group, or a character in octal
            self.loops += 1
            here.varies = True
            self.width = None
        if not _IN_ONE_LINE.fullmatch(atom):
            self.may_take_newline = True
        times = 1 if repeat is None else repeat.low
        if repeat is not None and repeat.high != repeat.low:
            self.width = None
        elif self.width is not None:
            self.width += times
        self._repeat(repeat, here)

    def _repeat(self, repeat: Repeat | None, here: _Group) -> None:
        if repeat is not None:
            self.times *= max(1, repeat.low, repeat.high or 0)
        if repeat is None or repeat.low == repeat.high:
            return
        here.varies = True
        if repeat.high is None or repeat.high - repeat.low > _FEW:
            self.loops += 1
        else:
            self.choices += math.log2(repeat.high - repeat.low + 1)
