"""Leaving: at once, with nothing left behind."""

from __future__ import annotations

import time

import pytest

from tests.tui.conftest import Server, dashboard

# That nothing runs on and no exception goes unnoticed, `dashboard` sees to after every test.


@pytest.mark.parametrize("keys", [["q"], ["ctrl+q"], ["a", "ctrl+q"], ["f", "ctrl+q"]])
async def test_the_app_ends_soon_with_every_connection_closed(server: Server, keys: list[str]) -> None:
    running = server.streams("orders", "prices", "builds")
    down, hanging, missing = server.streams("down", "hanging", "missing")
    down.refuse(503)
    hanging.hang()
    missing.refuse(404)
    async with dashboard(*running, down, hanging, missing) as terminal:
        for stream in running:
            await stream.connected()
        await terminal.shows("✖ 404", "↻ retry", "◌ connecting")
        begun = time.monotonic()
        await terminal.press(*keys)
        await terminal.until(lambda: not terminal.app.is_running)
        # Idle it takes a third of a second; this tells it from waiting for the server that hangs.
        assert time.monotonic() - begun < 4
        await terminal.until(lambda: server.requests_open == 0)


@pytest.mark.parametrize(
    "keys", [["f3", "q"], ["f4", "q"], ["enter", "ctrl+q"], ["w", "ctrl+q"], ["e", "ctrl+q"]]
)
async def test_the_app_ends_from_every_view_and_from_what_opens_over_it(
    server: Server, keys: list[str]
) -> None:
    orders = server.stream("orders")
    orders.push("an order")
    async with dashboard(orders, server.stream("prices")) as terminal:
        await terminal.shows("an order")
        await terminal.press(*keys)
        await terminal.until(lambda: not terminal.app.is_running)
        await terminal.until(lambda: server.requests_open == 0)


async def test_keys_after_q_do_no_harm(server: Server) -> None:
    async with dashboard(*server.streams("orders", "prices")) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.type_ahead(*"qqzqf ")
        await terminal.until(lambda: not terminal.app.is_running)
        assert terminal.app.return_code == 0


@pytest.mark.parametrize("keys", [[], ["a"], ["f"], ["enter"]])
async def test_a_second_ctrl_c_leaves_whatever_is_open(server: Server, keys: list[str]) -> None:
    orders = server.stream("orders")
    orders.push("an order")
    async with dashboard(orders) as terminal:
        await terminal.shows("an order")
        await terminal.press(*keys, "ctrl+c")
        assert terminal.app.is_running
        await terminal.press("ctrl+c")
        await terminal.until(lambda: not terminal.app.is_running)
        assert terminal.app.return_code == 0


async def test_without_streams_the_app_ends_as_well() -> None:
    async with dashboard() as terminal:
        await terminal.press("q")
        await terminal.until(lambda: not terminal.app.is_running)
