"""A state in the few words of a title. What led to it is told in the log and below the pane."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from sse_dash.client.lifecycle import Stage
from sse_dash.streams.monitor.state import State
from sse_dash.units import duration


class Group(Enum):
    """How streams are counted and sorted: each is in one of these; what most needs someone comes first."""

    FAILED = "failed"
    RETRYING = "retrying"
    CUT = "cut"
    """Ended in the middle of an answer, and not asked for again."""
    SILENT = "silent"
    CONNECTING = "connecting"
    LIVE = "live"
    ENDED = "ended"
    STOPPED = "stopped"
    IDLE = "idle"

    @property
    def glyph(self) -> str:
        """One cell."""
        return _GLYPHS[self]

    @classmethod
    def of(cls, state: State, *, is_cut: bool = False) -> Group:
        """The one of streams in this state; `is_cut` says that an answer ended where it should not."""
        return cls.CUT if state is State.ENDED and is_cut else _GROUPS[state]


_GROUPS = {
    State.FAILED: Group.FAILED,
    State.RETRYING: Group.RETRYING,
    State.STALE: Group.SILENT,
    State.CONNECTING: Group.CONNECTING,
    State.OPEN: Group.LIVE,
    State.ENDED: Group.ENDED,
    State.STOPPED: Group.STOPPED,
    State.IDLE: Group.IDLE,
}
_GLYPHS = {
    Group.FAILED: "✖",
    Group.RETRYING: "↻",
    Group.CUT: "■",
    Group.SILENT: "◐",
    Group.CONNECTING: "◌",
    Group.LIVE: "●",
    Group.ENDED: "■",
    Group.STOPPED: "○",
    Group.IDLE: "·",
}

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
    return Label(
        Group.of(state).glyph,
        _words(state, seconds=seconds, attempt=attempt, detail=detail, stage=stage, is_slow=is_slow),
    )


def _words(
    state: State, *, seconds: float, attempt: int, detail: str, stage: Stage | None, is_slow: bool
) -> str:
    match state:
        case State.CONNECTING:
            return _connecting(seconds, attempt, stage)
        case State.STALE:
            return f"silent {_counted(max(1.0, seconds))}"
        case State.RETRYING if is_slow:
            return f"asks again in {_counted(max(1.0, seconds))}"
        case State.RETRYING:
            tries = f" ({attempt})" if attempt else ""
            return f"retry in {max(1, round(seconds))}s{tries}"
        case State.ENDED | State.FAILED if detail:
            return detail
        case _:
            return Group.of(state).value


def _connecting(seconds: float, attempt: int, stage: Stage | None) -> str:
    tries = f" ({attempt})" if attempt > 1 else ""
    if seconds < _PATIENT:
        return f"connecting{tries}"
    return _STAGES[stage].format(_counted(seconds)) + tries


def _counted(seconds: float) -> str:
    """A counter's seconds: without tenths."""
    whole = int(seconds)
    return f"{whole}s" if whole < 60 else duration(whole)
