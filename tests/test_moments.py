"""Moments as people read them: by a local clock, whatever it does, and by that of UTC."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import moments
from sse_dash.moments import Zone

NEW_YEAR = datetime(2025, 12, 31, 23, 30, 1, 234_000, UTC).timestamp()


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Have the process live in a time zone."""
    if sys.platform == "win32":
        pytest.skip("the time zone can't be set there")

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_the_time_of_day_is_local_or_that_of_utc(in_zone: Callable[[str], None]) -> None:
    in_zone("Asia/Tokyo")
    assert moments.clock(NEW_YEAR) == "08:30:01.234"
    assert moments.clock(NEW_YEAR, Zone.UTC) == "23:30:01.234"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Asia/Tokyo", "2026-01-01 08:30:01.234 UTC+9"),
        ("Asia/Kolkata", "2026-01-01 05:00:01.234 UTC+5:30"),
        ("America/St_Johns", "2025-12-31 20:00:01.234 UTC-3:30"),
        ("Europe/London", "2025-12-31 23:30:01.234 UTC"),
    ],
)
def test_a_zone_is_told_by_its_offset_which_no_other_zone_shares(
    in_zone: Callable[[str], None], name: str, shown: str
) -> None:
    in_zone(name)
    assert moments.date_and_time(NEW_YEAR) == shown
    assert moments.date_and_minute(NEW_YEAR) == shown.replace(":01.234", "")
    assert moments.date_and_time(NEW_YEAR, Zone.UTC) == "2025-12-31 23:30:01.234 UTC"


def test_days_differ_by_zone(in_zone: Callable[[str], None]) -> None:
    in_zone("Asia/Tokyo")
    assert str(moments.day_of(NEW_YEAR)) == "Thu 1 Jan 2026, UTC+9"
    assert str(moments.day_of(NEW_YEAR, Zone.UTC)) == "Wed 31 Dec 2025, UTC"


def test_where_the_clock_is_set_back_another_day_begins(in_zone: Callable[[str], None]) -> None:
    in_zone("Europe/Berlin")
    before = datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC).timestamp()
    assert str(moments.day_of(before)) == "Sun 25 Oct 2026, UTC+2"
    assert str(moments.day_of(before + 1)) == "Sun 25 Oct 2026, UTC+1"
    assert moments.day_of(before) != moments.day_of(before + 1)


def test_in_a_file_the_offset_stands_behind_the_time(in_zone: Callable[[str], None]) -> None:
    in_zone("America/Sao_Paulo")
    assert moments.timestamp(NEW_YEAR) == "2025-12-31T23:30:01.234Z"
    assert moments.timestamp(NEW_YEAR, Zone.LOCAL) == "2025-12-31T20:30:01.234-03:00"


@given(st.floats(), st.sampled_from(Zone))
def test_no_number_makes_one_fail(value: float, zone: Zone) -> None:
    assert len(moments.clock(value, zone)) == 12
    assert moments.date_and_time(value, zone)
    assert moments.timestamp(value, zone) is None or moments.day_of(value, zone) is not None
    moments.zone_name(value, zone)


def test_a_moment_that_is_no_date_is_told_as_unknown() -> None:
    assert moments.date_and_time(float("inf")) == "????-??-?? ??:??:??.???"
    assert moments.date_and_minute(float("nan")) == "????-??-?? ??:??"
    assert moments.timestamp(float("nan")) is None
    assert moments.day_of(1e300) is None
