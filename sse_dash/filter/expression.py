"""Whole expressions: how terms join, and `Filter`, what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sse_dash.client.message import MessageEvent
from sse_dash.filter.errors import FilterError
from sse_dash.filter.fields import FIELDS, existence_term, field_term
from sse_dash.filter.nodes import EVERYTHING, AnyCase, Both, Either, Exact, Fits, Node, Not
from sse_dash.filter.regex import OverBudget, regex
from sse_dash.filter.spans import Mark, found_spans, marks_of
from sse_dash.filter.subject import Subject
from sse_dash.filter.tokens import Token, tokens
from sse_dash.filter.values import Wanted
from sse_dash.units import is_size_unit

MAX_LENGTH = 4096
"""Characters in an expression: more than anyone types, a bound for what a file may hold."""
MAX_DEPTH = 50
"""Groups within groups: far from where recursion, in the parser or in the tree, would end."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed expression, as `parse` makes it. Two of the same source are equal."""

    source: str
    """The expression as it was written."""
    _root: Node = field(repr=False, compare=False)
    _marks: tuple[Mark, ...] = field(repr=False, compare=False)
    has_regex: bool = field(repr=False, compare=False)
    """Whether a regular expression is among its terms: then one event may take as long as thousands do."""

    @property
    def is_empty(self) -> bool:
        """Whether the expression has no term, so that every event matches."""
        return self._root == EVERYTHING

    def decide(self, event: MessageEvent) -> bool | None:
        """Whether `event` is one of those asked for; None where it would take a regular expression too long
        to tell (`regex.BUDGET`), or its text is longer than one reads. Changes and raises nothing."""
        try:
            return self._root.matches(Subject(event))
        except OverBudget:
            return None

    def matches(self, event: MessageEvent) -> bool:
        """Whether `event` is known to be one of those asked for."""
        return self.decide(event) is True

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the terms that aren't negated occur in `text`, an event's data or a part of it, or its type.

        Words, phrases, regexes; of `data.key=value` the value after that key; of `data:x`, `data=x` and
        `data~x` the x. In order, merged, never empty, at most MAX_SPANS; only the first MAX_TEXT characters
        are searched. That the event matches is not asked.
        """
        return found_spans(self._marks, text)


def parse(source: str) -> Filter:
    """The filter that `source` describes. Raises FilterError, and nothing else, where it describes none."""
    if len(source) > MAX_LENGTH:
        raise FilterError(f"a filter has at most {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(source)
    root = parser.expression()
    return Filter(source, root, marks_of(root), parser.has_regex)


class _Parser:
    """Recursive descent: a method for each line of the grammar."""

    def __init__(self, source: str) -> None:
        self.has_regex = False
        """Whether one has been read."""
        self._rest = tokens(source)
        self._token = next(self._rest)

    def _take(self, *kinds: str) -> Token | None:
        """The current token, gone past, if it is of one of these kinds."""
        token = self._token
        if token.kind not in kinds:
            return None
        self._token = next(self._rest)
        return token

    def expression(self) -> Node:
        if self._token.kind == "end":
            return EVERYTHING
        root = self._either(depth=0)
        if self._token.kind == ")":
            raise FilterError("this ) closes nothing", self._token.position)
        return root

    def _either(self, depth: int) -> Node:
        nodes = [self._both(depth)]
        while self._take("or"):
            nodes.append(self._both(depth))
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

    def _both(self, depth: int) -> Node:
        nodes = [self._negated(depth)]
        while self._take("and") or self._token.kind not in ("or", ")", "end"):
            nodes.append(self._negated(depth))
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def _negated(self, depth: int) -> Node:
        negative = False
        while token := self._take("-", "not"):  # not recursion: there may be thousands
            if token.kind == "-" and self._token.position != token.position + 1:
                raise FilterError('a - goes right before a term; write "-" to look for one', token.position)
            negative = not negative
        node = self._term(depth)
        return Not(node) if negative else node

    def _term(self, depth: int) -> Node:
        if opening := self._take("("):
            if depth == MAX_DEPTH:
                raise FilterError(f"groups go at most {MAX_DEPTH} deep", opening.position)
            node = self._either(depth + 1)
            if not self._take(")"):
                raise FilterError("this ( is never closed", opening.position)
            return node
        if token := self._take(*_TERMS):
            term = _TERMS[token.kind](token)
            self.has_regex |= token.kind == "regex" or token.symbol == "~"
            self._refuse_unit_after(token)
            return term
        if self._token.kind in (")", "end"):
            raise FilterError("a term is missing here", self._token.position)
        raise FilterError(
            f'"{self._token.kind}" needs a term before it; write it in quotes to look for the word',
            self._token.position,
        )

    def _refuse_unit_after(self, token: Token) -> None:
        """`size>10 kB` would look for events of more than 10 bytes that have kb in them."""
        is_bare_size = token.text == "size" and token.wanted is not None and token.wanted.text[-1].isdigit()
        if is_bare_size and self._token.kind == "word" and is_size_unit(self._token.text):
            raise FilterError("a unit goes right after its number, as in size>10kB", self._token.position)


def _word(token: Token) -> Node:
    word = token.text
    return AnyCase(word.casefold()) if word == word.lower() else Exact(word)


def _phrase(token: Token) -> Node:
    if not token.text:
        raise FilterError("there is nothing between these quotes", token.position)
    return Exact(token.text)


def _regex(token: Token) -> Node:
    assert token.wanted is not None
    return Fits(regex(token.wanted.text, token.position, any_case=token.wanted.any_case))


def _path(token: Token) -> Node:
    return existence_term(token.path)


_LIKE_A_KEY = re.compile(r"[A-Za-z_][\w.\[\]-]*")


def _field(token: Token) -> Node:
    name, wanted = token.text, token.wanted
    assert wanted is not None
    if name not in FIELDS:
        raise FilterError(_no_such_field(name, wanted), token.position)
    if not wanted.text and not wanted.quoted:
        example = {"type": "type:order.*", "id": "id:123", "size": "size>10kB"}.get(name, "data.user.id=5")
        empty = "" if name == "size" else '; "" is empty text'
        message = f"{name} needs a value right after the {token.symbol}, as in {example}{empty}"
        raise FilterError(message, token.position)
    return field_term(name, token.path, token.symbol, wanted)


def _no_such_field(name: str, wanted: Wanted) -> str:
    if not name:
        return "no field stands before this, as in data.id=5; text with it goes in quotes"
    is_key = _LIKE_A_KEY.fullmatch(name) and not wanted.text.startswith("//")
    instead = f"data.{name[:40]} for JSON, quotes for text" if is_key else "text goes in quotes"
    return f'no field "{name[:40]}", only {", ".join(FIELDS)}; {instead}'


_TERMS: Mapping[str, Callable[[Token], Node]] = {
    "word": _word,
    "phrase": _phrase,
    "regex": _regex,
    "path": _path,
    "field": _field,
}
