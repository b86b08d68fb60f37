"""Marks: `m` marks a row, `'` and `"` go from mark to mark."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tui.conftest import Server, Terminal, dashboard


@asynccontextmanager
async def ten_events(server: Server, history: int = 500) -> AsyncIterator[Terminal]:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(10)))
    async with dashboard(orders.spec(history=history), server.stream("prices")) as terminal:
        await terminal.shows("event-009")
        yield terminal


def marked(terminal: Terminal) -> list[str]:
    return [row[-9:] for row in terminal.rows("orders") if "◆" in row]


async def test_m_marks_the_chosen_row_and_takes_the_mark_away(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("k", "k", "m")
        await terminal.until(lambda: marked(terminal) == ["event-007"])
        await terminal.press("m")
        await terminal.until(lambda: marked(terminal) == [] and terminal.chosen("orders") != "")


async def test_without_a_choice_the_newest_row_is_marked(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("m")
        await terminal.until(lambda: marked(terminal) == ["event-009"])


async def test_the_keys_go_from_mark_to_mark_and_round(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("k", "m", "k", "k", "k", "m", "g", "m", "F")
        await terminal.until(lambda: marked(terminal) == ["event-000", "event-005", "event-008"])
        for key, number in [("'", 0), ("'", 5), ("'", 8), ("'", 0), ('"', 8), ('"', 5), ('"', 0), ('"', 8)]:
            await terminal.press(key)
            chosen = terminal.app.dashboard.log_pane
            assert chosen is not None
            event = chosen.log_view.chosen
            assert event is not None
            assert event.event.data == f"event-{number:03}"


async def test_a_mark_far_above_is_brought_into_view(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("g", "m", "G")
        server.stream("orders").push(*(f"late-{n:03}" for n in range(100)))
        await terminal.shows("late-099")
        assert marked(terminal) == []
        await terminal.press("'")
        await terminal.until(lambda: marked(terminal) == ["event-000"])
        assert "SCROLLED" in terminal.footing("orders")


async def test_where_nothing_is_marked_it_says_what_marks(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("'")
        await terminal.says("Nothing is marked here; m marks the chosen row.")


async def test_marks_that_the_filter_hides_come_back_with_their_rows(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("k", "m", "f", *"009", "enter")
        await terminal.until(lambda: len(terminal.rows("orders")) == 1)
        assert marked(terminal) == []
        await terminal.press("f", *["backspace"] * 3, "enter")
        await terminal.until(lambda: marked(terminal) == ["event-008"])


async def test_marks_are_of_their_own_pane(server: Server) -> None:
    async with ten_events(server) as terminal:
        await terminal.press("m", "2", "'")
        await terminal.says("Nothing is marked here")
        await terminal.press("1")
        assert marked(terminal) == ["event-009"]


async def test_a_mark_goes_with_a_row_that_falls_out_of_the_history(server: Server) -> None:
    async with ten_events(server, history=10) as terminal:
        await terminal.press("g", "m", "G")
        server.stream("orders").push(*(f"late-{n:03}" for n in range(5)))
        await terminal.shows("late-004")
        await terminal.press("'")
        await terminal.says("Nothing is marked here")
