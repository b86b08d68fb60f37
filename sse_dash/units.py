"""Counts, sizes, rates and spans of time, as people read and write them. Nothing here knows what they are of.

What is read is understood alike wherever someone writes it: in a profile, in a form, in a filter. Of what is
written, `format_…` gives texts that are read again as exactly the same, and the others are for screens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

DURATION_EXPECTED = 'a duration such as "30s", "250ms", "5m" or "1h30m", or a number of seconds, 0 or more'
"""For messages about a value that is none."""
SIZE_EXPECTED = 'a size such as "512 KiB" or "32 MiB", or a whole number of bytes, 1 or more'
"""The same for sizes."""

DURATION_PATTERN = (
    r"^ *([0-9]+(\.[0-9]+)? ?([mM]?[sS]|[mMhHdD])?"
    r"|(?=[0-9])([0-9]+[dD] ?)?([0-9]+[hH] ?)?([0-9]+[mM] ?)?([0-9]+[sS])?) *$"
)
"""What is read as a duration, for schemas."""
SIZE_PATTERN = r"^ *[0-9]{1,19}(\.[0-9]{1,9})? ?([kKmMgGtT][iI]?[bB]?|[bB])? *$"
"""What is read as a size, for schemas."""

# Python's own classes of characters would let in digits of other scripts.
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h|d)?")
_COMPOUND = re.compile(r"(?:([0-9]+)d ?)?(?:([0-9]+)h ?)?(?:([0-9]+)m ?)?(?:([0-9]+)s)?")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_WHOLE = 2**53
"""Past it a float is no longer a count of anything."""
_MOST_OF_ONE_UNIT = 100

_SIZE = re.compile(r"([0-9]{1,19})(?:\.([0-9]{1,9}))? ?(?:([kmgt])(i)?)?(b)?")
_PREFIXES = {"k": 1, "m": 2, "g": 3, "t": 4}
_WRITTEN_SIZES = {
    "TiB": 2**40,
    "GiB": 2**30,
    "MiB": 2**20,
    "KiB": 2**10,
    "TB": 10**12,
    "GB": 10**9,
    "MB": 10**6,
    "kB": 10**3,
    "B": 1,
}
_SIZE_UNIT = re.compile(r"[kmgt]i?b", re.IGNORECASE)

_LONGEST_COUNT = 19
"""Digits. Python refuses to read numbers of very many."""

_LIMIT = 999e18
"""What is shown: more is unknown, as are negative numbers, infinite ones, and those that are none."""


def parse_duration(text: str) -> float:
    """Seconds, finite and 0 or more. Raises ValueError for anything but a number with its unit, seconds if
    there is none, or whole days, hours, minutes and seconds in this order."""
    text = text.strip().lower()
    if match := _DURATION.fullmatch(text):
        number = float(match[1])
        # Divided, since 250 / 1000 is the float nearest to 0.25 and 250 * 0.001 need not be.
        seconds = number / 1000 if match[2] == "ms" else number * _SECONDS[match[2] or "s"]
    elif text and (match := _COMPOUND.fullmatch(text)):
        seconds = sum(float(n or 0) * size for n, size in zip(match.groups(), _SECONDS.values(), strict=True))
    else:
        raise ValueError(DURATION_EXPECTED)
    if not math.isfinite(seconds):
        raise ValueError(DURATION_EXPECTED)
    return seconds


def format_duration(seconds: float) -> str | float:
    """The text that parses to exactly these seconds, as short as people have it; a number where none does."""
    if seconds == 0:
        return "0s"
    for text in _candidates(seconds):
        if parse_duration(text) == seconds:
            return text
    return float(seconds)


def _candidates(seconds: float) -> list[str]:
    if seconds < 1:
        return [f"{seconds * 1000:.6f}".rstrip("0").rstrip(".") + "ms"]
    if seconds >= _WHOLE or seconds != int(seconds):
        return [f"{seconds!r}s"] if "e" not in repr(seconds) else []
    whole = int(seconds)
    for unit in ("h", "m", "s"):
        count, rest = divmod(whole, _SECONDS[unit])
        if not rest and (count < _MOST_OF_ONE_UNIT or unit == "h"):
            return [f"{count}{unit}"]
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = [(hours, "h"), (minutes, "m"), (rest, "s")]
    return ["".join(f"{count}{unit}" for count, unit in parts if count)]


def parse_size(text: str) -> int:
    """Bytes, 0 or more; parts of a byte are left out. Raises ValueError for anything but a number and its
    unit, whose case doesn't matter: `KiB` and `Ki` are 1,024, `kB`, `KB` and `K` 1,000, none is bytes."""
    amount, scale = exact_size(text)
    return amount // scale


