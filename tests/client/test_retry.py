"""The wait before the next attempt, as arithmetic: rule 16 without a clock, a sleep or dice."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.errors import PermanentError, TransientError
from sse_dash.client.retry import (
    LONGEST_HINT,
    Backoff,
    RetryTuning,
    Setback,
    parse_retry_after,
    reconnect_delay,
)

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

seconds = st.floats(0, 1e9)
failures = st.integers(0, 10_000)
chances = st.floats(0, 1, exclude_max=True)


# -- One delay.


@given(seconds, seconds)
def test_the_first_wait_is_the_reconnection_time_and_by_chance_up_to_half_as_much_again(
    base: float, max_delay: float
) -> None:
    shortest = min(base, LONGEST_HINT)
    assert reconnect_delay(base, 0, max_delay=max_delay, chance=0.0) == shortest
    assert shortest <= reconnect_delay(base, 0, max_delay=max_delay, chance=0.5)
    assert reconnect_delay(1.0, 0, max_delay=30.0, chance=0.5) == 1.25


def test_each_further_failure_doubles_the_wait() -> None:
    waits = [reconnect_delay(1.0, count, max_delay=1000.0, chance=1.0) for count in range(1, 5)]
    assert waits == [2.0, 4.0, 8.0, 16.0]


def test_chance_takes_up_to_half_of_what_doubling_adds() -> None:
    assert reconnect_delay(1.0, 2, max_delay=1000.0, chance=0.0) == 1.0 + 3.0 / 2
    assert reconnect_delay(1.0, 2, max_delay=1000.0, chance=0.5) == 1.0 + 3.0 * 3 / 4


def test_doubling_stops_at_the_max_delay() -> None:
    assert reconnect_delay(1.0, 100, max_delay=30.0, chance=1.0) == 30.0


def test_a_reconnection_time_past_the_max_delay_is_not_shortened() -> None:
    assert reconnect_delay(60.0, 5, max_delay=30.0, chance=0.5) == 60.0


def test_a_reconnection_time_is_waited_for_an_hour_at_most() -> None:
    assert reconnect_delay(1e297, 0, max_delay=30.0, chance=0.5) == 3600.0
    assert reconnect_delay(1e297, 3, max_delay=30.0, chance=0.5) == 3600.0


def test_zero_milliseconds_are_allowed_once_and_then_backoff_guards_against_a_storm() -> None:
    waits = [reconnect_delay(0.0, count, max_delay=30.0, chance=0.0) for count in range(12)]
    assert waits[0] == 0.0
    assert waits[1] >= 0.1
    assert waits == sorted(waits)
    assert waits[-1] == 15.0


@given(seconds, failures, seconds, chances)
def test_backoff_only_lengthens_and_stays_under_its_caps(
    base: float, count: int, max_delay: float, chance: float
) -> None:
    delay = reconnect_delay(base, count, max_delay=max_delay, chance=chance)
    assert math.isfinite(delay)
    assert min(base, LONGEST_HINT) <= delay <= max(min(base, LONGEST_HINT), max_delay) * (1 + 1e-12)


# -- Delays in a row.


LOST = TransientError("lost")


class CleanEnd(TransientError):
    clean = True


def backoff(*, max_attempts: int | None = None, **tuning: float) -> Backoff:
    tuned = RetryTuning(**{"max_delay": 1000.0, **tuning})
    return Backoff(tuned, max_attempts=max_attempts, rng=lambda: 0.0)


def wait(
    policy: Backoff, *, base: float = 1.0, clean: bool = False, retry_after: float | None = None
) -> float | None:
    error = CleanEnd("ended") if clean else TransientError("lost")
    error.retry_after = retry_after
    return policy.next_delay(error, base)


def test_failed_attempts_in_a_row_wait_longer_and_longer() -> None:
    policy = backoff()
    waits = []
    for _ in range(4):
        policy.lost(0.0)
        waits.append(wait(policy))
    assert waits == [1.0, 1.5, 2.5, 4.5]
    assert policy.failed_attempts == 4


def test_connections_that_did_not_last_count_as_failures_for_the_wait() -> None:
    policy = backoff(lasted=5.0)
    waits = []
    for _ in range(3):
        policy.opened(10.0)
        policy.lost(14.999)
        waits.append(wait(policy))
    assert waits == [1.0, 1.5, 2.5]


def test_a_connection_that_lasted_starts_backoff_anew() -> None:
    policy = backoff(lasted=5.0)
    for _ in range(3):
        policy.lost(0.0)
        wait(policy)
    policy.opened(10.0)
    policy.lost(15.0)
    assert wait(policy) == 1.0


def test_an_open_connection_ends_the_row_of_failed_attempts() -> None:
    policy = backoff(max_attempts=0)
    policy.lost(0.0)
    assert wait(policy) is None
    policy.opened(0.0)
    policy.lost(0.0)
    assert policy.failed_attempts == 0
    assert wait(policy) is not None


@pytest.mark.parametrize("allowed", [0, 1, 5])
def test_after_a_failed_attempt_so_many_more_may_follow(allowed: int) -> None:
    policy = backoff(max_attempts=allowed)
    for _ in range(allowed):
        policy.lost(0.0)
        assert wait(policy) is not None
    policy.lost(0.0)
    assert wait(policy) is None


def test_without_a_limit_attempts_never_run_out() -> None:
    policy = backoff(max_attempts=None)
    for _ in range(10_000):
        policy.lost(0.0)
    assert wait(policy) is not None


def test_retry_after_lengthens_the_wait_and_never_shortens_it() -> None:
    assert wait(backoff(), base=1.0, retry_after=7.0) == 7.0
    assert wait(backoff(), base=9.0, retry_after=7.0) == 9.0


def answer_well(policy: Backoff, base: float) -> float | None:
    policy.opened(0.0)
    policy.productive = True
    policy.lost(0.0)
    return wait(policy, base=base, clean=True)


@pytest.mark.parametrize(("base", "later"), [(0.0, 0.1), (0.3, 0.3), (2.0, 2.0)])
def test_a_server_that_answers_and_ends_is_asked_again_when_it_says_but_not_in_a_storm(
    base: float, later: float
) -> None:
    policy = backoff(floor=0.1)
    assert [answer_well(policy, base) for _ in range(20)] == [base] + [later] * 19


def test_answers_that_ended_well_lengthen_no_later_wait() -> None:
    policy = backoff()
    for _ in range(8):
        answer_well(policy, 1.0)
    policy.lost(0.0)
    assert wait(policy) == 1.0


def test_a_server_that_ends_without_an_event_meets_all_of_backoff() -> None:
    policy = backoff()
    for _ in range(20):
        policy.opened(0.0)
        policy.lost(0.0)
        delay = wait(policy, base=0.0, clean=True)
    assert delay == 500.0


def test_streams_that_are_lost_together_do_not_return_in_step() -> None:
    dice = Random(7)
    delays = sorted(
        Backoff(max_attempts=None, rng=dice.random).next_delay(LOST, 1.0) or 0.0 for _ in range(200)
    )
    assert delays[-1] - delays[0] > 0.4
    assert max(sum(at <= other < at + 0.002 for other in delays) for at in delays) < 10


# -- Tuning, and a policy of one's own.


@pytest.mark.parametrize("name", ["max_delay", "lasted", "floor"])
@pytest.mark.parametrize("value", [-1.0, math.nan])
def test_a_tuning_takes_no_time_below_zero(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        RetryTuning(**{name: value})


def test_max_delay_stands_for_a_tuning_and_is_refused_beside_one() -> None:
    with pytest.raises(ValueError, match="max_delay is a part of retry"):
        Backoff(RetryTuning(), max_attempts=None, rng=lambda: 0.0, max_delay=1.0)


def test_a_policy_is_told_what_happened_and_decides() -> None:
    told: list[Setback] = []

    def policy(setback: Setback) -> float | None:
        told.append(setback)
        return 7.0 if len(told) == 1 else None

    backing_off = Backoff(policy, max_attempts=0, rng=lambda: 0.0)
    backing_off.opened(0.0)
    backing_off.lost(0.0)
    throttled = TransientError("429", retry_after=3.0)
    assert backing_off.next_delay(throttled, 2.0) == 7.0
    backing_off.lost(0.0)
    refused = PermanentError("404")
    assert backing_off.next_delay(refused, 2.0) is None
    assert told == [
        Setback(error=throttled, failed_attempts=0, reconnection_time=2.0, retry_after=3.0, suggested=3.0),
        Setback(error=refused, failed_attempts=1, reconnection_time=2.0, retry_after=None, suggested=None),
    ]


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
