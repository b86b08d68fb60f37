"""Work that takes too long for a frame, one piece at a time. What the work is, those who ask for it know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.widget import Widget

from sse_dash.tui.faults.containing import containing

Result = TypeVar("Result")

AT_ONCE = 60_000
"""Characters of data up to which work is done at once: a few milliseconds."""


class LatestOnly:
    """Works in a thread; of what is asked for meanwhile only the latest is done, and the rest never."""

    def __init__(self, owner: Widget) -> None:
        """With the end of `owner` the work ends."""
        self._owner = owner
        self._wanted: Callable[[], Callable[[], None]] | None = None
        self._is_running = False

    def ask(self, size: int, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Have `work` done, and its result given to `done`; before this returns if `size` is small."""
        if size <= AT_ONCE:
            self._wanted = None
            done(work())
            return

        def worked() -> Callable[[], None]:
            result = work()
            return lambda: done(result)

        self._wanted = worked
        if not self._is_running:
            self._is_running = True
            self._owner.run_worker(self._run(), group="inspector")

    async def _run(self) -> None:
        try:
            while self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                with containing(self._owner, "looking into an event"):
                    finish = await asyncio.to_thread(wanted)
                    finish()
        finally:
            self._is_running = False
