"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import format_duration, parse_duration

LONG = "9" * 400 + "h"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("250ms", 0.25),
        ("5m", 300),
        ("1h", 3600),
        ("0s", 0),
        ("1.5s", 1.5),
        (" 2 s ", 2),
        ("1m30s", 90),
        ("1h5s", 3605),
    ],
)
def test_a_number_and_its_unit_are_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "s",
        "-1s",
        "1d",
        "1e3s",
        "infs",
        "٣s",
        "1s 2s",
        "30s1m",
        "1.5m30s",
        "1s5ms",
        LONG,
        f"{LONG}1s",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a duration such as"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.1, "100ms"),
        (0.0005, "0.5ms"),
        (1.5, "1.5s"),
        (30, "30s"),
        (90, "90s"),
        (150, "2m30s"),
        (300, "5m"),
        (3661, "1h1m1s"),
        (5400, "90m"),
        (7200, "2h"),
        (1e-9, 1e-9),
        (1e300, 1e300),
    ],
)
def test_seconds_are_written_as_people_have_them(seconds: float, text: str | float) -> None:
    assert format_duration(seconds) == text


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_as_exactly_the_same(seconds: float) -> None:
    written = format_duration(seconds)
    assert (parse_duration(written) if isinstance(written, str) else written) == seconds
