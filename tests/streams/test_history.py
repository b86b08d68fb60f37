"""The history: what is kept, what falls out of it, and how both are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.history import History


def event(data: str, event_type: str = "", last_event_id: str = "") -> MessageEvent:
    return MessageEvent(event_type, data, last_event_id)


def add(history: History, *data: str) -> None:
    history.extend([event(one) for one in data], at=0.0)


def data_of(history: History) -> list[str]:
    return [received.event.data for received in history]


def numbers_of(history: History) -> list[int]:
    return [received.number for received in history]


def test_a_received_event_has_its_number_its_time_and_its_size() -> None:
    history = History()
    history.extend([event("ab"), event("")], at=1_700_000_000.5)
    first, second = history
    assert first == (1, 1_700_000_000.5, 2, event("ab"))
    assert second == (2, 1_700_000_000.5, 0, event(""))


@pytest.mark.parametrize(("data", "size"), [("é", 2), ("€", 3), ("😀", 4), ("\ud800", 3)])
def test_size_is_in_bytes_of_utf_8(data: str, size: int) -> None:
    history = History()
    add(history, data)
    assert history.events[0].size == history.size == size


def test_the_oldest_fall_out_past_the_count() -> None:
    history = History(max_events=2)
    add(history, "a", "b", "c")
    assert data_of(history) == ["b", "c"]
    assert len(history) == 2


def test_the_oldest_fall_out_past_the_bytes() -> None:
    history = History(max_bytes=5)
    add(history, "aaa", "bb", "cc")
    assert data_of(history) == ["bb", "cc"]
    assert history.size == 4


def test_exactly_as_much_as_is_allowed_is_kept() -> None:
    history = History(max_events=2, max_bytes=4)
    add(history, "aa", "bb")
    assert data_of(history) == ["aa", "bb"]
    assert history.evicted == 0


def test_the_newest_is_kept_however_large_it_is() -> None:
    history = History(max_bytes=3)
    add(history, "a", "far too large")
    assert data_of(history) == ["far too large"]
    add(history, "b")
    assert data_of(history) == ["b"]


def test_types_and_ids_count_for_the_bytes_too() -> None:
    history = History(max_bytes=100)
    history.extend([event("", "t" * 60, "i" * 30)] * 3, at=0.0)
    assert len(history) == 1
    assert history.size == 90


def test_a_history_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        History(max_events=0)
    with pytest.raises(ValueError, match="one byte"):
        History(max_bytes=0)


def test_numbers_count_on_over_what_falls_out() -> None:
    history = History(max_events=2)
    add(history, "a", "b")
    add(history, "c")
    assert numbers_of(history) == [2, 3]
    assert (history.first_number, history.total) == (2, 3)


def test_numbers_count_on_after_clearing() -> None:
    history = History()
    add(history, "a", "b")
    history.clear()
    assert (len(history), history.size, history.total) == (0, 0, 2)
    add(history, "c")
    assert numbers_of(history) == [3]


def test_the_first_number_of_an_empty_history_is_the_next_one() -> None:
    history = History()
    assert (history.total, history.first_number) == (0, 1)
    add(history, "a")
    history.clear()
    assert (history.total, history.first_number) == (1, 2)


def test_what_fell_out_is_counted_and_what_was_cleared_is_not() -> None:
    history = History(max_events=2)
    add(history, "a", "b", "c", "d", "e")
    history.clear()
    add(history, "f")
    assert history.evicted == 3


@pytest.mark.parametrize(("number", "since"), [(1, [3, 4]), (3, [3, 4]), (4, [4]), (5, []), (99, [])])
def test_events_can_be_asked_for_from_a_number_on(number: int, since: list[int]) -> None:
    history = History(max_events=2)
    add(history, "a", "b", "c", "d")
    assert [received.number for received in history.events[history.events.index_of(number) :]] == since


@given(
    st.integers(1, 6),
    st.integers(1, 20),
    st.lists(st.none() | st.lists(st.text("aé", max_size=8), max_size=8), max_size=12),
)
def test_it_holds_what_a_plain_list_would(
    max_events: int, max_bytes: int, steps: list[list[str] | None]
) -> None:
    history = History(max_events, max_bytes)
    model: list[tuple[int, str]] = []
    total = evicted = 0
    for step in steps:
        if step is None:
            history.clear()
            model.clear()
        else:
            add(history, *step)
            for data in step:
                total += 1
                model.append((total, data))
            while len(model) > max_events or (
                len(model) > 1 and sum(len(data.encode()) for _, data in model) > max_bytes
            ):
                del model[0]
                evicted += 1
        assert [(received.number, received.event.data) for received in history] == model
        assert history.size == sum(len(data.encode()) for _, data in model)
        assert (history.total, history.evicted) == (total, evicted)
        assert history.first_number == (model[0][0] if model else total + 1)
        for number in range(total + 2):
            assert [r.number for r in history.events[history.events.index_of(number) :]] == [
                n for n, _ in model if n >= number
            ]
