"""A `${NAME}` that is not set can be given a value in the dashboard, which is sent and shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import Project, Session
from tests.tui.conftest import Server, Terminal, dashboard

pytestmark = pytest.mark.slow

SECRET = "hunter2-hunter2"
HEADERS = {"Authorization": "Bearer ${SHOP_TOKEN}"}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the values that the tests give."""
    for name in ("SHOP_TOKEN", "SHOP_KEY"):
        monkeypatch.delenv(name, raising=False)


async def give(terminal: Terminal, *values: str) -> None:
    await terminal.press("dollar_sign")
    await terminal.shows("Values for")
    for value in values:
        await terminal.press(*value, "enter")
    await terminal.hides("Values for")


async def test_the_pane_says_which_key_gives_a_value_and_the_stream_starts(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("an order")
    async with dashboard(orders.spec(headers=HEADERS)) as terminal:
        await terminal.says("SHOP_TOKEN is not set. $ asks for its value", "$ Give values")
        await terminal.press("dollar_sign")
        await terminal.says("Values for orders", "SHOP_TOKEN", f"Sent to {orders.url}. Kept in memory until")
        await terminal.press(*SECRET)
        assert SECRET not in terminal.text
        await terminal.press("enter")
        await terminal.shows("an order", "● live")
        assert orders.requests[-1].headers["Authorization"] == f"Bearer {SECRET}"
        assert "Give values" not in terminal.footer


async def test_all_that_a_stream_lacks_is_asked_for_at_once(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders.spec(headers={**HEADERS, "X-Key": "${SHOP_KEY}"})) as terminal:
        await terminal.says("is not set")
        await terminal.press("dollar_sign", "enter")
        await terminal.says("type a value for SHOP_TOKEN")
        await terminal.press(*"one-token", "enter", *"one-key", "enter")
        await terminal.shows("● live")
        sent = orders.requests[-1].headers
        assert (sent["Authorization"], sent["X-Key"]) == ("Bearer one-token", "one-key")


async def test_others_that_lack_the_same_start_as_well(server: Server) -> None:
    orders, prices, chat = server.streams("orders", "prices", "chat")
    specs = [
        orders.spec(headers=HEADERS),
        prices.spec(headers=HEADERS),
        chat.spec(headers={"X": "${SHOP_KEY}"}),
    ]
    async with dashboard(*specs) as terminal:
        await terminal.until(lambda: terminal.text.count("is not set") == 3)
        await terminal.press("dollar_sign")
        await terminal.says(f"Sent to {orders.url}, {prices.url}. Kept")
        await terminal.press("escape")
        await give(terminal, SECRET)
        await orders.connected()
        await prices.connected()
        assert "is not set" in "".join(terminal.pane("chat"))


async def test_a_value_that_was_refused_can_be_given_anew(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(401, f"no such token: {SECRET}")
    async with dashboard(orders.spec(headers=HEADERS)) as terminal:
        await terminal.says("is not set")
        await give(terminal, SECRET)
        await terminal.shows("no such token: ***")
        assert SECRET not in terminal.text
        await terminal.press("dollar_sign")
        await terminal.says("set; empty leaves it so")
        await terminal.press(*"another-token", "enter")
        await terminal.until(lambda: len(orders.requests) == 2)
        assert orders.requests[-1].headers["Authorization"] == "Bearer another-token"


async def test_a_given_value_is_in_no_file_and_no_command(server: Server, project: Project) -> None:
    orders = server.stream("orders")
    async with dashboard(orders.spec(headers=HEADERS), project=project) as terminal:
        await terminal.says("is not set")
        await give(terminal, SECRET)
        await terminal.shows("● live")
        await terminal.press("ctrl+y")
        assert "${SHOP_TOKEN}" in terminal.clipboard
        assert SECRET not in terminal.clipboard
        await terminal.press("ctrl+s", "enter")
        await terminal.shows("▌ Saved")
        assert SECRET not in saved_text(profiles.profile_path(project, "default"))


def saved_text(path: Path) -> str:
    """All of the file."""
    return path.read_text()


async def test_where_there_is_nothing_to_give_the_key_does_nothing(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.press("dollar_sign")
        assert "Values for" not in terminal.text


async def test_what_is_odd_about_the_command_line_is_said_at_the_start(server: Server) -> None:
    session = Session(
        streams=(server.stream("orders").spec(),), warnings=("The token can be read by others",)
    )
    async with dashboard(session=session) as terminal:
        await terminal.says("The token can be read by others")
