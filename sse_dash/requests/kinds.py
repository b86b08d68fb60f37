"""The kinds of values that a field may have: how each is checked, read from a text, shown, and written down.

Kinds whose texts may hold variables are in `template_kinds.py`. A kind knows no field, no file and no line.
"""

from __future__ import annotations

import contextlib
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from sse_dash.requests.headers import HTTP_TOKEN
from sse_dash.requests.wording import KeyPath, Report, describe, kind, printable
from sse_dash.units import (
    DURATION_EXPECTED,
    DURATION_PATTERN,
    SIZE_EXPECTED,
    SIZE_PATTERN,
    count,
    format_duration,
    format_size,
    parse_count,
    parse_duration,
    parse_size,
)

Shape = dict[str, Any]
"""A JSON Schema."""
Check = Callable[[Any, KeyPath, Report], Any]

INT64 = 2**63
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Kind(ABC):
    """What values of a field are."""

    word: str = "text"
    """What it is, in a few words; Markdown."""
    lines: bool = False
    """Whether it takes several lines to write one."""
    is_local: bool = False
    """Whether it only says what on this machine is used, and is sent to nobody."""
    may_run: bool = False
    """Whether what a command prints may stand in it."""
    fold: Callable[[str], str] | None = None
    """Of a table that is merged by name: what two names of one thing have in common. None for all else."""

    @property
    def shape(self) -> Shape:
        """What it is in a JSON Schema."""
        return {"type": "string"}

    @abstractmethod
    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        """The value as the spec wants it; or report what is wrong with it, and return something that nobody
        will look at. A value that may be secret is never quoted."""

    def written(self, value: Any) -> Any:
        """The value as a file has it, which `check` takes."""
        return value

    def shown(self, value: Any) -> str:
        """The value, or None for none, as the text that `read` takes. Not safe to draw."""
        return "" if value is None else str(self.written(value))

    def read(self, text: str) -> Any:
        """The value that someone has typed. Raises ValueError with what is wrong or expected."""
        return self.check(text, (), _refuse)

    def read_entries(self, lines: Sequence[str], what: str) -> Any:
        """The value that several texts make up, each called `what`. Raises ValueError, which names it."""
        raise TypeError(f"{type(self).__name__} is given at once, and not by {what}")

    def change_texts(self, value: Any, _change: Callable[[str], str]) -> Any:
        """The value with each text in it changed that may hold variables."""
        return value


def _refuse(_: KeyPath, wrong: str, expected: str) -> NoReturn:
    raise ValueError(f"{wrong}; {expected}")


def check_text(value: Any, at: KeyPath, report: Report) -> str:
    """Any text that UTF-8 can hold."""
    if not isinstance(value, str):
        report(at, f"is {kind(value)}", "expected a text in quotes")
    elif _SURROGATE.search(value):
        report(at, "holds half of a surrogate pair, which no file can", "take the broken character out")
    else:
        return value
    return ""


