"""The states of a stream, and design.md's words for them."""

from __future__ import annotations

from typing import get_args

import pytest

from sse_dash import text
from sse_dash.client import lifecycle
from sse_dash.streams.monitor.state import AFTER, LIVE, RUNNING, State, label


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (lifecycle.Connecting, State.CONNECTING),
        (lifecycle.Opened, State.OPEN),
        (lifecycle.Retrying, State.RETRYING),
        (lifecycle.Ended, State.ENDED),
        (lifecycle.Failed, State.FAILED),
        (lifecycle.Closed, State.STOPPED),
    ],
)
def test_each_step_of_a_connection_leads_to_a_state(step: type[lifecycle.Lifecycle], state: State) -> None:
    assert AFTER[step] is state


def test_only_a_notice_changes_no_state() -> None:
    assert set(get_args(lifecycle.Lifecycle)) - set(AFTER) == {lifecycle.Notice}


def test_silence_is_told_by_the_clock_and_idle_is_before_all_steps() -> None:
    assert set(State) - set(AFTER.values()) == {State.STALE, State.IDLE}


def test_a_silent_stream_is_connected() -> None:
    assert {State.OPEN, State.STALE} == LIVE
    assert LIVE < RUNNING


@pytest.mark.parametrize("state", [State.IDLE, State.ENDED, State.FAILED, State.STOPPED])
def test_nothing_comes_by_itself_where_a_stream_does_not_run(state: State) -> None:
    assert state not in RUNNING


@pytest.mark.parametrize(
    ("state", "about", "words"),
    [
        (State.IDLE, {}, "· idle"),
        (State.CONNECTING, {}, "◌ connecting"),
        (State.CONNECTING, {"attempt": 1}, "◌ connecting"),
        (State.CONNECTING, {"attempt": 3}, "◌ connecting (3)"),
        (State.OPEN, {}, "● live"),
        (State.STALE, {"seconds": 45.0}, "◐ silent 45s"),
        (State.STALE, {"seconds": 45.9}, "◐ silent 45s"),
        (State.STALE, {"seconds": 5.4}, "◐ silent 5s"),
        (State.STALE, {"seconds": 0.5}, "◐ silent 1s"),
        (State.STALE, {"seconds": 125.0}, "◐ silent 2m05s"),
        (State.RETRYING, {"seconds": 4.2, "attempt": 3}, "↻ retry in 4s (3)"),
        (State.RETRYING, {"seconds": 4.2, "attempt": 0}, "↻ retry in 4s"),
        (State.RETRYING, {"seconds": 0.0, "attempt": 1}, "↻ retry in 1s (1)"),
        (State.ENDED, {}, "■ ended"),
        (State.ENDED, {"detail": "cut mid-event"}, "■ ended, cut mid-event"),
        (State.FAILED, {"detail": "404 Not Found"}, "✖ 404 Not Found"),
        (State.FAILED, {}, "✖ failed"),
        (State.STOPPED, {}, "○ stopped"),
    ],
)
def test_each_state_has_its_words(state: State, about: dict[str, float | str], words: str) -> None:
    assert " ".join(label(state, **about)) == words  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
def test_a_glyph_is_one_cell_and_no_other_states(state: State) -> None:
    glyph = label(state).glyph
    assert text.width(glyph) == 1
    assert [other for other in State if label(other).glyph == glyph] == [state]
