"""What is seen of a log: filtered, searched and paused; and a naive model that works it all out anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse
from sse_dash.streams.log import filter_index as matching
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import History, MergedLog
from sse_dash.streams.log.received import Note, Row


def view_of(*data: str, max_events: int = 100) -> tuple[FilteredLog, History]:
    """A view of a history of these."""
    history = History(max_events)
    view = FilteredLog(history)
    come(view, history, *data)
    return view, history


def come(view: FilteredLog, history: History, *data: str) -> None:
    """These events come, and a frame is drawn."""
    add(history, data)
    view.update()


def add(history: History, data: Iterable[str]) -> None:
    """These come, and no frame is drawn. What begins with `--` is a note."""
    for one in data:
        if is_event(one):
            history.extend([MessageEvent("-", one)], at=0.0)
        else:
            history.note(one, at=0.0)


def is_event(said: str) -> bool:
    return not said.startswith("--")


def said(row: Row) -> str:
    return row.text if isinstance(row, Note) else row.event.data


def shown(view: FilteredLog) -> str:
    return " ".join(map(said, view.rows))


def found(view: FilteredLog) -> str:
    return " ".join(map(said, view.hits))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update has time for one event."""
    monkeypatch.setattr(matching, "BUDGET", -1.0)
    monkeypatch.setattr(matching, "_CHUNK", 1)


# Filtering


def test_without_a_filter_all_that_is_held_is_shown() -> None:
    view, history = view_of("a", "b")
    assert view.filter.is_empty
    assert shown(view) == "a b"
    come(view, history, "c")
    assert shown(view) == "a b c"


def test_without_a_filter_notes_are_shown_and_not_counted() -> None:
    view, _ = view_of("a", "--lost", "b")
    assert shown(view) == "a --lost b"
    assert (view.shown, view.held) == (2, 2)


def test_a_filter_shows_what_matches_of_what_came_and_of_what_comes() -> None:
    view, history = view_of("apple", "pear", "grape")
    view.filter = parse("ap")
    assert shown(view) == "apple grape"
    come(view, history, "cherry", "apricot")
    assert shown(view) == "apple grape apricot"


def test_a_filter_shows_no_notes() -> None:
    view, history = view_of("apple", "--apples are gone")
    view.filter = parse("ap")
    come(view, history, "--apples are back")
    assert shown(view) == "apple"


def test_another_filter_looks_at_everything_again() -> None:
    view, _ = view_of("apple", "pear", "--lost", "grape")
    view.filter = parse("ap")
    view.filter = parse("pe")
    assert shown(view) == "pear grape"
    view.filter = parse("")
    assert shown(view) == "apple pear --lost grape"


def test_what_falls_out_of_the_history_leaves_the_filtered_rows() -> None:
    view, history = view_of("a1", "b1", "a2", max_events=3)
    view.filter = parse("a")
    come(view, history, "b2")
    assert shown(view) == "a2"


def test_more_than_the_history_holds_may_come_between_two_frames() -> None:
    view, history = view_of("a1", max_events=2)
    view.filter = parse("a")
    history.extend([MessageEvent("-", f"a{number}") for number in range(2, 10)], at=0.0)
    view.update()
    assert shown(view) == "a8 a9"


def test_it_says_how_many_there_are_to_filter_and_how_many_are_shown() -> None:
    view, history = view_of("a", "b1", "b2", max_events=2)
    view.filter = parse("b2")
    assert (view.shown, view.held) == (1, 2)
    view.pause()
    come(view, history, "d")
    history.clear()
    assert (view.shown, view.held) == (1, 2)


@pytest.mark.usefixtures("hurried")
def test_a_history_that_takes_long_to_filter_is_shown_bit_by_bit() -> None:
    view, _ = view_of("a1", "a2", "a3")
    assert view.is_current
    view.filter = parse("a")
    assert (shown(view), view.is_current) == ("a1", False)
    view.update()
    assert (shown(view), view.is_current) == ("a1 a2", False)
    view.update()
    assert (shown(view), view.is_current) == ("a1 a2 a3", True)


# Searching


def test_a_search_finds_rows_and_hides_none() -> None:
    view, history = view_of("apple", "pear")
    view.search = parse("ap")
    assert (shown(view), found(view)) == ("apple pear", "apple")
    come(view, history, "grape")
    assert (shown(view), found(view)) == ("apple pear grape", "apple grape")


@pytest.mark.parametrize("nothing", [None, parse(""), parse("  ")])
def test_looking_for_nothing_is_no_search(nothing: None) -> None:
    view, _ = view_of("apple")
    view.search = parse("ap")
    view.search = nothing
    assert view.search is None
    assert found(view) == ""


def test_a_search_looks_among_the_rows_that_a_filter_leaves() -> None:
    view, history = view_of("apple", "grape", "pear", "grapefruit")
    view.filter = parse("gr")
    view.search = parse("ap")
    assert found(view) == "grape grapefruit"
    come(view, history, "apricot", "grappa")
    assert found(view) == "grape grapefruit grappa"