def is_number(value: Any) -> bool:
    """Whether it is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


class Text(Kind):
    """Any text, in which a `${` is nothing else."""

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        return check_text(value, at, report)

    def read(self, text: str) -> str | None:
        return text or None


class Name(Kind):
    """A text with something in it to see."""

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        text = check_text(value, at, report)
        if isinstance(value, str) and not value.strip():
            report(at, "is empty", "expected a name")
        return text


class Method(Kind):
    """An HTTP method."""

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        text = check_text(value, at, report)
        if isinstance(value, str) and not HTTP_TOKEN.fullmatch(value):
            report(at, f"is {describe(value)}", 'expected an HTTP method such as "GET" or "POST"')
        return text

    def shown(self, value: Any) -> str:
        return str(value).upper()


class Filter(Kind):
    """An expression of the filter language, which is imported only where there is one: help need not wait."""

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        text = check_text(value, at, report)
        if text:
            from sse_dash.filter import FilterError, parse

            try:
                parse(text)
            except FilterError as error:
                report(
                    at,
                    f"does not parse at character {error.position + 1}: {printable(error.message)}",
                    "see Filter and search in the README",
                )
        return text

    def read(self, text: str) -> str:
        if text:
            from sse_dash.filter import FilterError, parse

            try:
                parse(text)
            except FilterError as error:
                raise ValueError(str(error)) from None
        return text.strip()


class Choice(Kind):
    """One of a few words."""

    def __init__(self, values: tuple[str, ...], unset: str = "") -> None:
        """`unset` is the word for none of them, where there may be none."""
        self.values = values
        self.unset = unset
        self.word = " ".join(f"`{value}`" for value in values)

    @property
    def shape(self) -> Shape:
        return {"enum": [*self.values]}

    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        if not isinstance(value, str) or value not in self.values:
            quoted = [f'"{value}"' for value in self.values]
            report(at, f"is {describe(value)}", f"expected {', '.join(quoted[:-1])} or {quoted[-1]}")
        return value

    def shown(self, value: Any) -> str:
        return self.unset if value is None else str(value)

    def read(self, text: str) -> Any:
        return None if text == self.unset else super().read(text)


class Flag(Kind):
    """Yes or no."""

    word = "`true` or `false`"

    @property
    def shape(self) -> Shape:
        return {"type": "boolean"}

    def check(self, value: Any, at: KeyPath, report: Report) -> bool:
        if not isinstance(value, bool):
            report(at, f"is {describe(value)}", "expected true or false, without quotes")
        return value is True

    def shown(self, value: Any) -> str:
        return "yes" if value else "no"

    def read(self, text: str) -> bool:
        if text not in ("yes", "no"):
            raise ValueError("yes or no")
        return text == "yes"


class Duration(Kind):
    """Seconds, finite and 0 or more: a number, or a text such as `30s`."""

    word = "duration"

    def __init__(self, zero: str = "") -> None:
        """`zero` is the word for 0 seconds, where that means something else than no time at all."""
        self._zero = zero

    @property
    def shape(self) -> Shape:
        texts = [{"type": "string", "pattern": DURATION_PATTERN}, {"type": "number", "minimum": 0}]
        return {"anyOf": [*texts, *([{"const": self._zero}] if self._zero else [])]}

    def check(self, value: Any, at: KeyPath, report: Report) -> float:
        if isinstance(value, str):
            with contextlib.suppress(ValueError):  # reported below
                return self._parse(value)
        elif is_number(value) and 0 <= value <= sys.float_info.max:
            return float(value)
        report(at, f"is {describe(value)}", f"expected {DURATION_EXPECTED}")
        return 0.0

    def written(self, value: Any) -> Any:
        return format_duration(value)

    def shown(self, value: Any) -> str:
        return self._zero if self._zero and value == 0 else str(format_duration(value))

    def read(self, text: str) -> float:
        try:
            return self._parse(text)
        except ValueError:
            raise ValueError(f"such as 30s, 5m{f' or {self._zero}' if self._zero else ''}") from None

    def _parse(self, text: str) -> float:
        return 0.0 if self._zero and text.strip().lower() == self._zero else parse_duration(text)


class Size(Kind):
    """Bytes, 1 or more: a number, or a text such as `5 MiB`."""

    word = "size"

    @property
    def shape(self) -> Shape:
        return {"anyOf": [{"type": "string", "pattern": SIZE_PATTERN}, {"type": "integer", "minimum": 1}]}

    def check(self, value: Any, at: KeyPath, report: Report) -> int:
        number = value
        if isinstance(value, str):
            with contextlib.suppress(ValueError):  # reported below
                number = parse_size(value)
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number < INT64:
            return number
        report(at, f"is {describe(value)}", f"expected {SIZE_EXPECTED}")
        return 1

    def written(self, value: Any) -> Any:
        return format_size(value)

    def read(self, text: str) -> int:
        try:
            return int(super().read(text))
        except ValueError:
            raise ValueError("such as 512 KiB or 32 MiB") from None


class Count(Kind):
    """A whole number of things, 1 or more."""

    word = "whole number"

    def __init__(self, things: str) -> None:
        self._things = things

    @property
    def shape(self) -> Shape:
        return {"type": "integer", "minimum": 1}

    def check(self, value: Any, at: KeyPath, report: Report) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < INT64:
            return value
        report(at, f"is {describe(value)}", f"expected a whole number of {self._things}, 1 or more")
        return 1

    def shown(self, value: Any) -> str:
        return count(value)

    def read(self, text: str) -> int:
        with contextlib.suppress(ValueError):  # said below
            return int(super().read(text) if not text else self.check(parse_count(text), (), _refuse))
        raise ValueError("a whole number from 1 up")
