"""An event as a row: columns that line up, whatever the event holds, and what they leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import text
from sse_dash.client.message import MessageEvent
from sse_dash.streams.received import ReceivedEvent
from sse_dash.tui import frame, rows

AT = 1_700_000_001.234


def row(data: str, event_type: str = "tick", at: float = AT) -> ReceivedEvent:
    return ReceivedEvent(1, at, len(data), MessageEvent(event_type, data))


def drawn(*events: ReceivedEvent, cells: int = 80, type_width: int | None = None) -> list[str]:
    """The rows as they are read."""
    width = rows.type_cells(events) if type_width is None else type_width
    return ["".join(piece.text for piece in line) for line in rows.lines(events, cells, width)]


def data_of(*events: ReceivedEvent, cells: int = 80) -> list[str]:
    """The column of data."""
    return [line[-1].text.rstrip() for line in rows.lines(events, cells, rows.type_cells(events))]


# Columns


def test_a_row_is_time_type_and_data() -> None:
    assert drawn(row('{"px":12}')) == [f' {text.clock(AT)} tick {{"px":12}}'.ljust(80)]


@pytest.mark.parametrize(
    ("cells", "time"),
    [(72, text.clock(AT) + " "), (71, text.clock(AT)[:8] + " "), (34, text.clock(AT)[:8] + " "), (33, "")],
)
def test_the_time_is_as_exact_as_there_is_room_for(cells: int, time: str) -> None:
    assert drawn(row("data"), cells=cells) == [f" {time}tick data".ljust(cells)]


def test_columns_line_up() -> None:
    first, second = drawn(row("x", "order.created"), row("x", "tick"))
    assert first.index("x") == second.index("x")


def test_rows_without_a_type_have_no_column_for_it() -> None:
    assert drawn(row("data", ""), cells=20) == [" data".ljust(20)]


def test_a_type_takes_a_third_at_most() -> None:
    assert drawn(row("data", "a.very.long.type"), cells=30) == [" a.very.lo… data".ljust(30)]


def test_a_type_column_is_as_wide_as_the_widest_type_up_to_a_limit() -> None:
    assert rows.type_cells([]) == 0
    assert rows.type_cells([row("", "tick"), row("", "order.created")]) == 13
    assert rows.type_cells([row("", "数据")]) == 4
    assert rows.type_cells([row("", "x" * 100)]) == rows.WIDEST_TYPE


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert data_of(row("x" * 100)) == ["x" * 60 + "…"]


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert data_of(row("a\x1b[31mb\nc\td"))[0] == "a␛[31mb↵c→d"


_HOSTILE = st.text(
    st.characters() | st.sampled_from('\x1b\x9b\x7f\t\r\n数😀\u0301\u0489\u200d\u202e\ufe0f🏽\ud800[/]{"'),
    max_size=120,
)
_ROWS = st.lists(
    st.builds(row, _HOSTILE, _HOSTILE, st.floats() | st.floats(0, 2e9)),
    max_size=6,
) | st.lists(st.builds(lambda tail: row("数\u0301{ \x1b" * 40 + tail), _HOSTILE), min_size=3, max_size=5)


@given(_ROWS, st.integers(0, 200), st.integers(0, rows.WIDEST_TYPE))
def test_each_line_is_exactly_as_wide_as_asked_for(
    events: list[ReceivedEvent], cells: int, type_width: int
) -> None:
    lines = rows.lines(events, cells, type_width)
    assert [frame.width(line) for line in lines] == [cells] * len(events)
    for line in drawn(*events, cells=cells, type_width=type_width):
        assert text.visible(line) == line


# What rows have in common


def chunk(content: str, index: int = 0) -> ReceivedEvent:
    """As a model streams its answer."""
    return row(
        '{"id":"chatcmpl-9xQ2","object":"chat.completion.chunk","created":1700000000,"model":"small",'
        f'"choices":[{{"index":{index},"delta":{{"content":"{content}"}},"finish_reason":null}}]}}',
        "message",
    )


def test_the_start_that_chunks_of_an_answer_share_is_left_out() -> None:
    shown = data_of(chunk("The"), chunk("quick"), chunk("brown"))
    assert [data[:19] for data in shown] == [
        '…"content":"The"},"',
        '…"content":"quick"}',
        '…"content":"brown"}',
    ]


def test_a_row_that_differs_is_shown_from_its_start() -> None:
    shown = data_of(chunk("The"), chunk("quick"), chunk("brown"), row("[DONE]"))
    assert shown[-1] == "[DONE]"
    assert shown[0].startswith('…"content":"The"')


def test_what_is_left_out_ends_where_something_begins() -> None:
    """And so not between `br` and `own` or `ead`, which they share too."""
    shown = data_of(chunk("brown"), chunk("bread"), chunk("brush"))
    assert shown[0].startswith('…"content":"brown"')


def test_rows_of_two_kinds_are_shown_from_their_start() -> None:
    events = [chunk("The"), chunk("quick"), chunk("brown"), *[row(f"{number} orders") for number in range(3)]]
    assert [data[:4] for data in data_of(*events)[:3]] == ['{"id'] * 3


def test_two_rows_are_too_few_to_share_a_start() -> None:
    assert data_of(chunk("The"), chunk("quick"))[0].startswith('{"id"')


def test_a_short_shared_start_is_shown() -> None:
    events = [row(f'{{"symbol":"ACME","price":{price}}}') for price in (12, 13, 14)]
    assert data_of(*events) == [event.event.data for event in events]


def test_the_same_start_is_left_out_where_it_would_fill_half_of_a_narrow_row() -> None:
    events = [row(f'{{"symbol":"ACME","price":{price}}}') for price in (12, 13, 14)]
    assert data_of(*events, cells=40) == ['…"price":12}', '…"price":13}', '…"price":14}']


def test_no_rows_share_nothing() -> None:
    assert rows.shared_start([], 80) == ""
    assert rows.shared_start(["", "", ""], 80) == ""


# Colours of types


def test_a_type_keeps_its_colour_in_every_run() -> None:
    colours = {name: rows.type_style(name) for name in ("", "order.created", "update", "tick", "ping")}
    assert colours == {
        "": "type-0",
        "order.created": "type-1",
        "update": "type-2",
        "tick": "type-3",
        "ping": "type-4",
    }


@pytest.mark.parametrize("event_type", ["error", "ERROR", "job.failed", "order.failure", "access_denied"])
def test_an_error_looks_like_one(event_type: str) -> None:
    assert rows.type_style(event_type) == "type-alarm"


@given(_HOSTILE)
def test_any_type_has_a_colour(event_type: str) -> None:
    known = {"type-alarm", *(f"type-{index}" for index in range(rows.TYPE_COLOURS))}
    assert rows.type_style(event_type) in known


def test_a_type_is_drawn_in_its_colour() -> None:
    (line,) = rows.lines([row("x", "error")], 80, 5)
    assert [piece.style for piece in line] == ["time", "type-alarm", "data"]
