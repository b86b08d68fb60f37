"""Keys one at a time, however fast they come. What each of them does is for bindings and widgets.

Textual hands a key to whatever has the focus when the key arrives. Of `f error` typed faster than `f` opens
the filter, or sent in one piece over a slow line, the pane would get every letter: words would be lost, and
some of their letters would quit, pause or zoom.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message

# A widget that is removed never says that it is done with a key; in seconds.
_PATIENCE = 0.5


class TypeAhead:
    """Hands on a key when the one before, and any screen that it opened, has been dealt with.

    Its app gives it every event in `take`, and every `DealtWith` in `go_on`.
    """

    @dataclass
    class DealtWith(Message):
        """Follows what was typed on its way up to the app, and so comes when that has passed everywhere."""

        turn: int
        """Which of all that was typed."""
        opened: bool
        """Whether what has the focus since then has been passed, too."""

    def __init__(self, app: App[Any], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """`hand_on` does with an event what an app does by itself."""
        self._app = app
        self._hand_on = hand_on
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._impatience: asyncio.TimerHandle

    @property
    def waiting(self) -> tuple[events.Key | events.Paste, ...]:
        """What was typed and has not been dealt with."""
        return tuple(self._typed)

    async def take(self, event: events.Event) -> None:
        """Hand an event on, now or in its turn."""
        if not isinstance(event, events.Key | events.Paste):
            await self._hand_on(event)
        elif not self._app.screen_stack:
            pass  # The app is being left, and Textual would trip over a key for no screen.
        elif event.is_forwarded:
            await self._hand_on(event)
        else:
            self._typed.append(event)
            if len(self._typed) == 1:
                await self._hand_on_first()

    async def go_on(self, message: DealtWith) -> None:
        """What was typed has passed: hand on what was typed next."""
        message.stop()
        if message.turn != self._turn or not self._app.screen_stack:
            return
        if not message.opened:
            self._follow(opened=True)
            return
        self._turn += 1
        self._impatience.cancel()
        self._typed.popleft()
        if self._typed:
            await self._hand_on_first()

    async def _hand_on_first(self) -> None:
        self._impatience = asyncio.get_running_loop().call_later(
            _PATIENCE, self._app.post_message, self.DealtWith(self._turn, opened=True)
        )
        try:
            await self._hand_on(self._typed[0])
        finally:
            # What came after it is not lost by what it does wrong, nor has to wait.
            if self._app.screen_stack:
                self._follow(opened=False)

    def _follow(self, *, opened: bool) -> None:
        message = self.DealtWith(self._turn, opened)
        if not (self._app.focused or self._app.screen).post_message(message):
            self._app.post_message(message)
