"""An app under a pilot that waits for what it did and for no clock: the one way in which tests run an app.

Textual's own pilot sleeps 20 ms twice for each key and goes on when the whole process has nothing to do,
which on a busy machine is never. This one goes on when the event loop and the threads that it lends have
nothing left to run and the screen has drawn all that changed. What comes from elsewhere (a server, a timer)
is waited for by whoever expects it, with `until`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot as TextualPilot
from textual.screen import Screen

PATIENCE = 10.0
"""Seconds after which what should have happened is not going to: far more than a busy machine takes."""

_BETWEEN_LOOKS = 0.02
_TURNS = 5_000
"""Turns of the event loop after which it is taken for one that never rests."""
_FRAMES = 20
_THREAD = 0.5
"""Seconds that are given to work in a thread: it may hang on purpose."""


async def until(condition: Callable[[], object], what: Callable[[], str]) -> None:
    """Wait for `condition`, looking again and again; if it never holds, fail with what `what` tells."""
    deadline = time.monotonic() + PATIENCE
    wait = 0.0
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what())
        await asyncio.sleep(wait)
        wait = min(wait + 0.01, _BETWEEN_LOOKS)


class Threads(ThreadPoolExecutor):
    """The threads of an event loop, which know whether they are at work."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="piloted")
        self._at_work: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        self._at_work.add(future)
        future.add_done_callback(self._at_work.discard)
        return future

    async def idle(self) -> None:
        """Wait until all is done, or something takes too long to wait for."""
        if self._at_work:
            await asyncio.wait(
                [asyncio.wrap_future(future) for future in tuple(self._at_work)], timeout=_THREAD
            )


async def loop_is_idle() -> None:
    """Wait until the event loop has nothing to run, now and after one more look at sockets and timers.

    Something that never rests, as a stream at full speed does not, is left to itself after `_TURNS`.
    """
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    idle = 0
    for _ in range(_TURNS):
        await asyncio.sleep(0)
        idle = 0 if ready else idle + 1
        if idle == 2:
            return


def send_key(app: App[None], key: str) -> None:
    """Have this key arrive, by its name or as the one character that it types, as from a terminal."""
    character = " " if key == "space" else key if len(key) == 1 else None
    event = events.Key(_character_to_key(key) if len(key) == 1 else key, character)
    event.set_sender(app)
    app.post_message(event)


class Pilot(TextualPilot[None]):
    """Types and clicks, each time until all that came of it has been drawn."""

    def __init__(self, app: App[None], threads: Threads) -> None:
        super().__init__(app)
        self.frames = 0
        """How often something was drawn; while it stays the same, so does the screen."""
        self._threads = threads
        self._display = app._display
        setattr(app, "_display", self._count)  # noqa: B010 - a method of this one app

    def _count(self, screen: Screen[object], update: RenderableType | None) -> None:
        self.frames += 1
        self._display(screen, update)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has been dealt with."""
        for key in keys:
            send_key(self.app, key)
            await self.pause()

    async def pause(self, delay: float | None = None) -> None:
        """Wait until everything has been dealt with and drawn, after so many seconds if they are given."""
        if delay is not None:
            await asyncio.sleep(delay)
        for _ in range(_FRAMES):
            await loop_is_idle()
            await self._threads.idle()
            await self.app.animator.wait_for_idle()
            await loop_is_idle()
            if not self._draw():
                return

    def _draw(self) -> bool:
        """Draw what has changed without waiting for the timer that does so; whether there was anything."""
        if not self.app.is_running or not self.app.screen_stack:
            return False
        screen = self.app.screen
        is_due = bool(
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        )
        if is_due:
            screen._on_timer_update()
        return is_due


@asynccontextmanager
async def piloted(
    app: App[None], size: tuple[int, int] = (80, 24), *, notifications: bool = False
) -> AsyncIterator[Pilot]:
    """The app, running on a screen of that size, and drawn for the first time. It moves without animation."""
    threads = Threads()
    asyncio.get_running_loop().set_default_executor(threads)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=notifications):
        pilot = Pilot(app, threads)
        await pilot.pause()
        yield pilot
