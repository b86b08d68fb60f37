"""What one read has brought, on its way to callbacks and to the iteration: each thing once, in order, none
lost.

Whoever is cancelled, or has a callback that raises, finds the rest here at the next call.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable
from typing import Any

from .callbacks import Done
from .message import Aside, AsideKind, MessageEvent


class Delivery:
    """The events and asides of the last read, and who has had which of them."""

    def __init__(
        self,
        on_message: Callable[[MessageEvent], Any] | None,
        on_comment: Callable[[str], Any] | None,
        on_aside: Callable[[Aside], Any] | None,
        done: Done | None,
    ) -> None:
        self.is_done = False
        """Whether the event has come that `done` waits for; it is the last one."""
        self.keeps_asides = on_comment is not None or on_aside is not None
        """Whether someone wants to hear of what is no event."""
        self._on_message = on_message
        self._on_comment = on_comment
        self._on_aside = on_aside
        self._done = done
        self.events: deque[MessageEvent] = deque()
        """Those that the iteration has not had."""
        self.is_plain = False
        """Whether nothing is to be told before any of these events: they can simply be taken, as most can."""
        self._asides: deque[Aside] = deque()  # those that no one has had
        self._announced = 0  # how many of the events `on_message` has had
        self._delivered = 0
        """How many of the last read's the iteration has had; not counted where they are plain."""

    @property
    def pending(self) -> bool:
        """Whether there is an event that the iteration has not had."""
        return bool(self.events)

    @property
    def is_empty(self) -> bool:
        """Whether all has been had, what is no event, too."""
        return not self._asides and not self.events

    def take(self, events: list[MessageEvent], asides: list[Aside]) -> None:
        """Hold what a read has brought, when all of the last one has been had."""
        if asides and self.keeps_asides:
            self._asides.extend(asides)
        self.events, self._announced, self._delivered = deque(events), 0, 0
        self.is_plain = self._on_message is None and not self._asides
        if self._done is not None:
            for count, event in enumerate(events, 1):
                if self._done(event):
                    self.is_done = True
                    self.events = deque(events[:count])
                    while self._asides and self._asides[-1].place >= count:
                        self._asides.pop()
                    break

    @property
    def waits_for_more(self) -> bool:
        """Whether `done` waits for an event that has not come."""
        return self._done is not None and not self.is_done

    def would_end(self, unfinished: MessageEvent | None) -> bool:
        """Whether that event, were it complete, is the one that `done` waits for."""
        return unfinished is not None and self._done is not None and self._done(unfinished)

    def clear(self) -> None:
        """Forget what has not been had."""
        self.events, self._announced, self._delivered = deque(), 0, 0
        self._asides.clear()
        self.is_done = False

    async def next_event(self) -> MessageEvent | None:
        """The next event, after its callback; None where the callback has cleared the rest."""
        await self._announce(1)
        if not self.events:
            return None
        self._delivered += 1
        self._announced = max(self._announced - 1, 0)
        return self.events.popleft()

    async def next_thing(self) -> MessageEvent | Aside | None:
        """The next event or aside, after its callback; None where there is none, or a callback cleared it."""
        if self._asides and (not self.pending or self._asides[0].place <= self._delivered):
            return await self._announce_aside()
        return await self.next_event() if self.pending else None

    async def rest(self) -> list[MessageEvent]:
        """All events that are pending, after their callbacks; empty where a callback has cleared them."""
        await self._announce(len(self.events))
        rest = list(self.events)
        self.events.clear()
        self._delivered += len(rest)
        self._announced = 0
        return rest

    async def announce_asides(self) -> None:
        """Tell of what came after the last event."""
        while self._asides:
            await self._announce_aside()

    async def _announce(self, count: int) -> None:
        """Call `on_message` for the next `count` events, once each, and of what came between them."""
        if self._on_message is None and not self._asides:
            return
        while self._announced < min(count, len(self.events)):
            while self._asides and self._asides[0].place <= self._delivered + self._announced:
                await self._announce_aside()
            # A callback may have cleared it all.
            if self._announced >= len(self.events):
                return
            event = self.events[self._announced]
            self._announced += 1
            if self._on_message is not None:
                await _called(self._on_message, event)

    async def _announce_aside(self) -> Aside:
        aside = self._asides.popleft()
        if self._on_aside is not None:
            await _called(self._on_aside, aside)
        is_comment = not aside.name and aside.kind in (AsideKind.COMMENT, AsideKind.OVERSIZE)
        if self._on_comment is not None and is_comment:
            await _called(self._on_comment, aside.value)
        return aside


async def _called(callback: Callable[[Any], Any], argument: object) -> None:
    result = callback(argument)
    if inspect.isawaitable(result):
        await result
