"""What is seen of a history: filtered, paused and scrolled; and a naive model that works it all out anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.filter import parse
from sse_dash.streams.history import History
from sse_dash.streams.view import EventView

HEIGHT = 3
"""Rows of the pane in these tests."""


def view_of(*data: str, max_events: int = 100) -> tuple[EventView, History]:
    """A view of a history of these."""
    history = History(max_events)
    view = EventView(history)
    come(view, history, *data)
    return view, history


def come(view: EventView, history: History, *data: str) -> None:
    """These events come, and a frame is drawn."""
    history.extend([MessageEvent("-", one) for one in data], at=0.0)
    view.update()


def shown(view: EventView) -> str:
    """All rows, in view or not."""
    return " ".join(row.event.data for row in view.rows)


def in_view(view: EventView, height: int = HEIGHT) -> str:
    return " ".join(row.event.data for row in view.window(height))


# Filtering


def test_without_a_filter_all_that_is_held_is_shown() -> None:
    view, history = view_of("a", "b")
    assert view.filter.is_empty
    assert shown(view) == "a b"
    come(view, history, "c")
    assert shown(view) == "a b c"


def test_a_filter_shows_what_matches_of_what_came_and_of_what_comes() -> None:
    view, history = view_of("apple", "pear", "grape")
    view.filter = parse("ap")
    assert shown(view) == "apple grape"
    come(view, history, "cherry", "apricot")
    assert shown(view) == "apple grape apricot"


def test_another_filter_looks_at_everything_again() -> None:
    view, _ = view_of("apple", "pear", "grape")
    view.filter = parse("ap")
    view.filter = parse("pe")
    assert shown(view) == "pear grape"
    view.filter = parse("")
    assert shown(view) == "apple pear grape"


def test_an_event_is_filtered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    view, history = view_of("a", "b")
    chosen = parse("a")
    tested: list[str] = []

    def matches(_: object, event: MessageEvent) -> bool:
        tested.append(event.data)
        return True

    monkeypatch.setattr(type(chosen), "matches", matches)
    view.filter = chosen
    view.update()
    come(view, history, "c")
    view.update()
    assert tested == ["a", "b", "c"]


def test_what_falls_out_of_the_history_leaves_the_filtered_rows() -> None:
    view, history = view_of("a1", "b1", "a2", max_events=3)
    view.filter = parse("a")
    come(view, history, "b2")
    assert shown(view) == "a2"


def test_more_than_the_history_holds_may_come_between_two_frames() -> None:
    view, history = view_of("a1", max_events=2)
    view.filter = parse("a")
    come(view, history, *(f"a{number}" for number in range(2, 10)))
    assert shown(view) == "a8 a9"


def test_it_says_how_many_there_are_to_filter() -> None:
    view, history = view_of("a", "b", "c", max_events=2)
    view.filter = parse("nothing")
    assert (len(view.rows), view.held) == (0, 2)
    view.pause()
    come(view, history, "d")
    history.clear()
    assert view.held == 2


# Pausing


def test_a_paused_view_shows_the_same_while_events_come() -> None:
    view, history = view_of("a", "b")
    view.pause()
    come(view, history, "c", "d")
    assert view.paused
    assert shown(view) == "a b"
    assert view.came_since_pause == 2


def test_a_paused_view_shows_the_same_after_all_of_it_fell_out() -> None:
    view, history = view_of("a", "b", max_events=2)
    view.pause()
    come(view, history, *"cdefg")
    assert shown(view) == in_view(view) == "a b"


def test_it_says_how_many_came_and_fell_out_unseen() -> None:
    view, history = view_of("a", "b", max_events=2)
    view.pause()
    come(view, history, "c", "d")
    assert (view.came_since_pause, view.lost_since_pause) == (2, 0)
    come(view, history, "e", "f", "g")
    assert (view.came_since_pause, view.lost_since_pause) == (5, 3)


def test_nothing_is_counted_while_not_paused() -> None:
    view, history = view_of("a", max_events=1)
    come(view, history, "b", "c")
    assert (view.paused, view.came_since_pause, view.lost_since_pause) == (False, 0, 0)


def test_what_came_last_is_in_the_paused_view_too() -> None:
    view, history = view_of("a")
    view.filter = parse("a or b")
    history.extend([MessageEvent("-", "b")], at=0.0)
    view.pause()  # before a frame was drawn
    assert shown(view) == "a b"


def test_pausing_again_changes_nothing() -> None:
    view, history = view_of("a")
    view.pause()
    come(view, history, "b")
    view.pause()
    assert (shown(view), view.came_since_pause) == ("a", 1)


def test_resuming_shows_the_history_as_it_is_now() -> None:
    view, history = view_of("a1", "b1", max_events=2)
    view.filter = parse("a")
    view.pause()
    come(view, history, "b2", "a2")
    view.resume()
    assert (view.paused, view.came_since_pause) == (False, 0)
    assert shown(view) == "a2"
    come(view, history, "a3")
    assert shown(view) == "a2 a3"


def test_a_filter_chosen_while_paused_looks_at_what_is_frozen() -> None:
    view, history = view_of("a1", "b1", max_events=2)
    view.pause()
    come(view, history, "a2", "b2")
    view.filter = parse("a")
    assert shown(view) == "a1"
    view.filter = parse("b")
    assert shown(view) == "b1"
    view.filter = parse("")
    assert shown(view) == "a1 b1"


# Scrolling


def test_a_view_follows_the_newest() -> None:
    view, history = view_of(*"abcd")
    assert view.following
    assert in_view(view) == "b c d"
    come(view, history, "e")
    assert in_view(view) == "c d e"
    assert view.rows_below(HEIGHT) == 0


def test_scrolling_up_stops_following() -> None:
    view, history = view_of(*"abcde")
    view.scroll(-1, HEIGHT)
    assert not view.following
    assert in_view(view) == "b c d"
    come(view, history, "f", "g")
    assert in_view(view) == "b c d"


def test_it_says_how_many_rows_are_below() -> None:
    view, history = view_of(*"abcde")
    view.scroll(-1, HEIGHT)
    assert view.rows_below(HEIGHT) == 1
    come(view, history, "f", "g")
    assert view.rows_below(HEIGHT) == 3


def test_scrolling_to_the_end_follows_again() -> None:
    view, history = view_of(*"abcde")
    view.scroll(-2, HEIGHT)
    view.scroll(1, HEIGHT)
    before_the_end = view.following
    view.scroll(1, HEIGHT)
    assert (before_the_end, view.following) == (False, True)
    come(view, history, "f")
    assert in_view(view) == "d e f"


def test_scrolling_stops_at_both_ends() -> None:
    view, _ = view_of(*"abcde")
    view.scroll(-99, HEIGHT)
    assert in_view(view) == "a b c"
    view.scroll(99, HEIGHT)
    assert in_view(view) == "c d e"


def test_the_first_row_stays_in_place_while_old_ones_fall_out() -> None:
    view, history = view_of(*"abcdef", max_events=6)
    view.scroll(-1, HEIGHT)
    assert in_view(view) == "c d e"
    come(view, history, "g", "h")
    assert in_view(view) == "c d e"


def test_the_oldest_takes_the_place_of_a_first_row_that_fell_out() -> None:
    view, history = view_of(*"abcdef", max_events=6)
    view.scroll(-1, HEIGHT)
    come(view, history, "g", "h", "i", "j")
    assert in_view(view) == "e f g"
    assert not view.following


def test_home_shows_the_oldest_and_stays_there() -> None:
    view, history = view_of(*"abcde")
    view.scroll_home()
    come(view, history, "f")
    assert in_view(view) == "a b c"
    assert not view.following


def test_end_shows_the_newest_and_follows() -> None:
    view, history = view_of(*"abcde")
    view.scroll_home()
    view.scroll_end()
    come(view, history, "f")
    assert in_view(view) == "d e f"


@pytest.mark.parametrize("delta", [-1, 1])
@pytest.mark.parametrize("paused", [False, True])
def test_scrolling_where_there_is_nothing_does_nothing(delta: int, paused: bool) -> None:
    view, history = view_of()
    if paused:
        view.pause()
    view.scroll(delta, HEIGHT)
    view.scroll_home()
    view.resume()
    come(view, history, *"abcd")
    assert in_view(view) == "b c d"


def test_where_all_is_in_view_there_is_nothing_to_scroll_away_from() -> None:
    view, history = view_of("a", "b")
    view.scroll(-1, HEIGHT)
    assert view.following
    come(view, history, "c", "d")
    assert in_view(view) == "b c d"


def test_a_filter_keeps_the_place_as_far_as_it_can() -> None:
    view, _ = view_of("a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4", "a5")
    view.scroll_home()
    view.scroll(3, HEIGHT)
    assert in_view(view) == "b2 a3 b3"
    view.filter = parse("a")
    assert in_view(view) == "a3 a4 a5"
    view.filter = parse("")
    assert in_view(view) == "b2 a3 b3"


def test_a_paused_view_scrolls_in_what_is_frozen() -> None:
    view, history = view_of(*"abcd", max_events=4)
    view.pause()
    come(view, history, *"efgh")
    view.scroll(-1, HEIGHT)
    assert in_view(view) == "a b c"
    assert view.rows_below(HEIGHT) == 1
    view.scroll(1, HEIGHT)
    assert in_view(view) == "b c d"


def test_resuming_keeps_the_place_that_was_scrolled_to() -> None:
    view, history = view_of(*"abcdef")
    view.pause()
    view.scroll_home()
    view.scroll(1, HEIGHT)
    come(view, history, "g")
    view.resume()
    assert in_view(view) == "b c d"


@pytest.mark.parametrize("height", [0, 1, 4, 5, 9])
def test_there_are_never_more_rows_in_view_than_fit(height: int) -> None:
    view, _ = view_of(*"abcde")
    assert len(view.window(height)) == min(5, height)
    view.scroll_home()
    assert len(view.window(height)) == min(5, height)
    assert view.rows_below(height) == max(0, 5 - height)


# Clearing


def test_clearing_forgets_the_rows_and_follows() -> None:
    view, history = view_of("a1", "b1", "a2")
    view.filter = parse("a")
    view.scroll_home()
    history.clear()
    view.clear()
    assert (shown(view), view.held, view.following) == ("", 0, True)
    come(view, history, "b2", "a3")
    assert shown(view) == "a3"


def test_a_view_that_is_cleared_while_paused_stays_paused_and_counts_anew() -> None:
    view, history = view_of("a", max_events=2)
    view.pause()
    come(view, history, "b", "c", "d")
    history.clear()
    view.clear()
    assert view.paused
    assert (shown(view), view.came_since_pause, view.lost_since_pause) == ("", 0, 0)
    come(view, history, "e", "f", "g")
    assert (shown(view), view.came_since_pause, view.lost_since_pause) == ("", 3, 1)


class NaiveView:
    """The same by the book: plain lists of (number, data), filtered from scratch whenever asked."""

    def __init__(self, max_events: int) -> None:
        self.max_events = max_events
        self.total = 0
        self.held: list[tuple[int, str]] = []
        self.wanted = ""
        self.frozen: list[tuple[int, str]] | None = None
        self.frozen_total = 0
        self.lost = 0
        self.top: int | None = None

    def come(self, data: list[str]) -> None:
        for one in data:
            self.total += 1
            self.held.append((self.total, one))
            if len(self.held) > self.max_events:
                number, _ = self.held.pop(0)
                self.lost += number > self.frozen_total

    @property
    def rows(self) -> list[tuple[int, str]]:
        return [row for row in (self.held if self.frozen is None else self.frozen) if self.wanted in row[1]]

    def start(self, height: int) -> int:
        last = max(0, len(self.rows) - height)
        if self.top is None:
            return last
        return min(last, sum(number < self.top for number, _ in self.rows))

    def pause(self) -> None:
        if self.frozen is None:
            self.frozen = list(self.held)
            self.frozen_total = self.total
            self.lost = 0

    def clear(self) -> None:
        self.held.clear()
        self.top = None
        self.lost = 0
        if self.frozen is not None:
            self.frozen = []
            self.frozen_total = self.total

    def scroll(self, delta: int, height: int) -> None:
        target = max(0, self.start(height) + delta)
        self.top = self.rows[target][0] if target < len(self.rows) - height else None


def pause(view: EventView, _: History, model: NaiveView) -> None:
    view.pause()
    model.pause()


def resume(view: EventView, _: History, model: NaiveView) -> None:
    view.resume()
    model.frozen = None


def clear(view: EventView, history: History, model: NaiveView) -> None:
    history.clear()
    view.clear()
    model.clear()


def home(view: EventView, _: History, model: NaiveView) -> None:
    view.update()
    view.scroll_home()
    if model.rows:
        model.top = model.rows[0][0]


def end(view: EventView, _: History, model: NaiveView) -> None:
    view.scroll_end()
    model.top = None


def nothing(_: EventView, __: History, ___: NaiveView) -> None:
    """A frame goes by."""


Action = Callable[[EventView, History, NaiveView], None]


def wanting(words: str) -> Action:
    def act(view: EventView, _: History, model: NaiveView) -> None:
        view.filter = parse(words)
        model.wanted = words

    return act


def scrolling(delta: int, height: int) -> Action:
    def act(view: EventView, _: History, model: NaiveView) -> None:
        view.update()
        view.scroll(delta, height)
        model.scroll(delta, height)

    return act


_ACTIONS = (
    st.sampled_from([nothing, pause, resume, clear, home, end])
    | st.sampled_from(["", "a", "b", "ab"]).map(wanting)
    | st.builds(scrolling, st.integers(-4, 4), st.integers(0, 5))
)


@given(
    st.integers(1, 8),
    st.lists(st.tuples(st.lists(st.sampled_from(["a", "b", "ab", ""]), max_size=12), _ACTIONS), max_size=20),
    st.integers(0, 5),
)
def test_it_shows_what_working_it_out_anew_would_show(
    max_events: int, steps: list[tuple[list[str], Action]], height: int
) -> None:
    history, model = History(max_events), NaiveView(max_events)
    view = EventView(history)
    for data, act in steps:
        history.extend([MessageEvent("-", one) for one in data], at=0.0)
        model.come(data)
        act(view, history, model)
        view.update()

        start = model.start(height)
        assert [(row.number, row.event.data) for row in view.rows] == model.rows
        assert [row.number for row in view.window(height)] == [
            number for number, _ in model.rows[start : start + height]
        ]
        assert view.rows_below(height) == len(model.rows[start + height :])
        assert view.held == len(model.held if model.frozen is None else model.frozen)
        assert view.following == (model.top is None)
        paused = model.frozen is not None
        assert view.paused == paused
        assert view.came_since_pause == (model.total - model.frozen_total if paused else 0)
        assert view.lost_since_pause == (model.lost if paused else 0)
