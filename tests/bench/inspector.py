"""How fast the inspector opens a large event: `python tests/bench/inspector.py [MEGABYTES]`.

For each shape of data: until it is shown (some 25 ms of that is the test harness, which waits for quiet), the
longest time in which no key could have been answered meanwhile, and how much of the processor keys take then.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from textual.events import Key

from sse_dash.tui.garbage_collector import GarbageCollector
from sse_dash.tui.inspector.header import PlaceLine
from tests.tui.inspector.inspected import Host, ListReader, events
from tests.tui.piloting import piloted

_VIEWS = {"1": "JSON", "2": "text", "3": "bytes", "4": "diff"}
_KEYS = ("j", "j", "pagedown", "G", "g", "pagedown", "E", "G", "g", "C")


def shapes(size: int) -> dict[str, str]:
    """Data of about so many bytes, by what they are."""
    item = '{"id":%d,"sku":"A%d","price":12.50,"tags":["a","b"]}'
    levels = 10_000
    return {
        "array of small objects": "[" + ",".join(item % (n, n) for n in range(size // 54)) + "]",
        "array of numbers": "[" + ",".join(str(n) for n in range(size // 7)) + "]",
        "object of many keys": "{" + ",".join(f'"key{n}":"value"' for n in range(size // 19)) + "}",
        "one string": json.dumps("x" * size),
        "one string with line ends": json.dumps("some words\n" * (size // 12)),
        "nested 900 deep, wide": '{"a":' * 900 + json.dumps(["x" * 90] * (size // 94)) + "}" * 900,
        f"nested {levels:,} deep": "[" * levels + '"' + "x" * size + '"' + "]" * levels,
        "one line, no JSON": "words " * (size // 6),
        "many lines, no JSON": "some words\n" * (size // 11),
        "one line of CJK, no JSON": "値段は高い " * (size // 16),
    }


class _Stalls:
    """The longest time between two turns of the loop."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last)
            last = now


async def measure(data: str, view: str) -> tuple[float, float, float, float]:
    """Milliseconds until it is shown, of the longest stall, of the median key and the slowest."""
    host = Host(ListReader(events(data.replace("1", "2", 3), data)))
    async with piloted(host, size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press(view)
        await _ready(host)
        await pilot.pause()
        stalls = _Stalls()
        watching = asyncio.create_task(stalls.watch())
        start = time.perf_counter()
        await host.screen.run_action("step(1)")
        await pilot.pause()
        await _ready(host)
        shown = time.perf_counter() - start
        await asyncio.sleep(0.05)
        watching.cancel()
        keys = []
        for key in _KEYS:
            start = time.process_time()
            host.post_message(Key(key, key if len(key) == 1 else None))
            await pilot.pause()
            keys.append(time.process_time() - start)
    return shown * 1e3, stalls.longest * 1e3, median(keys) * 1e3, max(keys) * 1e3


async def _ready(host: Host) -> None:
    """Wait until neither the view nor the line below says that something is being worked out."""
    waiting = True
    while waiting:
        await asyncio.sleep(0.005)
        words = " ".join(strip.text for strip in host.screen._compositor.render_strips(host.size)[3:6])
        words += host.screen.query_one(PlaceLine).render_line(0).text
        waiting = any(each in words for each in ("parsing …", "laying out …", "comparing with"))


async def main(size: int) -> None:
    """Print a line for each shape and view."""
    GarbageCollector().take_over()  # as in the app: no full garbage collection in the way
    print(f"{'data':28}{'view':8}{'shown':>9}{'stall':>9}{'key':>9}{'slowest':>9}   ms")
    for name, data in shapes(size).items():
        for view, view_name in _VIEWS.items():
            figures = await measure(data, view)
            print(f"{name:28}{view_name:8}" + "".join(f"{figure:9.0f}" for figure in figures), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 5_000_000))
