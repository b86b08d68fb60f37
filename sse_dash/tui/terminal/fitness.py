"""What a terminal must be for the dashboard. Loads no Textual: who is refused needn't wait for it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping

from sse_dash.text import visible

_WITHOUT_CURSOR = frozenset({"dumb", "unknown"})
"""Kinds of terminals that can't place a cursor, also where no database of terminals is installed."""

_STDOUT = 1


def what_is_wrong(environ: Mapping[str, str] = os.environ) -> str:
    """Why the dashboard can't be drawn here, in a line; empty if it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "the dashboard needs a terminal for its input and output"
    kind = environ.get("TERM", "")
    if sys.platform != "win32" and not _places_its_cursor(kind):
        return (
            f"the dashboard needs a terminal that can place its cursor, and TERM={visible(kind)} can't;"
            " if it can, set another, as in TERM=xterm-256color"
        )
    return ""


def _places_its_cursor(kind: str) -> bool:
    """What is said of a kind of terminal; one of which nothing is said is taken to be like most."""
    if kind in _WITHOUT_CURSOR:
        return False
    with contextlib.suppress(ImportError):  # Some Pythons are built without it.
        import curses

        with contextlib.suppress(curses.error):  # No database, or nothing in it on this one.
            curses.setupterm(kind or None, _STDOUT)
            return bool(curses.tigetstr("cup"))
    return True
