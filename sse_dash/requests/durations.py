"""Durations as people write them, `30s`, `250ms` or `1m30s`, to seconds and back. Nothing else."""

from __future__ import annotations

import math
import re

EXPECTED = 'a duration such as "30s", "250ms", "5m" or "1h30m", or a number of seconds, 0 or more'
"""For messages about a value that is none."""

PATTERN = r"^ *([0-9]+(\.[0-9]+)? ?(ms|s|m|h)|[0-9]+h([0-9]+m)?([0-9]+s)?|[0-9]+m[0-9]+s) *$"
"""What is read, for the schema."""

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h)")
_COMPOUND = re.compile(r"(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")
_PER_UNIT = {"h": 3600, "m": 60, "s": 1}
_WHOLE = 2**53
"""Past it a float is no longer a count of anything."""
_MOST_OF_ONE_UNIT = 100


def parse_duration(text: str) -> float:
    """Seconds, finite and 0 or more. Raises ValueError for anything but a number and its unit, or whole
    hours, minutes and seconds in this order."""
    text = text.strip()
    if match := _DURATION.fullmatch(text):
        number = float(match[1])
        # Divided, since 250 / 1000 is the float nearest to 0.25 and 250 * 0.001 need not be.
        seconds = number / 1000 if match[2] == "ms" else number * _PER_UNIT[match[2]]
    elif text and (match := _COMPOUND.fullmatch(text)):
        seconds = sum(
            float(n or 0) * size for n, size in zip(match.groups(), _PER_UNIT.values(), strict=True)
        )
    else:
        raise ValueError(EXPECTED)
    if not math.isfinite(seconds):
        raise ValueError(EXPECTED)
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
    for unit, size in _PER_UNIT.items():
        count, rest = divmod(whole, size)
        if not rest and (count < _MOST_OF_ONE_UNIT or unit == "h"):
            return [f"{count}{unit}"]
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = [(hours, "h"), (minutes, "m"), (rest, "s")]
    return ["".join(f"{count}{unit}" for count, unit in parts if count)]
