"""What is noted down from run to run beside profiles: what was open, what is trusted. No one waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from textual.app import App

_GROUP = "notes"


class Notes:
    """Written one after the other, in the order in which they were given."""

    def __init__(self, app: App[Any], warn: Callable[[Iterable[str]], None]) -> None:
        """`warn` is called with what could not be written."""
        self._app = app
        self._warn = warn
        self._one_at_a_time = asyncio.Lock()

    def write(self, note: Callable[[], str]) -> None:
        """Have it written by `note`, in a thread; what that returns is a warning, or empty."""

        async def in_order() -> None:
            async with self._one_at_a_time:
                self._warn([await asyncio.to_thread(note)])

        self._app.run_worker(in_order(), name="what is noted down", group=_GROUP, exit_on_error=False)
