"""What an unfinished event takes is what it is counted for: the cap is one of memory, whatever came."""

from __future__ import annotations

import tracemalloc

import pytest

from sse_dash.client.errors import ParseLimitError
from sse_dash.client.json_parser import JsonStreamParser
from sse_dash.client.parser import EventStreamParser

CAP = 128 * 1024
"""Bytes."""
OVER = 1.5
"""So much more than the cap may be held: what grows has some room to grow into."""


def held_at_most(parser: EventStreamParser | JsonStreamParser, chunk: bytes) -> int:
    """The most bytes that the parser ever held between two chunks, on its way to the cap."""
    most = 0
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        while True:
            parser.feed(chunk)
            most = max(most, tracemalloc.get_traced_memory()[0] - before)
    except ParseLimitError:
        return most
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "line", ["data\n", "data:\n", "data:x\n", "data: xyz\n", "data: é世\n", "data: 😀\n", "data: x\r\n"]
)
def test_an_unfinished_event_of_short_lines_takes_what_it_counts_for(line: str) -> None:
    chunk = line.encode() * 500
    assert CAP / 2 < held_at_most(EventStreamParser(max_event_size=CAP), chunk) < CAP * OVER


def test_a_line_a_chunk_takes_no_more() -> None:
    assert held_at_most(EventStreamParser(max_event_size=CAP // 8), b"data: xyz\n") < CAP // 8 * OVER + 4096


def test_the_cap_falls_where_the_lines_are_counted_with_their_ends() -> None:
    parser = EventStreamParser(max_event_size=100)
    parser.feed(b"data: 123456789\n" * 10)
    with pytest.raises(ParseLimitError, match="an event larger than 100 bytes"):
        parser.feed(b"data\n")


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_an_event_is_the_same_however_its_lines_were_held(size: int) -> None:
    stream = "data\ndata: a\ndata:\ndata: é世😀\ndata: \ndata\n\ndata\n\ndata: z\n\n".encode()
    parser = EventStreamParser()
    events = [event for at in range(0, len(stream), size) for event in parser.feed(stream[at : at + size])]
    assert [event.data for event in events] == ["\na\n\né世😀\n\n", "", "z"]


def test_open_brackets_of_a_json_value_count_too() -> None:
    assert held_at_most(JsonStreamParser(max_event_size=CAP), b"[" * 5_000) < CAP * OVER


def test_a_json_value_as_large_as_the_cap_is_taken_however_deep_it_is() -> None:
    value = b"[" * 50 + b"]" * 50
    for size in (1, 7, 100):
        parser = JsonStreamParser(max_event_size=100)
        events = [event for at in range(0, 100, size) for event in parser.feed(value[at : at + size])]
        assert [event.data for event in events + parser.finish()] == [value.decode()]
