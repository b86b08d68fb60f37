"""Terms about one field of an event: its type, its id, its size, its data or what a path finds in that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from sse_dash.client.message import MessageEvent
from sse_dash.filter.errors import FilterError
from sse_dash.filter.needles import lacks, needle_for, path_needles
from sse_dash.filter.nodes import Node
from sse_dash.filter.subject import Subject
from sse_dash.filter.values import (
    Test,
    Wanted,
    number_in,
    size_test,
    text_of,
    value_test,
    whole_glob,
)
from sse_dash.json.decoding import MISSING
from sse_dash.json.paths import Path

FIELDS = ("type", "id", "size", "data")
_TEXTS: dict[str, Callable[[MessageEvent], str]] = {
    "type": attrgetter("type"),
    "id": attrgetter("last_event_id"),
}


@dataclass(frozen=True, slots=True)
class OfField:
    """An event type or an id that is as asked."""

    read: Callable[[MessageEvent], str]
    test: Test

    def matches(self, subject: Subject) -> bool:
        return self.test(self.read(subject.event), subject)


@dataclass(frozen=True, slots=True)
class Globbed:
    """An event type or an id that fits a pattern from end to end."""

    read: Callable[[MessageEvent], str]
    pattern: re.Pattern[str]

    def matches(self, subject: Subject) -> bool:
        return self.pattern.fullmatch(self.read(subject.event)) is not None


@dataclass(frozen=True, slots=True)
class OfSize:
    """So many bytes of data."""

    test: Callable[[int], bool]

    def matches(self, subject: Subject) -> bool:
        return self.test(subject.size)


@dataclass(frozen=True, slots=True)
class OfData:
    """The data as a whole: as it came, or if it is a single JSON value, that."""

    symbol: str
    wanted: Wanted
    test: Test

    def matches(self, subject: Subject) -> bool:
        data = subject.event.data
        if not data.startswith(('"', " ", "\t", "\n")):
            return self.test(data, subject)
        value = subject.document
        if value is MISSING or text_of(value) is None:
            return self.test(data, subject)
        # "Not equal" is to hold for both readings, and anything else for either.
        if self.symbol == "!=":
            return self.test(data, subject) and self.test(value, subject)
        return self.test(data, subject) or self.test(value, subject)


@dataclass(frozen=True, slots=True)
class AtPath:
    """A value in JSON data, at the place or one of the places that a path leads to, that is as asked."""

    path: Path
    symbol: str
    wanted: Wanted | None
    """None asks for any value but null."""
    test: Test
    needles: tuple[str, ...]
    """Texts without which the JSON can't match."""

    def matches(self, subject: Subject) -> bool:
        if lacks(subject.event.data, self.needles):
            return False
        for value in self.path.values(subject.document):  # noqa: SIM110
            if self.test(value, subject):
                return True
        return False


def field_term(name: str, path: Path, symbol: str, wanted: Wanted) -> Node:
    """The term for a known field; FilterError for an operator or a value that means nothing there."""
    if name == "size":
        return OfSize(size_test(symbol, wanted))
    if name == "data":
        test = value_test(symbol, wanted)
        if not path.steps:
            return OfData(symbol, wanted, test)
        return AtPath(path, symbol, wanted, test, _value_needles(symbol, wanted) + path_needles(path))
    read = _TEXTS[name]
    if symbol == ":":
        return Globbed(read, whole_glob(wanted))
    if name == "type" and symbol in ("<", "<=", ">", ">="):
        raise FilterError("type takes : = != ~, as in type:order.*", wanted.position)
    return OfField(read, value_test(symbol, wanted))


def existence_term(path: Path) -> Node:
    """The term for a path alone."""
    return AtPath(path, "", None, lambda value, _: value is not None, path_needles(path))


def _value_needles(symbol: str, wanted: Wanted) -> tuple[str, ...]:
    """What the JSON must hold for a value to be equal: that is rarer than the keys on the way to it."""
    if symbol != "=":
        return ()
    is_text = wanted.quoted or (
        number_in(wanted.text) is None
        and wanted.text not in ("true", "false", "null", "NaN", "Infinity", "-Infinity")
    )
    needle = needle_for(wanted.text) if is_text else None
    return () if needle is None else (needle,)
