"""The history: what is kept, what falls out of it, and how both are counted."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log import history as history_module
from sse_dash.streams.log.history import History, MergedLog
from sse_dash.streams.log.received import Note, ReceivedEvent


class _Words(NamedTuple):
    """A note that is taken in."""

    text: str


def event(data: str, event_type: str = "", last_event_id: str = "") -> MessageEvent:
    return MessageEvent(event_type, data, last_event_id)


def add(history: History, *data: str) -> None:
    history.extend([event(one) for one in data], at=0.0)


def data_of(history: History) -> list[str]:
    return [received.event.data for received in history]


def numbers_of(history: History) -> list[int]:
    return [received.number for received in history]


def keys_of(history: History) -> list[int]:
    """Of all rows, notes too."""
    return [row.key for row in history.rows]


def kinds(history: History) -> str:
    return "".join("n" if isinstance(row, Note) else "e" for row in history.rows)


def test_a_received_event_has_its_number_its_time_its_size_its_key_and_its_stream() -> None:
    history = History(stream="orders")
    history.extend([event("ab"), event("")], at=1_700_000_000.5)
    assert list(history) == [
        ReceivedEvent(1, 1_700_000_000.5, 2, event("ab"), 1, "orders"),
        ReceivedEvent(2, 1_700_000_000.5, 0, event(""), 2, "orders"),
    ]


@pytest.mark.parametrize(("data", "size"), [("é", 2), ("€", 3), ("😀", 4), ("\ud800", 3)])
def test_size_is_in_bytes_of_utf_8(data: str, size: int) -> None:
    history = History()
    add(history, data)
    (received,) = history
    assert received.size == history.size == size


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
    assert history.total == 3


def test_numbers_count_on_after_clearing() -> None:
    history = History()
    add(history, "a", "b")
    history.clear()
    assert (len(history), history.size, history.total) == (0, 0, 2)
    add(history, "c")
    assert numbers_of(history) == [3]


def test_keys_go_on_after_clearing() -> None:
    history = History()
    assert history.last_key == 0
    add(history, "a")
    history.note("connection lost", at=0.0)
    history.clear()
    assert history.last_key == 2


def test_what_fell_out_is_counted_and_what_was_cleared_is_not() -> None:
    history = History(max_events=2)
    add(history, "a", "b", "c", "d", "e")
    history.clear()
    add(history, "f")
    assert history.evicted == 3


# Notes between the events


def test_a_note_is_a_row_of_its_own_with_its_time_and_its_stream() -> None:
    history = History(stream="orders")
    history.note("connection lost", at=12.5, is_trouble=True)
    assert list(history.rows) == [Note(1, 12.5, "connection lost", True, "orders")]


def test_notes_take_keys_and_no_numbers() -> None:
    history = History()
    add(history, "a")
    history.note("connection lost", at=0.0)
    history.note("reconnected", at=0.0)
    add(history, "b")
    assert keys_of(history) == [1, 2, 3, 4]
    assert numbers_of(history) == [1, 2]


def test_events_are_counted_without_notes() -> None:
    history = History()
    add(history, "a", "b")
    history.note("connection lost", at=0.0)
    assert (len(history), history.total, len(history.rows)) == (2, 2, 3)


def test_going_through_a_history_leaves_notes_out() -> None:
    history = History()
    history.note("reconnected", at=0.0)
    add(history, "a")
    assert data_of(history) == ["a"]


def test_notes_push_no_event_out() -> None:
    history = History(max_events=2, max_bytes=4)
    add(history, "aa", "bb")
    for _ in range(3):
        history.note("connection lost, with very many words", at=0.0)
    assert (kinds(history), history.size, history.evicted) == ("eennn", 4, 0)


def test_of_very_many_notes_the_oldest_go_and_the_events_between_them_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history_module, "MOST_NOTES", 4)
    history = History()
    for number in range(5):
        add(history, f"e{number}")
        history.note(f"n{number}", at=0.0)
    assert data_of(history) == ["e0", "e1", "e2", "e3", "e4"]
    assert [row.text for row in history.rows if isinstance(row, Note)] == ["n3", "n4"]
    assert kinds(history) == "eeeenen"
    assert [history.rows.events_since(key) for key in (1, 7, 8, 10)] == [5, 2, 1, 0]


def test_a_note_can_be_given_other_words_in_its_place() -> None:
    history = History()
    history.note("reconnected", at=0.0, is_trouble=True)
    add(history, "a")
    assert history.amend(1, "reconnected 2 times")
    note, _ = history.rows
    assert isinstance(note, Note)
    assert (note.text, note.is_trouble, note.key) == ("reconnected 2 times", True, 1)
    history.clear()
    assert not history.amend(1, "reconnected 3 times")


def test_notes_fall_out_with_the_events_around_them() -> None:
    history = History(max_events=3)
    add(history, "a")
    history.note("connection lost", at=0.0)
    add(history, "b", "c", "d")
    assert (kinds(history), keys_of(history)) == ("eee", [3, 4, 5])
    assert history.evicted == 1


def test_clearing_forgets_notes_too_and_keys_go_on() -> None:
    history = History()
    add(history, "a")
    history.note("connection lost", at=0.0)
    history.clear()
    assert (len(history.rows), history.size) == (0, 0)
    history.note("reconnected", at=0.0)
    assert keys_of(history) == [3]


@given(
    st.integers(1, 6),
    st.integers(1, 20),
    st.lists(
        st.none()
        | st.builds(_Words, st.text("aé", max_size=8))
        | st.lists(st.text("aé", max_size=8), max_size=8),
        max_size=12,
    ),
)
def test_it_holds_what_a_plain_list_would(
    max_events: int, max_bytes: int, steps: list[list[str] | _Words | None]
) -> None:
    history = History(max_events, max_bytes)
    model: list[tuple[int, int, str, int]] = []  # key, number or 0, text, weight
    keys = total = evicted = 0
    for step in steps:
        if step is None:
            history.clear()
            model.clear()
        elif isinstance(step, _Words):
            history.note(step.text, at=0.0)
            keys += 1
            model.append((keys, 0, step.text, 0))
        else:
            add(history, *step)
            for data in step:
                total += 1
                keys += 1
                model.append((keys, total, data, len(data.encode())))
        while (events := sum(row[1] > 0 for row in model)) > max_events or (
            events > 1 and sum(row[3] for row in model) > max_bytes
        ):
            second = [place for place, row in enumerate(model) if row[1]][1]
            evicted += 1
            del model[:second]
        assert [
            (row.key, 0, row.text) if isinstance(row, Note) else (row.key, row.number, row.event.data)
            for row in history.rows
        ] == [row[:3] for row in model]
        assert history.size == sum(row[3] for row in model)
        assert len(history) == sum(row[1] > 0 for row in model)
        assert (history.total, history.evicted) == (total, evicted)
        assert history.last_key == keys


# Several histories in one


def merged(max_events: int, *data: str) -> tuple[MergedLog, History]:
    history = History(stream="orders")
    add(history, *data)
    log = MergedLog(max_events, 1_000)
    log.take(history.rows.at_rest(0, len(data)))
    return log, history


def test_a_merged_log_gives_rows_keys_of_its_own_and_leaves_the_rest() -> None:
    log, history = merged(10, "a", "b")
    log.take(history.rows.at_rest(1, 2))
    assert [(row.key, row.number, row.stream) for row in log.rows if isinstance(row, ReceivedEvent)] == [
        (1, 1, "orders"),
        (2, 2, "orders"),
        (3, 2, "orders"),
    ]
    assert log.size == 3


def test_a_merged_log_counts_what_fell_out_of_it_and_what_never_came_into_it() -> None:
    log, _ = merged(2, "a", "b", "c")
    assert (len(log), log.total, log.evicted) == (2, 3, 1)
    log.passed_over(4)
    assert (len(log), log.total, log.evicted) == (2, 7, 5)


def test_a_merged_log_keeps_within_its_bytes() -> None:
    log, history = merged(10, "x" * 600)
    add(history, "y" * 600)
    log.take(history.rows.at_rest(1, 2))
    assert (len(log), log.size, log.evicted) == (1, 600, 1)


# Clearing, and having it again.


def test_what_was_cleared_comes_back_before_what_came_since() -> None:
    history = History()
    add(history, "a", "b")
    history.note("lost", at=0.0)
    history.clear()
    assert (data_of(history), history.size, history.cleared) == ([], 0, 2)
    add(history, "c")
    history.restore()
    assert (data_of(history), kinds(history), history.size, history.cleared) == (
        ["a", "b", "c"],
        "eene",
        3,
        0,
    )
    assert keys_of(history) == [1, 2, 3, 4]


def test_what_was_cleared_twice_comes_back_at_once() -> None:
    history = History()
    for data in "ab":
        add(history, data)
        history.clear()
    history.restore()
    assert data_of(history) == ["a", "b"]


def test_what_was_cleared_gives_way_to_what_comes() -> None:
    history = History(max_events=3, max_bytes=10)
    add(history, "a", "b", "c")
    history.clear()
    add(history, "d", "e")
    assert history.cleared == 1
    history.restore()
    assert (data_of(history), history.evicted) == (["c", "d", "e"], 2)
    history.clear()
    add(history, "10 letters")
    assert (history.cleared, history.can_restore) == (0, False)
    history.restore()
    assert data_of(history) == ["10 letters"]


def test_a_history_that_was_forgotten_has_nothing_to_come_back() -> None:
    history = History()
    add(history, "a")
    history.clear()
    add(history, "b")
    history.forget()
    history.restore()
    assert (data_of(history), history.size) == ([], 0)


@given(st.lists(st.sampled_from(["clear", "restore", "note"]) | st.text("ab", max_size=6), max_size=60))
def test_clearing_and_restoring_hold_no_more_than_not_clearing(steps: list[str]) -> None:
    history, plain = History(max_events=5, max_bytes=12), History(max_events=5, max_bytes=12)
    for step in steps:
        match step:
            case "clear":
                history.clear()
            case "restore":
                history.restore()
            case "note":
                history.note("lost", at=0.0)
                plain.note("lost", at=0.0)
            case data:
                add(history, data)
                add(plain, data)
        assert history.cleared + len(history) <= 5
    history.restore()
    assert data_of(history) == data_of(plain)
    assert (history.size, history.evicted) == (plain.size, plain.evicted)
