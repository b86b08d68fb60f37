"""What a connection began with, for saying what is wrong where no event comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sse_dash.streams.diagnosis import held_back

if TYPE_CHECKING:
    from sse_dash.client.event_source import EventSource

BROUGHT_BY = 2.0
"""Seconds in which a connection brings a whole event with its first bytes, if it ever does."""


class Beginning:
    """Of a stream's newest connection."""

    def __init__(self) -> None:
        self.opened_at: float | None = None
        """When it opened, by a clock in seconds; None where it is over."""
        self.has_brought_events = False
        self._of_one_that_is_over = b"", False

    def opened(self, now: float) -> None:
        """It has opened."""
        self.opened_at = now
        self.has_brought_events = False

    def over(self, source: EventSource) -> None:
        """Its EventSource is done with."""
        self._of_one_that_is_over = source.first_bytes, source.reads_json

    def without_event(self, now: float, source: EventSource | None) -> tuple[bytes, bool]:
        """What it began with, where no event came of it in good time, and whether that is read as JSON; empty
        else. `source` is its EventSource, None where it is over."""
        is_young = self.opened_at is not None and now - self.opened_at < BROUGHT_BY
        if self.has_brought_events or is_young:
            return b"", False
        return self._of_one_that_is_over if source is None else (source.first_bytes, source.reads_json)

    def held_back(self, now: float, source: EventSource | None) -> str:
        """What may hold its body back, of which nothing has come; empty else."""
        if source is None or self.opened_at is None or source.response is None or source.first_bytes:
            return ""
        return held_back(source.response.headers, now - self.opened_at, source.packed_bytes)
