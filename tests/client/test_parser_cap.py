"""The one cap of the parser, rule 10: where it falls, what its error holds, and what comes after it."""

from __future__ import annotations

import pytest

from sse_dash.client.errors import EventSourceError, ParseLimitError
from sse_dash.client.message import Aside, AsideKind, MessageEvent
from sse_dash.client.parser import DEFAULT_MAX_EVENT_SIZE, EventStreamParser


def test_the_cap_is_16_mib_unless_set() -> None:
    assert DEFAULT_MAX_EVENT_SIZE == 16 * 1024 * 1024


def test_a_cap_below_one_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="max_event_size"):
        EventStreamParser(max_event_size=0)


def test_a_line_of_just_the_cap_is_taken() -> None:
    assert EventStreamParser(max_event_size=10).feed(b"data: 1234\n\n") == [MessageEvent("message", "1234")]


@pytest.mark.parametrize("stream", [b"data: 12345", b"data: 12345\n\n"], ids=repr)
def test_a_line_past_the_cap_is_a_named_error(stream: bytes) -> None:
    with pytest.raises(ParseLimitError, match=r"a line larger than 10 bytes.*max_event_size") as caught:
        EventStreamParser(max_event_size=10).feed(stream)
    assert isinstance(caught.value, EventSourceError)
    assert caught.value.limit == 10


def test_an_event_of_short_lines_past_the_cap_is_a_named_error() -> None:
    with pytest.raises(ParseLimitError, match="an event larger than 10 bytes"):
        EventStreamParser(max_event_size=10).feed(b"data: 1234\n" * 3)


def test_events_that_were_complete_before_the_cap_are_on_the_error() -> None:
    parser = EventStreamParser(max_event_size=10)
    with pytest.raises(ParseLimitError) as caught:
        parser.feed(b"data: 1\n\nid: 2\ndata: 2\n\ndata: 3 is too long\n\ndata: 4\n\n")
    assert caught.value.events == (MessageEvent("message", "1"), MessageEvent("message", "2", "2"))
    assert parser.last_event_id == "2"


def test_the_cap_is_for_one_event_and_not_for_the_stream() -> None:
    parser = EventStreamParser(max_event_size=10)
    assert len(parser.feed(b"data: 1234\n\n: comment\nid: 234567\n" * 100)) == 100


def test_after_the_cap_every_chunk_raises_until_the_next_connection() -> None:
    parser = EventStreamParser(max_event_size=10)
    for _ in range(2):
        with pytest.raises(ParseLimitError):
            parser.feed(b"data: 1 is too long\n\n")
    with pytest.raises(ParseLimitError):
        parser.feed(b"data: 1\n\n")
    parser.end_of_stream()
    assert parser.feed(b"data: 1\n\n") == [MessageEvent("message", "1")]


@pytest.mark.parametrize(
    ("line", "aside"),
    [
        (b": a long comment", Aside(1, AsideKind.OVERSIZE, "", "a long comment")),
        (b"unknown: a long value", Aside(1, AsideKind.OVERSIZE, "unknown", "a long value")),
        (b"no colon in this at all", Aside(1, AsideKind.OVERSIZE, "no colon in this at all", "")),
    ],
    ids=["a comment", "an unknown field", "a name"],
)
def test_what_is_no_part_of_an_event_is_skipped_past_the_cap_however_it_is_split(
    line: bytes, aside: Aside
) -> None:
    stream = b"data: 1\n\ndata: 2\n" + line + b"\n\n"
    for chunks in ([stream], [stream[:9], stream[9:]]):
        parser = EventStreamParser(max_event_size=10)
        asides: list[Aside] = []
        events: list[MessageEvent] = []
        for chunk in chunks:
            before = len(events)
            events += parser.feed(chunk)
            asides += [found._replace(place=found.place + before) for found in parser.asides]
        assert [event.data for event in events] == ["1", "2"]
        assert asides == [aside]
    parser = EventStreamParser(max_event_size=10)
    assert [event.data for byte in stream for event in parser.feed(bytes([byte]))] == ["1", "2"]


def test_an_oversize_comment_is_counted_and_only_its_beginning_kept() -> None:
    parser = EventStreamParser(max_event_size=1000)
    parser.feed(b":" + b"x" * 5000)
    assert (parser.comment_count, len(parser.asides[0].value)) == (1, 200)
    assert parser.feed(b"y" * 5000) == []
    assert parser.feed(b"\ndata: a\n\n") == [MessageEvent("message", "a")]


def test_without_a_cap_nothing_is_too_large() -> None:
    parser = EventStreamParser(max_event_size=None)
    assert len(parser.feed(b"data: " + b"x" * 20_000_000 + b"\n\n")[0].data) == 20_000_000


# -- Ids and types.


def test_ids_and_types_are_capped_at_4_kib() -> None:
    stream = b"id: " + b"i" * 4096 + b"\nevent: " + b"t" * 4096 + b"\ndata: a\n\n"
    parser = EventStreamParser()
    assert parser.feed(stream) == [MessageEvent("t" * 4096, "a", "i" * 4096)]
    assert parser.asides == []


def test_an_id_or_type_past_the_cap_is_cut_and_says_so() -> None:
    parser = EventStreamParser(max_id_size=4)
    event = parser.feed("id: äää\nevent: 12345\ndata: a\n\n".encode())[0]
    assert (event.type, event.last_event_id) == ("1234 …", "ää …")
    assert [(aside.kind, aside.value) for aside in parser.asides] == [
        (AsideKind.ID_TOO_LONG, "äää"),
        (AsideKind.TYPE_TOO_LONG, "12345"),
    ]
    assert len(parser.last_event_id.encode()) > 4


def test_a_cap_of_ids_below_one_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="max_id_size"):
        EventStreamParser(max_id_size=0)


@pytest.mark.parametrize(
    ("cap", "stream"),
    [
        pytest.param(10, b"data: 1\n\ndata: 2 is too long\n\n", id="a line"),
        pytest.param(10, b"data: 1\n\n" + b"data: 12\n" * 5 + b"\n", id="an event"),
        pytest.param(10, "data: 1\n\ndata: ää\ndata: ä\ndata\n\n".encode(), id="long characters"),
        pytest.param(20, b"data:" + b"\xff" * 9 + b"\n:\n\n", id="bytes that grow when they are replaced"),
    ],
)
def test_the_cap_falls_at_one_place_however_the_bytes_are_split(cap: int, stream: bytes) -> None:
    whole = _read_capped([stream], cap)
    for cut in range(len(stream) + 1):
        assert _read_capped([stream[:cut], stream[cut:]], cap) == whole, cut
    assert _read_capped([bytes([byte]) for byte in stream], cap) == whole


def _read_capped(chunks: list[bytes], cap: int) -> tuple[list[MessageEvent], bool]:
    parser = EventStreamParser(max_event_size=cap)
    events: list[MessageEvent] = []
    try:
        for chunk in chunks:
            events += parser.feed(chunk)
    except ParseLimitError as error:
        return [*events, *error.events], True
    return events, False
