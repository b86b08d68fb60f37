"""How many steps a single try of a pattern takes, its repeats without end taken once, by its parse tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_ENDLESS = 100_000
"""A repeat that goes on so long depends on the text, as one without end does."""


_OF_A_CHARACTER = 0.4
"""A turn of a repeat of a single character: it is several times as fast as one of a group."""
_CHARACTERS = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN"})


class Steps(NamedTuple):
    """Those of a part of a pattern."""

    once: float
    """Of one try; of a choice all branches are tried."""
    turn: float = _OF_A_CHARACTER
    """Of one turn of the dearest repeat without end."""


def steps_of(tree: Iterable[Any]) -> Steps:
    """The steps of a sequence in a parse tree."""
    once, turn = 0.0, _OF_A_CHARACTER
    for op, argument in tree:
        part = _of_item(str(op), argument)
        once += part.once
        turn = max(turn, part.turn)
    return Steps(max(once, 1.0), turn)


def _of_item(op: str, argument: Any) -> Steps:
    match op:
        case "SUBPATTERN":
            return steps_of(argument[3])
        case "ATOMIC_GROUP":
            return steps_of(argument)
        case "ASSERT" | "ASSERT_NOT":
            return steps_of(argument[1])
        case "BRANCH":
            return _together([steps_of(branch) for branch in argument[1]])
        case "GROUPREF_EXISTS":
            return _together([steps_of(argument[1]), steps_of(argument[2] or ())])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            low, high, inner = argument
            part = steps_of(inner)
            if int(high) >= _ENDLESS:
                is_one = len(inner) == 1 and str(inner[0][0]) in _CHARACTERS
                turn = _OF_A_CHARACTER if is_one else part.once
                return Steps(max(1, int(low)) * part.once, max(part.turn, turn))
            return Steps(int(high) * part.once, part.turn)
        case _:
            return Steps(1.0)


def _together(parts: list[Steps]) -> Steps:
    return Steps(sum(part.once for part in parts), max(part.turn for part in parts))
