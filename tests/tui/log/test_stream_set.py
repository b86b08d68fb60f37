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
from sse_dash.tui.log.stream_set import Deck, Watched

Step = Callable[[Deck], object]


def stream(name: str, *, paused: bool = False, shown_through: str = "") -> Watched:
    """A stream that was never started."""
    spec = StreamSpec(name=name, url="http://shop.example/", paused=paused, filter=shown_through)
    return Watched(Monitor(spec))


def deck_of(names: str, current: str = "", *, hidden: str = "") -> Deck:
    """A deck of a stream for each letter; without a word on it the first is current."""
    deck = Deck()
    deck.add(stream(name) for name in names)
    for name in hidden:
        named(deck, name).hidden = True
    if current:
        deck.current = named(deck, current)
    return deck


def named(deck: Deck, name: str) -> Watched:
    found = deck.named(name)
    assert found is not None
    return found


def names(streams: Sequence[Watched]) -> str:
    return "".join(one.name for one in streams)


def current(deck: Deck) -> str | None:
    return None if deck.current is None else deck.current.name


def numbers(deck: Deck) -> list[int]:
    return [one.number for one in deck.streams]


# Adding


def test_an_empty_deck_has_no_current_stream_and_nothing_to_step_through() -> None:
    deck = Deck()
    deck.step(1)
    deck.show_all()
    deck.add([])
    assert (len(deck), deck.current, deck.shown, deck.hidden) == (0, None, [], 0)


def test_streams_are_added_last_and_numbered_and_the_first_of_them_becomes_current() -> None:
    deck = deck_of("abc")
    assert (names(deck.streams), current(deck), numbers(deck)) == ("abc", "a", [1, 2, 3])
    deck.add([stream("d"), stream("e")])
    assert (names(deck.streams), current(deck), numbers(deck)) == ("abcde", "d", [1, 2, 3, 4, 5])


def test_a_stream_can_be_added_after_another() -> None:
    deck = deck_of("abc")
    deck.add([stream("x"), stream("y")], after=named(deck, "a"))
    assert (names(deck.streams), current(deck), numbers(deck)) == ("axybc", "x", [1, 2, 3, 4, 5])


def test_a_stream_is_found_by_its_name() -> None:
    deck = deck_of("ab")
    assert deck.named("b") is deck.streams[1]
    assert deck.named("z") is None


# Taking away and replacing


@pytest.mark.parametrize(("at", "becomes"), [("a", "b"), ("b", "c"), ("c", "b")])
def test_when_the_current_stream_is_taken_away_the_next_or_else_the_last_becomes_current(
    at: str, becomes: str
) -> None:
    deck = deck_of("abc", at)
    deck.discard(named(deck, at))
    assert current(deck) == becomes
    assert numbers(deck) == [1, 2]


def test_taking_away_another_stream_leaves_the_current_one() -> None:
    deck = deck_of("abc", "c")
    deck.discard(named(deck, "a"))
    assert (names(deck.streams), current(deck), numbers(deck)) == ("bc", "c", [1, 2])


def test_a_hidden_stream_does_not_become_current() -> None:
    deck = deck_of("abcd", "b", hidden="c")
    deck.discard(named(deck, "b"))
    assert current(deck) == "d"


def test_when_only_hidden_streams_are_left_they_are_shown() -> None:
    deck = deck_of("abc", "b", hidden="ac")
    deck.discard(named(deck, "b"))
    assert (names(deck.shown), current(deck)) == ("ac", "a")


def test_the_last_stream_can_be_taken_away() -> None:
    deck = deck_of("a")
    deck.discard(named(deck, "a"))
    assert (len(deck), deck.current) == (0, None)


def test_a_stream_takes_the_place_of_another_and_its_rank() -> None:
    deck = deck_of("abc", "b")
    deck.replace(named(deck, "b"), stream("x"))
    assert (names(deck.streams), current(deck), numbers(deck)) == ("axc", "x", [1, 2, 3])


def test_replacing_another_stream_leaves_the_current_one_and_what_was_hidden_stays_so() -> None:
    deck = deck_of("abc", "a", hidden="b")
    deck.replace(named(deck, "b"), stream("x"))
    assert (names(deck.shown), current(deck), deck.hidden) == ("ac", "a", 1)


# Hiding


@pytest.mark.parametrize(("at", "becomes"), [("a", "b"), ("b", "c"), ("c", "b")])
def test_when_the_current_stream_is_hidden_the_next_or_else_the_last_becomes_current(
    at: str, becomes: str
) -> None:
    deck = deck_of("abc", at)
    deck.hide(named(deck, at))
    assert (current(deck), names(deck.shown), deck.hidden) == (becomes, "abc".replace(at, ""), 1)


def test_hiding_another_stream_leaves_the_current_one_and_all_numbers() -> None:
    deck = deck_of("abc", "a")
    deck.hide(named(deck, "b"))
    assert (current(deck), numbers(deck)) == ("a", [1, 2, 3])


