"""A resolver that never answers, for thirty streams: everything else goes on as if there were none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import QUIT_WITHIN, Terminal, clock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

HANGING = """
import socket, sys, threading

usual = socket.getaddrinfo

def getaddrinfo(host, *arguments, **options):
    if "hangs" in str(host):
        threading.Event().wait()
    return usual(host, *arguments, **options)

socket.getaddrinfo = getaddrinfo
from sse_dash.cli import main
sys.exit(main())
"""
"""The program, where the system never finds these hosts, and never says so."""
STREAMS = 40


def test_saving_exporting_reconnecting_and_leaving_go_on(tmp_path: Path) -> None:
    with clock() as url:
        healthy = url.replace("127.0.0.1", "localhost")
        urls = [healthy, *(f"http://{number}.hangs.example/{number}" for number in range(STREAMS))]
        environ = {"SSE_DASH_CONFIG_DIR": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state")}
        with Terminal(*urls, cwd=tmp_path, program=HANGING, environ=environ) as terminal:
            terminal.shows("1 clock ● live")
            terminal.type("zr")  # alone on the screen, its rows are there for a while
            terminal.shows("── reconnected")
            terminal.type("\x13")
            terminal.shows("Save a profile")
            terminal.type("many\r")
            terminal.shows("Saved")
            assert "hangs.example" in next((tmp_path / "config").rglob("many.toml")).read_text()
            terminal.type("w")
            terminal.shows("Format")
            terminal.type("\x05\x15events.jsonl\r")
            terminal.shows("Exported")
            assert (tmp_path / "events.jsonl").stat().st_size
            terminal.type("o")
            terminal.shows("enter open")
            terminal.type("\x1b")
            terminal.hides("enter open")
            terminal.type("q")
            status, seconds = terminal.ends()
    assert status == 0
    assert seconds < QUIT_WITHIN
