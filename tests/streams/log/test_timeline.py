"""Several streams in one log: their rows in the order in which they came, however long it did not look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import AtRest, Note, Row, Rows
from sse_dash.streams.log.timeline import Timeline


def history_of(name: str, *data: tuple[str, float], max_events: int = 1_000) -> History:
    """A stream on which these came, each at its time."""
    history = History(max_events, stream=name)
    come(history, *data)
    return history


def come(history: History, *data: tuple[str, float]) -> None:
    for one, at in data:
        history.extend([MessageEvent("-", one)], at)


def said(row: Row) -> str:
    return f"{row.stream}:{row.text if isinstance(row, Note) else row.event.data}"


def shown(timeline: Timeline) -> list[str]:
    return list(map(said, timeline.log.rows))


# The order


def test_rows_of_all_streams_stand_in_the_order_in_which_they_came() -> None:
    orders = history_of("orders", ("a", 1.0), ("b", 4.0))
    prices = history_of("prices", ("c", 2.0), ("d", 3.0))
    timeline = Timeline()
    timeline.update([orders, prices])
    assert shown(timeline) == ["orders:a", "prices:c", "prices:d", "orders:b"]


def test_rows_of_the_same_moment_stand_in_the_order_of_the_streams() -> None:
    streams = [history_of(name, ("1", 5.0), ("2", 5.0)) for name in ("b", "a", "c")]
    timeline = Timeline()
    timeline.update(streams)
    assert shown(timeline) == ["b:1", "b:2", "a:1", "a:2", "c:1", "c:2"]


def test_rows_of_one_stream_keep_their_order_when_the_clock_is_set_back() -> None:
    timeline = Timeline()
    timeline.update([history_of("orders", ("a", 9.0), ("b", 3.0)), history_of("prices", ("c", 5.0))])
    of_orders = [row for row in shown(timeline) if row.startswith("orders")]
    assert of_orders == ["orders:a", "orders:b"]


def test_notes_of_connections_stand_among_the_events() -> None:
    orders = history_of("orders", ("a", 1.0))
    orders.note("connection lost", at=2.5, is_trouble=True)
    timeline = Timeline()
    timeline.update([orders, history_of("prices", ("b", 2.0), ("c", 3.0))])
    assert shown(timeline) == ["orders:a", "prices:b", "orders:connection lost", "prices:c"]
    assert (len(timeline.log), timeline.log.total) == (3, 3)


def test_keys_count_on_in_the_order_of_the_rows_and_numbers_stay_those_of_the_stream() -> None:
    orders, prices = history_of("orders", ("a", 1.0)), history_of("prices", ("b", 2.0))
    timeline = Timeline()
    timeline.update([orders, prices])
    come(prices, ("c", 3.0))
    timeline.update([orders, prices])
    assert [row.key for row in timeline.log.rows] == [1, 2, 3]
    assert [row.number for row in timeline.log.rows if not isinstance(row, Note)] == [1, 1, 2]


# Keeping up


def test_an_update_takes_in_what_came_since_the_last_one() -> None:
    orders, prices = history_of("orders", ("a", 1.0)), history_of("prices", ("b", 2.0))
    timeline = Timeline()
    timeline.update([orders, prices])
    come(orders, ("c", 3.0), ("d", 5.0))
    come(prices, ("e", 4.0))
    timeline.update([orders, prices])
    assert shown(timeline) == ["orders:a", "prices:b", "orders:c", "prices:e", "orders:d"]


def test_an_update_says_whether_there_was_anything() -> None:
    orders = history_of("orders")
    timeline = Timeline()
    assert not timeline.update([orders])
    come(orders, ("a", 1.0))
    assert timeline.update([orders])
    assert not timeline.update([orders])
    orders.note("connection lost", at=2.0)
    assert timeline.update([orders])


def test_no_streams_are_an_empty_timeline() -> None:
    timeline = Timeline()
    assert not timeline.update([])
    assert shown(timeline) == []


def test_it_catches_up_after_an_absence() -> None:
    orders, prices = history_of("orders"), history_of("prices")
    timeline = Timeline()
    timeline.update([orders, prices])
    come(orders, *((str(number), number * 2.0) for number in range(100)))
    come(prices, *((str(number), number * 2.0 + 1) for number in range(100)))
    timeline.update([orders, prices])
    expected = [f"{name}:{number}" for number in range(100) for name in ("orders", "prices")]
    assert shown(timeline) == expected
    assert timeline.log.evicted == 0


def test_events_that_fell_out_of_their_history_before_it_looked_are_counted_as_lost() -> None:
    orders = history_of("orders", ("a", 1.0), max_events=2)
    timeline = Timeline()
    timeline.update([orders])
    come(orders, *((str(number), 2.0) for number in range(5)))
    timeline.update([orders])
    assert shown(timeline) == ["orders:a", "orders:3", "orders:4"]
    assert (timeline.log.total, timeline.log.evicted) == (6, 3)


def test_notes_that_it_never_saw_are_no_events_lost() -> None:
    orders = history_of("orders", max_events=1)
    timeline = Timeline()
    timeline.update([orders])
    orders.note("connection lost", at=1.0)
    orders.note("reconnected", at=2.0)
    come(orders, ("a", 3.0))
    timeline.update([orders])
    assert (timeline.log.total, timeline.log.evicted) == (1, 0)


def test_a_paused_view_of_it_tells_what_was_lost_during_an_absence() -> None:
    orders = history_of("orders", ("a", 1.0), max_events=2)
    timeline = Timeline()
    timeline.update([orders])
    view = FilteredLog(timeline.log)
    view.pause()
    come(orders, *((str(number), 2.0) for number in range(5)))
    timeline.update([orders])
    assert (view.came_since_pause, view.lost_since_pause) == (5, 3)


# What it keeps


def test_the_oldest_fall_out_past_the_count() -> None:
    orders = history_of("orders", *((str(number), number) for number in range(5)))
    timeline = Timeline(max_events=3)
    timeline.update([orders])
    come(orders, ("5", 5.0))
    timeline.update([orders])
    assert shown(timeline) == ["orders:3", "orders:4", "orders:5"]
    assert (timeline.log.total, timeline.log.evicted) == (6, 3)


def test_the_oldest_fall_out_past_the_bytes() -> None:
    timeline = Timeline(max_bytes=20)
    timeline.update([history_of("orders", ("a" * 9, 1.0), ("b" * 9, 2.0), ("c" * 9, 3.0))])
    assert shown(timeline) == [f"orders:{'b' * 9}", f"orders:{'c' * 9}"]
    assert timeline.log.size == 20


def test_of_more_than_it_can_hold_it_keeps_the_newest_of_all_streams() -> None:
    orders = history_of("orders", *((str(number), number * 2.0) for number in range(50)))
    prices = history_of("prices", *((str(number), number * 2.0 + 1) for number in range(50)))
    timeline = Timeline(max_events=4)
    timeline.update([orders, prices])
    assert shown(timeline) == ["orders:48", "prices:48", "orders:49", "prices:49"]
    assert (timeline.log.total, timeline.log.evicted) == (100, 96)


def test_what_it_keeps_does_not_hang_on_the_histories() -> None:
    orders = history_of("orders", ("a", 1.0), max_events=1)
    timeline = Timeline()
    timeline.update([orders])
    come(orders, ("b", 2.0))
    timeline.update([orders])
    orders.clear()
    timeline.update([orders])
    assert shown(timeline) == ["orders:a", "orders:b"]


def test_rows_of_a_removed_stream_stay() -> None:
    orders, prices = history_of("orders", ("a", 1.0)), history_of("prices", ("b", 2.0))
    timeline = Timeline()
    timeline.update([orders, prices])
    come(prices, ("c", 3.0))
    timeline.update([prices])
    assert shown(timeline) == ["orders:a", "prices:b", "prices:c"]


def test_a_stream_that_joins_is_taken_in() -> None:
    orders = history_of("orders", ("a", 1.0))
    timeline = Timeline()
    timeline.update([orders])
    timeline.update([history_of("prices", ("b", 2.0)), orders])
    assert shown(timeline) == ["orders:a", "prices:b"]


def test_another_stream_of_the_same_name_starts_from_its_beginning() -> None:
    timeline = Timeline()
    timeline.update([history_of("orders", ("a", 1.0), ("b", 2.0))])
    timeline.update([history_of("orders", ("c", 3.0))])
    assert shown(timeline) == ["orders:a", "orders:b", "orders:c"]


def test_when_the_order_of_the_streams_changes_nothing_comes_twice() -> None:
    orders, prices = history_of("orders", ("a", 1.0)), history_of("prices", ("b", 2.0))
    timeline = Timeline()
    timeline.update([orders, prices])
    assert not timeline.update([prices, orders])
    assert shown(timeline) == ["orders:a", "prices:b"]


def test_a_cleared_timeline_shows_only_what_comes_from_then_on() -> None:
    orders = history_of("orders", ("a", 1.0))
    timeline = Timeline()
    timeline.update([orders])
    timeline.log.clear()
    come(orders, ("b", 2.0))
    timeline.update([orders])
    assert shown(timeline) == ["orders:b"]


def test_an_update_reads_only_what_came_since(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = history_of("orders", *((str(number), number) for number in range(100)))
    timeline = Timeline()
    timeline.update([orders])
    read: list[int] = []
    real = Rows.at_rest

    def at_rest(rows: Rows, start: int, stop: int) -> list[AtRest]:
        found = real(rows, start, stop)
        read.extend(row[0] for row in found)
        return found

    monkeypatch.setattr(Rows, "at_rest", at_rest)
    come(orders, ("x", 200.0), ("y", 201.0))
    timeline.update([orders])
    assert read == [101, 102]


def newest(rows: list[tuple[int, int, str, bool]], most: int) -> list[tuple[int, int, str, bool]]:
    """Those that are left when there may be so many events; a note goes with the event before it."""
    events = [place for place, row in enumerate(rows) if row[3]]
    return rows[events[-most] :] if len(events) > most else rows


def test_a_note_that_is_amended_in_its_history_is_so_here() -> None:
    orders = history_of("orders", ("a", 1.0))
    orders.note("reconnected", at=2.0)
    timeline = Timeline()
    timeline.update([orders])
    assert not timeline.update([orders])
    orders.amend(2, "reconnected 2 times")
    assert timeline.update([orders])
    come(orders, ("b", 3.0))
    timeline.update([orders])
    assert shown(timeline) == ["orders:a", "orders:reconnected 2 times", "orders:b"]


_STREAMS = 4
_COMING = st.tuples(st.integers(0, _STREAMS - 1), st.integers(0, 3), st.sampled_from(["a", "--"]))


@given(
    st.lists(st.lists(_COMING, max_size=30), max_size=6),
    st.integers(1, 40),
    st.integers(1, 30),
)
def test_it_is_what_sorting_all_that_came_would_give(
    frames: list[list[tuple[int, int, str]]], most_merged: int, max_events: int
) -> None:
    """Each frame, things come on some streams, so many ticks after one another."""
    histories = [History(max_events, stream=str(place)) for place in range(_STREAMS)]
    timeline = Timeline(most_merged)
    kept: list[list[tuple[int, int, str, bool]]] = [[] for _ in histories]
    log: list[tuple[int, int, str, bool]] = []
    now = total = 0
    for number, frame in enumerate(frames):
        now += 1  # what comes in one frame is later than what came in those before
        fresh: list[list[tuple[int, int, str, bool]]] = [[] for _ in histories]
        for order, (place, later, kind) in enumerate(frame):
            now += later
            text = f"{number}.{order}"
            if kind == "a":
                come(histories[place], (text, float(now)))
                total += 1
            else:
                histories[place].note(text, at=float(now))
            kept[place].append((now, place, f"{place}:{text}", kind == "a"))
            fresh[place].append(kept[place][-1])
            kept[place] = newest(kept[place], max_events)
        assert timeline.update(histories) == bool(frame)
        held = [row for rows, of_all in zip(fresh, kept, strict=True) for row in rows if row in of_all]
        log = newest([*log, *sorted(held, key=lambda row: row[:2])], most_merged)
        assert shown(timeline) == [row[2] for row in log]
        events = sum(row[3] for row in log)
        assert (len(timeline.log), timeline.log.total) == (events, total)
        assert timeline.log.evicted == total - events
