"""The parser against a naive reading of the standard, over any bytes, however they are split.

The naive reading has the whole body at once and goes through it character by character, in the words of
HTML 9.2.5 and 9.2.6. It is slow and obvious; the parser is neither.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sse_dash.client.errors import ParseLimitError
from sse_dash.client.message import MessageEvent
from sse_dash.client.parser import EventStreamParser

PIECES = [
    *(b"\n", b"\n\n", b"\r", b"\r\n", b"\r\r"),
    *(b":", b": ", b" ", b"\0", b"a", b"0", b"17", b"-", b"\t", b"\x0b", b"\x1e"),
    *(
        b"data",
        b"data:",
        b"data: x\n",
        b"event",
        b"event: e\n",
        b"id",
        b"id: ",
        b"id:\n",
        b"retry",
        b"retry: 3",
    ),
    *(
        b"\xef\xbb\xbf",
        b"\xef",
        b"\xbb",
        b"\xbf",
        b"\xff",
        b"\x80",
        b"\xc3",
        b"\xe2\x82",
        b"\xf0\x9f\x98",
        b"data:" + b"\xff" * 9,
    ),
    *(text.encode() for text in ("å", "€", "😀", "\u2028", "\x85", "٣")),
]

streams = st.lists(st.sampled_from(PIECES), max_size=24).map(b"".join)
short_streams = st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join)


class Reading(NamedTuple):
    """What there is to know of some connections, one after the other."""

    events: list[tuple[str, str, str]]
    last_event_id: str
    retry: int | None


@settings(deadline=None)
@given(short_streams)
@example(b"\xef\xbb\xbfdata\r\n\r\n")
@example(b"id: 1\r\r\ndata: \xe2\x82\xac\r\n\r\n")
def test_any_stream_cut_in_two_anywhere_reads_as_the_standard_says(stream: bytes) -> None:
    expected = naive_reading([stream])
    for cut in range(len(stream) + 1):
        assert reading([[stream[:cut], stream[cut:]]]) == expected


@settings(deadline=None)
@given(streams)
def test_any_stream_byte_by_byte_reads_as_the_standard_says(stream: bytes) -> None:
    assert reading([_bytes(stream)]) == naive_reading([stream])


@settings(deadline=None)
@given(st.one_of(streams, st.binary(max_size=80)), st.randoms(use_true_random=False))
def test_any_stream_in_any_chunks_reads_as_the_standard_says(stream: bytes, chance: random.Random) -> None:
    assert reading([_chunks(stream, chance)]) == naive_reading([stream])


@settings(deadline=None)
@given(st.lists(short_streams, max_size=4), st.randoms(use_true_random=False))
def test_connections_in_a_row_read_as_the_standard_says(streams: list[bytes], chance: random.Random) -> None:
    assert reading([_chunks(stream, chance) for stream in streams]) == naive_reading(streams)


@settings(deadline=None)
@given(streams, st.integers(1, 40), st.randoms(use_true_random=False))
@example(b"data:" + b"\xff" * 9 + b"\n:\n\n", 20, random.Random(0))
def test_the_cap_falls_at_one_place_in_any_chunks(stream: bytes, cap: int, chance: random.Random) -> None:
    expected = capped_reading([stream], cap)
    assert capped_reading(_bytes(stream), cap) == expected
    assert capped_reading(_chunks(stream, chance), cap) == expected


@settings(deadline=None)
@given(streams, st.randoms(use_true_random=False))
def test_comments_are_the_same_in_any_chunks(stream: bytes, chance: random.Random) -> None:
    assert comments(_chunks(stream, chance)) == comments([stream])


def reading(connections: list[list[bytes]]) -> Reading:
    parser = EventStreamParser()
    events: list[tuple[str, str, str]] = []
    for chunks in connections:
        for chunk in chunks:
            events += _plain(parser.feed(chunk))
        parser.end_of_stream()
    return Reading(events, parser.last_event_id, parser.retry)


def capped_reading(chunks: list[bytes], cap: int) -> tuple[list[tuple[str, str, str]], str]:
    """The events before the cap is passed, and how the error puts it."""
    parser = EventStreamParser(max_event_size=cap)
    events: list[tuple[str, str, str]] = []
    try:
        for chunk in chunks:
            events += _plain(parser.feed(chunk))
    except ParseLimitError as error:
        return events + _plain(error.events), str(error)
    return events, ""


def comments(chunks: list[bytes]) -> list[str]:
    heard: list[str] = []
    parser = EventStreamParser(on_comment=heard.append)
    for chunk in chunks:
        parser.feed(chunk)
    assert parser.comment_count == len(heard)
    return heard


def naive_reading(bodies: list[bytes]) -> Reading:
    last_event_id = ""
    retry: int | None = None
    events: list[tuple[str, str, str]] = []
    for body in bodies:
        data, event_type, id_buffer = "", "", last_event_id
        for line in naive_lines(body.decode("utf-8", "replace")):
            if line == "":
                last_event_id = id_buffer
                if data != "":
                    events.append((event_type if event_type != "" else "message", data[:-1], last_event_id))
                data, event_type = "", ""
                continue
            if line[0] == ":":
                continue
            if ":" in line:
                name, value = line[: line.index(":")], line[line.index(":") + 1 :]
                if value != "" and value[0] == " ":
                    value = value[1:]
            else:
                name, value = line, ""
            if name == "event":
                event_type = value
            elif name == "data":
                data = data + value + "\n"
            elif name == "id":
                if "\0" not in value:
                    id_buffer = value
            elif name == "retry" and value != "" and all(digit in "0123456789" for digit in value):
                retry = 0
                for digit in value:
                    retry = 10 * retry + "0123456789".index(digit)
    return Reading(events, last_event_id, retry)


def naive_lines(text: str) -> list[str]:
    """The lines that have an end; what comes after the last one is no line."""
    if text[:1] == "\ufeff":
        text = text[1:]
    lines, line, position = [], "", 0
    while position < len(text):
        if text[position] not in "\r\n":
            line += text[position]
        else:
            lines.append(line)
            line = ""
            if text[position : position + 2] == "\r\n":
                position += 1
        position += 1
    return lines


def _plain(events: Iterable[MessageEvent]) -> list[tuple[str, str, str]]:
    return [(event.type, event.data, event.last_event_id) for event in events]


def _bytes(stream: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in stream]


def _chunks(stream: bytes, chance: random.Random) -> list[bytes]:
    cuts = sorted(chance.randrange(len(stream) + 1) for _ in range(chance.randrange(8)))
    return [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
