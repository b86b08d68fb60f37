"""How a person reads a log: where they are, what they look for, what they marked."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse
from sse_dash.streams.log.history import History
from sse_dash.streams.log.received import Note
from sse_dash.tui.log import log_view as module
from sse_dash.tui.log.log_view import Reading
from sse_dash.tui.log.rows import Columns

HEIGHT = 3
"""Lines of the pane in these tests."""
DATA = 10
"""Cells of its column of data."""


def reading_of(*data: str, max_events: int = 100, chosen: str = "") -> tuple[Reading, History]:
    """A reading of a history of these."""
    history = History(max_events)
    reading = Reading(history, chosen)
    come(reading, history, *data)
    reading.fits(HEIGHT, Columns(0, 0, 0, DATA))
    return reading, history


def come(reading: Reading, history: History, *data: str) -> None:
    """These come, and a frame is drawn. What begins with `--` is a note."""
    for one in data:
        if one.startswith("--"):
            history.note(one, at=0.0)
        else:
            history.extend([MessageEvent("-", one)], at=0.0)
    reading.view.update()


def in_view(reading: Reading, height: int = HEIGHT) -> str:
    rows = [one.row for one in reading.placed(height)]
    return " ".join(row.text if isinstance(row, Note) else row.event.data for row in rows)


def chosen(reading: Reading) -> str | None:
    """The data of the chosen event."""
    return None if reading.chosen is None else reading.chosen.event.data


def at(reading: Reading) -> str | None:
    """What stands on the row that the cursor is on."""
    for row in reading.view.rows:
        if row.key == reading.cursor:
            return row.text if isinstance(row, Note) else row.event.data
    return None


def marked(reading: Reading) -> list[int]:
    return sorted(reading.marks)


# Moving about


def test_it_begins_with_the_newest_rows_and_the_filter_that_it_is_given() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "a3", "a4", chosen="a")
    assert in_view(reading) == "a2 a3 a4"
    assert (reading.follows, reading.cursor) == (True, None)


def test_before_it_was_ever_drawn_nothing_moves_and_nothing_fails() -> None:
    history = History()
    reading = Reading(history)
    come(reading, history, "a", "b")
    reading.move(-1)
    reading.page(-1)
    reading.scroll(-1)
    reading.sideways(4)
    reading.look_for(parse("a"))
    assert reading.choose_line(0) is False
    assert (reading.follows, reading.cursor, reading.left) == (True, None, 0)


def test_what_is_found_before_it_was_ever_drawn_is_in_view_when_it_is() -> None:
    history = History()
    reading = Reading(history)
    come(reading, history, *"abcdefgh")
    reading.look_for(parse("b"))
    reading.next_hit(1)
    assert at(reading) == "b"
    assert "b" in in_view(reading)


def test_an_empty_log_can_be_moved_in() -> None:
    reading, _ = reading_of()
    reading.move(-1)
    reading.page(1)
    reading.scroll(-1)
    reading.home()
    reading.sideways(4)
    assert (reading.follows, reading.cursor, reading.chosen, reading.below([])) == (True, None, None, 0)
    assert not reading.mark()
    assert not reading.next_mark(1)


def test_a_page_is_what_is_in_view() -> None:
    reading, _ = reading_of(*"abcdefghij")
    reading.move(0)
    seen = []
    for pages in (-1, -1, 1):
        reading.page(pages)
        seen.append((at(reading), in_view(reading)))
    assert seen == [("g", "e f g"), ("d", "b c d"), ("g", "e f g")]


def test_half_a_page_is_one_row_at_least() -> None:
    reading, _ = reading_of(*"abcde")
    reading.fits(1, Columns(0, 0, 0, DATA))
    reading.move(0)
    reading.page(-0.5)
    assert at(reading) == "d"
    reading.page(0.5)
    assert (at(reading), reading.follows) == (None, True)


def test_a_page_down_at_the_end_follows() -> None:
    reading, _ = reading_of(*"abcde")
    reading.home()
    reading.page(1)
    reading.page(1)
    assert (reading.follows, in_view(reading)) == (True, "c d e")


def test_it_says_how_many_rows_are_below() -> None:
    reading, history = reading_of(*"abcdef")
    assert reading.below(reading.placed(HEIGHT)) == 0
    reading.home()
    come(reading, history, "--note", "g")
    assert reading.below(reading.placed(HEIGHT)) == 5


@pytest.mark.parametrize(("line", "row"), [(0, "c"), (1, "d"), (2, "e")])
def test_the_row_on_a_line_can_be_chosen(line: int, row: str) -> None:
    reading, _ = reading_of(*"abcde")
    assert reading.choose_line(line)
    assert (at(reading), in_view(reading)) == (row, "c d e")


@pytest.mark.parametrize("line", [-1, 2, 3])
def test_where_there_is_no_row_none_is_chosen(line: int) -> None:
    reading, _ = reading_of("a", "b")
    assert not reading.choose_line(line)
    assert reading.cursor is None


def test_a_line_of_a_broken_row_chooses_that_row() -> None:
    reading, _ = reading_of("a", "b" * 25)
    reading.wrap = True
    reading.fits(4, Columns(0, 0, 0, DATA))
    assert [reading.choose_line(line) and at(reading) for line in range(4)] == ["a", *["b" * 25] * 3]


def test_a_broken_row_takes_as_many_lines_as_it_needs() -> None:
    reading, _ = reading_of("a", "b" * 25, "--a note that is longer than the column")
    reading.wrap = True
    assert [(one.row.key, one.lines) for one in reading.placed(5)] == [(1, 1), (2, 3), (3, 1)]


def test_lines_are_counted_anew_where_the_columns_have_changed() -> None:
    reading, _ = reading_of("b" * 25)
    reading.wrap = True
    assert [one.lines for one in reading.placed(9)] == [3]
    reading.fits(9, Columns(0, 0, 0, 5))
    assert [one.lines for one in reading.placed(9)] == [5]
    reading.wrap = False
    assert [one.lines for one in reading.placed(9)] == [1]


def test_what_is_remembered_of_lines_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_MEASURED", 5)
    reading, _ = reading_of(*["b" * 25] * 50)
    reading.wrap = True
    reading.home()
    for _ in range(60):
        reading.scroll(1)
        assert sum(one.lines for one in reading.placed(HEIGHT)) == HEIGHT
        assert len(reading._measured) <= 5


# The chosen event


def test_while_nobody_has_chosen_the_newest_event_counts_as_chosen() -> None:
    reading, history = reading_of("a", "b", "--lost")
    assert chosen(reading) == "b"
    come(reading, history, "c")
    assert (chosen(reading), reading.cursor) == ("c", None)


def test_a_note_that_is_chosen_is_no_event() -> None:
    reading, _ = reading_of("a", "--lost", "b")
    reading.move(-1)
    assert (at(reading), chosen(reading)) == ("--lost", None)


def test_when_the_chosen_row_falls_out_the_oldest_takes_its_place() -> None:
    reading, history = reading_of("a", "b", "c", "d", max_events=4)
    reading.home()
    come(reading, history, "e", "f")
    assert (at(reading), chosen(reading)) == ("c", "c")


def test_when_a_filter_hides_the_chosen_row_the_next_one_shown_takes_its_place() -> None:
    reading, _ = reading_of("a1", "b1", "a2")
    reading.home()
    reading.show_matching(parse("b"))
    assert at(reading) == "b1"
    reading.show_matching(parse(""))
    assert at(reading) == "a1"


def test_where_all_that_is_shown_is_older_than_the_chosen_row_the_newest_takes_its_place() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "b2")
    reading.move(0)
    reading.show_matching(parse("a"))
    assert at(reading) == "a2"


# Sideways


def sideways(reading: Reading, *steps: int) -> list[int]:
    lefts = []
    for cells in steps:
        reading.sideways(cells)
        lefts.append(reading.left)
    return lefts


def test_lines_scroll_sideways_until_half_of_the_column_is_free() -> None:
    reading, _ = reading_of("x" * 30)
    assert sideways(reading, 16, 16, -16, -16) == [16, 25, 9, 0]


def test_short_lines_do_not_scroll_sideways() -> None:
    reading, _ = reading_of("short", "--a note that is much longer than the column")
    assert sideways(reading, 16) == [0]


def test_only_rows_in_view_count_for_how_far_it_scrolls() -> None:
    reading, _ = reading_of("x" * 99, *"abc")
    assert sideways(reading, 16) == [0]
    reading.home()
    assert sideways(reading, 16) == [16]


@pytest.mark.parametrize(("data", "cells"), [("数" * 30, 60), ("\x1b" * 30, 30), ("\u202e" * 30, 240)])
def test_the_end_of_a_line_can_be_reached_whatever_it_is_made_of(data: str, cells: int) -> None:
    reading, _ = reading_of(data)
    assert sideways(reading, *[16] * 30)[-1] == cells - DATA // 2


def test_there_is_an_end_to_scrolling_sideways() -> None:
    reading, _ = reading_of("x" * (module._FURTHEST * 2))
    assert sideways(reading, module._FURTHEST - 1, 16) == [module._FURTHEST - 1, module._FURTHEST]


def test_broken_lines_do_not_scroll_sideways() -> None:
    reading, _ = reading_of("x" * 99)
    reading.sideways(16)
    reading.wrap = True
    assert reading.left == 0
    assert sideways(reading, 16) == [0]


# Searching


def hits(reading: Reading, by: int, times: int) -> list[str]:
    """Where going on leads; a `!` where it began at the other end."""
    return [f"{'!' if reading.next_hit(by) else ''}{at(reading)}" for _ in range(times)]


def test_the_next_hit_is_further_down_and_after_the_last_comes_the_first() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "b2", "a3")
    reading.home()
    reading.look_for(parse("a"))
    assert hits(reading, 1, 3) == ["a2", "a3", "!a1"]


def test_the_hit_before_is_further_up_and_before_the_first_comes_the_last() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "b2", "a3")
    reading.home()
    reading.look_for(parse("a"))
    assert hits(reading, -1, 3) == ["!a3", "a2", "a1"]


def test_while_nobody_has_chosen_a_search_starts_from_the_end() -> None:
    reading, _ = reading_of("a1", "a2", "b1")
    reading.look_for(parse("a"))
    assert hits(reading, -1, 1) == ["a2"]
    reading.follow()
    assert hits(reading, 1, 1) == ["!a1"]


def test_a_hit_comes_into_view_and_the_view_stays_with_it() -> None:
    reading, history = reading_of("a1", *"bcdefgh")
    reading.look_for(parse("a1"))
    reading.next_hit(-1)
    come(reading, history, "i")
    assert (in_view(reading), reading.follows) == ("a1 b c", False)


def test_where_nothing_is_found_it_stays_where_it_is() -> None:
    reading, _ = reading_of("a", "b")
    assert reading.next_hit(1) is None
    reading.look_for(parse("z"))
    assert reading.next_hit(1) is None
    assert reading.cursor is None


def test_it_says_which_rows_are_found() -> None:
    reading, _ = reading_of("a1", "b1", "a2")
    assert not reading.is_hit(1)
    reading.look_for(parse("a"))
    assert [reading.is_hit(key) for key in range(5)] == [False, True, False, True, False]


def test_it_says_which_of_how_many_hits_is_chosen() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "a3")
    reading.look_for(parse("a"))
    assert reading.place_of_hit() == (0, 3)
    reading.next_hit(-1)
    reading.next_hit(-1)
    assert reading.place_of_hit() == (2, 3)
    reading.move(-1)
    assert reading.place_of_hit() == (0, 3)


def test_a_hit_that_fell_out_since_the_last_frame_can_still_be_asked_for() -> None:
    reading, history = reading_of("a1", "b1", max_events=2)
    reading.look_for(parse("a"))
    history.extend([MessageEvent("-", "b2"), MessageEvent("-", "b3")], at=0.0)
    reading.next_hit(-1)
    assert at(reading) == "b2"


# Marking


def test_a_mark_is_set_on_the_chosen_row_and_taken_away_again() -> None:
    reading, _ = reading_of("a", "b", "c")
    reading.home()
    assert reading.mark()
    assert marked(reading) == [1]
    assert reading.mark()
    assert marked(reading) == []


def test_while_nobody_has_chosen_the_newest_row_is_marked() -> None:
    reading, _ = reading_of("a", "b", "--lost")
    assert reading.mark()
    assert marked(reading) == [3]


def mark_all(reading: Reading, keys: Iterable[int]) -> None:
    for key in keys:
        reading.choose(key)
        reading.mark()


def marks_visited(reading: Reading, by: int, times: int) -> list[str | None]:
    return [at(reading) for _ in range(times) if reading.next_mark(by)]


def test_marks_are_visited_in_order_round_and_round() -> None:
    reading, _ = reading_of(*"abcde")
    mark_all(reading, [4, 2, 5])
    reading.home()
    assert marks_visited(reading, 1, 4) == ["b", "d", "e", "b"]
    assert marks_visited(reading, -1, 3) == ["e", "d", "b"]


def test_while_nobody_has_chosen_the_mark_before_is_the_last_one() -> None:
    reading, _ = reading_of(*"abcde")
    mark_all(reading, [2, 4])
    reading.follow()
    assert marks_visited(reading, -1, 1) == ["d"]


def test_marks_on_rows_that_a_filter_hides_are_passed_over_and_kept() -> None:
    reading, _ = reading_of("a1", "b1", "a2", "b2")
    mark_all(reading, [1, 2, 4])
    reading.show_matching(parse("b"))
    reading.home()
    assert marks_visited(reading, 1, 2) == ["b2", "b1"]
    reading.show_matching(parse(""))
    assert marked(reading) == [1, 2, 4]


def test_marks_on_rows_that_fell_out_are_never_visited_and_make_room() -> None:
    reading, history = reading_of("a", "b", "c", max_events=3)
    mark_all(reading, [1, 3])
    come(reading, history, "d", "e")
    assert marks_visited(reading, 1, 2) == ["c", "c"]
    reading.follow()
    reading.mark()
    assert marked(reading) == [3, 5]


def test_where_all_marks_fell_out_there_is_none_to_go_to() -> None:
    reading, history = reading_of("a", max_events=1)
    reading.mark()
    come(reading, history, "b")
    assert not reading.next_mark(1)


def test_frozen_rows_keep_their_marks_when_they_fell_out_of_the_history() -> None:
    reading, history = reading_of("a", "b", "c", max_events=3)
    reading.toggle_pause()
    come(reading, history, *"defg")
    mark_all(reading, [1, 2])
    assert marked(reading) == [1, 2]
    assert marks_visited(reading, 1, 1) == ["a"]


def test_there_is_no_room_for_marks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MARKS", 2)
    reading, _ = reading_of(*"abc")
    mark_all(reading, [1, 2])
    reading.choose(3)
    assert not reading.mark()
    reading.choose(1)
    assert reading.mark()
    assert marked(reading) == [2]


# Pausing and clearing


def test_pausing_freezes_what_is_shown_and_again_goes_on() -> None:
    reading, history = reading_of("a", "b")
    reading.toggle_pause()
    come(reading, history, "c")
    assert (reading.view.paused, in_view(reading)) == (True, "a b")
    reading.toggle_pause()
    assert (reading.view.paused, in_view(reading)) == (False, "a b c")


def test_resuming_keeps_the_place_that_was_scrolled_to() -> None:
    reading, history = reading_of(*"abcdef")
    reading.toggle_pause()
    reading.home()
    reading.move(3)
    come(reading, history, "g")
    reading.toggle_pause()
    assert (in_view(reading), at(reading)) == ("b c d", "d")


def test_clearing_forgets_marks_and_follows_and_keeps_filter_and_search() -> None:
    reading, history = reading_of("a1", "b1", "a2")
    reading.show_matching(parse("a"))
    reading.look_for(parse("2"))
    reading.home()
    reading.mark()
    history.clear()
    reading.clear()
    assert (in_view(reading), marked(reading), reading.follows, reading.cursor) == ("", [], True, None)
    come(reading, history, "b2", "a2")
    assert in_view(reading) == "a2"
    assert hits(reading, -1, 1) == ["a2"]


def test_it_says_when_the_row_before_came() -> None:
    history = History()
    reading = Reading(history)
    history.extend([MessageEvent("-", "a")], at=1.0)
    history.note("lost", at=2.5)
    assert [reading.time_before(index) for index in range(2)] == [None, 1.0]
