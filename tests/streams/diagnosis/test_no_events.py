"""What is said of a body that brought no event, by its first bytes."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.parser import EventStreamParser
from sse_dash.streams.diagnosis import diagnose
from sse_dash.streams.diagnosis.no_events import LONGEST_LINE, MOST_LINES


def said(body: str | bytes) -> str:
    raw = body.encode() if isinstance(body, str) else body
    assert EventStreamParser().feed(raw) == [], "there is an event in it"
    found = diagnose(raw)
    return "" if found is None else found.words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("data: one\n", "no empty line after"),
        ("data: one\ndata: two\ndata: three\n", "3 `data` lines have come, and no empty line"),
        ("event: tick\nid: 1\ndata: one\n", "a `data` line has come, and no empty line"),
        ("retry: 1000\n\n: hello\n\ndata: one\n", "no empty line after"),
        ("data: one", "neither its end nor the empty line"),
        ("data: one\n \ndata: two\n \n", "holds blanks"),
        ("data: one\n\t\n", "holds blanks"),
        ('{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ('{"a": 1}{"a": 2}', "NDJSON"),
        ('{"a": 1}\n', "NDJSON"),
        ('retry: 10\n\n: hello\n\n{"a": 1}\n{"a": 2}\n', "NDJSON"),
        ('{\n  "a": 1,\n', "is JSON, and no event stream"),
        ('[{"a": 1},\n', "is JSON, and no event stream"),
        ('\x1e{"a": 1}\n', "JSON text sequence"),
        ("<!DOCTYPE html>\n<html><body>Bad gateway</body></html>\n", "an HTML page"),
        ("\n\n<html>\n", "an HTML page"),
        ('<?xml version="1.0"?>\n<rss>\n', "XML"),
        (r"data: one\n\ndata: two\n\n", "escaped"),
        (r'"data: {\"a\": 1}\n\n"', "escaped"),
        ("data: one\\n\\n\n", "escaped"),
        (r"event: tick\r\ndata: one\r\n\r\n", "escaped"),
        ("data: one\u2028\u2028data: two\u2028\u2028", "U+2028"),
        ("Data: one\n\n", "small letters"),
        ("  data: one\n\n", "indented"),
        ("data : one\n\n", "before the colon"),
        ("data=one\n\n", "`=` where a colon should be"),
        ("message: one\n\n", "`message` is no field"),
        ("hello\nworld\n", "text without fields"),
        ("event: tick\nid: 1\n\n", "`event` lines and no `data`"),
        (gzip.compress(b"data: one\n\n", mtime=0), "compressed (gzip)"),
        ("data: one\n\n".encode("utf-16"), "UTF-16"),
        ("data: one\n\n".encode("utf-16-le"), "UTF-16"),
        (b"\xef\xbb\xbf<html>", "an HTML page"),
    ],
)
def test_what_is_wrong_is_said(body: str | bytes, words: str) -> None:
    assert words in said(body)


@pytest.mark.parametrize(
    "body", ["", ":\n\n", ": keep-alive\n\n: keep-alive\n\n", "retry: 1000\n\n", "id: 1\n\n", "\n\n\n", ":"]
)
def test_comments_ids_and_retry_times_are_as_they_should_be(body: str) -> None:
    assert diagnose(body.encode()) is None


def test_escaped_line_ends_inside_json_are_none_of_the_stream() -> None:
    assert "no empty line after" in said('data: {"text": "one\\n\\ntwo"}\n')


def test_the_first_lines_are_the_evidence() -> None:
    found = diagnose(b"hello\n\nworld\n")
    assert found is not None
    assert found.lines == ("hello", "world")


def test_of_many_and_long_lines_the_beginning_is_kept() -> None:
    found = diagnose(b"\n".join([b"x" * 1000] * 100))
    assert found is not None
    assert [len(line) for line in found.lines] == [LONGEST_LINE] * MOST_LINES


def test_what_must_not_be_shown_is_hidden_before_anything_is_cut() -> None:
    found = diagnose(b"token-123: one\n\n", lambda text: text.replace("token-123", "***"))
    assert found is not None
    assert "token" not in found.words
    assert found.lines == ("***: one",)


@given(st.binary(max_size=200))
def test_nothing_breaks_it(raw: bytes) -> None:
    diagnose(raw)


@given(st.text('dataeventid: \\n\n\r{}[]"<>x\t', max_size=80))
def test_data_without_an_event_are_never_passed_over(text: str) -> None:
    raw = f"data: {text}".encode()
    if not EventStreamParser().feed(raw):
        assert diagnose(raw) is not None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'[{"a":1},\n', "a JSON array has begun, and not ended: it is an event once it has"),
        (b'\x1e{"a":', "a JSON object has begun, and not ended: it is an event once it has"),
        (b"hello\n", "what comes is no JSON"),
        (b"data: x\n\n", "what comes is no JSON"),
    ],
)
def test_what_is_wrong_with_json_is_said_in_its_words(raw: bytes, words: str) -> None:
    diagnosis = diagnose(raw, is_json=True)
    assert diagnosis is not None
    assert diagnosis.words == words


def test_blanks_are_no_fault_of_json() -> None:
    assert diagnose(b"\n\n \n", is_json=True) is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\x00\x00\x00\x00\x05\x0a\x03abc", "the body is binary"),
        ("data: x\n\n".encode("utf-16-be"), "the body is UTF-16"),
        ("data: x\n\n".encode("utf-32-le"), "the body is UTF-32"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n", "another HTTP answer"),
        ("data: x\n\u00a0\ndata: y\n".encode(), "holds blanks"),
        ("data: x\n\ufeff\ndata: y\n".encode(), "holds blanks"),
        (b"data: x<br><br>data: y<br />", "`<br>`"),
        (b"data%3A%20x%0A%0A", "percent-encoded"),
        (b"'data: x'\n\n", "within quotes"),
        (b'data={"a": 1}\n\n', "`=` where a colon"),
        (b"data; x\n\n", "`;` where a colon"),
        ("data\uff1ax\n\n".encode(), "`\uff1a` where a colon"),
        (b"data\tx\n\n", "a tab where a colon"),
        (b"<soap:Envelope>", "the body is XML"),
        (b"<h1>502 Bad Gateway</h1>", "an HTML page"),
        (b"<br />\n<b>Warning</b>: Undefined variable\n", "an HTML page"),
    ],
)
def test_other_faults_have_their_own_words(raw: bytes, words: str) -> None:
    diagnosis = diagnose(raw)
    assert diagnosis is not None
    assert words in diagnosis.words
