"""What is sent to a terminal: by a thread, so that a terminal that takes nothing holds up nobody.

It is UTF-8 whatever the locale says: what draws the borders has no other encoding, and the terminals of today
have no other either.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable

from sse_dash.tui.terminal.device import TerminalGone, forget_output

MOST_BEHIND = 256 * 1024
"""Bytes that may wait for the terminal. Frames past that are dropped, and all is drawn anew later."""

_PIECE, _SMALL_PIECE = 16 * 1024, 256
_CLIPBOARD = "\x1b]52;"
"""With which a copy begins; it is no picture that a later one makes up for."""
_CANCEL = b"\x18"
"""Ends a sequence of which the rest was dropped."""
_BETWEEN_TRIES = 0.02
"""Seconds. A pseudo-terminal may say that it has room, and then have none for a single byte."""
_PATIENCE = 0.5
"""Seconds in which a terminal that is alive takes the last words."""


class Output:
    """The way to a terminal. `write` never waits."""

    def __init__(self, fd: int, lost: Callable[[], None], caught_up: Callable[[], None]) -> None:
        """Both are called in another thread: `lost` when nobody is there any more, `caught_up` when all has
        been taken after frames were dropped."""
        self._fd = fd
        self._may_wait = os.get_blocking(fd)
        self._lost, self._caught_up = lost, caught_up
        self._changed = threading.Condition()
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._rest = b""
        """Of what is being written."""
        self._has_dropped = False
        self._is_open = False
        self._stop_reader, self._stop_writer = os.pipe()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to send."""
        self._is_open = True
        self._thread = threading.Thread(target=self._send, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def is_behind(self) -> bool:
        """Whether something was written that the terminal has not taken."""
        return bool(self._queue or self._rest)

    def write(self, text: str) -> None:
        """Send this after what was written before. What is written before `open` is forgotten."""
        is_picture = not text.startswith(_CLIPBOARD)
        with self._changed:
            if not self._is_open:
                return
            if is_picture and self._queued > MOST_BEHIND:
                self._has_dropped = True
                return
            data = text.encode("utf-8", "replace")
            self._queue.append(data)
            self._queued += len(data)
            self._changed.notify()

    def finish(self, last: bytes) -> None:
        """Send what must be, and `last` at its end, and stop; not later than twice `_PATIENCE` from now.

        Frames that wait aren't worth waiting for, unless the terminal has a part of one: then its rest is. A
        terminal that takes nothing loses what it has not taken. Raises TerminalGone.
        """
        with self._changed:
            if not self._is_open:
                return
            self._is_open = False
            self._changed.notify()
        os.write(self._stop_writer, b"!")
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        os.read(self._stop_reader, 1)
        copies = [data for data in self._queue if data.startswith(_CLIPBOARD.encode())]
        rest = b"".join([self._rest, *copies])
        self._queue.clear()
        self._queued, self._rest, self._has_dropped = 0, b"", False
        if not self._send_within(_PATIENCE, rest + last):
            forget_output(self._fd)
            self._send_within(_PATIENCE, _CANCEL + last)

    def close(self) -> None:
        """Stop, if that wasn't done, and forget the terminal."""
        with contextlib.suppress(TerminalGone):
            self.finish(b"")
        for fd in (self._fd, self._stop_reader, self._stop_writer):
            os.close(fd)

    def _send_within(self, seconds: float, data: bytes) -> bool:
        """Whether the terminal took it all. Raises TerminalGone."""
        deadline = time.monotonic() + seconds
        while data:
            _, ready, _ = select.select([], [self._fd], [], max(0.0, deadline - time.monotonic()))
            if not ready or time.monotonic() > deadline:
                return False
            sent = self._send_some(data)
            data = data[sent:]
            if not sent:
                time.sleep(_BETWEEN_TRIES)
        return True

    def _send_some(self, data: bytes) -> int:
        # One that may wait says that it takes something, and then waits until it has taken all.
        try:
            return os.write(self._fd, data[: _SMALL_PIECE if self._may_wait else _PIECE])
        except BlockingIOError:
            return 0
        except OSError as error:
            raise TerminalGone from error

    def _send(self) -> None:
        try:
            while self._next():
                while self._rest:
                    stop, _, _ = select.select([self._stop_reader], [self._fd], [])
                    if stop:
                        return
                    sent = self._send_some(self._rest)
                    self._rest = self._rest[sent:]
                    if not sent:
                        select.select([self._stop_reader], [], [], _BETWEEN_TRIES)
        except TerminalGone:
            with self._changed:
                self._is_open = False
                self._queue.clear()
            self._lost()

    def _next(self) -> bool:
        """Take what is to be sent next; False when there will be nothing more."""
        with self._changed:
            if not self._queue and self._has_dropped:
                self._has_dropped = False
                self._caught_up()
            while not self._queue:
                if not self._is_open:
                    return False
                self._changed.wait()
            if not self._is_open:
                return False
            self._rest = self._queue.popleft()
            self._queued -= len(self._rest)
            return True
