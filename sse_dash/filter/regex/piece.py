"""A regular expression that is searched for a piece of the text at a time, each for a bounded time.

`re` tries a match at one place of the text after the other, and can't be broken off. But it can be had to try
at a few places only: in front of the pattern stands `.{0,99}?`, which has it tried at the next hundred, and
what is found has to begin there. How many they are follows from how long a single try may take at the worst;
of that, `cost` knows enough to bound it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from sse_dash.filter.regex.cost import RegexCost
from sse_dash.filter.regex.effort import Effort, OverBudget

MOST_READ, MOST_READ_BY_REPEATS = 262_144, 65_536
"""Characters of a text that are read at most; and by patterns with repeats without end."""
_STEP = 80e-9
"""Seconds for one step of a match at the most: 30 ns were measured for a character, 70 for a group."""
_AT_A_TIME = 0.008
"""Seconds of work between two looks at the clock."""
_A_TRY = 0.030
"""Seconds that a match at one place may take at the worst: less of the text is read if need be."""
_MOST_PLACES = 16_384
_START = "sse_dash_start"
_GLOBAL_FLAGS = re.compile(r"(?:\(\?[aiLmsux]+\))+")
_COUNTS_GROUPS = re.compile(r"\\[1-9]|\(\?\(\d")

Span = tuple[int, int]


def readable(text: str) -> str:
    """The text, for what has to fit it from end to end. Raises OverBudget where it is too long for that."""
    if len(text) > MOST_READ:
        raise OverBudget
    return text


class Piece:
    """One pattern, with what it may cost."""

    def __init__(self, source: str, pattern: re.Pattern[str], cost: RegexCost) -> None:
        self._source = source
        self._pattern = pattern
        self._cost = cost
        self._by_places: dict[int, re.Pattern[str] | None] = {}

    @cached_property
    def limit(self) -> int:
        """How many characters of a text are read: as if longer ones ended there."""
        cost = self._cost
        if not cost.try_power:
            return MOST_READ
        turns = _A_TRY / (_STEP * cost.ways * cost.turn)
        most = MOST_READ_BY_REPEATS if cost.tries_overlap else MOST_READ
        return max(1, min(most, int(turns ** (1 / cost.try_power))))

    @cached_property
    def _at_once(self) -> int:
        """So long a text is searched in one go."""
        return bisect_left(range(self.limit), True, key=lambda length: self._places(length + 1) <= length + 1)

    def search(self, text: str, start: int, effort: Effort) -> Span | None:
        """The first match from there on. Raises OverBudget."""
        if len(text) > self.limit:
            found = self._search(text[: self.limit], start, effort) if start < self.limit else None
            if found is None:
                raise OverBudget
            return found
        return self._search(text, start, effort)

    def spans(self, text: str, effort: Effort) -> Iterator[Span]:
        """All matches that aren't empty, in order and without overlap. Raises OverBudget."""
        text = text[: self.limit]
        if len(text) <= self._at_once:
            effort.look()
            for match in self._pattern.finditer(text):
                if match.end() > match.start():
                    yield match.span()
            return
        at = 0
        while at <= len(text) and (span := self._search(text, at, effort)) is not None:
            if span[1] > span[0]:
                yield span
            at = max(span[1], span[0] + 1)

    def _search(self, text: str, start: int, effort: Effort) -> Span | None:
        effort.look()
        if len(text) - start <= self._at_once:
            found = self._pattern.search(text, start)
            return None if found is None else found.span()
        places = self._places(len(text) - start)
        stepping = self._stepping(places)
        for at in range(start, len(text) + 1, places if stepping is not None else 1):
            effort.look()
            found = (stepping or self._pattern).match(text, at)
            if found is not None:
                begins = at if stepping is None else found.start(_START)
                return begins, found.end()
        return None

    def _places(self, length: int) -> int:
        """At how many places of so long a text a match may be tried between two looks at the clock."""
        cost = self._cost
        step = _STEP * cost.ways
        turns = cost.turn * length**cost.try_power if cost.try_power else 0.0
        if not cost.tries_overlap and step * (cost.steps * length + turns) <= _A_TRY:
            return length + 1
        places = int(_AT_A_TIME / (step * (cost.steps + turns)))
        # A power of two, so that few patterns are compiled.
        return 1 << min(places, _MOST_PLACES).bit_length() - 1 if places else 1

    def _stepping(self, places: int) -> re.Pattern[str] | None:
        """The pattern that is tried at so many places; None for one, and where it can't be written so."""
        if places == 1:
            return None
        if places not in self._by_places:
            flags = _GLOBAL_FLAGS.match(self._source)
            bare = self._source[flags.end() :] if flags else self._source
            end = "\n)" if self._pattern.flags & re.VERBOSE else ")"
            written = f"(?s:.{{0,{places - 1}}}?)(?P<{_START}>)(?:{bare}{end}"
            try:
                # A group more in front, and the others have other numbers.
                usual = not _COUNTS_GROUPS.search(bare)
                self._by_places[places] = re.compile(written, self._pattern.flags) if usual else None
            except re.error:
                self._by_places[places] = None
        return self._by_places[places]
