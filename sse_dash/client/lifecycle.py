"""The life of a connection as data: what an observer of an EventSource is told, and when.

None of these is made on the way of an event; bytes and comments are counted on the EventSource itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .errors import EventSourceError


class EndReason(Enum):
    """Why a stream ended for good without an error."""

    NO_CONTENT = "204 No Content"
    """The server said that there is nothing more (HTML 9.2.3)."""
    DONE = "done"
    """The event came that `done` waits for."""
    CLOSED_BY_SERVER = "closed by the server"
    """The body ended, and `reconnect` doesn't ask for another connection."""
    LOST = "connection lost"
    """The connection broke, and `reconnect` is `never`; the iteration raises what happened."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """An attempt to connect begins."""

    attempt: int
    """1 for the first since the stream was last open."""
    url: str
    """The URL asked for, secrets masked."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The server answered with an event stream."""

    url: str
    """The URL that answered, after redirects, secrets masked."""
    status: int
    headers: Mapping[str, str] = field(repr=False)
    http_version: str = ""
    """Such as `1.1`."""
    tls: str | None = None
    """Such as `TLSv1.3`; None for plain HTTP, and where the whole answer had come before it was looked at."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """The connection was lost or not made; another attempt follows."""

    error: EventSourceError
    """What happened; its `delay` is the wait in seconds."""
    delay: float
    """Seconds until the next attempt."""
    attempt: int
    """How many attempts in a row have failed; 0 when an open connection was lost."""
    clean: bool = False
    """Whether the answer had ended as HTTP says that one ends: a server that is asked again and again is in
    no trouble."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream is over, as it should be."""

    reason: EndReason
    cut: bool
    """Whether the bytes stopped in the middle of an event."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The stream is given up."""

    error: EventSourceError


@dataclass(frozen=True, slots=True)
class Closed:
    """`close()` was called while the stream was alive."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know and that stops nothing."""

    text: str


Lifecycle = Connecting | Opened | Retrying | Ended | Failed | Closed | Notice
Observer = Callable[[Lifecycle], None]
