"""Sizes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import format_size, parse_size


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
    ],
)
def test_a_number_and_its_unit_are_bytes(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize(
    "text", ["", "5", "MiB", "-1 B", "0 MiB", "0.1 B", "5 mib", "5 M", "1e3 B", "٣ B", "1" * 20 + " B"]
)
def test_anything_else_is_refused(text: str) -> None:
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
def test_what_is_written_is_read_as_exactly_the_same(count: int) -> None:
    assert parse_size(format_size(count)) == count
