"""Signals: which of them end the program, with what exit status, and how they reach the app.

A handler of Python runs in the middle of anything, and not at all while the main thread is stuck in C. So the
handlers here do nothing, and whoever waits at `SignalPipe` is told: by Python's own C code, at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU")
    if hasattr(signal, name)
)
"""What ends a program that doesn't say otherwise, and is sent by people, shells, supervisors and limits."""


def exit_status(number: int) -> int:
    """The status by which shells tell that a program was ended by this signal: 143 for SIGTERM."""
    return 128 + number


@contextlib.contextmanager
def ending_exits() -> Iterator[None]:
    """Have signals that end a program end this one at once, with their status.

    For before and after the app: nothing is on the screen then that would have to be taken away, and nothing
    is being written. An exception instead would be lost where it happens to be raised in what ignores
    exceptions, as while modules are imported. What was ignored at the start, as by `nohup`, still is.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        os._exit(exit_status(number))

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, leave)
        for number in ENDING
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class SignalPipe:
    """From `open` to `close`, signals are read here and do nothing else. To be used from the main thread."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._before: dict[int, signal._HANDLER] = {}
        self._other = -1
        self._is_open = False

    def fileno(self) -> int:
        """Readable while there are signals to read."""
        return self._reader

    def open(self) -> None:
        """Take over the signals that end or suspend us or tell of the terminal, unless they are ignored."""
        self._is_open = True
        self._other = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (*ENDING, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
            if (handler := signal.getsignal(number)) != signal.SIG_IGN:
                self._before[number] = handler
                signal.signal(number, _told_by_the_pipe)

    def read(self) -> list[int]:
        """The signals that came since the last look."""
        try:
            return list(os.read(self._reader, 512))
        except BlockingIOError:
            return []

    def close(self) -> None:
        """Give the signals back. Another time there is nothing to do."""
        if not self._is_open:
            return
        self._is_open = False
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        signal.set_wakeup_fd(self._other)
        os.close(self._reader)
        os.close(self._writer)


def job_stops_here() -> None:
    """Stop with all that a shell runs as one job with us: it takes over when who waits for us stops, too.

    Returns when the shell lets the job go on.
    """
    handler = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        os.kill(0, signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, handler)
    stops_here(signal.SIGTSTP)


def stops_here(number: int) -> None:
    """Stop as this signal stops a program that leaves it alone; return when it goes on.

    It returns at once where no shell is there that could let it go on: the kernel stops nobody then. Raised
    in this very thread, since a signal to the process may reach another thread, and this one would run on.
    """
    handler = signal.signal(number, signal.SIG_DFL)
    try:
        signal.raise_signal(number)
    finally:
        signal.signal(number, handler)


def _told_by_the_pipe(number: int, frame: FrameType | None) -> None:
    """Nothing is to be done here."""
