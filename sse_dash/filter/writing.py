"""From a value in JSON data to the term that finds it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sse_dash.filter.expression import MAX_LENGTH
from sse_dash.filter.values import number_in, text_of
from sse_dash.json.paths import EACH, quoted, step_text

_LONGEST_VALUE = 200
_LONGEST_KEY = 200
_BARE_VALUE = re.compile(r"[A-Za-z0-9_.@%+/-]+")
_LITERALS = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})


def path_term(path: Sequence[str | int], value: object) -> str:
    """A term that holds where `value` stands at `path`, a key or an index a step, in an event's JSON data.

    It asks for an equal value; for an array or an object, that there is one; of a string that is long or
    can't be typed, a part of it. Where even the path can't be typed in a filter's length, it asks for less.
    Empty, and so true of every event, for an array or an object that is the whole of the data.
    """
    steps = [_typed(step) for step in path]
    asked = _asked(value)
    term = "data" + "".join(steps) + asked
    while len(term) > MAX_LENGTH or term == "data":
        if not steps:
            return ""
        # A value inside an array or an object is also a reason for that to be there.
        term = "data" + "".join(steps := steps[:-1])
    return term


def _typed(step: str | int) -> str:
    """The step, or any step where it can't be typed."""
    can_be_typed = isinstance(step, int) or (len(step) <= _LONGEST_KEY and step.isprintable())
    return step_text(step if can_be_typed else EACH)


def _asked(value: object) -> str:
    text = text_of(value)
    if text is None:
        return ""
    if not isinstance(value, str):
        return f"={text}" if len(text) <= _LONGEST_VALUE else ""
    if len(text) > _LONGEST_VALUE or not text.isprintable():
        part = _printable_part(text)
        return f":{quoted(part)}" if part else ""
    if _BARE_VALUE.fullmatch(text) and text not in _LITERALS and number_in(text) is None:
        return f"={text}"
    return f"={quoted(text)}"


def _printable_part(text: str) -> str:
    """The longest run of printable characters, up to what a term holds."""
    head = "".join(character if character.isprintable() else "\n" for character in text[:10_000])
    return max(head.split("\n"), key=len)[:_LONGEST_VALUE]
