"""How a person reads a log: where they are, what they look for, what they marked."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import Note
from sse_dash.tui.log import log_view as module
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.rows import Columns, Times

HEIGHT = 3
"""Lines of the pane in these tests."""
DATA = 10
"""Cells of its column of data."""


def reading_of(*data: str, max_events: int = 100, chosen: str = "") -> tuple[LogView, History]:
    """The view of a history of these."""
    history = History(max_events)
    log_view = LogView(history, chosen)
    come(log_view, history, *data)
    log_view.fits(HEIGHT, Columns(0, 0, 0, DATA))
    return log_view, history


def come(log_view: LogView, history: History, *data: str) -> None:
    """These come, and a frame is drawn. What begins with `--` is a note."""
    for one in data:
        if one.startswith("--"):
            history.note(one, at=0.0)
        else:
            history.extend([MessageEvent("-", one)], at=0.0)
    log_view.filtered.update()


def in_view(log_view: LogView, height: int = HEIGHT) -> str:
    rows = [one.row for one in log_view.in_view(height)]
    return " ".join(row.text if isinstance(row, Note) else row.event.data for row in rows)


def chosen(log_view: LogView) -> str | None:
    """The data of the chosen event."""
    return None if log_view.chosen is None else log_view.chosen.event.data


def at(log_view: LogView) -> str | None:
    """What stands on the row that the cursor is on."""
    for row in log_view.filtered.rows:
        if row.key == log_view.cursor:
            return row.text if isinstance(row, Note) else row.event.data
    return None


def marked(log_view: LogView) -> list[int]:
    return sorted(log_view.marks)


# Moving about


def test_it_begins_with_the_newest_rows_and_the_filter_that_it_is_given() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "a3", "a4", chosen="a")
    assert in_view(log_view) == "a2 a3 a4"
    assert (log_view.follows, log_view.cursor) == (True, None)


def test_before_it_was_ever_drawn_nothing_moves_and_nothing_fails() -> None:
    history = History()
    log_view = LogView(history)
    come(log_view, history, "a", "b")
    log_view.move(-1)
    log_view.page(-1)
    log_view.scroll(-1)
    log_view.sideways(4)
    log_view.look_for(parse("a"))
    assert log_view.choose_line(0) is False
    assert (log_view.follows, log_view.cursor, log_view.left) == (True, None, 0)


def test_what_is_found_before_it_was_ever_drawn_is_in_view_when_it_is() -> None:
    history = History()
    log_view = LogView(history)
    come(log_view, history, *"abcdefgh")
    log_view.look_for(parse("b"))
    log_view.next_hit(1)
    assert at(log_view) == "b"
    assert "b" in in_view(log_view)


def test_an_empty_log_can_be_moved_in() -> None:
    log_view, _ = reading_of()
    log_view.move(-1)
    log_view.page(1)
    log_view.scroll(-1)
    log_view.home()
    log_view.sideways(4)
    assert (log_view.follows, log_view.cursor, log_view.chosen, log_view.below([])) == (True, None, None, 0)
    assert not log_view.mark()
    assert not log_view.next_mark(1)


def test_a_page_is_what_is_in_view() -> None:
    log_view, _ = reading_of(*"abcdefghij")
    log_view.move(0)
    seen = []
    for pages in (-1, -1, 1):
        log_view.page(pages)
        seen.append((at(log_view), in_view(log_view)))
    assert seen == [("g", "e f g"), ("d", "b c d"), ("g", "e f g")]


def test_half_a_page_is_one_row_at_least() -> None:
    log_view, _ = reading_of(*"abcde")
    log_view.fits(1, Columns(0, 0, 0, DATA))
    log_view.move(0)
    log_view.page(-0.5)
    assert at(log_view) == "d"
    log_view.page(0.5)
    assert (at(log_view), log_view.follows) == (None, True)


def test_a_page_down_at_the_end_follows() -> None:
    log_view, _ = reading_of(*"abcde")
    log_view.home()
    log_view.page(1)
    log_view.page(1)
    assert (log_view.follows, in_view(log_view)) == (True, "c d e")


def test_it_says_how_many_rows_are_below() -> None:
    log_view, history = reading_of(*"abcdef")
    assert log_view.below(log_view.in_view(HEIGHT)) == 0
    log_view.home()
    come(log_view, history, "--note", "g")
    assert log_view.below(log_view.in_view(HEIGHT)) == 5


@pytest.mark.parametrize(("line", "row"), [(0, "c"), (1, "d"), (2, "e")])
def test_the_row_on_a_line_can_be_chosen(line: int, row: str) -> None:
    log_view, _ = reading_of(*"abcde")
    assert log_view.choose_line(line)
    assert (at(log_view), in_view(log_view)) == (row, "c d e")


@pytest.mark.parametrize("line", [-1, 2, 3])
def test_where_there_is_no_row_none_is_chosen(line: int) -> None:
    log_view, _ = reading_of("a", "b")
    assert not log_view.choose_line(line)
    assert log_view.cursor is None


def test_a_line_of_a_broken_row_chooses_that_row() -> None:
    log_view, _ = reading_of("a", "b" * 25)
    log_view.wrap = True
    log_view.fits(4, Columns(0, 0, 0, DATA))
    assert [log_view.choose_line(line) and at(log_view) for line in range(4)] == ["a", *["b" * 25] * 3]


def test_a_broken_row_takes_as_many_lines_as_it_needs() -> None:
    log_view, _ = reading_of("a", "b" * 25, "--a note that is longer than the column")
    log_view.wrap = True
    assert [(one.row.key, one.lines) for one in log_view.in_view(5)] == [(1, 1), (2, 3), (3, 1)]


def test_lines_are_counted_anew_where_the_columns_have_changed() -> None:
    log_view, _ = reading_of("b" * 25)
    log_view.wrap = True
    assert [one.lines for one in log_view.in_view(9)] == [3]
    log_view.fits(9, Columns(0, 0, 0, 5))
    assert [one.lines for one in log_view.in_view(9)] == [5]
    log_view.wrap = False
    assert [one.lines for one in log_view.in_view(9)] == [1]


def test_what_is_remembered_of_lines_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_MEASURED", 5)
    log_view, _ = reading_of(*["b" * 25] * 50)
    log_view.wrap = True
    log_view.home()
    for _ in range(60):
        log_view.scroll(1)
        assert sum(one.lines for one in log_view.in_view(HEIGHT)) == HEIGHT
        assert len(log_view._measured) <= 5


# The chosen event


def test_while_nobody_has_chosen_the_newest_event_counts_as_chosen() -> None:
    log_view, history = reading_of("a", "b", "--lost")
    assert chosen(log_view) == "b"
    come(log_view, history, "c")
    assert (chosen(log_view), log_view.cursor) == ("c", None)


def test_a_note_that_is_chosen_is_no_event() -> None:
    log_view, _ = reading_of("a", "--lost", "b")
    log_view.move(-1)
    assert (at(log_view), chosen(log_view)) == ("--lost", None)


def test_when_the_chosen_row_falls_out_the_oldest_takes_its_place() -> None:
    log_view, history = reading_of("a", "b", "c", "d", max_events=4)
    log_view.home()
    come(log_view, history, "e", "f")
    assert (at(log_view), chosen(log_view)) == ("c", "c")


def test_when_a_filter_hides_the_chosen_row_the_next_one_shown_takes_its_place() -> None:
    log_view, _ = reading_of("a1", "b1", "a2")
    log_view.home()
    log_view.show_matching(parse("b"))
    assert at(log_view) == "b1"
    log_view.show_matching(parse(""))
    assert at(log_view) == "a1"


def test_where_all_that_is_shown_is_older_than_the_chosen_row_the_newest_takes_its_place() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "b2")
    log_view.move(0)
    log_view.show_matching(parse("a"))
    assert at(log_view) == "a2"


# Sideways


def sideways(log_view: LogView, *steps: int) -> list[int]:
    lefts = []
    for cells in steps:
        log_view.sideways(cells)
        lefts.append(log_view.left)
    return lefts


def test_lines_scroll_sideways_until_half_of_the_column_is_free() -> None:
    log_view, _ = reading_of("x" * 30)
    assert sideways(log_view, 16, 16, -16, -16) == [16, 25, 9, 0]


def test_short_lines_do_not_scroll_sideways() -> None:
    log_view, _ = reading_of("short", "--a note that is much longer than the column")
    assert sideways(log_view, 16) == [0]


def test_only_rows_in_view_count_for_how_far_it_scrolls() -> None:
    log_view, _ = reading_of("x" * 99, *"abc")
    assert sideways(log_view, 16) == [0]
    log_view.home()
    assert sideways(log_view, 16) == [16]


@pytest.mark.parametrize(("data", "cells"), [("数" * 30, 60), ("\x1b" * 30, 30), ("\u202e" * 30, 240)])
def test_the_end_of_a_line_can_be_reached_whatever_it_is_made_of(data: str, cells: int) -> None:
    log_view, _ = reading_of(data)
    assert sideways(log_view, *[16] * 30)[-1] == cells - DATA // 2


def test_there_is_an_end_to_scrolling_sideways() -> None:
    log_view, _ = reading_of("x" * (module._FURTHEST * 2))
    assert sideways(log_view, module._FURTHEST - 1, 16) == [module._FURTHEST - 1, module._FURTHEST]


def test_broken_lines_do_not_scroll_sideways() -> None:
    log_view, _ = reading_of("x" * 99)
    log_view.sideways(16)
    log_view.wrap = True
    assert log_view.left == 0
    assert sideways(log_view, 16) == [0]


# Searching


def hits(log_view: LogView, by: int, times: int) -> list[str]:
    """Where going on leads; a `!` where it began at the other end."""
    return [f"{'!' if log_view.next_hit(by) else ''}{at(log_view)}" for _ in range(times)]


def test_the_next_hit_is_further_down_and_after_the_last_comes_the_first() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "b2", "a3")
    log_view.home()
    log_view.look_for(parse("a"))
    assert hits(log_view, 1, 3) == ["a2", "a3", "!a1"]


def test_the_hit_before_is_further_up_and_before_the_first_comes_the_last() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "b2", "a3")
    log_view.home()
    log_view.look_for(parse("a"))
    assert hits(log_view, -1, 3) == ["!a3", "a2", "a1"]


def test_while_nobody_has_chosen_a_search_starts_from_the_end() -> None:
    log_view, _ = reading_of("a1", "a2", "b1")
    log_view.look_for(parse("a"))
    assert hits(log_view, -1, 1) == ["a2"]
    log_view.follow()
    assert hits(log_view, 1, 1) == ["!a1"]


def test_a_hit_comes_into_view_and_the_view_stays_with_it() -> None:
    log_view, history = reading_of("a1", *"bcdefgh")
    log_view.look_for(parse("a1"))
    log_view.next_hit(-1)
    come(log_view, history, "i")
    assert (in_view(log_view), log_view.follows) == ("a1 b c", False)


def test_where_nothing_is_found_it_stays_where_it_is() -> None:
    log_view, _ = reading_of("a", "b")
    assert log_view.next_hit(1) is None
    log_view.look_for(parse("z"))
    assert log_view.next_hit(1) is None
    assert log_view.cursor is None


def test_it_says_which_rows_are_found() -> None:
    log_view, _ = reading_of("a1", "b1", "a2")
    assert not log_view.is_hit(1)
    log_view.look_for(parse("a"))
    assert [log_view.is_hit(key) for key in range(5)] == [False, True, False, True, False]


def test_it_says_which_of_how_many_hits_is_chosen() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "a3")
    log_view.look_for(parse("a"))
    assert log_view.place_of_hit() == (0, 3)
    log_view.next_hit(-1)
    log_view.next_hit(-1)
    assert log_view.place_of_hit() == (2, 3)
    log_view.move(-1)
    assert log_view.place_of_hit() == (0, 3)


def test_a_hit_that_fell_out_since_the_last_frame_can_still_be_asked_for() -> None:
    log_view, history = reading_of("a1", "b1", max_events=2)
    log_view.look_for(parse("a"))
    history.extend([MessageEvent("-", "b2"), MessageEvent("-", "b3")], at=0.0)
    log_view.next_hit(-1)
    assert at(log_view) == "b2"


# Marking


def test_a_mark_is_set_on_the_chosen_row_and_taken_away_again() -> None:
    log_view, _ = reading_of("a", "b", "c")
    log_view.home()
    assert log_view.mark()
    assert marked(log_view) == [1]
    assert log_view.mark()
    assert marked(log_view) == []


def test_while_nobody_has_chosen_the_newest_row_is_marked() -> None:
    log_view, _ = reading_of("a", "b", "--lost")
    assert log_view.mark()
    assert marked(log_view) == [3]


def mark_all(log_view: LogView, keys: Iterable[int]) -> None:
    for key in keys:
        log_view.choose(key)
        log_view.mark()


def marks_visited(log_view: LogView, by: int, times: int) -> list[str | None]:
    return [at(log_view) for _ in range(times) if log_view.next_mark(by)]


def test_marks_are_visited_in_order_round_and_round() -> None:
    log_view, _ = reading_of(*"abcde")
    mark_all(log_view, [4, 2, 5])
    log_view.home()
    assert marks_visited(log_view, 1, 4) == ["b", "d", "e", "b"]
    assert marks_visited(log_view, -1, 3) == ["e", "d", "b"]


def test_while_nobody_has_chosen_the_mark_before_is_the_last_one() -> None:
    log_view, _ = reading_of(*"abcde")
    mark_all(log_view, [2, 4])
    log_view.follow()
    assert marks_visited(log_view, -1, 1) == ["d"]


def test_marks_on_rows_that_a_filter_hides_are_passed_over_and_kept() -> None:
    log_view, _ = reading_of("a1", "b1", "a2", "b2")
    mark_all(log_view, [1, 2, 4])
    log_view.show_matching(parse("b"))
    log_view.home()
    assert marks_visited(log_view, 1, 2) == ["b2", "b1"]
    log_view.show_matching(parse(""))
    assert marked(log_view) == [1, 2, 4]


def test_marks_on_rows_that_fell_out_are_never_visited_and_make_room() -> None:
    log_view, history = reading_of("a", "b", "c", max_events=3)
    mark_all(log_view, [1, 3])
    come(log_view, history, "d", "e")
    assert marks_visited(log_view, 1, 2) == ["c", "c"]
    log_view.follow()
    log_view.mark()
    assert marked(log_view) == [3, 5]


def test_where_all_marks_fell_out_there_is_none_to_go_to() -> None:
    log_view, history = reading_of("a", max_events=1)
    log_view.mark()
    come(log_view, history, "b")
    assert not log_view.next_mark(1)


def test_frozen_rows_keep_their_marks_when_they_fell_out_of_the_history() -> None:
    log_view, history = reading_of("a", "b", "c", max_events=3)
    log_view.toggle_pause()
    come(log_view, history, *"defg")
    mark_all(log_view, [1, 2])
    assert marked(log_view) == [1, 2]
    assert marks_visited(log_view, 1, 1) == ["a"]


def test_there_is_no_room_for_marks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MARKS", 2)
    log_view, _ = reading_of(*"abc")
    mark_all(log_view, [1, 2])
    log_view.choose(3)
    assert not log_view.mark()
    log_view.choose(1)
    assert log_view.mark()
    assert marked(log_view) == [2]


# Pausing and clearing


def test_pausing_freezes_what_is_shown_and_again_goes_on() -> None:
    log_view, history = reading_of("a", "b")
    log_view.toggle_pause()
    come(log_view, history, "c")
    assert (log_view.filtered.paused, in_view(log_view)) == (True, "a b")
    log_view.toggle_pause()
    assert (log_view.filtered.paused, in_view(log_view)) == (False, "a b c")


def test_resuming_keeps_the_place_that_was_scrolled_to() -> None:
    log_view, history = reading_of(*"abcdef")
    log_view.toggle_pause()
    log_view.home()
    log_view.move(3)
    come(log_view, history, "g")
    log_view.toggle_pause()
    assert (in_view(log_view), at(log_view)) == ("b c d", "d")


def test_clearing_leaves_no_mark_and_follows_and_keeps_filter_and_search() -> None:
    log_view, history = reading_of("a1", "b1", "a2")
    log_view.show_matching(parse("a"))
    log_view.look_for(parse("2"))
    log_view.home()
    log_view.mark()
    history.clear()
    log_view.clear()
    assert (in_view(log_view), log_view.next_mark(1), log_view.follows, log_view.cursor) == (
        "",
        False,
        True,
        None,
    )
    come(log_view, history, "b2", "a2")
    assert in_view(log_view) == "a2"
    assert hits(log_view, -1, 1) == ["a2"]


def test_what_was_cleared_comes_back_with_its_marks() -> None:
    log_view, history = reading_of("a1", "b1", "a2")
    log_view.show_matching(parse("a"))
    log_view.home()
    log_view.mark()
    history.clear()
    log_view.clear()
    come(log_view, history, "b2", "a3")
    history.restore()
    log_view.restored()
    assert (in_view(log_view), marked(log_view)) == ("a1 a2 a3", [1])


def test_it_says_when_the_row_before_came() -> None:
    history = History()
    log_view = LogView(history)
    history.extend([MessageEvent("-", "a")], at=1.0)
    history.note("lost", at=2.5)
    assert [log_view.time_before(index) for index in range(2)] == [None, 1.0]


# Days

NOON = 1_780_056_000.0
"""2026-05-29, 12:00 in UTC."""
DAY = 86_400.0
WITH_TIMES = Columns(9, 0, 0, DATA)


def log_of_days(*days: float, times: Times = Times.UTC) -> LogView:
    """The view of a log of an event at each of these moments, in days from a noon on."""
    history = History(100)
    for number, day in enumerate(days):
        history.extend([MessageEvent("-", str(number))], at=NOON + day * DAY)
    log_view = LogView(history)
    log_view.times = times
    log_view.filtered.update()
    log_view.fits(10, WITH_TIMES, NOON + days[-1] * DAY)
    return log_view


def days_told(log_view: LogView) -> list[str]:
    """The event before which a day is told, and the day."""
    return [
        f"{index}: {day}" for index in range(len(log_view.filtered.rows)) if (day := log_view.new_day(index))
    ]


def test_a_day_is_told_before_the_first_row_of_another_day_than_the_one_before() -> None:
    assert days_told(log_of_days(0, 0.1, 1, 1.1)) == ["0: Fri 29 May 2026, UTC", "2: Sat 30 May 2026, UTC"]


def test_today_is_not_told_of_the_first_row() -> None:
    assert days_told(log_of_days(0, 0.1)) == []


def test_only_times_of_day_have_a_day() -> None:
    assert days_told(log_of_days(0, 1, times=Times.AGE)) == []
    assert days_told(log_of_days(0, 1, times=Times.GAP)) == []
    narrow = log_of_days(0, 1)
    narrow.fits(10, Columns(0, 0, 0, DATA), NOON)
    assert days_told(narrow) == []


@pytest.mark.parametrize("wrap", [False, True])
def test_the_line_of_a_day_belongs_to_its_row(wrap: bool) -> None:
    log_view = log_of_days(0, 1)
    log_view.wrap = wrap
    assert [one.lines for one in log_view.in_view(10)] == [2, 2]
    assert [(one.first_line, one.lines) for one in log_view.in_view(3)] == [(1, 1), (0, 2)]
    assert log_view.choose_line(2)
    assert chosen(log_view) == "1"
