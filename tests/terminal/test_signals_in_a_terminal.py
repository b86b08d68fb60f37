"""What ends the program from outside: the terminal is left whole, and the exit status says what it was."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.terminal.terminal import BREAK, QUIT_WITHIN, Terminal, broken, clock

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

NAMES = ("orders", "prices", "builds", "audit", "chat", "heartbeat")
HUNG_UP = 128 + signal.SIGHUP


@pytest.mark.slow
def test_a_termination_does_what_q_does(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        terminal.send_signal(signal.SIGTERM)
        status, seconds = terminal.ends()
        terminal.is_whole()
    assert status == 143
    assert seconds < QUIT_WITHIN
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize("name", ["HUP", "INT", "QUIT", "USR1", "ALRM"])
def test_so_does_every_other_signal_that_would_end_it(tmp_path: Path, name: str) -> None:
    number = signal.Signals[f"SIG{name}"]
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        terminal.send_signal(number)
        assert terminal.ends()[0] == 128 + number
        terminal.is_whole()
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("a", "Add a stream"),
        ("?", "─ Keys ─"),
        ("f", "filter clock"),
        ("\x13", "Save a profile"),
        ("\x10", "Search"),
    ],
)
def test_a_termination_asks_nobody_whatever_is_open(tmp_path: Path, keys: str, shown: str) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        terminal.type(keys)
        terminal.shows(shown)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.ends()[0] == 143
        terminal.is_whole()


@pytest.mark.slow
def test_a_termination_at_any_moment_of_the_start_ends_it_with_its_status(tmp_path: Path) -> None:
    # Python has its own way to die while it starts itself; from then on it is ours.
    for milliseconds in range(150, 1300, 100):
        with Terminal("demo", cwd=tmp_path) as terminal:
            threading.Timer(milliseconds / 1000, terminal.send_signal, [signal.SIGTERM]).start()
            assert terminal.ends()[0] in ({143} if terminal.raw else {143, None})
            terminal.is_whole()
        assert b"Traceback" not in terminal.raw


@pytest.mark.slow
def test_a_termination_is_heeded_while_the_terminal_takes_nothing(tmp_path: Path) -> None:
    with Terminal("demo", cwd=tmp_path) as terminal:
        terminal.shows("6 streams", "1 orders ● live")
        # What is drawn meanwhile fills whatever is between us and the program.
        terminal.type("\x1bOS")
        time.sleep(2)
        terminal.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert terminal.ends_unseen() == 143
        assert time.monotonic() - begun < QUIT_WITHIN
        terminal.reads_the_rest()
        terminal.is_whole()


@pytest.mark.slow
def test_a_termination_is_heeded_while_the_app_is_stuck(tmp_path: Path) -> None:
    with Terminal("demo", cwd=tmp_path, program=broken("import time; time.sleep(3600)")) as terminal:
        terminal.shows("6 streams")
        terminal.type(BREAK)
        terminal.goes_quiet()
        terminal.send_signal(signal.SIGTERM)
        assert terminal.ends()[0] == 143
        terminal.is_whole()


@pytest.mark.slow
def test_a_terminal_that_is_closed_ends_it_also_where_hanging_up_is_ignored(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, line="trap '' HUP; exec \"$@\"") as terminal:
        terminal.shows("1 clock ● live")
        terminal.hang_up()
        assert terminal.ends_unseen() == HUNG_UP


@pytest.mark.slow
def test_a_terminal_that_is_closed_ends_it(tmp_path: Path) -> None:
    for keys, shown in [("", "live"), ("a", "Add a stream")]:
        with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
            terminal.shows("1 clock ● live")
            terminal.type(keys)
            terminal.shows(shown)
            terminal.hang_up()
            assert terminal.ends_unseen() == HUNG_UP


@pytest.mark.slow
def test_what_was_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, line="trap '' HUP TERM INT; exec \"$@\"") as terminal:
        terminal.shows("1 clock ● live")
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            terminal.send_signal(number)
        terminal.type("f")
        terminal.shows("filter clock")
        terminal.type("\x11")
        assert terminal.ends()[0] == 0
        terminal.is_whole()


@pytest.mark.slow
def test_ctrl_c_tells_how_to_quit_and_a_second_one_within_a_second_does(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        terminal.type("\x03")
        terminal.shows("Do you want to quit?", "ctrl+c once more")
        terminal.type("\x03\x03")
        assert terminal.ends()[0] == 0
        terminal.is_whole()


@pytest.mark.slow
def test_a_terminal_that_took_nothing_for_a_while_shows_all_when_it_does(tmp_path: Path) -> None:
    with Terminal("demo", cwd=tmp_path) as terminal:
        terminal.shows("6 streams", "1 orders ● live")
        for _ in range(60):
            terminal.type("v")
            time.sleep(0.05)
        terminal.shows("6 streams", *(f" {number} {name} " for number, name in enumerate(NAMES, 1)))
        assert len(terminal.raw) < 2_000_000
        terminal.type("q")
        assert terminal.ends()[0] == 0
        terminal.is_whole()
