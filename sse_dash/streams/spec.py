"""What to ask for: one subscription as data. How it runs is the monitor's affair."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Reconnect = Literal["always", "never", "on-error"]

HTTP_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a method or the name of a header is made of (RFC 9110, section 5.6.2)."""

DEFAULT_HISTORY = 5_000
DEFAULT_HISTORY_BYTES = 32 * 1024 * 1024
DEFAULT_STALE_AFTER = 30.0
DEFAULT_CONNECT_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """One stream to watch. Values may hold `${NAME}`, which is read when connecting, never before."""

    name: str
    """What its pane is called; unique on a screen."""
    url: str
    """An `http` or `https` URL."""
    method: str = "GET"
    """The HTTP method. Other than GET, it isn't sent again after a clean end unless `reconnect` says so."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Request headers. Their values are secret: no screen, log or error shows them."""
    json: Any = None
    """A body sent as JSON; None sends none. Not together with `body`."""
    body: str | None = None
    """A body sent as it is, in UTF-8; None sends none. Not together with `json`."""
    filter: str = ""
    """A filter expression for the pane; empty shows every event."""
    reconnect: Reconnect | None = None
    """When to connect again; None is `always` for GET and `on-error` for any other method."""
    done: str | None = None
    """The `data` of the event that ends the stream for good, such as `[DONE]`; None for none."""
    stale_after: float = DEFAULT_STALE_AFTER
    """Seconds without a byte after which an open stream is shown as silent; 0 never does."""
    connect_timeout: float = DEFAULT_CONNECT_TIMEOUT
    """Seconds for one attempt to connect; 0 waits for ever."""
    idle_timeout: float = 0.0
    """Seconds without a byte after which the connection is given up and made anew; 0 never does."""
    history: int = DEFAULT_HISTORY
    """How many events are kept; at least 1."""
