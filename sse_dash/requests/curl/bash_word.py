"""A word of bash while it is put together from its pieces: quotes, escapes, variables."""

from __future__ import annotations

import re

from sse_dash.requests.template import NAME, REFERENCE, literal

PARAMETER = rf"\$\{{[^}}]*\}}? | \${NAME}"
"""What bash replaces by a value; a regular expression without groups."""
_PLAIN = r"(?:[\w@%+=:,./~ -]|\{[\w@%+=:./~*-]*\}|\{\{[\w@%+=:./~*-]*\}\}|'[^'\r\n]*')"
COMMAND = rf"\$\((?P<run>{_PLAIN}++)\) | \$\((?:\s*[\w./-]+)? | `"
"""What bash replaces by what a command prints; `run` is one of plain words, which a spec can have, too."""
_IN_DOUBLE = re.compile(
    rf"""
      \\(?P<escaped> [$`"\\] )
    | (?P<continuation> \\\n )
    | (?P<command> {COMMAND} )
    | (?P<parameter> {PARAMETER} )
    | (?P<inside> [^\\$`]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(REFERENCE)
_ESCAPED_IN_DEFAULT = re.compile(r'\\([$`"\\])')
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


class BashWord:
    """A word in the making: what is literal in it is written out as such only once it is whole, since a `$`
    and a `{` may come from different quotes."""

    def __init__(self) -> None:
        self.problem = ""
        self._literals: list[str] = []
        self._done: list[str] = []

    @property
    def is_number(self) -> bool:
        """Whether it may be the number of a stream that is redirected."""
        return not self._done and "".join(self._literals) in ("0", "1", "2")

    def add_double(self, text: str) -> None:
        """What stands within double quotes."""
        for inner in _IN_DOUBLE.finditer(text):
            self.add(str(inner.lastgroup), inner[str(inner.lastgroup)])

    def add_here(self, text: str, *, quoted: bool) -> None:
        """The lines of a here-document; `quoted` keeps its variables from being read."""
        if quoted:
            self.add("single", text)
            return
        for inner in _IN_DOUBLE.finditer(text):
            kind = str(inner.lastgroup)
            # Here a quote is a letter like any other, and so is the backslash before it.
            self.add(kind, inner[0] if inner[0] == '\\"' else inner[kind])

    def add(self, kind: str, piece: str) -> None:
        """One piece more, of a kind that `_TOKEN` or `_IN_DOUBLE` knows."""
        match kind:
            case "continuation":
                pass
            case "parameter":
                self._done.append(self._written_literals() + self._parameter(piece))
                self._literals.clear()
            case "command" if piece.endswith(")"):
                self._done.append(f"{self._written_literals()}${{!{piece[2:-1].strip()}}}")
                self._literals.clear()
            case "command":
                what = f"$({piece[2:].strip()} …)" if piece.startswith("$") else "`…`"
                self._refuse(f"the command runs another one with {what}; put what that prints in its place")
            case "ansi":
                self._literals.append(_ansi(piece))
            case "plain" if piece in ("'", '"'):
                self._refuse(f"a {piece} in the command is never closed; copy all of it")
            case _:
                self._literals.append(piece)

    def _parameter(self, text: str) -> str:
        if not text.startswith("${"):
            return f"${{{text[1:]}}}"
        reference = _ESCAPED_IN_DEFAULT.sub(r"\1", text)
        if _REFERENCE.fullmatch(reference) is None:
            self._refuse("the command has a ${…} that sse-dash can't read; use ${NAME} or ${NAME:-default}")
        return reference

    def _refuse(self, problem: str) -> None:
        self.problem = self.problem or problem

    def _written_literals(self) -> str:
        return literal("".join(self._literals))

    def written(self) -> str:
        """All of it, as a spec writes it."""
        return "".join(self._done) + self._written_literals()


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
