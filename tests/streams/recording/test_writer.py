"""Events as files: what each format holds, and that a file is there whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import moments
from sse_dash.client.message import MessageEvent
from sse_dash.client.parser import EventStreamParser
from sse_dash.moments import Zone
from sse_dash.streams.log.received import Note, ReceivedEvent, Row
from sse_dash.streams.recording.formats import Format, event_as_sse, writer
from sse_dash.streams.recording.writer import Exported, ExportError, ExportStopped, export

AT = 1_769_861_781.2345  # 2026-01-31T12:16:21.234Z
HOSTILE = '\x1b]0;x\x07\x9b1m\u202e\u2028"=1,\ud800'


def received(data: str = "x", number: int = 1, stream: str = "orders", **event: str) -> ReceivedEvent:
    """One event as a stream received it."""
    message = MessageEvent(event.get("type", "message"), data, event.get("id", ""))
    size = len(data.encode("utf-8", "surrogatepass"))
    return ReceivedEvent(number, AT, size, message, stream=stream)


def content(file_format: Format, *events: ReceivedEvent, zone: Zone = Zone.UTC) -> bytes:
    """The bytes of a file of these events."""
    form = writer(file_format, zone)
    return form.begin() + b"".join(form.event(event) for event in events)


def altered(file_format: Format, event: ReceivedEvent) -> bool:
    """Whether the format says that it could not hold the event as it is."""
    form = writer(file_format, Zone.UTC)
    form.event(event)
    return bool(form.altered)


def parse(stream: bytes) -> list[tuple[str, str, str]]:
    """Type, data and id of the events that our own parser finds."""
    return [event[:3] for event in EventStreamParser().feed(stream)]


def cells(table: bytes) -> list[list[str]]:
    """The lines of a CSV file below its headings."""
    return list(csv.reader(io.StringIO(table.decode(), newline="")))[1:]


# JSON lines


def test_a_json_line_has_all_that_a_recording_has_of_an_event() -> None:
    line = content(Format.JSON_LINES, received('{"a":1}', 812, type="order.paid", id="e-7"))
    assert line.endswith(b"}\n")
    assert json.loads(line) == {
        "stream": "orders",
        "number": 812,
        "at": "2026-01-31T12:16:21.234Z",
        "type": "order.paid",
        "id": "e-7",
        "data": '{"a":1}',
    }


def test_json_lines_are_lines_and_safe_to_look_at_whatever_the_data() -> None:
    lines = content(Format.JSON_LINES, received(HOSTILE + "\r\n\x7f\x85", stream=HOSTILE), received("ø"))
    assert len(lines.decode().splitlines()) == 2
    assert not any(character in lines.decode() for character in "\x1b\x9b\x7f\x85\u2028")
    assert "ø" in lines.decode()


@given(st.text(st.characters(categories=None)), st.text(st.characters(categories=None)))
def test_json_lines_read_back_the_same_even_half_characters(data: str, event_type: str) -> None:
    read = json.loads(content(Format.JSON_LINES, received(data, type=event_type)))
    assert (read["data"], read["type"]) == (data, event_type)


@pytest.mark.parametrize("at", [float("nan"), float("inf"), -1e300, 1e20])
def test_a_time_that_is_no_date_is_null(at: float) -> None:
    line = content(Format.JSON_LINES, received()._replace(at=at))
    assert json.loads(line)["at"] is None


@pytest.mark.parametrize("zone", Zone)
@pytest.mark.parametrize("file_format", [Format.JSON_LINES, Format.CSV])
def test_times_are_written_by_the_clock_of_the_screen_with_its_zone(file_format: Format, zone: Zone) -> None:
    written = content(file_format, received(), zone=zone).decode()
    stamp = moments.timestamp(AT, zone)
    assert stamp is not None
    assert stamp in written
    assert moments.clock(AT, zone) in stamp


# Raw SSE


def test_the_event_stream_format_is_what_a_server_would_send() -> None:
    stream = content(
        Format.EVENT_STREAM,
        received("one\ntwo", type="tick", id="1"),
        received("", id="1"),
        received("three", stream="prices", id=""),
    )
    assert stream.decode().splitlines() == [
        *(": stream orders", "event: tick", "id: 1", "data: one", "data: two", ""),
        *("data: ", ""),
        *(": stream prices", "id: ", "data: three", ""),
    ]


ONE_LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))
EVENTS = st.lists(
    st.tuples(
        ONE_LINE.filter(bool),
        st.lists(ONE_LINE).map("\n".join),
        ONE_LINE.filter(lambda text: "\0" not in text),
    )
)


@given(EVENTS)
def test_raw_sse_reads_back_the_same_in_our_own_parser(events: list[tuple[str, str, str]]) -> None:
    form = writer(Format.EVENT_STREAM, Zone.UTC)
    rows = [received(data, type=event_type, id=event_id) for event_type, data, event_id in events]
    assert parse(b"".join(map(form.event, rows))) == events
    assert form.altered == 0


@pytest.mark.parametrize(
    ("event", "read"),
    [
        (received("a\rb\r\nc"), ("message", "a\nb\nc", "")),
        (received("x", type="a\nid: 1"), ("a id: 1", "x", "")),
        (received("x", type=""), ("message", "x", "")),
        (received("x", id="a\0b"), ("message", "x", "")),
        (received("x", id="a\n\ndata: y"), ("message", "x", "")),
        (received("\ud800"), ("message", "\ufffd", "")),
    ],
)
def test_raw_sse_says_of_which_events_it_could_not_hold_all(
    event: ReceivedEvent, read: tuple[str, str, str]
) -> None:
    assert parse(content(Format.EVENT_STREAM, event)) == [read]
    assert altered(Format.EVENT_STREAM, event)


def test_a_single_event_reads_as_the_server_sends_it() -> None:
    assert event_as_sse(MessageEvent("tick", "a\nb", "7")) == "event: tick\nid: 7\ndata: a\ndata: b\n"
    assert event_as_sse(MessageEvent("message", "\ud800")) == "data: \ufffd\n"


def test_the_name_of_a_stream_can_not_end_its_comment() -> None:
    assert parse(content(Format.EVENT_STREAM, received("x", stream="a\ndata: y\r\n\n"))) == [
        ("message", "x", "")
    ]


# CSV


def test_csv_has_headings_and_quotes_what_has_to_be_quoted() -> None:
    table = content(Format.CSV, received('say "hi", twice\n', 7, type="t", id="i"))
    assert table == (
        b"stream,number,at,type,id,size,data\r\n"
        b'orders,7,2026-01-31T12:16:21.234Z,t,i,16,"say ""hi"", twice\n"\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_what_a_spreadsheet_would_run_has_a_quote_before_it(start: str) -> None:
    event = received(f"{start}cmd|' /C calc'!A0", type=f"{start}1+1", id=f"{start}2+2", stream=f"{start}s")
    [row] = cells(content(Format.CSV, event))
    assert [row[index][:2] for index in (0, 3, 4, 6)] == [f"'{start}"] * 4
    assert altered(Format.CSV, event)


@pytest.mark.parametrize("number", ["-5", "+1.5", "-1e-9"])
def test_a_number_with_a_sign_stays_a_number(number: str) -> None:
    [row] = cells(content(Format.CSV, received(number)))
    assert row[6] == number
    assert not altered(Format.CSV, received(number))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_csv_reads_back_the_same_but_for_that_quote(texts: list[str]) -> None:
    read = [row[6] for row in cells(content(Format.CSV, *map(received, texts)))]
    assert [each.removeprefix("'") for each in read] == [each.removeprefix("'") for each in texts]


@pytest.mark.parametrize("file_format", Format)
def test_no_text_of_an_event_makes_a_format_fail(file_format: Format) -> None:
    content(file_format, received(HOSTILE, type=HOSTILE, id=HOSTILE, stream=HOSTILE)).decode()


@pytest.mark.parametrize(
    ("name", "file_format"),
    [
        ("a.jsonl", Format.JSON_LINES),
        ("a.b.NDJSON", Format.JSON_LINES),
        ("~/x/a.sse", Format.EVENT_STREAM),
        ("a.csv", Format.CSV),
        ("a.txt", None),
        ("csv", None),
        ("a.csv/", None),
    ],
)
def test_a_file_name_says_its_format(name: str, file_format: Format | None) -> None:
    assert Format.of(name) is file_format


# Files


def left(folder: Path) -> list[str]:
    """The names of all that is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_all_events_of_several_streams_are_in_the_file_and_notes_are_not(tmp_path: Path) -> None:
    rows: list[Row] = [
        received("a"),
        Note(2, AT, "reconnected", False, "orders"),
        received("b", stream="prices"),
    ]
    done = export(rows, tmp_path / "a.jsonl", Format.JSON_LINES)
    data = (tmp_path / "a.jsonl").read_bytes()
    assert [json.loads(line)["stream"] for line in data.splitlines()] == ["orders", "prices"]
    assert done == Exported(tmp_path / "a.jsonl", events=2, size=len(data), altered=0)
    assert left(tmp_path) == ["a.jsonl"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    export([], tmp_path / "a.csv", Format.CSV)
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_that_is_there_is_replaced_only_when_told_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        export([received()], path, Format.CSV)
    assert path.read_text() == "mine"
    export([received()], path, Format.CSV, replace=True)
    assert path.read_text().startswith("stream,")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and links")
def test_a_replaced_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.touch(0o640)
    link.symlink_to(real)
    export([received()], link, Format.CSV, replace=True)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text().startswith("stream,")


def test_a_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def rows() -> Iterator[ReceivedEvent]:
        yield received()
        path.write_text("someone else's")

    with pytest.raises(ExportError, match="there already"):
        export(rows(), path, Format.CSV)
    assert path.read_text() == "someone else's"
    assert left(tmp_path) == ["a.csv"]


def test_progress_is_told_now_and_then_and_at_the_end(tmp_path: Path) -> None:
    told: list[int] = []
    export([received()] * 1000, tmp_path / "a.sse", Format.EVENT_STREAM, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1000
    assert len(told) > 2


def test_progress_is_told_of_few_large_events_too(tmp_path: Path) -> None:
    told: list[int] = []
    export([received("x" * 600_000)] * 5, tmp_path / "a.sse", Format.EVENT_STREAM, on_progress=told.append)
    assert told == [1, 2, 3, 4, 5, 5]


def test_writing_that_is_stopped_leaves_nothing_behind_and_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    seen: list[int] = []
    with pytest.raises(ExportStopped):
        export(
            (received() for _ in range(10**9)),
            path,
            Format.JSON_LINES,
            replace=True,
            on_progress=seen.append,
            stop=lambda: len(seen) == 3,
        )
    assert path.read_text() == "old"
    assert left(tmp_path) == ["a.jsonl"]


def test_what_reading_the_events_raises_is_seen_and_leaves_nothing_behind(tmp_path: Path) -> None:
    def rows() -> Iterator[ReceivedEvent]:
        yield received()
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        export(rows(), tmp_path / "a.csv", Format.CSV)
    assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none/a.csv", "there is no folder .*none"),
        (".", "is a folder"),
        ("file/a.csv", "a part of its path is a file"),
        ("x" * 300, "the name is too long"),
        ("pipe", "a device or a pipe"),
        ("a\0b", "NUL"),
        ("a\ud800", "half of a character"),
        ("no\x1b[31m/a", r"no folder .*␛\[31m"),
    ],
)
def test_a_path_that_can_not_be_is_refused_in_words(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ExportError, match=words):
        export([received()], tmp_path / name, Format.CSV, replace=True)
    assert left(tmp_path) == ["file", "pipe"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; nothing was written"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "you may not write to the folder"),
        (errno.EIO, "can't be written: .*[a-z]"),
    ],
)
def test_what_the_system_refuses_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ExportError, match=words):
        export([received()], tmp_path / "a.csv", Format.CSV)
    assert left(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_also_where_closing_the_file_fails_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: Callable[..., int] = os.open

    def open_full(path: Path, flags: int, *mode: int) -> int:
        os.close(opened(path, flags, *mode))
        return opened("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", open_full)
    with pytest.raises(ExportError, match="the disk is full"):
        export([received()], tmp_path / "a.csv", Format.CSV)
    assert left(tmp_path) == []


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.touch(0o400)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(ExportError, match="read-only"):
        export([received()], path, Format.CSV, replace=True)
