"""Which streams the list shows and in what order: the sort keys, and the words to filter by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.streams.monitor.state import State
from sse_dash.tui.list.order import CYCLE, Order, Sort, StreamFilter, in_order
from tests.tui.list.listed import FakeMonitor, named, names, rows_of

WORST_FIRST = [
    State.FAILED,
    State.RETRYING,
    State.STALE,
    State.CONNECTING,
    State.OPEN,
    State.ENDED,
    State.STOPPED,
    State.IDLE,
]

# Sorting


def test_by_place_they_stand_as_the_panes_do() -> None:
    rows = rows_of(*named(3, "b"), *named(2, "a"))
    assert names(in_order(rows, Order())) == ["b-1", "b-2", "b-3", "a-1", "a-2"]
    assert names(in_order(rows, Order(reversed=True))) == ["a-2", "a-1", "b-3", "b-2", "b-1"]


def test_names_are_sorted_as_people_do_it() -> None:
    rows = rows_of(*map(FakeMonitor, ["feed-10", "Feed-9", "audit", "feed-9b", "feed-09", "10", "9"]))
    assert names(in_order(rows, Order(Sort.NAME))) == [
        "9",
        "10",
        "audit",
        "Feed-9",
        "feed-09",
        "feed-9b",
        "feed-10",
    ]


def test_the_worst_state_is_first() -> None:
    rows = rows_of(*(FakeMonitor(state.value, state) for state in State))
    by_state = in_order(rows, Order(Sort.STATE))
    assert [row.snapshot.state for row in by_state] == WORST_FIRST
    backwards = in_order(rows, Order(Sort.STATE, reversed=True))
    assert [row.snapshot.state for row in backwards] == WORST_FIRST[::-1]


@pytest.mark.parametrize(
    ("sort", "field"),
    [
        (Sort.RATE, "events_per_second"),
        (Sort.LAST, "since_last_event"),
        (Sort.ERRORS, "failures"),
        (Sort.BYTES, "bytes"),
        (Sort.EVENTS, "events"),
        (Sort.P50, "gap_p50"),
        (Sort.P95, "gap_p95"),
        (Sort.RECONNECTS, "reconnects"),
    ],
)
def test_of_numbers_the_highest_is_first(sort: Sort, field: str) -> None:
    rows = rows_of(*(FakeMonitor(str(value), State.OPEN, **{field: value}) for value in (2, 9, 1)))
    assert names(in_order(rows, Order(sort))) == ["9", "2", "1"]
    assert names(in_order(rows, Order(sort, reversed=True))) == ["1", "2", "9"]


def test_what_has_no_such_number_stands_at_the_end_both_ways() -> None:
    rows = rows_of(FakeMonitor("never"), FakeMonitor("just now", since_last_event=0.0))
    assert names(in_order(rows, Order(Sort.LAST))) == ["just now", "never"]
    assert names(in_order(rows, Order(Sort.LAST, reversed=True))) == ["just now", "never"]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.PLACE])
def test_equal_ones_stay_as_the_panes_stand(sort: Sort, is_reversed: bool) -> None:
    rows = rows_of(*(FakeMonitor("same", since_last_event=3.0, gap_p50=1.0) for _ in range(4)))
    assert in_order(rows, Order(sort, is_reversed)) == rows


def test_the_arrow_points_where_numbers_grow_smaller_or_larger() -> None:
    assert [Order(sort).arrow for sort in (Sort.PLACE, Sort.NAME, Sort.RATE, Sort.STATE)] == [*"▲▲▼▼"]
    assert Order(Sort.RATE, reversed=True).arrow == "▲"


def test_choosing_what_it_is_sorted_by_already_turns_it_round_and_back() -> None:
    by_rate = Order().choose(Sort.RATE)
    assert by_rate == Order(Sort.RATE)
    assert by_rate.choose(Sort.RATE) == Order(Sort.RATE, reversed=True)
    assert by_rate.choose(Sort.RATE).choose(Sort.RATE) == by_rate
    assert by_rate.choose(Sort.RATE).choose(Sort.NAME) == Order(Sort.NAME)


def test_one_key_goes_through_what_is_worth_sorting_by_and_round() -> None:
    order, seen = Order(), []
    for _ in CYCLE:
        order = order.following()
        seen.append(order)
    assert seen == [Order(sort) for sort in (*CYCLE[1:], CYCLE[0])]


def test_from_a_column_that_only_the_mouse_sorts_by_the_key_begins_anew() -> None:
    assert Order(Sort.P95, reversed=True).following() == Order(CYCLE[0])


@given(st.lists(st.text(max_size=8) | st.from_regex(r"[0-9]{1,6}[a-z]?", fullmatch=True), max_size=20))
def test_any_names_can_be_sorted_and_none_is_lost(some: list[str]) -> None:
    rows = rows_of(*map(FakeMonitor, some))
    assert sorted(names(in_order(rows, Order(Sort.NAME)))) == sorted(some)


def test_a_name_with_more_digits_than_python_makes_a_number_of_is_sorted_too() -> None:
    rows = rows_of(FakeMonitor("1" * 10_000), FakeMonitor("7"))
    assert names(in_order(rows, Order(Sort.NAME)))[0] == "7"


# StreamFilter


STREAMS = [
    FakeMonitor("orders"),
    FakeMonitor("Orders-archive", State.STOPPED),
    FakeMonitor("prices", State.RETRYING),
    FakeMonitor("audit", State.STALE),
    FakeMonitor("failover", State.FAILED),
]


def left_by(words: str) -> list[str]:
    return names(StreamFilter.of(words).keep(rows_of(*STREAMS)))


def test_no_words_show_all() -> None:
    assert left_by("") == left_by("  ") == names(rows_of(*STREAMS))


def test_a_word_is_looked_for_anywhere_in_the_name_in_any_case() -> None:
    assert left_by("rder") == left_by("RDER") == ["orders", "Orders-archive"]


def test_each_word_must_fit() -> None:
    assert left_by("orders arch") == ["Orders-archive"]


@pytest.mark.parametrize("word", ["retrying", "retry", "RET"])
def test_a_word_may_be_how_a_state_begins(word: str) -> None:
    assert left_by(word) == ["prices"]


def test_a_word_within_that_of_a_state_is_none() -> None:
    assert left_by("trying") == []


def test_states_are_known_by_what_the_screen_calls_them_and_by_their_own_names() -> None:
    assert left_by("live") == left_by("open") == ["orders"]
    assert left_by("silent") == left_by("stale") == ["audit"]


def test_name_and_state_can_be_asked_for_together() -> None:
    assert left_by("orders stopped") == ["Orders-archive"]


def test_a_word_after_a_minus_must_not_fit() -> None:
    assert left_by("-orders") == ["prices", "audit", "failover"]
    assert left_by("-live -stopped -fail") == ["prices", "audit"]
    assert left_by("orders -live") == ["Orders-archive"]


def test_a_minus_alone_is_a_word_that_is_not_typed_yet() -> None:
    assert left_by("orders -") == left_by("orders")


def test_the_words_are_kept_as_they_were_typed() -> None:
    assert StreamFilter.of("  Orders   -LIVE ").words == "Orders -LIVE"