def test_another_filter_makes_a_search_look_again() -> None:
    view, _ = view_of("apple", "grape")
    view.search = parse("ap")
    view.filter = parse("gr")
    assert found(view) == "grape"
    view.filter = parse("")
    assert found(view) == "apple grape"


def test_a_search_finds_no_notes() -> None:
    view, _ = view_of("apple", "--apples are gone")
    view.search = parse("ap")
    assert found(view) == "apple"


def test_what_falls_out_of_the_history_is_not_found_any_more() -> None:
    view, history = view_of("a1", "a2", max_events=2)
    view.search = parse("a")
    come(view, history, "b1")
    assert found(view) == "a2"


@pytest.mark.usefixtures("hurried")
def test_a_search_goes_on_bit_by_bit_behind_the_filter() -> None:
    view, _ = view_of("a1", "b1", "a2", "a3")
    view.search = parse("a")
    view.filter = parse("-a2")
    steps = [(shown(view), found(view), view.is_current)]
    while not view.is_current:
        view.update()
        steps.append((shown(view), found(view), view.is_current))
    assert steps[0] == ("a1", "a1", False)
    assert steps[-1] == ("a1 b1 a3", "a1 a3", True)


# Pausing


def test_a_paused_view_shows_the_same_while_events_and_notes_come() -> None:
    view, history = view_of("a", "b")
    view.pause()
    come(view, history, "c", "--lost", "d")
    assert view.paused
    assert shown(view) == "a b"
    assert view.came_since_pause == 2


def test_a_paused_view_shows_the_same_after_all_of_it_fell_out() -> None:
    view, history = view_of("a", "b", max_events=2)
    view.pause()
    come(view, history, *"cdefg")
    assert shown(view) == "a b"


def test_it_says_how_many_came_and_fell_out_unseen() -> None:
    view, history = view_of("a", "b", max_events=2)
    view.pause()
    come(view, history, "c", "d")
    assert (view.came_since_pause, view.lost_since_pause) == (2, 0)
    come(view, history, "e", "f", "g")
    assert (view.came_since_pause, view.lost_since_pause) == (5, 3)


def test_notes_that_fall_out_unseen_are_no_events_lost() -> None:
    view, history = view_of("a", max_events=2)
    view.pause()
    come(view, history, "b", "--lost", "--back", "c")
    assert (view.came_since_pause, view.lost_since_pause) == (2, 0)
    come(view, history, "d", "--lost")
    assert (view.came_since_pause, view.lost_since_pause) == (3, 1)


def test_events_that_a_merged_log_never_got_are_lost_although_it_holds_older_ones() -> None:
    log = MergedLog(100, 10_000)
    history = History(max_events=2)
    history.extend([MessageEvent("-", "a")], at=0.0)
    log.take(history.rows.at_rest(0, 1))
    view = FilteredLog(log)
    view.pause()
    log.passed_over(5)
    log.take(history.rows.at_rest(0, 1))
    assert (view.came_since_pause, view.lost_since_pause) == (6, 5)


def test_nothing_is_counted_while_not_paused() -> None:
    view, history = view_of("a", max_events=1)
    come(view, history, "b", "c")
    assert (view.paused, view.came_since_pause, view.lost_since_pause) == (False, 0, 0)


def test_what_fell_out_before_the_pause_is_what_is_lost_above_the_frozen_rows() -> None:
    view, history = view_of("a", "b", "c", max_events=2)
    assert view.lost == 1
    view.pause()
    come(view, history, "d", "e")
    assert view.lost == 1
    view.resume()
    assert view.lost == 3


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


def test_resuming_what_is_not_paused_changes_nothing() -> None:
    view, _ = view_of("a")
    view.resume()
    assert (shown(view), view.paused) == ("a", False)


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


def test_a_search_while_paused_looks_at_what_is_frozen_and_goes_on_when_resumed() -> None:
    view, history = view_of("a1", "b1", max_events=2)
    view.pause()
    come(view, history, "b2", "a2")
    view.search = parse("a")
    assert found(view) == "a1"
    view.resume()
    assert found(view) == "a2"


def test_what_there_is_to_filter_is_what_is_frozen_while_paused() -> None:
    view, history = view_of("a1", max_events=1)
    view.filter = parse("b")
    view.pause()
    come(view, history, "b1")
    assert [said(row) for row in view.source] == ["a1"]
    view.resume()
    assert [said(row) for row in view.source] == ["b1"]


# Clearing


def test_clearing_forgets_the_rows_and_what_was_found() -> None:
    view, history = view_of("a1", "b1", "--lost", "a2")
    view.filter = parse("a")
    view.search = parse("a2")
    history.clear()
    view.clear()
    assert (shown(view), found(view), view.held) == ("", "", 0)
    come(view, history, "b2", "a2")
    assert (shown(view), found(view)) == ("a2", "a2")


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


def test_what_comes_back_is_filtered_and_searched_again() -> None:
    view, history = view_of("a1", "b1", "a2")
    view.filter = parse("a")
    view.search = parse("1")
    history.clear()
    view.clear()
    come(view, history, "b2", "a3")
    history.restore()
    view.restored()
    assert (shown(view), found(view)) == ("a1 a2 a3", "a1")


