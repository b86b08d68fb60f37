"""The list on a screen: what is drawn and when, and what the mouse does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual import events
from textual.geometry import Region

from sse_dash.streams.monitor.state import State
from sse_dash.tui.list.order import Sort
from sse_dash.tui.list.stream_list import StreamList
from tests.tui.list.listed import FakeMonitor, ListHost, named
from tests.tui.piloting import Pilot, piloted

COLUMNS = ["#▲", "state", "name", "rate", "activity", "events", "bytes", "last", "errors"]
"""What 80 cells have room for, where names are short."""


@asynccontextmanager
async def listing(
    monitors: Sequence[FakeMonitor], size: tuple[int, int] = (80, 12)
) -> AsyncIterator[tuple[ListHost, Pilot]]:
    """The list of these, as a dashboard shows it at the first frame."""
    app = ListHost()
    async with piloted(app, size=size) as pilot:
        app.streams.show(monitors, 1)
        await pilot.pause()
        yield app, pilot


def row(app: ListHost, name: str) -> str:
    """The line of one stream."""
    return next(line for line in app.lines if name in line.split())


# What is drawn


async def test_each_stream_has_a_row_under_a_header_and_above_their_number() -> None:
    orders = FakeMonitor("orders", events_per_second=42.0, bytes=8_100_000, since_last_event=0.2, failures=3)
    prices = FakeMonitor("prices", State.RETRYING, seconds=4, attempt=3, failures=3)
    async with listing([orders, prices], size=(80, 6)) as (app, _):
        header, *rows, footer = app.lines
        assert header.split() == COLUMNS
        assert rows[0].split()[:5] == ["▌", "1", "●", "live", "orders"]
        assert rows[0].split()[-4:] == ["8.1", "MB", "now", "3"]
        assert "2 ↻ retry in 4s (3) prices" in rows[1]
        assert [line.strip() for line in rows[2:]] == ["", ""]
        assert footer.endswith("2 streams ")


async def test_one_stream_is_not_several() -> None:
    async with listing(named(1)) as (app, _):
        assert app.lines[-1].endswith(" 1 stream ")


@pytest.mark.parametrize("size", [(200, 50), (120, 36), (80, 24), (40, 12), (24, 5), (9, 3), (3, 2), (1, 1)])
async def test_it_fills_a_screen_of_any_size(size: tuple[int, int]) -> None:
    monitors = [*named(60), FakeMonitor("数据流-上海" * 9, State.FAILED, detail="404", last_error="数" * 99)]
    async with listing(monitors, size) as (app, _):
        app.streams.last()
        app.streams.filter_by("-stream-3")
        assert [cell_len(line) for line in app.lines] == [size[0]] * size[1]


async def test_a_name_cannot_be_markup_or_move_the_cursor() -> None:
    async with listing([FakeMonitor("[/nope]\x1b[2J")]) as (app, _):
        assert "[/nope]␛[2J" in app.lines[1]


async def test_the_footer_tells_of_the_selected_stream() -> None:
    monitors = [
        FakeMonitor("orders"),
        FakeMonitor("prices", last_error="connection refused\nin more words"),
        FakeMonitor("audit", State.RETRYING, trouble="timed out\nin more words", last_error="timed out"),
    ]
    async with listing(monitors) as (app, _):
        assert "http://127.0.0.1/orders?token=***" in app.lines[-1]
        app.streams.move(1)
        assert app.lines[-1].startswith(" last error: connection refused   ")
        app.streams.move(1)
        assert app.lines[-1].startswith(" timed out   ")


async def test_a_secret_in_a_url_is_not_shown() -> None:
    async with listing(named(3), size=(200, 12)) as (app, _):
        assert not any("secret-token" in line for line in app.lines)


async def test_without_streams_it_says_what_to_do() -> None:
    async with listing([]) as (app, _):
        assert "no stream yet; add one" in app.lines[1]
        assert app.streams.selected is None


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_the_selected_row_has_a_mark_and_a_background(theme: str) -> None:
    async with listing(named(3)) as (app, pilot):
        app.theme = theme
        await pilot.pause()
        app.streams.move(1)
        assert app.marked == ["stream-2"]
        strips = app.streams.render_lines(Region(0, 0, *app.streams.size))
        grounds = [{segment.style.bgcolor for segment in strip if segment.style} for strip in strips]
        assert len(grounds[2]) == 1
        assert grounds[1] == grounds[3]
        assert grounds[2] != grounds[1]


async def test_another_theme_is_seen_at_once() -> None:
    async with listing(named(3)) as (app, pilot):
        before = app.streams.render_lines(Region(0, 1, 80, 1))
        app.theme = "textual-light"
        await pilot.pause()
        assert app.streams.render_lines(Region(0, 1, 80, 1)) != before


async def test_a_bar_on_the_right_shows_where_in_a_long_list_one_is() -> None:
    async with listing(named(40)) as (app, _):
        assert [line[-1] for line in app.lines] == [" ", *"▐▐", *" " * 8, " "]
        app.streams.last()
        assert [line[-1] for line in app.lines] == [" ", *" " * 8, *"▐▐", " "]
        app.streams.filter_by("stream-4")
        assert "▐" not in "".join(app.lines)


# When it is drawn


async def test_what_has_not_changed_is_not_painted() -> None:
    monitors = named(5)
    async with listing(monitors) as (app, pilot):
        app.painted.clear()
        for tick in (1, 1, 2, 3):
            app.streams.show(monitors, tick)
            await pilot.pause()
        assert app.painted == []


async def test_of_what_has_changed_only_the_lines_are_painted() -> None:
    monitors = named(9)
    async with listing(monitors) as (app, pilot):
        app.painted.clear()
        monitors[3].set(events_per_second=42.0)
        app.streams.show(monitors, 2)
        await pilot.pause()
        assert app.painted == [[4]]
        assert "42/s" in row(app, "stream-4")


async def test_moving_the_selection_paints_two_rows_and_the_line_below() -> None:
    async with listing(named(9)) as (app, _):
        app.painted.clear()
        app.streams.move(1)
        assert app.painted == [[1, 2, 11]]


async def test_numbers_change_with_a_tick_and_not_before() -> None:
    monitors = named(3)
    async with listing(monitors) as (app, _):
        monitors[1].set(events_per_second=42.0)
        app.streams.show(monitors, 1)
        assert "42/s" not in row(app, "stream-2")
        app.streams.show(monitors, 2)
        assert "42/s" in row(app, "stream-2")


@pytest.mark.slow
async def test_of_a_thousand_only_those_in_view_are_drawn() -> None:
    monitors = named(1_000)
    async with listing(monitors):
        drawn = [monitor.spec.name for monitor in monitors if monitor.bars]
        assert drawn == [f"stream-{number}" for number in range(1, 11)]


async def test_columns_that_have_widened_stay_until_there_are_other_streams() -> None:
    monitors = named(3)
    async with listing(monitors, size=(120, 12)) as (app, _):
        narrow = app.lines[0].index("name")
        monitors[0].set(State.FAILED, detail="421 Misdirected Request")
        app.streams.show(monitors, 2)
        wide = app.lines[0].index("name")
        assert wide > narrow
        monitors[0].set()
        app.streams.show(monitors, 3)
        assert app.lines[0].index("name") == wide
        app.streams.show(monitors[1:], 3)
        assert app.lines[0].index("name") == narrow


async def test_it_tells_when_other_keys_may_work() -> None:
    monitors = named(3)
    async with listing(monitors) as (app, pilot):
        app.streams.move(1)
        monitors[1].set(State.STOPPED)
        app.streams.show(monitors, 1)
        app.streams.show(monitors, 2)
        app.streams.filter_by("nothing like it")
        await pilot.pause()
        assert app.selections == ["stream-1", "stream-2", "stream-2", None]


# Moving, sorting, filtering


async def test_moving_about() -> None:
    async with listing(named(100)) as (app, _):
        app.streams.move(3)
        assert app.marked == ["stream-4"]
        app.streams.page(0.5)
        assert app.marked == ["stream-9"]
        app.streams.page(-1)
        assert app.marked == ["stream-1"]
        app.streams.last()
        assert app.marked == ["stream-100"]
        app.streams.first()
        assert app.marked == ["stream-1"]


async def test_a_part_of_a_page_is_a_row_at_least() -> None:
    async with listing(named(9), size=(80, 3)) as (app, _):
        app.streams.page(0.1)
        assert app.marked == ["stream-2"]
        app.streams.page(-0.1)
        assert app.marked == ["stream-1"]


async def test_a_stream_can_be_gone_to() -> None:
    monitors = named(100)
    async with listing(monitors) as (app, _):
        app.streams.select(monitors[77])
        assert app.marked == ["stream-78"]
        assert app.streams.selected is monitors[77]


async def test_sorting_by_one_key_after_the_other() -> None:
    monitors = [FakeMonitor("b", events_per_second=1.0), FakeMonitor("a", events_per_second=2.0)]
    async with listing(monitors) as (app, _):
        app.streams.sort_next()
        assert "name▲" in app.lines[0]
        assert app.marked == ["a"]
        app.streams.reverse()
        assert "name▼" in app.lines[0]
        assert app.marked == ["b"]
        app.streams.sort_by(Sort.RATE)
        assert "rate▼" in app.lines[0]
        assert app.marked == ["a"]


async def test_what_it_is_sorted_by_is_said_where_its_column_has_no_room() -> None:
    async with listing(named(3), size=(40, 12)) as (app, _):
        assert "by" not in app.lines[-1]
        app.streams.sort_by(Sort.BYTES)
        assert "by bytes ▼  3 streams" in app.lines[-1]


async def test_a_filter_says_by_what_and_how_many_are_left() -> None:
    async with listing(named(1_000)) as (app, _):
        app.streams.filter_by("stream-99 live")
        assert app.lines[-1].endswith(" stream-99 live  11 of 1,000 ")
        assert app.streams.filter_words == "stream-99 live"
        assert app.streams.counted == "11 of 1,000"
        app.streams.filter_by("")
        assert app.lines[-1].endswith(" 1,000 streams ")


async def test_where_there_is_no_room_for_the_words_how_many_are_left_still_is() -> None:
    async with listing(named(100), size=(16, 8)) as (app, _):
        app.streams.filter_by("stream-9")
        assert app.lines[-1] == "      11 of 100 "


async def test_when_nothing_fits_it_says_what_to_do() -> None:
    async with listing(named(30)) as (app, _):
        app.streams.filter_by("nothing like it")
        assert "no stream fits; fewer words show more, none show all 30" in app.lines[1]
        assert app.streams.selected is None


# The mouse


async def test_a_click_selects() -> None:
    async with listing(named(5)) as (app, pilot):
        await pilot.click(offset=(20, 3))
        assert app.marked == ["stream-3"]
        assert app.focused is app.streams


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with listing(named(5)) as (app, pilot):
        await pilot.double_click(offset=(20, 8))
        assert app.marked == ["stream-1"]
        assert app.chosen == []


async def test_a_click_on_a_label_sorts_and_another_turns_it_round() -> None:
    async with listing(named(5)) as (app, pilot):
        at = (app.lines[0].index("name"), 0)
        await pilot.click(offset=at)
        assert "name▲" in app.lines[0]
        await pilot.click(offset=at)
        assert "name▼" in app.lines[0]
        assert app.chosen == []


async def test_a_click_on_a_label_without_an_order_does_nothing() -> None:
    async with listing(named(5)) as (app, pilot):
        before = app.lines
        await pilot.click(offset=(app.lines[0].index("activity"), 0))
        assert app.lines == before


async def test_a_double_click_chooses() -> None:
    async with listing(named(5)) as (app, pilot):
        await pilot.double_click(offset=(20, 2))
        assert app.chosen == ["stream-2"]


async def test_a_double_click_chooses_what_was_clicked_first_even_if_the_rows_have_moved() -> None:
    monitors = named(5)
    async with listing(monitors) as (app, pilot):
        app.streams.sort_by(Sort.RATE)
        await pilot.click(offset=(20, 2))
        monitors[4].set(events_per_second=9.0)
        app.streams.show(monitors, 2)
        second = events.Click(app.streams, 20, 2, 0, 0, 1, False, False, False, 20, 2, chain=2)
        app.screen._forward_event(second)
        await pilot.pause()
        assert "stream-1" in app.lines[2].split()
        assert app.chosen == ["stream-2"]


async def test_the_wheel_scrolls() -> None:
    async with listing(named(40)) as (app, pilot):
        await pilot._post_mouse_events([events.MouseScrollDown], StreamList, (20, 3))
        assert "stream-4" in app.lines[1].split()
        await pilot._post_mouse_events([events.MouseScrollUp], StreamList, (20, 3))
        assert "stream-1" in app.lines[1].split()
