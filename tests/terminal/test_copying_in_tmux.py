"""Copying inside tmux with its default options: what reaches the terminal that tmux itself runs in."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.terminal.terminal import PATIENCE, clock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]

if sys.platform != "win32":
    import pexpect

_COLUMNS, _LINES = 160, 24
_LEFT_OUT = ("TMUX", "COLORTERM", "COLUMNS", "LINES")
_OSC_52 = re.compile(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)")


class Tmux:
    """A tmux of its own in a pseudo-terminal, with `sse-dash` in it."""

    def __init__(self, url: str, *, outer: str, folder: Path) -> None:
        """`outer` is the `TERM` of the terminal that tmux runs in."""
        self._socket = folder / "tmux"
        self.received = b""
        """All that the outer terminal was sent."""
        program = Path(sys.executable).with_name("sse-dash")
        kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        self._child = pexpect.spawn(
            "tmux",
            ["-u", "-S", str(self._socket), "-f", os.devnull, "new-session", f"{program} {url}"],
            cwd=str(folder),
            dimensions=(_LINES, _COLUMNS),
            env={**kept, "TERM": outer, "LC_ALL": "C.UTF-8"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ask("kill-server")
        self._child.close(force=True)

    def ask(self, *command: str) -> str:
        """What tmux answers to a command."""
        words = ["tmux", "-S", str(self._socket), *command]
        return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False).stdout

    def type(self, keys: str) -> None:
        self._child.send(keys)

    def shows(self, *words: str) -> None:
        """Wait until all of these are on the screen, each on a line."""
        deadline = time.monotonic() + PATIENCE
        while not all(each in self.ask("capture-pane", "-p") for each in words):
            self._read()
            assert time.monotonic() < deadline, self.ask("capture-pane", "-p")

    @property
    def copied(self) -> list[str]:
        """What the outer terminal would have on its clipboard, one after the other."""
        self._read()
        return [base64.b64decode(found).decode() for found in _OSC_52.findall(self.received)]

    def _read(self) -> None:
        try:
            self.received += self._child.read_nonblocking(1 << 20, timeout=0.2)
        except pexpect.TIMEOUT:
            return


@pytest.fixture
def url() -> Iterator[str]:
    with clock() as url:
        yield url


def test_what_is_copied_reaches_the_clipboard_of_the_terminal_around_tmux(url: str, tmp_path: Path) -> None:
    with Tmux(url, outer="xterm-256color", folder=tmp_path) as tmux:
        tmux.shows("tock 1")
        tmux.type("gc")
        tmux.shows("to tmux's buffer", "to the terminal for its clipboard")
        assert tmux.copied == ["tock 1"]
        assert tmux.ask("show-buffer") == "tock 1"


def test_where_tmux_knows_no_clipboard_of_the_terminal_that_is_said(url: str, tmp_path: Path) -> None:
    with Tmux(url, outer="vt220", folder=tmp_path) as tmux:
        tmux.shows("tock 1")
        tmux.type("gc")
        tmux.shows("to tmux's buffer", "no clipboard of this terminal")
        assert tmux.copied == []
        assert tmux.ask("show-buffer") == "tock 1"
