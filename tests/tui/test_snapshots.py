"""The main screens as plain text, under a clock that stands still, beside how they were when last agreed on.

Run with `SSE_DASH_UPDATE_SNAPSHOTS=1` to write what is drawn now into `snapshots/`; then read the difference
before it is committed. What each part of a screen does is for the tests of that part.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.theme import BUILTIN_THEMES

from sse_dash.client import lifecycle
from sse_dash.client.errors import TransientError
from sse_dash.client.message import MessageEvent
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.app import SseDashApp
from sse_dash.tui.inspector.screen import InspectorScreen
from sse_dash.tui.log import log_pane
from tests.tui.conftest import Terminal, dashboard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the time zone can't be set there")

FOLDER = Path(__file__).with_name("snapshots")
IS_UPDATING = os.environ.get("SSE_DASH_UPDATE_SNAPSHOTS") == "1"
SETTLED = 1.5
"""Seconds without a change after which a screen is taken to be drawn, where there is none to compare with."""
PATIENCE = 20.0
"""Seconds after which a screen isn't going to be as it should: far more than a busy machine takes."""

NOW = 1_780_000_000.0
"""2026-05-28, 20:26:40 in UTC."""

ANSI = "ansi-dark" if "ansi-dark" in BUILTIN_THEMES else "textual-ansi"
"""The theme of the terminal's own colours; older versions of Textual have one, of another name."""

SIZES = [(80, 24), (120, 36), (200, 50)]
AT_EACH_SIZE = pytest.mark.parametrize(
    "size",
    [pytest.param(size, marks=() if size == SIZES[0] else pytest.mark.slow) for size in SIZES],
    ids=[f"{width}x{height}" for width, height in SIZES],
)
"""The smallest for who waits for the verdict: what is drawn wrongly is drawn wrongly there, as a rule."""


class Story:
    """A stream that nobody connects to, and what it went through, told with a clock that is set by hand."""

    def __init__(self, spec: StreamSpec) -> None:
        self._now = 0.0
        self._bytes = 0
        self.monitor = Monitor(spec, clock=lambda: 1000 + self._now, wall=lambda: NOW + self._now)
        self._connection = self.monitor.connection

    def at(self, seconds: float) -> None:
        """Go to so many seconds after NOW; before it, if negative."""
        self._now = seconds

    def connects(self) -> None:
        self._connection.begin()
        self._connection.observe(lifecycle.Connecting(1, self.monitor.spec.url))
        self._connection.observe(lifecycle.Opened(self.monitor.spec.url, 200, {}))

    def receives(self, event_type: str, *data: str, last_event_id: str = "") -> None:
        events = [MessageEvent(event_type, each, last_event_id, "https://shop.example") for each in data]
        self._bytes += sum(len(each) + 40 for each in data)
        self.monitor.tally.heard(1000 + self._now, self._bytes, 0, 0)
        self._connection.take(events)

    def loses(self, words: str, again_in: float, attempt: int = 0) -> None:
        if attempt:
            self._connection.observe(lifecycle.Connecting(attempt, self.monitor.spec.url))
        self._connection.observe(lifecycle.Retrying(TransientError(words), again_in, attempt))

    def ends(self, *, cut: bool = False) -> None:
        self._connection.observe(lifecycle.Ended(lifecycle.EndReason.DONE, cut))


def orders(story: Story) -> None:
    """Half a minute of orders, an event every half a second; and one with all that an event can have."""
    story.at(-31)
    story.connects()
    for number in range(60):
        story.at(-30 + number / 2)
        paid = "true" if number % 3 else "false"
        kind = "order.refused" if number % 7 == 6 else "order.created"
        data = f'{{"id":{8100 + number},"user":{{"name":"Ann","vip":{paid}}},"total":{number * 7.5}}}'
        story.receives(kind, data, last_event_id=str(8100 + number))


def prices(story: Story) -> None:
    """Lost in the middle, and tried again."""
    story.at(-20)
    story.connects()
    for number in range(24):
        story.at(-18 + number / 2)
        story.receives("tick", *(f'{{"sym":"{sym}","at":{100 + number}.25}}' for sym in ("ACME", "UMBRA")))
    story.at(-5)
    story.loses("the connection was reset", 1.0)
    story.at(-2)
    story.loses("nothing answers at shop.example:443", 6.0, attempt=3)


def chat(story: Story) -> None:
    """Words that begin alike, wide characters and an end."""
    story.at(-12)
    story.connects()
    for number, word in enumerate(["Hello", " from", " 東京", ", where", " it", " rains", ".\u202e"]):
        story.at(-11 + number / 4)
        story.receives("message", f'{{"object":"chat.completion.chunk","model":"small","delta":"{word}"}}')
    story.receives("message", "[DONE]")
    story.ends()


def audit(story: Story) -> None:
    """A line that is too long for any screen, and then silence."""
    story.at(-70)
    story.connects()
    story.at(-65)
    counted = " ".join(str(number) for number in range(13_000))
    story.receives("audit", "signed in: ann", counted, "first line\nsecond line\tand a tab")


TOLD = {"orders": orders, "prices": prices, "chat": chat, "audit": audit}
SPECS = [
    StreamSpec(
        name=name, url=f"https://shop.example/{name}", headers={"Authorization": "Bearer ${SHOP_TOKEN}"}
    )
    for name in TOLD
]


