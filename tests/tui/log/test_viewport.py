"""Which rows are in view and which one is chosen, beside a naive model: a flat list of all lines."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.streams.log.received import Row, Rows
from sse_dash.tui.log.viewport import Viewport

HEIGHT = 3
"""Lines of the view in these tests."""


class Log:
    """Rows that come and fall out, each of so many lines; and the viewport under test."""

    def __init__(self, *lines: int) -> None:
        self.rows = Rows()
        self.lines: dict[int, int] = {}
        self.viewport = Viewport()
        self.come(*lines)

    def come(self, *lines: int) -> None:
        for count in lines:
            key = len(self.lines) + 1
            self.lines[key] = count
            self.rows.extend([MessageEvent("-", "")], key, key, 0.0, "")

    def lines_of(self, index: int, row: Row) -> int:
        assert self.rows[index] == row
        return self.lines[row.key]

    def in_view(self, height: int = HEIGHT) -> str:
        """`1 2 3` are whole rows; of one in parts it says which lines are in view, as in `2[0:2]`."""
        said = []
        for place, row, first, count in self.viewport.layout(self.rows, height, self.lines_of):
            assert self.rows[place] == row
            whole = (first, count) == (0, self.lines_of(place, row))
            said.append(str(row.key) if whole else f"{row.key}[{first}:{first + count}]")
        return " ".join(said)

    def move(self, by: int, height: int = HEIGHT) -> None:
        self.viewport.move(by, self.rows, height, self.lines_of)

    def turn(self, by: int, height: int = HEIGHT) -> None:
        self.viewport.turn(by, self.rows, height, self.lines_of)

    def choose(self, index: int, height: int = HEIGHT) -> None:
        self.viewport.choose(index, self.rows, height, self.lines_of)

    def scroll(self, by: int, height: int = HEIGHT) -> None:
        self.viewport.scroll(by, self.rows, height, self.lines_of)

    def home(self) -> None:
        self.viewport.home(self.rows)

    def show_only(self, *keys: int) -> None:
        """As a filter does."""
        held = [at_rest for at_rest in self.rows.at_rest(0, len(self.rows)) if at_rest[0] in keys]
        self.rows = Rows()
        for at_rest in held:
            self.rows.append_at_rest(at_rest)


def log_of(rows: int) -> Log:
    """So many rows of one line each."""
    return Log(*[1] * rows)


# Following


def test_a_view_follows_the_newest_row_until_someone_moves() -> None:
    log = log_of(4)
    assert log.viewport.follows
    assert log.in_view() == "2 3 4"
    log.come(1)
    assert log.in_view() == "3 4 5"


def test_fewer_rows_than_fit_stand_at_the_top() -> None:
    assert log_of(2).in_view() == "1 2"
    assert log_of(0).in_view() == ""


def test_nobody_has_chosen_a_row_in_the_beginning() -> None:
    assert log_of(4).viewport.cursor is None


def test_scrolling_up_stops_following_and_the_view_stays_in_its_place() -> None:
    log = log_of(5)
    log.scroll(-1)
    assert not log.viewport.follows
    log.come(1, 1)
    assert log.in_view() == "2 3 4"


def test_scrolling_to_the_end_follows_again() -> None:
    log = log_of(5)
    log.scroll(-2)
    log.scroll(1)
    before_the_end = log.viewport.follows
    log.scroll(1)
    assert (before_the_end, log.viewport.follows) == (False, True)
    log.come(1)
    assert log.in_view() == "4 5 6"


def test_scrolling_stops_at_both_ends() -> None:
    log = log_of(5)
    log.scroll(-99)
    assert log.in_view() == "1 2 3"
    log.scroll(99)
    assert log.in_view() == "3 4 5"


def test_where_all_is_in_view_there_is_nothing_to_scroll_away_from() -> None:
    log = log_of(2)
    log.scroll(-1)
    assert log.viewport.follows
    log.come(1, 1)
    assert log.in_view() == "2 3 4"


def test_home_shows_the_oldest_row_and_stays_there() -> None:
    log = log_of(5)
    log.home()
    log.come(1)
    assert (log.in_view(), log.viewport.cursor, log.viewport.follows) == ("1 2 3", 1, False)


def test_to_follow_shows_the_newest_row_and_lets_go_of_the_chosen_one() -> None:
    log = log_of(5)
    log.home()
    log.viewport.follow()
    assert (log.in_view(), log.viewport.cursor, log.viewport.follows) == ("3 4 5", None, True)


@pytest.mark.parametrize("rows", [0, 5])
@pytest.mark.parametrize("height", [0, -1])
def test_a_view_without_a_line_shows_nothing_and_can_be_moved_in(rows: int, height: int) -> None:
    log = log_of(rows)
    log.scroll(-1, height)
    log.move(-1, height)
    log.turn(-1, height)
    assert (log.viewport.follows, log.viewport.cursor) == (True, None)
    log.home()
    assert log.in_view(height) == ""


def test_a_row_chosen_where_there_is_no_line_is_in_view_when_there_is() -> None:
    log = log_of(9)
    log.choose(4, height=0)
    assert log.viewport.cursor == 5
    assert "5" in log.in_view()


# The chosen row


def test_the_first_step_up_chooses_the_row_above_the_newest() -> None:
    log = log_of(5)
    log.move(-1)
    assert (log.viewport.cursor, log.in_view()) == (4, "3 4 5")


def test_a_step_of_none_chooses_the_newest_row_and_stays_there() -> None:
    log = log_of(5)
    log.move(0)
    log.come(1)
    assert (log.viewport.cursor, log.in_view(), log.viewport.follows) == (5, "3 4 5", False)


def test_the_view_moves_no_more_than_it_takes_to_show_the_chosen_row() -> None:
    log = log_of(9)
    log.choose(3)
    seen = [log.in_view()]
    for by in (1, 1, 1, -1, -1, -1):
        log.move(by)
        seen.append(log.in_view())
    assert seen == ["4 5 6", "4 5 6", "4 5 6", "5 6 7", "5 6 7", "5 6 7", "4 5 6"]


def test_a_step_past_the_newest_row_follows_again() -> None:
    log = log_of(5)
    log.move(-1)
    log.move(1)
    at_the_end = log.viewport.follows, log.viewport.cursor
    log.move(1)
    assert at_the_end == (False, 5)
    assert (log.viewport.follows, log.viewport.cursor) == (True, None)


def test_steps_up_stop_at_the_oldest_row() -> None:
    log = log_of(5)
    log.move(-99)
    assert (log.viewport.cursor, log.in_view()) == (1, "1 2 3")


def test_scrolling_leaves_the_chosen_row_be() -> None:
    log = log_of(9)
    log.home()
    log.scroll(2)
    assert (log.viewport.cursor, log.in_view()) == (1, "3 4 5")


@pytest.mark.parametrize(("chosen", "by", "cursor"), [(0, 1, 5), (0, -1, 3), (8, 1, 7), (8, -1, 5)])
def test_from_a_chosen_row_out_of_sight_steps_go_on_from_the_nearer_edge(
    chosen: int, by: int, cursor: int
) -> None:
    log = log_of(9)
    log.choose(chosen)
    log.scroll(-99)
    log.scroll(3)
    assert log.in_view() == "4 5 6"
    log.move(by)
    assert log.viewport.cursor == cursor


def test_after_scrolling_with_none_chosen_steps_go_on_from_the_lower_edge() -> None:
    log = log_of(9)
    log.scroll(-3)
    assert log.in_view() == "4 5 6"
    log.move(-1)
    assert log.viewport.cursor == 5


def test_turning_a_page_moves_the_view_and_the_chosen_row_alike() -> None:
    log = log_of(20)
    log.choose(10)
    seen = [(log.viewport.cursor, log.in_view())]
    for by in (-3, -3, 3):
        log.turn(by)
        seen.append((log.viewport.cursor, log.in_view()))
    assert seen == [(11, "11 12 13"), (8, "8 9 10"), (5, "5 6 7"), (8, "8 9 10")]


def test_turning_pages_ends_at_the_oldest_row_and_at_the_newest_it_follows() -> None:
    log = log_of(5)
    log.turn(-99)
    assert (log.viewport.cursor, log.in_view()) == (1, "1 2 3")
    log.turn(99)
    assert (log.viewport.follows, log.in_view()) == (True, "3 4 5")


# Rows that fall out, and rows that a filter hides


def test_the_view_stays_in_its_place_while_old_rows_fall_out() -> None:
    log = log_of(6)
    log.choose(2)
    log.rows.drop(2)
    log.come(1, 1)
    assert log.in_view() == "3 4 5"


def test_the_oldest_takes_the_place_of_rows_that_fell_out_of_the_view() -> None:
    log = log_of(6)
    log.home()
    log.rows.drop(4)
    log.come(1, 1)
    assert log.in_view() == "5 6 7"
    assert not log.viewport.follows


def test_another_row_takes_the_place_of_a_chosen_one_that_fell_out() -> None:
    log = log_of(6)
    log.home()
    log.rows.drop(2)
    assert log.viewport.place_of(log.rows, log.viewport.cursor) == 0
    log.move(1)
    assert log.viewport.cursor == 4


def test_where_there_is_no_row_none_takes_its_place() -> None:
    log = log_of(2)
    log.home()
    log.rows.clear()
    assert log.viewport.place_of(log.rows, log.viewport.cursor) is None
    assert log.in_view() == ""


def test_a_filter_keeps_the_place_as_far_as_it_can() -> None:
    log = log_of(9)
    log.choose(3)
    everything = log.rows
    log.show_only(1, 3, 5, 7, 9)
    assert log.in_view() == "5 7 9"
    log.rows = everything
    assert log.in_view() == "4 5 6"


def test_where_a_filter_leaves_too_little_below_the_last_rows_are_in_view() -> None:
    log = log_of(9)
    log.choose(5)
    log.show_only(1, 2, 3, 4, 8)
    assert log.in_view() == "3 4 8"
    log.show_only(2)
    assert log.in_view() == "2"


# Rows of several lines


def test_the_last_line_of_the_newest_row_is_the_last_line_of_the_view() -> None:
    assert Log(1, 3, 2).in_view(4) == "2[1:3] 3"


def test_a_row_higher_than_the_view_is_followed_at_its_end() -> None:
    log = Log(1, 5)
    assert log.in_view() == "2[2:5]"


def test_scrolling_goes_by_lines() -> None:
    log = Log(2, 3, 2)
    seen = []
    for _ in range(5):
        seen.append(log.in_view())
        log.scroll(-1)
    assert seen == ["2[2:3] 3", "2[1:3] 3[0:1]", "2", "1[1:2] 2[0:2]", "1 2[0:1]"]


def test_a_chosen_row_comes_into_view_whole() -> None:
    log = Log(1, 3, 1, 3)
    log.choose(1)
    assert log.in_view() == "2"
    log.choose(2)
    assert log.in_view() == "2[1:3] 3"
    log.choose(1)
    assert log.in_view() == "2"


def test_a_chosen_row_higher_than_the_view_is_read_from_its_beginning() -> None:
    log = Log(1, 1, 5, 1)
    log.choose(2)
    assert log.in_view() == "3[0:3]"
    log.scroll(1)
    log.scroll(1)
    assert log.in_view() == "3[2:5]"


def test_lines_above_the_edge_are_forgotten_when_their_row_falls_out() -> None:
    log = Log(3, 3, 1, 1, 1)
    log.home()
    log.scroll(2)
    assert log.in_view() == "1[2:3] 2[0:2]"
    log.rows.drop(1)
    assert log.in_view() == "2"


def test_a_row_that_is_broken_into_fewer_lines_now_is_still_in_view() -> None:
    log = Log(1, 5, 1, 1, 1)
    log.choose(1)
    log.scroll(4)
    assert log.in_view() == "2[4:5] 3 4"
    log.lines[2] = 2
    assert log.in_view() == "2[1:2] 3 4"


# All of it together


class NaiveViewport:
    """The same on a flat list of lines, made anew whenever it is asked."""

    def __init__(self) -> None:
        self.top: tuple[int, int] | None = None
        self.cursor: int | None = None

    def lines(self, keys: list[int], lines: Mapping[int, int]) -> list[tuple[int, int]]:
        return [(key, line) for key in keys for line in range(lines[key])]

    def start(self, keys: list[int], lines: Mapping[int, int], height: int) -> int:
        """The first line in view."""
        flat = self.lines(keys, lines)
        last = max(0, len(flat) - height)
        if self.top is None:
            return last
        key, line = self.top
        wanted = (key, min(line, lines[key] - 1))
        return min(last, sum(one < wanted for one in flat))

    def in_view(self, keys: list[int], lines: Mapping[int, int], height: int) -> list[tuple[int, int]]:
        start = self.start(keys, lines, height)
        return self.lines(keys, lines)[start : start + height]

    def scroll(self, by: int, keys: list[int], lines: Mapping[int, int], height: int) -> None:
        flat = self.lines(keys, lines)
        start = max(0, self.start(keys, lines, height) + by)
        if not self.in_view(keys, lines, height):
            return
        if len(flat) - start <= height:
            self.top = self.cursor = None
        else:
            self.top = flat[start]

    def choose(self, key: int, keys: list[int], lines: Mapping[int, int], height: int) -> None:
        self.cursor = key
        flat = self.lines(keys, lines)
        start = self.start(keys, lines, height)
        if not height:
            self.top = (key, 0)
            return
        first, end = flat.index((key, 0)), flat.index((key, 0)) + lines[key]
        if first < start or lines[key] >= height:
            start = first
        elif end > start + height:
            start = end - height
        self.top = flat[start]

    def move(
        self, by: int, keys: list[int], lines: Mapping[int, int], height: int, *, scroll: bool = False
    ) -> None:
        seen = [key for key, _ in self.in_view(keys, lines, height)]
        if not seen:
            return
        if self.cursor is None:
            start = seen[-1]
        else:
            stands_for = next((key for key in keys if key >= self.cursor), keys[-1])
            start = min(max(stands_for, seen[0]), seen[-1])
        target = keys.index(start) + by
        if scroll:
            self.scroll(by, keys, lines, height)
        if by > 0 and (target >= len(keys) or (scroll and self.top is None)):
            self.top = self.cursor = None
        else:
            self.choose(keys[max(0, target)], keys, lines, height)


_STEPS = (
    st.tuples(st.just("come"), st.lists(st.integers(1, 7), max_size=6))
    | st.tuples(st.sampled_from(["scroll", "move", "turn"]), st.integers(-9, 9))
    | st.tuples(st.sampled_from(["evict", "choose"]), st.integers(0, 9))
    | st.tuples(st.just("filter"), st.integers(1, 3))
    | st.tuples(st.sampled_from(["home", "follow"]), st.none())
)


@given(st.lists(st.integers(1, 7), max_size=9), st.lists(st.tuples(_STEPS, st.integers(0, 6)), max_size=25))
def test_it_shows_what_a_flat_list_of_lines_would(
    lines: list[int], steps: list[tuple[tuple[str, object], int]]
) -> None:
    log, model = Log(*lines), NaiveViewport()
    everything, every = log.rows, 1
    for (what, value), height in steps:
        keys = [row.key for row in log.rows]
        if isinstance(value, list):
            log.rows = everything
            log.come(*value)
        elif what == "evict" and isinstance(value, int):
            everything.drop(value)
        elif what == "filter" and isinstance(value, int):
            every = value
        elif what == "scroll" and isinstance(value, int):
            log.scroll(value, height)
            model.scroll(value, keys, log.lines, height)
        elif what == "move" and isinstance(value, int):
            log.move(value, height)
            model.move(value, keys, log.lines, height)
        elif what == "turn" and isinstance(value, int):
            log.turn(value, height)
            model.move(value, keys, log.lines, height, scroll=True)
        elif what == "choose" and isinstance(value, int) and value < len(keys):
            log.choose(value, height)
            model.choose(keys[value], keys, log.lines, height)
        elif what == "home" and keys:
            log.home()
            model.top, model.cursor = (keys[0], 0), keys[0]
        elif what == "follow":
            log.viewport.follow()
            model.top = model.cursor = None
        log.rows = everything
        log.show_only(*(key for key in log.lines if key % every == 0))

        keys = [row.key for row in log.rows]
        in_view = log.viewport.layout(log.rows, height, log.lines_of)
        assert [
            (row.key, line) for _, row, first, count in in_view for line in range(first, first + count)
        ] == model.in_view(keys, log.lines, height)
        assert [keys[one.place] for one in in_view] == [one.row.key for one in in_view]
        assert (log.viewport.follows, log.viewport.cursor) == (model.top is None, model.cursor)
