"""Input that nobody means: whatever comes, the program goes on, and the next key does what it does."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal, clock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32" or not shutil.which("sh"), reason="needs a pseudo-terminal"),
]

# Nothing in it ends the program on purpose: neither q, nor ctrl+q, nor ctrl+c, nor what suspends it.
LEAVE = "\x11\x11"
"""Quit, also where that is asked about."""
HARMLESS = bytes(byte for byte in range(256) if byte not in b"q\x11\x03\x1a")


@contextmanager
def typing(cwd: Path) -> Iterator[Terminal]:
    """The dashboard, in which something is typed; it is there afterwards, and ends as it should."""
    with clock() as url, Terminal(url, cwd=cwd) as terminal:
        terminal.shows("1 clock ● live")
        yield terminal
        terminal.type(LEAVE)
        assert terminal.ends()[0] == 0
        terminal.is_whole()
        assert b"Traceback" not in terminal.raw


def test_bytes_that_are_no_utf8_and_mouse_reports_of_old_end_nothing(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        for data in [
            b"\xff\xfe",
            b"\xc3\x28\xe2\x82\xf0\x9f",
            b"\x1b[M\x20\xa0\xa0\x1b[M\x23\xff\xff",
            b"\x1b[M",
            b"\x80\x9b\x90",
            b"\x1b[99999999999;5u\x1b[55296u\x1b[1:::u",
            b"\x1b[48;99999;99999;0;0t",
            b"\x1b[<0;99999999999999999999;1M",
            b"\x1b[<999999;1;1M\x1b[<;;M\x1b[<1;1M",
        ]:
            terminal.type(data)
        terminal.type("f")
        terminal.shows("filter clock")
        terminal.type(b"gr\xc3")
        terminal.type(b"\xbcn\xff")
        terminal.shows("› grün\ufffd ")


@pytest.mark.slow
def test_the_mouse_of_a_terminal_that_knows_only_x10_works(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        line, y = next((line, y) for y, line in enumerate(terminal.lines) if " Add " in line)
        x = line.index(" Add ") + 1
        place = bytes([33 + x, 33 + y])
        terminal.type(b"\x1b[M\x20" + place + b"\x1b[M\x23" + place)
        terminal.shows("Add a stream")


@pytest.mark.slow
def test_halves_of_sequences_press_no_keys(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        for half in [b"\x1b[<0;3", b"\x1b[1;5", b"\x1b]11;rgb:aq/qq", b"\x1bPqqq", b"\x1b[200", b"\x1b[M!"]:
            terminal.type(half)
            terminal.goes_quiet()
        terminal.type("f")
        terminal.shows("filter clock")


@pytest.mark.slow
def test_pastes_that_are_odd_are_pastes(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        terminal.type("f")
        terminal.shows("filter clock")
        terminal.type(b"\x1b[200~caf\xe9 \x1b[31mred\x07\x1b[201~")
        terminal.shows("caf\ufffd")
        terminal.type("\x1b")
        terminal.hides("filter clock")
        # One without an end, on the grid.
        terminal.type(b"\x1b[200~qqq")
        terminal.goes_quiet(4)
        terminal.type("f")
        terminal.shows("filter clock")


@pytest.mark.slow
def test_a_paste_of_many_megabytes_is_cut_and_said_to_be(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        terminal.type(b"\x1b[200~")
        for _ in range(40):
            terminal.types_much(b"q" * 100_000)
        terminal.type(b"\x1b[201~")
        terminal.shows("was cut after")


@pytest.mark.slow
def test_more_keys_than_can_be_dealt_with_are_read_in_their_time(tmp_path: Path) -> None:
    with typing(tmp_path) as terminal:
        terminal.types_much(b"jk" * 800)
        terminal.type("f")
        terminal.shows("filter clock")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_noise_ends_nothing(tmp_path: Path, seed: int) -> None:
    noise = random.Random(seed)
    with clock() as url, Terminal(url, cwd=tmp_path) as terminal:
        terminal.shows("1 clock ● live")
        for _ in range(15):
            terminal.types_much(bytes(noise.choices(HARMLESS, k=20)))
        # In whatever it opened.
        terminal.goes_quiet(4)
        terminal.type(LEAVE)
        assert terminal.ends()[0] == 0
        terminal.is_whole()
    assert b"Traceback" not in terminal.raw