def exact_size(text: str) -> tuple[int, int]:
    """The same as a fraction, whose parts of a byte are kept: `1.0005kB` is `(10005000, 10000)`."""
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(SIZE_EXPECTED)
    whole, part, prefix, binary, _ = match.groups()
    # In integers: 1.15 MB are 1,150,000 bytes, which as floats they are not.
    unit = (1024 if binary else 1000) ** _PREFIXES[prefix] if prefix else 1
    return int(whole + (part or "")) * unit, 10 ** len(part or "")


def format_size(count: int) -> str:
    """The text that parses to exactly these bytes, in the largest unit of which they are whole."""
    for unit, size in _WRITTEN_SIZES.items():
        number, rest = divmod(count, size)
        if not rest:
            return f"{number} {unit}"
    raise AssertionError("every count of bytes is whole in bytes")


def is_size_unit(word: str) -> bool:
    """Whether this word, by itself, is surely a unit that someone set apart from its number."""
    return _SIZE_UNIT.fullmatch(word) is not None


def parse_count(text: str) -> int:
    """A whole number of things, 0 or more, `1,204` or `1_204`. Raises ValueError for any other text."""
    digits = text.strip().replace(",", "").replace("_", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_COUNT):
        raise ValueError("a whole number such as 5,000")
    return int(digits)


def some_of(names: Sequence[str], most: int) -> str:
    """So many of the names, and how many more there are: `a, b and 3 more`."""
    more = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {count(more)} more" if more > 0 else shown


def count(n: int) -> str:
    """A number of things, whole: `1,204`."""
    return f"{n:,}"


def counted(n: int, thing: str) -> str:
    """So many of a thing whose plural ends in `s`: `1 event`, `1,204 events`."""
    return f"{count(n)} {thing}{'s' if n != 1 else ''}"


def rate(per_second: float) -> str:
    """A frequency in at most six cells: `0/s`, `<0.1/s`, `0.2/s`, `42/s`, `3.1k/s`, `1.2M/s`."""
    if not 0 <= per_second <= _LIMIT:
        return "?/s"
    if per_second == 0:
        return "0/s"
    if per_second < 0.05:
        return "<0.1/s"
    return _scaled(per_second, ("", "k", "M", "G", "T", "P", "E")) + "/s"


def utf8_size(text: str) -> int:
    """Bytes of `text` in UTF-8; half a character counts as what it would be by itself."""
    # `isascii` reads a flag; only other text is paid for.
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def size(nbytes: float) -> str:
    """An amount of data in powers of a thousand: `812 B`, `68 kB`, `8.1 MB`."""
    if not 0 <= nbytes <= _LIMIT:
        return "? B"
    if nbytes < 9.95:
        return f"{nbytes:.0f} B"  # a byte has no tenths
    return _scaled(nbytes, (" B", " kB", " MB", " GB", " TB", " PB", " EB"))


def size_rate(per_second: float) -> str:
    """How much data comes in a second: `0 B/s` only where none does, `<1 B/s`, `68 kB/s`."""
    return "<1 B/s" if 0 < per_second < 0.5 else f"{size(per_second)}/s"


def duration(seconds: float) -> str:
    """A span of time in its two largest units: `212ms`, `3.2s`, `45s`, `2m05s`, `1h04m`, `3d02h`.

    A negative one, which a clock that was set back can give, is shown as `0ms`.
    """
    if not seconds <= _LIMIT:
        return "?"
    seconds = max(0.0, seconds)
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole // 60 % 60:02}m"
    return f"{whole // 86400}d{whole // 3600 % 24:02}h"


def _scaled(value: float, units: tuple[str, ...]) -> str:
    """`value` (0 to 999e18) with two or three digits and the unit of its power of a thousand."""
    power = 0
    while value >= 999.5 and power < len(units) - 1:
        value /= 1000
        power += 1
    return f"{value:.1f}{units[power]}" if value < 9.95 else f"{value:.0f}{units[power]}"
