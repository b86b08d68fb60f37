"""What matches a filter is found a little at a time, and stays right while rows come and fall out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import Filter, parse
from sse_dash.streams.log.filter_index import BUDGET, FRAME, Allowance, FilterIndex
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import ReceivedEvent


class Clock:
    """Time that goes by only while events are tested: so many seconds for each."""

    def __init__(self, per_event: float = 0.0) -> None:
        self.per_event = per_event
        self.tested: list[str] = []

    def __call__(self) -> float:
        return self.per_event * len(self.tested)


def matching(clock: Clock, monkeypatch: pytest.MonkeyPatch, words: str = "a") -> FilterIndex:
    """A search for events with `words`, each of which takes its time."""
    chosen = parse(words)
    really = Filter.decide

    def decide(this: Filter, event: MessageEvent) -> bool | None:
        clock.tested.append(event.data)
        return really(this, event)

    monkeypatch.setattr(Filter, "decide", decide)
    return FilterIndex(chosen, clock, Allowance())


def history_of(*data: str, max_events: int = 10_000) -> History:
    history = History(max_events)
    add(history, *data)
    return history


def add(history: History, *data: str) -> None:
    history.extend([MessageEvent("-", one) for one in data], at=0.0)


def update(found: FilterIndex, history: History) -> bool:
    return found.update(history.rows, history.last_key)


def data_of(found: FilterIndex) -> list[str]:
    return [row.event.data for row in found.rows if isinstance(row, ReceivedEvent)]


def test_one_update_finds_all_where_there_is_time() -> None:
    found, history = FilterIndex(parse("a")), history_of("a1", "b1", "a2")
    assert update(found, history)
    assert data_of(found) == ["a1", "a2"]


def test_notes_are_never_found() -> None:
    found, history = FilterIndex(parse("a")), history_of("a1")
    history.note("a note", at=0.0)
    add(history, "a2")
    assert update(found, history)
    assert data_of(found) == ["a1", "a2"]


def test_an_event_is_tested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    found, history = matching(clock, monkeypatch), history_of("a", "b")
    update(found, history)
    update(found, history)
    add(history, "c")
    update(found, history)
    assert clock.tested == ["a", "b", "c"]


def test_an_update_stops_soon_after_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(per_event=BUDGET / 100)
    found, history = matching(clock, monkeypatch), history_of(*["a"] * 5_000)
    assert not update(found, history)
    assert 100 <= len(clock.tested) <= 300


def test_large_events_are_tested_fewer_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(per_event=BUDGET / 2)
    found, history = matching(clock, monkeypatch), history_of(*["a" * 100_000] * 50)
    assert not update(found, history)
    assert len(clock.tested) <= 5


def test_the_next_updates_go_on_where_it_stopped_until_it_has_caught_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(per_event=BUDGET / 100)
    data = [f"{'ab'[number % 2]}{number}" for number in range(2_000)]
    found, history = matching(clock, monkeypatch), history_of(*data)
    updates = 1
    while not update(found, history):
        updates += 1
    assert updates > 5
    assert data_of(found) == data[::2]
    assert clock.tested == data


def test_it_gets_on_however_slow_the_filter_is(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(per_event=BUDGET * 10)
    found, history = matching(clock, monkeypatch), history_of(*["a"] * 1_000)
    for _ in range(3):
        before = len(clock.tested)
        update(found, history)
        assert len(clock.tested) > before


def test_what_comes_while_it_catches_up_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(per_event=BUDGET / 100)
    found, history = matching(clock, monkeypatch), history_of(*["a"] * 1_000)
    update(found, history)
    add(history, "a last")
    while not update(found, history):
        pass
    assert len(found.rows) == 1_001
    assert data_of(found)[-1] == "a last"


def test_what_falls_out_before_it_was_tested_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(per_event=BUDGET / 100)
    found, history = matching(clock, monkeypatch), history_of(*["a"] * 1_000, max_events=1_000)
    assert not update(found, history)
    add(history, *(f"a{number}" for number in range(990)))
    while not update(found, history):
        pass
    assert data_of(found) == ["a"] * 10 + [f"a{number}" for number in range(990)]


def test_the_clock_is_looked_at_after_each_row_where_a_regex_is_tested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(per_event=BUDGET / 2)
    found = matching(clock, monkeypatch, r"/a\w+b/")
    history = history_of(*["a" * 4_000] * 50)
    assert not update(found, history)
    assert len(clock.tested) <= 3


def test_all_panes_of_a_frame_have_their_time_together(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, allowance = Clock(per_event=BUDGET / 10), Allowance()
    matching(clock, monkeypatch)
    chosen = parse(r"/a\w+b/")
    panes = [FilterIndex(chosen, clock, allowance) for _ in range(20)]
    history = history_of(*["a" * 4_000] * 50)
    for pane in panes:
        update(pane, history)
    assert len(clock.tested) <= 13 + 20  # each has looked at one row, as it hadn't before


@pytest.mark.slow
def test_no_pane_waits_for_ever_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, allowance = Clock(per_event=BUDGET), Allowance()
    matching(clock, monkeypatch)
    chosen = parse(r"/a\w+b/")
    panes = [FilterIndex(chosen, clock, allowance) for _ in range(3)]
    history = history_of(*["a" * 4_000] * 50)
    for _ in range(400):
        for pane in panes:
            update(pane, history)
        clock.tested += [""] * int(FRAME / BUDGET)  # the rest of the frame goes by
    assert all(update(pane, history) for pane in panes)


def test_what_is_not_known_is_counted_as_long_as_it_is_held() -> None:
    far = "a" * 70_000
    found, history = FilterIndex(parse(r"/a\w+!/")), history_of("a!!", far, "ab!", far, max_events=4)
    while not update(found, history):
        pass
    assert (data_of(found), found.undecided) == (["ab!"], 2)
    add(history, "b", "b")
    while not update(found, history):
        pass
    assert found.undecided == 1


def test_what_was_found_and_fell_out_is_not_found_any_more() -> None:
    found, history = FilterIndex(parse("a")), history_of("a1", "b1", "a2", max_events=3)
    update(found, history)
    add(history, "b2")
    update(found, history)
    assert data_of(found) == ["a2"]


def test_when_all_has_fallen_out_nothing_is_found() -> None:
    found, history = FilterIndex(parse("a")), history_of("a1", "a2")
    update(found, history)
    history.clear()
    assert update(found, history)
    assert data_of(found) == []
    add(history, "a3")
    update(found, history)
    assert data_of(found) == ["a3"]


@given(
    st.integers(1, 300),
    st.integers(1, 400),
    st.lists(st.none() | st.lists(st.sampled_from(["a", "b", "ab"]), max_size=300), max_size=12),
)
def test_when_it_has_caught_up_it_has_found_what_testing_all_would_find(
    max_events: int, events_in_time: int, steps: list[list[str] | None]
) -> None:
    ticks = 0

    def clock() -> float:
        nonlocal ticks
        ticks += 1
        return ticks * BUDGET / events_in_time

    history = History(max_events)
    found = FilterIndex(parse("a"), clock, Allowance())
    for step in steps:
        if step is None:
            history.clear()
        else:
            add(history, *step)
        is_current = update(found, history)
        wanted = [row.key for row in history if "a" in row.event.data]
        held = [row.key for row in found.rows]
        assert held == (wanted if is_current else wanted[: len(held)])
    while not update(found, history):
        pass
    assert [row.key for row in found.rows] == [row.key for row in history if "a" in row.event.data]
