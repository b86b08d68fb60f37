"""Durations as people write them, `30s` or `250ms`, to seconds and back. Nothing else."""

from __future__ import annotations

import math
import re

EXPECTED = 'a duration such as "30s", "250ms", "5m" or "1h", or a number of seconds, 0 or more'
"""For messages about a value that is none."""

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h)")
_PER_UNIT = {"h": 3600, "m": 60, "s": 1}


def parse_duration(text: str) -> float:
    """Seconds, finite and 0 or more. Raises ValueError for anything but one number and its unit."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(EXPECTED)
    number = float(match[1])
    # Divided, since 250 / 1000 is the float nearest to 0.25 and 250 * 0.001 need not be.
    seconds = number / 1000 if match[2] == "ms" else number * _PER_UNIT[match[2]]
    if not math.isfinite(seconds):
        raise ValueError(EXPECTED)
    return seconds


def format_duration(seconds: float) -> str | float:
    """The text that parses to exactly these seconds, in the largest whole unit; a number where none does."""
    if seconds == 0:
        return "0s"
    candidates = [(seconds / size, unit) for unit, size in _PER_UNIT.items()]
    for count, unit in [*candidates, (round(seconds * 1000, 6), "ms")]:
        text = f"{count:.0f}{unit}"
        # Past 2**53 a float is no longer a count of anything.
        if 1 <= count < 2**53 and parse_duration(text) == seconds:
            return text
    return float(seconds)
