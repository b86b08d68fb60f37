"""Where a stream's connection is: the states, and the one table of what leads from each to which.

How a state is put into words is for `label`; who tells that something happened is the connection.

Theory
======

A stream has one connection at most, so one state. What moves it comes from three sides:

- a person (or the program for them) wants it: START, or doesn't: STOP;
- the client's EventSource tells how it goes: ASKED, OPENED, LOST, ENDED, FAILED;
- time passes: SILENT when nothing has come for `stale_after`, HEARD when something comes after that.

Two more come of our own: an answer that would end a stream for good, though it was live once, is ODD and
asked for again later; and BROKE is what no one expected, such as a mistake in the code, which is the stream's
failure.

For each state the table has what may happen in it and where that leads. What it doesn't have can't happen: to
look it up is an error, in tests as everywhere, and never passed over. So:

- Nothing is LOST that wasn't asked for, nothing is OPENED twice, and nothing that ended fails.
- STOP is allowed in every state, as a key is, and changes nothing in one that ended by itself: how it ended
  is what one wants to read.
- START is allowed where nothing runs. What runs is stopped first, which is what reconnecting is made of.
- STALE is OPEN in all but what is shown: whatever may happen to the one may happen to the other.
- RETRYING waits, with nothing open. Whether for seconds after a loss or for minutes after an odd answer makes
  no other state, since the same things may happen in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class State(Enum):
    """design.md's words."""

    IDLE = "idle"
    """Never started."""
    CONNECTING = "connecting"
    OPEN = "open"
    STALE = "stale"
    """Open, with nothing heard for a while."""
    RETRYING = "retrying"
    """Waiting to connect again."""
    ENDED = "ended"
    """Over, as the server or `done` said."""
    FAILED = "failed"
    STOPPED = "stopped"
    """Disconnected, as someone wanted."""


class On(Enum):
    """What may happen to a connection."""

    START = "start"
    STOP = "stop"
    ASKED = "asked"
    """A request goes out."""
    OPENED = "opened"
    """It is answered with an event stream."""
    LOST = "lost"
    """The connection is gone, or wasn't made, and will be tried again."""
    ODD = "odd"
    """The answer is none that could be a stream's, but there was one before: it will be asked for again."""
    ENDED = "ended"
    FAILED = "failed"
    BROKE = "broke"
    """What no one expected happened on our side."""
    SILENT = "silent"
    HEARD = "heard"


_GONE = {
    On.LOST: State.RETRYING,
    On.ODD: State.RETRYING,
    On.ENDED: State.ENDED,
    On.FAILED: State.FAILED,
    On.BROKE: State.FAILED,
    On.STOP: State.STOPPED,
}

TABLE: Mapping[State, Mapping[On, State]] = {
    State.IDLE: {On.START: State.CONNECTING, On.STOP: State.STOPPED},
    State.CONNECTING: {On.ASKED: State.CONNECTING, On.OPENED: State.OPEN, **_GONE},
    State.OPEN: {On.SILENT: State.STALE, **_GONE},
    State.STALE: {On.HEARD: State.OPEN, **_GONE},
    State.RETRYING: {On.ASKED: State.CONNECTING, On.BROKE: State.FAILED, On.STOP: State.STOPPED},
    State.ENDED: {On.START: State.CONNECTING, On.BROKE: State.FAILED, On.STOP: State.ENDED},
    State.FAILED: {On.START: State.CONNECTING, On.BROKE: State.FAILED, On.STOP: State.FAILED},
    State.STOPPED: {On.START: State.CONNECTING, On.BROKE: State.FAILED, On.STOP: State.STOPPED},
}
"""From, on, to."""

RUNNING = frozenset({State.CONNECTING, State.OPEN, State.STALE, State.RETRYING})
"""The states in which something is connected or will be by itself."""

CONNECTED = frozenset({State.OPEN, State.STALE})
"""The states in which there is a connection."""


class NoSuchTransition(Exception):
    """Something happened that can't happen in that state: a mistake in the code."""


def after(state: State, on: On) -> State:
    """The state that follows when this happens in that state. Raises NoSuchTransition where nothing does."""
    found = TABLE[state].get(on)
    if found is None:
        raise NoSuchTransition(f"{on.value} in state {state.value}")
    return found
