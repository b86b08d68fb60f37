"""The order of the streams, which are hidden, and the pages that they stand on."""

from __future__ import annotations

import pytest

from sse_dash import profiles
from sse_dash.profiles import Project
from tests.tui.conftest import Server, Terminal, dashboard

pytestmark = pytest.mark.slow

NAMES = ["orders", "prices", "builds"]


def titles(terminal: Terminal) -> list[str]:
    """Number and name of each pane on the screen, in order."""
    panes = terminal.app.dashboard.grid.panes
    names = [pane.stream.name for pane in panes]
    return [" ".join(terminal.title(name)[1:].split()[:2]) for name in names]


async def test_less_and_greater_move_the_pane_and_number_all_anew(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press(">")
        await terminal.until(lambda: titles(terminal) == ["1 prices", "2 orders", "3 builds"])
        await terminal.press(">")
        await terminal.until(lambda: titles(terminal) == ["1 prices", "2 builds", "3 orders"])
        await terminal.press("<")
        await terminal.until(lambda: titles(terminal) == ["1 prices", "2 orders", "3 builds"])
        assert terminal.current == "orders"


async def test_past_the_first_and_the_last_place_there_is_none(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("<", "3", ">")
        await terminal.until(lambda: terminal.current == "builds")
        assert terminal.stream_names == NAMES


async def test_moving_touches_no_connection(server: Server) -> None:
    streams = server.streams(*NAMES)
    async with dashboard(*streams) as terminal:
        for stream in streams:
            await stream.connected()
        await terminal.press(">", "<", "H", "U")
        streams[0].push("still here")
        await terminal.shows("still here")
        assert [len(stream.requests) for stream in streams] == [1, 1, 1]


async def test_the_order_is_saved(server: Server, project: Project) -> None:
    async with dashboard(*server.streams(*NAMES), project=project) as terminal:
        await terminal.press(">", "ctrl+s")
        await terminal.shows("Save a profile for project shop")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
        profile = profiles.load(profiles.profile_path(project, "default")).profile
        assert [spec.name for spec in profile.streams] == ["prices", "orders", "builds"]


async def test_capital_h_leaves_a_pane_out_and_the_stream_goes_on(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders, *server.streams(*NAMES[1:])) as terminal:
        await orders.connected()
        await terminal.press("H")
        await terminal.until(lambda: titles(terminal) == ["2 prices", "3 builds"])
        await terminal.says("orders goes on, out of sight; U shows it again.")
        await terminal.until(lambda: "3 streams  1 hidden  ● 3 live" in terminal.header)
        assert terminal.current == "prices"
        assert orders.listeners == 1


async def test_capital_u_shows_hidden_panes_again_where_they_were(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("H", "H")
        await terminal.until(lambda: titles(terminal) == ["3 builds"])
        await terminal.press("U")
        await terminal.until(lambda: titles(terminal) == ["1 orders", "2 prices", "3 builds"])


async def test_the_last_pane_is_not_hidden(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.press("H", "H")
        await terminal.says("The last stream on the screen stays on it.")
        assert titles(terminal) == ["2 prices"]


async def test_the_digit_of_a_hidden_pane_shows_it(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("H", "1")
        await terminal.until(lambda: titles(terminal) == ["1 orders", "2 prices", "3 builds"])
        assert terminal.current == "orders"


async def test_hidden_streams_are_in_the_list_and_in_the_timeline(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("an order")
    async with dashboard(orders, *server.streams(*NAMES[1:])) as terminal:
        await terminal.shows("an order")
        await terminal.press("H", "f3")
        await terminal.shows("1 ● live", "orders")
        await terminal.press("f4")
        await terminal.shows("timeline 3 streams", "orders message an order")


async def test_a_hidden_stream_that_is_opened_from_the_list_has_the_screen(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("H", "f3", "g", "enter")
        await terminal.until(lambda: titles(terminal) == ["1 orders"])


async def test_in_the_grid_keys_act_on_a_pane_that_is_seen_whatever_was_chosen_before(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("H", "f3", "g", "v", "f2")
        await terminal.until(lambda: titles(terminal) == ["2 prices", "3 builds"])
        await terminal.until(lambda: terminal.title("prices").startswith("┏"))
        await terminal.press("space")
        await terminal.shows("2 prices ● PAUSED")


async def test_when_the_last_pane_is_removed_from_the_list_hidden_ones_are_shown(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.press("H", "f3", "G", "delete", "enter")
        await terminal.until(lambda: terminal.stream_names == ["orders"])
        await terminal.press("f2")
        await terminal.until(lambda: titles(terminal) == ["1 orders"])


async def test_a_stream_that_is_added_goes_last_and_its_page_is_shown(server: Server) -> None:
    names = [f"stream-{n:02}" for n in range(1, 21)]
    more = server.stream("more")
    async with dashboard(*server.streams(*names), size=(80, 24)) as terminal:
        await terminal.until(lambda: "page 1 of 2" in terminal.header)
        await terminal.press("a")
        await terminal.paste(more.url)
        await terminal.press("enter")
        await more.connected()
        await terminal.until(lambda: "page 3 of 3" in terminal.header and terminal.is_on_screen("more"))
        await terminal.press("tab")
        await terminal.until(lambda: "page 1 of 3" in terminal.header and terminal.current == names[0])


async def test_a_pane_moves_from_page_to_page(server: Server) -> None:
    names = [f"stream-{n:02}" for n in range(1, 21)]
    async with dashboard(*server.streams(*names), size=(80, 24)) as terminal:
        await terminal.until(lambda: "page 1 of 2" in terminal.header)
        last = terminal.app.dashboard.grid.panes[-1].stream.name
        on_page = len(terminal.app.dashboard.grid.panes)
        await terminal.press("shift+tab", *["<"] * (20 - on_page))
        await terminal.until(lambda: "page 1 of 2" in terminal.header)
        assert terminal.is_on_screen("stream-20")
        assert not terminal.is_on_screen(last)
