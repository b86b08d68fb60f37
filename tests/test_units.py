"""Counts, sizes, rates and spans of time: what is read, what is written, what is shown."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import units
from sse_dash.units import (
    DURATION_PATTERN,
    SIZE_PATTERN,
    exact_size,
    format_duration,
    format_size,
    parse_count,
    parse_duration,
    parse_size,
)

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
        ("1h 30m", 5400),
        ("2m05s", 125),
        ("3d02h", 266_400),
        ("1.5H", 5400),
        ("30", 30),
    ],
)
def test_a_number_and_its_unit_are_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s",
        "-1s",
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
def test_anything_else_is_no_duration(text: str) -> None:
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
def test_a_duration_that_is_written_is_read_as_exactly_the_same(seconds: float) -> None:
    written = format_duration(seconds)
    assert (parse_duration(written) if isinstance(written, str) else written) == seconds


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5 MiB", 5 * 1024**2),
        ("512KiB", 512 * 1024),
        (" 1 GiB ", 1024**3),
        ("64 kB", 64_000),
        ("64 KB", 64_000),
        ("1.5 MiB", 3 * 512 * 1024),
        ("4096 B", 4096),
        ("4096", 4096),
        ("5K", 5000),
        ("5 kb", 5000),
        ("5Ki", 5120),
        ("5 mib", 5 * 1024**2),
        ("2T", 2 * 10**12),
        ("0.1 B", 0),
    ],
)
def test_a_number_and_its_unit_are_bytes(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize(
    "text", ["", "MiB", "-1 B", "5 iB", "5 X", "5 mm", "1e3 B", "٣ B", "5 bytes", "1" * 20 + " B"]
)
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="a size such as"):
        parse_size(text)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 B"),
        (4096, "4 KiB"),
        (5 * 1024**2, "5 MiB"),
        (10**9, "1 GB"),
        (1500, "1500 B"),
        (64_000, "64 kB"),
    ],
)
def test_bytes_are_written_in_the_largest_whole_unit(count: int, text: str) -> None:
    assert format_size(count) == text


@given(st.integers(1, 2**63 - 1))
def test_a_size_that_is_written_is_read_as_exactly_the_same(count: int) -> None:
    assert parse_size(format_size(count)) == count


@given(st.from_regex(DURATION_PATTERN, fullmatch=True) | st.text(" 0123456789.dhmsMS", max_size=8))
def test_the_pattern_for_durations_is_what_is_read(text: str) -> None:
    try:
        parse_duration(text)
    except ValueError:
        assert not re.search(DURATION_PATTERN, text) or len(text) > 300
    else:
        assert re.search(DURATION_PATTERN, text)


@given(st.from_regex(SIZE_PATTERN, fullmatch=True) | st.text(" 0123456789.kKmMGTiIbB", max_size=8))
def test_the_pattern_for_sizes_is_what_is_read(text: str) -> None:
    try:
        parse_size(text)
    except ValueError:
        assert not re.search(SIZE_PATTERN, text)
    else:
        assert re.search(SIZE_PATTERN, text)


def test_parts_of_a_byte_are_kept_for_who_compares() -> None:
    assert exact_size("1.0005kB") == (10_005_000, 10_000)


@pytest.mark.parametrize("text", ["5000", "5,000", "5_000", " 5,000 "])
def test_a_count_may_have_its_thousands_apart(text: str) -> None:
    assert parse_count(text) == 5000


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "five", "9" * 20])
def test_anything_else_is_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="a whole number"):
        parse_count(text)


@pytest.mark.parametrize(("n", "shown"), [(0, "0"), (999, "999"), (1204, "1,204"), (9_300_001, "9,300,001")])
def test_count(n: int, shown: str) -> None:
    assert units.count(n) == shown


@pytest.mark.parametrize(
    ("per_second", "shown"),
    [
        (0, "0/s"),
        (0.01, "<0.1/s"),
        (0.2, "0.2/s"),
        (9.94, "9.9/s"),
        (9.96, "10/s"),
        (42, "42/s"),
        (999.4, "999/s"),
        (999.6, "1.0k/s"),
        (3100, "3.1k/s"),
        (12_400, "12k/s"),
        (999_600, "1.0M/s"),
        (1_200_000, "1.2M/s"),
        (math.nan, "?/s"),
        (math.inf, "?/s"),
        (-1, "?/s"),
    ],
)
def test_rate(per_second: float, shown: str) -> None:
    assert units.rate(per_second) == shown


@given(st.floats())
def test_a_rate_takes_at_most_six_cells(per_second: float) -> None:
    assert len(units.rate(per_second)) <= 6


@pytest.mark.parametrize(
    ("nbytes", "shown"),
    [
        (0, "0 B"),
        (5, "5 B"),
        (812, "812 B"),
        (1000, "1.0 kB"),
        (68_200, "68 kB"),
        (8_100_000, "8.1 MB"),
        (999_600_000, "1.0 GB"),
        (math.nan, "? B"),
    ],
)
def test_size(nbytes: float, shown: str) -> None:
    assert units.size(nbytes) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0ms"),
        (-0.5, "0ms"),
        (0.212, "212ms"),
        (0.9996, "1.0s"),
        (3.2, "3.2s"),
        (9.96, "10s"),
        (45, "45s"),
        (59.7, "1m00s"),
        (125, "2m05s"),
        (3599.8, "1h00m"),
        (3600 + 4 * 60 + 59, "1h04m"),
        (3 * 86400 + 2 * 3600, "3d02h"),
        (math.nan, "?"),
        (math.inf, "?"),
    ],
)
def test_duration(seconds: float, shown: str) -> None:
    assert units.duration(seconds) == shown


@given(st.floats())
def test_no_number_makes_a_format_fail(value: float) -> None:
    assert len(units.size(value)) <= 7
    assert units.duration(value)


@pytest.mark.parametrize(
    ("per_second", "shown"),
    [(0, "0 B/s"), (0.2, "<1 B/s"), (0.6, "1 B/s"), (2.5, "2 B/s"), (8_120_000, "8.1 MB/s")],
)
def test_a_rate_of_bytes_is_zero_only_where_nothing_comes(per_second: float, shown: str) -> None:
    assert units.size_rate(per_second) == shown
