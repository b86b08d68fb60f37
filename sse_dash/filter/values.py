"""What an operator and a value ask of one value of an event. Where the values come from is in `fields`."""

from __future__ import annotations

import fnmatch
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sse_dash.filter.errors import FilterError
from sse_dash.filter.regex import Regex, compiled, readable, regex
from sse_dash.filter.subject import Subject
from sse_dash.units import exact_size

Number = int | float
Test = Callable[[object, Subject], bool]
"""Whether a value, a JSON value or the text of a field, is as asked. Raises OverBudget."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 300
"""Characters of a text that may count as a number."""

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The right side of an operator."""

    text: str
    """What it means, with quotes and their backslashes taken away; of a /regex/i what stands in between."""
    position: int
    """Where it begins in the expression."""
    quoted: bool = False
    """Whether it is meant as text, letter for letter."""
    any_case: bool = False
    """Whether it is a /regex/i."""


def number_in(text: str) -> Number | None:
    """The number that this is, written as people and JSON write one; None for any other text."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    try:
        return int(text)
    except ValueError:
        return float(text)


def text_of(value: object) -> str | None:
    """A JSON value as JSON writes it, a string without its quotes; None for arrays and objects."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isfinite(value):
            return repr(value)
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return str(value) if isinstance(value, int) else None


def value_test(symbol: str, wanted: Wanted) -> Test:
    """What `symbol` and `wanted` ask of a value. `:` looks for text in it; a field may mean more by it."""
    if symbol == "=":
        return _equals(wanted)
    if symbol == "!=":
        equals = _equals(wanted)
        return lambda value, subject: not equals(value, subject)
    if symbol == "~":
        return _fits(regex(wanted.text, wanted.position, any_case=wanted.any_case))
    if symbol == ":":
        return _contains(wanted)
    return _is_ordered(_ORDERS[symbol], wanted)


def whole_glob(wanted: Wanted) -> re.Pattern[str]:
    """The pattern that a text must fit from end to end; a quoted one has no wildcards."""
    if wanted.quoted:
        return re.compile(re.escape(wanted.text))
    return compiled(fnmatch.translate(wanted.text), wanted.position)


def _number_of(value: object) -> Number | None:
    """Prices often travel as strings, so those count too; `true` does not."""
    if isinstance(value, str):
        return number_in(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _equals(wanted: Wanted) -> Test:
    text = wanted.text
    if wanted.quoted:
        return lambda value, _: value == text
    number = number_in(text)
    if number is None:
        return lambda value, _: text_of(value) == text
    return lambda value, _: _number_of(value) == number


def _is_ordered(compare: Callable[[Any, Any], bool], wanted: Wanted) -> Test:
    text = wanted.text
    number = None if wanted.quoted else number_in(text)
    if number is None:
        return lambda value, _: isinstance(value, str) and compare(value, text)

    def test(value: object, _: Subject) -> bool:
        found = _number_of(value)
        return found is not None and compare(found, number)

    return test


def _fits(pattern: Regex) -> Test:
    def test(value: object, subject: Subject) -> bool:
        text = text_of(value)
        return text is not None and pattern.occurs(text, subject.effort)

    return test


def _contains(wanted: Wanted) -> Test:
    """Text in the value, or with `*` or `?` the whole value; in lower case either way ignores case."""
    text = wanted.text
    any_case = not wanted.quoted and text == text.lower()
    if not wanted.quoted and ("*" in text or "?" in text):
        flags = re.IGNORECASE if any_case else re.NOFLAG
        fits = compiled(fnmatch.translate(text), wanted.position, flags).fullmatch

        def fits_whole(value: object, _: Subject) -> bool:
            whole = text_of(value)
            return whole is not None and fits(readable(whole)) is not None

        return fits_whole
    needle = text.casefold() if any_case else text

    def test(value: object, _: Subject) -> bool:
        whole = text_of(value)
        return whole is not None and needle in (whole.casefold() if any_case else whole)

    return test


def size_test(symbol: str, wanted: Wanted) -> Callable[[int], bool]:
    """What is asked of a number of bytes; FilterError for what is no size and for operators on text."""
    if symbol in (":", "~"):
        raise FilterError("size takes = != < <= > >=, as in size>10kB", wanted.position)
    try:
        wanted_bytes, scale = exact_size(wanted.text)
    except ValueError:
        raise FilterError(
            "a size is a number of bytes or such as 10kB, 1.5MB, 5MiB", wanted.position
        ) from None
    compare = {"=": operator.eq, "!=": operator.ne, **_ORDERS}[symbol]
    return lambda size: compare(size * scale, wanted_bytes)
