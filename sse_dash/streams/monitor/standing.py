"""Where a stream's connection is, and why, as data. Who finds out is the connection."""

from __future__ import annotations

from dataclasses import dataclass

from sse_dash.client.errors import ResponseDetails
from sse_dash.streams.monitor.state import State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the connection is, and why. Its strings are free of secrets, and not safe to draw."""

    state: State = State.IDLE
    since: float = 0.0
    """When it came to be so, by the clock; what doesn't change the state doesn't change this."""
    attempt: int = 0
    """While connecting, which attempt in a row this is; while retrying, how many have failed."""
    due: float = 0.0
    """While retrying, when the next attempt is."""
    is_slow: bool = False
    """While retrying, whether for an odd answer."""
    detail: str = ""
    """The few words for a title, of how it ended or failed."""
    trouble: str = ""
    """Why there is no connection; may be several lines. While connecting, that of the attempt before."""
    is_cut: bool = False
    """Where it ended, whether that was in the middle of an answer."""
    lacks: str = ""
    """The name of a `${NAME}` that it can't do without, and that has no value."""
    refusal: ResponseDetails | None = None
    """The answer that wasn't wanted, where there was one."""
