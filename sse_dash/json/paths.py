"""Paths into JSON data: `.user.id`, `[0]`, `[*]`, `["odd key"]`. Read, written and walked here alone.

Filters, columns and charts mean the same by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from sse_dash.json.decoding import MISSING

Place: TypeAlias = tuple[str | int, ...]
"""Where one value stands: keys and indexes from the root down; empty for the root."""


class Wildcard(Enum):
    """The step to each element of an array and each value of an object."""

    EACH = 0


EACH = Wildcard.EACH
Step = str | int | Wildcard
"""A key, an index (from the end if negative), or each of what is there."""

_KEY = re.compile(r'[^\s()".\[\]:=!~<>]+')
_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_INDEX = re.compile(r"-?[0-9]+")


class PathError(ValueError):
    """Half a step."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        """What is wrong and what to write instead."""
        self.position = position
        """Where it is wrong: an offset into the text that was read."""


@dataclass(frozen=True, slots=True)
class Path:
    """The steps from the whole of the data to a value; with none, the data itself."""

    steps: tuple[Step, ...]

    def values(self, document: object) -> Iterable[object]:
        """What is there in data that was decoded: one value at most, or with wildcards any number."""
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


WHOLE = Path(())
"""No step: the data itself."""


def path_text(steps: Iterable[Step]) -> str:
    """These steps from `data` on, as a filter has them: `data.items[0].sku`. Not safe to draw."""
    return "data" + "".join(map(step_text, steps))


def step_text(step: Step) -> str:
    """One step, as `scan_path` reads it: `.sku`, `[0]`, `[*]`, and odd keys as `["a key"]`."""
    if isinstance(step, int):
        return f"[{step}]"
    if isinstance(step, Wildcard):
        return "[*]"
    return f".{step}" if _BARE_KEY.fullmatch(step) else f"[{quoted(step)}]"


def quoted(text: str) -> str:
    r"""The text in quotes, with `\"` and `\\` for those inside."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unescaped(text: str) -> str:
    r"""The inside of quotes as it is meant: `\"` and `\\`; any other backslash is one."""
    return re.sub(r'\\(["\\])', r"\1", text)


def scan_path(source: str, position: int) -> tuple[Path, int]:
    """The path that begins here, maybe of no step, and where it ends. Raises PathError for half a step."""
    steps: list[Step] = []
    while position < len(source) and source[position] in ".[":
        step, position = (_after_dot if source[position] == "." else _in_brackets)(source, position + 1)
        steps.append(step)
    if steps and source[position : position + 1] == "]":
        raise PathError('a key with ] in it goes in quotes, as in data["a]"]', position)
    return Path(tuple(steps)), position


def _after_dot(source: str, position: int) -> tuple[Step, int]:
    if quoted := _QUOTED.match(source, position):
        return unescaped(quoted[1]), quoted.end()
    if source.startswith('"', position):
        raise PathError("this quote is never closed", position)
    key = _KEY.match(source, position)
    if key is None:
        raise PathError('a key is missing here; to look for the text, put it all in "quotes"', position)
    if key[0] == "*":
        return EACH, key.end()
    if "*" in key[0]:
        raise PathError('a * stands alone, for any key; a key with one is quoted: data["a*"]', position)
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
            raise PathError("this quote is never closed", position)
        raise PathError('between [ and ] goes a number, * or a "key"', position)
    if source[end : end + 1] != "]":
        raise PathError("a ] is missing here", end)
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
