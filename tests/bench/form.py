"""What the form of a stream costs: `python tests/bench/form.py`.

At 120x36, over the dashboard: milliseconds of work from asking for it until it is drawn with all its fields,
and from a letter typed into a field until that is drawn; the median of some rounds and the best.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from textual import events
from textual.keys import _character_to_key

from sse_dash.profiles import Session
from sse_dash.requests.resolved import as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.app import SseDashApp
from sse_dash.tui.form.screen import StreamForm

_ROUNDS = 15
_SIZE = (120, 36)
_LETTERS = {
    "url": "https://example.com/events",
    "filter": "type:order.* -ping",
    "headers": "Accept: text/plain",
}


async def until_idle(app: SseDashApp) -> None:
    """Wait until nothing is to be styled, laid out or drawn any more."""
    for _ in range(3):
        drawn = asyncio.Event()
        app.screen.call_after_refresh(drawn.set)
        await drawn.wait()


async def taken(act: Callable[[], object], app: SseDashApp) -> float:
    """Milliseconds of work."""
    start = time.process_time()
    act()
    await until_idle(app)
    return (time.process_time() - start) * 1000


def said(name: str, values: list[float]) -> str:
    return f"{name:28}{median(values):8.1f} ms, at best {min(values):6.1f} ms"


async def measure() -> None:
    """Print a line for each thing."""
    app = SseDashApp(Session())
    spec = StreamSpec(name="orders", url="https://example.com/events", headers={"Authorization": "Bearer x"})

    def form() -> StreamForm:
        return StreamForm("Edit orders", spec, set(), as_it_stands, "save")

    def press(letter: str) -> None:
        app.screen.post_message(events.Key(_character_to_key(letter), letter))

    async with app.run_test(size=_SIZE):
        await until_idle(app)
        opened: list[float] = []
        for _ in range(_ROUNDS):
            opened.append(await taken(lambda: app.push_screen(form()), app))
            app.pop_screen()
            await until_idle(app)
        print(said("opening", opened[1:]))
        app.push_screen(form())
        await until_idle(app)
        print(f"{len(list(app.screen.walk_children()))} widgets")
        for name, letters in _LETTERS.items():
            app.screen.query_one(f"#{name}").focus()
            await until_idle(app)
            values = [await taken(partial(press, letter), app) for letter in letters]
            print(said(f"a letter in {name}", values))


if __name__ == "__main__":
    asyncio.run(measure())
