"""Events to inspect, a reader of them, and an app with nothing but the inspector in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from textual.app import App

from sse_dash.client.message import MessageEvent
from sse_dash.filter import path_term
from sse_dash.streams.log.received import ReceivedEvent
from sse_dash.tui.inspector.reader import InspectorResult
from sse_dash.tui.inspector.screen import InspectorScreen
from tests.tui.piloting import Pilot, piloted

NOW = 1_780_000_000.0
PATIENCE = 20.0
"""Seconds after which what should have happened is not going to."""

ORDER = (
    '{"id":8123,"user":{"name":"Ann","vip":true},"items":[{"sku":"A-1","price":12.50},{"sku":"B-2","price":3}],'
    '"note":null}'
)


def received(data: str, number: int = 1, event_type: str = "order", last_event_id: str = "") -> ReceivedEvent:
    """An event that came two seconds after the one before it."""
    size = len(data.encode("utf-8", "surrogatepass"))
    event = MessageEvent(event_type, data, last_event_id, "https://shop.example")
    return ReceivedEvent(number, NOW - 100 + 2 * number, size, event)


def events(*data: str) -> list[ReceivedEvent]:
    """Events of one type with these data, numbered from 1."""
    return [received(each, number) for number, each in enumerate(data, 1)]


class ListReader:
    """Reads a list of events, all of which are shown."""

    stream = "orders"

    def __init__(self, among: Sequence[ReceivedEvent], number: int = 1) -> None:
        """Starts with the event of this number."""
        self._among = among
        self._index = number - 1

    @property
    def current(self) -> ReceivedEvent:
        return self._among[self._index]

    @property
    def position(self) -> tuple[int, int]:
        return self._index + 1, len(self._among)

    def step(self, by: int) -> bool:
        is_there = 0 <= self._index + by < len(self._among)
        if is_there:
            self._index += by
        return is_there

    def before(self) -> ReceivedEvent | None:
        return self._among[self._index - 1] if self._index else None

    def before_of_type(self) -> ReceivedEvent | None:
        wanted = self.current.event.type
        return next((one for one in reversed(self._among[: self._index]) if one.event.type == wanted), None)


class Host(App[None]):
    """Opens the inspector and keeps its answer."""

    def __init__(self, reader: ListReader) -> None:
        super().__init__()
        self._reader = reader
        self.has_closed = False
        self.result: InspectorResult | None = None
        self.bells = 0

    def on_mount(self) -> None:
        self.push_screen(InspectorScreen(self._reader, path_term, clock=lambda: NOW), self._answered)

    def _answered(self, result: InspectorResult | None) -> None:
        self.has_closed, self.result = True, result

    def bell(self) -> None:
        self.bells += 1


class Inspector:
    """The inspector on a screen."""

    def __init__(self, pilot: Pilot, host: Host) -> None:
        self.pilot = pilot
        self.host = host

    @property
    def lines(self) -> list[str]:
        """What is drawn, each line as wide as the screen."""
        return [strip.text for strip in self.host.screen._compositor.render_strips(self.host.size)]

    @property
    def text(self) -> str:
        """What is drawn."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def body(self) -> list[str]:
        """The rows of the view."""
        top = self._tabs + 1
        rows = [line[:-1].rstrip() for line in self.lines[top:-2]]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def place(self) -> str:
        """The line below the view."""
        return self.lines[-2].strip()

    @property
    def chosen(self) -> str:
        """The row that the cursor is on."""
        return next((row[1:].strip() for row in self.body if row.startswith("▌")), "")

    @property
    def _tabs(self) -> int:
        return next(y for y, line in enumerate(self.lines) if line.startswith(" 1 JSON"))

    @property
    def copied(self) -> str:
        """What is on the clipboard."""
        return self.host.clipboard

    @property
    def toasts(self) -> list[str]:
        """What was said in the corner, oldest first."""
        return [notification.message for notification in self.host._notifications]

    async def press(self, *keys: str) -> None:
        """Type these keys, and wait until what they did is drawn."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def shows(self, words: str) -> None:
        """Wait until these words are on the screen."""
        await self.until(lambda: words in self.text)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.text
            await asyncio.sleep(0.01)
            await self.pilot.pause()

    async def click(self, words: str) -> None:
        """Click on the beginning of these words."""
        for y, line in enumerate(self.lines):
            if words in line:
                await self.pilot.click(offset=(line.index(words), y))
                await self.pilot.pause()
                return
        raise AssertionError(f"{words} is not on the screen:\n{self.text}")

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the mouse button on one cell and let go on another."""
        await self.pilot.mouse_down(offset=start)
        await self.pilot.hover(offset=end)
        await self.pilot.mouse_up(offset=end)
        await self.pilot.pause()


@asynccontextmanager
async def inspecting(
    among: Sequence[ReceivedEvent], number: int = 1, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Inspector]:
    """The inspector, opened on the event of this number."""
    host = Host(ListReader(among, number))
    async with piloted(host, size=size) as pilot:
        inspector = Inspector(pilot, host)
        await inspector.until(lambda: isinstance(host.screen, InspectorScreen))
        await pilot.pause()
        yield inspector
