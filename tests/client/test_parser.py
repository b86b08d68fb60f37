"""The event stream format, rules 1 to 11: what the bytes mean, one sentence of the standard at a time.

The table holds for any split of its bytes; below it is what depends on chunks and connections.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.client.parser import EventStreamParser

BOM = b"\xef\xbb\xbf"


class Case(NamedTuple):
    """A stream from its first byte to its end, and what there is to know of it afterwards."""

    says: str
    stream: bytes
    events: list[tuple[str, str, str]]
    """Type, data and last event id of each event."""
    last_event_id: str = ""
    retry: int | None = None


def event(data: str, *, type: str = "message", id: str = "") -> tuple[str, str, str]:
    return (type, data, id)


ENCODING = [
    Case("UTF-8 is decoded", "data: å€😀\n\n".encode(), [event("å€😀")]),
    Case("a byte that no character starts with is U+FFFD", b"data: a\xffb\n\n", [event("a\ufffdb")]),
    Case("a character cut short is one U+FFFD", b"data: \xf0\x9f\x98|\n\n", [event("\ufffd|")]),
    Case("a character cut short by the end of its line too", b"data: \xe2\x82\n\n", [event("\ufffd")]),
    Case("an overlong form is a U+FFFD for each byte", b"data: \xc0\xaf\n\n", [event("\ufffd\ufffd")]),
    Case("a surrogate is a U+FFFD for each byte", b"data: \xed\xa0\x80\n\n", [event("\ufffd" * 3)]),
    Case("malformed bytes in a field name make it unknown", b"da\xffta: a\n\n", []),
    Case("NUL in data is data", b"data: a\0b\n\n", [event("a\0b")]),
    Case("one byte order mark in front is dropped", BOM + b"data: a\n\n", [event("a")]),
    Case("a second byte order mark is data", BOM + BOM + b"data: a\n\ndata: b\n\n", [event("b")]),
    Case("a byte order mark further on is data", b"data: " + BOM + b"a\n\n", [event("\ufeffa")]),
    Case("after an empty line a byte order mark is data", b"\n" + BOM + b"data: a\n\n", []),
    Case("half a byte order mark is malformed", BOM[:2] + b"data: a\n\n", []),
    Case("a byte order mark alone is nothing", BOM, []),
]

LINES = [
    Case("lines end at LF", b"data: a\ndata: b\n\n", [event("a\nb")]),
    Case("lines end at CR", b"data: a\rdata: b\r\r", [event("a\nb")]),
    Case("lines end at CRLF", b"data: a\r\ndata: b\r\n\r\n", [event("a\nb")]),
    Case("line ends may be mixed", b"data: a\rdata: b\r\ndata: c\n\r", [event("a\nb\nc")]),
    Case("LF CR is two line ends", b"data: a\n\rdata: b\n\n", [event("a"), event("b")]),
    Case("CR CRLF is two line ends", b"data: a\r\r\ndata: b\n\n", [event("a"), event("b")]),
    Case("CRLF is one line end", b"data: a\r\ndata: b\n\n", [event("a\nb")]),
    *(
        Case(f"{name} is data", f"data: a{character}b\n\n".encode(), [event(f"a{character}b")])
        for name, character in {
            "LINE SEPARATOR": "\u2028",
            "PARAGRAPH SEPARATOR": "\u2029",
            "NEXT LINE": "\x85",
            "VT": "\v",
            "FF": "\f",
            "FS": "\x1c",
            "GS": "\x1d",
            "RS": "\x1e",
        }.items()
    ),
]

FIELDS = [
    Case("the name is up to the first colon", b"data:a:b\n\n", [event("a:b")]),
    Case("one space after the colon goes", b"data: a\n\n", [event("a")]),
    Case("only one space goes", b"data:  a\n\n", [event(" a")]),
    Case("a space at the end stays", b"data:a \n\n", [event("a ")]),
    Case("a tab is no space", b"data:\ta\n\n", [event("\ta")]),
    Case("a no-break space is no space", "data:\xa0a\n\n".encode(), [event("\xa0a")]),
    Case("names are case-sensitive", b"Data: a\nDATA: b\n\n", []),
    Case("a name with a space before it is another name", b" data: a\n\n", []),
    Case("a name with a space after it is another name", b"data : a\n\n", []),
    Case("unknown names are ignored", b"date: a\ndata: b\nfoo\n\n", [event("b")]),
    Case("a line that starts with a colon is a comment", b":data: a\n: b\n:\ndata: c\n\n", [event("c")]),
]

DATA = [
    Case("data lines are joined by LF", b"data: a\ndata: b\ndata: c\n\n", [event("a\nb\nc")]),
    Case("exactly one LF is removed at the end", b"data: a\ndata:\ndata:\n\n", [event("a\n\n")]),
    Case("data without a colon is an empty value", b"data\n\n", [event("")]),
    Case("data with an empty value is an event", b"data:\n\n", [event("")]),
    Case("two empty values are one LF", b"data:\ndata:\n\n", [event("\n")]),
    Case("data goes on after other fields", b"data: a\nid: 1\ndata: b\n\n", [event("a\nb", id="1")], "1"),
    Case("empty lines dispatch nothing", b"\n\n\r\r\n\n", []),
    Case("every empty line dispatches", b"data: a\n\n\ndata: b\n\n", [event("a"), event("b")]),
]

TYPE = [
    Case("event sets the type", b"event: add\ndata: a\n\n", [event("a", type="add")]),
    Case("the last of several types holds", b"event: a\nevent: b\ndata\n\n", [event("", type="b")]),
    Case("an empty type is message", b"event: add\nevent:\ndata: a\n\n", [event("a")]),
    Case(
        "the type holds for one event",
        b"event: add\ndata: a\n\ndata: b\n\n",
        [event("a", type="add"), event("b")],
    ),
    Case("a type without data makes no event, and is forgotten", b"event: add\n\ndata: a\n\n", [event("a")]),
    Case("a type is not trimmed", b"event:  add \ndata: a\n\n", [event("a", type=" add ")]),
]

ID = [
    Case("an id holds for its event", b"id: 1\ndata: a\n\n", [event("a", id="1")], "1"),
    Case(
        "an id holds for later events",
        b"id: 1\ndata: a\n\ndata: b\n\n",
        [event("a", id="1"), event("b", id="1")],
        "1",
    ),
    Case("the last of several ids holds", b"id: 1\nid: 2\ndata: a\n\n", [event("a", id="2")], "2"),
    Case("an id without data changes the last event id", b"id: 1\n\n", [], "1"),
    Case("an id without an empty line after it changes nothing", b"id: 1\n", []),
    Case("an empty id resets", b"id: 1\ndata: a\n\nid:\ndata: b\n\n", [event("a", id="1"), event("b")]),
    Case("id alone on its line resets", b"id: 1\n\nid\n\n", []),
    Case("an id with NUL is ignored", b"id: 1\nid: a\0b\ndata: a\n\n", [event("a", id="1")], "1"),
    Case("an id is not trimmed", b"id:  1 \n\n", [], " 1 "),
    Case("an id is any text", "id: ä\x01\n\n".encode(), [], "ä\x01"),
]

RETRY = [
    Case("retry is in milliseconds", b"retry: 1500\n", [], retry=1500),
    Case("retry counts without an empty line after it", b"retry: 1\ndata: a\n", [], retry=1),
    Case("retry needs its line end", b"retry: 1", []),
    Case("the last retry holds", b"retry: 1\nretry: 2\n", [], retry=2),
    Case("retry may be zero", b"retry: 0\n", [], retry=0),
    Case("retry is base ten", b"retry: 0010\n", [], retry=10),
    *(
        Case(f"{value!r} is no retry", f"retry: 7\nretry:{value}\n".encode(), [], retry=7)
        for value in (
            "",
            " ",
            "+1",
            "-1",
            "1.5",
            "1e3",
            "0x10",
            "1_000",
            "1 ",
            "  1",
            "\t1",
            "٣",
            "²",
            "１",
            "1s",
        )
    ),
]

END = [
    Case("an event without its empty line is dropped", b"data: a\n\ndata: b\n", [event("a")]),
    Case("a line without its end is dropped", b"data: a\n\ndata: b", [event("a")]),
    Case("an id is dropped with its event", b"id: 1\ndata: a\n\nid: 2\ndata: b\n", [event("a", id="1")], "1"),
    Case("no bytes are no events", b"", []),
]

CASES = [*ENCODING, *LINES, *FIELDS, *DATA, *TYPE, *ID, *RETRY, *END]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_stream_means(case: Case) -> None:
    assert _read([case.stream]) == case[2:]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_stream_means_the_same_byte_by_byte(case: Case) -> None:
    assert _read([bytes([byte]) for byte in case.stream]) == case[2:]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_stream_means_the_same_however_it_is_cut_in_two(case: Case) -> None:
    for cut in range(len(case.stream) + 1):
        assert _read([case.stream[:cut], case.stream[cut:]]) == case[2:], cut


def test_a_cr_ends_the_line_at_once() -> None:
    parser = EventStreamParser()
    assert parser.feed(b"data: a\r\r") == [MessageEvent("message", "a")]


def test_a_line_feed_in_the_next_chunk_belongs_to_the_cr_before_it() -> None:
    parser = EventStreamParser()
    assert parser.feed(b"data: a\r") == []
    assert parser.feed(b"") == []
    assert parser.feed(b"\n") == []
    assert parser.feed(b"\n") == [MessageEvent("message", "a")]


def test_a_line_feed_that_opens_a_connection_belongs_to_no_cr() -> None:
    parser = EventStreamParser()
    parser.feed(b"data: a\r")
    parser.end_of_stream()
    assert parser.feed(b"data: b\n") == []
    assert parser.feed(b"\n") == [MessageEvent("message", "b")]


def test_an_event_comes_with_the_chunk_that_completes_it() -> None:
    parser = EventStreamParser()
    assert parser.feed(b"data: a\n\ndata: b\n\nda") == [
        MessageEvent("message", "a"),
        MessageEvent("message", "b"),
    ]
    assert parser.feed(b"ta: c\n\n") == [MessageEvent("message", "c")]


def test_events_carry_the_origin_set_when_the_connection_opened() -> None:
    parser = EventStreamParser(origin="http://a.example")
    parser.origin = "http://b.example"
    assert parser.feed(b"data\n\n") == [MessageEvent("message", "", "", "http://b.example")]


def test_a_retry_of_5000_digits_is_a_number_past_every_cap() -> None:
    parser = EventStreamParser()
    parser.feed(b"retry: " + b"9" * 5000 + b"\n")
    assert parser.retry is not None
    assert parser.retry >= 10**300


def test_5000_leading_zeros_count_for_nothing() -> None:
    parser = EventStreamParser()
    parser.feed(b"retry: " + b"0" * 5000 + b"42\n")
    assert parser.retry == 42


# -- Several connections.


def test_a_byte_order_mark_is_dropped_once_for_each_connection() -> None:
    parser = EventStreamParser()
    assert parser.feed(BOM + b"data: a\n\n") == [MessageEvent("message", "a")]
    parser.end_of_stream()
    assert parser.feed(BOM + b"data: b\n\n") == [MessageEvent("message", "b")]


def test_half_a_byte_order_mark_does_not_reach_into_the_next_connection() -> None:
    parser = EventStreamParser()
    parser.feed(BOM[:2])
    parser.end_of_stream()
    assert parser.feed(b"data: a\n\n") == [MessageEvent("message", "a")]


def test_the_next_connection_starts_with_clean_data_and_type() -> None:
    parser = EventStreamParser()
    parser.feed(b"event: add\ndata: half\nda")
    parser.end_of_stream()
    assert parser.feed(b"data: whole\n\n") == [MessageEvent("message", "whole")]


def test_half_a_character_does_not_reach_into_the_next_connection() -> None:
    parser = EventStreamParser()
    parser.feed("data: €".encode()[:-1])
    parser.end_of_stream()
    assert parser.feed(b"\xacdata: a\n\ndata: b\n\n") == [MessageEvent("message", "b")]


def test_the_id_buffer_of_the_next_connection_is_the_last_event_id() -> None:
    parser = EventStreamParser()
    parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: half\n")
    parser.end_of_stream()
    assert parser.last_event_id == "1"
    assert parser.feed(b"data: b\n\n") == [MessageEvent("message", "b", "1")]
    assert parser.last_event_id == "1"


def test_whole_retry_lines_of_a_lost_connection_have_counted() -> None:
    parser = EventStreamParser()
    parser.feed(b"retry: 5\nretry: 6")
    parser.end_of_stream()
    assert parser.retry == 5


def test_a_parser_may_start_from_an_id() -> None:
    parser = EventStreamParser("7")
    assert parser.last_event_id == "7"
    assert parser.feed(b"data: a\n\n") == [MessageEvent("message", "a", "7")]


def test_the_last_event_id_changes_at_dispatch_and_not_before() -> None:
    parser = EventStreamParser("7")
    parser.feed(b"id: 8\n")
    assert parser.last_event_id == "7"
    parser.feed(b"\n")
    assert parser.last_event_id == "8"


@pytest.mark.parametrize("half", [b"d", b"data\n", b"event: add\n", b":"], ids=repr)
def test_what_has_begun_is_unfinished(half: bytes) -> None:
    parser = EventStreamParser()
    states = [parser.unfinished]
    parser.feed(half)
    states.append(parser.unfinished)
    parser.end_of_stream()
    states.append(parser.unfinished)
    assert states == [False, True, False]


# -- Signs of life.


def test_comments_are_counted_over_all_connections() -> None:
    parser = EventStreamParser()
    parser.feed(b":\n: a\r\n:b\rdata: :\n")
    parser.end_of_stream()
    parser.feed(b": c\n: unfinished")
    assert parser.comment_count == 4


def test_comments_are_given_to_who_asks_less_the_colon_and_one_space() -> None:
    heard: list[str] = []
    parser = EventStreamParser(on_comment=heard.append)
    parser.feed(b":\n: a\n:  b:c\n::\n")
    assert heard == ["", "a", " b:c", ":"]


def test_a_comment_that_raises_leaves_the_parser_in_order() -> None:
    def refuse(comment: str) -> None:
        raise LookupError(comment)

    parser = EventStreamParser(on_comment=refuse)
    with pytest.raises(LookupError):
        parser.feed(b"id: 1\n: a\ndata: b\n")
    assert parser.feed(b"\n") == [MessageEvent("message", "b", "1")]


def _read(chunks: list[bytes]) -> tuple[list[tuple[str, str, str]], str, int | None]:
    parser = EventStreamParser()
    events = [
        (event.type, event.data, event.last_event_id) for chunk in chunks for event in parser.feed(chunk)
    ]
    parser.end_of_stream()
    return events, parser.last_event_id, parser.retry
