"""What one read has brought, on its way to callbacks and to the iteration: each event once, none lost.

Whoever is cancelled, or has a callback that raises, finds the rest here at the next call.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable
from typing import Any

from .callbacks import Done
from .message import MessageEvent


class Delivery:
    """The events and comments of the last read, and who has had which of them."""

    def __init__(
        self,
        on_message: Callable[[MessageEvent], Any] | None,
        on_comment: Callable[[str], None] | None,
        done: Done | None,
    ) -> None:
        self.comments: deque[str] = deque()
        """Those that `on_comment` has not had yet."""
        self.is_done = False
        """Whether the event has come that `done` waits for; it is the last one."""
        self._on_message = on_message
        self._on_comment = on_comment
        self._done = done
        self._events: list[MessageEvent] = []
        self._announced = 0  # how many of them `on_message` has had
        self._delivered = 0  # how many of them the iteration has had

    @property
    def pending(self) -> bool:
        """Whether there is an event that the iteration has not had."""
        return self._delivered < len(self._events)

    def take(self, events: list[MessageEvent]) -> None:
        """Hold the events of a read, when those of the last one have all been had; tell of its comments."""
        if events:
            # Before a callback is asked, which may raise: it surfaces, and no event is lost.
            self._events, self._announced, self._delivered = events, 0, 0
            if self._done is not None:
                for count, event in enumerate(events, 1):
                    if self._done(event):
                        self.is_done = True
                        del events[count:]
                        break
        while self.comments and self._on_comment is not None:
            self._on_comment(self.comments.popleft())

    def clear(self) -> None:
        """Forget what has not been had."""
        self._events, self._announced, self._delivered = [], 0, 0

    async def next_event(self) -> MessageEvent | None:
        """The next event, after its callback; None where the callback has cleared the rest."""
        await self._announce(self._delivered + 1)
        if not self.pending:
            return None
        self._delivered += 1
        return self._events[self._delivered - 1]

    async def rest(self) -> list[MessageEvent]:
        """All events that are pending, after their callbacks; empty where a callback has cleared them."""
        await self._announce(len(self._events))
        rest = self._events[self._delivered :]
        self._delivered = len(self._events)
        return rest

    async def _announce(self, count: int) -> None:
        """Call `on_message` for the first `count` events, once each."""
        if self._on_message is None:
            return
        while self._announced < min(count, len(self._events)):
            event = self._events[self._announced]
            self._announced += 1
            result = self._on_message(event)
            if inspect.isawaitable(result):
                await result
