"""Streams from the screen: adding, changing and copying them by the form, and what becomes of their panes."""

from __future__ import annotations

import pytest
from textual.events import Paste

from sse_dash.client import redact
from tests.tui.conftest import Server, Terminal, dashboard

NAMES = ["orders", "prices", "builds"]


async def open_form(terminal: Terminal, key: str, title: str) -> None:
    await terminal.press(key)
    await terminal.shows(title)


async def test_a_curl_command_in_the_url_field_fills_the_form_and_the_stream_runs(server: Server) -> None:
    orders = server.stream("orders")
    command = f"curl '{orders.url}?page=2' -X POST -H 'X-Shop: 7' --data-raw '{{\"a\": 1}}'"
    async with dashboard() as terminal:
        await open_form(terminal, "a", "Add a stream")
        await terminal.paste(command)
        await terminal.says("Filled in from the curl command.")
        await terminal.press("ctrl+s")
        await orders.connected()
        request = orders.requests[0]
        assert (request.method, request.query["page"], request.headers["X-Shop"]) == ("POST", "2", "7")
        await terminal.shows("1 orders ● live")


async def test_a_curl_command_of_several_lines_is_pasted_whole(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard() as terminal:
        await open_form(terminal, "a", "Add a stream")
        await terminal.paste(f"curl '{orders.url}' \\\n  -H 'X-Shop: 7' \\\n  --compressed\n")
        await terminal.says("Filled in from the curl command.")
        await terminal.press("ctrl+s")
        await orders.connected()
        assert orders.requests[0].headers["X-Shop"] == "7"


async def test_e_changes_the_stream_in_its_place_and_connects_it_anew(server: Server) -> None:
    streams = server.streams(*NAMES)
    other = server.stream("other")
    async with dashboard(*streams) as terminal:
        await streams[1].connected()
        await terminal.press("2")
        await open_form(terminal, "e", "Change a stream")
        await terminal.press("ctrl+u")
        await terminal.paste(other.url)
        await terminal.press("ctrl+s")
        await other.connected()
        await streams[1].left()
        await terminal.shows("2 prices ● live")
        assert terminal.stream_names == NAMES
        assert terminal.current == "prices"


async def test_a_stream_of_which_nothing_was_changed_goes_on(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("kept")
    async with dashboard(orders) as terminal:
        await terminal.shows("kept")
        await open_form(terminal, "e", "Change a stream")
        await terminal.press("ctrl+s")
        await terminal.hides("Change a stream")
        await terminal.shows("kept")
        assert len(orders.requests) == 1


async def test_escape_in_the_form_changes_nothing(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        await open_form(terminal, "e", "Change a stream")
        await terminal.paste("/elsewhere")
        await terminal.press("escape")
        await terminal.hides("Change a stream")
        assert terminal.monitor("orders").spec.url == orders.url
        assert len(orders.requests) == 1


async def test_a_filter_that_is_changed_in_the_form_keeps_connection_and_history(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("an apple", "a pear")
    async with dashboard(orders.spec(filter="apple")) as terminal:
        await terminal.until(lambda: terminal.data("orders") == ["an apple"])
        await open_form(terminal, "e", "Change a stream")
        # URL, name, method, headers, body, filter.
        await terminal.press(*["tab"] * 5, "ctrl+u", *"pear", "ctrl+s")
        await terminal.until(lambda: terminal.data("orders") == ["a pear"])
        assert len(orders.requests) == 1


async def test_a_name_that_is_changed_is_shown_everywhere(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders, server.stream("prices")) as terminal:
        await orders.connected()
        await open_form(terminal, "e", "Change a stream")
        await terminal.press("tab", "ctrl+u", *"my shop", "ctrl+s")
        await terminal.shows("1 my shop ● live")
        orders.push("an order")
        await terminal.press("f4")
        await terminal.shows("my shop message an order")


async def test_the_form_shows_the_filter_that_the_pane_has_now(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await terminal.press("f", *"apple", "enter")
        await open_form(terminal, "e", "Change a stream")
        await terminal.until(lambda: any("Filter" in line and " apple " in line for line in terminal.lines))


async def test_capital_d_adds_a_stream_like_it_right_after_it_under_a_name_of_its_own(server: Server) -> None:
    streams = server.streams(*NAMES)
    async with dashboard(*(stream.spec(headers={"X-Shop": "7"}) for stream in streams)) as terminal:
        await streams[0].connected()
        await open_form(terminal, "D", "Duplicate a stream")
        await terminal.press("ctrl+s")
        await streams[0].connected(requests=2)
        await terminal.shows("2 orders-2 ● live", "3 prices")
        assert streams[0].requests[1].headers["X-Shop"] == "7"
        assert streams[0].listeners == 2
        assert terminal.current == "orders-2"
        await open_form(terminal, "D", "Duplicate a stream")
        await terminal.press("ctrl+s")
        await terminal.until(lambda: terminal.stream_names[:3] == ["orders", "orders-2", "orders-2-2"])


async def test_a_key_right_after_enter_in_the_form_is_the_new_panes(server: Server) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders) as terminal:
        await terminal.type_ahead("a", *prices.url, "enter", "space")
        await terminal.shows("2 prices ● PAUSED")
        assert not terminal.watched("orders").log_view.filtered.paused


async def test_keys_right_after_removing_a_stream_are_those_of_the_next_one(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.shows("3 builds ● live")
        await terminal.type_ahead("2", "delete", "enter", "space")
        await terminal.shows("2 builds ● PAUSED")
        assert terminal.stream_names == ["orders", "builds"]


async def test_a_stream_that_is_changed_while_it_is_hidden_stays_hidden(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("H", "f3", "g")
        await open_form(terminal, "e", "Change a stream")
        await terminal.press("tab", "ctrl+u", *"renamed", "ctrl+s")
        await terminal.hides("Change a stream")
        await terminal.shows("renamed")
        await terminal.press("f2")
        await terminal.until(lambda: "1 hidden" in terminal.header)
        assert not terminal.is_on_screen("renamed")


async def test_what_was_tried_in_the_form_is_no_stream_until_it_is_taken(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("hello there")
    async with dashboard() as terminal:
        await open_form(terminal, "a", "Add a stream")
        await terminal.paste(orders.url)
        await terminal.press("ctrl+t")
        await orders.connected()
        await terminal.shows("200")
        await terminal.press("escape", "escape")
        await orders.left()
        await terminal.shows("No streams yet.")


async def test_secrets_in_a_url_are_on_no_dialog_about_it(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders.spec(url=f"{orders.url}?token=hush-hush")) as terminal:
        await orders.connected()
        assert "hush" not in redact.redact_url(f"{orders.url}?token=hush-hush")
        await terminal.press("delete")
        await terminal.shows("Remove orders?")
        assert "hush" not in terminal.text
        await terminal.press("escape", "f3")
        await terminal.shows("1 stream")
        assert "hush" not in terminal.text


async def test_ctrl_y_copies_the_request_as_a_curl_command_without_its_secrets(server: Server) -> None:
    orders = server.stream("orders")
    spec = orders.spec(headers={"Authorization": "Bearer sk-0123456789abcdef"})
    async with dashboard(spec) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.press("ctrl+y")
        await terminal.until(lambda: terminal.clipboard.startswith("curl -N "))
        assert orders.url in terminal.clipboard
        assert "${TOKEN}" in terminal.clipboard
        assert "sk-0123456789abcdef" not in terminal.clipboard


@pytest.mark.parametrize("before", ["", "curl -N ", "$ curl -H 'X-A: 1' "])
async def test_what_is_pasted_on_the_grid_opens_the_form_filled_in(server: Server, before: str) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders) as terminal:
        await terminal.shows("1 orders ● live")
        terminal.app.post_message(Paste(f"{before}{prices.url}"))
        await terminal.shows("Add a stream", prices.url)
        await terminal.press("enter")
        await terminal.shows("2 ")
        await prices.connected()


async def test_other_text_that_is_pasted_on_the_grid_opens_nothing(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.shows("1 orders ● live")
        terminal.app.post_message(Paste("an error of the day"))
        await terminal.press("f12")
        assert terminal.app.screen is terminal.app.dashboard
