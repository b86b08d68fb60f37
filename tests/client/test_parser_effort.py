"""Work is linear in bytes (rule 9): what copied or searched all that it holds again at each chunk would take
minutes for these streams, and takes a second or two."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sse_dash.client.parser import EventStreamParser

FAR_TOO_LONG = 20.0
"""Seconds of processor time. Linear work needs about one of them."""


def one_huge_line() -> Iterator[bytes]:
    yield b"data: "
    for _ in range(1_000_000):
        yield b"x"
    yield b"\n\n"


def very_many_lines_in_one_event() -> Iterator[bytes]:
    for _ in range(400_000):
        yield b"data: x\n"
    yield b"\n"


def a_huge_line_in_large_chunks() -> Iterator[bytes]:
    yield b"data: "
    for _ in range(15_000):
        yield b"x" * 1_000
    yield b"\r\n\r\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chunks", "length"),
    [
        (one_huge_line(), 1_000_000),
        (very_many_lines_in_one_event(), 799_999),
        (a_huge_line_in_large_chunks(), 15_000_000),
    ],
    ids=["one huge line byte by byte", "very many lines in one event", "one huge line in large chunks"],
)
def test_work_is_linear_in_bytes(chunks: Iterator[bytes], length: int) -> None:
    parser = EventStreamParser()
    end = time.process_time() + FAR_TOO_LONG
    events = []
    for number, chunk in enumerate(chunks):
        events += parser.feed(chunk)
        if number % 10_000 == 0:
            assert time.process_time() < end, f"{number:,} chunks took more than {FAR_TOO_LONG:.0f} s"
    assert [len(event.data) for event in events] == [length]
