"""A place in a log: stepping on and back from it, and looking back for what came before it."""

from __future__ import annotations

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse
from sse_dash.streams.log.event_cursor import EventCursor
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import ReceivedEvent
from sse_dash.streams.log.timeline import Timeline


def come(view: FilteredLog, history: History, *data: str) -> None:
    """These come, and a frame is drawn. What begins with `--` is a note, `tick:a` an event of type tick."""
    for one in data:
        event_type, colon, rest = one.partition(":")
        if one.startswith("--"):
            history.note(one, at=0.0)
        else:
            history.extend([MessageEvent(event_type, rest) if colon else MessageEvent("-", one)], at=0.0)
    view.update()


def log_view(*data: str, at: int, max_events: int = 100) -> tuple[EventCursor, FilteredLog, History]:
    """A reader at the row of this index."""
    history = History(max_events, stream="orders")
    view = FilteredLog(history)
    come(view, history, *data)
    row = view.rows[at]
    assert isinstance(row, ReceivedEvent)
    return EventCursor(view, row), view, history


def data_of(event: ReceivedEvent | None) -> str | None:
    return None if event is None else event.event.data


def path(reader: EventCursor, *steps: int) -> list[str]:
    """Where these steps lead; a step that leads nowhere is marked."""
    way = []
    for by in steps:
        end = "" if reader.step(by) else "!"
        way.append(reader.current.event.data + end)
    return way


# Stepping


def test_it_starts_with_the_event_that_it_is_given() -> None:
    reader, _, _ = log_view("a", "b", at=1)
    assert (data_of(reader.current), reader.stream) == ("b", "orders")


def test_steps_lead_to_the_next_and_the_one_before_and_stop_at_both_ends() -> None:
    reader, _, _ = log_view("a", "b", "c", at=1)
    assert path(reader, 1, 1, -1, -1, -1) == ["c", "c!", "b", "a", "a!"]


def test_notes_are_stepped_over() -> None:
    reader, _, _ = log_view("--start", "a", "--lost", "--back", "b", "--end", at=1)
    assert path(reader, 1, 1, -1, -1) == ["b", "b!", "a", "a!"]


def test_steps_lead_only_to_what_a_filter_shows() -> None:
    reader, view, _ = log_view("a1", "b1", "a2", "b2", at=0)
    view.filter = parse("a")
    assert path(reader, 1, 1) == ["a2", "a2!"]


@pytest.mark.parametrize(("by", "there"), [(1, "a2"), (-1, "a1")])
def test_from_an_event_that_is_filtered_away_steps_lead_to_its_neighbours(by: int, there: str) -> None:
    reader, view, _ = log_view("a1", "b1", "a2", at=1)
    view.filter = parse("a")
    assert data_of(reader.current) == "b1"
    assert path(reader, by) == [there]


def test_it_stays_with_its_event_when_that_falls_out_and_steps_on_to_the_oldest() -> None:
    reader, view, history = log_view("a", "b", at=0, max_events=2)
    come(view, history, "c", "d")
    assert data_of(reader.current) == "a"
    assert path(reader, -1, 1, 1) == ["a!", "c", "d"]


def test_where_nothing_is_shown_any_more_steps_lead_nowhere() -> None:
    reader, view, history = log_view("a", "b", at=0)
    history.clear()
    view.clear()
    assert path(reader, 1, -1) == ["a!", "a!"]
    assert reader.position == (0, 0)


def test_what_comes_meanwhile_can_be_stepped_to() -> None:
    reader, view, history = log_view("a", at=0)
    come(view, history, "b")
    assert path(reader, 1) == ["b"]


def test_its_position_is_among_the_events_that_are_shown() -> None:
    reader, view, history = log_view("--start", "b", "a1", "--lost", "a2", "--back", at=4)
    assert reader.position == (3, 3)
    view.filter = parse("a")
    assert reader.position == (2, 2)
    come(view, history, "a3")
    assert reader.position == (2, 3)


def test_an_event_that_is_not_shown_has_no_position() -> None:
    reader, view, history = log_view("b", "a", at=0, max_events=2)
    view.filter = parse("a")
    assert reader.position == (0, 1)
    view.filter = parse("")
    come(view, history, "c")
    assert reader.position == (0, 2)


# Looking back


def test_the_event_before_it_may_be_one_that_the_filter_hides() -> None:
    reader, view, _ = log_view("a1", "b1", "--lost", "a2", at=3)
    view.filter = parse("a")
    assert data_of(reader.before()) == "b1"


def test_before_the_first_event_held_there_is_none() -> None:
    reader, view, history = log_view("a", "b", at=1, max_events=2)
    come(view, history, "c")
    assert reader.before() is None
    assert reader.before_of_type() is None


def test_the_event_before_it_of_its_type_is_the_newest_such() -> None:
    reader, _, _ = log_view("tick:1", "tick:2", "tock:3", "tick:4", at=3)
    assert data_of(reader.before()) == "3"
    assert data_of(reader.before_of_type()) == "2"


def test_where_none_of_its_type_came_before_there_is_none() -> None:
    reader, _, _ = log_view("tick:1", "tock:2", "tick:3", at=1)
    assert reader.before_of_type() is None


def test_looking_back_leaves_it_where_it_is() -> None:
    reader, _, _ = log_view("a", "b", at=1)
    reader.before()
    assert data_of(reader.current) == "b"


def test_in_a_paused_view_it_looks_back_at_what_is_frozen_and_fell_out_since() -> None:
    reader, view, history = log_view("tick:1", "tock:2", "tick:3", at=2, max_events=3)
    view.pause()
    come(view, history, *"abcd")
    assert data_of(reader.before()) == "2"
    assert data_of(reader.before_of_type()) == "1"


def test_in_a_timeline_it_looks_back_in_its_own_stream() -> None:
    orders, prices = History(stream="orders"), History(stream="prices")
    for at, (history, event) in enumerate(
        [
            (orders, MessageEvent("tick", "o1")),
            (orders, MessageEvent("tock", "o2")),
            (prices, MessageEvent("tick", "p1")),
            (orders, MessageEvent("tick", "o3")),
        ]
    ):
        history.extend([event], float(at))
    timeline = Timeline()
    timeline.update([orders, prices])
    view = FilteredLog(timeline.log)
    newest = view.rows[-1]
    assert isinstance(newest, ReceivedEvent)
    reader = EventCursor(view, newest)
    assert (data_of(reader.before()), data_of(reader.before_of_type())) == ("o2", "o1")
    assert path(reader, -1) == ["p1"]
    assert reader.stream == "prices"
    assert reader.before() is None
