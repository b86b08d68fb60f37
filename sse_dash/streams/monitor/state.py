"""Where a stream's connection is: the states, what leads to them, and how they are put into words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from sse_dash.client import lifecycle
from sse_dash.units import duration


class State(Enum):
    """design.md's words. STALE is OPEN with nothing heard for a while: it is told by the clock alone."""

    IDLE = "idle"
    CONNECTING = "connecting"
    OPEN = "open"
    STALE = "stale"
    RETRYING = "retrying"
    ENDED = "ended"
    FAILED = "failed"
    STOPPED = "stopped"


AFTER: Mapping[type[lifecycle.Lifecycle], State] = {
    lifecycle.Connecting: State.CONNECTING,
    lifecycle.Opened: State.OPEN,
    lifecycle.Retrying: State.RETRYING,
    lifecycle.Ended: State.ENDED,
    lifecycle.Failed: State.FAILED,
    lifecycle.Closed: State.STOPPED,
}
"""The state that each step in a connection's life leads to."""

RUNNING = frozenset({State.CONNECTING, State.OPEN, State.STALE, State.RETRYING})
"""The states in which something is connected or will be by itself."""

LIVE = frozenset({State.OPEN, State.STALE})
"""The states in which there is a connection."""


class Label(NamedTuple):
    """A state as people read it."""

    glyph: str
    """One cell."""
    text: str
    """Safe to draw only if `detail` was."""


def label(state: State, *, seconds: float = 0.0, attempt: int = 0, detail: str = "") -> Label:
    """`seconds` is how long it is silent, or until the next attempt; `attempt` how many failed in a row;
    `detail` the few words that say how it ended or failed."""
    match state:
        case State.IDLE:
            return Label("·", "idle")
        case State.CONNECTING:
            return Label("◌", f"connecting ({attempt})" if attempt > 1 else "connecting")
        case State.OPEN:
            return Label("●", "live")
        case State.STALE:
            whole = max(1, int(seconds))  # a counter, so no tenths
            return Label("◐", f"silent {whole}s" if whole < 60 else f"silent {duration(whole)}")
        case State.RETRYING:
            tries = f" ({attempt})" if attempt else ""
            return Label("↻", f"retry in {max(1, round(seconds))}s{tries}")
        case State.ENDED:
            return Label("■", f"ended, {detail}" if detail else "ended")
        case State.FAILED:
            return Label("✖", detail or "failed")
        case State.STOPPED:
            return Label("○", "stopped")
