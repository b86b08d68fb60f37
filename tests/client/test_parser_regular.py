"""Events that all have the same lines are taken together: the same come of it as of the standard's words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client import parser as parser_module
from sse_dash.client.message import AsideKind
from sse_dash.client.parser import DEFAULT_MAX_ID_SIZE, EventStreamParser
from sse_dash.client.regular import Shape
from tests.client.test_parser_properties import naive_reading, reading, streams

LINES = [
    b"data: %d",
    b"data:%d",
    b"data",
    b"data: ",
    b"data:  %d",
    b"event: e%d",
    b"event:",
    b"id: %d",
    b"id:",
    b"id",
]
ODD = [
    *(
        b"",
        b": comment",
        b"retry: 10",
        b"id: a\0b",
        b"what: is this",
        b"data: \xff\xc3",
        "data: å€😀".encode(),
    ),
    *(b"event: " + b"long" * 2000, b"id: " + b"9" * 5000),
    *(b"data", b"data: a\ndata: b", b"event: x\n", b"id: 7\n"),
]
ENDS = [b"\n", b"\r\n", b"\r"]


@st.composite
def nearly_regular(draw: st.DrawFn) -> bytes:
    """Some events with the same lines, with a few other lines strewn in."""
    shape = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
    count = draw(st.integers(1, 12))
    lines = [(line % number if b"%" in line else line) for number in range(count) for line in [*shape, b""]]
    for odd in draw(st.lists(st.sampled_from(ODD), max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), odd)
    return draw(st.sampled_from(ENDS)).join([*lines, b""])


def in_pieces(stream: bytes, chance: random.Random) -> list[bytes]:
    cuts = sorted(chance.randrange(len(stream) + 1) for _ in range(chance.randrange(4)))
    return [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@given(st.one_of(nearly_regular(), streams), st.randoms(use_true_random=False))
def test_nearly_regular_streams_read_as_the_standard_says(stream: bytes, chance: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser_module, "_WORTH_A_LOOK", 0)
        patch.setattr(parser_module, "_MOST_UNTRIED", 0)
        # Ids and types over the cap are cut, which the standard doesn't do.
        if len(stream) < DEFAULT_MAX_ID_SIZE:
            assert reading([in_pieces(stream, chance)]) == naive_reading([stream])


@given(nearly_regular(), st.randoms(use_true_random=False))
def test_taken_together_or_line_by_line_all_is_the_same(stream: bytes, chance: random.Random) -> None:
    pieces = in_pieces(stream, chance)

    def taken(worth_a_look: int) -> list[object]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parser_module, "_WORTH_A_LOOK", worth_a_look)
            patch.setattr(parser_module, "_MOST_UNTRIED", 0)
            parser = EventStreamParser(origin="http://a")
            heard: list[object] = []
            for piece in pieces:
                events = parser.feed(piece)
                heard += [
                    *((*event, event.has_own_id) for event in events),
                    *parser.asides,
                    parser.unfinished,
                ]
            return [*heard, parser.last_event_id, parser.retry, parser.comment_count, parser.unfinished_event]

    assert taken(0) == taken(2**31)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("data: 1\n\ndata: 2\n\n", [("message", "1", "7"), ("message", "2", "7")]),
        ("data:1\n\ndata:\n\n", [("message", "1", "7"), ("message", "", "7")]),
        ("event: a\ndata: 1\n\nevent: b\ndata: 2\n\n", [("a", "1", "7"), ("b", "2", "7")]),
        ("event: a\ndata: 1\n\nevent: \ndata: 2\n\n", [("a", "1", "7"), ("message", "2", "7")]),
        ("id: 1\ndata: x\n\nid: 2\ndata: y\n\n", [("message", "x", "1"), ("message", "y", "2")]),
        ("data: x\nid: 1\n\ndata: y\nid: \n\n", [("message", "x", "1"), ("message", "y", "")]),
        ("data: a\ndata: b\n\ndata: c\ndata: \n\n", [("message", "a\nb", "7"), ("message", "c\n", "7")]),
    ],
)
def test_events_of_one_shape_are_taken_together(events: str, expected: list[tuple[str, str, str]]) -> None:
    shape = Shape.of(events[: events.index("\n\n")])

    assert shape is not None
    taken = shape.take(events, 0, len(events), "7", "http://a", 100)
    assert taken == [(*event, "http://a") for event in expected]


@pytest.mark.parametrize(
    "event", ["", "event: a", "data", "data: a\n: b", "retry: 1\ndata: a", "id: 1\nid: 2\ndata: a"]
)
def test_what_needs_a_look_has_no_shape(event: str) -> None:
    assert Shape.of(event) is None


@pytest.mark.parametrize(
    "odd",
    [
        *("data: 2\ndata: 3\n\n", "data:2\n\n", "\ndata: 2\n\n", ": c\n\n", "data\n\n"),
        *("event: a\ndata: 2\n\n", "data: 2\nid\n\n"),
    ],
)
def test_an_event_of_another_shape_is_seen_among_them(odd: str) -> None:
    shape = Shape.of("data: 1")

    assert shape is not None
    for events in (f"data: 1\n\n{odd}", f"data: 1\n\n{odd}data: 4\n\n"):
        assert shape.take(events, 0, len(events), "", "", 100) is None


def test_a_value_that_keeps_a_space_is_seen_where_the_first_event_had_none() -> None:
    shape = Shape.of("data:1")

    assert shape is not None
    assert shape.take("data:1\n\ndata: 2\n\n", 0, 17, "", "", 100) is None


def test_ids_and_types_that_are_cut_or_ignored_are_said_so_in_their_places() -> None:
    parser = EventStreamParser(max_id_size=8)
    parser.feed(b"id: 1\ndata: a\n\n" * 300 + b"id: 123456789\ndata: a\n\nid: \0\ndata: a\n\n")

    assert [(aside.place, aside.kind) for aside in parser.asides] == [
        (300, AsideKind.ID_TOO_LONG),
        (301, AsideKind.NUL_IN_ID),
    ]
    assert parser.last_event_id == "12345678 …"
