"""How a stream stands at one moment. Who finds out is the monitor."""

from __future__ import annotations

from dataclasses import dataclass

from sse_dash.client.errors import ResponseDetails
from sse_dash.client.lifecycle import Stage
from sse_dash.streams.diagnosis import Diagnosis
from sse_dash.streams.monitor.label import Group, Label
from sse_dash.streams.monitor.state import State


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a stream stands at one moment. Strings in it come from outside and aren't safe to draw."""

    state: State
    label: Label
    """The state in words."""
    trouble: str
    """Why there is no connection; empty when there is one, or none is wanted. May be several lines."""
    events: int
    """Events since the stream was first started."""
    bytes: int
    """Bytes of bodies since then, decompressed."""
    comments: int
    events_per_second: float
    bytes_per_second: float
    reconnects: int
    """Connections made after the first."""
    first_event_after: float | None
    """Seconds from asking to the first event of the newest connection; None before it came."""
    skipped: int = 0
    """Lines, or parts of lines, that were no JSON where JSON was expected."""
    since_last_event: float | None = None
    """Seconds; None before the first."""
    gap_p50: float | None = None
    """Seconds between events that half of the newest gaps don't exceed; None while there is no gap."""
    gap_p95: float | None = None
    """The same for 95 in a hundred."""
    failures: int = 0
    """Attempts that failed, connections that were lost, and errors that the stream told of, since the first
    start."""
    refusal: ResponseDetails | None = None
    """The answer that wasn't wanted, with the beginning of its body; None where there is a connection, and
    where none answered."""
    lacks: str = ""
    """The name of a `${NAME}` without a value, for the want of which it failed."""
    stage: Stage | None = None
    """How far an attempt to connect has come; None while there is none."""
    connecting_for: float = 0.0
    """Seconds since it began to connect; 0 where it doesn't."""
    proxy: str | None = None
    """The proxy that the newest connection goes by, secrets masked; None for none."""
    error: str = ""
    """The error that the stream itself told of, by an event, while that is news."""
    error_events: int = 0
    """How many such events came; they count as failures, too."""
    is_cut: bool = False
    """Whether an answer ended where it should not, and is not asked for again."""
    diagnosis: Diagnosis | None = None
    """What is wrong with the bytes that came, where no event came of them; None where nothing is known."""
    held_back: str = ""
    """What may hold the body back, where the answer has begun and nothing of it has come; holds nothing of
    it."""
    last_error: str = ""
    """What the last of these was, also when the stream is well again. May be several lines."""

    @property
    def group(self) -> Group:
        """Where it is counted."""
        return Group.of(self.state, is_cut=self.is_cut)
