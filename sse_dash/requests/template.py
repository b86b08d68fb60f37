"""The grammar of the texts of a spec, once: what in them is literal, what refers to a value, what is neither.

`${NAME}` is the value called so and must be there; `${NAME:-default}` falls back to `default`, up to the next
`}`, where the value is missing or empty, as in a shell; `${!words of a command}` is what that command prints;
`$${` is a plain `${`. A `${` of any other shape is an error, so that a misspelt name is not sent to a server
as it stands. Where values come from, and which of them are secret, is not known here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
"""What a value may be called; a regular expression without groups."""
REFERENCE = rf"\$\{{{NAME}(?::-(?:(?!\$\{{)[^}}])*)?\}}"
"""What refers to a value; a regular expression without groups."""

_OPEN, _ESCAPED = "${", "$${"
_QUOTED = r"""'[^'\r\n]*+'|"(?:[^"\\\r\n]|\\[^\r\n])*+"|\\[^\r\n]"""
_BRACES = r"\{(?:[^{}'\"\\\r\n]|" + _QUOTED + r"|\{[^{}\r\n]*+\})*+\}"
_COMMAND = r"\$\{!(?:(?!\$\{)(?:" + _QUOTED + "|" + _BRACES + r"|[^{}'\"\\\r\n]))*+\}"
"""Up to its own `}`: one within quotes, after a backslash or of a pair, as in `{.data}`, is the command's."""
_PART = re.compile(
    rf"(?P<escaped>\$\$\{{)|(?P<reference>{REFERENCE})|(?P<command>{_COMMAND})|(?P<malformed>\$\{{)"
)
_RUN = "!"
"""What the name of a variable begins with that stands for what a command prints."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands for itself, or for `${` where it is written `$${`."""

    written: str
    start: int
    """The offset of its first character."""
    text: str
    """What it stands for."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A reference to a value by its name."""

    written: str
    start: int
    name: str
    """Of a command, `!` and its words."""
    default: str | None = None
    """What takes its place where it is missing or empty; None where it must be there."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A `${` that begins nothing."""

    written: str
    start: int


Part = Literal | Variable | Malformed


def is_command(name: str) -> bool:
    """Whether a variable of that name stands for what a command prints."""
    return name.startswith(_RUN)


def words_of(name: str) -> tuple[str, ...]:
    """The words of the command of which a variable is called so: a program and what it is given, no shell.

    Raises ValueError for quotes that are not closed, and where there is no word.
    """
    words = tuple(shlex.split(name.removeprefix(_RUN)))
    if not words:
        raise ValueError("there is no command")
    return words


class VariableError(ValueError):
    """A `${...}` that can't be replaced by a value. Holds nothing of the text around it."""


class MissingVariable(VariableError):
    """A variable without a value and without a default."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "a command can't stand here; it can in headers, parameters and bodies"
            if is_command(name)
            else f"the environment variable {name} is not set; set it before sse-dash starts, "
            f"or write ${{{name}:-default}}"
        )
        self.name = name
        """The variable's name."""


class MalformedVariable(VariableError):
    """A `${` that begins no variable."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"the ${{ at character {position + 1} begins no variable; "
            "write ${NAME} or ${NAME:-default}, or $${ for a plain ${"
        )
        self.position = position
        """The offset of its `$`, from 0."""


def parts_of(template: str) -> Iterator[Part]:
    """All of the text in its order: joined, what is written of them is the text again."""
    end = 0
    for match in _PART.finditer(template):
        if match.start() > end:
            between = template[end : match.start()]
            yield Literal(between, end, between)
        end = match.end()
        written = match[0]
        match match.lastgroup:
            case "escaped":
                yield Literal(written, match.start(), _OPEN)
            case "reference":
                name, colon, default = written[2:-1].partition(":-")
                yield Variable(written, match.start(), name, default if colon else None)
            case "command" if _is_command(written):
                yield Variable(written, match.start(), written[2:-1])
            case _:
                yield Malformed(written, match.start())
    if end < len(template):
        yield Literal(template[end:], end, template[end:])


def _is_command(written: str) -> bool:
    try:
        return bool(words_of(written[2:-1]))
    except ValueError:
        return False


def variables_in(template: str) -> Iterator[Variable]:
    """What it refers to, in its order."""
    return (part for part in parts_of(template) if isinstance(part, Variable))


def has_variable(template: str) -> bool:
    """Whether a part of it is only known when connecting."""
    return any(True for _ in variables_in(template))


def check(template: str) -> None:
    """Raise MalformedVariable where `expand` would, whatever is set. Reads no variable."""
    for part in parts_of(template):
        if isinstance(part, Malformed):
            raise MalformedVariable(part.start)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text in which values took the place of what refers to them."""

    text: str
    values: tuple[tuple[int, int], ...]
    """Where in it values stand, beginning and end; defaults are none of them."""


def expand(template: str, values: Mapping[str, str]) -> Expanded:
    """The text with its variables replaced, once: what a value holds is not looked into.

    Raises MissingVariable and MalformedVariable.
    """
    done: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for part in parts_of(template):
        match part:
            case Literal():
                text = part.text
            case Variable():
                if part.default is None and part.name not in values:
                    raise MissingVariable(part.name)
                value = values.get(part.name)
                text = value or part.default or ""
                if value:
                    spans.append((length, length + len(value)))
            case Malformed():
                raise MalformedVariable(part.start)
        done.append(text)
        length += len(text)
    return Expanded("".join(done), tuple(spans))


def literal(text: str) -> str:
    """The text as a spec writes it where none of it is a variable."""
    return text.replace(_OPEN, _ESCAPED)


def stands_for_itself(text: str) -> bool:
    """Whether it means the same, read as a template or not."""
    return _OPEN not in text


def change_variables(template: str, change: Callable[[Variable], str]) -> str:
    """The text as it is written, with `change` done to each of its variables."""
    return "".join(
        change(part) if isinstance(part, Variable) else part.written for part in parts_of(template)
    )


def change_literals(template: str, change: Callable[[str], str]) -> str:
    """The text with `change` done to all of it but its variables; `change` sees and gives plain text."""
    done, plain = "", ""
    for part in parts_of(template):
        match part:
            case Variable():
                done += literal(change(plain)) + part.written
                plain = ""
            case Literal():
                plain += part.text
            case Malformed():
                plain += part.written
    return done + literal(change(plain))


def plain(template: str) -> str:
    """What a text without variables stands for."""
    return "".join(part.text if isinstance(part, Literal) else part.written for part in parts_of(template))


def blanked(template: str) -> str:
    """The text with `_` in the place of each character of a variable: what is found in it is literal, and
    stands in `template` at the same place."""
    return "".join(
        part.written if stands_for_itself(part.written) else "_" * len(part.written)
        for part in parts_of(template)
    )
