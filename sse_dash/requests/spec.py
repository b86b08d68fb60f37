"""What to ask for: one subscription as data. How it runs is the monitor's affair.

The docstring of each field is also what the README and the schema for editors say of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from sse_dash.client.redact import redact_url

Reconnect = Literal["always", "never", "on-error"]
Color = Literal["primary", "secondary", "accent", "success", "warning", "error"]

Seconds = Annotated[float, "duration"]
"""Written as people write durations, such as `30s`."""
Size = Annotated[int, "size"]
"""Bytes, written as people write sizes, such as `5 MiB`."""
Count = Annotated[int, "count"]
"""1 or more."""

HTTP_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a method or the name of a header is made of (RFC 9110, section 5.6.2)."""

DEFAULT_HISTORY = 5_000
DEFAULT_HISTORY_BYTES = 32 * 1024 * 1024
DEFAULT_STALE_AFTER = 30.0
DEFAULT_CONNECT_TIMEOUT = 10.0
DEFAULT_RETRY = 1.0
DEFAULT_BACKOFF = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """How the server of an `https` URL proves who it is, and how we do: the table `tls`.

    Paths start from `/` or `~`, or else from the folder in which sse-dash was started; they may hold
    `${NAME}`. The files are read at each attempt to connect.
    """

    verify: bool = True
    """Whether the server's certificate and name are checked. `false` lets anyone listen in."""
    ca: str | None = None
    """A PEM file of certificates to trust, in the place of the system's."""
    cert: str | None = None
    """A PEM file with a client certificate; its key may be in it, too. The key can't have a password."""
    key: str | None = None
    """A PEM file with the key of `cert`, where it isn't in the same file."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StreamSpec:
    """One stream to watch. Values may hold `${NAME}`, which is read when connecting, never before."""

    name: str
    """What its pane is called; unique in a profile."""
    url: str
    """An `http` or `https` URL."""
    method: str = "GET"
    """The HTTP method. Other than GET, it isn't sent again after a clean end unless `reconnect` says so."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Request headers. Their values are secret: no screen, log or error shows them."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Query parameters, added to those of `url` when connecting, and quoted as a URL needs it."""
    json: Any = None
    """A body sent as JSON. Not together with `body`."""
    body: str | None = None
    """A body sent as it is, in UTF-8. Not together with `json`."""
    filter: str = ""
    """A filter expression for the pane; empty shows every event."""
    reconnect: Reconnect | None = None
    """When to connect again. Without it: `always` for GET, `on-error` for any other method."""
    retry: Seconds = DEFAULT_RETRY
    """The wait before connecting again, until the server sends a `retry` of its own."""
    backoff: Seconds = DEFAULT_BACKOFF
    """The longest wait: it doubles with each failure in a row, from `retry` up to this. What a server asks
    for is not shortened."""
    idle_timeout: Seconds = 0.0
    """How long no byte may come before the connection is given up and made anew; 0 is no limit."""
    connect_timeout: Seconds = DEFAULT_CONNECT_TIMEOUT
    """How long one attempt to connect may take; 0 is no limit."""
    stale_after: Seconds = DEFAULT_STALE_AFTER
    """How long no byte may come before an open stream is shown as silent; 0 never shows it so."""
    history: Count = DEFAULT_HISTORY
    """How many events are kept."""
    history_size: Size = DEFAULT_HISTORY_BYTES
    """How much they may hold together: data, types and ids. Whichever is reached first counts."""
    done: str | None = None
    """The data of the event that ends the stream for good, such as `[DONE]`."""
    tls: TlsSettings = field(default_factory=TlsSettings)
    """How the server and we prove who we are. A stream's table takes the place of the one in `[defaults]`."""
    proxy: str | None = None
    """The `http` or `https` URL of a proxy to connect through. No other proxy is ever used."""
    color: Color | None = None
    """The colour of its name among others, by its name in the theme. Without it, one is chosen."""
    paused: bool = False
    """Whether its pane starts paused: it connects and counts, and shows nothing new until `space`."""

    def __repr__(self) -> str:
        # Frames of a traceback show their locals: nothing that may be secret.
        return f"<{type(self).__name__} {self.name!r} {self.method} {redact_url(self.url)}>"
