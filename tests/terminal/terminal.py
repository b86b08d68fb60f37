"""The installed program in a pseudo-terminal, for the tests here."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

if sys.platform != "win32":
    import termios

    import pexpect
    import pyte

    _LINE_MODES = termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN

COLUMNS, LINES = 100, 30
PATIENCE = 30.0
"""Seconds to wait for what a person would see at once: a busy machine may take its time."""
QUIT_WITHIN = 3.0
"""Seconds from q to the shell's prompt: one is promised, and a busy machine takes longer to end a process."""


_USUAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
_ON_FROM_THE_START = {7, 25}
"""Modes of a terminal that a shell finds on: lines are broken, there is a cursor."""


class Terminal:
    """`sse-dash` in a pseudo-terminal, and the screen as a person sees it."""

    def __init__(
        self,
        *arguments: str,
        cwd: Path,
        environ: Mapping[str, str] | None = None,
        line: str = "",
        program: str = "",
    ) -> None:
        """`line` is a shell's, in which `"$@"` is the program with its arguments; `program` is Python's,
        run in the place of the script."""
        script = Path(sys.executable).with_name("sse-dash")
        if not script.exists():
            pytest.fail(f"sse-dash is not installed beside {sys.executable}: pip install -e '.[test]'")
        command = [*([sys.executable, "-c", program] if program else [str(script)]), *arguments]
        if line:
            command = ["/bin/sh", "-c", line, "sh", *command]
        self.raw = b""
        """All that the program wrote."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            command[1:],
            cwd=str(cwd),
            dimensions=(LINES, COLUMNS),
            env={**os.environ, **_USUAL, **(environ or {})},
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        """Of the program, or of the shell that runs the line."""
        pid: int = self._child.pid
        return pid

    @property
    def lines(self) -> list[str]:
        return list(self._screen.display)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def type(self, keys: str | bytes) -> None:
        """Type these all at once."""
        self._child.send(keys)

    def types_much(self, data: bytes) -> None:
        """Type this as fast as it is read, whatever is drawn meanwhile."""
        while data:
            _, ready, _ = select.select([], [self._child.child_fd], [], 0)
            if ready:
                data = data[os.write(self._child.child_fd, data[:1024]) :]
            else:
                assert self._read(0.01), f"ended:\n{self.text}"

    def goes_quiet(self, seconds: float = 1.0) -> None:
        """Look on so long, as someone who types nothing."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._read(), f"ended:\n{self.text}"

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until `condition` holds of the screen."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if not self._read() or time.monotonic() > deadline:
                pytest.fail(f"the screen never came to be as expected:\n{self.text}")

    def shows(self, *words: str) -> None:
        """Wait until all of `words` are on the screen."""
        self.until(lambda: all(word in self.text for word in words))

    def hides(self, *words: str) -> None:
        """Wait until none of `words` is on the screen."""
        self.until(lambda: not any(word in self.text for word in words))

    def ends(self) -> tuple[int, float]:
        """Wait for the program to end: its exit status, and how many seconds that took."""
        begun = time.monotonic()
        while self._read():
            assert time.monotonic() - begun < PATIENCE, f"still running:\n{self.text}"
        self._child.wait()
        return self._child.exitstatus, time.monotonic() - begun

    def send_signal(self, number: int) -> None:
        """To the program alone; of a line of a shell it is the last, in whose place it runs by `exec`."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        self._child.ptyproc.fileobj.close()
        self._child.ptyproc.closed = True

    def ends_unseen(self) -> int | None:
        """Wait for the program to end without reading what it writes: its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._child.isalive():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                pytest.fail("it runs on")
            time.sleep(0.02)
        status: int | None = self._child.exitstatus
        return status

    def reads_the_rest(self) -> None:
        """Take in what an ended program has written."""
        while self._read():
            pass

    def resize(self, columns: int, lines: int) -> None:
        self._child.setwinsize(lines, columns)
        self._screen.resize(lines, columns)

    def is_whole(self) -> None:
        """Fail unless the terminal is as a shell wants it."""
        assert modes(self.raw) == _ON_FROM_THE_START
        assert self.raw.count(b"\x1b[>25u") == self.raw.count(b"\x1b[<u"), "keys are told as usual"
        local_flags = termios.tcgetattr(self._child.child_fd)[3]
        assert local_flags & _LINE_MODES == _LINE_MODES, "lines are read as usual"

    def _read(self, seconds: float = 0.1) -> bool:
        """Take in what was written meanwhile; whether there may be more to come."""
        try:
            chunk = self._child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += chunk
        self._stream.feed(chunk)
        return True


def modes(raw: bytes) -> set[int]:
    """The private modes that are on after this was written: 1049, say, is the alternate screen."""
    on = set(_ON_FROM_THE_START)
    for numbers, what in re.findall(rb"\x1b\[\?([\d;]+)([hl])", raw):
        change = on.update if what == b"h" else on.difference_update
        change(map(int, numbers.split(b";")))
    return on


BREAK = "\x07"
"""The key that breaks a program that is `broken`."""


def broken(statement: str) -> str:
    """A program that is `sse-dash`, in which the app's own thread runs `statement` at `BREAK`."""
    return f"""
from textual import events
from sse_dash.tui.app import SseDashApp

usual = SseDashApp.on_event

async def on_event(app, event):
    if isinstance(event, events.Key) and event.key == "ctrl+g":
        {statement}
    await usual(app, event)

SseDashApp.on_event = on_event

import sys
from sse_dash.cli import main
sys.exit(main())
"""


class _Clock(BaseHTTPRequestHandler):
    """An event stream that ticks until nobody listens any more."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number = 0
        try:
            while True:
                number += 1
                self.wfile.write(f"event: tick\nid: {number}\ndata: tock {number}\n\n".encode())
                time.sleep(0.05)
        except ConnectionError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Not a word: stderr is the test's."""


@contextmanager
def clock() -> Iterator[str]:
    """The URL of a stream that ticks."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Clock) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/clock"
        finally:
            server.shutdown()
            thread.join()
