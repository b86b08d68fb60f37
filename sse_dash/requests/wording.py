"""How a value that is wrong is spoken of: where it stands, what sort it is, what of it may be quoted.

Values of headers, URLs and bodies, which may be secret, are never quoted; who checks them sees to that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

KeyPath = tuple[str | int, ...]
"""Where a value stands: `("streams", 2, "url")`, with arrays counted from 0."""


Report = Callable[[KeyPath, str, str], None]
"""Called with where it is, what is wrong, and what is expected."""

_QUOTED = 40


def kind(value: object) -> str:
    """What sort of value it is, with nothing of what it holds: for values that may be secret."""
    if value is None:
        return "nothing"
    for types, name in _KINDS:
        if isinstance(value, types):
            return name
    return "a value that TOML doesn't have"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "a text"),
    (bool, "true or false"),
    ((int, float), "a number"),
    (dict, "a table"),
    (list, "an array"),
    ((date, time), "a date or a time"),
)


def describe(value: object) -> str:
    """The value as a message may quote it: short, on one line, without control characters."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value if len(value) <= _QUOTED else value[: _QUOTED - 1] + "…")
    # Python refuses to print an integer of more than 4,300 digits.
    if isinstance(value, float) or (isinstance(value, int) and value.bit_length() <= 64):
        return str(value)
    return "a huge number" if isinstance(value, int) else kind(value)


def printable(text: str, limit: int | None = 200) -> str:
    """Prose from elsewhere on one line: what can't be printed is escaped, what is over `limit` is cut off."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:limit])
    return shown if limit is None or len(text) <= limit else shown + "…"
