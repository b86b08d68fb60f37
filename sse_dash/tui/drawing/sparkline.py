"""A sparkline by hand: one cell a second, from zero, so that a silent stream is drawn as silent."""

from __future__ import annotations

from collections.abc import Sequence

_LEVELS = " ▁▂▃▄▅▆▇█"
# Room above the highest column, so that a steady stream is a band and not a wall.
_HEADROOM = 1.2


def sparkline(series: Sequence[int]) -> str:
    """One cell for each count; a blank is none, and the smallest bar is one or more."""
    top = max(series, default=0) * _HEADROOM
    if not top:
        return " " * len(series)
    highest = len(_LEVELS) - 1
    return "".join(_LEVELS[min(highest, -int(-count * highest // top))] for count in series)
