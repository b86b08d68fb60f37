"""The text of a TOML file before it is parsed: the bounds that hold, where each key stands, its comments.

What the text means is tomllib's affair; this looks only at strings, brackets, dots and lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sse_dash.profiles.errors import Problem, ProfileError
from sse_dash.requests.wording import KeyPath

MAX_SIZE = 256 * 1024
"""Bytes of a file. Hundreds of streams fit into a tenth of it."""
MAX_LINE = 4 * 1024
"""Bytes of a line. tomllib's time and memory grow with the square of a key's length: it takes
gigabytes for a line of 100 KB that is one dotted key."""
MAX_DEPTH = 64
"""Tables and arrays within one another. tomllib recurses once for each."""
MAX_DOTS = 20_000
"""Dots outside of texts. Each may be a table of its own, of a kilobyte and more to tomllib."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\[^\n])*"|'[^'\n]*+')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
STATEMENT = re.compile(rf"[ \t]*(?:(?P<open>\[\[?)[ \t]*(?P<header>{_KEY})[ \t]*\]|(?P<key>{_KEY})[ \t]*=)")
KEY_PART = re.compile(_PART)

# An unterminated string ends with its line, or with the text, so that no token is tried twice. No group is
# repeated possessively: early releases of Python 3.11 go wrong there.
TOKEN = re.compile(
    r'''
      """ (?: [^"\\]++ | \\.? | "(?!"") )* (?: """ "{0,2} | \Z )
    | \'\'\' (?: [^']++ | '(?!\'\') )* (?: \'\'\' '{0,2} | \Z )
    | " (?: [^"\\\n]++ | \\[^\n] )* "?
    | ' [^'\n]*+ '?
    | \# [^\n]*+
    | [\[\]{}.,\n]
    ''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A text that tomllib may be given."""

    text: str
    """Without a byte order mark, lines ended by LF."""
    lines: dict[KeyPath, int]
    """The line, from 1, on which a table or a key begins, for those that have a line of their own."""

    def line_of(self, at: KeyPath) -> int | None:
        """The line of that value, or of the nearest table or key around it; None if there is none."""
        while at:
            if at in self.lines:
                return self.lines[at]
            at = at[:-1]
        return None


def read_source(data: bytes, path: Path | None = None) -> Source:
    """The file's text, or a ProfileError if it is too large, not UTF-8, or has too long or too deep lines."""
    if len(data) > MAX_SIZE:
        raise _refused(path, f"the file is larger than {MAX_SIZE // 1024} KiB", "make several profiles of it")
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > MAX_LINE:
            raise _refused(
                path,
                f"the line is longer than {MAX_LINE:,} bytes",
                'break it: between """ and """ a text may have lines, and one that ends in \\ goes on',
                number,
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            path, "the file is not UTF-8", "save it as UTF-8", data.count(b"\n", 0, error.start) + 1
        ) from None
    return _Scan(text.replace("\r\n", "\n"), path).source


def _refused(path: Path | None, wrong: str, expected: str, line: int | None = None) -> ProfileError:
    return ProfileError(path, [Problem(wrong, expected, line)])


class _Scan:
    """One pass over the tokens, which keeps count of lines and depth. Broken texts may confuse the count
    of lines; tomllib then refuses them, and says where."""

    def __init__(self, text: str, path: Path | None) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._last: dict[KeyPath, int] = {}
        """The index of the last table of each array of tables."""
        self._table: KeyPath = ()
        self._run(text, path)

    def _run(self, text: str, path: Path | None) -> None:
        line = 1
        # Depth is the table we are in, then the brackets that are open, then the dots of each key around.
        base = depth = deepest = 0
        dots, all_dots = [0], 0
        in_header = self._statement(text, 0, line)
        for token in TOKEN.finditer(text):
            match token[0]:
                case "[" | "{":
                    depth += 1
                    dots.append(0)
                case "]" | "}" if len(dots) > 1:
                    depth -= 1 + dots.pop()
                case ".":
                    depth += 1
                    dots[-1] += 1
                    all_dots += 1
                case ",":
                    depth -= dots[-1]
                    dots[-1] = 0
                case "\n":
                    line += 1
                    if len(dots) == 1:
                        if in_header:
                            base = deepest
                        depth = deepest = dots[0] = 0
                        in_header = self._statement(text, token.end(), line)
                case other:
                    line += other.count("\n")
            if all_dots > MAX_DOTS:
                raise _refused(
                    path, f"the file has more than {MAX_DOTS:,} dots outside of texts", "use fewer", line
                )
            deepest = max(deepest, depth)
            if depth + (0 if in_header else base) > MAX_DEPTH:
                raise _refused(
                    path, f"tables and arrays are nested more than {MAX_DEPTH} deep", "make it flatter", line
                )
        self.source = Source(text, self._lines)

    def _statement(self, text: str, start: int, line: int) -> bool:
        """Note the header or key that begins here; whether it is a header."""
        statement = STATEMENT.match(text, start)
        if statement is None:
            return False
        if statement["key"]:
            at = self._table
            for part in _parts(statement["key"]):
                at = (*at, part)
                self._lines.setdefault(at, line)
            return False
        *around, last = _parts(statement["header"])
        at = self._resolve(around)
        if statement["open"] == "[[":
            self._lines.setdefault((*at, last), line)
            self._last[(*at, last)] = self._last.get((*at, last), -1) + 1
        self._table = self._resolve([*around, last])
        self._lines.setdefault(self._table, line)
        return True

    def _resolve(self, parts: list[str]) -> KeyPath:
        """The path of a header's table: a name of an array of tables means the last of them."""
        at: KeyPath = ()
        for part in parts:
            at = (*at, part)
            if at in self._last:
                at = (*at, self._last[at])
        return at


def _parts(key: str) -> list[str]:
    # Escapes stay as they are: such a key is not found, and the line of its table is given instead.
    return [part[1:-1] if part[0] in "\"'" else part for part in KEY_PART.findall(key)]
