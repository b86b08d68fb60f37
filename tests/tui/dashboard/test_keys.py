"""What each key does to the panes and their streams; what opens something has a file of its own."""

from __future__ import annotations

import pytest

from sse_dash.tui.keys.key_line import KeyLine
from tests.tui.conftest import Server, dashboard

NAMES = ["orders", "prices", "builds"]


async def test_pause_freezes_the_pane_and_counts_what_comes(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("first")
    async with dashboard(orders) as terminal:
        await terminal.shows("first")
        await terminal.press("space")
        orders.push("second", "third")
        await terminal.shows("1 orders ● PAUSED +2")
        assert "third" not in terminal.text
        assert len(terminal.monitor("orders").history) == 3
        await terminal.press("p")
        await terminal.shows("first", "second", "third", "1 orders ● live")


async def test_a_pause_says_how_many_events_were_lost_unseen(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("first")
    async with dashboard(orders.spec(history=5)) as terminal:
        await terminal.shows("first")
        await terminal.press("space")
        orders.push(*(f"event-{n}" for n in range(8)))
        await terminal.shows("PAUSED +8, 3 lost", "first")


async def test_a_stream_that_is_to_be_paused_is_so_from_the_start(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("unseen")
    async with dashboard(orders.spec(paused=True)) as terminal:
        await terminal.shows("1 orders ● PAUSED +1", "paused; space shows what has come")
        assert "unseen" not in terminal.text
        await terminal.press("space")
        await terminal.shows("unseen", "1 orders ● live")


async def test_pause_freezes_only_the_current_pane(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices) as terminal:
        await terminal.shows("1 orders ● live", "2 prices ● live")
        await terminal.press("2", "space")
        orders.push("an order")
        prices.push("a price")
        await terminal.shows("an order", "2 prices ● PAUSED +1")
        assert "a price" not in terminal.text


async def test_capital_p_pauses_all_panes_and_lets_all_go_on(server: Server) -> None:
    streams = server.streams(*NAMES)
    async with dashboard(*streams) as terminal:
        await terminal.shows(*(f"{name} ● live" for name in NAMES))
        # One that is paused already stays so.
        await terminal.press("space", "P")
        await terminal.shows(*(f"{name} ● PAUSED +0" for name in NAMES))
        await terminal.press("P")
        await terminal.shows(*(f"{name} ● live" for name in NAMES))


async def test_r_connects_anew_after_the_last_event_id(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices) as terminal:
        await orders.connected()
        orders.push("one", last_event_id="42")
        await terminal.shows("one")
        await terminal.press("r")
        await orders.connected(requests=2)
        assert orders.requests[1].headers["Last-Event-ID"] == "42"
        assert orders.listeners == 1
        await terminal.shows("1 orders ● live", "one")
        assert len(prices.requests) == 1


async def test_r_tries_again_a_stream_that_had_failed(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(404)
    async with dashboard(orders) as terminal:
        await terminal.shows("✖ 404 Not Found")
        orders.refuse(200)
        await terminal.press("r")
        await terminal.shows("● live")


async def test_r_tries_at_once_a_stream_that_waits_to_be_tried(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(503)
    async with dashboard(orders) as terminal:
        await terminal.shows("↻ retry in")
        orders.refuse(200)
        await terminal.press("r")
        await terminal.shows("● live")


async def test_capital_r_connects_all_streams_anew(server: Server) -> None:
    streams = server.streams(*NAMES)
    async with dashboard(*streams) as terminal:
        for stream in streams:
            await stream.connected()
        await terminal.press("R")
        for stream in streams:
            await stream.connected(requests=2)
        await terminal.shows(*(f"{name} ● live" for name in NAMES))


async def test_x_disconnects_and_connects(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("one", last_event_id="1")
    async with dashboard(orders) as terminal:
        await terminal.shows("one")
        await terminal.press("x")
        await orders.left()
        await terminal.shows("1 orders ○ stopped", "one")
        await terminal.press("x")
        await orders.connected(requests=2)
        await terminal.shows("1 orders ● live")
        assert orders.requests[1].headers["Last-Event-ID"] == "1"


async def test_x_gives_up_a_stream_that_waits_to_be_tried(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(503)
    async with dashboard(orders) as terminal:
        await terminal.shows("↻ retry in")
        await terminal.press("x")
        await terminal.shows("○ stopped")


async def test_the_footer_names_what_the_keys_do_now(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices) as terminal:
        await terminal.shows("1 orders ● live")
        keys = "space Pause f Filter / Search ⏎ Inspect z Zoom v View a Add ? Help q Quit r Reconnect"
        await terminal.until(lambda: terminal.footer.startswith(keys))
        await terminal.press("space")
        await terminal.until(lambda: "space Resume" in terminal.footer)
        await terminal.press("z")
        await terminal.until(lambda: "Back" in terminal.footer and "Zoom" not in terminal.footer)
        await terminal.press("2")
        await terminal.until(lambda: "space Pause" in terminal.footer and "Resume" not in terminal.footer)


async def test_the_footer_follows_a_stream_that_ends_by_itself(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("[DONE]")
    async with dashboard(orders.spec(done="[DONE]")) as terminal:
        await terminal.shows("■ ended")
        await terminal.until(lambda: "x Connect" in terminal.footer)


async def test_a_key_that_changes_no_key_leaves_the_footer_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.shows("1 orders ● live", "2 prices ● live", "3 builds ● live")
        await terminal.until(lambda: "Disconnect" in terminal.footer)
        line = terminal.app.screen.query_one(KeyLine)
        drawn = line.draw(80, 1)
        redrawn: list[int] = []
        monkeypatch.setattr(line, "redraw", lambda: redrawn.append(1))
        await terminal.press("up", "tab", "C", "shift+tab", "r")
        await terminal.shows("1 orders ● live")
        assert not redrawn
        assert line.draw(80, 1) == drawn


async def test_a_single_pane_is_not_to_be_zoomed(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.until(lambda: "Filter" in terminal.footer)
        assert "Zoom" not in terminal.footer


async def test_tab_goes_round_the_panes_and_shift_tab_back(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        visited = []
        for key in ["tab", "tab", "tab", "shift+tab", "shift+tab"]:
            await terminal.press(key)
            visited.append(terminal.current)
        assert visited == ["prices", "builds", "orders", "builds", "prices"]


async def test_a_digit_goes_to_the_pane_of_that_number(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("3")
        assert terminal.current == "builds"
        await terminal.press("2")
        assert terminal.current == "prices"
        # There is none of that number.
        await terminal.press("9")
        assert terminal.current == "prices"


async def test_the_current_pane_has_a_heavy_border(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("2")
        await terminal.until(lambda: [terminal.title(name)[0] for name in NAMES] == ["╭", "┏", "╭"])


async def test_a_click_makes_a_pane_the_current_one(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.click(50, 25)
        assert terminal.current == "builds"


async def test_z_gives_the_pane_the_whole_screen(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        for back in ["z", "escape"]:
            await terminal.press("2", "z")
            await terminal.until(lambda: len(terminal.pane("prices")) == 28)
            assert [terminal.is_on_screen(name) for name in NAMES] == [False, True, False]
            await terminal.press(back)
            await terminal.until(lambda: all(terminal.is_on_screen(name) for name in NAMES))
            assert terminal.current == "prices"


async def test_in_zoom_other_panes_can_be_gone_to(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("z", "tab")
        assert [terminal.is_on_screen(name) for name in NAMES] == [False, True, False]
        await terminal.press("3")
        assert [terminal.is_on_screen(name) for name in NAMES] == [False, False, True]


async def test_streams_go_on_behind_a_zoomed_pane(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices) as terminal:
        await prices.connected()
        await terminal.press("z")
        prices.push("a price")
        await terminal.press("tab")
        await terminal.shows("a price")


async def test_scrolling_up_stops_following_until_the_end_is_asked_for(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        for number, back in enumerate([["G"], ["end"], ["F"], ["down", "down", "down"]]):
            await terminal.press("up")
            await terminal.shows("SCROLLED +0")
            orders.push(f"late-{number}")
            await terminal.shows("SCROLLED +1")
            assert f"late-{number}" not in terminal.text
            await terminal.press(*back)
            await terminal.shows(f"late-{number}")
            assert "SCROLLED" not in terminal.text
        orders.push("and on it goes")
        await terminal.shows("and on it goes")


async def test_what_was_scrolled_to_stays_in_view_while_events_come(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        await terminal.press("k", "k")
        await terminal.shows("SCROLLED +0")
        before = terminal.rows("orders")
        orders.push(*"abc")
        await terminal.shows("SCROLLED +3")
        assert terminal.rows("orders") == before


async def test_home_shows_the_oldest_event(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        for key in ["home", "g"]:
            await terminal.press(key)
            await terminal.shows("event-000", "SCROLLED")
            await terminal.press("G")


async def test_a_page_key_scrolls_by_half_of_what_is_in_view(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        half = len(terminal.rows("orders")) // 2
        await terminal.press("pageup", "ctrl+u")
        await terminal.shows(f"SCROLLED +{2 * half}")
        await terminal.press("pagedown")
        await terminal.shows(f"SCROLLED +{half}")
        await terminal.press("ctrl+d")
        await terminal.hides("SCROLLED")


async def test_capital_c_clears_the_pane_and_leaves_the_stream_running(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("old news")
    async with dashboard(orders) as terminal:
        await terminal.shows("old news")
        await terminal.press("C")
        await terminal.hides("old news")
        orders.push("fresh news")
        await terminal.shows("fresh news", " 2 events, 1 cleared, u undoes ")
        assert len(orders.requests) == 1


async def test_u_brings_back_what_was_cleared(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("old news")
    async with dashboard(orders) as terminal:
        await terminal.shows("old news")
        await terminal.press("C")
        await terminal.shows("1 event cleared; u brings back what was there")
        orders.push("fresh news")
        await terminal.shows("fresh news")
        await terminal.press("u")
        await terminal.until(lambda: terminal.data("orders") == ["old news", "fresh news"])
        assert "cleared" not in terminal.text


async def test_what_is_cleared_in_the_list_is_said_and_comes_back_as_well(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("old news")
    async with dashboard(orders) as terminal:
        await terminal.shows("old news")
        await terminal.press("f3", "C")
        await terminal.says("1 event of orders cleared; u brings them back.")
        await terminal.press("u", "f2")
        await terminal.shows("old news")


async def test_capital_c_clears_a_paused_pane_too(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("old news")
    async with dashboard(orders) as terminal:
        await terminal.shows("old news")
        await terminal.press("space", "C")
        await terminal.hides("old news")
        orders.push("fresh news")
        await terminal.shows("PAUSED +1")
        assert "fresh news" not in terminal.text


async def test_keys_that_need_a_pane_do_nothing_without_one() -> None:
    async with dashboard() as terminal:
        await terminal.press(*"pPrRxfzCgGjk123", "space", "escape", "tab", "shift+tab", "delete")
        await terminal.shows("No streams yet.")
