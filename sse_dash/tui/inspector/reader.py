"""What the inspector is given: a place among events to read from, and a way to make a filter of a value; and
what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sse_dash.streams.log.received import ReceivedEvent


class Reader(Protocol):
    """A place among the events that are shown, which moves only when it is told to."""

    @property
    def stream(self) -> str:
        """The name of the stream that the event came on."""

    @property
    def current(self) -> ReceivedEvent:
        """The event."""

    @property
    def position(self) -> tuple[int, int]:
        """Its place among the events shown, from 1, and how many they are."""

    def step(self, by: int) -> bool:
        """Go to the next event shown, or if `by` is -1 the one before; False at an end."""

    def before(self) -> ReceivedEvent | None:
        """The event just before it in its stream; None if that is not held."""

    def before_of_type(self) -> ReceivedEvent | None:
        """The newest event before it of the same type in its stream; None if none is held."""


PathTerm = Callable[[Sequence[str | int], object], str]
"""Makes a filter of a path and the value there; of an object or array it is given an empty one."""


@dataclass(frozen=True, slots=True)
class InspectorResult:
    """What someone wants done when the inspector has closed."""

    filter: str
    """An expression to filter by."""
