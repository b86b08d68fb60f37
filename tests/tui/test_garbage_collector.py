"""Garbage is collected while no one is typing."""

from __future__ import annotations

import gc

from sse_dash.tui.garbage_collector import INTERVAL, LONGEST, QUIET, GarbageCollector


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_collects_when_no_one_has_typed_for_a_while() -> None:
    clock, collected = Clock(), []
    garbage_collector = GarbageCollector(lambda: collected.append(clock.now), clock)
    garbage_collector.key_pressed()
    clock.now += QUIET - 0.1
    garbage_collector.look()
    assert not collected
    clock.now += 0.1
    garbage_collector.look()
    assert collected == [clock.now]


def test_someone_who_never_stops_typing_has_it_collected_all_the_same() -> None:
    clock, collected = Clock(), []
    garbage_collector = GarbageCollector(lambda: collected.append(clock.now), clock)
    for _ in range(int(3 * LONGEST / INTERVAL)):
        clock.now += INTERVAL
        garbage_collector.key_pressed()
        garbage_collector.look()
    assert 2 <= len(collected) <= 3


def test_it_gives_the_collector_back_as_it_was() -> None:
    before = gc.get_threshold()
    frozen = gc.get_freeze_count()
    garbage_collector = GarbageCollector()
    garbage_collector.take_over()
    try:
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > before[2]
        assert gc.get_freeze_count() > frozen
    finally:
        garbage_collector.give_back()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
