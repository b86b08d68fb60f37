"""The beginning of a body that brought no event, taken apart as the parser of events would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

KNOWN = ("data", "event", "id", "retry")
"""The fields that an event stream has (HTML standard, 9.2.6)."""

_LINE_END = re.compile("\r\n|\n|\r")
_BOM = "\ufeff"


class Line(NamedTuple):
    """A line that is neither empty nor a comment."""

    name: str
    """What stands before its first colon; all of it where there is none."""
    has_colon: bool
    text: str


@dataclass(frozen=True)
class Body:
    """Bytes, and what they say."""

    raw: bytes

    @cached_property
    def text(self) -> str:
        """Malformed bytes are replaced."""
        return self.raw.decode("utf-8", "replace").removeprefix(_BOM)

    @cached_property
    def pieces(self) -> list[str]:
        """All lines; the last is what follows the last line end, and so isn't finished."""
        return _LINE_END.split(self.text)

    @cached_property
    def lines(self) -> list[Line]:
        """Those that say something, the unfinished one, too."""
        said = []
        for piece in self.pieces:
            name, colon, _ = piece.partition(":")
            if piece and name:
                said.append(Line(name, bool(colon), piece))
        return said

    @cached_property
    def foreign(self) -> str:
        """All from the first line on that is no field, no comment and not empty."""
        for place, piece in enumerate(self.pieces):
            name = piece.partition(":")[0].strip(" \t")
            if name and name not in KNOWN:
                return "\n".join(self.pieces[place:])
        return ""

    def count(self, name: str) -> int:
        """How many lines have this field."""
        return sum(line.name == name for line in self.lines)
