"""Job control: a shell stops it and lets it go on; a whole terminal meanwhile, a whole screen after."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal, clock, modes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control"),
]

PROMPT = "ready> "
ALTERNATE_SCREEN = 1049


class Shell(Terminal):
    """A shell that controls jobs, in a terminal."""

    def __init__(self, cwd: Path) -> None:
        super().__init__(cwd=cwd, environ={"PS1": PROMPT}, line="exec bash --norc --noprofile --noediting -i")
        self.shows(PROMPT.strip())

    def runs(self, command: str) -> None:
        self.type(f"{command}\r")

    def answers(self, command: str) -> str:
        """What a command prints."""
        # Its marks are put together by the shell, so that the command as it is typed has none.
        self.runs(f"clear; printf '%s%s%s\\n' '<''<' \"$({command})\" '>''>'")
        self.until(lambda: "<<" in self.text and ">>" in self.text.partition("<<")[2])
        return self.text.partition("<<")[2].partition(">>")[0]

    def is_stopped(self) -> None:
        """Wait for the prompt of a shell whose job is stopped, and look at the terminal."""
        self.shows("Stopped", PROMPT.strip())
        self.is_whole()

    def goes_on(self, command: str = "fg") -> None:
        """Have the job go on, and wait until it has the terminal: its screen may be from before."""
        begun = len(self.raw)
        self.runs(command)
        self.until(lambda: ALTERNATE_SCREEN in modes(self.raw[begun:]))

    def is_left(self) -> None:
        """Wait for the dashboard to leave the terminal, and look at it."""
        self.until(lambda: ALTERNATE_SCREEN not in modes(self.raw))
        self.shows(PROMPT.strip())
        self.is_whole()

    def is_live(self) -> None:
        """Wait for the whole screen."""
        self.shows("sse-dash", "1 clock ● live", "Pause", "Quit")
        assert "Stopped" not in self.text


@contextmanager
def suspended(cwd: Path, before: str = "", shown: str = "") -> Iterator[Shell]:
    """The dashboard, suspended by its key, after these keys with which this is shown."""
    with clock() as url, Shell(cwd) as shell:
        shell.runs(f"{Path(sys.executable).with_name('sse-dash')} {url}")
        shell.is_live()
        shell.type(before)
        shell.shows(shown)
        shell.type("\x1a")
        shell.is_stopped()
        yield shell


def test_ctrl_z_gives_back_the_terminal_and_fg_the_screen(tmp_path: Path) -> None:
    with suspended(tmp_path) as shell:
        assert shell.answers("echo typed and seen") == "typed and seen"
        shell.goes_on()
        shell.is_live()
        shell.type("f")
        shell.shows("filter clock")
        shell.type("\x11")
        shell.is_left()
        assert shell.answers("echo $?") == "0"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "shown"), [("a", "Add a stream"), ("?", "─ Keys ─"), ("\x10", "Search"), ("f", "filter")]
)
def test_whatever_is_open_is_there_again_at_the_size_of_by_then(
    tmp_path: Path, keys: str, shown: str
) -> None:
    with suspended(tmp_path, keys, shown) as shell:
        shell.resize(140, 40)
        shell.goes_on()
        shell.shows(shown)
        shell.until(lambda: 140 in {len(line.rstrip()) for line in shell.lines})
        shell.type("\x1a")
        shell.is_stopped()
        shell.resize(60, 16)
        shell.goes_on()
        shell.shows(shown)
        shell.type("\x11")
        shell.is_left()


@pytest.mark.slow
def test_again_and_again(tmp_path: Path) -> None:
    with suspended(tmp_path) as shell:
        for _ in range(5):
            shell.goes_on()
            shell.is_live()
            shell.type("\x1a")
            shell.is_stopped()
        shell.runs("kill %1; clear; wait %1; echo status $?")
        shell.shows("status 143")
        shell.is_whole()


@pytest.mark.slow
def test_in_the_background_it_stops_at_once_and_takes_no_key(tmp_path: Path) -> None:
    with suspended(tmp_path) as shell:
        shell.runs("clear; bg; sleep 1; jobs")
        shell.shows("[1]+  Stopped")
        assert shell.answers("echo typed and seen") == "typed and seen"
        shell.is_whole()
        shell.goes_on()
        shell.is_live()


@pytest.mark.slow
def test_started_in_the_background_it_waits_for_the_terminal(tmp_path: Path) -> None:
    with clock() as url, Shell(tmp_path) as shell:
        shell.runs(f"{Path(sys.executable).with_name('sse-dash')} {url} &")
        shell.shows("[1]")
        shell.until(lambda: "Stopped" in shell.answers("jobs"))
        shell.is_whole()
        shell.goes_on()
        shell.is_live()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["TSTP", "STOP"])
def test_stopped_from_outside_it_comes_back_whole(tmp_path: Path, name: str) -> None:
    with clock() as url, Shell(tmp_path) as shell:
        shell.runs(f"{Path(sys.executable).with_name('sse-dash')} {url}")
        shell.is_live()
        os.kill(job_of(shell), signal.Signals[f"SIG{name}"])
        if name == "TSTP":
            shell.is_stopped()
        else:
            time.sleep(0.5)  # Nothing can be done about what is on the screen.
        shell.goes_on("reset; clear; fg")
        shell.is_live()
        shell.type("q")
        shell.is_left()


@pytest.mark.slow
def test_where_no_shell_could_let_it_go_on_it_does_not_stop(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, line='setsid -c -w "$@"') as terminal:
        terminal.shows("1 clock ● live")
        terminal.type("\x1a")
        terminal.shows("no shell waits for it")
        terminal.type("f")
        terminal.shows("filter clock")
        terminal.type("\x11")
        assert terminal.ends()[0] == 0
        terminal.is_whole()


@pytest.mark.slow
def test_who_waits_for_it_in_the_foreground_stops_with_it(tmp_path: Path) -> None:
    with clock() as url, Shell(tmp_path) as shell:
        shell.runs(f"sh -c '{Path(sys.executable).with_name('sse-dash')} {url}; true'")
        shell.is_live()
        shell.type("\x1a")
        shell.is_stopped()
        shell.goes_on()
        shell.is_live()


def job_of(shell: Shell) -> int:
    """The process that the shell runs."""
    children = Path(f"/proc/{shell.pid}/task/{shell.pid}/children").read_text().split()
    return int(children[-1])
