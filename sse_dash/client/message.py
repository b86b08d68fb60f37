"""The event that a stream dispatches. Nothing here reads bytes or knows a network."""

from __future__ import annotations

from typing import NamedTuple


class MessageEvent(NamedTuple):
    """One dispatched event, as the HTML standard's `MessageEvent` (section 9.2.6).

    A tuple and not a dataclass: a busy stream makes tens of thousands of these a second,
    and a tuple costs a third.
    """

    type: str
    """The event type; `message` where the stream named none."""
    data: str
    """The `data` lines, joined by LF, less the last LF. May be empty."""
    last_event_id: str = ""
    """The stream's last event id as it stood when this event was dispatched; empty for none."""
    origin: str = ""
    """Scheme, host and port of the URL that answered, after redirects."""

    @property
    def message(self) -> str:
        """The same as `type`: the name `aiohttp-sse-client` has for it."""
        return self.type

    @property
    def id(self) -> str:
        """The same as `last_event_id`."""
        return self.last_event_id
