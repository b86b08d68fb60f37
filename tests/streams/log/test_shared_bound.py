"""All histories together have a bound, and share it fairly."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import memory_of
from sse_dash.streams.log.shared_bound import MOST, SharedBound, _level, usual_bound

KIB = 1024


def events(count: int, size: int = KIB, character: str = "x") -> list[MessageEvent]:
    return [MessageEvent("message", character * size, str(number)) for number in range(count)]


def history(bound: SharedBound, name: str = "orders") -> History:
    return History(1_000_000, 1 << 40, name, bound)


def counted(log: History) -> int:
    """What its events take, counted anew."""
    return memory_of(log.rows.at_rest(0, len(log.rows)))


def test_what_is_past_the_bound_is_let_go_of_and_counted_as_lost() -> None:
    bound = SharedBound(100 * KIB)
    log = history(bound)
    log.extend(events(1_000), 0.0)
    assert bound.held == log.memory == counted(log) <= 100 * KIB
    assert log.memory > 95 * KIB, "no more than need be"
    assert log.evicted == log.lost_to_others == 1_000 - len(log)
    assert log.size == len(log) * KIB + sum(len(row.event.type + row.event.last_event_id) for row in log)
    assert next(iter(log)).number == log.evicted + 1
    assert bound.is_full


def test_below_the_bound_nothing_is_lost() -> None:
    bound = SharedBound(100 * KIB)
    log = history(bound)
    log.extend(events(20), 0.0)
    assert (len(log), log.evicted, bound.is_full) == (20, 0, False)


def test_a_flood_costs_a_quiet_stream_nothing() -> None:
    bound = SharedBound(100 * KIB)
    quiet, flood = history(bound, "quiet"), history(bound, "flood")
    quiet.extend(events(30), 0.0)
    for _ in range(50):
        flood.extend(events(20), 0.0)
    assert len(quiet) == 30
    assert quiet.lost_to_others == 0
    assert bound.held == quiet.memory + flood.memory <= 100 * KIB


def test_two_floods_share_alike() -> None:
    bound = SharedBound(200 * KIB)
    first, second = history(bound, "first"), history(bound, "second")
    first.extend(events(180), 0.0)
    for _ in range(50):
        second.extend(events(20), 0.0)
    assert abs(first.memory - second.memory) < 5 * KIB


def test_the_newest_event_stays_however_large_it_is() -> None:
    bound = SharedBound(10 * KIB)
    first, second = history(bound, "first"), history(bound, "second")
    first.extend(events(1, 50 * KIB), 0.0)
    second.extend(events(3, 20 * KIB), 0.0)
    assert (len(first), len(second)) == (1, 1)


def test_what_was_cleared_goes_first_and_counts_until_then() -> None:
    bound = SharedBound(100 * KIB)
    log = history(bound)
    log.extend(events(60), 0.0)
    log.clear()
    assert bound.held == log.memory > 60 * KIB
    log.extend(events(60), 0.0)
    assert len(log) == 60
    assert 0 < log.cleared < 60
    log.restore()
    assert bound.held == log.memory == counted(log) <= 100 * KIB
    log.forget()
    assert bound.held == log.memory == 0


def test_who_leaves_is_counted_no_more() -> None:
    bound = SharedBound(100 * KIB)
    log, other = history(bound), history(bound)
    log.extend(events(50), 0.0)
    log.leave_bound()
    assert bound.held == 0
    other.extend(events(80), 0.0)
    log.extend(events(80), 0.0)
    assert (len(log), len(other), other.lost_to_others) == (130, 80, 0)


def test_the_bounds_of_its_own_let_go_of_as_much_as_they_count() -> None:
    bound = SharedBound(1 << 30)
    log = History(10, 1 << 30, "orders", bound)
    for _ in range(20):
        log.extend(events(7), 0.0)
        log.note("reconnected", 0.0)
    assert bound.held == log.memory == counted(log)
    small = History(1_000, 10 * KIB, "audit", bound)
    for _ in range(20):
        small.extend(events(7), 0.0)
    assert bound.held == counted(log) + counted(small)


@pytest.mark.parametrize(("size", "character"), [(9, "x"), (999, "x"), (999, "é"), (999, "値"), (99, "🦊")])
def test_memory_is_counted_as_it_is(size: int, character: str) -> None:
    log = History(1_000_000, 1 << 40)
    count = 10_000  # Python has the memory of some thousand tuples at hand, which is not counted as taken
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        log.extend((MessageEvent("message", f"{n}" + character * size, f"id-{n}") for n in range(count)), 0.0)
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 0.8 < log.memory / taken < 1.4


@given(st.lists(st.integers(0, 1000)), st.integers(1, 2000))
def test_a_level_has_all_together_have_what_they_may(sizes: list[int], most: int) -> None:
    level = _level(sizes, most)
    taken = sum(min(size, level) for size in sizes)
    assert taken <= max(most, 0)
    if sum(sizes) > most:
        assert taken > most - len(sizes)


def test_without_a_setting_it_is_a_part_of_the_memory_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for there, bound in ((1 << 30, 1 << 28), (1 << 40, MOST), (None, 1 << 30)):
        monkeypatch.setattr("sse_dash.streams.log.shared_bound.memory", lambda there=there: there)
        assert usual_bound() == bound
