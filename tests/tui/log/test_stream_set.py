"""The streams on the dashboard: their order, which one is current, and which are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream

Step = Callable[[StreamSet], object]


def stream(name: str, *, paused: bool = False, shown_through: str = "") -> WatchedStream:
    """A stream that was never started."""
    spec = StreamSpec(name=name, url="http://shop.example/", paused=paused, filter=shown_through)
    return WatchedStream(Monitor(spec))


def deck_of(names: str, current: str = "", *, hidden: str = "") -> StreamSet:
    """A set of streams of a stream for each letter; without a word on it the first is current."""
    stream_set = StreamSet()
    stream_set.add(stream(name) for name in names)
    for name in hidden:
        named(stream_set, name).hidden = True
    if current:
        stream_set.current = named(stream_set, current)
    return stream_set


def named(stream_set: StreamSet, name: str) -> WatchedStream:
    found = stream_set.named(name)
    assert found is not None
    return found


def names(streams: Sequence[WatchedStream]) -> str:
    return "".join(one.name for one in streams)


def current(stream_set: StreamSet) -> str | None:
    return None if stream_set.current is None else stream_set.current.name


def numbers(stream_set: StreamSet) -> list[int]:
    return [one.number for one in stream_set.streams]


# Adding


def test_an_empty_deck_has_no_current_stream_and_nothing_to_step_through() -> None:
    stream_set = StreamSet()
    stream_set.step(1)
    stream_set.show_all()
    stream_set.add([])
    assert (len(stream_set), stream_set.current, stream_set.shown, stream_set.hidden) == (0, None, [], 0)


def test_streams_are_added_last_and_numbered_and_the_first_of_them_becomes_current() -> None:
    stream_set = deck_of("abc")
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == ("abc", "a", [1, 2, 3])
    stream_set.add([stream("d"), stream("e")])
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == (
        "abcde",
        "d",
        [1, 2, 3, 4, 5],
    )


def test_a_stream_can_be_added_after_another() -> None:
    stream_set = deck_of("abc")
    stream_set.add([stream("x"), stream("y")], after=named(stream_set, "a"))
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == (
        "axybc",
        "x",
        [1, 2, 3, 4, 5],
    )


def test_a_stream_is_found_by_its_name() -> None:
    stream_set = deck_of("ab")
    assert stream_set.named("b") is stream_set.streams[1]
    assert stream_set.named("z") is None


# Taking away and replacing


@pytest.mark.parametrize(("at", "becomes"), [("a", "b"), ("b", "c"), ("c", "b")])
def test_when_the_current_stream_is_taken_away_the_next_or_else_the_last_becomes_current(
    at: str, becomes: str
) -> None:
    stream_set = deck_of("abc", at)
    stream_set.discard(named(stream_set, at))
    assert current(stream_set) == becomes
    assert numbers(stream_set) == [1, 2]


def test_taking_away_another_stream_leaves_the_current_one() -> None:
    stream_set = deck_of("abc", "c")
    stream_set.discard(named(stream_set, "a"))
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == ("bc", "c", [1, 2])


def test_a_hidden_stream_does_not_become_current() -> None:
    stream_set = deck_of("abcd", "b", hidden="c")
    stream_set.discard(named(stream_set, "b"))
    assert current(stream_set) == "d"


def test_when_only_hidden_streams_are_left_they_are_shown() -> None:
    stream_set = deck_of("abc", "b", hidden="ac")
    stream_set.discard(named(stream_set, "b"))
    assert (names(stream_set.shown), current(stream_set)) == ("ac", "a")


def test_the_last_stream_can_be_taken_away() -> None:
    stream_set = deck_of("a")
    stream_set.discard(named(stream_set, "a"))
    assert (len(stream_set), stream_set.current) == (0, None)


def test_a_stream_takes_the_place_of_another_and_its_rank() -> None:
    stream_set = deck_of("abc", "b")
    stream_set.replace(named(stream_set, "b"), stream("x"))
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == ("axc", "x", [1, 2, 3])


def test_replacing_another_stream_leaves_the_current_one_and_what_was_hidden_stays_so() -> None:
    stream_set = deck_of("abc", "a", hidden="b")
    stream_set.replace(named(stream_set, "b"), stream("x"))
    assert (names(stream_set.shown), current(stream_set), stream_set.hidden) == ("ac", "a", 1)


# Hiding


@pytest.mark.parametrize(("at", "becomes"), [("a", "b"), ("b", "c"), ("c", "b")])
def test_when_the_current_stream_is_hidden_the_next_or_else_the_last_becomes_current(
    at: str, becomes: str
) -> None:
    stream_set = deck_of("abc", at)
    stream_set.hide(named(stream_set, at))
    assert (current(stream_set), names(stream_set.shown), stream_set.hidden) == (
        becomes,
        "abc".replace(at, ""),
        1,
    )


def test_hiding_another_stream_leaves_the_current_one_and_all_numbers() -> None:
    stream_set = deck_of("abc", "a")
    stream_set.hide(named(stream_set, "b"))
    assert (current(stream_set), numbers(stream_set)) == ("a", [1, 2, 3])


def test_when_all_are_hidden_none_is_current_until_they_are_shown() -> None:
    stream_set = deck_of("ab")
    stream_set.hide(named(stream_set, "a"))
    stream_set.hide(named(stream_set, "b"))
    assert current(stream_set) is None
    stream_set.show_all()
    assert (names(stream_set.shown), current(stream_set), stream_set.hidden) == ("ab", "a", 0)


@pytest.mark.parametrize(
    ("at", "hidden", "stands_on"), [("a", "a", "b"), ("b", "b", "c"), ("c", "c", "b"), ("b", "", "b")]
)
def test_a_hidden_stream_is_left_for_the_next_or_else_the_last_that_is_shown(
    at: str, hidden: str, stands_on: str
) -> None:
    stream_set = deck_of("abc", at, hidden=hidden)
    stream_set.step_to_shown()
    assert current(stream_set) == stands_on


def test_when_there_is_none_to_leave_it_for_all_are_shown() -> None:
    stream_set = deck_of("ab", "b", hidden="ab")
    stream_set.step_to_shown()
    assert (current(stream_set), stream_set.hidden) == ("b", 0)


def test_showing_all_leaves_the_current_one() -> None:
    stream_set = deck_of("abc", "b", hidden="a")
    stream_set.show_all()
    assert (names(stream_set.shown), current(stream_set)) == ("abc", "b")


# Order


@pytest.mark.parametrize(
    ("by", "order"), [(1, "acbd"), (2, "acdb"), (-1, "bacd"), (3, "abcd"), (-2, "abcd"), (0, "abcd")]
)
def test_a_stream_moves_as_far_as_there_are_places(by: int, order: str) -> None:
    stream_set = deck_of("abcd", "d")
    stream_set.move(named(stream_set, "b"), by)
    assert (names(stream_set.streams), current(stream_set), numbers(stream_set)) == (order, "d", [1, 2, 3, 4])
    assert [named(stream_set, name).number for name in order] == [1, 2, 3, 4]


@pytest.mark.parametrize(("by", "shown"), [(1, "bad"), (-1, "abd")])
def test_a_stream_moves_past_hidden_ones_as_if_they_were_not_there(by: int, shown: str) -> None:
    stream_set = deck_of("axbd", hidden="x")
    stream_set.move(named(stream_set, "a"), by)
    assert names(stream_set.shown) == shown


def test_a_hidden_stream_moves_nowhere() -> None:
    stream_set = deck_of("abc", hidden="b")
    stream_set.move(named(stream_set, "b"), 1)
    assert names(stream_set.streams) == "abc"


# Stepping


def test_steps_lead_round_and_round_the_streams_that_are_shown() -> None:
    stream_set = deck_of("axbc", "a", hidden="x")
    seen = []
    for by in (1, 1, 1, -1, -1, -1):
        stream_set.step(by)
        seen.append(current(stream_set))
    assert seen == ["b", "c", "a", "c", "b", "a"]


@pytest.mark.parametrize("by", [1, -1])
def test_from_a_hidden_stream_a_step_leads_to_the_first_that_is_shown(by: int) -> None:
    stream_set = deck_of("abc", "b", hidden="b")
    stream_set.step(by)
    assert current(stream_set) == "a"


_STEPS = st.tuples(
    st.sampled_from(["add", "after", "discard", "hide", "show", "move", "step", "replace"]),
    st.integers(0, 5),
    st.integers(-2, 2),
)


@given(st.lists(_STEPS, max_size=25))
def test_whatever_is_done_one_that_is_shown_is_current_and_numbers_follow_the_order(
    steps: list[tuple[str, int, int]],
) -> None:
    stream_set = StreamSet()
    for what, index, by in steps:
        at = stream_set.streams[index % len(stream_set)] if len(stream_set) else None
        match what:
            case "add":
                stream_set.add([stream("a"), stream("b")][: 1 + index % 2])
            case "after" if at is not None:
                stream_set.add([stream("c")], after=at)
            case "discard" if at is not None:
                stream_set.discard(at)
            case "hide" if at is not None:
                stream_set.hide(at)
            case "move" if at is not None:
                stream_set.move(at, by)
            case "replace" if at is not None:
                stream_set.replace(at, stream("r"))
            case "show":
                stream_set.show_all()
            case "step":
                stream_set.step(by)
        assert numbers(stream_set) == list(range(1, len(stream_set) + 1))
        assert len(stream_set.shown) + stream_set.hidden == len(stream_set)
        assert stream_set.current in stream_set.shown if stream_set.shown else stream_set.current is None


# What is watched of one


def test_a_stream_has_the_filter_of_its_spec_and_may_start_paused() -> None:
    watched = stream("orders", paused=True, shown_through="type:order.*")
    assert watched.log_view.filtered.filter.source == "type:order.*"
    assert watched.log_view.filtered.paused
    assert not stream("orders").log_view.filtered.paused


def test_a_look_at_a_stream_holds_until_the_next_and_says_whether_its_state_has_changed() -> None:
    watched = stream("orders")
    assert watched.look()
    assert not watched.look()
    watched.monitor.stop()
    seen = [watched.snapshot.state]
    assert watched.look()
    seen.append(watched.snapshot.state)
    assert seen == [State.IDLE, State.STOPPED]


def test_clearing_forgets_the_events_and_what_was_seen_of_them() -> None:
    watched = stream("orders")
    watched.monitor.history.extend([MessageEvent("tick", "a")], at=0.0)
    watched.log_view.filtered.update()
    watched.log_view.mark()
    watched.type_width = 4
    watched.clear()
    assert (len(watched.monitor.history), len(watched.log_view.filtered.rows)) == (0, 0)
    assert (watched.log_view.next_mark(1), watched.type_width) == (False, 0)


def test_what_was_cleared_comes_back() -> None:
    watched = stream("orders")
    watched.monitor.history.extend([MessageEvent("tick", "a")], at=0.0)
    watched.clear()
    watched.monitor.history.extend([MessageEvent("tick", "b")], at=1.0)
    watched.restore()
    assert [row.event.data for row in watched.monitor.history] == ["a", "b"]
    assert len(watched.log_view.filtered.rows) == 2