def test_a_view_that_was_cleared_while_paused_has_again_what_it_had() -> None:
    view, history = view_of("a", "b", max_events=3)
    view.pause()
    come(view, history, "c", "d")
    history.clear()
    view.clear()
    come(view, history, "e")
    history.restore()
    view.restored()
    assert (shown(view), view.came_since_pause, view.paused) == ("a b", 3, True)
    view.resume()
    assert shown(view) == "c d e"


# All of it together


class NaiveView:
    """The same by the book: plain lists of (key, text), filtered from scratch whenever asked."""

    def __init__(self, max_events: int) -> None:
        self.max_events = max_events
        self.keys = self.total = self.evicted = 0
        self.held: list[tuple[int, str]] = []
        self.wanted = self.sought = ""
        self.frozen: list[tuple[int, str]] | None = None
        self.frozen_key = self.frozen_total = self.frozen_evicted = 0
        self.lost = 0

    def come(self, data: list[str]) -> None:
        for one in data:
            self.keys += 1
            self.total += is_event(one)
            self.held.append((self.keys, one))
            if sum(is_event(text) for _, text in self.held) > self.max_events:
                while not is_event(self.held[0][1]):
                    self.held.pop(0)
                key, _ = self.held.pop(0)
                self.evicted += 1
                self.lost += key > self.frozen_key
                while not is_event(self.held[0][1]):
                    self.held.pop(0)

    @property
    def source(self) -> list[tuple[int, str]]:
        return self.held if self.frozen is None else self.frozen

    @property
    def rows(self) -> list[tuple[int, str]]:
        return matching_rows(self.source, self.wanted)

    @property
    def hits(self) -> list[tuple[int, str]]:
        return matching_rows(self.rows, self.sought) if self.sought else []

    def pause(self) -> None:
        if self.frozen is None:
            self.frozen = list(self.held)
            self.frozen_key, self.frozen_total, self.frozen_evicted = self.keys, self.total, self.evicted
            self.lost = 0

    def clear(self) -> None:
        self.held.clear()
        self.lost = self.evicted = self.frozen_evicted = 0
        if self.frozen is not None:
            self.frozen = []
            self.frozen_key, self.frozen_total = self.keys, self.total


def matching_rows(rows: Iterable[tuple[int, str]], wanted: str) -> list[tuple[int, str]]:
    return [row for row in rows if not wanted or (is_event(row[1]) and wanted in row[1])]


Action = Callable[[FilteredLog, History, NaiveView], None]


def pause(view: FilteredLog, _: History, model: NaiveView) -> None:
    view.pause()
    model.pause()


def resume(view: FilteredLog, _: History, model: NaiveView) -> None:
    view.resume()
    model.frozen = None


def clear(view: FilteredLog, history: History, model: NaiveView) -> None:
    history.clear()
    view.clear()
    model.clear()


def nothing(_: FilteredLog, __: History, ___: NaiveView) -> None:
    """A frame goes by."""


def wanting(words: str) -> Action:
    def act(view: FilteredLog, _: History, model: NaiveView) -> None:
        view.filter = parse(words)
        model.wanted = words

    return act


def seeking(words: str) -> Action:
    def act(view: FilteredLog, _: History, model: NaiveView) -> None:
        view.search = parse(words)
        model.sought = words

    return act


_WORDS = st.sampled_from(["", "a", "b", "ab"])
_ACTIONS = st.sampled_from([nothing, pause, resume, clear]) | _WORDS.map(wanting) | _WORDS.map(seeking)


@given(
    st.integers(1, 8),
    st.lists(
        st.tuples(st.lists(st.sampled_from(["a", "b", "ab", "", "--a note"]), max_size=12), _ACTIONS),
        max_size=20,
    ),
    st.booleans(),
)
def test_it_shows_what_working_it_out_anew_would_show(
    max_events: int, steps: list[tuple[list[str], Action]], is_hurried: bool
) -> None:
    history, model = History(max_events), NaiveView(max_events)
    view = FilteredLog(history)
    with pytest.MonkeyPatch.context() as patch:
        if is_hurried:
            patch.setattr(matching, "BUDGET", -1.0)
            patch.setattr(matching, "_CHUNK", 1)
        for data, act in steps:
            add(history, data)
            model.come(data)
            act(view, history, model)
            view.update()
            while not view.is_current:
                view.update()

            assert [(row.key, said(row)) for row in view.rows] == model.rows
            assert [(row.key, said(row)) for row in view.hits] == model.hits
            assert view.shown == sum(is_event(one) for _, one in model.rows)
            assert view.held == sum(is_event(one) for _, one in model.source)
            paused = model.frozen is not None
            assert view.paused == paused
            assert view.came_since_pause == (model.total - model.frozen_total if paused else 0)
            assert view.lost_since_pause == (model.lost if paused else 0)
            assert view.lost == (model.frozen_evicted if paused else model.evicted)
