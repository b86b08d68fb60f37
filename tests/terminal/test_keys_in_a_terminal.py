"""What terminals make of keys, mouse and pasting, and what the installed program makes of that."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.terminal.terminal import COLUMNS, LINES, Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

EVENTS = 60
FIRST, LAST = "row 01 of", f"row {EVENTS} of"


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """A server each path of which sends so many events at once, and nothing more."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            rows = "".join(f"data: row {number:02} of {self.path}\n\n" for number in range(1, EVENTS + 1))
            self.wfile.write(rows.encode())
            closing.wait()

        def log_message(self, format: str, *args: object) -> None:
            """Not a word: stderr is the test's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        closing.set()
        server.shutdown()
        thread.join()


class Keyed(Terminal):
    """A terminal with a mouse, that can be made larger."""

    def mouse(self, words: str, button: int = 0, times: int = 1) -> None:
        """Press and release on the first cell of `words`, as terminals tell it (SGR); 64 is the wheel, up."""
        x, y = next((line.index(words), y) for y, line in enumerate(self.text.split("\n")) if words in line)
        place = f"{button};{x + 1};{y + 1}"
        release = "" if button >= 64 else f"\x1b[<{place}m"
        self.type(f"\x1b[<{place}M{release}" * times)

    def is_a_list_of_three(self) -> bool:
        """Whether the list has its rows below the heading, and its last lines at the lower edge."""
        lines = self.text.split("\n")
        rows = zip(("state", " a ", " b ", " c "), lines[1:], strict=False)
        is_at_the_edge = lines[-2].rstrip().endswith("3 streams") and " View " in lines[-1]
        return is_at_the_edge and all(word in line for word, line in rows)

    def quits(self, keys: str = "q") -> None:
        self.type(keys)
        assert self.ends()[0] == 0
        assert b"Traceback" not in self.raw


def test_function_keys_change_the_view_however_they_are_written(origin: str, tmp_path: Path) -> None:
    writings = [
        ("\x1bOQ", "\x1bOR", "\x1bOS"),  # xterm
        ("\x1b[12~", "\x1b[13~", "\x1b[14~"),  # rxvt, VT220
        ("\x1b[[B", "\x1b[[C", "\x1b[[D"),  # the Linux console
    ]
    with Keyed(f"{origin}/a", f"{origin}/b", cwd=tmp_path) as terminal:
        terminal.shows("1 a ● live", "2 b ● live")
        for f2, f3, f4 in writings:
            terminal.type(f3)
            terminal.shows(" activity ", "2 streams")
            terminal.type(f4)
            terminal.shows("┏ timeline ")
            terminal.type(f2)
            terminal.shows("┏ 1 a ", "╭ 2 b ")
        terminal.quits()


def test_home_and_end_go_to_the_ends_however_they_are_written(origin: str, tmp_path: Path) -> None:
    with Keyed(f"{origin}/a", cwd=tmp_path) as terminal:
        terminal.shows(LAST)
        for home, end in [
            ("\x1b[H", "\x1b[F"),
            ("\x1bOH", "\x1bOF"),
            ("\x1b[1~", "\x1b[4~"),
            ("\x1b[7~", "\x1b[8~"),
        ]:
            terminal.type(home)
            terminal.shows(FIRST, "SCROLLED")
            terminal.type(end)
            terminal.shows(LAST)
            terminal.hides("SCROLLED")
        terminal.quits("\x11")  # ctrl+q


def test_escape_alone_is_a_key_and_with_a_letter_another_one(
    origin: str, tmp_path: Path, config_dir: Path
) -> None:
    config_dir.mkdir()
    (config_dir / "config.toml").write_text('[keys]\n"view.list" = "alt+q"\n"view.grid" = "alt+x"\n')
    with Keyed(f"{origin}/a", f"{origin}/b", cwd=tmp_path) as terminal:
        terminal.shows("┏ 1 a ● live", "╭ 2 b ● live")
        terminal.type("z")
        terminal.shows("┏ 1 a ● live", " Back ")
        terminal.hides("╭ 2 b")
        terminal.type("\x1b")
        terminal.shows("╭ 2 b")
        # Neither q, which would quit, nor x, which would disconnect.
        terminal.type("\x1bq")
        terminal.shows(" activity ")
        terminal.type("\x1bx")
        terminal.shows("┏ 1 a ● live", "╭ 2 b ● live")
        terminal.quits()


def test_shift_tab_and_delete_reach_the_pane(origin: str, tmp_path: Path) -> None:
    with Keyed(f"{origin}/a", f"{origin}/b", f"{origin}/c", cwd=tmp_path) as terminal:
        terminal.shows("┏ 1 a ● live", "2 b ● live", "3 c ● live")
        terminal.type("\x1b[Z")
        terminal.shows("┏ 3 c ")
        terminal.type("\t")
        terminal.shows("┏ 1 a ")
        terminal.type("\x1b[Z\x1b[3~")
        terminal.shows("Remove c")
        terminal.type("y")
        terminal.hides("3 c ")
        terminal.shows("1 a ", "2 b ")
        terminal.quits()


def test_a_curl_command_that_is_pasted_fills_in_the_form(origin: str, tmp_path: Path) -> None:
    command = f"curl '{origin}/pasted' \\\n  -H 'X-Shop: kiosk' \\\n  --compressed\n"
    with Keyed(cwd=tmp_path) as terminal:
        terminal.shows("No streams yet.")
        terminal.type("a")
        terminal.shows("Add a stream")
        terminal.type(f"\x1b[200~{command}\x1b[201~")
        terminal.shows("Filled in from the curl command.", f"{origin}/pasted", "X-Shop: kiosk")
        terminal.type("\r")
        terminal.shows("1 pasted ● live", LAST)
        # Pasted where nothing is to be typed: no letter of it is a key.
        terminal.type("\x1b[200~q\x1b[201~f")
        terminal.shows("filter pasted ›")
        terminal.quits("\x11\x11")  # the second doesn't wait for what the first asks


def test_the_mouse_chooses_panes_rows_and_keys_and_its_wheel_scrolls(origin: str, tmp_path: Path) -> None:
    with Keyed(f"{origin}/a", f"{origin}/b", cwd=tmp_path) as terminal:
        terminal.shows("┏ 1 a ● live", "╭ 2 b ● live", f"{LAST} /a", f"{LAST} /b")
        terminal.mouse("2 b ")
        terminal.shows("┏ 2 b ", "╭ 1 a ")
        terminal.mouse(f"{LAST} /a", button=64, times=2)
        terminal.shows("SCROLLED +6")
        terminal.hides(f"{LAST} /a")
        terminal.mouse(f"{LAST} /a".replace(str(EVENTS), str(EVENTS - 6)), button=65, times=2)
        terminal.hides("SCROLLED")
        terminal.mouse(f"{LAST} /a")
        terminal.until(
            lambda: any("▌" in line and f"{LAST} /a" in line for line in terminal.text.split("\n"))
        )
        terminal.mouse("Zoom")
        terminal.shows(" Back ")
        terminal.hides("2 b ")
        terminal.quits()


def test_the_list_fits_whatever_size_the_terminal_is_given(origin: str, tmp_path: Path) -> None:
    with Keyed(*(f"{origin}/{name}" for name in "abc"), cwd=tmp_path) as terminal:
        terminal.shows("1 a ● live", "3 c ● live")
        terminal.type("\x1bOR")
        terminal.shows(" activity ", "3 streams")
        for columns, lines in [(60, 16), (160, 45), (COLUMNS, LINES)]:
            terminal.resize(columns, lines)
            terminal.until(terminal.is_a_list_of_three)
        terminal.quits()
