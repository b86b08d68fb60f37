"""Connections that end after the same silence each time."""

from __future__ import annotations

from sse_dash.streams.diagnosis import IdleCuts


def test_a_connection_that_was_busy_was_cut_at_any_moment() -> None:
    cuts = IdleCuts()
    assert [cuts.words(0.1), cuts.words(1.9), cuts.words(0.0)] == ["", "", ""]


def test_a_silence_before_the_end_is_told() -> None:
    assert IdleCuts().words(45.0) == ", after 45s without a byte"


def test_the_same_silence_twice_is_no_chance() -> None:
    cuts = IdleCuts()
    cuts.words(60.1)
    assert cuts.words(60.4).endswith("as before: does something on the way cut what is idle?")
    assert cuts.words(30.0) == ", after 30s without a byte"


def test_short_silences_that_are_alike_say_nothing() -> None:
    cuts = IdleCuts()
    cuts.words(2.1)
    assert "as before" not in cuts.words(2.1)
