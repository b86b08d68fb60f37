"""What can be done with events: inspecting, copying and exporting them, from where they stand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.conftest import Server, Terminal, dashboard


@asynccontextmanager
async def shop(server: Server, **spec: str) -> AsyncIterator[Terminal]:
    """Six events of two types, the first of them of id 1."""
    orders = server.stream("orders")
    for number in range(1, 7):
        kind = "order.paid" if number % 3 == 0 else "order.created"
        orders.push(
            json.dumps({"id": number, "user": {"id": number % 2}}), event_type=kind, last_event_id=str(number)
        )
    async with dashboard(orders.spec(**spec), server.stream("prices")) as terminal:
        await terminal.shows('"id": 6')
        yield terminal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the dashboard is started in, with a path that no line has room for."""
    folder = tmp_path / ("a-folder-with-a-name-that-is-long-" * 3)
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def test_enter_inspects_the_newest_event_while_none_is_chosen(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("enter")
        await terminal.shows("orders #6 order.paid", "6 of 6", "id: 6")


async def test_enter_inspects_the_chosen_event(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("g", "j", "enter")
        await terminal.shows("orders #2 order.created", "2 of 6", "id: 2")


async def test_where_the_inspector_went_on_to_the_cursor_is_afterwards(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("g", "enter")
        await terminal.shows("#1 order.created")
        await terminal.press("n", "n", "n", "p")
        await terminal.shows("#3 order.paid", "3 of 6")
        await terminal.press("escape")
        await terminal.until(lambda: '"id": 3' in terminal.chosen("orders"))


async def test_who_steps_nowhere_goes_on_following(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("enter")
        await terminal.shows("6 of 6")
        server.stream("orders").push('{"id": 7}')
        await terminal.shows("6 of 7")
        await terminal.press("q")
        await terminal.until(lambda: '"id": 7' in terminal.rows("orders")[-1])
        assert "SCROLLED" not in terminal.text


async def test_the_inspector_steps_through_what_the_filter_shows(server: Server) -> None:
    async with shop(server, filter="type:order.paid") as terminal:
        await terminal.press("g", "enter")
        await terminal.shows("#3 order.paid", "1 of 2")
        await terminal.press("n")
        await terminal.shows("#6 order.paid", "2 of 2")


async def test_f_in_the_inspector_filters_the_pane_by_the_value_under_the_cursor(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("g", "enter")
        await terminal.shows("user {1}")
        # To the id of the user.
        await terminal.press("j", "j", "j", "f")
        await terminal.hides("user {1}")
        await terminal.until(lambda: "/data.user.id=1 " in terminal.footing("orders"))
        assert "3 of 6" in terminal.footing("orders")


async def test_enter_on_a_note_of_the_connection_inspects_nothing(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("x")
        await terminal.shows("── disconnected ──")
        await terminal.press("F", "enter")
        await terminal.until(lambda: "disconnected" in terminal.chosen("orders"))
        assert terminal.app.screen is terminal.app.dashboard
        # Nobody has chosen: it is the newest event.
        await terminal.press("F", "enter")
        await terminal.shows("6 of 6")


async def test_a_pane_without_events_has_nothing_to_inspect_copy_or_mark(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("2", "enter", "c", "Y", "m", "n")
        assert terminal.app.screen is terminal.app.dashboard
        assert terminal.clipboard == ""


@pytest.mark.parametrize("key", ["c", "y"])
async def test_c_copies_the_data_of_the_chosen_event_and_says_so(server: Server, key: str) -> None:
    async with shop(server) as terminal:
        await terminal.press("g", key)
        await terminal.says("sent the data of event 1, 28 B, to the terminal for its clipboard (OSC 52)")
        assert terminal.clipboard == '{"id": 1, "user": {"id": 1}}'


async def test_capital_y_copies_the_event_as_the_server_sends_it(server: Server) -> None:
    async with shop(server) as terminal:
        await terminal.press("k", "Y")
        await terminal.says("sent event 5")
        assert terminal.clipboard == 'event: order.created\nid: 5\ndata: {"id": 5, "user": {"id": 1}}\n'


async def test_w_writes_what_is_held_to_a_file(server: Server, folder: Path) -> None:
    async with shop(server) as terminal:
        await terminal.press("w")
        await terminal.shows("Export orders", "-/orders.jsonl", "6 in all")
        await terminal.press("enter")
        await terminal.until(lambda: (folder / "orders.jsonl").exists())
        await terminal.hides("Export orders")
        lines = (folder / "orders.jsonl").read_text().splitlines()
        assert [json.loads(line)["id"] for line in lines] == ["1", "2", "3", "4", "5", "6"]


async def test_what_was_dropped_is_not_counted_among_all_that_is_written(server: Server) -> None:
    orders = server.stream("orders")
    for number in range(1, 7):
        orders.push(f"event {number}")
    async with dashboard(orders.spec(history=4)) as terminal:
        await terminal.shows("event 6", "2 dropped")
        await terminal.press("w")
        await terminal.shows("4 held; 2 older ones dropped")
        assert "in all" not in terminal.text
        await terminal.press("escape", "space")
        orders.push("event 7")
        await terminal.shows("PAUSED +1")
        await terminal.press("w")
        await terminal.shows("4 held; 2 older ones dropped, 1 came since the pause")


async def test_with_a_filter_only_what_is_shown_is_written_unless_all_is_asked_for(
    server: Server, folder: Path
) -> None:
    async with shop(server, filter="type:order.paid") as terminal:
        for keys, name, ids in [
            ([], "shown", ["3", "6"]),
            (["ctrl+t"], "all", ["1", "2", "3", "4", "5", "6"]),
        ]:
            await terminal.press("w")
            await terminal.shows("2 shown", "6 in all")
            await terminal.press(*keys, "ctrl+u", *f"{name}.jsonl", "enter")
            await terminal.hides("Export orders")
            lines = (folder / f"{name}.jsonl").read_text().splitlines()
            assert [json.loads(line)["id"] for line in lines] == ids


async def test_the_timeline_is_written_with_the_names_of_its_streams(server: Server, folder: Path) -> None:
    async with shop(server) as terminal:
        server.stream("prices").push("a price")
        await terminal.press("f4")
        await terminal.shows("a price")
        await terminal.press("w")
        await terminal.shows("Export timeline", "-/timeline.jsonl", "7 in all")
        await terminal.press("enter")
        await terminal.hides("Export timeline")
        lines = (folder / "timeline.jsonl").read_text().splitlines()
        assert [json.loads(line)["stream"] for line in lines] == ["orders"] * 6 + ["prices"]
