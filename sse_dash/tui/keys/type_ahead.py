"""Keys one at a time, however fast they come. What each of them does is for bindings and widgets.

Textual hands a key to whatever has the focus when the key arrives. Of `f error` typed faster than `f` opens
the filter, or sent in one piece over a slow line, the pane would get every letter: words would be lost, and
some of their letters would quit, pause or zoom.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from textual import events
from textual.app import App
from textual.message import Message

# A widget that is removed never says that it is done with a key; in seconds.
_PATIENCE = 0.5


class TypeAheadApp(App[None]):
    """An app that hands on a key when the one before, and any screen that it opened, has been dealt with."""

    @dataclass
    class DealtWith(Message):
        """Follows what was typed on its way up to the app, and so comes when that has passed everywhere."""

        turn: int
        """Which of all that was typed."""
        opened: bool
        """Whether what has the focus since then has been passed, too."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._impatience: asyncio.TimerHandle

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif not self.screen_stack:
            pass  # The app is being left, and Textual would trip over a key for no screen.
        elif event.is_forwarded:
            await super().on_event(event)
        else:
            self._typed.append(event)
            if len(self._typed) == 1:
                await self._hand_on()

    async def on_type_ahead_app_dealt_with(self, message: DealtWith) -> None:
        message.stop()
        if message.turn != self._turn or not self.screen_stack:
            return
        if not message.opened:
            self._follow(opened=True)
            return
        self._turn += 1
        self._impatience.cancel()
        self._typed.popleft()
        if self._typed:
            await self._hand_on()

    async def _hand_on(self) -> None:
        self._impatience = asyncio.get_running_loop().call_later(
            _PATIENCE, self.post_message, self.DealtWith(self._turn, opened=True)
        )
        await super().on_event(self._typed[0])
        if self.screen_stack:
            self._follow(opened=False)

    def _follow(self, *, opened: bool) -> None:
        message = self.DealtWith(self._turn, opened)
        if not (self.focused or self.screen).post_message(message):
            self.post_message(message)
