"""What is switched on in a terminal while the dashboard has it, and off when it leaves."""

from __future__ import annotations

import os

from textual import constants

_KITTY_KEYS = 0b11001
"""That each key is told apart from every other, that all are, and which character it types."""
_APART, _TOGETHER = "\x1b[?1049h", "\x1b[?1049l"
"""A screen apart from the shell's, and back."""
_MOUSE = "\x1b[?1000{0}\x1b[?1003{0}\x1b[?1015{0}\x1b[?1006{0}"
_CURSOR, _FOCUS, _PASTES, _WRAP = "\x1b[?25{0}", "\x1b[?1004{0}", "\x1b[?2004{0}", "\x1b[?7{0}"
"""Whether there is a cursor, the focus is told of, pastes come in brackets, lines are broken."""
_ON, _OFF = "h", "l"
# The older of the versions that we take have no such switch.
_HAS_KITTY = not getattr(constants, "DISABLE_KITTY_KEY", False)
_KITTY, _NO_KITTY = (f"\x1b[>{_KITTY_KEYS}u", "\x1b[<u") if _HAS_KITTY else ("", "")
_ARE_FRAMES_WHOLE = "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else "\x1b[?2026$p"
"""A question, which that terminal would draw."""
_END_OF_FRAME, _PLAIN = "\x1b[?2026l", "\x1b[0m"
ENTER = "".join(
    [
        _APART,
        _MOUSE.format(_ON),
        _CURSOR.format(_OFF),
        _FOCUS.format(_ON),
        _KITTY,
        _ARE_FRAMES_WHOLE,
        _PASTES.format(_ON),
        _WRAP.format(_OFF),
    ]
)
"""Sent when the dashboard takes the terminal."""
LEAVE = "".join(
    [
        _END_OF_FRAME,
        _PLAIN,
        _PASTES.format(_OFF),
        _WRAP.format(_ON),
        _MOUSE.format(_OFF),
        _NO_KITTY,  # Before the screen: each has its own.
        _TOGETHER,
        _CURSOR.format(_ON),
        _FOCUS.format(_OFF),
    ]
).encode()
"""Sent when it leaves, whatever was being drawn."""
