"""A state in the few words of a title. What led to it is told in the log and below the pane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sse_dash.client.lifecycle import Stage
from sse_dash.streams.monitor.state import State
from sse_dash.units import duration

_PATIENT = 2.0
"""Seconds that connecting may take before it is said for how long."""

_STAGES: Mapping[Stage | None, str] = {
    None: "connecting {}",
    Stage.QUEUED: "waiting for a free connection {}",
    Stage.LOOKING_UP: "looking up {}",
    Stage.CONNECTING: "connecting {}",
    Stage.TLS: "TLS handshake {}",
    Stage.WAITING: "asked {} ago, no answer yet",
}
"""How far an attempt has come, with for how long."""


class Label(NamedTuple):
    """A state as people read it."""

    glyph: str
    """One cell."""
    text: str
    """Safe to draw only if `detail` was."""


def label(
    state: State,
    *,
    seconds: float = 0.0,
    attempt: int = 0,
    detail: str = "",
    stage: Stage | None = None,
    is_slow: bool = False,
) -> Label:
    """`seconds` is how long it has been silent or connecting, or until the next attempt; `attempt` how many
    failed in a row; `detail` the few words that say how it ended or failed; `stage` how far connecting has
    come; `is_slow` whether it waits because of an odd answer."""
    match state:
        case State.IDLE:
            return Label("·", "idle")
        case State.CONNECTING:
            return Label("◌", _connecting(seconds, attempt, stage))
        case State.OPEN:
            return Label("●", "live")
        case State.STALE:
            return Label("◐", f"silent {_counted(max(1.0, seconds))}")
        case State.RETRYING:
            if is_slow:
                return Label("↻", f"asks again in {_counted(max(1.0, seconds))}")
            tries = f" ({attempt})" if attempt else ""
            return Label("↻", f"retry in {max(1, round(seconds))}s{tries}")
        case State.ENDED:
            return Label("■", detail or "ended")
        case State.FAILED:
            return Label("✖", detail or "failed")
        case State.STOPPED:
            return Label("○", "stopped")


def _connecting(seconds: float, attempt: int, stage: Stage | None) -> str:
    tries = f" ({attempt})" if attempt > 1 else ""
    if seconds < _PATIENT:
        return f"connecting{tries}"
    return _STAGES[stage].format(_counted(seconds)) + tries


def _counted(seconds: float) -> str:
    """A counter's seconds: without tenths."""
    whole = int(seconds)
    return f"{whole}s" if whole < 60 else duration(whole)
