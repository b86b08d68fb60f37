"""Threads for files: a disk may take its time, and a network drive that is gone answers never.

asyncio has six of them on a small machine, for all that it is lent, and waits for them at the end of a
program. Six writes that hang, and nothing could be saved, listed or left any more.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar, cast

Result = TypeVar("Result")

MOST = 256
"""Pieces of work at the same time: more than people ask for, whatever hangs."""
WAITED_FOR = 5.0
"""Seconds that people wait for a disk before they are told that it doesn't answer."""
PATIENCE = 0.3
"""Seconds that the end of the program leaves to what is under way, as the removal of half a file."""


class DiskSilent(Exception):
    """A disk doesn't answer. What was begun goes on by itself, and what comes of it is not known."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the disk has not answered for {seconds:g} s; what was begun goes on by itself")


async def on_disk(work: Callable[[], Result], seconds: float = WAITED_FOR) -> Result:
    """Have it done in a thread. Raises DiskSilent where that takes too long, and what `work` raises."""
    try:
        async with asyncio.timeout(seconds) as limit:
            return await asyncio.to_thread(work)
    except TimeoutError:
        if limit.expired():
            raise DiskSilent(seconds) from None
        raise


class OneAtATime:
    """Looks at a disk, a look at a time: where one hangs, the next ones take no further thread."""

    def __init__(self) -> None:
        self._look: asyncio.Task[Any] | None = None

    async def look(self, work: Callable[[], Result], seconds: float) -> Result | None:
        """What `work` returns, once the looks before it are done; None where all that takes too long."""
        try:
            async with asyncio.timeout(seconds):
                while self._look is not None and not self._look.done():
                    await asyncio.wait([self._look])
                # Not cancelled with who waits for it: the thread goes on, too.
                self._look = asyncio.create_task(asyncio.to_thread(work), name="a look at a disk")
                return cast("Result", await asyncio.shield(self._look))
        except TimeoutError:
            return None


class Threads(ThreadPoolExecutor):
    """The threads of an event loop: each piece of work has its own, so that none waits for another."""

    def __init__(self, most: int = MOST, patience: float = PATIENCE) -> None:
        super().__init__(max_workers=most)  # asyncio takes none that isn't of this kind
        self._most = most
        self._patience = patience
        self._lock = threading.Lock()  # for all below
        self._due: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._at_work: set[Future[Any]] = set()
        self._is_shut = False

    @property
    def at_work(self) -> frozenset[Future[Any]]:
        """What has begun and isn't done."""
        with self._lock:
            return frozenset(self._at_work)

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Have it done in a thread."""
        future: Future[Result] = Future()
        with self._lock:
            if self._is_shut:
                raise RuntimeError("there are no threads any more: the program ends")
            self._due.append((future, lambda: fn(*args, **kwargs)))
        self._begin()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work, and leave what is under way a moment at most: the end of a program waits for no
        disk."""
        with self._lock:
            self._is_shut = True
            due, self._due = self._due, deque()
        for future, _ in due:
            future.cancel()
        if wait:
            _wait(self.at_work, self._patience)

    def _begin(self) -> None:
        while True:
            with self._lock:
                if not self._due or len(self._at_work) >= self._most:
                    return
                future, work = self._due.popleft()
                if not future.set_running_or_notify_cancel():
                    continue
                self._at_work.add(future)
            # A daemon: Python waits at its end for all other threads.
            threading.Thread(target=self._do, args=(future, work), name="files", daemon=True).start()

    def _do(self, future: Future[Any], work: Callable[[], Any]) -> None:
        """What a thread does."""
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            future.set_exception(error)
        else:
            future.set_result(result)
        with self._lock:
            self._at_work.discard(future)
        self._begin()


def _wait(futures: frozenset[Future[Any]], seconds: float) -> None:
    wait(futures, timeout=seconds)
