"""The states of a stream's connection: what leads from each to which, and what can't happen."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import (
    CONNECTED,
    RUNNING,
    TABLE,
    NoSuchTransition,
    On,
    State,
    after,
)

RESTING = set(State) - RUNNING


def test_every_state_has_its_row_and_every_state_but_the_first_can_be_come_to() -> None:
    assert set(TABLE) == set(State)
    reached = {to for row in TABLE.values() for to in row.values()}
    assert reached == set(State) - {State.IDLE}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("on", On)
def test_what_the_table_does_not_have_is_an_error(state: State, on: On) -> None:
    if on in TABLE[state]:
        assert after(state, on) is TABLE[state][on]
    else:
        with pytest.raises(NoSuchTransition, match=f"{on.value} in state {state.value}"):
            after(state, on)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([On.START], State.CONNECTING),
        ([On.START, On.ASKED, On.OPENED], State.OPEN),
        ([On.START, On.ASKED, On.OPENED, On.SILENT], State.STALE),
        ([On.START, On.ASKED, On.OPENED, On.SILENT, On.HEARD], State.OPEN),
        ([On.START, On.ASKED, On.LOST, On.ASKED, On.OPENED], State.OPEN),
        ([On.START, On.ASKED, On.OPENED, On.SILENT, On.LOST], State.RETRYING),
        ([On.START, On.ASKED, On.OPENED, On.ODD, On.ASKED, On.ODD], State.RETRYING),
        ([On.START, On.ASKED, On.OPENED, On.ENDED], State.ENDED),
        ([On.START, On.ASKED, On.FAILED], State.FAILED),
        ([On.START, On.ASKED, On.LOST, On.STOP], State.STOPPED),
        ([On.START, On.ASKED, On.LOST, On.BROKE], State.FAILED),
        ([On.START, On.STOP, On.START], State.CONNECTING),
    ],
)
def test_a_life_goes_through_states_as_designed(steps: list[On], state: State) -> None:
    at = State.IDLE
    for on in steps:
        at = after(at, on)
    assert at is state


@pytest.mark.parametrize("state", State)
def test_a_person_may_always_disconnect_and_an_end_stays_to_be_read(state: State) -> None:
    assert after(state, On.STOP) is (state if state in (State.ENDED, State.FAILED) else State.STOPPED)


@pytest.mark.parametrize("state", State)
def test_only_what_does_not_run_can_be_started(state: State) -> None:
    assert (On.START in TABLE[state]) == (state in RESTING)


def test_what_may_happen_to_an_open_stream_may_happen_to_a_silent_one() -> None:
    of_open, of_stale = dict(TABLE[State.OPEN]), dict(TABLE[State.STALE])
    assert of_open.pop(On.SILENT) is State.STALE
    assert of_stale.pop(On.HEARD) is State.OPEN
    assert of_open == of_stale


def test_a_silent_stream_is_connected() -> None:
    assert {State.OPEN, State.STALE} == CONNECTED
    assert CONNECTED < RUNNING
