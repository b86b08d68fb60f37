"""The installed program in a real terminal: what a person types, and what they see."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import QUIT_WITHIN, Terminal, clock

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]


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
        terminal.is_whole()
    assert status == 0
    assert seconds < QUIT_WITHIN
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