def test_when_all_are_hidden_none_is_current_until_they_are_shown() -> None:
    deck = deck_of("ab")
    deck.hide(named(deck, "a"))
    deck.hide(named(deck, "b"))
    assert current(deck) is None
    deck.show_all()
    assert (names(deck.shown), current(deck), deck.hidden) == ("ab", "a", 0)


@pytest.mark.parametrize(
    ("at", "hidden", "stands_on"), [("a", "a", "b"), ("b", "b", "c"), ("c", "c", "b"), ("b", "", "b")]
)
def test_a_hidden_stream_is_left_for_the_next_or_else_the_last_that_is_shown(
    at: str, hidden: str, stands_on: str
) -> None:
    deck = deck_of("abc", at, hidden=hidden)
    deck.step_to_shown()
    assert current(deck) == stands_on


def test_when_there_is_none_to_leave_it_for_all_are_shown() -> None:
    deck = deck_of("ab", "b", hidden="ab")
    deck.step_to_shown()
    assert (current(deck), deck.hidden) == ("b", 0)


def test_showing_all_leaves_the_current_one() -> None:
    deck = deck_of("abc", "b", hidden="a")
    deck.show_all()
    assert (names(deck.shown), current(deck)) == ("abc", "b")


# Order


@pytest.mark.parametrize(
    ("by", "order"), [(1, "acbd"), (2, "acdb"), (-1, "bacd"), (3, "abcd"), (-2, "abcd"), (0, "abcd")]
)
def test_a_stream_moves_as_far_as_there_are_places(by: int, order: str) -> None:
    deck = deck_of("abcd", "d")
    deck.move(named(deck, "b"), by)
    assert (names(deck.streams), current(deck), numbers(deck)) == (order, "d", [1, 2, 3, 4])
    assert [named(deck, name).number for name in order] == [1, 2, 3, 4]


@pytest.mark.parametrize(("by", "shown"), [(1, "bad"), (-1, "abd")])
def test_a_stream_moves_past_hidden_ones_as_if_they_were_not_there(by: int, shown: str) -> None:
    deck = deck_of("axbd", hidden="x")
    deck.move(named(deck, "a"), by)
    assert names(deck.shown) == shown


def test_a_hidden_stream_moves_nowhere() -> None:
    deck = deck_of("abc", hidden="b")
    deck.move(named(deck, "b"), 1)
    assert names(deck.streams) == "abc"


# Stepping


def test_steps_lead_round_and_round_the_streams_that_are_shown() -> None:
    deck = deck_of("axbc", "a", hidden="x")
    seen = []
    for by in (1, 1, 1, -1, -1, -1):
        deck.step(by)
        seen.append(current(deck))
    assert seen == ["b", "c", "a", "c", "b", "a"]


@pytest.mark.parametrize("by", [1, -1])
def test_from_a_hidden_stream_a_step_leads_to_the_first_that_is_shown(by: int) -> None:
    deck = deck_of("abc", "b", hidden="b")
    deck.step(by)
    assert current(deck) == "a"


_STEPS = st.tuples(
    st.sampled_from(["add", "after", "discard", "hide", "show", "move", "step", "replace"]),
    st.integers(0, 5),
    st.integers(-2, 2),
)


@given(st.lists(_STEPS, max_size=25))
def test_whatever_is_done_one_that_is_shown_is_current_and_numbers_follow_the_order(
    steps: list[tuple[str, int, int]],
) -> None:
    deck = Deck()
    for what, index, by in steps:
        at = deck.streams[index % len(deck)] if len(deck) else None
        match what:
            case "add":
                deck.add([stream("a"), stream("b")][: 1 + index % 2])
            case "after" if at is not None:
                deck.add([stream("c")], after=at)
            case "discard" if at is not None:
                deck.discard(at)
            case "hide" if at is not None:
                deck.hide(at)
            case "move" if at is not None:
                deck.move(at, by)
            case "replace" if at is not None:
                deck.replace(at, stream("r"))
            case "show":
                deck.show_all()
            case "step":
                deck.step(by)
        assert numbers(deck) == list(range(1, len(deck) + 1))
        assert len(deck.shown) + deck.hidden == len(deck)
        assert deck.current in deck.shown if deck.shown else deck.current is None


# What is watched of one


def test_a_stream_has_the_filter_of_its_spec_and_may_start_paused() -> None:
    watched = stream("orders", paused=True, shown_through="type:order.*")
    assert watched.reading.view.filter.source == "type:order.*"
    assert watched.reading.view.paused
    assert not stream("orders").reading.view.paused


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
    watched.reading.view.update()
    watched.reading.mark()
    watched.type_width = 4
    watched.clear()
    assert (len(watched.monitor.history), len(watched.reading.view.rows)) == (0, 0)
    assert (watched.reading.marks, watched.type_width) == (frozenset(), 0)
