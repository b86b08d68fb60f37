"""By whose clock times are told, and that files and the screen tell them alike."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal, clock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

TOKYO = {"TZ": "Asia/Tokyo"}


def hours(terminal: Terminal) -> str:
    """Of the first event."""
    found = re.search(r"(\d\d):\d\d:\d\d\.\d{3} tick +tock 1 ", terminal.text)
    assert found
    return found[1]


def exported(terminal: Terminal, name: Path) -> dict[str, str]:
    """The first event of the file that is written."""
    terminal.type("w")
    terminal.shows("Export clock")
    terminal.type(f"\x15{name}\r")
    terminal.until(name.exists)
    event: dict[str, str] = json.loads(name.read_text().splitlines()[0])
    return event


def test_local_times_and_those_of_utc_say_which_they_are(tmp_path: Path) -> None:
    with clock() as url, Terminal(url, cwd=tmp_path, environ=TOKYO) as terminal:
        terminal.shows("tock 1 ", "UTC+9")
        terminal.type("g")
        local = hours(terminal)
        event = exported(terminal, tmp_path / "local.jsonl")
        assert event["at"].endswith("+09:00")
        assert f"T{local}:" in event["at"]

        terminal.type("t")
        terminal.until(lambda: re.search(r"UTC $", terminal.text.splitlines()[0]))
        utc = hours(terminal)
        assert (int(local) - int(utc)) % 24 == 9
        event = exported(terminal, tmp_path / "utc.jsonl")
        assert event["at"].endswith("Z")
        assert f"T{utc}:" in event["at"]
        terminal.type("q")
        assert terminal.ends()[0] == 0


def test_an_option_and_a_setting_ask_for_utc(tmp_path: Path, config_dir: Path) -> None:
    config_dir.mkdir()
    with clock() as url:
        with Terminal("--utc", url, cwd=tmp_path, environ=TOKYO) as terminal:
            terminal.shows("tock 1 ", " UTC ")
            terminal.type("q")
            assert terminal.ends()[0] == 0
        (config_dir / "config.toml").write_text('[view]\ntimes = "utc"\n')
        with Terminal(url, cwd=tmp_path, environ=TOKYO) as terminal:
            terminal.shows("tock 1 ", " UTC ")
            terminal.type("q")
            assert terminal.ends()[0] == 0
