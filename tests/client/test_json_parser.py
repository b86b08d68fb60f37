"""Streams of JSON values: which events come of which bytes, however they are split."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.errors import ParseLimitError
from sse_dash.client.json_parser import JsonStreamParser


def read(stream: bytes, size: int | None = None) -> tuple[list[str], list[str]]:
    """The data of the events, and what was skipped, of a stream in chunks of `size`."""
    parser = JsonStreamParser()
    data: list[str] = []
    skipped: list[str] = []
    for start in range(0, len(stream), size or len(stream) or 1):
        data += [event.data for event in parser.feed(stream[start : start + (size or len(stream))])]
        skipped += [aside.value for aside in parser.asides]
    data += [event.data for event in parser.finish()]
    skipped += [aside.value for aside in parser.asides]
    return data, skipped


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (b'{"a": 1}\n{"b": 2}\n', ['{"a": 1}', '{"b": 2}']),
        (b'{"a":1}\r\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']),
        (b'{"a":1}{"b":[1,2]}["c"]', ['{"a":1}', '{"b":[1,2]}', '["c"]']),
        (b'  {"a":1} \t {"b":2}  \n\n\n{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']),
        (b'\x1e{"a":1}\n\x1e{"b":2}\n', ['{"a":1}', '{"b":2}']),
        (b'\x1e{"a":1}\x1e{"b":2}', ['{"a":1}', '{"b":2}']),
        (b'\xef\xbb\xbf{"a":1}\n', ['{"a":1}']),
        (
            b'{\n  "a": [\n    {"b": 1},\n    {}\n  ]\n}\n{"c":\n{}}',
            ['{\n  "a": [\n    {"b": 1},\n    {}\n  ]\n}', '{"c":\n{}}'],
        ),
        (b"[\n[1]\n,\n[2]]", ["[\n[1]\n,\n[2]]"]),
        (b'"a\\"b\\\\" "}{" {"c": "\\"}"}', ['"a\\"b\\\\"', '"}{"', '{"c": "\\"}"}']),
        (b"1\n-2.5e3 true null\nfalse 0", ["1", "-2.5e3", "true", "null", "false", "0"]),
        ('{"ä": "😀"}'.encode(), ['{"ä": "😀"}']),
        (b'{"a": "\xff"}\n', ['{"a": "\ufffd"}']),
        (b'{"a": NaN}\n' + b"9" * 5000 + b"\n", ['{"a": NaN}', "9" * 5000]),
        (b"", []),
        (b" \n\n\x1e", []),
    ],
)
@pytest.mark.parametrize("size", [None, 1, 3])
def test_each_value_is_an_event(stream: bytes, data: list[str], size: int | None) -> None:
    assert read(stream, size) == (data, [])


def test_an_event_says_what_it_is_and_where_from() -> None:
    parser = JsonStreamParser("7", origin="http://h")

    (event,) = parser.feed(b"{}")
    assert (event.type, event.data, event.last_event_id, event.origin) == ("message", "{}", "7", "http://h")
    assert (parser.value_count, parser.retry, parser.comment_count) == (1, None, 0)


def test_a_value_is_an_event_with_its_last_bracket_whether_or_not_a_line_ends() -> None:
    parser = JsonStreamParser()

    assert [event.data for event in parser.feed(b'{"a": 1')] == []
    assert [event.data for event in parser.feed(b'}{"b"')] == ['{"a": 1}']
    assert parser.unfinished
    unfinished = parser.unfinished_event
    assert unfinished is not None
    assert unfinished.data == '{"b"'


def test_a_number_is_an_event_once_it_is_known_to_be_whole() -> None:
    parser = JsonStreamParser()

    assert parser.feed(b"12") == []
    assert [event.data for event in parser.feed(b"3 ")] == ["123"]
    assert parser.feed(b"4") == []
    assert [event.data for event in parser.finish()] == ["4"]


@pytest.mark.parametrize(
    ("stream", "data", "skipped"),
    [
        (b'oops\n{"a":1}\n', ['{"a":1}'], ["oops"]),
        (b"<html>\n<p>not found, true\n1\n", ["1"], ["<html>", "<p>not found, true"]),
        (b'{"a":1} oops {"b":2}\n{"c":3}\n', ['{"a":1}', '{"c":3}'], ['oops {"b":2}']),
        (b'{"a": "cut\n{"b":2}\n', ['{"b":2}'], ['{"a": "cut']),
        (b'{"a": 1\n{"b":2}\n', ['{"b":2}'], ['{"a": 1']),
        (b'{"a": 1,\n{"b":2}\n', ['{"b":2}'], ['{"a": 1,']),
        (b"[1\n[2]\n", ["[2]"], ["[1"]),
        (b'{"a": [1}\n{"b":2}\n', ['{"b":2}'], ['{"a": [1}']),
        (b'{"a" 1}\n{"b":2}\n', ['{"b":2}'], ['{"a" 1}']),
        (b"}\n1\n", ["1"], ["}"]),
        (b"tru\n1\n", ["1"], ["tru"]),
        (b'data: {"a":1}\n\n', [], ['data: {"a":1}']),
        (b"oops", [], ["oops"]),
        (b"x" * 5000 + b"\n1\n", ["1"], ["x" * 200]),
    ],
)
@pytest.mark.parametrize("size", [None, 1, 3])
def test_what_is_no_json_is_told_and_skipped_and_swallows_nothing_after_it(
    stream: bytes, data: list[str], skipped: list[str], size: int | None
) -> None:
    assert read(stream, size) == (data, skipped)


def test_what_is_no_json_has_its_place_between_the_events() -> None:
    parser = JsonStreamParser()
    parser.feed(b"1\nx\n2\n3\ny\n")

    assert [(aside.place, aside.value) for aside in parser.asides] == [(1, "x"), (3, "y")]


def test_what_is_unfinished_at_the_end_is_dropped() -> None:
    parser = JsonStreamParser()
    parser.feed(b'{"a": "\\')
    parser.end_of_stream()

    assert not parser.unfinished
    assert [event.data for event in parser.feed(b'\xef\xbb\xbf{"b":1}')] == ['{"b":1}']


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_value_past_the_cap_is_an_error_that_has_the_events_before_it(size: int) -> None:
    parser = JsonStreamParser(max_event_size=10)
    stream = b'1\n[2]\n["0123456789"]\n3\n'
    with pytest.raises(ParseLimitError) as caught:  # noqa: PT012 - wherever it is passed
        before = []
        for start in range(0, len(stream), size):
            before += parser.feed(stream[start : start + size])

    assert [event.data for event in [*before, *caught.value.events]] == ["1", "[2]"]
    with pytest.raises(ParseLimitError):
        parser.feed(b"1\n")
    parser.end_of_stream()
    assert [event.data for event in parser.feed(b"1\n")] == ["1"]


def test_what_is_no_json_may_be_as_long_as_it_likes() -> None:
    parser = JsonStreamParser(max_event_size=10)

    assert parser.feed(b"x" * 1000) == []
    assert [event.data for event in parser.feed(b"x\n1\n")] == ["1"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.tuples(json_values, st.sampled_from([None, 2]), st.booleans())),
    st.sampled_from([b"\n", b" ", b"\r\n\r\n", b"\x1e", b"\n\x1e"]),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_values_come_back_as_they_were_however_they_are_written_and_split(
    written: list[tuple[Any, int | None, bool]], between: bytes, sizes: list[int]
) -> None:
    texts = [json.dumps(value, indent=indent, ensure_ascii=ascii) for value, indent, ascii in written]
    stream = between.join(text.encode("utf-8", "replace") for text in texts)
    parser = JsonStreamParser()
    data: list[str] = []
    position = turn = 0
    while position < len(stream):
        size = sizes[turn % len(sizes)]
        data += [event.data for event in parser.feed(stream[position : position + size])]
        assert parser.asides == []
        position, turn = position + size, turn + 1
    data += [event.data for event in parser.finish()]

    assert data == texts


@given(
    st.binary(max_size=60) | st.text('{}[]",:\\ \n\x1e1at', max_size=40).map(str.encode), st.integers(1, 9)
)
def test_whatever_comes_is_the_same_however_it_is_split(stream: bytes, size: int) -> None:
    assert read(stream, size) == read(stream)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stream",
    [
        b'{"a": "' + b"x" * 2_000_000,
        b"[" * 1_000_000,
        b"[1,\n" * 100_000,
        b"{\n}\n" * 50_000,
        b"x\n" * 100_000,
        b'"' * 200_000,
        b'"\\' * 200_000,
        b"\n" * 300_000,
        b'{"a":1} ' * 50_000,
        b"1 " * 100_000,
    ],
)
@pytest.mark.parametrize("size", [100, 65536])
def test_work_is_linear_in_the_bytes_whatever_their_shape(stream: bytes, size: int) -> None:
    start = time.process_time()
    read(stream, size)

    assert time.process_time() - start < 3
