"""When Python looks for garbage: not while someone is typing.

A full collection walks through every object of the app and takes 100 ms and more, several times a minute on
busy streams; by itself it comes at any moment. Young garbage, which is nearly all, goes on being collected
as it arises, in a millisecond or two.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

INTERVAL = 10.0
"""Seconds between two looks at whether it is time."""

QUIET = 2.0
"""Seconds without a key after which a pause goes unnoticed."""

LONGEST = 60.0
"""Seconds after which it is time even for someone who never stops typing."""

# So many collections of the second generation before a full one comes by itself: in effect, never.
_NEVER = 1_000_000


class GarbageCollector:
    """Takes over full collections from Python until `give_back`."""

    def __init__(
        self,
        collect: Callable[[], object] = gc.collect,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._collect = collect
        self._clock = clock
        self._thresholds = gc.get_threshold()
        self._last_key = self._last_collection = clock()

    def take_over(self) -> None:
        """Call when the app has started; what is there by then stays, and isn't looked at again."""
        gc.freeze()
        gc.set_threshold(self._thresholds[0], self._thresholds[1], _NEVER)

    def give_back(self) -> None:
        """Call when the app ends."""
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()

    def key_pressed(self) -> None:
        """Call at each key."""
        self._last_key = self._clock()

    def look(self) -> None:
        """Call every `INTERVAL`: collect if no one is typing, or if it has not been done for too long."""
        now = self._clock()
        if now - self._last_key >= QUIET or now - self._last_collection >= LONGEST:
            self._collect()
            self._last_collection = self._clock()
