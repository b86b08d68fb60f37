"""The installed program in a real terminal: what a person types, and what they see."""

from __future__ import annotations

import os
import re
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

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

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


def test_the_demo_opens_is_looked_around_in_and_quit(tmp_path: Path) -> None:
    names = ["orders", "prices", "builds", "audit", "chat", "heartbeat"]
    with Terminal("demo", cwd=tmp_path) as terminal:
        terminal.shows(*(f" {number} {name} " for number, name in enumerate(names, 1)))
        terminal.shows("6 streams", " tick ", '{"sym":', " order.", "keep-alive comment")
        terminal.until(lambda: re.search(r"[1-9]\d*\S* ev/s", terminal.text))

        terminal.type("2z")
        terminal.hides(" 1 orders ", " 3 builds ")
        terminal.shows("2 prices ● live", " tick ", "Back")
        terminal.type("\x1b")
        terminal.shows(*(f" {number} {name} " for number, name in enumerate(names, 1)))

        terminal.type("3ferror\r")
        terminal.shows("/error ")
        terminal.until(lambda: re.search(r"/error .* of \d+", terminal.text))
        assert "PAUSED" not in terminal.text

        terminal.type("q")
        status, seconds = terminal.ends()
    assert status == 0
    assert seconds < QUIT_WITHIN
    assert last_of(terminal.raw, b"\x1b[?1049h", b"\x1b[?1049l") == b"\x1b[?1049l", (
        "the alternate screen is left"
    )
    assert last_of(terminal.raw, b"\x1b[?25l", b"\x1b[?25h") == b"\x1b[?25h", "the cursor is shown"
    assert last_of(terminal.raw, b"\x1b[?1000h", b"\x1b[?1000l") == b"\x1b[?1000l", "the mouse is let go of"
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
def test_streams_saved_in_a_project_are_there_the_next_time(tmp_path: Path) -> None:
    project = tmp_path / "shop"
    (project / ".git").mkdir(parents=True)
    with clock() as url:
        with Terminal(url, cwd=project) as terminal:
            terminal.shows("1 clock ● live", " tick ", "tock ")
            terminal.type("\x13")
            terminal.shows("Save a profile for project shop", "default")
            terminal.type("\r")
            terminal.shows("Saved")
            terminal.type("q")
            assert terminal.ends()[0] == 0

        below = project / "src"
        below.mkdir()
        with Terminal(cwd=below) as terminal:
            terminal.shows("sse-dash · shop", "1 clock ● live", " tick ", "tock ")
            terminal.type("q")
            assert terminal.ends()[0] == 0


@pytest.mark.slow
def test_pausing_stands_still_while_the_counter_runs(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live", "tock 3")
        terminal.type(" ")
        terminal.shows("PAUSED +")
        rows = re.findall(r"tock \d+", terminal.text)
        terminal.until(lambda: re.search(r"PAUSED \+[1-9]\d", terminal.text))
        assert re.findall(r"tock \d+", terminal.text) == rows
        terminal.type("q")
        assert terminal.ends()[0] == 0


def test_ctrl_c_does_not_end_the_program_but_tells_what_does(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        terminal.type("\x03")
        terminal.shows("to quit")
        terminal.type("q")
        assert terminal.ends()[0] == 0
