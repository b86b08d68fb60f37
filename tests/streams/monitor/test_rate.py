"""Rates and the series of a sparkline: whole buckets of half a second, told by a clock that is passed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.streams.monitor.rate import BUCKET, KEPT, RateMeter


def meter_of(*came: tuple[float, int]) -> RateMeter:
    """So many events of ten bytes each, at such times."""
    meter = RateMeter()
    for at, events in came:
        meter.add(at, events, events * 10)
    return meter


def every(seconds: float, until: float, events: int = 1) -> list[tuple[float, int]]:
    return [(index * seconds, events) for index in range(int(until / seconds))]


def test_a_stream_that_never_said_anything_has_no_rate() -> None:
    meter = RateMeter()
    assert meter.events_per_second(100.0) == 0
    assert meter.bytes_per_second(100.0) == 0
    assert meter.series(100.0, 3) == [0, 0, 0]


def test_a_steady_stream_runs_at_its_rate() -> None:
    meter = meter_of(*every(0.1, until=20.0))
    assert meter.events_per_second(20.0) == 10
    assert meter.bytes_per_second(20.0) == 100


@pytest.mark.parametrize("now", [20.0, 20.1, 20.49])
def test_a_bucket_that_is_not_over_does_not_drag_the_rate_down(now: float) -> None:
    assert meter_of(*every(0.1, until=20.0)).events_per_second(now) == 10


def test_what_came_in_the_running_bucket_does_not_count_yet() -> None:
    meter = meter_of((20.1, 100))
    assert meter.events_per_second(20.4) == 0
    assert meter.events_per_second(20.5) > 0


def test_a_burst_counts_for_two_seconds() -> None:
    meter = meter_of((20.0, 100))
    assert meter.events_per_second(20.5) == meter.events_per_second(22.4) == 50
    assert meter.events_per_second(22.5) == 0


def test_a_slow_stream_is_averaged_over_ten_seconds() -> None:
    meter = meter_of(*every(5.0, until=60.0))
    assert {meter.events_per_second(60.0 + tenth / 10) for tenth in range(1, 5)} == {0.2}


def test_bytes_are_averaged_over_the_seconds_that_events_are() -> None:
    meter = meter_of(*every(5.0, until=60.0))
    assert {meter.bytes_per_second(60.0 + tenth / 10) for tenth in range(1, 5)} == {2.0}


def test_a_slow_stream_that_has_only_begun_is_averaged_over_the_time_since() -> None:
    meter = meter_of(*every(1.0, until=60.0))
    young = RateMeter()
    for at in (57.0, 58.0, 59.0):
        young.add(at, 1, 10)
    assert young.events_per_second(60.0) == meter.events_per_second(60.0) == 1.0


def test_a_first_event_says_little_so_two_seconds_are_the_least_to_average_over() -> None:
    assert meter_of((60.0, 1)).events_per_second(60.5) == 0.5


def test_the_time_since_starts_with_the_first_bytes_and_not_with_the_first_event() -> None:
    meter = RateMeter()
    meter.add(50.0, 0, 12)
    meter.add(60.0, 1, 10)
    assert meter.events_per_second(60.5) == 0.1


def test_a_slow_stream_does_not_flicker() -> None:
    meter = meter_of(*every(1.0, until=60.0))
    assert {meter.events_per_second(50.0 + half / 2) for half in range(20)} == {1.0}


def test_a_stream_that_fell_silent_comes_down_to_zero() -> None:
    meter = meter_of(*every(1.0, until=60.0))
    assert meter.events_per_second(65.0) == 0.5
    assert meter.events_per_second(70.0) == 0


def test_the_series_is_oldest_first_and_excludes_the_running_second() -> None:
    meter = meter_of((10.0, 1), (11.2, 2), (11.7, 3), (12.9, 4), (13.0, 9))
    assert meter.series(13.9, 4) == [0, 1, 5, 4]


def test_the_series_starts_at_zero() -> None:
    assert meter_of((0.2, 7)).series(1.0, 5) == [0, 0, 0, 0, 7]


def test_a_column_stays_the_same_until_it_leaves() -> None:
    meter = meter_of((10.6, 3))
    assert meter.series(11.0, 2) == [0, 3]
    assert meter.series(11.5, 2) == [0, 3]
    assert meter.series(12.0, 2) == [3, 0]
    assert meter.series(13.0, 2) == [0, 0]


def test_the_series_reaches_back_two_minutes_less_the_running_second() -> None:
    meter = meter_of(*every(1.0, until=200.0))
    assert meter.series(200.0, 500) == [1] * 119
    assert meter.series(200.0, 0) == []


@pytest.mark.parametrize("gap", [120.0, 121.0, 600.0, 86_400.0])
def test_a_long_gap_leaves_nothing_of_before(gap: float) -> None:
    meter = meter_of(*every(0.5, until=120.0))
    assert meter.series(120.0 + gap, 119) == [0] * 119
    assert meter.events_per_second(120.0 + gap) == 0
    meter.add(120.0 + gap, 4, 0)
    assert meter.series(121.0 + gap, 2) == [0, 4]


def test_asking_changes_nothing() -> None:
    meter = meter_of((10.0, 30))
    assert meter.series(11.0, 1) == meter.series(11.0, 1) == [30]
    assert meter.events_per_second(11.0) == meter.events_per_second(11.0)


class NaiveMeter:
    """Remembers when each thing came and counts anew each time."""

    def __init__(self) -> None:
        self.came: list[tuple[float, int, int]] = []  # time, events, bytes

    def events(self, start: float, end: float) -> int:
        return sum(events for at, events, _ in self.came if start <= at < end)

    def nbytes(self, start: float, end: float) -> int:
        return sum(nbytes for at, _, nbytes in self.came if start <= at < end)

    def events_per_second(self, now: float) -> float:
        end = now // BUCKET * BUCKET
        slow = self.events(end - 10, end)
        known = end - self.came[0][0] // BUCKET * BUCKET
        return slow / min(10, max(2, known)) if slow < 20 else self.events(end - 2, end) / 2

    def bytes_per_second(self, now: float) -> float:
        end = now // BUCKET * BUCKET
        known = end - self.came[0][0] // BUCKET * BUCKET
        slow = self.events(end - 10, end) < 20
        return self.nbytes(end - 10, end) / min(10, max(2, known)) if slow else self.nbytes(end - 2, end) / 2

    def series(self, now: float, columns: int) -> list[int]:
        end = int(now)
        return [self.events(second, second + 1) for second in range(end - columns, end)]


@given(
    st.integers(0, 1_000).map(lambda start: start / 4),
    st.lists(
        st.tuples(st.integers(0, 12) | st.integers(0, 2 * KEPT), st.integers(0, 30), st.integers(0, 10**6)),
        max_size=40,
    ),
    st.integers(0, KEPT // 2 - 1),
)
def test_it_counts_what_a_list_of_times_would(
    now: float, steps: list[tuple[int, int, int]], columns: int
) -> None:
    meter, naive = RateMeter(), NaiveMeter()
    for quarters, events, nbytes in steps:
        now += quarters / 4
        meter.add(now, events, nbytes)
        naive.came.append((now, events, nbytes))
        for later in (now, now + 0.3, now + 1.1):
            now = later
            assert meter.events_per_second(now) == naive.events_per_second(now)
            assert meter.bytes_per_second(now) == naive.bytes_per_second(now)
            assert meter.series(now, columns) == naive.series(now, columns)
