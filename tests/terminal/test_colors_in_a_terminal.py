"""The colours that a terminal is sent: its own sixteen where it has no more, none where nobody wants any."""

from __future__ import annotations

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

_SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def codes(raw: bytes) -> set[str]:
    """All attributes that were written: `32` is green; of a colour out of more than sixteen `38;2`."""
    found: set[str] = set()
    for each in _SGR.findall(raw):
        text = each.decode()
        found |= set(re.findall(r"[34]8;[25]", text))
        found |= set(re.sub(r"[34]8;(?:5;\d+|2;\d+;\d+;\d+)", "", text).split(";"))
    return found - {""}


@pytest.mark.parametrize(
    "term", ["xterm", *(pytest.param(each, marks=pytest.mark.slow) for each in ("screen", "linux", "vt220"))]
)
def test_a_terminal_of_sixteen_colors_is_sent_no_other(term: str, tmp_path: Path) -> None:
    environ = {"TERM": term, "COLORTERM": ""}
    with clock() as url, Terminal(url, "http://127.0.0.1:1/", cwd=tmp_path, environ=environ) as terminal:
        terminal.shows("● live", "tock 1", "retry in")
        terminal.type("q")
        terminal.ends()
    sent = codes(terminal.raw)
    assert not sent & {"38;2", "38;5", "48;2", "48;5"}
    assert {"32", "33", "2"} <= sent, "live is green, what waits yellow, and borders are dim"


def test_without_color_there_is_none_and_fields_have_edges(tmp_path: Path) -> None:
    environ = {"NO_COLOR": "1"}
    with clock() as url, Terminal(url, cwd=tmp_path, environ=environ) as terminal:
        terminal.shows("tock 1")
        terminal.type("a")
        terminal.shows("Add a stream")
        terminal.until(lambda: re.search(r"URL +┃https?://example.* ┃", terminal.text))
        assert re.search(r"Name +│made from the URL +│", terminal.text)
        terminal.type("\x1b")
        terminal.hides("Add a stream")
        terminal.type("gmgm")
        terminal.type("gm")
        terminal.until(lambda: re.search(r"▌\d\d:\d\d:\d\d\.\d{3}◆", terminal.text))
        terminal.type("j")
        terminal.until(lambda: re.search(r"◆\d\d:\d\d:\d\d\.\d{3} ", terminal.text))
        terminal.type("q")
        terminal.ends()
    assert not {code for code in codes(terminal.raw) if re.fullmatch(r"[349]\d(;.*)?|10\d", code)} - {
        "39",
        "49",
    }
