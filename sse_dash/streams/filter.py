"""The filter language: an expression as text in, a test for events out. All of its grammar is here.

    expression  = [ either ]                    no term at all lets every event through
    either      = both { "or" both }
    both        = negated { [ "and" ] negated }
    negated     = { "-" | "not" } term
    term        = "(" either ")" | word | "exact words" | /regex/[i] | field ":" value

`or`, `and` and `not` may be in capitals. A `-` belongs to the term right after it. A colon in a bare word
always makes it a field term, so that a mistyped field is an error and not a search for something else.
"""

from __future__ import annotations

import fnmatch
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sse_dash.client.message import MessageEvent

MAX_LENGTH = 4096
"""Characters in an expression: more than anyone types, a bound for what a file may hold."""
MAX_DEPTH = 50
"""Groups within groups: far from where recursion, in the parser or in the tree, would end."""


class FilterError(ValueError):
    """An expression that does not parse."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        """What is wrong and what to write instead. It may quote the expression: untrusted text."""
        self.position = position
        """Where it is wrong: an offset from 0 to, and including, the length of the expression."""

    def __str__(self) -> str:
        return f"{self.message} (at character {self.position + 1})"


class _Subject:
    """An event under test, and what is worth working out once for all terms that need it."""

    __slots__ = ("_folded", "data", "type")

    def __init__(self, event: MessageEvent) -> None:
        self.type = event.type
        self.data = event.data
        self._folded: tuple[str, str] | None = None

    @property
    def folded(self) -> tuple[str, str]:
        """Type and data with the difference between upper and lower case taken out."""
        if self._folded is None:
            self._folded = self.type.casefold(), self.data.casefold()
        return self._folded


class _Node(Protocol):
    """A part of the syntax tree."""

    def matches(self, subject: _Subject) -> bool: ...


@dataclass(frozen=True, slots=True)
class _AnyCase:
    """Text in the type or in the data, in capitals or not."""

    folded: str

    def matches(self, subject: _Subject) -> bool:
        event_type, data = subject.folded
        return self.folded in data or self.folded in event_type


@dataclass(frozen=True, slots=True)
class _Exact:
    """Text in the type or in the data, letter for letter."""

    text: str

    def matches(self, subject: _Subject) -> bool:
        return self.text in subject.data or self.text in subject.type


@dataclass(frozen=True, slots=True)
class _Regex:
    """A place in the data or in the type that fits a regular expression."""

    pattern: re.Pattern[str]

    def matches(self, subject: _Subject) -> bool:
        return bool(self.pattern.search(subject.data) or self.pattern.search(subject.type))


@dataclass(frozen=True, slots=True)
class _Type:
    """An event type that fits a pattern as a whole."""

    pattern: re.Pattern[str]

    def matches(self, subject: _Subject) -> bool:
        return self.pattern.fullmatch(subject.type) is not None


@dataclass(frozen=True, slots=True)
class _Not:
    node: _Node

    def matches(self, subject: _Subject) -> bool:
        return not self.node.matches(subject)


# Loops and not any() or all(), whose generator costs more than a term does.


@dataclass(frozen=True, slots=True)
class _Both:
    nodes: tuple[_Node, ...]

    def matches(self, subject: _Subject) -> bool:
        for node in self.nodes:  # noqa: SIM110
            if not node.matches(subject):
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Either:
    nodes: tuple[_Node, ...]

    def matches(self, subject: _Subject) -> bool:
        for node in self.nodes:  # noqa: SIM110
            if node.matches(subject):
                return True
        return False


_EVERYTHING = _Both(())


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed expression, as `parse` makes it. Two of the same source are equal."""

    source: str
    """The expression as it was written."""
    _root: _Node = field(repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether the expression has no term, so that every event matches."""
        return self._root == _EVERYTHING

    def matches(self, event: MessageEvent) -> bool:
        """Whether `event` is one of those asked for. Changes and raises nothing."""
        return self._root.matches(_Subject(event))


def parse(source: str) -> Filter:
    """The filter that `source` describes. Raises FilterError, and nothing else, where it describes none."""
    if len(source) > MAX_LENGTH:
        raise FilterError(f"a filter has at most {MAX_LENGTH} characters", MAX_LENGTH)
    return Filter(source, _Parser(source).expression())


# The outermost group that matched says what kind of token it is.
_TOKEN = re.compile(
    r"""(?P<space>  \s+ )
      | (?P<symbol> [()-] )
      | (?P<phrase> "(?P<words>(?:[^"\\]|\\.)*)" )
      | (?P<regex>  /(?P<pattern>(?:[^/\\]|\\.)*)/(?P<flags>[^\s()"]*) )
      | (?P<field>  (?P<name>(?!/)[^\s()":]*):(?:"(?P<exact>(?:[^"\\]|\\.)*)"|(?P<glob>[^\s()"]*)) )
      | (?P<word>   (?!/)[^\s()"]+ )
      | (?P<end>    \Z )""",
    re.VERBOSE | re.DOTALL,
)
_AFTER_TERM = re.compile(r"[\s()]|\Z")
_KEYWORDS = frozenset({"or", "OR", "and", "AND", "not", "NOT"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`(`, `)`, `-`, `or`, `and`, `not`, or an outermost group of `_TOKEN`."""
    position: int
    parts: Mapping[str, str]
    """What each group matched that took part."""


def _tokens(source: str) -> Iterator[_Token]:
    """The tokens of an expression, the last one of kind `end`."""
    kind, end = "", 0
    while kind != "end":
        position = end
        match = _TOKEN.match(source, position)
        if match is None:  # any other character begins a token, if only a word
            quote = source[position] == '"'
            message = "this quote is never closed" if quote else "this /regex has no end; quote a path"
            raise FilterError(message, position)
        kind, end = str(match.lastgroup), match.end()
        if kind == "symbol" or match[0] in _KEYWORDS:
            kind = match[0].lower()
        elif kind != "space" and not _AFTER_TERM.match(source, end):
            raise FilterError('quotes go around a whole term, with \\" for a quote inside', end)
        if kind != "space":
            parts = {name: text for name, text in match.groupdict().items() if text is not None}
            yield _Token(kind, position, parts)


class _Parser:
    """Recursive descent: a method for each line of the grammar."""

    def __init__(self, source: str) -> None:
        self._rest = _tokens(source)
        self._token = next(self._rest)

    def _take(self, *kinds: str) -> _Token | None:
        """The current token, gone past, if it is of one of these kinds."""
        token = self._token
        if token.kind not in kinds:
            return None
        self._token = next(self._rest)
        return token

    def expression(self) -> _Node:
        if self._token.kind == "end":
            return _EVERYTHING
        root = self._either(depth=0)
        if self._token.kind == ")":
            raise FilterError("this ) closes nothing", self._token.position)
        return root

    def _either(self, depth: int) -> _Node:
        nodes = [self._both(depth)]
        while self._take("or"):
            nodes.append(self._both(depth))
        return nodes[0] if len(nodes) == 1 else _Either(tuple(nodes))

    def _both(self, depth: int) -> _Node:
        nodes = [self._negated(depth)]
        while self._take("and") or self._token.kind not in ("or", ")", "end"):
            nodes.append(self._negated(depth))
        return nodes[0] if len(nodes) == 1 else _Both(tuple(nodes))

    def _negated(self, depth: int) -> _Node:
        negative = False
        while token := self._take("-", "not"):  # not recursion: there may be thousands
            if token.kind == "-" and self._token.position != token.position + 1:
                raise FilterError('a - goes right before a term; write "-" to look for one', token.position)
            negative = not negative
        node = self._term(depth)
        return _Not(node) if negative else node

    def _term(self, depth: int) -> _Node:
        if opening := self._take("("):
            if depth == MAX_DEPTH:
                raise FilterError(f"groups go at most {MAX_DEPTH} deep", opening.position)
            node = self._either(depth + 1)
            if not self._take(")"):
                raise FilterError("this ( is never closed", opening.position)
            return node
        if token := self._take(*_TERMS):
            return _TERMS[token.kind](token)
        if self._token.kind in (")", "end"):
            raise FilterError("a term is missing here", self._token.position)
        raise FilterError(
            f'"{self._token.kind}" needs a term before it; write it in quotes to look for the word',
            self._token.position,
        )


def _word(token: _Token) -> _Node:
    word = token.parts["word"]
    return _AnyCase(word.casefold()) if word == word.lower() else _Exact(word)


def _phrase(token: _Token) -> _Node:
    words = _unescaped(token.parts["words"])
    if not words:
        raise FilterError("there is nothing between these quotes", token.position)
    return _Exact(words)


def _regex(token: _Token) -> _Node:
    pattern, flags = token.parts["pattern"], token.parts["flags"]
    if flags not in ("", "i"):
        position = token.position + len(pattern) + 2
        raise FilterError("only i may follow a /regex/; write a path in quotes", position)
    if not pattern:
        raise FilterError("there is nothing between these slashes", token.position)
    return _Regex(_compiled(pattern, token.position, re.IGNORECASE if flags else re.NOFLAG))


def _type(token: _Token) -> _Node:
    """`type:order.*` is a glob; `type:"order.*"` is that very text, as quotes mean everywhere."""
    if "exact" in token.parts:
        return _Type(re.compile(re.escape(_unescaped(token.parts["exact"]))))
    if not token.parts["glob"]:
        raise FilterError("type: needs an event type, as in type:order.*", token.position)
    return _Type(_compiled(fnmatch.translate(token.parts["glob"]), token.position))


# A new field is one function and one row.
_FIELDS: Mapping[str, Callable[[_Token], _Node]] = {"type": _type}


def _field(token: _Token) -> _Node:
    name = token.parts["name"]
    if name not in _FIELDS:
        known = ", ".join(_FIELDS)
        message = f'no field "{name[:40]}", only {known}; write text with a colon in quotes, as in "12:30"'
        raise FilterError(message, token.position)
    return _FIELDS[name](token)


_TERMS: Mapping[str, Callable[[_Token], _Node]] = {
    "word": _word,
    "phrase": _phrase,
    "regex": _regex,
    "field": _field,
}


def _compiled(pattern: str, position: int, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile`, but whatever it refuses, for its own limits too, is a FilterError."""
    try:
        with warnings.catch_warnings():
            # Of what `[[a]` may mean to a Python to come, nobody who types a filter wants to hear.
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(pattern, flags)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise FilterError(f"not a regular expression: {error}", position) from error


def _unescaped(text: str) -> str:
    r"""The inside of quotes as it is meant: `\"` and `\\`; any other backslash is one."""
    return re.sub(r'\\(["\\])', r"\1", text)
