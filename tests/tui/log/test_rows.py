"""Rows of a log as lines: columns that line up, whatever an event holds, and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import moments, text
from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse
from sse_dash.moments import Zone
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.received import Note, ReceivedEvent, Row
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, width
from sse_dash.tui.log import rows
from sse_dash.tui.log.rows import Columns, RowOptions, Times
from sse_dash.tui.log.viewport import RowInView

AT = 1_700_000_001.234


def row(
    data: str, event_type: str = "tick", at: float = AT, *, key: int = 1, stream: str = ""
) -> ReceivedEvent:
    size = len(data.encode("utf-8", "surrogatepass"))
    return ReceivedEvent(key, at, size, MessageEvent(event_type, data), key, stream)


def note(words: str, at: float = AT, *, key: int = 1, stream: str = "", is_trouble: bool = False) -> Note:
    return Note(key, at, words, is_trouble, stream)


def in_view(events: Sequence[Row], columns: Columns | None = None) -> list[RowInView]:
    """All lines of all of them; broken where there are columns to break them for."""
    return [
        RowInView(index, one, 0, 1 if columns is None else rows.line_count(one, columns, wrap=True))
        for index, one in enumerate(events)
    ]


def lines(*events: Row, cells: int = 80, stream_width: int = 0, **options: Any) -> list[StyledLine]:
    """The lines of these rows, in columns that suit them."""
    columns = rows.columns(
        cells,
        rows.type_cells(in_view(events)),
        stream_width=stream_width,
        times=options.get("times", Times.CLOCK),
    )
    return rows.lines(
        in_view(events, columns if options.get("wrap") else None), RowOptions(columns, **options)
    )


def said(line: StyledLine) -> str:
    return "".join(part.text for part in line.parts)


def drawn(*events: Row, **options: Any) -> list[str]:
    """The rows as they are read."""
    return list(map(said, lines(*events, **options)))


def data_of(*events: Row, **options: Any) -> list[str]:
    """The column of data."""
    return [line.parts[-1].text.rstrip() for line in lines(*events, **options)]


def styles(line: StyledLine) -> list[str]:
    return [part.style for part in line.parts]


# Columns


def test_a_row_is_time_type_and_data() -> None:
    assert drawn(row('{"px":12}')) == [f' {moments.clock(AT)} tick {{"px":12}}'.ljust(80)]


@pytest.mark.parametrize(
    ("cells", "time"),
    [
        (72, moments.clock(AT) + " "),
        (71, moments.clock(AT)[:8] + " "),
        (34, moments.clock(AT)[:8] + " "),
        (33, ""),
    ],
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
    assert rows.type_cells(in_view([row("", "tick"), row("", "order.created"), note("x" * 50)])) == 13
    assert rows.type_cells(in_view([row("", "数据")])) == 4
    assert rows.type_cells(in_view([row("", "x" * 100)])) == rows.WIDEST_TYPE


def test_the_stream_stands_between_time_and_type_where_there_are_several() -> None:
    event = row("data", stream="orders")
    assert drawn(event, cells=60) == [f" {moments.clock(AT)[:8]} tick data".ljust(60)]
    assert drawn(event, cells=60, stream_width=6) == [f" {moments.clock(AT)[:8]} orders tick data".ljust(60)]


def test_the_name_of_a_stream_is_cut_where_it_takes_more_than_a_fifth() -> None:
    event = row("data", stream="wikipedia-changes")
    assert drawn(event, cells=40, stream_width=17) == [
        f" {moments.clock(AT)[:8]} wikiped… tick data".ljust(40)
    ]


@pytest.mark.parametrize("times", Times)
def test_columns_share_out_all_cells_at_every_width(times: Times) -> None:
    for cells in range(1, 201):
        for type_width in (0, 1, 4, rows.WIDEST_TYPE):
            for stream_width in (0, 1, 6, 100):
                columns = rows.columns(cells, type_width, stream_width=stream_width, times=times)
                assert 1 + sum(columns) == cells
                assert min(columns) >= 0


def test_wherever_there_is_a_time_most_cells_are_left_for_the_rest() -> None:
    for cells in range(34, 201):
        assert rows.columns(cells, rows.WIDEST_TYPE).data >= cells // 4


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert data_of(row("x" * 100)) == ["x" * 60 + "…"]


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert data_of(row("a\x1b[31mb\nc\td"))[0] == "a␛[31mb↵c→d"


# Times


def test_an_age_is_reckoned_from_the_moment_of_drawing() -> None:
    ages = (3725, 60, 59.9, 3.2, 0.9, -5)
    shown = drawn(*(row("", at=AT - age) for age in ages), cells=40, times=Times.AGE, now=AT)
    assert [line[:9].strip() for line in shown] == ["1h02m", "1m00s", "59s", "3s", "now", "now"]


def test_a_gap_is_the_time_since_the_row_before_and_the_first_has_none() -> None:
    before = [None, AT].__getitem__
    shown = drawn(row("a", at=AT), row("b", at=AT + 0.212), cells=40, times=Times.GAP, before=before)
    assert [line[:16] for line in shown] == ["          tick a", "   +212ms tick b"]


def test_a_clock_that_was_set_back_makes_no_negative_gap() -> None:
    shown = drawn(row("b", at=AT), cells=40, times=Times.GAP, before=lambda _: AT + 9)
    assert shown[0][:16] == "     +0ms tick b"


@pytest.mark.parametrize("times", [Times.AGE, Times.GAP])
def test_spans_of_time_have_no_column_where_it_is_narrow(times: Times) -> None:
    assert drawn(row("data"), cells=33, times=times) == [" tick data".ljust(33)]


def test_a_note_has_a_time_of_its_own() -> None:
    assert drawn(note("lost", at=AT - 61), cells=40, times=Times.AGE, now=AT) == [
        "    1m01s ── lost ──".ljust(40)
    ]


# Notes


def test_a_note_takes_the_columns_of_type_and_data() -> None:
    (_, line) = drawn(row("x"), note("reconnected after 3.2s"))
    assert line == f" {moments.clock(AT)} ── reconnected after 3.2s ──".ljust(80)


def test_a_note_tells_of_which_stream_it_is() -> None:
    (line,) = drawn(note("lost", stream="orders"), cells=60, stream_width=6)
    assert line == f" {moments.clock(AT)[:8]} orders ── lost ──".ljust(60)


def test_a_note_is_one_line_also_where_lines_are_broken() -> None:
    assert len(lines(note("x" * 200), cells=40, wrap=True)) == 1


def test_trouble_looks_like_it() -> None:
    assert [styles(line)[-1] for line in lines(note("ended"), note("lost", is_trouble=True))] == [
        "note",
        "trouble",
    ]


def test_what_a_note_quotes_of_a_server_is_shown_and_not_obeyed() -> None:
    (line,) = drawn(note("\x1b[2J [/nope]\nx"), cells=40)
    assert line[10:] == "── ␛[2J [/nope]↵x ──".ljust(30)


# The chosen row, marks and hits


@pytest.mark.parametrize(
    ("options", "sign", "style"),
    [
        ({}, " ", "data"),
        ({"cursor": 1}, "▌", "cursor"),
        ({"is_hit": lambda _: True}, "•", "hit-sign"),
        ({"cursor": 1, "is_hit": lambda _: True}, "▌", "cursor"),
        ({"marks": frozenset({1})}, "◆", "mark"),
        ({"cursor": 1, "marks": frozenset({1})}, "▌", "cursor"),
        ({"cursor": 1, "marks": frozenset({1}), "cells": 30}, "◆", "mark-chosen"),
    ],
)
def test_the_first_cell_tells_what_is_with_a_row(options: dict[str, Any], sign: str, style: str) -> None:
    (line,) = lines(row("x"), **options)
    assert line.parts[0] == StyledText(style, sign)


def test_all_lines_of_the_chosen_row_are_marked_as_such() -> None:
    shown = lines(row("a", key=1), row("b" * 100, key=2), cells=80, wrap=True, cursor=2)
    assert [line.is_chosen for line in shown] == [False, True, True]


def test_a_note_can_be_chosen_and_marked() -> None:
    (line,) = lines(note("lost", key=3), cursor=3, marks=frozenset({3}))
    assert (line.is_chosen, line.parts[0]) == (True, StyledText("cursor", "▌"))
    assert line.parts[2] == StyledText("mark", "◆"), "behind the time"


def hits_in(line: StyledLine) -> list[str]:
    return [part.text for part in line.parts if part.style == "hit"]


def test_what_is_looked_for_is_set_off_wherever_it_stands() -> None:
    (line,) = lines(row("an apple and a pear"), search=parse("AP or a"), is_hit=lambda _: True)
    assert hits_in(line) == ["a", "a", "a", "a", "a"]
    (line,) = lines(row("Apple grape"), search=parse("ap"), is_hit=lambda _: True)
    assert hits_in(line) == ["Ap", "ap"]
    assert said(line)[1:] == drawn(row("Apple grape"))[0][1:]


def test_rows_that_the_search_does_not_find_are_left_as_they_are() -> None:
    first, second = lines(
        row("apple", key=1), row("ap", "x", key=2), search=parse("ap -type:x"), is_hit=lambda key: key == 1
    )
    assert (hits_in(first), hits_in(second)) == (["ap"], [])


def test_hits_are_set_off_on_every_line_of_a_broken_row() -> None:
    shown = lines(row("error " * 30), cells=80, wrap=True, search=parse("error"), is_hit=lambda _: True)
    assert len(shown) > 2
    assert all("error" in hits_in(line) for line in shown)


def test_the_room_after_a_line_is_never_a_hit() -> None:
    (line,) = lines(row("a b"), search=parse(r"/ +/"), is_hit=lambda _: True)
    assert hits_in(line) == [" "]


# Long lines


def test_a_long_line_that_is_cut_says_how_much_there_is() -> None:
    (shown,) = data_of(row("x" * 68_200))
    assert shown == "x" * 54 + "… 68 kB"


def test_a_line_of_less_than_a_kilobyte_does_not() -> None:
    assert data_of(row("x" * 999)) == ["x" * 60 + "…"]


def test_a_long_line_that_fits_does_not() -> None:
    assert data_of(row("x" * 1_000), cells=1_100) == ["x" * 1_000]


def test_the_size_stands_at_the_edge_also_where_a_wide_character_would_straddle_it() -> None:
    first, second = drawn(row("x" * 5_000), row("x" + "数" * 5_000))
    assert first.endswith("… 5.0 kB")
    assert second.endswith("… 15 kB")
    assert width(lines(row("x" + "数" * 5_000))[0].parts) == 80


def test_the_size_is_left_out_where_it_would_take_half_of_the_column() -> None:
    assert data_of(row("x" * 68_200, ""), cells=16) == ["x" * 8 + "… 68 kB"]
    assert data_of(row("x" * 68_200, ""), cells=15) == ["x" * 13 + "…"]


def test_a_line_that_is_scrolled_sideways_says_that_it_begins_further_left() -> None:
    assert data_of(row("0123456789" * 5), cells=40, left=16) == ["…78901234567890123456789…"]
    assert data_of(row("0123456789" * 5), cells=40, left=45) == ["…6789"]
    assert data_of(row("short"), cells=40, left=45) == ["…"]


def test_types_and_times_stay_in_place_when_lines_are_scrolled_sideways() -> None:
    (line,) = drawn(row("0123456789" * 5), cells=40, left=16)
    assert line[:15] == f" {moments.clock(AT)[:8]} tick "


# Broken lines


def broken(data: str, cells: int) -> list[str]:
    return rows.wrapped(data, cells)


def test_a_long_line_is_broken_where_the_column_ends() -> None:
    assert broken("abcdefgh", 3) == ["abc", "def", "gh"]


def test_a_line_that_fits_is_one_line() -> None:
    assert broken("abc", 3) == ["abc"]
    assert broken("", 3) == [""]


def test_lines_of_the_data_are_lines_on_the_screen() -> None:
    assert broken("ab\ncdef\r\n\ng", 3) == ["ab", "cde", "f", "", "g"]


def test_a_wide_character_goes_on_the_next_line_where_it_would_straddle_the_edge() -> None:
    assert broken("a数数数", 4) == ["a数", "数数"]


def test_a_combining_mark_stays_with_its_character() -> None:
    assert broken("abe\u0301f", 3) == ["abe\u0301", "f"]


def test_a_column_is_never_too_narrow_for_a_character() -> None:
    assert broken("数ab", 1) == ["数", "ab"]
    assert broken("数ab", 0) == ["数", "ab"]


def test_a_row_takes_so_many_lines_at_most_and_says_how_to_see_the_rest() -> None:
    shown = broken("x" * 10_000, 40)
    assert len(shown) == rows.MOST_LINES
    assert shown[-1] == "… enter shows all of it"
    assert broken("x\n" * 10_000, 40)[-1] == "… enter shows all of it"


def test_exactly_as_many_lines_as_a_row_may_take_are_all_shown() -> None:
    assert broken("x" * 40 * rows.MOST_LINES, 40) == ["x" * 40] * rows.MOST_LINES


def test_the_lines_after_the_first_begin_below_the_data() -> None:
    first, second = drawn(row("x" * 60), cells=60, wrap=True)
    assert first.index("x") == second.index("x")
    assert second.strip("x ") == ""


def test_only_the_lines_in_view_of_a_broken_row_are_drawn() -> None:
    columns = Columns(0, 0, 0, 3)
    shown = rows.lines([RowInView(0, row("abcdefgh", ""), 1, 1)], RowOptions(columns, wrap=True))
    assert list(map(said, shown)) == [" def"]


def test_broken_lines_show_all_even_where_rows_begin_alike() -> None:
    events = [chunk("The"), chunk("quick"), chunk("brown")]
    shown = drawn(*events, wrap=True)
    assert not any("…" in line for line in shown)


# Whatever comes


_HOSTILE = st.text(
    st.characters() | st.sampled_from('\x1b\x9b\x7f\t\r\n数😀\u0301\u0489\u200d\u202e\ufe0f🏽\ud800[/]{"'),
    max_size=120,
)
_TIMES = st.floats() | st.floats(0, 2e9)
_ROWS = st.lists(
    st.builds(row, _HOSTILE, _HOSTILE, _TIMES, stream=_HOSTILE)
    | st.builds(note, _HOSTILE, _TIMES, stream=_HOSTILE, is_trouble=st.booleans()),
    max_size=6,
) | st.lists(
    st.builds(
        lambda tail, times: row("数\u0301{ \x1b" * 40 * times + tail), _HOSTILE, st.sampled_from([1, 20])
    ),
    min_size=3,
    max_size=5,
)


@given(
    _ROWS,
    st.integers(1, 200),
    st.integers(0, rows.WIDEST_TYPE),
    st.integers(0, 30),
    st.sampled_from(Times),
    st.booleans(),
    st.integers(0, 60),
    st.sampled_from([None, parse("1 or a or /./"), parse("数")]),
)
def test_each_line_is_exactly_as_wide_as_asked_for(
    events: list[Row],
    cells: int,
    type_width: int,
    stream_width: int,
    times: Times,
    wrap: bool,
    left: int,
    search: Any,
) -> None:
    columns = rows.columns(cells, type_width, stream_width=stream_width, times=times)
    options = RowOptions(
        columns,
        times=times,
        now=AT,
        wrap=wrap,
        left=left,
        search=search,
        is_hit=lambda _: search is not None,
        before=lambda _: 12.5,
    )
    places = in_view(events, columns if wrap else None)
    shown = rows.lines(places, options)
    assert len(shown) == sum(one.lines for one in places)
    for line in shown:
        assert width(line.parts) == cells
        assert text.visible(said(line)) == said(line)


@given(_HOSTILE, st.integers(0, 80))
def test_a_row_takes_as_many_lines_as_it_is_drawn_on(data: str, cells: int) -> None:
    event, columns = row(data), Columns(0, 0, 0, cells)
    shown = broken(data, cells)
    assert rows.line_count(event, columns, wrap=True) == len(shown) <= rows.MOST_LINES
    assert all(text.width(line) <= max(2, cells) for line in shown)
    assert rows.line_count(event, columns, wrap=False) == 1


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


def test_notes_between_rows_that_begin_alike_change_nothing() -> None:
    shown = data_of(chunk("The"), note("lost"), chunk("quick"), note("back"), chunk("brown"))
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


def test_nothing_is_left_out_of_lines_that_are_scrolled_sideways() -> None:
    (shown, _, _) = data_of(chunk("The"), chunk("quick"), chunk("brown"), left=5)
    assert shown.startswith('…"chatcmpl-9xQ2","object"')


def test_no_rows_share_nothing() -> None:
    assert rows.shared_start([], 80) == ""
    assert rows.shared_start(["", "", ""], 80) == ""


# Colours


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
    (line,) = lines(row("x", "error"))
    assert styles(line) == ["data", "time", "type-alarm", "data"]


def test_streams_take_turns_with_the_colours_and_none_is_red_by_chance() -> None:
    spec = StreamSpec(name="orders", url="")
    taken = [rows.stream_style(spec, number) for number in range(1, 12)]
    assert taken[:5] == taken[5:10]
    assert len(set(taken)) == 5
    assert "stream-error" not in taken


def test_a_stream_has_the_colour_that_it_was_given() -> None:
    spec = StreamSpec(name="orders", url="", color="error")
    assert rows.stream_style(spec, 1) == "stream-error"


def test_the_name_of_a_stream_is_drawn_in_the_colour_that_is_asked_for() -> None:
    (line,) = lines(row("x", stream="orders"), stream_width=6, stream_style=lambda name: f"of-{name}")
    assert StyledText("of-orders", "orders ") in line.parts


def test_what_is_found_within_an_emoji_sets_off_all_of_it() -> None:
    family = "👨\u200d👩\u200d👧"
    (line,) = lines(row(f"a {family} b"), search=parse("👩"), is_hit=lambda _: True)
    assert [part.text for part in line.parts if part.style == "hit"] == [family]


# Days


def test_a_line_above_a_row_tells_the_day_that_begins_with_it() -> None:
    day = moments.day_of(0.0, Zone.UTC)
    told = RowInView(0, row("x"), 0, 2)
    columns = rows.columns(80, 5)
    line, below = rows.lines([told], RowOptions(columns, cursor=1, new_day=lambda _: day))
    assert said(line).strip() == "── Thu 1 Jan 1970, UTC ──"
    assert (line.is_chosen, below.is_chosen) == (False, True)
    assert text.width(said(line)) == text.width(said(below)) == 80
    cut_off = rows.lines([told._replace(first_line=1, lines=1)], RowOptions(columns, new_day=lambda _: day))
    assert [said(each).split()[-1] for each in cut_off] == ["x"]
