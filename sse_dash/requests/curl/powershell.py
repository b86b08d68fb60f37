"""A line of PowerShell into its commands and words. Nothing is run, no variable is read: `$env:NAME` and
`$NAME` become `${NAME}`, which a spec reads when connecting.
"""

from __future__ import annotations

import re

from sse_dash.requests.curl.commands import FURTHER_LINE, Command
from sse_dash.requests.template import literal

_TELLS = re.compile(
    r"[ \t]`[ \t]*\n|\$\{?env:\w|^[ \t]*PS (?:[A-Za-z]:|/|~)[^>\n]*>", re.MULTILINE | re.IGNORECASE
)
_VARIABLE = r"\$(?:env:)?[A-Za-z_]\w* | \$\{(?:env:)?\w+\}"
_TOKEN = re.compile(
    rf"""
      (?P<continuation> `[ \t]*(?:\n(?:[ \t]*>>[ \t])?|\Z) )
    | (?P<newline> \n )
    | (?P<space> [ \t\u00a0]+ )
    | @'[ \t]*\n(?P<here> (?:.*\n)*? )'@
    | @"[ \t]*\n(?P<here_double> (?:.*\n)*? )"@
    | ['‘’‚‛](?P<single> (?:[^'‘’‚‛]|'')*+ )['‘’‚‛]
    | ["“”„](?P<double> (?:[^"“”„`]|""|`[\s\S])*+ )["“”„]
    | `(?P<escaped> . )
    | (?P<command> \$\( )
    | (?P<variable> {_VARIABLE} )
    | (?P<operator> [0-9*]?>>?(?:&[12])? | &&? | \|\|? | ; )
    | (?P<plain> [^\s'"‘’‚‛“”„`$|;&>\u00a0]+ | . )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IN_DOUBLE = re.compile(
    rf'`(?P<escaped>[\s\S])|""(?P<quote>)|(?P<command>\$\()|(?P<variable>{_VARIABLE})|(?P<plain>[^`"$]+|[\s\S])',
    re.VERBOSE | re.IGNORECASE,
)
_LETTERS = {"0": "\0", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_GOES_ON = re.compile(r"\s*(?=--?[A-Za-z])")
_BLANK_LINES = re.compile(r"\s*")
_VERBATIM = "--%"
"""After it, PowerShell reads no more of the line by its own rules."""


def is_for_powershell(text: str) -> bool:
    """Whether lines end as PowerShell's do, or its prompt or its variables are seen."""
    return _TELLS.search(text) is not None


def split_powershell(text: str, position: int = 0) -> tuple[list[Command], int]:
    """The command that begins at `position`, and where the next line begins."""
    command = Command([])
    word: str | None = None
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # its last alternatives take anything
        position = match.end()
        kind = str(match.lastgroup)
        if kind == "operator":
            command.end = match["operator"]
            position = end if (end := text.find("\n", position) + 1) else len(text)
            break
        if kind == "newline" and command.words:
            goes_on = _GOES_ON.match(text, position)
            blank = goes_on or _BLANK_LINES.match(text, position)
            position = blank.end() if blank else position
            if not goes_on and position < len(text):
                command.end = FURTHER_LINE
                break
        if kind in ("newline", "space", "continuation"):
            if word is not None and word != _VERBATIM:
                command.words.append(word)
            word = None
        else:
            word = (word or "") + _written(kind, match[kind], command)
    if word is not None:
        command.words.append(word)
    return [command], position


def _written(kind: str, piece: str, command: Command) -> str:
    """One piece of a word, as a spec writes it."""
    match kind:
        case "variable":
            return f"${{{re.sub('^env:', '', piece.strip('${}'), flags=re.IGNORECASE)}}}"
        case "command":
            command.problem = command.problem or (
                "the command runs another one with $(…); put what that prints in its place"
            )
            return ""
        case "single":
            return literal(piece.replace("''", "'"))
        case "double" | "here_double":
            inner = _IN_DOUBLE.finditer(piece.removesuffix("\n"))
            return "".join(_in_double(match, command) for match in inner)
        case "here":
            return literal(piece.removesuffix("\n"))
        case "plain" if piece in ("'", '"'):
            command.problem = command.problem or f"a {piece} in the command is never closed; copy all of it"
            return ""
        case _:
            return literal(piece)


def _in_double(match: re.Match[str], command: Command) -> str:
    kind = str(match.lastgroup)
    if kind == "escaped":
        return literal(_LETTERS.get(match[kind], match[kind]))
    return '"' if kind == "quote" else _written("inside" if kind == "plain" else kind, match[kind], command)
