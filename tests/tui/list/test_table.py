"""The rows of the list over time: when they are looked at, which is selected, which are in view."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from sse_dash.tui.list.order import Order, Sort, StreamFilter, StreamRow
from sse_dash.tui.list.table import StreamTable
from tests.tui.list.listed import FakeMonitor, named


def table_of(monitors: Sequence[Monitor], height: int = 5) -> StreamTable:
    table = StreamTable()
    table.height = height
    table.look(monitors, 1)
    return table


def name(row: StreamRow | None) -> str | None:
    return None if row is None else row.monitor.spec.name


def in_view(table: StreamTable) -> list[str | None]:
    return [name(row) for row in table.in_view]


# Looking


def test_a_frame_between_two_ticks_looks_at_nothing_and_has_nothing_to_draw() -> None:
    monitors = named(20)
    table = table_of(monitors)
    before = [monitor.looks for monitor in monitors]
    assert not table.look(monitors, 1)
    assert [monitor.looks for monitor in monitors] == before


def test_at_a_tick_all_are_looked_at() -> None:
    monitors = named(20)
    table = table_of(monitors)
    for monitor in monitors:
        monitor.set(events=7)
    assert table.look(monitors, 2)
    assert {row.snapshot.events for row in table.shown} == {7}


@pytest.mark.slow
def test_of_a_thousand_no_frame_looks_at_more_than_fit_in_it_and_all_have_their_turn() -> None:
    monitors = named(1_000)
    table = table_of(monitors, height=50)
    for monitor in monitors:
        monitor.set(events=7)
        monitor.looks = 0
    tick = 1
    for frame in range(20):
        before = sum(monitor.looks for monitor in monitors)
        tick += frame % 10 == 0
        table.look(monitors, tick)
        assert sum(monitor.looks for monitor in monitors) - before <= 200
    assert {row.snapshot.events for row in table.shown} == {7}


def test_of_a_thousand_those_in_view_are_looked_at_with_each_tick() -> None:
    monitors = named(1_000)
    table = table_of(monitors, height=50)
    for monitor in monitors:
        monitor.set(events=7)
    table.go_to(999)
    table.look(monitors, 2)
    assert {row.snapshot.events for row in table.in_view} == {7}


def test_what_a_key_does_to_the_selected_stream_is_seen_before_the_next_tick() -> None:
    monitors = named(3)
    table = table_of(monitors)
    monitors[0].set(State.STOPPED)
    assert table.look(monitors, 1)
    assert not table.look(monitors, 1)
    monitors[0].set(State.STOPPED, events=1)
    assert not table.look(monitors, 1)


def test_rows_change_places_only_when_a_tick_comes() -> None:
    monitors = named(3)
    table = table_of(monitors)
    table.order = Order(Sort.RATE)
    monitors[2].set(events_per_second=9.0)
    table.look(monitors, 1)
    assert in_view(table) == ["stream-1", "stream-2", "stream-3"]
    table.look(monitors, 2)
    assert in_view(table) == ["stream-3", "stream-1", "stream-2"]


def test_a_stream_that_is_added_or_removed_is_shown_or_gone_at_once() -> None:
    monitors = named(3)
    table = table_of(monitors)
    added = [*monitors, FakeMonitor("new")]
    assert table.look(added, 1)
    assert in_view(table)[-1] == "new"
    assert table.look(added[1:], 1)
    assert in_view(table) == ["stream-2", "stream-3", "new"]
    assert [row.place for row in table.rows] == [1, 2, 3]


# The selection


def test_nothing_is_selected_where_there_is_nothing() -> None:
    table = table_of([])
    assert table.selected is None
    table.go_to(3)
    table.scroll(3)
    assert (table.selected, table.at, table.top) == (None, 0, 0)


def test_the_first_is_selected_at_first() -> None:
    assert name(table_of(named(3)).selected) == "stream-1"


def test_it_stays_on_its_stream_wherever_that_goes_and_in_view() -> None:
    monitors = named(100)
    table = table_of(monitors)
    table.go_to(3)
    table.order = Order(Sort.RATE)
    for number, monitor in enumerate(monitors):
        monitor.set(events_per_second=float(number))
    table.look(monitors, 2)
    assert name(table.selected) == "stream-4"
    assert table.selected in table.in_view
    assert table.at == 96


def test_who_sorts_while_at_the_very_top_sees_what_is_first_then() -> None:
    monitors = named(100)
    table = table_of(monitors)
    table.order = Order(reversed=True)
    assert name(table.selected) == "stream-100"
    table.go_to(2)
    table.order = Order()
    assert name(table.selected) == "stream-98"


def test_at_the_top_it_stays_on_its_stream_too_when_the_others_overtake_it() -> None:
    monitors = named(3)
    table = table_of(monitors)
    table.order = Order(Sort.RATE)
    monitors[2].set(events_per_second=9.0)
    table.look(monitors, 2)
    assert name(table.selected) == "stream-1"


def test_a_selected_stream_that_goes_leaves_the_place_to_the_one_after_it() -> None:
    monitors = named(3)
    table = table_of(monitors)
    table.go_to(1)
    table.look([monitors[0], monitors[2]], 1)
    assert name(table.selected) == "stream-3"
    table.look([monitors[0]], 1)
    assert name(table.selected) == "stream-1"


def test_a_filter_keeps_the_selected_stream_if_it_fits() -> None:
    table = table_of(named(30))
    table.go_to(11)
    table.filter = StreamFilter.of("stream-1")
    assert name(table.selected) == "stream-12"
    table.filter = StreamFilter.of("stream-2")
    assert name(table.selected) != "stream-12"
    table.filter = StreamFilter.of("nothing like it")
    assert table.selected is None
    table.filter = StreamFilter()
    assert name(table.selected) == "stream-12"


def test_a_selected_stream_that_was_filtered_out_is_selected_when_it_comes_back() -> None:
    table = table_of(named(30))
    table.go_to(11)
    for words in ("stream-2", "nothing like it", "stream-3"):
        table.filter = StreamFilter.of(words)
        assert name(table.selected) != "stream-12"
    table.filter = StreamFilter.of("stream-1")
    assert name(table.selected) == "stream-12"


def test_who_moves_meanwhile_stays_where_that_led() -> None:
    table = table_of(named(30))
    table.go_to(11)
    table.filter = StreamFilter.of("stream-2")
    table.go_to(3)
    moved_to = name(table.selected)
    table.filter = StreamFilter()
    assert name(table.selected) == moved_to == "stream-22"


def test_a_stream_that_was_removed_does_not_come_back() -> None:
    monitors = named(30)
    table = table_of(monitors)
    table.go_to(11)
    table.filter = StreamFilter.of("stream-2")
    table.look([*monitors[:11], *monitors[12:]], 1)
    table.filter = StreamFilter()
    assert name(table.selected) != "stream-12"
    assert table.selected in table.in_view


def test_a_stream_can_be_gone_to_if_it_is_shown() -> None:
    monitors = named(30)
    table = table_of(monitors)
    table.select(monitors[20])
    assert name(table.selected) == "stream-21"
    table.filter = StreamFilter.of("-stream-3")
    table.select(monitors[2])
    assert name(table.selected) == "stream-21"


# What is in view


def test_it_moves_no_further_than_to_the_ends() -> None:
    table = table_of(named(8))
    table.go_to(99)
    assert in_view(table) == [f"stream-{n}" for n in range(4, 9)]
    assert table.at == 7
    table.go_to(-99)
    assert (table.top, table.at) == (0, 0)


def test_the_view_moves_only_as_far_as_the_selection_makes_it() -> None:
    table = table_of(named(20))
    table.go_to(4)
    assert table.top == 0
    table.go_to(5)
    assert table.top == 1
    table.go_to(1)
    assert table.top == 1
    table.go_to(0)
    assert table.top == 0


def test_scrolling_takes_the_selection_along_by_the_edge() -> None:
    table = table_of(named(20))
    table.go_to(2)
    table.scroll(3)
    assert (table.top, table.at) == (3, 3)
    table.scroll(-3)
    assert (table.top, table.at) == (0, 3)
    table.scroll(99)
    assert (table.top, table.at) == (15, 15)


def test_when_there_is_more_room_it_is_filled() -> None:
    table = table_of(named(20))
    table.go_to(19)
    table.height = 10
    assert table.top == 10


@given(
    st.integers(0, 40),
    st.lists(
        st.one_of(
            st.tuples(st.just("height"), st.integers(0, 30)),
            st.tuples(st.just("go"), st.integers(-5, 50)),
            st.tuples(st.just("scroll"), st.integers(-50, 50)),
            st.tuples(st.just("filter"), st.sampled_from([0, 1, 2, 12, 99])),
            st.tuples(st.just("streams"), st.integers(0, 40)),
            st.tuples(st.just("turn"), st.just(0)),
        ),
        max_size=30,
    ),
)
def test_whatever_is_done_what_is_selected_is_in_view(height: int, steps: list[tuple[str, int]]) -> None:
    monitors = named(40)
    table = table_of(monitors[:20], height)
    for what, number in steps:
        match what:
            case "height":
                table.height = number
            case "go":
                table.go_to(number)
            case "scroll":
                table.scroll(number)
            case "filter":
                table.filter = StreamFilter.of(str(number) if number else "")
            case "streams":
                table.look(monitors[:number], 1)
            case _:
                table.order = table.order.choose(Sort.NAME)
        assert (table.selected is None) is (not table.shown)
        if table.height and table.selected is not None:
            assert table.selected in table.in_view
            assert len(table.in_view) == min(table.height, len(table.shown))
