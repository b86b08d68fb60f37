"""The life of a connection as data: what an observer of an EventSource is told, and when.

None of these is made on the way of an event; bytes and comments are counted on the EventSource itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .errors import EventSourceError
from .message import MessageEvent


class EndReason(Enum):
    """Why a stream ended for good."""

    NO_CONTENT = "204 No Content"
    """The server said that there is nothing more (HTML 9.2.3)."""
    DONE = "done"
    """The event came that `done` waits for."""
    CLOSED_BY_SERVER = "closed by the server"
    """The body ended, and `reconnect` doesn't ask for another connection."""
    LOST = "connection lost"
    """The connection broke, and `reconnect` is `never`; the iteration raises what happened."""
    CUT = "cut mid-answer"
    """The connection broke, and the request is not sent again, since it may cost money or act twice: its
    method is not GET, and `reconnect` is not `always`. The iteration raises what happened."""


class Stage(Enum):
    """How far an attempt to connect has come. It is asked for (`EventSource.stage`), and not told."""

    QUEUED = "waiting for a free connection"
    """The session that was lent has as many connections as it may."""
    LOOKING_UP = "looking up"
    """The host's address is asked for."""
    CONNECTING = "connecting"
    """TCP to the server, or to its proxy."""
    TLS = "TLS"
    """The handshake; also what a proxy takes to get through to the server."""
    WAITING = "waiting for an answer"
    """The request is sent. Some servers answer with their first event only."""


class NoticeKind(Enum):
    """What a notice is about."""

    ID_UNSENDABLE = "id can't be sent"
    """The last event id holds what HTTP can't carry, or is over the cap: the stream resumes without it."""
    ID_REFUSED = "id refused"
    """The server refused a request that carried the id, and was asked again without: history may be
    missing."""
    ID_FROM_ERROR = "id from an error"
    """The id that the stream resumes from came with an event that is named as an error."""
    ID_TOO_LONG = "id too long"
    """An id is over the cap; events show its beginning, and it is never sent."""
    TYPE_TOO_LONG = "type too long"
    """An event type is over the cap, and was cut."""
    NOT_JSON = "not JSON"
    """Between the values of a JSON stream something came that is none, and was skipped."""
    UNUSUAL_STATUS = "unusual status"
    """An event stream came with a 2xx status other than 200 in answer to a GET."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """An attempt to connect begins."""

    attempt: int
    """1 for the first since the stream was last open."""
    url: str
    """The URL asked for, secrets masked."""
    proxy: str | None = None
    """The proxy that is asked in the server's place, secrets masked; None for none."""


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
    proxy: str | None = None
    """The proxy that it came by, secrets masked; None for none."""
    reason: str = ""
    """The reason phrase as sent."""


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
    cut: bool = False
    """Whether the bytes stopped in the middle of an event."""
    unfinished: MessageEvent | None = field(default=None, repr=False, compare=False)
    """What had come of that event, if it has data; it is dropped, as the standard says."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream is over."""

    reason: EndReason
    cut: bool
    """Whether the bytes stopped in the middle: of an event, or of an answer, which broke off or ended before
    the event that `done` waits for."""
    unfinished: MessageEvent | None = field(default=None, repr=False, compare=False)
    """What had come of the event in whose middle they stopped, if it has data."""


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
    kind: NoticeKind
    value: str = field(default="", repr=False)
    """The id, type or status that it is about, cut to 200 characters."""


Lifecycle = Connecting | Opened | Retrying | Ended | Failed | Closed | Notice
Observer = Callable[[Lifecycle], None]
"""Is told of each step. It must not raise."""
