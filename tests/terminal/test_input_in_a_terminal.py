"""Input that terminals send in different ways: pages, backspaces, letters of any script, pastes, reports.

Function keys, escape, the mouse and pasting as most terminals do it are in `test_keys_in_a_terminal.py`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

EVENTS = 100


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """A server whose streams send a hundred events, say what X-Shop was asked with, and stay silent."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            events = [f"event-{number:03}" for number in range(EVENTS)]
            events += [f"shop {self.headers['X-Shop']}"] if "X-Shop" in self.headers else []
            self.wfile.write("".join(f"data: {event}\n\n" for event in events).encode())
            closing.wait()

        def log_message(self, format: str, *args: object) -> None:
            """Not a word: stderr is the test's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        closing.set()
        http.shutdown()
        thread.join()


@contextmanager
def dashboard(origin: str, cwd: Path, *names: str) -> Iterator[Terminal]:
    """The dashboard on streams of these names, which have sent all that they send."""
    with Terminal(*(f"{origin}/{name}" for name in names), cwd=cwd) as terminal:
        terminal.until(lambda: terminal.text.count(" event-099") == len(names))
        terminal.shows(*(f"{number} {name} ● live" for number, name in enumerate(names, 1)))
        yield terminal


def test_arrows_and_pages_in_every_encoding(origin: str, tmp_path: Path) -> None:
    with dashboard(origin, tmp_path, "orders") as terminal:
        for up, down in [
            ("\x1b[A", "\x1b[B"),
            ("\x1bOA", "\x1bOB"),  # for applications
            ("\x1b[5~", "\x1b[6~"),
            ("\x15", "\x04"),  # ctrl+u, ctrl+d
        ]:
            terminal.type(up)
            terminal.shows("SCROLLED")
            # Down to the newest, and past it.
            terminal.type(down * 2)
            terminal.hides("SCROLLED")


def test_help_by_the_function_key_in_every_encoding(origin: str, tmp_path: Path) -> None:
    with dashboard(origin, tmp_path, "orders") as terminal:
        for f1 in ["\x1bOP", "\x1b[11~", "\x1b[[A"]:
            terminal.type(f1)
            terminal.shows("─ Keys ─")
            terminal.type(f1)
            terminal.hides("─ Keys ─")


def test_backspace_in_both_encodings_and_letters_of_any_script(origin: str, tmp_path: Path) -> None:
    with dashboard(origin, tmp_path, "orders") as terminal:
        terminal.type("f0989\x7f")
        terminal.shows("› 098 ", "1 of 100")
        terminal.type("\x08\x08\x08")
        terminal.shows("100 of 100")
        terminal.type("grün Привет é")
        terminal.shows("› grün Привет é ", "0 of 100")
        # What is typed with its arrows in one go, as over a slow line.
        terminal.type("\x1b[H\x1b[C\x1b[CX")
        terminal.shows("› grXün Привет é ")


def test_a_curl_command_pasted_where_pasting_looks_like_typing_fills_the_form(
    origin: str, tmp_path: Path
) -> None:
    with dashboard(origin, tmp_path, "orders") as terminal:
        terminal.type("a")
        terminal.shows("Add a stream")
        terminal.type(f"curl '{origin}/builds' \\\r  -H 'X-Shop: kiosk'\r")
        terminal.shows("Filled in from the curl command.")
        terminal.type("\r")
        terminal.shows("2 builds ● live", "shop kiosk")


def test_what_a_terminal_says_by_itself_presses_no_key(origin: str, tmp_path: Path) -> None:
    with dashboard(origin, tmp_path, "orders", "prices") as terminal:
        # That it lost the focus and has it again, that it can synchronise, and that it tells of its size.
        terminal.type("\x1b[O\x1b[I\x1b[?2026;2$y\x1b[?2048;2$y")
        terminal.type("2")
        terminal.shows("┏ 2 prices ● live", "1 orders ● live")
