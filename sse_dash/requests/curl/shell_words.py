"""A command line into its words, as bash or the Windows command prompt would split it. Nothing is run, no
variable is read: in bash's words `$NAME` becomes `${NAME}`, which a spec reads when connecting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sse_dash.requests.template import NAME, REFERENCE, literal

FURTHER_LINE = "a further line"


@dataclass(frozen=True, slots=True)
class Words:
    """One command."""

    words: tuple[str, ...]
    """Its words as a spec writes text: `${NAME}` is a variable, `$${` a plain `${`."""
    rest: str
    """What ended it before the text did: an operator such as `|`, or FURTHER_LINE; empty for nothing."""


_PARAMETER = rf"{REFERENCE} | \${NAME} | \$\{{[^{{}}]*\}}?"
"""The last of them is one that a spec can't have."""
_BASH = re.compile(
    rf"""
      (?P<continuation> \\[ \t]*\n )        # blanks too: they get there by copying
    | (?P<newline> \n\s* )
    | (?P<space> [ \t]+ )
    | '(?P<single> [^']* )'
    | \$'(?P<ansi> (?:[^'\\]|\\.)* )'
    | \$?"(?P<double> (?:[^"\\]|\\.)* )"
    | \\(?P<escaped> . )
    | (?P<command> \$\( | ` )
    | (?P<parameter> {_PARAMETER} )
    | (?P<operator> &&? | \|\|? | ;(?=\s|\Z) | >>? | < )
    | (?P<plain> [^\s'"\\$`|<>;&]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(
    rf"""
      \\(?P<escaped> [$`"\\] )
    | (?P<continuation> \\\n )
    | (?P<command> \$\( | ` )
    | (?P<parameter> {_PARAMETER} )
    | (?P<inside> [^\\$`]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(REFERENCE)
_SPACE = re.compile(r"\s*")
_ANSI = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))|([^\\]+)",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def split_bash(command: str) -> Words:
    """The first command of a text, as bash has it, with lines that go on without a `\\` taken along if they
    begin with an option. Raises ValueError for a quote without end and for `$(…)`, quoting nothing of it.
    """
    text = command.replace("\r\n", "\n")
    words: list[str] = []
    word: _Word | None = None
    rest, position = "", 0
    while position < len(text):
        match = _BASH.match(text, position)
        assert match is not None  # its last alternative takes anything
        position = match.end()
        kind, piece = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "plain" and piece.startswith("#") and word is None:
            position = end if (end := text.find("\n", position)) >= 0 else len(text)
            continue
        if kind == "operator" and piece == "&" and word is not None and not _ends_word(text, position):
            kind = "plain"  # a URL without quotes: a shell would cut it here, but no one means that
        if kind == "operator":
            rest = piece
            if piece in (">", ">>") and word is not None and word.is_number:
                word = None
            break
        if kind == "newline" and position < len(text) and text[position] != "-":
            rest = FURTHER_LINE
            break
        if kind in ("space", "newline", "continuation"):
            if word is not None:
                words.append(word.written())
            word = None
            continue
        word = word or _Word()
        if kind == "double":
            for inner in _IN_DOUBLE.finditer(piece):
                word.add(str(inner.lastgroup), inner[str(inner.lastgroup)])
        else:
            word.add(kind, piece)
    if word is not None:
        words.append(word.written())
    return Words(tuple(words), rest)


class _Word:
    """A word in the making: what is literal in it is written out as such only once it is whole, since a `$`
    and a `{` may come from different quotes."""

    def __init__(self) -> None:
        self._literals: list[str] = []
        self._done: list[str] = []

    @property
    def is_number(self) -> bool:
        """Whether it may be the number of a stream that is redirected."""
        return not self._done and "".join(self._literals) in ("1", "2")

    def add(self, kind: str, piece: str) -> None:
        """One piece more, of a kind that `_BASH` or `_IN_DOUBLE` knows. Raises ValueError."""
        match kind:
            case "continuation":
                pass
            case "parameter":
                self._done.append(self._written_literals() + _parameter(piece))
                self._literals.clear()
            case "command":
                raise ValueError(
                    "the command runs another one with $(…) or `…`; put what that prints in its place"
                )
            case "ansi":
                self._literals.append(_ansi(piece))
            case "plain" if piece in ("'", '"'):
                raise ValueError(f"a {piece} in the command is never closed; copy all of it")
            case _:
                self._literals.append(piece)

    def _written_literals(self) -> str:
        return literal("".join(self._literals))

    def written(self) -> str:
        """All of it, as a spec writes it."""
        return "".join(self._done) + self._written_literals()


def _ends_word(text: str, position: int) -> bool:
    return position == len(text) or text[position].isspace()


def _parameter(text: str) -> str:
    if not text.startswith("${"):
        return f"${{{text[1:]}}}"
    if _REFERENCE.fullmatch(text) is None:
        raise ValueError("the command has a ${…} that sse-dash can't read; use ${NAME} or ${NAME:-default}")
    return text


def _ansi(inside: str) -> str:
    r"""What stands in `$'…'`: bytes by `\xHH` make up UTF-8, or else, as Firefox writes them, Latin-1."""
    units: list[str] = []
    pending = bytearray()

    def flush() -> None:
        if pending:
            try:
                units.append(pending.decode())
            except UnicodeDecodeError:
                units.append(pending.decode("latin-1"))
            pending.clear()

    for match in _ANSI.finditer(inside):
        byte, short, long, octal, control, letter, plain = match.groups()
        if byte or octal:
            pending.append(int(byte, 16) if byte else int(octal, 8) & 0xFF)
            continue
        flush()
        if short or long:
            number = int(short or long, 16)
            units.append(chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}")
        elif control:
            units.append(chr(ord(control) & 0x1F))
        elif letter:
            units.append(_ANSI_LETTERS.get(letter, letter if letter in "\\'\"?" else f"\\{letter}"))
        else:
            units.append(plain)
    flush()
    # Chrome writes what lies past U+FFFF as the two halves of UTF-16.
    return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_CARET_FIRST = re.compile(r"[^'\"]*?\s\^\"")
_CARET_LINE = re.compile(r"[ \t]\^[ \t]*\n")
_LINE_END = re.compile(r"[ \t]*\n")


def is_for_windows(command: str) -> bool:
    """Whether it is for the Windows command prompt, with `^` before what that would take as its own."""
    text = command.replace("\r\n", "\n")
    return bool(_CARET_FIRST.match(text) or _CARET_LINE.search(text))


def split_windows(command: str) -> Words:
    """The words of a command for the Windows prompt. Raises ValueError for a quote without end.

    `%NAME%` stays as it is: in a URL it could as well be two escaped bytes.
    """
    text, rest = _without_carets(command.replace("\r\n", "\n"))
    return Words(tuple(literal(word) for word in _arguments(text)), rest)


def _without_carets(text: str) -> tuple[str, str]:
    """What the prompt hands to the program, and the operator or line end that ends the command."""
    kept: list[str] = []
    quoted = False
    position = 0
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
            return "".join(kept), character
        elif character == "\n":
            space = _SPACE.match(text, position)
            position = space.end() if space else position
            if position < len(text) and text[position] != "-":
                return "".join(kept), FURTHER_LINE
            character = " "
        kept.append(character)
    return "".join(kept), ""


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
