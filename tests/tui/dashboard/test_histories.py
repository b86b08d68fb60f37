"""All histories together have a bound, and where it bites it is said."""

from __future__ import annotations

from sse_dash.profiles import Settings
from tests.tui.conftest import Server, dashboard

_EVENTS = 300


async def test_a_full_bound_is_said_in_the_first_line_and_in_the_pane(server: Server) -> None:
    orders, audit = server.streams("orders", "audit")
    async with dashboard(orders, audit, settings=Settings(histories=100_000)) as terminal:
        audit.push("quiet")
        await terminal.shows("quiet")
        assert "histories" not in terminal.header
        orders.push(*(f"{number} {'x' * 1_000}" for number in range(_EVENTS)))
        await terminal.until(lambda: "histories full, 100 kB" in terminal.header)
        await terminal.until(lambda: "dropped" in terminal.footing("orders"))
        await terminal.press("1", "g")
        await terminal.shows("lost from history; all histories together are full")
        assert "dropped" not in terminal.footing("audit")
        assert len(terminal.monitor("audit").history) == 1


async def test_a_stream_that_is_removed_makes_room(server: Server) -> None:
    orders, audit = server.streams("orders", "audit")
    async with dashboard(orders, audit, settings=Settings(histories=100_000)) as terminal:
        orders.push(*("x" * 1_000 for _ in range(_EVENTS)))
        await terminal.until(lambda: "histories full" in terminal.header)
        await terminal.press("1", "delete", "enter")
        await terminal.until(lambda: terminal.stream_names == ["audit"])
        await terminal.until(lambda: "histories full" not in terminal.header)
