"""When Python looks for garbage: not while someone is typing, and before there is much of it.

A full collection walks through every object of the app and takes 100 ms and more, several times a minute on
busy streams; by itself it comes at any moment. Young garbage, which is nearly all, goes on being collected
as it arises, in a millisecond or two. What is left are screens that have closed: thousands of objects that
point at each other and have grown old while they were open.

So there are two ways to look. What has outlived a complete look is left alone by all small ones until the
next complete one, so that these see little more than what has come and gone since, in a few milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Protocol

from textual._styles_cache import StylesCache

INTERVAL = 0.5
"""Seconds between two looks at whether it is time."""

REST = 0.3
"""Seconds without a key after which a few milliseconds go unnoticed."""
MOST_CLOSED = 2
"""Screens that may have closed, each with some megabytes, before it is time for someone who never stops
typing, too."""

QUIET = 2.0
"""Seconds without a key after which a pause goes unnoticed."""
USUAL = 10.0
"""Seconds between two small collections, where no screen closes and no one types."""
COMPLETE = 60.0
"""Seconds between two complete ones, where no one types."""
MANY = 15_000
"""Objects that outlive a small collection, after which the next ones leave them alone, too: mostly what was
imported for the first dialog of a kind. What they hold is looked through when no one types."""

LONGEST = 60.0
"""Seconds after which it is time for a small one even for someone who never stops typing."""
LONGEST_COMPLETE = 900.0
"""The same for a complete one."""
MUCH = 60_000
"""Objects that have grown old since the last collection, after which it is time whoever types."""
_COUNTED_EVERY = 5.0
"""Seconds between two counts of these: a count takes a millisecond."""

# So many collections of the second generation before a full one comes by itself: in effect, never.
_NEVER = 1_000_000
_OLD = 2
_MANY_TIMERS = 200
"""Of which asyncio says that they are many, when more than half of all are cancelled."""
_LATER = 3600.0


class Collector(Protocol):
    """What collects."""

    def small(self) -> None:
        """Collect what has become garbage since the last complete collection, and was made since."""

    def complete(self) -> None:
        """Collect all garbage there is, and leave alone from now on what is none."""

    def leave_alone(self) -> None:
        """Leave alone what there is, until the next complete collection."""

    def forget_timers(self) -> None:
        """Let go of what cancelled timers hold, which is all of a screen that has closed."""

    def old(self) -> int:
        """How many objects a small collection would have to walk through, young ones not counted."""


class PythonsCollector:
    """Python's own collector."""

    def small(self) -> None:
        # Textual keeps the drawn lines of the last thousand widgets there, also of those that are gone.
        StylesCache.get_inner_outer.cache_clear()
        gc.collect()

    def complete(self) -> None:
        gc.unfreeze()
        self.small()
        gc.freeze()

    def leave_alone(self) -> None:
        gc.freeze()

    def forget_timers(self) -> None:
        # Each would else be held until it had been due. An event loop clears them away where they are many.
        loop = asyncio.get_running_loop()
        for _ in range(_MANY_TIMERS):
            loop.call_later(_LATER, _never).cancel()

    def old(self) -> int:
        return len(gc.get_objects(generation=_OLD))


class GarbageCollector:
    """Takes over full collections from Python until `give_back`."""

    def __init__(
        self, collector: Collector | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._collector = collector or PythonsCollector()
        self._clock = clock
        self._thresholds = gc.get_threshold()
        self._last_key = self._last_small = self._last_complete = self._last_count = clock()
        self._closed = 0
        self._old = 0
        self._leaves_alone = False

    def take_over(self) -> None:
        """Call when the app has started; what is there by then isn't looked at again for a while."""
        self._collector.leave_alone()
        gc.set_threshold(self._thresholds[0], self._thresholds[1], _NEVER)

    def give_back(self) -> None:
        """Call when the app ends."""
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()

    def key_pressed(self) -> None:
        """Call at each key."""
        self._last_key = self._clock()

    def screen_closed(self) -> None:
        """Call when a screen is about to go: those that went before it are garbage."""
        if self._closed >= MOST_CLOSED:
            self._collect_small()
        self._closed += 1
        self._collector.forget_timers()

    def look(self) -> None:
        """Call every `INTERVAL`: collect where it is time."""
        now = self._clock()
        quiet = now - self._last_key
        since, since_complete = now - self._last_small, now - self._last_complete
        is_quiet = quiet >= QUIET
        complete_after = (USUAL if self._leaves_alone else COMPLETE) if is_quiet else LONGEST_COMPLETE
        if since_complete >= complete_after:
            self._collect_all()
        elif (
            (self._closed and quiet >= REST)
            or since >= (USUAL if is_quiet else LONGEST)
            or self._is_much(now)
        ):
            self._collect_small()

    def _collect_all(self) -> None:
        self._collector.complete()
        self._last_complete = self._clock()
        self._leaves_alone = False
        self._collected()

    def _collect_small(self) -> None:
        self._collector.small()
        if self._collector.old() >= MANY:
            self._collector.leave_alone()
            self._leaves_alone = True
        self._collected()

    def _collected(self) -> None:
        self._closed = 0
        self._last_small = self._last_count = self._clock()
        self._old = self._collector.old()

    def _is_much(self, now: float) -> bool:
        """Whether much has grown old since; what is garbage of it, only a collection can tell."""
        if now - self._last_count < _COUNTED_EVERY:
            return False
        self._last_count = now
        return self._collector.old() - self._old >= MUCH


def _never() -> None:
    """What a cancelled timer would do."""
