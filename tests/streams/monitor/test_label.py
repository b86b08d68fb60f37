"""A state in the words of design.md."""

from __future__ import annotations

from typing import Any

import pytest

from sse_dash import text
from sse_dash.client.lifecycle import Stage
from sse_dash.streams.monitor.label import Group, label
from sse_dash.streams.monitor.state import State


@pytest.mark.parametrize(
    ("state", "about", "words"),
    [
        (State.IDLE, {}, "· idle"),
        (State.CONNECTING, {}, "◌ connecting"),
        (State.CONNECTING, {"attempt": 1}, "◌ connecting"),
        (State.CONNECTING, {"attempt": 3}, "◌ connecting (3)"),
        (State.CONNECTING, {"seconds": 1.9}, "◌ connecting"),
        (State.CONNECTING, {"seconds": 2.0}, "◌ connecting 2s"),
        (State.CONNECTING, {"seconds": 1.0, "stage": Stage.TLS}, "◌ connecting"),
        (State.CONNECTING, {"seconds": 3.0, "stage": Stage.QUEUED}, "◌ waiting for a free connection 3s"),
        (State.CONNECTING, {"seconds": 3.0, "stage": Stage.LOOKING_UP}, "◌ looking up 3s"),
        (State.CONNECTING, {"seconds": 3.0, "stage": Stage.CONNECTING}, "◌ connecting 3s"),
        (State.CONNECTING, {"seconds": 3.0, "stage": Stage.TLS}, "◌ TLS handshake 3s"),
        (State.CONNECTING, {"seconds": 34.0, "stage": Stage.WAITING}, "◌ asked 34s ago, no answer yet"),
        (State.CONNECTING, {"seconds": 75.0, "attempt": 3}, "◌ connecting 1m15s (3)"),
        (State.OPEN, {}, "● live"),
        (State.STALE, {"seconds": 45.0}, "◐ silent 45s"),
        (State.STALE, {"seconds": 45.9}, "◐ silent 45s"),
        (State.STALE, {"seconds": 5.4}, "◐ silent 5s"),
        (State.STALE, {"seconds": 0.5}, "◐ silent 1s"),
        (State.STALE, {"seconds": 125.0}, "◐ silent 2m05s"),
        (State.RETRYING, {"seconds": 4.2, "attempt": 3}, "↻ retry in 4s (3)"),
        (State.RETRYING, {"seconds": 4.2, "attempt": 0}, "↻ retry in 4s"),
        (State.RETRYING, {"seconds": 0.0, "attempt": 1}, "↻ retry in 1s (1)"),
        (State.RETRYING, {"seconds": 58.4, "is_slow": True}, "↻ asks again in 58s"),
        (State.RETRYING, {"seconds": 118.0, "is_slow": True}, "↻ asks again in 1m58s"),
        (State.ENDED, {}, "■ ended"),
        (State.ENDED, {"detail": "cut mid-answer"}, "■ cut mid-answer"),
        (State.FAILED, {"detail": "404 Not Found"}, "✖ 404 Not Found"),
        (State.FAILED, {}, "✖ failed"),
        (State.STOPPED, {}, "○ stopped"),
    ],
)
def test_each_state_has_its_words(state: State, about: dict[str, Any], words: str) -> None:
    assert " ".join(label(state, **about)) == words


@pytest.mark.parametrize("state", State)
def test_a_glyph_is_one_cell_and_no_other_states(state: State) -> None:
    glyph = label(state).glyph
    assert text.width(glyph) == 1
    assert [other for other in State if label(other).glyph == glyph] == [state]


def test_every_state_is_counted_somewhere_and_a_cut_answer_apart() -> None:
    assert {Group.of(state) for state in State} == set(Group) - {Group.CUT}
    assert Group.of(State.ENDED, is_cut=True) is Group.CUT
    assert Group.of(State.OPEN, is_cut=True) is Group.LIVE
