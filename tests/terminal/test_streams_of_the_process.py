"""Stdin, stdout, stderr, locale, kind of terminal: drawn on the terminal all the same, or refused."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import BREAK, Terminal, broken, clock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

ERROR = r"ValueError('broken on purpose by \x1b]0;title\x07 \x9b31m \u202e')"
"""What an event may hold, and an error quote of it."""
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_with_stderr_in_a_file_the_screen_is_on_the_terminal_and_nothing_in_the_file(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, line='exec "$@" 2>err.log') as terminal:
        terminal.shows("┏ 1 clock ● live", "tock ")
        terminal.type("q")
        assert terminal.ends()[0] == 0
        terminal.is_whole()
    assert (tmp_path / "err.log").read_bytes() == b""


@pytest.mark.slow
@pytest.mark.parametrize("elsewhere", ["2>/dev/null", "2>&-", "2>/dev/full", "2>&1", "2>>err.log </dev/tty"])
def test_wherever_stderr_goes_the_screen_is_on_the_terminal(tmp_path: Path, elsewhere: str) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, line=f'exec "$@" {elsewhere}') as terminal:
        terminal.shows("┏ 1 clock ● live", "tock ")
        terminal.type("q")
        assert terminal.ends()[0] == 0
        terminal.is_whole()


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({"PYTHONIOENCODING": "ascii:strict"}, id="ascii"),
        pytest.param({"PYTHONIOENCODING": "latin-1:strict"}, id="latin-1", marks=pytest.mark.slow),
        pytest.param({"PYTHONIOENCODING": "utf-16"}, id="utf-16", marks=pytest.mark.slow),
        pytest.param(ASCII, id="C", marks=pytest.mark.slow),
        pytest.param({**ASCII, "LC_ALL": "POSIX"}, id="POSIX", marks=pytest.mark.slow),
        pytest.param({"LC_ALL": "C", "LANG": "C"}, id="C-made-UTF-8", marks=pytest.mark.slow),
        pytest.param({"LC_ALL": "de_DE.ISO-8859-1"}, id="a-locale-that-is-none", marks=pytest.mark.slow),
        pytest.param({"TERM": ""}, id="no-TERM", marks=pytest.mark.slow),
        pytest.param({"TERM": "xterm-of-tomorrow"}, id="an-unknown-TERM", marks=pytest.mark.slow),
        pytest.param({"COLUMNS": "400", "LINES": "3"}, id="a-size-of-long-ago", marks=pytest.mark.slow),
    ],
)
def test_the_borders_are_drawn_whatever_the_environment_says(tmp_path: Path, environ: dict[str, str]) -> None:
    with clock() as url, Terminal(f"{url}/größe", cwd=tmp_path, environ=environ) as terminal:
        terminal.shows("┏ 1 größe ● live ━", "tock ", "┗━", "Quit")
        terminal.type("f")
        terminal.shows("filter größe")
        terminal.type("grün")
        terminal.shows("› grün ")
        terminal.type("\x11")
        assert terminal.ends()[0] == 0
        terminal.is_whole()
    assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"TERM": "dumb"}, 'exec "$@"'),
        pytest.param({"TERM": "unknown"}, 'exec "$@"', marks=pytest.mark.slow),
        pytest.param({}, 'exec "$@" </dev/null', marks=pytest.mark.slow),
        pytest.param({}, 'exec "$@" <&-', marks=pytest.mark.slow),
        pytest.param({}, 'exec "$@" >/dev/null', marks=pytest.mark.slow),
        pytest.param({}, 'exec "$@" >&-', marks=pytest.mark.slow),
        pytest.param({}, 'echo | exec "$@"', marks=pytest.mark.slow),
    ],
)
def test_what_it_can_not_be_drawn_on_is_refused_in_one_line(
    tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    with Terminal("http://127.0.0.1:9/clock", cwd=tmp_path, environ=environ, line=line) as terminal:
        assert terminal.ends()[0] == 2
        said = terminal.raw.decode()
        terminal.is_whole()
    assert said.startswith("sse-dash: the dashboard needs a terminal ")
    assert said.count("\n") == 1
    assert "\x1b" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ['exec "$@"', 'exec "$@" 2>err.log', 'exec "$@" 2>&-', 'exec "$@" 2>/dev/full'],
)
def test_a_crash_leaves_the_terminal_whole_and_says_so_by_its_status(tmp_path: Path, line: str) -> None:
    # As where nothing could go on: whatever can go on does.
    program = broken(f"app.goes_on = False; app.call_next(lambda: (_ for _ in ()).throw({ERROR}))")
    with clock() as url, Terminal(url, cwd=tmp_path, program=program, line=line) as terminal:
        terminal.shows("1 clock ● live")
        terminal.type(BREAK)
        assert terminal.ends()[0] == 1
        terminal.is_whole()
        said = terminal.raw.rpartition(b"\x1b[?1004l")[2].decode()
    log = tmp_path / "err.log"
    if log.exists():
        said += log.read_text()
    if "2>&-" not in line and "full" not in line:
        assert "broken on purpose" in said
    assert "tock" not in said
    assert not re.search("\x1b\\]|[\x07\x9b\u202e]", said)
