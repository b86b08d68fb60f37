"""From the text of an expression to its tokens. What they mean together is in `expression`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sse_dash.filter.errors import FilterError
from sse_dash.filter.values import Wanted
from sse_dash.json.paths import WHOLE, Path, PathError, scan_path, unescaped

_SPACE = re.compile(r"\s*")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SLASHED = re.compile(r'/((?:[^/\\]|\\.)*)/([^\s()"]*)', re.DOTALL)
_NAME = re.compile(r'(?!/)(?:[^\s()":=!~<>]|!(?![=~]))*')
_SYMBOL = re.compile(r"!=|<=|>=|[:=~<>]")
_BARE = re.compile(r'[^\s()"]*')
_AFTER_TERM = re.compile(r"[\s()]|\Z")
_KEYWORDS = frozenset({"or", "OR", "and", "AND", "not", "NOT"})

# What other languages write, and hands used to them type.
_FOREIGN = re.compile(r"===?|!==|=~|~=|:=|!~|<>|=>|=<|:[<>]=?")
_OURS = {
    "==": "=",
    "===": "=",
    "!==": "!=",
    "=~": "~",
    "~=": "~",
    ":=": "=",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of an expression."""

    kind: str
    """`(`, `)`, `-`, `or`, `and`, `not`, `word`, `phrase`, `regex`, `path`, `field` or `end`."""
    position: int
    """Where it begins."""
    text: str = ""
    """A word, the inside of quotes, the name of a field."""
    wanted: Wanted | None = None
    """The value of a `field`; a `regex`."""
    symbol: str = ""
    """The operator of a `field`."""
    path: Path = WHOLE
    """The steps after `data`."""


def tokens(source: str) -> Iterator[Token]:
    """The tokens of an expression, the last one of kind `end`. Raises FilterError on the way."""
    position = 0
    while True:
        space = _SPACE.match(source, position)
        position = space.end() if space else position
        if position == len(source):
            yield Token("end", position)
            return
        if source[position] in "()-":
            yield Token(source[position], position)
            position += 1
            continue
        token, end = _term(source, position)
        if not _AFTER_TERM.match(source, end):
            raise FilterError('quotes go around a whole term, with \\" for a quote inside', end)
        if token.kind == "field" and source.startswith("(", end):
            how = "slashes: ~/^(a|b)/" if token.symbol == "~" else "quotes"
            raise FilterError(f"a value with ( in it goes between {how}", end)
        yield token
        position = end


def _term(source: str, position: int) -> tuple[Token, int]:
    if phrase := _PHRASE.match(source, position):
        return Token("phrase", position, unescaped(phrase[1])), phrase.end()
    if source[position] == '"':
        raise FilterError("this quote is never closed", position)
    if source[position] == "/":
        wanted, end = _slashed(source, position)
        return Token("regex", position, wanted=wanted), end
    name = "data" if source.startswith(("data.", "data["), position) else _matched(_NAME, source, position)
    path, end = WHOLE, position + len(name)
    if name == "data":
        try:
            path, end = scan_path(source, end)
        except PathError as error:
            raise FilterError(error.message, error.position) from error
    if foreign := _FOREIGN.match(source, end):
        raise FilterError(_translated(source[position:end], foreign[0]), end)
    symbol = _SYMBOL.match(source, end)
    if symbol is not None:
        wanted, value_end = _value(source, symbol.end(), symbol[0])
        return Token("field", position, name, wanted, symbol[0], path), value_end
    if path.steps:
        return Token("path", position, path=path), end
    return Token(name.lower() if name in _KEYWORDS else "word", position, name), end


def _value(source: str, position: int, symbol: str) -> tuple[Wanted, int]:
    if quoted := _PHRASE.match(source, position):
        return Wanted(unescaped(quoted[1]), position, quoted=True), quoted.end()
    if source.startswith('"', position):
        raise FilterError("this quote is never closed", position)
    if symbol == "~" and source.startswith("/", position):
        return _slashed(source, position)
    bare = _matched(_BARE, source, position)
    return Wanted(bare, position), position + len(bare)


def _slashed(source: str, position: int) -> tuple[Wanted, int]:
    match = _SLASHED.match(source, position)
    if match is None:
        raise FilterError("this /regex has no end; quote a path", position)
    pattern, flags = match[1], match[2]
    if flags not in ("", "i"):
        raise FilterError("only i may follow a /regex/; write a path in quotes", match.start(2))
    if not pattern:
        raise FilterError("there is nothing between these slashes", position)
    return Wanted(pattern, position, any_case=flags == "i"), match.end()


def _matched(pattern: re.Pattern[str], source: str, position: int) -> str:
    match = pattern.match(source, position)
    return match[0] if match else ""


def _translated(left: str, symbol: str) -> str:
    shown = left[:30]
    if symbol == "!~":
        return f"for what does not match, write -{shown}~"
    if symbol.startswith(":"):
        return f"write {shown}{symbol[1:]} without the colon, or the text in quotes"
    return f"write {_OURS[symbol]} for {symbol}, or put text that has it in quotes"
