"""The list in the dashboard: what its keys do to streams and views. How it draws has tests of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tui.conftest import Server, Terminal, dashboard

NAMES = ["orders", "prices", "builds"]


@asynccontextmanager
async def listing(server: Server, *names: str) -> AsyncIterator[Terminal]:
    """The list of these streams, or of three, all live."""
    names = names or tuple(NAMES)
    streams = server.streams(*names)
    async with dashboard(*streams) as terminal:
        for stream in streams:
            await stream.connected()
        await terminal.press("f3")
        await terminal.until(lambda: f"{len(names)} live" in terminal.header)
        await terminal.until(lambda: listed(terminal) == list(names))
        yield terminal


def listed(terminal: Terminal) -> list[str]:
    """The names of the streams in the list, from top to bottom."""
    rows = [line.lstrip("▌").split() for line in terminal.lines[2:-2]]
    return [words[3] for words in rows if words[:1] and words[0].isdigit()]


def selected(terminal: Terminal) -> str:
    return next((line.lstrip("▌").split()[3] for line in terminal.lines if line.startswith("▌")), "")


async def selects(terminal: Terminal, name: str) -> None:
    """Wait until that stream is selected."""
    await terminal.until(lambda: selected(terminal) == name)


async def test_the_keys_of_a_log_move_in_the_list(server: Server) -> None:
    async with listing(server) as terminal:
        for key, name in [
            ("j", "prices"),
            ("down", "builds"),
            ("k", "prices"),
            ("G", "builds"),
            ("g", "orders"),
        ]:
            await terminal.press(key)
            await selects(terminal, name)
        await terminal.press("ctrl+d")
        await terminal.until(lambda: selected(terminal) == "builds")
        await terminal.press("pageup")
        await terminal.until(lambda: selected(terminal) == "orders")


async def test_a_digit_selects_the_row_of_that_stream(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("3")
        await terminal.until(lambda: selected(terminal) == "builds")


async def test_enter_gives_the_stream_the_screen_and_escape_goes_back_to_the_list(server: Server) -> None:
    async with listing(server) as terminal:
        for back in ["escape", "z"]:
            await terminal.press("2", "enter")
            await terminal.until(lambda: terminal.title("prices").startswith("┏ 2 prices ● live"))
            assert not terminal.is_on_screen("orders")
            await terminal.press(back)
            await terminal.until(lambda: selected(terminal) == "prices")


async def test_back_in_the_list_the_stream_that_was_gone_on_to_is_selected(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("enter", "tab", "tab")
        await terminal.until(lambda: terminal.is_on_screen("builds"))
        await terminal.press("escape")
        await terminal.until(lambda: selected(terminal) == "builds")


async def test_from_the_only_stream_escape_goes_back_to_the_list_too(server: Server) -> None:
    async with listing(server, "orders") as terminal:
        await terminal.press("enter")
        await terminal.until(lambda: "Back" in terminal.footer)
        await terminal.press("escape")
        await terminal.until(lambda: selected(terminal) == "orders")


async def test_once_all_panes_were_seen_escape_does_not_go_back_to_the_list(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("enter")
        await terminal.shows("1 orders ● live")
        await terminal.click_on("1 orders", times=2)
        await terminal.until(lambda: terminal.is_on_screen("builds"))
        await terminal.press("z")
        await terminal.until(lambda: not terminal.is_on_screen("builds"))
        await terminal.press("escape")
        await terminal.until(lambda: terminal.is_on_screen("builds"))
        await terminal.until(lambda: "Zoom" in terminal.footer and "Back" not in terminal.footer)


async def test_keys_of_a_stream_act_on_the_selected_one(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("j", "x")
        await server.stream("prices").left()
        await terminal.shows("○ stopped")
        await terminal.press("x")
        await server.stream("prices").connected(requests=2)
        await terminal.press("r")
        await server.stream("prices").connected(requests=3)
        assert [len(server.stream(name).requests) for name in ("orders", "builds")] == [1, 1]


async def test_the_line_of_keys_is_that_of_the_selected_stream(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("x")
        await terminal.until(lambda: "x Connect" in terminal.footer)
        await terminal.press("j")
        await terminal.until(lambda: "x Disconnect" in terminal.footer)


async def test_delete_asks_about_the_selected_stream(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("j", "delete")
        await terminal.shows("Remove prices?")
        await terminal.press("enter")
        await terminal.until(lambda: listed(terminal) == ["orders", "builds"])
        await server.stream("prices").left()


async def test_a_stream_that_is_added_is_in_the_list(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("a")
        await terminal.paste(server.stream("late").url)
        await terminal.press("enter")
        await terminal.until(lambda: listed(terminal) == [*NAMES, "late"])


async def test_s_sorts_by_the_next_column_and_capital_s_turns_the_order(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("j", "s")
        await terminal.until(lambda: listed(terminal) == ["builds", "orders", "prices"])
        await terminal.press("S")
        await terminal.until(lambda: listed(terminal) == ["prices", "orders", "builds"])
        # The row that keys act on stays with its stream.
        assert selected(terminal) == "prices"


async def test_f_narrows_the_list_while_it_is_typed(server: Server) -> None:
    async with listing(server) as terminal:
        for key in ["f", "slash"]:
            await terminal.press(key, *"pri")
            await terminal.shows("streams › pri")
            await terminal.until(lambda: listed(terminal) == ["prices"])
            await terminal.press("escape")
            await terminal.until(lambda: listed(terminal) == NAMES)


async def test_enter_keeps_the_narrowing_and_emptying_it_shows_all_again(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("f", *"or -pri", "enter")
        await terminal.hides("streams ›")
        await terminal.until(lambda: listed(terminal) == ["orders"])
        await terminal.shows("or -pri  1 of 3")
        await terminal.press("f", *["backspace"] * 7, "enter")
        await terminal.until(lambda: listed(terminal) == NAMES)


async def test_the_list_is_narrowed_by_state_too(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("x", "f", *"stop", "enter")
        await terminal.until(lambda: listed(terminal) == ["orders"])
        await terminal.press("x")
        await terminal.shows("no stream fits")


async def test_keys_do_nothing_to_streams_that_are_narrowed_away(server: Server) -> None:
    async with listing(server) as terminal:
        await terminal.press("f", *"nothing-like-it", "enter")
        await terminal.shows("no stream fits")
        await terminal.press("x", "delete", "enter", "e", "D")
        await terminal.press("f2")
        await terminal.shows(*(f"{name} ● live" for name in NAMES))


async def test_numbers_grow_by_themselves(server: Server) -> None:
    async with listing(server) as terminal:
        server.stream("prices").push(*"abcdefg")
        await terminal.until(lambda: any(" prices " in line and " 7 " in line for line in terminal.lines))


async def test_two_hundred_streams_are_listed_and_reached_by_name(server: Server) -> None:
    names = [f"stream-{n:03}" for n in range(200)]
    specs = [server.stream("hub").spec(name=name, url="http://127.0.0.1:9/") for name in names]
    async with dashboard(*specs) as terminal:
        await terminal.press("f3")
        await terminal.shows("200 streams")
        await terminal.press("f", *"stream-17", "enter", "G", "enter")
        await terminal.until(lambda: terminal.title("stream-179").startswith("┏ stream-179"))


async def test_words_that_narrow_the_list_are_not_offered_as_filters(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.shows("1 orders ● live", "2 prices ● live")
        await terminal.press("f3", "f", *"ord", "enter", "f2", "f", "up")
        await terminal.shows("filter orders ›")
        assert terminal.app.dashboard.bar.remembered == []
