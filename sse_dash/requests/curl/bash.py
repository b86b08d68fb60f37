"""A line of bash into its commands and words. Nothing is run, no variable is read: `$NAME` becomes `${NAME}`,
which a spec reads when connecting.

Word processors are forgiven: a space may be one that doesn't break, a quote a curly one.
"""

from __future__ import annotations

import re

from sse_dash.requests.curl.bash_word import COMMAND, PARAMETER, BashWord
from sse_dash.requests.curl.commands import FURTHER_LINE, Command

BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that copying leaves behind where plain ones were, for a character class."""
UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Characters without a width, alike."""
DASHES = "‐‑‒–—―−"
"""Dashes that word processors make of plain ones, for a character class."""
CURLY = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
"""Quotes that word processors make of plain ones."""

_TOKEN = re.compile(
    rf"""
      (?P<continuation> \\[ \t{BLANKS}]* (?: \n (?:[ \t]*>[ \t]+(?=[-'"h]))? | \Z ) )
                                          # blanks too: they get there by copying, as the shell's own `>` does
    | (?P<newline> \n )
    | (?P<space> [ \t{BLANKS}]+ )
    | (?P<unseen> [{UNSEEN}]+ )
    | (?P<cat> (?P<before>"?)\$\(\s*cat[ \t]*<<(?P<tabs>-?)[ \t]*(?P<quote>['"]?)(?P<tag>\w+)(?P=quote)
        [ \t]*\n (?P<body>(?:.*\n)*?) [ \t]*(?P=tag)[ \t]*\n?\s*\)(?P=before) )
    | '(?P<single> [^']* )'
    | [‘’‚‛](?P<curly_single> [^‘’]* )[‘’]
    | \$'(?P<ansi> (?:[^'\\]++|\\[\s\S])*+ )'
    | \$?"(?P<double> (?:[^"\\]++|\\[\s\S])*+ )"
    | [“”„‟](?P<curly_double> [^“”]* )[“”]
    | \\(?P<escaped> . )
    | (?P<command> {COMMAND} )
    | (?P<parameter> {PARAMETER} )
    | (?P<here_string> <<< )
    | (?P<here> <<-?[ \t]*(?P<here_quote>['"\\]?)(?P<here_tag>[\w.-]*\w)['"]? )
    | (?P<to_fill_in> <[A-Za-z][\w-]*> )
    | (?P<redirect> &>>? | >>? [&|]? | <[&>]? )
    | (?P<operator> &&? | \|[|&]? | ;+(?=\s|\Z) )
    | (?P<closing> \) )
    | (?P<plain> ;+ | [^\s'"\\$`|<>;&()‘’‚‛“”„‟{BLANKS}{UNSEEN}]+ | . )
    """,
    re.VERBOSE,
)
_GOES_ON = re.compile(rf"[\s{BLANKS}]*(?=[-{DASHES}]+[A-Za-z0-9#:]|['\"]?https?://)")
_BLANK_LINES = re.compile(r"\s*")


def split_bash(text: str, position: int = 0, *, nested: bool = False) -> tuple[list[Command], int]:
    """The commands of the line that begins at `position`, and where the next one begins.

    A line goes on where the next one begins with an option or a URL, too: its backslash got lost. What can't
    be had, such as `$(…)`, is a command's problem, so that what no one asks for does no harm. `nested` is for
    a line within parentheses, which ends with them.
    """
    return _Line(text, position, nested=nested).read()


