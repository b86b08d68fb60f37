"""What an app is told of its terminal."""

from __future__ import annotations

from textual.message import Message


class TerminalEnding(Message):
    """A signal ends the program, or the terminal is gone: leave now, with this status, and ask nothing."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class TerminalRedraw(Message):
    """The terminal shows something else than was drawn: draw all of it."""


class NotSuspended(Message):
    """It was to be suspended, and nobody is there who could let it go on."""


class PasteCut(Message):
    """The paste before this was longer than what is kept of it."""