def tell(_: SseDashApp, spec: StreamSpec) -> Monitor:
    """The monitor of a stream at NOW, with its story behind it."""
    story = Story(spec)
    TOLD[spec.name](story)
    story.at(0)
    return story.monitor


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streams have run already, and it is NOW, in UTC, for as long as the test lasts."""
    monkeypatch.setattr(SseDashApp, "_make_monitor", tell)
    monkeypatch.setattr(log_pane, "time", SimpleNamespace(time=lambda: NOW))
    inspector = partial(InspectorScreen, clock=lambda: NOW)
    monkeypatch.setattr("sse_dash.tui.inspector.screen.InspectorScreen", inspector)
    # Else a terminal of few colours, or of none, would be drawn for.
    monkeypatch.delenv("NO_COLOR", raising=False)
    with monkeypatch.context() as environ:
        environ.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def drawn(terminal: Terminal) -> str:
    """The screen, without spaces at the end of lines."""
    return "\n".join(line.rstrip() for line in terminal.lines) + "\n"


async def settled(terminal: Terminal) -> str:
    """The screen, when nothing has changed for a while."""
    text, since = drawn(terminal), time.monotonic()
    while time.monotonic() < since + SETTLED:
        await asyncio.sleep(0.05)
        if (now := drawn(terminal)) != text:
            text, since = now, time.monotonic()
    return text


async def agrees(terminal: Terminal, name: str) -> None:
    """Wait until the screen is as in the snapshot of this name; if it never is, fail with the difference."""
    path = FOLDER / f"{name}.txt"
    # What is said of a key goes away by itself, after seconds that a busy machine may not have.
    terminal.app.clear_notifications()
    if IS_UPDATING:
        path.parent.mkdir(exist_ok=True)
        path.write_text(await settled(terminal), encoding="utf-8", newline="\n")
        return
    assert path.exists(), f"no {path}; see {Path(__file__).name} on how to make it"
    wanted = path.read_text(encoding="utf-8")

    deadline = time.monotonic() + PATIENCE
    while (now := drawn(terminal)) != wanted:
        if time.monotonic() > deadline:
            lines = difflib.unified_diff(
                wanted.splitlines(), now.splitlines(), path.name, "now", n=1, lineterm=""
            )
            pytest.fail("the screen is another one:\n" + "\n".join(lines), pytrace=False)
        await asyncio.sleep(0.03)


async def grid(terminal: Terminal) -> None:
    await terminal.shows("orders", "8159")


async def listed(terminal: Terminal) -> None:
    await terminal.press("f3")


async def timeline(terminal: Terminal) -> None:
    await terminal.press("f4")


async def zoomed(terminal: Terminal) -> None:
    """With a mark, a search and the row that it chose; gaps for times."""
    await terminal.press("2", "z", "t", "t", "t", "slash", *"ACME", "enter", "N", "m", "N", "N")


async def wrapped(terminal: Terminal) -> None:
    """Long lines broken, ages for times."""
    await terminal.press("4", "z", "b", "t", "t")


async def filtered(terminal: Terminal) -> None:
    """While a filter is typed."""
    await terminal.press("1", "f", *"data.user.vip=true data.total>200")


async def inspector(terminal: Terminal) -> None:
    await terminal.press("1", "enter")
    await terminal.shows("vip: ")
    await terminal.press("j", "j")


async def difference(terminal: Terminal) -> None:
    """In the inspector."""
    await inspector(terminal)
    await terminal.press("4")


async def form(terminal: Terminal) -> None:
    """To change a stream."""
    await terminal.press("1", "e")
    await terminal.shows("https://shop.example/orders")


async def help_(terminal: Terminal) -> None:
    await terminal.press("question_mark")
    await terminal.shows("Freeze what is shown")


Keys = Callable[[Terminal], Awaitable[None]]
SCREENS: dict[str, Keys] = {
    "grid": grid,
    "list": listed,
    "timeline": timeline,
    "zoomed": zoomed,
    "wrapped": wrapped,
    "filtered": filtered,
    "inspector": inspector,
    "difference": difference,
    "form": form,
    "help": help_,
}


@AT_EACH_SIZE
@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_is_drawn_as_agreed(name: str, size: tuple[int, int]) -> None:
    async with dashboard(*SPECS, size=size, title="shop") as terminal:
        await SCREENS[name](terminal)
        await agrees(terminal, f"{name}-{size[0]}x{size[1]}")


@AT_EACH_SIZE
async def test_without_streams_it_says_what_to_press(size: tuple[int, int]) -> None:
    async with dashboard(size=size, title="shop") as terminal:
        await agrees(terminal, f"empty-{size[0]}x{size[1]}")


@pytest.mark.parametrize("theme", ["textual-light", ANSI])
@pytest.mark.parametrize("name", ["grid", "list", "timeline", "zoomed", "inspector"])
async def test_a_theme_changes_no_letter(name: str, theme: str) -> None:
    async with dashboard(*SPECS, size=(120, 36), title="shop") as terminal:
        await SCREENS[name](terminal)
        terminal.app.theme = theme
        await agrees(terminal, f"{name}-120x36")


def test_every_snapshot_is_of_a_screen() -> None:
    names = {f"{name}-{width}x{height}.txt" for name in [*SCREENS, "empty"] for width, height in SIZES}
    assert {path.name for path in FOLDER.iterdir()} == names
