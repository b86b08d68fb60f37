"""A team file with the installed program in a real terminal: what is asked, and what a server sees of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.terminal.terminal import Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

TOKEN = "s3cr3t-t0ken"


@dataclass
class Server:
    """A server of event streams, and who asked it for what."""

    origin: str
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Of each request its path and its Authorization header."""
    closing: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


@contextmanager
def serving() -> Iterator[Server]:
    """Such a server, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        server_of_test: ClassVar[Server]

        def do_GET(self) -> None:
            self.server_of_test.requests.append((self.path, self.headers.get("Authorization", "")))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(f"data: hello from {self.path}\n\n".encode())
            self.server_of_test.closing.wait()

        def log_message(self, format: str, *args: object) -> None:
            """Not a word: stderr is the test's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server = Handler.server_of_test = Server(f"http://127.0.0.1:{http.server_port}")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            http.shutdown()
            thread.join()


def quit_with(terminal: Terminal, keys: str) -> None:
    """Type these, of which the last one quits."""
    terminal.type(keys)
    assert terminal.ends()[0] == 0


def say_yes(terminal: Terminal) -> None:
    """Type y until it is taken: what comes right after the question isn't."""

    def is_taken() -> bool:
        terminal.type("y")
        return "Trust the team file?" not in terminal.text

    terminal.until(is_taken)


def test_a_team_file_is_asked_about_once_and_again_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)
    project = tmp_path / "shop"
    (project / ".git").mkdir(parents=True)
    team = project / "sse-dash.toml"
    with serving() as server:
        team.write_text(
            '[[streams]]\nname = "orders"\n'
            f'url = "{server.origin}/orders"\n'
            'headers = { Authorization = "Bearer ${SHOP_TOKEN}" }\n'
        )
        before = team.read_bytes()

        # No: nothing was asked for, and the next start asks again.
        with Terminal(cwd=project) as terminal:
            terminal.type("y")
            terminal.shows("Trust the team file?", f"{server.origin}  GET  for orders", "SHOP_TOKEN")
            terminal.type("\x1b")
            terminal.shows("No streams yet.")
            assert server.requests == []
            quit_with(terminal, "q")

        # Yes, from a folder within the project: it connects, with the variable's value.
        (project / "src").mkdir()
        with Terminal(cwd=project / "src") as terminal:
            terminal.shows("Trust the team file?")
            assert server.requests == []
            say_yes(terminal)
            terminal.shows("sse-dash · shop", "1 orders ● live", "hello from /orders")
            assert server.requests == [("/orders", f"Bearer {TOKEN}")]
            quit_with(terminal, "q")
            assert TOKEN.encode() not in terminal.raw

        # It is remembered, and a stream of one's own goes into one's own profile.
        with Terminal(cwd=project) as terminal:
            terminal.shows("1 orders ● live", "hello from /orders")
            terminal.type("a")
            terminal.shows("Add a stream")
            terminal.type(f"{server.origin}/mine\r")
            terminal.shows("2 mine ● live", "hello from /mine")
            terminal.type("\x13")
            terminal.shows("Saved", "1 stream")
            quit_with(terminal, "q")
        assert team.read_bytes() == before
        (own,) = (tmp_path / "sse-dash-config" / "projects").rglob("default.toml")
        assert "/mine" in own.read_text()
        assert "/orders" not in own.read_text()

        # Another content is asked about, and meanwhile only one's own runs.
        server.requests.clear()
        team.write_text(team.read_text().replace("/orders", "/elsewhere"))
        with Terminal(cwd=project) as terminal:
            terminal.shows("The team file has changed")
            terminal.type("n")
            terminal.shows("1 mine ● live", "hello from /mine")
            quit_with(terminal, "q")
        assert server.paths() == ["/mine"]
