"""Rows at rest: events and notes in the order of their keys, read anywhere, dropped at the front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log.received import Note, ReceivedEvent, Rows, weight


def event(data: str = "", event_type: str = "tick", last_event_id: str = "") -> MessageEvent:
    return MessageEvent(event_type, data, last_event_id, "http://shop.example")


def note(key: int, text: str = "lost", *, is_trouble: bool = False) -> Note:
    return Note(key, 5.0, text, is_trouble, "orders")


def rows_of(kinds: str, first_key: int = 1) -> Rows:
    """A row for each letter: `e` is an event, `n` a note; keys and numbers count on."""
    rows = Rows()
    number = 1
    for key, kind in enumerate(kinds, first_key):
        if kind == "e":
            rows.extend([event(str(number))], key, number, 5.0, "orders")
            number += 1
        else:
            rows.note(note(key))
    return rows


def keys(rows: Rows) -> list[int]:
    return [row.key for row in rows]


def test_an_event_comes_back_as_it_was_put_in() -> None:
    rows = Rows()
    rows.extend([event("a", "tick", "7"), event("é")], 3, 2, 1.5, "orders")
    assert list(rows) == [
        ReceivedEvent(2, 1.5, 1, event("a", "tick", "7"), 3, "orders"),
        ReceivedEvent(3, 1.5, 2, event("é"), 4, "orders"),
    ]


@pytest.mark.parametrize("is_trouble", [False, True])
def test_a_note_comes_back_as_it_was_put_in(is_trouble: bool) -> None:
    rows = Rows()
    rows.note(note(4, "connection lost", is_trouble=is_trouble))
    assert list(rows) == [Note(4, 5.0, "connection lost", is_trouble, "orders")]


def test_an_event_without_data_type_or_id_is_no_note() -> None:
    rows = Rows()
    rows.extend([MessageEvent("", "")], 1, 1, 0.0, "")
    assert isinstance(rows[0], ReceivedEvent)
    assert rows.events == 1


def test_a_note_without_words_is_no_event() -> None:
    rows = Rows()
    rows.note(Note(1, 0.0, "", is_trouble=False))
    assert isinstance(rows[0], Note)
    assert rows.events == 0


def test_rows_count_both_and_events_only_events() -> None:
    rows = rows_of("eneen")
    assert (len(rows), rows.events) == (5, 3)


def test_a_slice_has_both_kinds_in_order() -> None:
    assert [type(row) for row in rows_of("een")[1:]] == [ReceivedEvent, Note]


@pytest.mark.parametrize(
    ("key", "index"), [(0, 0), (10, 0), (11, 1), (12, 2), (13, 3), (99, 3)], ids=lambda value: str(value)
)
def test_a_row_is_found_by_its_key_or_else_the_one_after_it(key: int, index: int) -> None:
    assert rows_of("ene", first_key=10).index_of(key) == index


def test_where_keys_are_missing_the_one_after_is_found() -> None:
    rows = Rows()
    rows.extend_matching([one for one in rows_of("eeee").at_rest(0, 4) if one[0] % 2], lambda _: True)
    assert keys(rows) == [1, 3]
    assert (rows.index_of(2), rows.index_of(4)) == (1, 2)


@pytest.mark.parametrize(
    ("count", "events_dropped", "left"),
    [(0, 0, "neen"), (1, 0, "een"), (2, 1, "en"), (3, 2, "n"), (4, 2, ""), (9, 2, "")],
)
def test_dropping_says_how_many_of_them_were_events(count: int, events_dropped: int, left: str) -> None:
    rows = rows_of("neen")
    assert rows.drop(count) == events_dropped
    assert (len(rows), rows.events) == (len(left), left.count("e"))
    assert keys(rows) == list(range(5 - len(left), 5))


def test_dropping_from_nothing_drops_nothing() -> None:
    assert Rows().drop(3) == 0


def test_newest_first_goes_back_to_the_key_that_it_is_given() -> None:
    rows = rows_of("eneen")
    assert [at_rest[0] for at_rest in rows.newest_first(3)] == [5, 4, 3]
    assert [at_rest[0] for at_rest in rows.newest_first(0)] == [5, 4, 3, 2, 1]
    assert list(rows.newest_first(6)) == []


def test_what_matches_is_taken_over_and_notes_never_are() -> None:
    source = rows_of("neene")
    rows = Rows()
    rows.extend_matching(source.at_rest(0, 5), lambda event: event.data != "2")
    assert keys(rows) == [2, 5]
    assert rows.events == len(rows)


def test_what_is_asked_of_a_filter_is_the_event_itself() -> None:
    rows = Rows()
    rows.extend_matching(rows_of("ee").at_rest(0, 2), event("2").__eq__)
    assert keys(rows) == [2]


def test_rows_of_other_rows_keep_their_kind() -> None:
    rows = Rows()
    for at_rest in rows_of("en").at_rest(0, 2):
        rows.append_at_rest(at_rest)
    assert list(rows) == list(rows_of("en"))
    assert rows.events == 1


def test_a_copy_stays_as_it_was() -> None:
    rows = rows_of("en")
    copy = Rows(rows)
    rows.note(note(3))
    rows.drop(1)
    assert (keys(copy), copy.events) == ([1, 2], 1)


def test_clearing_forgets_events_and_notes() -> None:
    rows = rows_of("nen")
    rows.clear()
    assert (len(rows), rows.events) == (0, 0)


def test_events_from_a_key_on_are_counted_without_notes() -> None:
    rows = rows_of("eneen")
    assert [rows.events_since(key) for key in range(8)] == [3, 3, 2, 2, 1, 0, 0, 0]


def test_an_event_weighs_its_data_its_type_and_its_id_and_a_note_nothing() -> None:
    rows = Rows()
    assert rows.extend([event("é", "tick", "12")], 1, 1, 0.0, "orders") == 2 + 4 + 2
    rows.note(note(2, "reconnected", is_trouble=True))
    assert [weight(at_rest) for at_rest in rows.at_rest(0, 2)] == [8, 0]


@given(st.lists(st.integers(0, 12) | st.text("en", max_size=8), max_size=20), st.integers(0, 60))
def test_they_are_what_a_plain_list_would_be(steps: list[int | str], key: int) -> None:
    rows = Rows()
    model: list[tuple[int, str]] = []
    next_key = 1
    for step in steps:  # a number drops so many, letters are put at the end
        if isinstance(step, int):
            gone, model = model[:step], model[step:]
            assert rows.drop(step) == sum(kind == "e" for _, kind in gone)
        else:
            for at_rest in rows_of(step, next_key).at_rest(0, len(step)):
                rows.append_at_rest(at_rest)
            model += enumerate(step, next_key)
            next_key += len(step)
        assert [(row.key, "n" if isinstance(row, Note) else "e") for row in rows] == model
        assert rows.events == sum(kind == "e" for _, kind in model)
        assert rows.index_of(key) == sum(held < key for held, _ in model)
        assert rows.events_since(key) == sum(held >= key and kind == "e" for held, kind in model)
        assert [at_rest[0] for at_rest in rows.newest_first(key)] == [
            held for held, _ in reversed(model) if held >= key
        ]
