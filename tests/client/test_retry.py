"""The wait before the next attempt, as arithmetic: rule 16 without a clock, a sleep or dice."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.retry import (
    LASTED,
    LONGEST_DELAY_AFTER_CLEAN_END,
    LONGEST_HINT,
    Backoff,
    parse_retry_after,
    reconnect_delay,
)

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

seconds = st.floats(0, 1e9)
failures = st.integers(0, 10_000)
chances = st.floats(0, 1, exclude_max=True)


# -- One delay.


@given(seconds, seconds, chances)
def test_the_first_wait_is_the_reconnection_time_itself(base: float, longest: float, chance: float) -> None:
    assert reconnect_delay(base, 0, longest=longest, chance=chance) == min(base, LONGEST_HINT)


def test_each_further_failure_doubles_the_wait() -> None:
    waits = [reconnect_delay(1.0, count, longest=1000.0, chance=1.0) for count in range(5)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_chance_takes_up_to_half_of_what_doubling_adds() -> None:
    assert reconnect_delay(1.0, 2, longest=1000.0, chance=0.0) == 1.0 + 3.0 / 2
    assert reconnect_delay(1.0, 2, longest=1000.0, chance=0.5) == 1.0 + 3.0 * 3 / 4


def test_doubling_stops_at_the_longest_delay() -> None:
    assert reconnect_delay(1.0, 100, longest=30.0, chance=1.0) == 30.0


def test_a_reconnection_time_past_the_longest_delay_is_not_shortened() -> None:
    assert reconnect_delay(60.0, 5, longest=30.0, chance=0.5) == 60.0


def test_a_reconnection_time_is_waited_for_an_hour_at_most() -> None:
    assert reconnect_delay(1e297, 0, longest=30.0, chance=0.5) == 3600.0
    assert reconnect_delay(1e297, 3, longest=30.0, chance=0.5) == 3600.0


def test_zero_milliseconds_are_allowed_once_and_then_backoff_guards_against_a_storm() -> None:
    waits = [reconnect_delay(0.0, count, longest=30.0, chance=0.0) for count in range(12)]
    assert waits[0] == 0.0
    assert waits[1] >= 0.1
    assert waits == sorted(waits)
    assert waits[-1] == 15.0


@given(seconds, failures, seconds, chances)
def test_backoff_only_lengthens_and_stays_under_its_caps(
    base: float, count: int, longest: float, chance: float
) -> None:
    delay = reconnect_delay(base, count, longest=longest, chance=chance)
    assert math.isfinite(delay)
    assert min(base, LONGEST_HINT) <= delay <= max(min(base, LONGEST_HINT), longest) * (1 + 1e-12)


# -- Delays in a row.


def backoff(*, longest: float = 1000.0, max_attempts: int | None = None) -> Backoff:
    return Backoff(longest=longest, max_attempts=max_attempts, chance=lambda: 1.0)


def wait(
    policy: Backoff, *, base: float = 1.0, clean: bool = False, retry_after: float | None = None
) -> float:
    return policy.next_delay(base, clean=clean, retry_after=retry_after)


def test_failed_attempts_in_a_row_wait_longer_and_longer() -> None:
    policy = backoff()
    waits = []
    for _ in range(4):
        policy.lost(0.0)
        waits.append(wait(policy))
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert policy.failed_attempts == 4


def test_connections_that_did_not_last_count_as_failures_for_the_wait() -> None:
    policy = backoff()
    waits = []
    for _ in range(3):
        policy.opened(10.0)
        policy.lost(10.0 + LASTED - 0.001)
        waits.append(wait(policy))
    assert waits == [1.0, 2.0, 4.0]


def test_a_connection_that_lasted_starts_backoff_anew() -> None:
    policy = backoff()
    for _ in range(3):
        policy.lost(0.0)
        wait(policy)
    policy.opened(10.0)
    policy.lost(10.0 + LASTED)
    assert wait(policy) == 1.0


def test_an_open_connection_ends_the_row_of_failed_attempts() -> None:
    policy = backoff(max_attempts=1)
    policy.lost(0.0)
    policy.opened(0.0)
    policy.lost(0.0)
    assert policy.failed_attempts == 0
    assert not policy.exhausted


@pytest.mark.parametrize("allowed", [0, 1, 5])
def test_after_a_failed_attempt_so_many_more_may_follow(allowed: int) -> None:
    policy = backoff(max_attempts=allowed)
    for _ in range(allowed):
        policy.lost(0.0)
        assert not policy.exhausted
    policy.lost(0.0)
    assert policy.exhausted


def test_without_a_limit_attempts_never_run_out() -> None:
    policy = backoff(max_attempts=None)
    for _ in range(10_000):
        policy.lost(0.0)
    assert not policy.exhausted


def test_retry_after_lengthens_the_wait_and_never_shortens_it() -> None:
    assert wait(backoff(), base=1.0, retry_after=7.0) == 7.0
    assert wait(backoff(), base=9.0, retry_after=7.0) == 9.0


def test_a_server_that_answers_and_ends_is_asked_again_within_a_second() -> None:
    policy = backoff()
    for _ in range(20):
        policy.opened(0.0)
        policy.productive = True
        policy.lost(0.0)
        delay = wait(policy, base=0.0, clean=True)
    assert delay == LONGEST_DELAY_AFTER_CLEAN_END


def test_a_server_that_ends_without_an_event_meets_all_of_backoff() -> None:
    policy = backoff()
    for _ in range(20):
        policy.opened(0.0)
        policy.lost(0.0)
        delay = wait(policy, base=0.0, clean=True)
    assert delay == 1000.0


# -- Retry-After.


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", 0.0), ("1", 1.0), ("120", 120.0), (" 7 ", 7.0), ("007", 7.0), ("3600", 3600.0)],
)
def test_retry_after_may_be_seconds(value: str, expected: float) -> None:
    assert parse_retry_after(value, NOW) == expected


@pytest.mark.parametrize("value", ["3601", "9" * 20, "9" * 21, "9" * 5000])
def test_retry_after_is_honoured_for_an_hour_at_most(value: str) -> None:
    assert parse_retry_after(value, NOW) == LONGEST_HINT


def test_retry_after_may_be_a_date() -> None:
    assert parse_retry_after(format_datetime(NOW + timedelta(seconds=90), usegmt=True), NOW) == 90.0


def test_a_date_in_the_past_is_no_wait() -> None:
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT", NOW) == 0.0


def test_a_date_far_ahead_is_capped() -> None:
    assert parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", NOW) == LONGEST_HINT


def test_a_date_in_another_zone_is_that_moment() -> None:
    there = (NOW + timedelta(seconds=60)).astimezone(timezone(timedelta(hours=9)))
    assert parse_retry_after(format_datetime(there), NOW) == 60.0


@pytest.mark.parametrize("zone", ["", " -0000"])
def test_a_date_without_a_zone_is_in_utc(zone: str) -> None:
    assert parse_retry_after(f"Sun, 01 Mar 2026 12:00:30{zone}", NOW) == 30.0


def test_a_date_is_measured_from_now() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    delay = parse_retry_after(ahead)
    assert delay is not None
    assert 90.0 < delay <= 100.0


def test_no_header_is_no_wish() -> None:
    assert parse_retry_after(None, NOW) is None


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "soon", "-1", "+1", "1.5", "1e3", "1s", "0x10", "1_000", "²", "٣", "\0"),
        *("Wed, 32 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 25:00:00 GMT", "Wed, 21 Oct"),
        f"Wed, 21 Oct {'9' * 30} 07:28:00 GMT",
        f"Wed, 21 Oct 2015 07:28:00 +{'9' * 30}",
    ],
)
def test_junk_is_no_wish(value: str) -> None:
    assert parse_retry_after(value, NOW) is None


@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(
            r"[A-Z][a-z]{2}, \d{1,40} [A-Z][a-z]{2} \d{1,40} \d{1,30}:\d+:\d+ [+-]?\w{0,30}", fullmatch=True
        ),
        st.lists(
            st.sampled_from(["Wed", ",", "21", "Oct", "2015", "07:28:00", "GMT", "+9999", "-", " "])
        ).map("".join),
    )
)
def test_whatever_a_server_sends_is_a_wait_within_the_hour_or_no_wish(value: str) -> None:
    delay = parse_retry_after(value, NOW)
    assert delay is None or 0.0 <= delay <= LONGEST_HINT
