"""A command for the Windows command prompt into its words, as that and Microsoft's C runtime split it."""

from __future__ import annotations

import re

from sse_dash.requests.curl.commands import FURTHER_LINE, Command
from sse_dash.requests.template import literal

_CARET_FIRST = re.compile(r"[^'\"]*?\s\^\"")
_CARET_LINE = re.compile(r"[ \t]\^[ \t]*\n")
_DOUBLED = re.compile(r'"[{\[]""')
_LINE_END = re.compile(r"[ \t]*\n(?:More\? )?")
_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_SPACE = re.compile(r"\s*")


def is_for_windows(text: str) -> bool:
    """Whether it is for the Windows prompt, with `^` or `""` before what that would take as its own."""
    return bool(_CARET_FIRST.match(text) or _CARET_LINE.search(text) or _DOUBLED.search(text))


def split_windows(text: str, position: int = 0) -> tuple[list[Command], int]:
    """The command for the Windows prompt that begins at `position`, and where the next line begins.

    `%NAME%` stays as it is: in a URL it could as well be two escaped bytes.
    """
    command = Command([])
    line, command.end, position = _without_carets(text, position)
    try:
        command.words = [literal(word) for word in _arguments(line)]
    except ValueError as error:
        command.problem = str(error)
    return [command], position


def _without_carets(text: str, position: int) -> tuple[str, str, int]:
    """What the prompt hands to the program, the operator or line end that ends the command, and where the
    next one begins."""
    kept: list[str] = []
    quoted = False
    while position < len(text):
        character = text[position]
        position += 1
        if character == '"':
            quoted = not quoted
        elif quoted:
            pass
        elif character == "^":
            end = _LINE_END.match(text, position)
            if end:
                position = end.end()
                if text[position : position + 1] != "\n":
                    continue
                # Two line ends: the first is for the eye, the second is meant.
            character = text[position : position + 1]
            position += 1
        elif character in "&|<>":
            end = _REST_OF_LINE.match(text, position)
            return "".join(kept), character, end.end() if end else position
        elif character == "\n":
            space = _SPACE.match(text, position)
            position = space.end() if space else position
            if position < len(text) and text[position] != "-":
                return "".join(kept), FURTHER_LINE, position
            character = " "
        kept.append(character)
    return "".join(kept), "", position


_ARGUMENT_PIECE = re.compile(r'(?P<slashes>\\*)(?P<quote>")|(?P<space>[ \t\n]+)|(?P<plain>[^\\" \t\n]+|\\+)')


def _arguments(text: str) -> list[str]:
    """As Microsoft's C runtime splits them, where `""` within quotes is one, but for backslashes that stand
    before no quote: browsers double all of them, and so half of them are meant."""
    words: list[str] = []
    word: str | None = None
    quoted = False
    position = 0
    while position < len(text):
        match = _ARGUMENT_PIECE.match(text, position)
        assert match is not None
        position = match.end()
        if match["quote"]:
            slashes = len(match["slashes"])
            word = (word or "") + "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            elif quoted and text.startswith('"', position):
                word += '"'
                position += 1
            else:
                quoted = not quoted
        elif match["space"] and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            piece = match[0]
            word = (word or "") + (piece[: (len(piece) + 1) // 2] if piece[0] == "\\" else piece)
    if quoted:
        raise ValueError('a " in the command is never closed; copy all of it')
    return words if word is None else [*words, word]
