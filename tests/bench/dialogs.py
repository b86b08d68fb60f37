"""What opening and closing dialogs leaves behind: `python tests/bench/dialogs.py [TIMES [DIALOG ...]]`.

For each kind of dialog: resident megabytes before, and after each fifth of so many openings, which are keys
without a pause between them; how many looks for garbage there were, and the longest of them, in
milliseconds of work, which is what a key may have waited for it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sse_dash.client.message import MessageEvent
from sse_dash.profiles import Session
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.app import SseDashApp
from tests.tui.piloting import Pilot, piloted

_DIALOGS = {
    "inspector": ("enter", "escape"),
    "form": ("a", "escape"),
    "change": ("e", "escape"),
    "help": ("question_mark", "escape"),
    "export": ("w", "escape"),
    "profiles": ("o", "escape"),
    "confirmation": ("delete", "escape"),
    "palette": ("ctrl+p", "escape"),
    "themes": ("ctrl+t", "escape"),
    "name": ("ctrl+s", "escape"),
}
_PARTS = 5
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """Megabytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6


class _Collections:
    """How often garbage was looked for, and how long it took."""

    def __init__(self) -> None:
        self.full = 0
        self.longest = 0.0
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
            return
        self.longest = max(self.longest, time.thread_time() - self._began)
        self.full += info["generation"] == 2


@contextmanager
def _counted() -> Iterator[_Collections]:
    counted = _Collections()
    gc.callbacks.append(counted)
    try:
        yield counted
    finally:
        gc.callbacks.remove(counted)


async def _ready(pilot: Pilot) -> None:
    app = pilot.app
    assert isinstance(app, SseDashApp)
    history = app.dashboard.stream_set.streams[0].monitor.history
    data = json.dumps({"id": 1, "items": [{"sku": f"A{n}", "price": n} for n in range(40)]})
    history.extend([MessageEvent("order", data, str(n)) for n in range(2_000)], time.time())
    await pilot.pause()
    await pilot.press("k")


async def main(times: int, names: list[str]) -> None:
    """Print a line for each kind of dialog."""
    spec = StreamSpec(name="orders", url="http://127.0.0.1:9/orders")
    app = SseDashApp(Session(streams=(spec,)))
    print(f"{'dialog':14}{'MB before':>10}  after each fifth of {times:,}{'':12}collections, longest ms")
    async with piloted(app, size=(120, 36)) as pilot:
        await _ready(pilot)
        for name in names or _DIALOGS:
            figures = [resident()]
            with _counted() as counted:
                for number in range(times):
                    await pilot.press(*_DIALOGS[name])
                    assert app.screen is app.dashboard, name
                    if (number + 1) % (times // _PARTS) == 0:
                        figures.append(resident())
            row = "".join(f"{figure:7.0f}" for figure in figures[1:])
            print(
                f"{name:14}{figures[0]:10.0f}  {row}{counted.full:11}{counted.longest * 1e3:10.0f}",
                flush=True,
            )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SSE_DASH_CONFIG_DIR"] = os.environ["SSE_DASH_STATE_DIR"] = folder
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, sys.argv[2:]))
