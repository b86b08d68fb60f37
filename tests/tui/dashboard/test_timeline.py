"""The timeline in the dashboard: every stream's rows in one log, with the keys of a pane."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tui.conftest import Server, Stream, Terminal, dashboard


def rows(terminal: Terminal) -> list[str]:
    """What stands between the borders, without the times."""
    inside = [line[1:-1].rstrip() for line in terminal.lines[2:-2]]
    return [re.sub(r"^.\d\d:\d\d:\d\d\.\d{3} ", "", line) for line in inside if line]


def title(terminal: Terminal) -> str:
    return terminal.lines[1]


def footing(terminal: Terminal) -> str:
    return terminal.lines[-2]


def chosen(terminal: Terminal) -> str:
    return next((line for line in terminal.lines if line[1:2] == "▌"), "")


async def push(terminal: Terminal, stream: Stream, words: str) -> None:
    """Push an event and wait until it is there, so that the next one comes after it."""
    held = terminal.monitor(stream.name).history
    before = held.total
    stream.push(words)
    await terminal.until(lambda: held.total > before)


@asynccontextmanager
async def two_streams(server: Server) -> AsyncIterator[tuple[Terminal, Stream, Stream]]:
    """The timeline of two streams that have taken turns."""
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices, size=(90, 24)) as terminal:
        await orders.connected()
        await prices.connected()
        await terminal.press("f4")
        await push(terminal, orders, "first order")
        await push(terminal, prices, "first price")
        await push(terminal, orders, "second order")
        await terminal.shows("second order")
        yield terminal, orders, prices


async def test_events_stand_in_the_order_they_came_with_the_name_of_their_stream(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        assert rows(terminal) == [
            "orders message first order",
            "prices message first price",
            "orders message second order",
        ]
        assert " 3 events " in footing(terminal)


async def test_each_stream_has_a_colour_of_its_own(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        assert terminal.set_off("stream-primary") == [" timeline", "orders ", "orders "]
        assert terminal.set_off("stream-success") == ["prices "]


async def test_a_stream_has_the_colour_that_it_was_given(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("an order")
    async with dashboard(orders.spec(color="error"), server.stream("prices")) as terminal:
        await terminal.press("f4")
        await terminal.shows("timeline", "an order")
        assert terminal.set_off("stream-error") == ["orders "]


async def test_what_came_before_the_timeline_was_opened_is_in_it(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("from before")
    async with dashboard(orders, server.stream("prices")) as terminal:
        await terminal.shows("from before")
        await terminal.press("f4")
        await terminal.shows("orders message from before")


async def test_pause_freezes_it_and_counts_what_comes(server: Server) -> None:
    async with two_streams(server) as (terminal, orders, prices):
        await terminal.press("space")
        await push(terminal, prices, "second price")
        await push(terminal, orders, "third order")
        await terminal.until(lambda: "timeline PAUSED +2" in title(terminal))
        assert len(rows(terminal)) == 3
        await terminal.press("space")
        await terminal.until(
            lambda: rows(terminal)[3:] == ["prices message second price", "orders message third order"]
        )
        assert "PAUSED" not in terminal.text


async def test_pausing_it_pauses_no_pane(server: Server) -> None:
    async with two_streams(server) as (terminal, orders, _):
        await terminal.press("space", "f2")
        orders.push("third order")
        await terminal.shows("third order", "1 orders ● live")


async def test_it_has_a_filter_of_its_own(server: Server) -> None:
    async with two_streams(server) as (terminal, _, prices):
        await terminal.press("f", *"first")
        await terminal.shows("filter timeline ›", " 2 of 3 ")
        await terminal.press("enter")
        await terminal.until(
            lambda: rows(terminal) == ["orders message first order", "prices message first price"]
        )
        assert "/first " in footing(terminal)
        await push(terminal, prices, "not the first price")
        await terminal.until(lambda: len(rows(terminal)) == 3)
        await terminal.press("f2")
        await terminal.shows("second order")


async def test_it_has_a_search_of_its_own(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        await terminal.press("slash", *"order")
        await terminal.shows("find in timeline ›", "2 found")
        await terminal.press("enter")
        await terminal.until(lambda: "found 2 of 2: order" in footing(terminal))
        # The names of streams aren't what is searched.
        assert terminal.set_off() == ["order", "order"]
        assert len(rows(terminal)) == 3


async def test_scrolling_up_stops_following_and_marks_work_as_in_a_pane(server: Server) -> None:
    async with two_streams(server) as (terminal, orders, _):
        await terminal.press("k", "m")
        await terminal.until(lambda: title(terminal) and "◆" in terminal.text)
        await push(terminal, orders, "third order")
        await terminal.until(lambda: " 4 events " in footing(terminal))
        await terminal.press("g")
        await terminal.until(lambda: "first order" in chosen(terminal))
        await terminal.press("'")
        await terminal.until(lambda: "◆" in chosen(terminal))
        await terminal.press("G")
        await terminal.hides("SCROLLED")


async def test_notes_of_connections_stand_among_the_events(server: Server) -> None:
    async with two_streams(server) as (terminal, _, prices):
        prices.drop()
        await prices.connected(requests=2)
        await terminal.until(
            lambda: any(row.startswith("prices ── connection lost: ") for row in rows(terminal))
        )
        await terminal.until(
            lambda: any(row.startswith("prices ── reconnected after ") for row in rows(terminal))
        )


async def test_keys_of_a_stream_act_on_that_of_the_chosen_row(server: Server) -> None:
    async with two_streams(server) as (terminal, orders, prices):
        # While nobody has chosen, it is no one's stream that comes last.
        await terminal.press("x")
        await terminal.press("k")
        await terminal.until(lambda: "first price" in chosen(terminal))
        await terminal.press("x")
        await prices.left()
        assert orders.listeners == 1
        await terminal.press("r")
        await prices.connected(requests=2)
        assert len(orders.requests) == 1


async def test_the_line_of_keys_offers_what_acts_on_a_stream_once_a_row_is_chosen(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        await terminal.until(lambda: "Inspect" in terminal.footer)
        assert "Reconnect" not in terminal.footer
        await terminal.press("k")
        await terminal.until(lambda: "r Reconnect" in terminal.footer)


async def test_the_stream_of_the_chosen_row_is_current_in_the_grid(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        await terminal.press("k", "f2")
        await terminal.until(lambda: terminal.title("prices").startswith("┏"))


async def test_a_stream_can_be_removed_from_its_row_and_what_came_of_it_stays(server: Server) -> None:
    async with two_streams(server) as (terminal, _, prices):
        await terminal.press("k", "delete")
        await terminal.shows("Remove prices?")
        await terminal.press("enter")
        await prices.left()
        await terminal.until(lambda: "timeline 1 stream " in title(terminal))
        assert "prices message first price" in rows(terminal)


async def test_a_stream_that_is_added_is_in_it(server: Server) -> None:
    builds = server.stream("builds")
    async with two_streams(server) as (terminal, _, _):
        await terminal.press("a")
        await terminal.paste(builds.url)
        await terminal.press("enter")
        await builds.connected()
        builds.push("a build")
        await terminal.shows("builds message a build", "timeline 3 streams")


async def test_capital_c_clears_it_and_leaves_the_panes_their_histories(server: Server) -> None:
    async with two_streams(server) as (terminal, orders, _):
        await terminal.press("C")
        await terminal.shows("3 events cleared; u brings back what was there")
        await push(terminal, orders, "third order")
        await terminal.until(lambda: rows(terminal) == ["orders message third order"])
        await terminal.press("u")
        await terminal.shows("first order", "first price", "third order")
        await terminal.press("f2")
        await terminal.shows("first order", "first price")


async def test_an_event_is_inspected_where_it_stands_in_the_timeline(server: Server) -> None:
    async with two_streams(server) as (terminal, _, _):
        await terminal.press("k", "enter")
        await terminal.shows("prices #1 message", "2 of 3")
        await terminal.press("p")
        await terminal.shows("orders #1 message", "1 of 3")
        await terminal.press("escape")
        await terminal.until(lambda: "first order" in chosen(terminal))
