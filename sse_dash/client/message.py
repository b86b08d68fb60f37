"""The event that a stream dispatches, and what else stands between events. Nothing here reads bytes."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any, NamedTuple, Self


class _Fields(NamedTuple):
    type: str
    """The event type; `message` where the stream named none."""
    data: str
    """The `data` lines, joined by LF, less the last LF. May be empty."""
    last_event_id: str = ""
    """The stream's last event id as it stood when this event was dispatched; empty for none."""
    origin: str = ""
    """Scheme, host and port of the URL that answered, after redirects."""


class MessageEvent(_Fields):
    """One dispatched event, as the HTML standard's `MessageEvent` (section 9.2.6).

    A tuple and not a dataclass: a busy stream makes tens of thousands of these a second,
    and a tuple costs a third.
    """

    __slots__ = ()

    def __new__(
        cls,
        type: str | None = None,
        data: str = "",
        last_event_id: str = "",
        origin: str = "",
        *,
        message: str | None = None,
    ) -> Self:
        """`message` is the type by the name that `aiohttp-sse-client` has for it; without either it is
        `message`, as the standard says."""
        if type is None:
            type = message or "message"
        return tuple.__new__(cls, (type, data, last_event_id, origin))

    @property
    def message(self) -> str:
        """The same as `type`: the name `aiohttp-sse-client` has for it."""
        return self.type

    @property
    def id(self) -> str:
        """The same as `last_event_id`."""
        return self.last_event_id

    @property
    def has_own_id(self) -> bool:
        """Whether the event brought its id itself, and doesn't stand under that of an earlier one."""
        return False

    def json(self) -> Any:
        """The data decoded as JSON. Raises `json.JSONDecodeError`, a ValueError, for what is none."""
        return json.loads(self.data)


class IdentifiedEvent(MessageEvent):
    """One that brought its id itself: the same tuple, equal to one that did not."""

    __slots__ = ()

    @property
    def has_own_id(self) -> bool:
        return True


class AsideKind(Enum):
    """What a line is that makes no part of an event."""

    COMMENT = "comment"
    UNKNOWN_FIELD = "unknown field"
    """A line whose name the standard doesn't have: ignored."""
    BAD_RETRY = "bad retry"
    """A `retry` that is no number in ASCII digits: ignored."""
    NUL_IN_ID = "NUL in id"
    """An `id` that holds U+0000: ignored."""
    ID_TOO_LONG = "id too long"
    """An `id` over the cap: its beginning stands on events, and it is never sent."""
    TYPE_TOO_LONG = "type too long"
    """An `event` over the cap: cut to its beginning."""
    NOT_JSON = "not JSON"
    """What stands between the values of a JSON stream and is none: skipped, its beginning kept."""
    OVERSIZE = "oversize line"
    """A comment or an unknown field of more than `max_event_size`: skipped, its beginning kept."""


class Aside(NamedTuple):
    """A line of the stream that is no part of an event, at its place between the events."""

    place: int
    """How many events of the same read came before it."""
    kind: AsideKind
    name: str
    """The field's name; empty for a comment."""
    value: str
    """The text, less one space after the colon; of an oversize line the beginning."""
