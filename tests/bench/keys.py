"""How long a key takes to show, while streams run: `python tests/bench/keys.py [OPTION ...] [RATE ...]`.

The installed `sse-dash` runs in a pseudo-terminal of 200x50 on a server in a process of its own, on loopback.
A key is pressed, and the time is taken until what it changes is written. A rate is in events a second of all
streams together: 0 is an idle screen, -1 as many as the server can send. Options:

    list, timeline      in this view, not in the grid
    paused, wrap        paused from when histories are full; with long lines broken
    filter=EXPRESSION   under this filter, in the grid of the first pane
    search=EXPRESSION   with this searched for, in the grid in the first pane
    key=NAME            pause (`PAUSED` is written), up (a row is chosen) or tab (the border of the next pane
                        grows heavy); pause by default, in the list only up, where paused by default up
    streams=N           nine by default; bytes=N: of an event, 1,200 by default; presses=N: 60 by default

`PYTHONPATH=CHECKOUT` measures another checkout than the installed one.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pexpect

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.flood import serve

_F3, _F4 = "\x1bOR", "\x1bOS"
_STYLES = r"(?:\x1b\[[\d;]*m)*"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and how its effect is seen."""

    pressed: str
    undone: str
    shown: str
    """A regular expression for what is written then, and not before."""


_KEYS = {
    "pause": Key(" ", " ", "PAUSED"),
    "up": Key("k", "G", "▌"),
    # In the list, the marker is written in the second row.
    "down": Key("j", "k", rf"\x1b\[4;1H{_STYLES}▌"),
    # Not that of the first pane, which is drawn anew meanwhile.
    "tab": Key("\t", "\x1b[Z", rf"\x1b\[2;(?!1H)\d+H{_STYLES}┏"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured."""

    key: Key
    before: str
    """Typed first."""
    streams: int = 9
    size: int = 1200
    presses: int = 60


def measure(case: Case, rate: float) -> tuple[list[float], str]:
    """Seconds for each press, and the totals that the first line showed."""
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(port, rate, case.streams, case.size), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port.get(timeout=10)}"
    command = str(Path(sys.executable).with_name("sse-dash"))
    child = pexpect.spawn(
        command,
        [f"{base}/stream-{n}" for n in range(case.streams)],
        dimensions=(50, 200),
        env={**os.environ, "TERM": "xterm-256color", "SSE_DASH_CONFIG_DIR": os.devnull},
        timeout=30,
    )
    try:
        child.delaybeforesend = None  # pexpect waits 50 ms of its own else
        child.expect(rf"(?<!\d){case.streams} live")
        run_until(child, 2.0)
        child.send(case.before)
        run_until(child, 2.0)
        taken = []
        for _ in range(case.presses):
            start = time.perf_counter()
            child.send(case.key.pressed)
            child.expect(case.key.shown.encode())
            taken.append(time.perf_counter() - start)
            child.send(case.key.undone)
            run_until(child, 0.15)
        totals = run_until(child, 2.0).rpartition(b" ev/s")[0].rpartition(b" ")[2].decode(errors="replace")
        child.send("q")
        child.expect(pexpect.EOF)
        return taken, totals
    finally:
        child.close(force=True)
        server.terminate()
        server.join()


def run_until(child: pexpect.spawn[bytes], seconds: float) -> bytes:
    """Read for so long what the program draws, so that it is never held up; return it."""
    end = time.monotonic() + seconds
    drawn = b""
    while (left := end - time.monotonic()) > 0:
        try:
            drawn += child.read_nonblocking(1 << 20, timeout=left)
        except pexpect.TIMEOUT:
            break
    return drawn


def asked(words: list[str]) -> tuple[Case, list[float]]:
    """What the words of the command line ask for."""
    rates: list[float] = []
    before, key = "", ""
    numbers: dict[str, int] = {}
    for word in words:
        option, _, value = word.partition("=")
        match option:
            case "list" | "timeline":
                before += _F3 if option == "list" else _F4
                key = key or ("down" if option == "list" else "")
            case "paused" | "wrap":
                before += " " if option == "paused" else "b"
                key = key or ("up" if option == "paused" else "")
            case "filter" | "search":
                before += f"{'f' if option == 'filter' else '/'}{value}\r"
            case "key":
                key = value
            case "streams" | "presses":
                numbers[option] = int(value)
            case "bytes":
                numbers["size"] = int(value)
            case _:
                rates.append(float(word))
    return Case(_KEYS[key or "pause"], before, **numbers), rates or [0.0, 3_000.0, 30_000.0, -1.0]


def main() -> None:
    """Print a line for each rate."""
    case, rates = asked(sys.argv[1:])
    for rate in rates:
        taken, totals = measure(case, rate)
        name = "flood" if rate < 0 else f"{rate:,.0f} events/s"
        middle, worst = median(taken) * 1000, quantiles(taken, n=100)[-1] * 1000
        print(f"{name:>16}: median {middle:5.0f} ms, p99 {worst:5.0f} ms, shown {totals} ev/s", flush=True)


if __name__ == "__main__":
    main()
