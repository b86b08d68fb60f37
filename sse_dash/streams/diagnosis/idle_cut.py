"""Connections that end after a silence, each time after the same: whoever lies between cuts what is idle."""

from __future__ import annotations

from sse_dash.units import duration

_SHORTEST = 2.0
"""Seconds: a stream of less silence may have been cut at any moment."""
_SURE = 5.0
"""Seconds: after less, that two silences were alike says nothing."""
_ALIKE = 0.1
"""The part by which two silences may differ that have one cause."""


class IdleCuts:
    """Those of one stream."""

    def __init__(self) -> None:
        self._before = 0.0

    def words(self, quiet: float) -> str:
        """What to add where a connection is told of that ended after so many seconds without a byte; empty
        where that says nothing."""
        before, self._before = self._before, quiet
        if quiet < _SHORTEST:
            return ""
        words = f", after {duration(quiet)} without a byte"
        if min(before, quiet) >= _SURE and abs(quiet - before) <= _ALIKE * quiet:
            words += ", as before: does something on the way cut what is idle?"
        return words
