"""What opens over the panes: adding and removing a stream, help, the palette, something to read."""

from __future__ import annotations

import pytest

from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from tests.tui.conftest import Server, Terminal, dashboard


async def add(terminal: Terminal, url: str, name: str = "") -> None:
    """Fill in the dialog for a stream."""
    await terminal.press("a")
    await terminal.shows("Add a stream")
    await terminal.paste(url)
    await terminal.press("tab")
    await terminal.paste(name)
    await terminal.press("enter")


async def test_a_adds_a_stream_by_its_url_and_goes_to_it(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders) as terminal:
        await add(terminal, prices.url)
        await prices.connected()
        await terminal.shows("1 orders ● live", "2 prices ● live")
        assert terminal.current == "prices"


async def test_the_scheme_may_be_left_out(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard() as terminal:
        await add(terminal, orders.url.removeprefix("http://"))
        await orders.connected()
        await terminal.shows("1 orders ● live")


async def test_what_is_typed_right_after_a_goes_to_the_dialog(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard() as terminal:
        await terminal.type_ahead("a", *orders.url, "tab", *"quiz", "enter", "z")
        await orders.connected()
        assert terminal.stream_names == ["quiz"]


async def test_a_stream_can_be_given_a_name(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard() as terminal:
        await add(terminal, orders.url, name="my shop")
        await terminal.shows("1 my shop ● live")


async def test_what_is_no_url_is_refused_in_place() -> None:
    async with dashboard() as terminal:
        await terminal.press("a")
        for url, words in [
            ("", "a stream needs a URL"),
            ("ftp://example.com/events", "by http or https, not by ftp"),
            ("http:///events", "the URL names no host"),
            ("http://example.com/a b", "a URL holds no spaces"),
        ]:
            await terminal.press("ctrl+u")
            await terminal.paste(url)
            await terminal.press("enter")
            await terminal.shows("Add a stream", words)
        # It stands there until it is mended.
        await terminal.press("backspace", "backspace")
        await terminal.hides("a URL holds no spaces")
        assert terminal.stream_names == []


async def test_a_refusal_can_be_read_on_a_small_terminal_too() -> None:
    async with dashboard(size=(40, 12)) as terminal:
        await add(terminal, "http:///events")
        await terminal.shows("the URL names no host", "Add ^s")


async def test_a_name_that_another_stream_has_is_refused(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await add(terminal, "localhost/events", name="orders")
        await terminal.shows("another stream is called orders already")


async def test_a_name_that_is_made_up_differs_from_all_others(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await add(terminal, orders.url)
        await terminal.shows("2 orders-2 ● live")


async def test_escape_adds_nothing(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("a", *"localhost/events", "escape")
        await terminal.hides("Add a stream")
        assert terminal.stream_names == ["orders"]


async def test_delete_asks_first_and_then_closes_the_connection(server: Server) -> None:
    orders, prices, builds = server.streams("orders", "prices", "builds")
    async with dashboard(orders, prices, builds) as terminal:
        await prices.connected()
        await terminal.press("2", "delete")
        await terminal.shows("Remove prices?")
        assert prices.listeners == 1
        await terminal.press("enter")
        await prices.left()
        await terminal.shows("1 orders", "2 builds")
        assert terminal.stream_names == ["orders", "builds"]
        assert terminal.current == "builds"


async def test_a_stream_stays_unless_its_removal_is_confirmed(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        for key in ["escape", "n"]:
            await terminal.press("delete")
            await terminal.shows("Remove orders?")
            await terminal.press(key)
            await terminal.hides("Remove orders?")
        assert (terminal.stream_names, orders.listeners) == (["orders"], 1)


async def test_without_its_last_stream_the_screen_says_how_to_begin(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        await terminal.press("delete", "y")
        await terminal.shows("No streams yet.")
        await orders.left()


async def test_in_zoom_a_removed_pane_makes_way_for_the_next(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices", "builds")) as terminal:
        await terminal.press("z", "delete", "enter")
        await terminal.until(lambda: terminal.stream_names == ["prices", "builds"])
        await terminal.until(lambda: terminal.is_on_screen("prices") and not terminal.is_on_screen("builds"))


async def test_help_opens_and_closes(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        for key, back in [("question_mark", "escape"), ("f1", "q"), ("question_mark", "f1")]:
            await terminal.press(key)
            await terminal.shows("─ Keys ─", "click one, or esc")
            await terminal.press(back)
            await terminal.hides("─ Keys ─")


async def test_every_key_belongs_to_a_group_of_the_help() -> None:
    assert [key for key in KEYS if key.group not in GROUPS] == []


async def test_help_on_a_small_terminal_can_be_scrolled(server: Server) -> None:
    async with dashboard(server.stream("orders"), size=(80, 24)) as terminal:
        await terminal.press("question_mark")
        await terminal.shows("Pane and timeline")
        await terminal.press("end")
        await terminal.shows("Close every connection and quit")


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_runs_a_command(server: Server, key: str) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.press(key)
        await terminal.shows("Search for commands")
        await terminal.press(*"disconn")
        await terminal.shows("Disconnect; again: connect")
        await terminal.press("down", "enter")
        await terminal.shows("1 orders ○ stopped")


async def test_the_palette_opens_what_a_key_opens(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("colon")
        await terminal.shows("Search for commands")
        await terminal.press(*"filter")
        await terminal.shows("Show only events that match")
        await terminal.press("down", "enter")
        await terminal.shows("filter orders ›")
        await terminal.press(*"error", "enter")
        await terminal.shows("/error ")


async def test_the_palette_goes_to_a_pane(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices", "builds")) as terminal:
        await terminal.press("colon")
        await terminal.shows("Search for commands")
        await terminal.press(*"pane 3")
        await terminal.shows("Go to pane 3")
        await terminal.press("down", "enter")
        await terminal.until(lambda: terminal.current == "builds")


async def test_the_palette_offers_only_what_works_now(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("space", "colon")
        await terminal.shows("Search for commands")
        await terminal.press(*"res")
        await terminal.shows("Resume")
        assert "Freeze what is shown" not in terminal.text


async def test_ctrl_t_changes_the_theme(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("ctrl+t")
        await terminal.shows("Search for themes")
        await terminal.press(*"nord")
        await terminal.until(lambda: "gruvbox" not in terminal.text)
        await terminal.press("down", "enter")
        await terminal.until(lambda: terminal.app.theme == "nord")


async def test_streams_go_on_behind_a_dialog(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        await terminal.press("delete")
        await terminal.shows("Remove orders?")
        orders.push("here I am")
        await terminal.shows("here I am", "Remove orders?")


async def test_a_form_that_was_left_is_offered_again_and_a_stream_made_of_it(server: Server) -> None:
    prices = server.stream("prices")
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("a", *prices.url, "escape")
        await terminal.says("What you typed is kept; the next time ctrl+r brings it back.")
        await terminal.press("a", "ctrl+r", "enter")
        await terminal.until(lambda: terminal.stream_names == ["orders", "prices"])
        await terminal.press("a")
        await terminal.shows("Add a stream")
        assert "brings back your draft" not in terminal.text
