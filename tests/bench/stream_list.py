"""What a list of many streams costs: `python tests/bench/stream_list.py [STREAMS ...]`.

At 200x50, with a few events to each stream between two ticks: milliseconds of the first frame, of one with
a tick and one without, of sorting anew, of moving by a row, and of painting all lines.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from textual.geometry import Region

from sse_dash.client.message import MessageEvent
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.list.order import Sort
from tests.tui.list.listed import ListHost
from tests.tui.piloting import piloted

_ROUNDS = 30
_EVENTS = [MessageEvent("message", "x" * 60)] * 3


class FedMonitor(Monitor):
    """A stream that events come to without a connection."""

    def feed(self) -> None:
        self.connection.take(_EVENTS)


def milliseconds(
    act: Callable[[], object], before: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """The median of some rounds, and the worst."""
    taken = []
    for _ in range(_ROUNDS):
        before()
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken), max(taken)


async def measure(count: int) -> None:
    """Print a line for each thing."""
    monitors = [FedMonitor(StreamSpec(name=f"feed-{n}", url="http://127.0.0.1/")) for n in range(count)]
    tick = 1

    def feed() -> None:
        for monitor in monitors:
            monitor.feed()

    def show() -> None:
        app.streams.show(monitors, tick)

    def show_next() -> None:
        nonlocal tick
        tick += 1
        show()

    for _ in range(100):
        feed()
    app = ListHost()
    async with piloted(app, size=(200, 50)):
        start = time.perf_counter()
        show()
        first = (time.perf_counter() - start) * 1000
        print(f"{count:,} streams\n{'the first frame':24}{first:8.2f} ms")
        app.streams.sort_by(Sort.RATE)
        for name, act, before in (
            ("a frame with a tick", show_next, feed),
            ("a frame without", show, feed),
            ("sorting by name", lambda: app.streams.sort_by(Sort.NAME), show),
            ("moving by a row", lambda: app.streams.move(1), show),
            ("painting every line", lambda: app.streams.render_lines(Region(0, 0, 200, 50)), show),
        ):
            middle, worst = milliseconds(act, before)
            print(f"{name:24}{middle:8.2f} ms, at worst {worst:8.2f} ms", flush=True)


if __name__ == "__main__":
    for streams in [int(word) for word in sys.argv[1:]] or [10, 100, 1_000]:
        asyncio.run(measure(streams))
