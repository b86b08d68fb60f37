"""The text of a TOML file as a person wrote it, in lines of which each knows what stands there: a header, a
key with its value, a comment, nothing. Joined, they are the text again. What values mean is not known here.

Only for texts that tomllib has read: of others, no line is where it is said to be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sse_dash.profiles.toml_scan import KEY_PART, STATEMENT, TOKEN
from sse_dash.requests.wording import KeyPath

_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several where a value goes over them; with what ends it."""

    text: str
    at: KeyPath | None = None
    """The table that begins here, or the key that is given a value; None for a comment and an empty line."""
    is_header: bool = False
    value: tuple[int, int] = (0, 0)
    """Where in the text the value of a key begins and ends."""
    comments: tuple[str, ...] = ()
    """The comments in it and behind it, each from its # on."""

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment and nothing else."""
        return self.at is None and self.comments != ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there."""
        return self.at is None and self.comments == ()

    @property
    def value_text(self) -> str:
        """The value of the key, as it is written."""
        start, end = self.value
        return self.text[start:end]

    def with_value(self, value: str) -> Line:
        """The same key and the same comment behind it, with another value."""
        start, end = self.value
        kept = tuple(comments_in(self.text[end:]))
        text = f"{self.text[:start]}{value}{self.text[end:]}"
        return replace(self, text=text, value=(start, start + len(value)), comments=kept)

    def is_under(self, at: KeyPath) -> bool:
        """Whether it is the header or the key of that value, or of something inside of it."""
        return self.at is not None and self.at[: len(at)] == at


def read_lines(text: str) -> list[Line]:
    """The lines of a text, without a byte order mark, that tomllib has read."""
    return list(_Reader().read(text))


def comments_in(text: str) -> list[str]:
    """Every comment of a text, from its # on, in their order."""
    return [token[0].rstrip() for token in TOKEN.finditer(text) if token[0].startswith("#")]


def path_of(key: str) -> KeyPath:
    """The parts of a key as it is written, quotes and escapes undone."""
    return tuple(map(_unquoted, KEY_PART.findall(key)))


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an array, as it is written."""

    text: str
    lead: tuple[str, ...] = ()
    """The comments above it."""
    trail: str = ""
    """The comment behind it, on its line."""


@dataclass(frozen=True, slots=True)
class Array:
    """An array as it is written."""

    elements: tuple[Element, ...]
    head: str = ""
    """The comment behind the bracket that opens it."""
    tail: tuple[str, ...] = ()
    """The comments behind the last one, on lines of their own."""


def read_array(text: str) -> Array:
    """The elements of an array, which begins and ends with its brackets."""
    elements: list[Element] = []
    lead: list[str] = []  # comments above the element that is read, or comes next
    below: list[str] = []  # comments between it and its comma, on lines of their own
    head = trail = ""
    start: int | None = None  # where the element begins that is read
    end = depth = 0
    on_its_line = True  # whether what was read last, an element or the bracket, ends on this line
    position = 1
    for token in TOKEN.finditer(text, 1):
        plain, shown = text[position : token.start()], token[0]
        if depth == 0 and plain.strip():
            start = position + _indent(plain) if start is None else start
            end, on_its_line = position + len(plain.rstrip()), True
        position = token.end()
        if depth == 0 and shown.startswith("#"):
            comment = shown.rstrip()
            if not on_its_line:
                (lead if start is None else below).append(comment)
            elif start is not None:
                trail = comment
            elif elements:
                elements[-1] = replace(elements[-1], trail=comment)
            else:
                head = comment
        elif depth == 0 and shown == "\n":
            on_its_line = False
        elif depth == 0 and shown in ",]":
            if start is not None:
                elements.append(Element(text[start:end], tuple(lead), trail))
                lead, below, start, trail = below, [], None, ""
            if shown == "]":
                break
        elif not shown.startswith("#"):
            start = token.start() if start is None else start
            depth += _DEPTH.get(shown, 0)
            end, on_its_line = token.end(), True
    return Array(tuple(elements), head, tuple(lead))


class _Reader:
    """One pass over a text, which knows in which table it is."""

    def __init__(self) -> None:
        self._table: KeyPath = ()
        self._last: dict[KeyPath, int] = {}
        """The index of the last table of each array of tables."""

    def read(self, text: str) -> Iterator[Line]:
        start = 0
        while start < len(text):
            statement = STATEMENT.match(text, start)
            end, comments, value_end = _end_of(text, start if statement is None else statement.end())
            line = text[start:end]
            if statement is None:
                yield Line(line, comments=comments)
            elif statement["key"] is not None:
                begin = statement.end() + _indent(text[statement.end() : value_end])
                at = (*self._table, *path_of(statement["key"]))
                yield Line(line, at, value=(begin - start, value_end - start), comments=comments)
            else:
                self._enter(path_of(statement["header"]), is_array=statement["open"] == "[[")
                yield Line(line, self._table, is_header=True, comments=comments)
            start = end

    def _enter(self, parts: KeyPath, *, is_array: bool) -> None:
        at: KeyPath = ()
        for part in parts[:-1]:
            at = self._in_last((*at, part))
        at = (*at, parts[-1])
        if is_array:
            self._last[at] = self._last.get(at, -1) + 1
        self._table = self._in_last(at)

    def _in_last(self, at: KeyPath) -> KeyPath:
        """The last table of an array of tables, where it is one; `a.b` means the `b` of the last `a`."""
        return (*at, self._last[at]) if at in self._last else at


def _end_of(text: str, start: int) -> tuple[int, tuple[str, ...], int]:
    """Where the line ends that goes on from `start`, its comments, and where what stands before them ends."""
    comments: list[str] = []
    depth, end = 0, start
    position = start
    for token in TOKEN.finditer(text, start):
        if text[position : token.start()].strip():
            end = position + len(text[position : token.start()].rstrip())
        position = token.end()
        if token[0].startswith("#"):
            comments.append(token[0].rstrip())
        elif token[0] == "\n":
            if depth == 0:
                return token.end(), tuple(comments), end
        else:
            # Never below nothing: what closes a header was opened before `start`.
            depth = max(0, depth + _DEPTH.get(token[0], 0))
            end = token.end()
    rest = text[position:].rstrip()
    return len(text), tuple(comments), position + len(rest) if rest else end


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if "\\" not in part or part[0] == "'":
        return part[1:-1]
    (key,) = tomllib.loads(f"{part} = 0")
    return key
