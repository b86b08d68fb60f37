"""The way to a terminal that is read slowly, or not at all, or that is gone."""

from __future__ import annotations

import os
import select
import struct
import sys
import threading
import time
from collections.abc import Iterator

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import fcntl
import termios
import tty

from sse_dash.tui.terminal.device import TerminalGone, open_apart
from sse_dash.tui.terminal.output import MOST_BEHIND, Output

PATIENCE = 10.0
SOON = 2.0
"""Seconds: twice what the last words may take."""
FRAME = "x" * 10_000
COPY = "\x1b]52;c;YQ==\x07"


class Pty:
    """A pseudo-terminal, with an output at one end of it."""

    def __init__(self) -> None:
        self.screen, self.line = os.openpty()
        tty.setraw(self.line)
        self.lost, self.caught_up = threading.Event(), threading.Event()
        self.output = Output(open_apart(self.line), self.lost.set, self.caught_up.set)
        self.output.open()

    def fill(self) -> None:
        """Wait until no more comes."""
        before, held = -1, 0
        while held != before or not held:
            time.sleep(0.05)
            before, held = held, self._held()

    def _held(self) -> int:
        [held] = struct.unpack("i", fcntl.ioctl(self.screen, termios.FIONREAD, b"    "))
        return int(held)

    def read(self, seconds: float = 0.0) -> bytes:
        """What has come, once nothing more does for so long."""
        data = b""
        while select.select([self.screen], [], [], seconds)[0]:
            data += os.read(self.screen, 65536)
        return data

    def read_until(self, end: bytes) -> bytes:
        """What comes, up to this; its screen is looked at all the time."""
        data, deadline = b"", time.monotonic() + PATIENCE
        while not data.endswith(end):
            data += self.read(0.01)
            assert time.monotonic() < deadline, data[-100:]
        return data


@pytest.fixture
def pty() -> Iterator[Pty]:
    pty = Pty()
    yield pty
    pty.output.close()
    for fd in (pty.screen, pty.line):
        os.close(fd)


def test_what_is_written_comes_in_its_order_and_in_utf8(pty: Pty) -> None:
    pty.output.write("┏ ")
    pty.output.write("half a character: \ud83d")
    assert pty.read_until(b"?") == "┏ half a character: ?".encode()


def test_who_writes_never_waits_and_frames_past_the_limit_are_dropped(pty: Pty) -> None:
    for _ in range(100):
        pty.output.write(FRAME)
    pty.output.write(COPY)
    assert pty.output.is_behind
    received = pty.read_until(COPY.encode())
    assert MOST_BEHIND < len(received) < 2 * MOST_BEHIND
    assert pty.caught_up.wait(PATIENCE)
    pty.output.write("drawn anew")
    assert pty.read_until(b"drawn anew") == b"drawn anew"


def test_the_last_words_pass_frames_that_wait_and_no_copy(pty: Pty) -> None:
    pty.output.write("y" * 1000)
    for _ in range(20):
        pty.output.write(FRAME)
    pty.output.write(COPY)
    reader = threading.Thread(target=pty.output.finish, args=[b"bye"])
    reader.start()
    received = pty.read_until(b"bye")
    reader.join(PATIENCE)
    assert received.endswith(COPY.encode() + b"bye")
    assert len(received) < 20 * len(FRAME)
    pty.output.write("too late")
    assert pty.read() == b""


def test_a_terminal_that_takes_nothing_gets_the_last_words_alone(pty: Pty) -> None:
    for _ in range(20):
        pty.output.write(FRAME)
    pty.fill()
    begun = time.monotonic()
    pty.output.finish(b"bye")
    assert time.monotonic() - begun < SOON
    # CAN ends the sequence that was cut.
    assert pty.read().endswith(b"\x18bye")


def test_a_terminal_that_is_gone_is_told_of_and_takes_the_rest_silently() -> None:
    pty = Pty()
    os.close(pty.screen)
    pty.output.write(FRAME)
    assert pty.lost.wait(PATIENCE)
    pty.output.write(FRAME)
    pty.output.finish(b"bye")
    pty.output.close()
    os.close(pty.line)


def test_the_last_words_to_a_terminal_that_is_gone_fail() -> None:
    pty = Pty()
    os.close(pty.screen)
    with pytest.raises(TerminalGone):
        pty.output.finish(b"bye")
    pty.output.close()
    os.close(pty.line)
