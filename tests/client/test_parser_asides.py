"""What a stream holds besides events (rule 11), and what is left of one at its end (rule 8)."""

from __future__ import annotations

import pytest

from sse_dash.client.message import Aside, AsideKind, MessageEvent
from sse_dash.client.parser import EventStreamParser

# -- What stands between events.


def test_comments_keep_their_place_among_the_events() -> None:
    parser = EventStreamParser()
    parser.feed(b"data: one\n\n:after one\ndata: two\n:in three\n\n:after two\n")
    assert parser.asides == [
        Aside(1, AsideKind.COMMENT, "", "after one"),
        Aside(1, AsideKind.COMMENT, "", "in three"),
        Aside(2, AsideKind.COMMENT, "", "after two"),
    ]
    parser.feed(b"\n")
    assert parser.asides == []


@pytest.mark.parametrize(
    ("line", "aside"),
    [
        (b"Data: a", Aside(0, AsideKind.UNKNOWN_FIELD, "Data", "a")),
        (b'{"a": 1}', Aside(0, AsideKind.UNKNOWN_FIELD, '{"a"', "1}")),
        (b" data: a", Aside(0, AsideKind.UNKNOWN_FIELD, " data", "a")),
        (b"retry: 5s", Aside(0, AsideKind.BAD_RETRY, "retry", "5s")),
        (b"retry", Aside(0, AsideKind.BAD_RETRY, "retry", "")),
        (b"id: a\0", Aside(0, AsideKind.NUL_IN_ID, "id", "a\0")),
    ],
)
def test_what_is_ignored_can_be_had(line: bytes, aside: Aside) -> None:
    parser = EventStreamParser()
    assert parser.feed(line + b"\n") == []
    assert parser.asides == [aside]


def test_an_event_knows_whether_it_brought_its_id_itself() -> None:
    events = EventStreamParser().feed(b"data: 1\n\nid: 7\ndata: 2\n\ndata: 3\n\nid\ndata: 4\n\n")
    assert [(event.has_own_id, event.last_event_id) for event in events] == [
        (False, ""), (True, "7"), (False, "7"), (True, ""),
    ]  # fmt: skip


# -- What is dropped at the end.


@pytest.mark.parametrize(
    ("rest", "event"),
    [
        (b"id: 7\nevent: add\ndata: a\ndata: b\n", MessageEvent("add", "a\nb", "7")),
        (b"data: [DONE]\n", MessageEvent("message", "[DONE]")),
        (b"data: [DONE]", MessageEvent("message", "[DONE]")),
        (b"data: a\ndata: half a li", MessageEvent("message", "a\nhalf a li")),
        (b"data: a\nda", MessageEvent("message", "a")),
        ("data: ä".encode()[:-1], MessageEvent("message", "\ufffd")),
        (b"event: add\n", None),
        (b": a comment", None),
        (b"", None),
        (b"\xef\xbb", None),
    ],
)
def test_the_event_that_has_begun_can_be_read(rest: bytes, event: MessageEvent | None) -> None:
    for before in (b"", b"data: 0\n\n"):
        parser = EventStreamParser()
        parser.feed(before + rest)
        assert parser.unfinished_event == event or (before and rest == b"\xef\xbb")
    parser.end_of_stream()
    assert (parser.unfinished_event, parser.last_event_id) == (None, "")


def test_reading_it_changes_nothing() -> None:
    parser = EventStreamParser()
    parser.feed(b"id: 7\ndata: a\ndata: b")
    assert parser.unfinished_event == parser.unfinished_event
    assert parser.feed(b"c\n\n") == [MessageEvent("message", "a\nbc", "7")]


def test_the_id_to_resume_from_can_be_set() -> None:
    parser = EventStreamParser("1")
    parser.feed(b"data: half")
    parser.resume_from("")
    assert parser.feed(b"data: a\n\n") == [MessageEvent("message", "a", "")]
