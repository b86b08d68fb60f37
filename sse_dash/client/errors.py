"""What can go wrong with an event stream: one family of exceptions under one root.

Only the family lives here; `failures.py` decides which foreign exception becomes which of these.
Each also is the built-in exception that `aiohttp-sse-client` raised in its place, so that `except`
clauses written for that library still hold. Messages never hold a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .message import MessageEvent


class EventSourceError(Exception):
    """The root: anything that ends or interrupts an event stream."""

    delay: float | None = None
    """Seconds until the next attempt; None if there is none."""
    clean = False
    """Whether the body had ended as HTTP says that a body ends, and nothing broke."""
    was_sent = False
    """Whether the request had gone out when its connection broke, and no answer has come: the server may
    have acted upon it."""

    def __init__(self, message: str) -> None:
        # Not by `super()`: beside it may stand a class of aiohttp that wants other arguments, and shows
        # others.
        Exception.__init__(self, message)

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True, slots=True)
class ResponseDetails:
    """What the server answered, kept on the exception."""

    status: int
    """The status code, 100 to 599."""
    reason: str
    """The reason phrase as sent; may be empty."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The response's headers; names ignore case, of several equal names the first is found."""
    body: str = field(default="", repr=False)
    """At most the first 4 KiB of the body, decoded; what could not be decoded is U+FFFD."""


class TransientError(EventSourceError, ConnectionError):
    """Trouble that another attempt may mend: lost, refused, timed out, or a status that says "later"."""

    def __init__(
        self, message: str, *, response: ResponseDetails | None = None, retry_after: float | None = None
    ) -> None:
        EventSourceError.__init__(self, message)
        self.response = response
        """The answer, if there was one."""
        self.retry_after = retry_after
        """Seconds that the server asked to wait by `Retry-After`; None where it did not."""


class PermanentError(EventSourceError, ConnectionError):
    """Trouble that another attempt won't mend; the stream is closed for good."""

    def __init__(self, message: str, *, response: ResponseDetails | None = None) -> None:
        EventSourceError.__init__(self, message)
        self.response = response
        """The answer, if there was one."""


class NoContentError(EventSourceError):
    """204: the server has nothing more to send. It ends a stream quietly, and is never raised: `on_error` is
    told of it where it is the very first answer."""


class AccessRefusedError(PermanentError, ConnectionRefusedError):
    """401, 407 or 305: the server wants credentials or a proxy."""


class UnexpectedResponseError(PermanentError, ConnectionAbortedError):
    """An answer that is no event stream: a status other than 200, or another content type."""


class ParseLimitError(PermanentError):
    """A line or an event outgrew `max_event_size` before it was complete. The stream is given up."""

    def __init__(self, what: str, limit: int, events: tuple[MessageEvent, ...] = ()) -> None:
        super().__init__(
            f"the stream sent {what} larger than {limit:,} bytes; if that is right, raise max_event_size"
        )
        self.limit = limit
        """The cap in bytes that was passed."""
        self.events = events
        """Events of the same chunk that were complete before the cap was passed."""
