"""The pieces of a regular expression's source: an atom or a sign, and how often it repeats."""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|.",
    re.DOTALL,
)
"""One of them: an escape, a set, or a single character."""

_REPEAT = re.compile(r"(?:([*+?])|\{([0-9]*)(,?)([0-9]*)\})(?<!\{\})([?+]?)")
_SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Repeat(NamedTuple):
    """How often the atom before it may come."""

    low: int
    high: int | None
    """None for no limit."""
    is_possessive: bool
    end: int
    """Where it ends in the source."""


def repeat_at(source: str, position: int) -> Repeat | None:
    """The repeat that begins here, if one does."""
    found = _REPEAT.match(source, position)
    if found is None:
        return None
    sign, least, comma, most, more = found.groups()
    if sign:
        low, high = _SIGNS[sign]
    else:
        low = int(least or 0)
        high = low if not comma else int(most) if most else None
    return Repeat(low, high, more == "+", found.end())
