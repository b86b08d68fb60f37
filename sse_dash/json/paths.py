"""Paths into JSON data: `.user.id`, `[0]`, `[*]`, `["odd key"]`. Read from an expression and walked here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from sse_dash.filter.errors import FilterError
from sse_dash.filter.subject import MISSING


class Wildcard(Enum):
    """The step to each element of an array and each value of an object."""

    EACH = 0


EACH = Wildcard.EACH
Step = str | int | Wildcard
"""A key, an index (from the end if negative), or each of what is there."""

_KEY = re.compile(r'[^\s()".\[\]:=!~<>]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_INDEX = re.compile(r"-?[0-9]+")
# In JSON such a character may only be hidden behind \u, followed by two zeros.
_PLAIN = re.compile(r"[ !#-.0-\[\]-~]*")


@dataclass(frozen=True, slots=True)
class Path:
    """The steps from the whole of the data to a value; with none, the data itself."""

    steps: tuple[Step, ...]

    def values(self, document: object) -> Iterable[object]:
        """What is there: one value at most, or with wildcards any number."""
        if document is MISSING:
            return ()
        found: list[object] = [document]
        for step in self.steps:
            if step is EACH:
                found = [member for value in found for member in _members(value)]
            else:
                found = [member for value in found if (member := _member(value, step)) is not MISSING]
            if not found:
                break
        return found

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts that stand in any JSON where this path leads somewhere, unless escaped: for `lacks`."""
        return tuple(
            needle
            for step in reversed(self.steps)
            if isinstance(step, str) and not step.isdecimal() and (needle := needle_for(step))
        )


WHOLE = Path(())
"""No step: the data itself."""


def needle_for(text: str) -> str | None:
    """The text as JSON writes it; None if it could write it in several ways."""
    return f'"{text}"' if _PLAIN.fullmatch(text) else None


def lacks(data: str, needles: tuple[str, ...]) -> bool:
    """Whether one of the needles surely isn't in this JSON: a look that costs a tenth of decoding it."""
    for needle in needles:
        if needle not in data:
            # The characters of a needle can only be written otherwise as \u0020 to \u007e.
            return "\\u00" not in data
    return False


def unescaped(text: str) -> str:
    r"""The inside of quotes as it is meant: `\"` and `\\`; any other backslash is one."""
    return re.sub(r'\\(["\\])', r"\1", text)


def scan_path(source: str, position: int) -> tuple[Path, int]:
    """The path that begins here, maybe of no step, and where it ends. Raises FilterError for half a step."""
    steps: list[Step] = []
    while position < len(source) and source[position] in ".[":
        step, position = (_after_dot if source[position] == "." else _in_brackets)(source, position + 1)
        steps.append(step)
    if steps and source[position : position + 1] == "]":
        raise FilterError('a key with ] in it goes in quotes, as in data["a]"]', position)
    return Path(tuple(steps)), position


def _after_dot(source: str, position: int) -> tuple[Step, int]:
    if quoted := _QUOTED.match(source, position):
        return unescaped(quoted[1]), quoted.end()
    if source.startswith('"', position):
        raise FilterError("this quote is never closed", position)
    key = _KEY.match(source, position)
    if key is None:
        raise FilterError('a key is missing here; to look for the text, put it all in "quotes"', position)
    if key[0] == "*":
        return EACH, key.end()
    if "*" in key[0]:
        raise FilterError('a * stands alone, for any key; a key with one is quoted: data["a*"]', position)
    return key[0], key.end()


def _in_brackets(source: str, position: int) -> tuple[Step, int]:
    step: Step
    if quoted := _QUOTED.match(source, position):
        step, end = unescaped(quoted[1]), quoted.end()
    elif index := _INDEX.match(source, position):
        step, end = int(index[0]), index.end()
    elif source[position : position + 1] == "*":
        step, end = EACH, position + 1
    else:
        if source.startswith('"', position):
            raise FilterError("this quote is never closed", position)
        raise FilterError('between [ and ] goes a number, * or a "key"', position)
    if source[end : end + 1] != "]":
        raise FilterError("a ] is missing here", end)
    return step, end + 1


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _member(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step, MISSING) if isinstance(step, str) else MISSING
    if isinstance(value, list):
        # Many tools write an index as `.0`.
        if isinstance(step, str) and step.isascii() and step.isdecimal():
            step = int(step)
        if isinstance(step, int) and -len(value) <= step < len(value):
            return value[step]
    return MISSING
