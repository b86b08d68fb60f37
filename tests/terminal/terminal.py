"""The installed program in a pseudo-terminal, for the tests here."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

if sys.platform != "win32":
    import pexpect
    import pyte

COLUMNS, LINES = 100, 30
PATIENCE = 30.0
"""Seconds to wait for what a person would see at once: a busy machine may take its time."""
QUIT_WITHIN = 3.0
"""Seconds from q to the shell's prompt: one is promised, and a busy machine takes longer to end a process."""


class Terminal:
    """`sse-dash` in a pseudo-terminal, and the screen as a person sees it."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        script = Path(sys.executable).with_name("sse-dash")
        if not script.exists():
            pytest.fail(f"sse-dash is not installed beside {sys.executable}: pip install -e '.[test]'")
        self.raw = b""
        """All that the program wrote."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            str(script),
            list(arguments),
            cwd=str(cwd),
            dimensions=(LINES, COLUMNS),
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"},
        )

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
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> None:
        """Type these all at once."""
        self._child.send(keys)

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

    def _read(self) -> bool:
        """Take in what was written meanwhile; whether there may be more to come."""
        try:
            chunk = self._child.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += chunk
        self._stream.feed(chunk)
        return True


def last_of(raw: bytes, *sequences: bytes) -> bytes:
    """Which of these was written last."""
    return max(sequences, key=raw.rfind)


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
