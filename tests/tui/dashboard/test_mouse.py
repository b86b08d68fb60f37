"""The mouse: what is clicked, clicked twice and scrolled over does what keys do."""

from __future__ import annotations

from tests.tui.conftest import Server, Stream, Terminal, dashboard


def hundred(server: Server) -> Stream:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    return orders


async def test_a_click_on_a_row_chooses_it(server: Server) -> None:
    async with dashboard(hundred(server)) as terminal:
        await terminal.shows("event-099")
        await terminal.click_on("event-090")
        await terminal.until(lambda: terminal.chosen("orders").endswith("event-090"))
        await terminal.click_on("event-095")
        await terminal.until(lambda: terminal.chosen("orders").endswith("event-095"))


async def test_a_click_below_the_last_row_chooses_nothing(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("event-000")
    async with dashboard(orders) as terminal:
        await terminal.shows("event-000")
        await terminal.click(20, 15)
        assert terminal.chosen("orders") == ""


async def test_a_click_on_a_row_of_another_pane_makes_that_the_current_one(server: Server) -> None:
    prices = server.stream("prices")
    prices.push("a price", "another price")
    async with dashboard(server.stream("orders"), prices) as terminal:
        await terminal.shows("another price")
        await terminal.click_on("a price")
        await terminal.until(lambda: terminal.chosen("prices").endswith("a price"))
        assert terminal.current == "prices"


async def test_a_double_click_on_a_row_inspects_it(server: Server) -> None:
    async with dashboard(hundred(server)) as terminal:
        await terminal.shows("event-099")
        await terminal.click_on("event-090", times=2)
        await terminal.shows("orders #91 message", "91 of 100")


async def test_below_a_note_of_lost_events_the_row_that_is_clicked_is_chosen(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(8)))
    async with dashboard(orders.spec(history=5)) as terminal:
        await terminal.shows("3 older events lost from history")
        await terminal.click_on("event-004")
        await terminal.until(lambda: terminal.chosen("orders").endswith("event-004"))


async def test_any_line_of_a_broken_row_chooses_it(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("short", f"{'x' * 160} end-of-it", "also short")
    async with dashboard(orders) as terminal:
        await terminal.press("b")
        await terminal.shows("end-of-it")
        await terminal.click_on("end-of-it", times=2)
        await terminal.shows("orders #2 message")


async def test_a_double_click_on_a_title_zooms_and_another_goes_back(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.shows("2 prices ● live")
        await terminal.click_on("2 prices", times=2)
        await terminal.until(lambda: terminal.is_on_screen("prices") and not terminal.is_on_screen("orders"))
        await terminal.click_on("2 prices", times=2)
        await terminal.until(lambda: terminal.is_on_screen("prices") and terminal.is_on_screen("orders"))


async def test_one_click_on_a_title_only_makes_the_pane_current(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.shows("2 prices ● live")
        await terminal.click_on("2 prices")
        await terminal.until(lambda: terminal.current == "prices")
        assert terminal.is_on_screen("orders")


async def test_the_wheel_scrolls_the_pane_below_it_and_chooses_nothing(server: Server) -> None:
    async with dashboard(server.stream("prices"), hundred(server)) as terminal:
        await terminal.shows("event-099")
        x, y = terminal.place_of("event-099")
        await terminal.turn_wheel(x, y, -2)
        await terminal.until(lambda: "SCROLLED +6" in terminal.footing("orders"))
        assert terminal.current == "prices"
        assert terminal.chosen("orders") == ""
        await terminal.turn_wheel(x, y, 2)
        await terminal.hides("SCROLLED")


async def test_a_chosen_row_that_was_scrolled_away_stays_chosen(server: Server) -> None:
    async with dashboard(hundred(server)) as terminal:
        await terminal.shows("event-099")
        await terminal.press("k")
        await terminal.turn_wheel(20, 10, -10)
        await terminal.hides("event-098")
        await terminal.press("enter")
        await terminal.shows("orders #99 message")


async def test_the_line_of_keys_is_clicked(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.until(lambda: "space Pause" in terminal.footer)
        await terminal.click_on("space Pause")
        await terminal.shows("PAUSED")


async def test_a_line_of_the_help_is_clicked(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.press("question_mark")
        await terminal.shows("Find events, hiding none")
        await terminal.click_on("Find events, hiding none")
        await terminal.shows("find in orders ›")


async def test_in_the_list_a_click_selects_and_a_double_click_opens(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.press("f3")
        await terminal.shows(" 2 ● live ")
        await terminal.click_on("prices")
        await terminal.until(lambda: any(line.startswith("▌ 2 ● live") for line in terminal.lines))
        await terminal.click_on("prices", times=2)
        await terminal.until(lambda: terminal.title("prices").startswith("┏"))
        assert not terminal.is_on_screen("orders")
        await terminal.press("escape")
        await terminal.shows("▌ 2 ● live")


async def test_in_the_list_a_click_on_a_heading_sorts(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices", "builds")) as terminal:
        await terminal.press("f3")
        await terminal.shows("#▲ state")
        await terminal.click_on("name")
        await terminal.shows("name▲")
        assert terminal.place_of("builds")[1] < terminal.place_of("orders")[1]


async def test_a_click_leaves_the_line_in_which_a_filter_is_typed(server: Server) -> None:
    async with dashboard(hundred(server)) as terminal:
        await terminal.shows("event-099")
        await terminal.press("f", *"event-09")
        await terminal.shows("10 of 100")
        await terminal.click_on("event-095")
        await terminal.hides("filter orders ›")
        await terminal.until(lambda: terminal.chosen("orders").endswith("event-095"))


async def test_clicks_in_the_timeline_choose_and_inspect(server: Server) -> None:
    prices = server.stream("prices")
    async with dashboard(hundred(server), prices) as terminal:
        await prices.connected()
        await terminal.press("f4")
        await terminal.shows("event-099")
        # A row is chosen first: then the rows stand still, whatever still comes.
        await terminal.press("k")
        await terminal.click_on("event-090", times=2)
        await terminal.shows("orders #91 message", "91 of 100")
        await terminal.press("escape")
        await terminal.click_on("timeline 2 streams", times=2)
        await terminal.shows("timeline 2 streams")


def pointed(terminal: Terminal) -> str:
    return "".join(line for line in terminal.lines if line.startswith("▌"))


async def test_the_wheel_scrolls_a_long_list(server: Server) -> None:
    specs = [server.stream("hub").spec(name=f"stream-{n:03}", url="http://127.0.0.1:9/") for n in range(100)]
    async with dashboard(*specs) as terminal:
        await terminal.press("f3")
        await terminal.until(lambda: "stream-000" in pointed(terminal))
        await terminal.turn_wheel(10, 10, 3)
        await terminal.until(lambda: "stream-009" in pointed(terminal))