class _Line:
    """A line while it is read."""

    def __init__(self, text: str, position: int, *, nested: bool) -> None:
        self._text = text
        self._position = position
        self._nested = nested
        self._word: BashWord | None = None
        self._commands = [Command([])]
        self._into = ""  # the redirection whose target the next word is
        self._here: list[tuple[Command, re.Match[str]]] = []

    def read(self) -> tuple[list[Command], int]:
        """All of it."""
        while self._position < len(self._text):
            match = _TOKEN.match(self._text, self._position)
            assert match is not None  # its last alternatives take anything
            if not self._take(match):
                break
        self._end_word()
        if self._into and not self._here and not self._commands[-1].problem:
            self._commands[-1].problem = f"nothing follows the {self._into} in the command; copy all of it"
        return self._commands, self._position

    def _take(self, match: re.Match[str]) -> bool:
        """One token more; whether the line goes on."""
        self._position = match.end()
        kind = str(match.lastgroup)
        piece = match[kind]
        command = self._commands[-1]
        if kind == "plain" and piece.startswith("#") and self._word is None:
            end = self._text.find("\n", self._position)
            self._position = end if end >= 0 else len(self._text)
            return True
        if kind == "operator" and piece == "&" and self._word is not None and not self._ends_word():
            kind = "plain"  # a URL without quotes: a shell would cut it here, but no one means that
        elif kind == "closing" and not self._nested:
            kind = "plain"
        match kind:
            case "newline":
                return self._new_line(command)
            case "space" | "continuation":
                self._end_word()
            case "unseen":
                pass
            case "closing":
                self._end_word()
                return False
            case "operator":
                self._end_word()
                command.end = piece
                self._commands.append(Command([], reads="|" if piece in ("|", "|&") else ""))
            case "redirect" | "here_string":
                if self._word is not None and self._word.is_number:
                    self._word = None
                self._end_word()
                self._into = piece
            case "here":
                self._end_word()
                self._here.append((command, match))
            case _:
                self._add(kind, piece, match)
        return True

    def _add(self, kind: str, piece: str, match: re.Match[str]) -> None:
        self._word = word = self._word or BashWord()
        if kind == "cat":
            body = re.sub("^\t+", "", match["body"], flags=re.MULTILINE) if match["tabs"] else match["body"]
            word.add_here(body.rstrip("\n"), quoted=bool(match["quote"]))
        elif kind in ("double", "curly_double"):
            word.add_double(piece.translate(CURLY) if kind == "curly_double" else piece)
        elif kind == "curly_single":
            word.add("single", piece.translate(CURLY))
        else:
            word.add(kind, piece)

    def _end_word(self) -> None:
        word, self._word = self._word, None
        if word is None:
            return
        command = self._commands[-1]
        command.problem = command.problem or word.problem
        into, self._into = self._into, ""
        if not into:
            command.words.append(word.written())
        elif into == "<<<":
            command.stdin = f"{word.written()}\n"
        elif into.startswith("<"):
            command.reads = "<"
        elif word.written() not in ("1", "2", "/dev/null"):
            command.writes = command.writes or into

    def _new_line(self, command: Command) -> bool:
        self._end_word()
        if self._here:
            for reader, opening in self._here:
                self._read_here(reader, opening)
            self._ends_here(command)
            return False
        if not command.words and (command.reads or len(self._commands) == 1):
            return True  # nothing has begun yet
        goes_on = _GOES_ON.match(self._text, self._position)
        if goes_on:
            self._position = goes_on.end()
            return True
        self._ends_here(command)
        return False

    def _ends_here(self, command: Command) -> None:
        blank = _BLANK_LINES.match(self._text, self._position)
        self._position = blank.end() if blank else self._position
        if self._position < len(self._text):
            command.end = FURTHER_LINE

    def _read_here(self, reader: Command, opening: re.Match[str]) -> None:
        lines: list[str] = []
        while self._position < len(self._text):
            end = self._text.find("\n", self._position)
            end = end if end >= 0 else len(self._text)
            line = self._text[self._position : end]
            self._position = min(end + 1, len(self._text))
            line = line.lstrip("\t") if opening["here"].startswith("<<-") else line
            if line.strip() == opening["here_tag"]:
                break
            lines.append(f"{line}\n")
        word = BashWord()
        word.add_here("".join(lines), quoted=bool(opening["here_quote"]))
        reader.problem = reader.problem or word.problem
        reader.stdin = word.written()

    def _ends_word(self) -> bool:
        return self._position == len(self._text) or self._text[self._position].isspace()
