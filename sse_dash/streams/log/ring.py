"""A queue that is read by index: what a bounded history and a filtered view of it are kept in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, cast, overload

T = TypeVar("T")

# Emptied places at the front are given back when there are this many and they are half of all.
_SLACK = 256


class Ring(Sequence[T], Generic[T]):
    """Append at the end, drop at the front, read anywhere, each in constant time.

    A `deque` reads its middle in linear time, which a screen does for every row.
    """

    def __init__(self) -> None:
        self._items: list[T] = []
        self._head = 0

    def __len__(self) -> int:
        return len(self._items) - self._head

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            places = range(self._head, len(self._items))[index]
            if places.step == 1:
                return self._items[places.start : places.stop]
            return [self._items[place] for place in places]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._items[index + self._head if index >= 0 else index]

    def __setitem__(self, index: int, item: T) -> None:
        """Put `item` in the place of the one at `index`, which is 0 or more."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        self._items[index + self._head] = item

    def __iter__(self) -> Iterator[T]:
        for index in range(self._head, len(self._items)):
            yield self._items[index]

    def append(self, item: T) -> None:
        self._items.append(item)

    def extend(self, items: Iterable[T]) -> None:
        self._items.extend(items)

    def drop(self, count: int) -> None:
        """Drop the `count` oldest; at most all of them."""
        end = self._head + min(count, len(self))
        # The items may be large, so they go now; their places are given back by and by.
        self._items[self._head : end] = cast("list[T]", [None] * (end - self._head))
        self._head = end
        if self._head >= _SLACK and self._head * 2 >= len(self._items):
            del self._items[: self._head]
            self._head = 0

    def clear(self) -> None:
        self._items.clear()
        self._head = 0
