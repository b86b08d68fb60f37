"""Regular expressions that can't stall whoever matches them: what is refused, and how much of a text is read.

What a pattern costs is worked out in `cost`. Here it is made cheaper where that changes no answer, and
bounded where it stays dear.
"""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from sse_dash.filter.errors import FilterError
from sse_dash.filter.regex import parse_tree
from sse_dash.filter.regex.by_text import cost_by_text
from sse_dash.filter.regex.cost import Explosive, RegexCost
from sse_dash.filter.regex.effort import Effort, OverBudget
from sse_dash.filter.regex.parse_tree import cost_in_tree
from sse_dash.filter.regex.piece import Piece, Span
from sse_dash.filter.regex.reading import TOKEN, repeat_at

_HIGHEST_POWER = 2
"""With which the time may grow with the text's length; patterns of a higher one are refused."""
_SHOWN_WITHIN = 0.002
"""Seconds in which matches are found for showing them: there are fifty rows on a screen."""

cost_of = cost_in_tree if parse_tree.IS_AVAILABLE else cost_by_text

_TOO_MANY_WAYS = "this regex may take forever: in a repeat, no part may be empty or overlap another"
_TOO_SLOW = "this regex may take minutes; make it several terms, as in /a.*b/ /c.*d/"


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled regular expression, to search for, within the time that an event may take."""

    _shown: Piece | None
    """As it was written, if that is cheap enough for showing where it matches."""
    _pieces: tuple[Piece, ...]
    """What has to come one after the other in a line. Searched so, `a.*b.*c` takes as long as words do."""

    @property
    def limit(self) -> int:
        """How many characters of a text are read: what comes after them isn't known."""
        return min(piece.limit for piece in self._pieces)

    def occurs(self, text: str, effort: Effort) -> bool:
        """Whether there is a match anywhere. Raises OverBudget where it would take too long to tell."""
        if len(self._pieces) == 1:
            return self._pieces[0].search(text, 0, effort) is not None
        return self._chain(text, 0, effort) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches, in order and without overlap, as far as there is time; empty matches are left
        out."""
        with contextlib.suppress(OverBudget):
            effort = Effort(_SHOWN_WITHIN)
            if not self.occurs(text, effort):
                return  # which is found out sooner
            if self._shown is not None:
                yield from self._shown.spans(text, effort)
                return
            at = 0
            while (span := self._chain(text, at, effort)) is not None and span[1] > span[0]:
                yield span
                at = span[1]

    def _chain(self, text: str, start: int, effort: Effort) -> Span | None:
        """The first run of all pieces in one line, each as soon as it may be."""
        found: list[Span | None] = [None] * len(self._pieces)
        while True:
            end = start
            for index, piece in enumerate(self._pieces):
                match = found[index]
                if match is None or match[0] < end:
                    match = found[index] = piece.search(text, end, effort)
                    if match is None:
                        return None
                if index and (line := text.rfind("\n", end, match[0])) >= 0:
                    start = line + 1  # this piece comes in a later line, so there all have to be
                    break
                end = match[1]
            else:
                first = found[0]
                return None if first is None else (first[0], end)


def compiled(pattern: str, position: int, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile`, but whatever it refuses, for its own limits too, is a FilterError."""
    try:
        with warnings.catch_warnings():
            # Of what `[[a]` may mean to a Python to come, nobody who types a filter wants to hear.
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(pattern, flags)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise FilterError(f"not a regular expression: {error}", position) from error


def regex(pattern: str, position: int, *, any_case: bool) -> Regex:
    """The bounded form of `pattern`. Raises FilterError for what does not compile or may take too long."""
    flags = re.IGNORECASE if any_case else re.NOFLAG
    whole = compiled(pattern, position, flags)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            as_written = cost_of(pattern, flags)
            pieces = _pieces(pattern, flags)
            costs = [cost_of(piece, flags) for piece in pieces]
    except (Explosive, RecursionError) as error:
        raise FilterError(_TOO_MANY_WAYS, position) from error
    if max(cost.power for cost in costs) > _HIGHEST_POWER:
        raise FilterError(_TOO_SLOW, position)
    return Regex(
        Piece(pattern, whole, as_written) if as_written.power <= _HIGHEST_POWER else None,
        tuple(
            Piece(piece, compiled(piece, position, flags), cost)
            for piece, cost in zip(pieces, costs, strict=True)
        ),
    )


# What follows makes patterns cheaper. All of it keeps whether there is a match, not where it begins or ends.

_Atom = tuple[str, int, int | None]
"""Source of an atom; how often it repeats at least, and at most (None for no limit)."""


def _pieces(pattern: str, flags: re.RegexFlag) -> list[str]:
    """Patterns that occur one after the other in a line exactly where `pattern` occurs; often one."""
    atoms = _atoms(pattern)
    if atoms is None:
        return [pattern]
    split: list[list[_Atom]] = [[]]
    for atom, low, high in atoms:
        if atom == "." and high is None and low <= 1:
            split[-1].extend([(".", 1, 1)] * low)
            split.append([])
        else:
            split[-1].append((atom, low, high))
    for index, piece in enumerate(split):
        # A match needs no more of a repeat at its edge than the least, if the gap can take the rest.
        _trim(piece, 0, flags, by_gap=index > 0)
        _trim(piece, -1, flags, by_gap=index < len(split) - 1)
    pieces = ["".join(map(_written, piece)) for piece in split if piece] or [""]
    if all(_is_fixed(cost_of(piece, flags)) for piece in pieces[:-1]):
        return pieces
    outer = list(atoms)
    _trim(outer, 0, flags, by_gap=False)
    _trim(outer, -1, flags, by_gap=False)
    return ["".join(map(_written, outer))]


def _is_fixed(cost: RegexCost) -> bool:
    """Whether its first match is also the one that ends first, and within a line."""
    return cost.width is not None and not cost.may_take_newline


def _trim(piece: list[_Atom], edge: int, flags: re.RegexFlag, *, by_gap: bool) -> None:
    while piece:
        atom, low, high = piece[edge]
        if low == high or (by_gap and cost_of(atom, flags).may_take_newline):
            return
        if low:
            piece[edge] = atom, low, low
            return
        del piece[edge]


def _atoms(pattern: str) -> list[_Atom] | None:
    """The pattern in a row; None where it is none or where its parts depend on each other."""
    atoms: list[_Atom] = []
    depth = start = position = 0
    while position < len(pattern):
        token = TOKEN.match(pattern, position)
        if token is None:
            return None
        if depth == 0:
            start = position
        position = token.end()
        if token[0] == "(":
            if pattern.startswith("?", position) and not pattern.startswith("?:", position):
                return None
            depth += 1
        elif token[0] == ")":
            depth -= 1
        elif (token[0] == "|" and depth == 0) or (token[0][0] == "\\" and token[0][1].isdigit()):
            return None
        if depth:
            continue
        low: int = 1
        high: int | None = 1
        atom = pattern[start:position]
        if repeat := repeat_at(pattern, position):
            if repeat.is_possessive:
                return None
            low, high, position = repeat.low, repeat.high, repeat.end
        atoms.append((atom, low, high))
    return atoms


def _written(atom: _Atom) -> str:
    source, low, high = atom
    if low == high == 1:
        return source
    return f"{source}{{{low},{'' if high is None else high}}}"
