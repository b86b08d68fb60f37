"""An event under test, and what is worked out of it at most once for all terms: folded text, decoded JSON."""

from __future__ import annotations

import json
import math
from enum import Enum

from sse_dash.client.message import MessageEvent


class Missing(Enum):
    """What stands where there is no JSON value, since `None` is one."""

    MISSING = 0


MISSING = Missing.MISSING

_UNREAD = object()

# What `int` reads whatever the interpreter is set to; longer ones are past every float.
_LONGEST_INTEGER = 640


class Subject:
    """One event, read by every term of a filter."""

    __slots__ = ("_document", "_folded", "event")

    def __init__(self, event: MessageEvent) -> None:
        self.event = event
        self._folded: tuple[str, str] | None = None
        self._document: object = _UNREAD

    @property
    def folded(self) -> tuple[str, str]:
        """Type and data with the difference between upper and lower case taken out."""
        folded = self._folded
        if folded is None:
            event = self.event
            folded = self._folded = event.type.casefold(), event.data.casefold()
        return folded

    @property
    def document(self) -> object:
        """The data as JSON, or MISSING where it is none."""
        if self._document is _UNREAD:
            self._document = _decoded(self.event.data)
        return self._document

    @property
    def size(self) -> int:
        """Bytes of the data in UTF-8."""
        data = self.event.data
        return len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass"))


def _decoded(data: str) -> object:
    try:
        return json.loads(data)
    except json.JSONDecodeError:
        return MISSING
    except RecursionError:  # nested deeper than anyone means
        return MISSING
    except ValueError:  # an integer of thousands of digits, which Python by itself refuses to read
        return _decoded_slowly(data)


def _decoded_slowly(data: str) -> object:
    try:
        return json.loads(data, parse_int=_integer)
    except (ValueError, RecursionError):
        return MISSING


def _integer(digits: str) -> int | float:
    if len(digits) <= _LONGEST_INTEGER:
        return int(digits)
    return -math.inf if digits.startswith("-") else math.inf
