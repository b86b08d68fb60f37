"""A terminal as a device: opened for us alone, its size, its line modes, and whether we may use it now.

What is sent to it, and what comes from it, is for `output` and `splitter`.
"""

from __future__ import annotations

import errno
import os
import signal
import termios
import time
from typing import Any

from sse_dash.tui.terminal.signals import stops_here

_USUAL = (80, 24)
_LARGEST = (1000, 500)
"""What a terminal says of itself is believed up to here: a cell more is memory and time for nobody."""
_STOPPED = 0.02
"""Seconds that a program that was stopped has been away, at least."""

# Where they stand in what `termios.tcgetattr` returns.
_INPUT_FLAGS, _LOCAL_FLAGS, _CHARACTERS = 0, 3, 6


class TerminalGone(Exception):
    """Nobody is at the other end any more."""


def open_apart(fd: int) -> int:
    """Open the terminal at `fd` once more, so that not to wait for it is our own affair.

    Whether to wait is a property of what was opened, which the shell and whatever it started share. Where a
    terminal can't be opened by its name, as after `su`, this is the same one, which does wait.
    """
    for name in (_name(fd), "/dev/tty"):
        try:
            if name == "/dev/tty":
                os.tcgetpgrp(fd)  # Fails if another one is our controlling terminal.
            opened = os.open(name, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            continue
        if name == "/dev/tty" or os.fstat(opened).st_rdev == os.fstat(fd).st_rdev:
            return opened
        os.close(opened)
    return os.dup(fd)


def _name(fd: int) -> str:
    try:
        return os.ttyname(fd)
    except OSError:
        return ""  # None that is known here, as in some containers.


def size(fd: int) -> tuple[int, int]:
    """Columns and lines, of which there is one at least."""
    try:
        told = os.get_terminal_size(fd)
    except OSError:
        return _USUAL
    columns, lines = (min(each, most) for each, most in zip(told, _LARGEST, strict=True))
    return columns or _USUAL[0], lines or _USUAL[1]


class LineModes:
    """How a terminal treats what is typed: as lines, or each key as it comes. Raises TerminalGone."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: list[Any] | None = None

    def take_keys(self) -> None:
        """Have each key come as it is pressed, and none of them drawn or obeyed."""
        try:
            modes = termios.tcgetattr(self._fd)
            self._before = self._before or termios.tcgetattr(self._fd)
            modes[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            modes[_INPUT_FLAGS] &= ~(
                termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
            )
            modes[_CHARACTERS][termios.VMIN], modes[_CHARACTERS][termios.VTIME] = 1, 0
            termios.tcsetattr(self._fd, termios.TCSANOW, modes)
        except termios.error as error:
            raise TerminalGone from error

    def give_back(self) -> None:
        """As it was; what was typed and not read is forgotten, as it was not meant for who reads next."""
        if self._before is None:
            return
        before, self._before = self._before, None
        try:
            termios.tcflush(self._fd, termios.TCIFLUSH)
            termios.tcsetattr(self._fd, termios.TCSANOW, before)
        except termios.error as error:
            raise TerminalGone from error


def forget_output(fd: int) -> None:
    """Drop what the terminal was sent and has not taken, and let it go on if it was stopped by ctrl+s."""
    try:
        termios.tcflow(fd, termios.TCOON)
        termios.tcflush(fd, termios.TCOFLUSH)
    except termios.error as error:
        raise TerminalGone from error


def is_ours(fd: int) -> bool:
    """Whether we are in the foreground of the terminal. Raises TerminalGone."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError as error:
        if error.errno == errno.ENOTTY:
            return True  # It isn't the one by which a shell controls us.
        raise TerminalGone from error


def wait_until_ours(fd: int) -> bool:
    """Stop until a shell gives us the terminal, as programs in the background do that want to use it.

    Returns whether it has: it may also let us go on in the background, for which stop again. Where no shell
    is left to do either, raises TerminalGone.
    """
    if is_ours(fd):
        return True
    begun = time.monotonic()
    stops_here(signal.SIGTTOU)
    if not is_ours(fd) and time.monotonic() - begun < _STOPPED:
        raise TerminalGone
    return is_ours(fd)
