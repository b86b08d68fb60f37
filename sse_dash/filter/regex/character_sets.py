"""Which characters an item of a regular expression takes, as sets that can be compared. Errs towards more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from re import DOTALL, IGNORECASE
from typing import Any

# Sets of characters as the bits of an integer: one for each of Latin-1, then one for each kind of the others.
_LATIN = (1 << 256) - 1
_DIGIT, _WORD, _SPACE, _OTHER = (1 << 256 + kind for kind in range(4))
ALL = (1 << 260) - 1
NEWLINE = 1 << 10


def characters(op: str, argument: Any, flags: int) -> int | None:
    """What an item of a parse tree takes if it takes a single character; None for any other item."""
    match op:
        case "LITERAL":
            return _any_case(_bit(argument)) if flags & IGNORECASE else _bit(argument)
        case "NOT_LITERAL":
            return ALL & ~(_bit(argument) & _LATIN)
        case "ANY":
            return ALL if flags & DOTALL else ALL & ~NEWLINE
        case "IN":
            return _set_of(argument, flags)
        case _:
            return None


def _set_of(items: Iterable[Any], flags: int) -> int:
    is_negated = False
    whole = partly = 0  # kinds of characters beyond Latin-1 that are in it as a whole, or of which some are
    for op, argument in items:
        match str(op):
            case "NEGATE":
                is_negated = True
            case "LITERAL":
                partly |= _bit(argument)
            case "RANGE":
                low, high = argument
                partly |= _latin_range(low, high) | (ALL & ~_LATIN if high > 255 else 0)
            case "CATEGORY":
                whole |= _category(str(argument))
            case _:
                whole = ALL
    if is_negated:
        return ALL & ~(whole | (partly & _LATIN))
    return whole | (_any_case(partly) if flags & IGNORECASE else partly)


def _bit(code: int) -> int:
    if code < 256:
        return 1 << code
    character = chr(code)
    if character.isspace():
        return _SPACE
    if character.isdecimal():
        return _DIGIT
    return _WORD if character.isalnum() else _OTHER


def _latin_range(low: int, high: int) -> int:
    high = min(high, 255)
    return ((1 << (high + 1)) - 1) & ~((1 << low) - 1) if low <= high else 0


@cache
def _any_case(mask: int) -> int:
    result = mask
    for code in range(256):
        if mask >> code & 1 and (character := chr(code)).isalpha():
            # A few letters of Latin-1 have their like elsewhere, as k has the sign for kelvin.
            result |= _WORD
            for other in (character.lower(), character.upper()):
                if len(other) == 1:
                    result |= _bit(ord(other))
    return result


@cache
def _category(name: str) -> int:
    if "_NOT_" in name:
        return ALL & ~_category(name.replace("_NOT", ""))
    characters = [chr(code) for code in range(256)]
    if name.endswith("DIGIT"):
        return _DIGIT | sum(1 << code for code, c in enumerate(characters) if c.isdecimal())
    if name.endswith("SPACE"):
        return _SPACE | sum(1 << code for code, c in enumerate(characters) if c.isspace())
    if name.endswith("WORD"):
        word = sum(1 << code for code, c in enumerate(characters) if c.isalnum() or c == "_")
        return _DIGIT | _WORD | word
    return ALL
