"""Makes the screenshots anew, from the running dashboard on the demo: `python screenshots/make.py`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sse_dash.demo import DemoServer, specs
from sse_dash.profiles import Session
from sse_dash.tui.app import SseDashApp

HERE = Path(__file__).parent
# Seconds until every stream has shown what it is like.
_WARM_UP = 24.0


class Shot(NamedTuple):
    """One picture: its name, the size of the terminal in cells, and what to press before."""

    name: str
    size: tuple[int, int]
    theme: str = "textual-dark"
    keys: Sequence[str] = ()


# As a browser copies it, but for the lines.
CURL = (
    "curl 'https://shop.example/events' -H 'Accept: text/event-stream' -H 'Cookie: session=4f2a' --compressed"
)

SHOTS = [
    Shot("grid-120x36", (120, 36), keys=["3", "f", *"error", "enter"]),
    Shot("grid-80x24", (80, 24)),
    Shot("grid-200x50", (200, 50)),
    Shot("zoom-120x36", (120, 36), keys=["1", "z"]),
    Shot("light-120x36", (120, 36), "textual-light", keys=["2", "space"]),
    Shot("help-120x36", (120, 36), keys=["question_mark"]),
    Shot("list-120x36", (120, 36), keys=["f3", "s", "s", "s"]),
    Shot("timeline-120x36", (120, 36), keys=["f4", "f", *"-type:tick", "enter", "slash", *"order", "enter"]),
    Shot("inspector-120x36", (120, 36), keys=["1", "f", *"type:order.created", "enter", "enter", "j", "j"]),
    Shot("form-80x24", (80, 24), keys=["a", *CURL, "enter", "tab", "tab"]),
]


async def take(shot: Shot, url: str, folder: Path) -> None:
    """Run the app until there is something to see, press the keys, and save the picture."""
    app = SseDashApp(Session(streams=specs(url), title="demo"))
    async with app.run_test(size=shot.size) as pilot:
        app.theme = shot.theme
        await asyncio.sleep(_WARM_UP)
        await pilot.press(*shot.keys)
        await asyncio.sleep(1.5)
        svg = app.export_screenshot(title="sse-dash demo")
    # The font would be fetched from a server; any monospaced one does.
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    # Ids are random, and would make every new picture differ in every line.
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    (folder / f"{shot.name}.svg").write_text(svg, encoding="utf-8")


async def main(names: Sequence[str], folder: Path) -> None:
    """Take the pictures of these names, or all, as a terminal with all colours shows them."""
    os.environ["COLORTERM"] = "truecolor"
    os.environ.pop("NO_COLOR", None)
    with DemoServer(seed=7) as server:
        await asyncio.gather(
            *(take(shot, server.url, folder) for shot in SHOTS if not names or shot.name in names)
        )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:], HERE))
