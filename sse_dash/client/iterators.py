"""The ways to iterate over the life of a stream. They hold no state, so that cancelling one loses nothing."""

from __future__ import annotations

from typing import Self

from .life import Life
from .lifecycle import Lifecycle
from .message import Aside, MessageEvent


class Batches:
    """Events, those of a read together. The iterator behind `EventSource.batches()`."""

    def __init__(self, life: Life) -> None:
        self._life = life

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[MessageEvent]:
        await self._life.fill()
        batch = await self._life.delivery.rest()
        if not batch:
            raise StopAsyncIteration
        return batch


class Everything:
    """All that happens, in order. The iterator behind `EventSource.everything()`."""

    def __init__(self, life: Life) -> None:
        self._life = life

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Lifecycle | MessageEvent | Aside:
        return await self._life.next_thing()
