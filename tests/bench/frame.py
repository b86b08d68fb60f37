"""What a frame of nine busy panes costs: `python tests/bench/frame.py [PANES [LINES COLUMNS]]`.

At 200x50, with thirty events to each stream between two frames: bytes that are written to the terminal, how
many of them are sequences of colours, and milliseconds of drawing. No terminal is written to.
"""

from __future__ import annotations

import asyncio
import inspect
import re
import sys
import time
from pathlib import Path
from statistics import median
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parents[2]))

from textual._compositor import CompositorUpdate
from textual.app import App
from textual.screen import Screen

from sse_dash.client.message import MessageEvent
from sse_dash.requests.given import GivenValues
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.app import SseDashApp
from sse_dash.tui.dashboard.screen import Dashboard
from sse_dash.tui.faults.fault import Faults

_TUI = Path(inspect.getfile(SseDashApp)).parent
_FRAMES = 40
_EVENTS_A_FRAME = 30
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_WORDS = ("order.created", "order.paid", "tick", "ping", "error")


class FedMonitor(Monitor):
    """A stream that events come to without a connection."""

    def feed(self, frame: int) -> None:
        """Bring a few events."""
        kind = _WORDS[frame % len(_WORDS)]
        self.connection.take(
            [
                MessageEvent(
                    kind, f'{{"id":{frame * 100 + n},"amount":{n * 37 % 997},"note":"{"x" * (n * 7 % 90)}"}}'
                )
                for n in range(_EVENTS_A_FRAME)
            ]
        )


class Host(App[None]):
    """An app that has the dashboard and runs no stream."""

    CSS_PATH: ClassVar = [_TUI / path for path in SseDashApp.CSS_PATH]

    def __init__(self, panes: int) -> None:
        super().__init__()
        self.monitors: list[FedMonitor] = []
        self.written: list[str] = []
        self.drawn = asyncio.Event()
        self.faults = Faults()
        self.is_behind = False
        self._panes = panes

    def get_default_screen(self) -> Screen[None]:
        specs = tuple(StreamSpec(name=f"feed-{n}", url=f"http://127.0.0.1/{n}") for n in range(self._panes))
        return Dashboard(self._make_monitor, GivenValues({}), self, specs)

    def action_save(self) -> None:
        """There are no profiles."""

    def action_open(self) -> None:
        """There are none to choose from."""

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.written.append(renderable.render_segments(self.console))
            self.drawn.set()

    def _make_monitor(self, spec: StreamSpec) -> Monitor:
        self.monitors.append(FedMonitor(spec))
        return self.monitors[-1]


async def measure(panes: int, size: tuple[int, int]) -> None:
    """Print what a frame costs."""
    app = Host(panes)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        dashboard = app.screen
        assert isinstance(dashboard, Dashboard)
        written = app.written
        sizes, colours, taken = [], [], []
        for frame in range(_FRAMES):
            await pilot.pause()
            for monitor in app.monitors:
                monitor.feed(frame)
            written.clear()
            app.drawn.clear()
            start = time.process_time()
            await app.drawn.wait()
            taken.append(time.process_time() - start)
            drawn = "".join(written)
            sizes.append(len(drawn.encode()))
            colours.append(sum(map(len, _COLOURS.findall(drawn))))
    print(
        f"{panes} panes at {size[0]}x{size[1]}: {median(sizes):,.0f} bytes a frame, "
        f"{100 * sum(colours) / sum(sizes):.0f} % colours; {median(taken) * 1000:.1f} ms of work for one"
    )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    asyncio.run(
        measure(numbers[0] if numbers else 9, (200, 50) if len(numbers) < 3 else (numbers[2], numbers[1]))
    )
