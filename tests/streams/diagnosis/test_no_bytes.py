"""What is said of a stream that is open, and of which nothing has come."""

from __future__ import annotations

import pytest

from sse_dash.streams.diagnosis import held_back, other_format
from sse_dash.streams.diagnosis.no_bytes import PATIENCE

GZIP = {"Content-Encoding": "gzip"}


def test_a_stream_that_has_just_opened_is_held_back_by_nothing() -> None:
    assert held_back({}, PATIENCE / 2, 0) == held_back(GZIP, PATIENCE / 2, 0) == ""


def test_bytes_that_nothing_comes_out_of_are_named_at_once() -> None:
    assert held_back(GZIP, 0.0, 10).startswith("bytes came compressed with gzip")


def test_after_a_while_compression_or_a_buffer_may_be_why() -> None:
    assert "gzip" in held_back(GZIP, PATIENCE, 0)
    assert "X-Accel-Buffering" in held_back({}, PATIENCE, 0)


def test_a_coding_that_no_one_knows_is_not_quoted() -> None:
    assert "hush" not in held_back({"Content-Encoding": "hush"}, PATIENCE, 5)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("data: x\n\n", '"sse"'),
        (": hello\n\n", '"sse"'),
        ("event: a\r\ndata: x\r\n\r\n", '"sse"'),
        ('{"a": 1}\n{"a": 2}\n', '"ndjson"'),
        ('[{"a": 1}]', '"ndjson"'),
    ],
)
def test_a_body_that_another_format_reads_is_said_to_be_one(body: str, word: str) -> None:
    assert word in other_format(body)


@pytest.mark.parametrize("body", ["<html>", "data is here", "{braces}", "", "identity: x"])
def test_another_body_is_not(body: str) -> None:
    assert other_format(body) == ""
