"""Grid, list and timeline: how one goes from one to the other, and what stays the same on the way."""

from __future__ import annotations

from functools import partial

import pytest
from textual.widgets import Static

from sse_dash.tui.dashboard import views
from sse_dash.tui.dashboard.view import View
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream
from tests.tui.conftest import Server, Terminal, dashboard

NAMES = ["orders", "prices", "builds"]

SIZES = [(40, 12), (80, 24), (300, 80)]


def is_grid(terminal: Terminal) -> bool:
    return " 1 orders " in terminal.text and " 2 prices " in terminal.text and "╭" in terminal.text


def is_list(terminal: Terminal) -> bool:
    return "#▲ state" in terminal.text


def is_timeline(terminal: Terminal) -> bool:
    return "┏ timeline 3 streams" in terminal.text


async def test_v_goes_from_grid_to_list_to_timeline_and_round(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        for shows in [is_list, is_timeline, is_grid]:
            await terminal.press("v")
            await terminal.until(partial(shows, terminal))


class Tally(View):
    """A view that is made up, of which the dashboard knows what every view says of itself."""

    name, key, title = "timeline", "f9", "Tally"
    help = "Count frames"

    def __init__(self, stream_set: StreamSet) -> None:
        super().__init__(stream_set)
        self.widget: Static = Static()
        self.widget.can_focus = True

    @property
    def stream(self) -> WatchedStream | None:
        return self._stream_set.current

    def on_frame(self, tick: int) -> bool:
        self.widget.update(f"counting {len(self._stream_set)} streams")
        return False


async def test_a_view_takes_an_entry_in_one_list_and_keys_act_on_its_stream(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "VIEWS", (views.GridView, Tally, views.ListView))
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.shows(*(f"{name} ● live" for name in NAMES))
        await terminal.press("2", "v")
        await terminal.shows("counting 3 streams")
        await terminal.press("x")
        await terminal.press("v", "v")
        await terminal.shows("1 orders ● live", "2 prices ○ stopped", "3 builds ● live")


async def test_each_view_has_a_key_of_its_own(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        for key, shows in [("f4", is_timeline), ("f3", is_list), ("f2", is_grid), ("f2", is_grid)]:
            await terminal.press(key)
            await terminal.until(partial(shows, terminal))


async def test_the_palette_changes_the_view(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("colon")
        await terminal.shows("Search for commands")
        await terminal.press(*"timeline")
        await terminal.shows("Show all events in the order they came")
        await terminal.press("down", "enter")
        await terminal.until(lambda: is_timeline(terminal))


async def test_a_key_that_is_typed_right_after_one_that_changes_the_view_goes_there(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.type_ahead("f3", "j", "f4", "space")
        await terminal.until(lambda: "timeline PAUSED +0" in terminal.text)
        assert terminal.current == "prices"
        assert not any(
            stream.log_view.filtered.paused for stream in terminal.app.dashboard.stream_set.streams
        )


async def test_the_stream_that_is_current_is_the_one_in_every_view(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("2", "f3")
        await terminal.until(lambda: any(line.startswith("▌ 2 ") for line in terminal.lines))
        await terminal.press("down", "f2")
        await terminal.until(lambda: terminal.title("builds").startswith("┏"))


async def test_no_view_change_touches_a_connection(server: Server) -> None:
    streams = server.streams(*NAMES)
    async with dashboard(*streams) as terminal:
        for stream in streams:
            await stream.connected()
        await terminal.press("f3", "f4", "f2", "v", "v", "v", "z", "f4", "f2", "escape")
        await terminal.until(lambda: is_grid(terminal))
        assert [len(stream.requests) for stream in streams] == [1, 1, 1]


async def test_streams_go_on_behind_every_view(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders, *server.streams("prices", "builds")) as terminal:
        await orders.connected()
        for key, words in [("f3", "in the list"), ("f4", "in the timeline")]:
            await terminal.press(key)
            orders.push(words)
            await terminal.press("f2")
            await terminal.shows(f"message {words}")


async def test_a_zoomed_pane_is_not_zoomed_any_more_after_another_view_only_if_esc_says_so(
    server: Server,
) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("2", "z", "f4")
        await terminal.until(lambda: is_timeline(terminal))
        await terminal.press("f2")
        await terminal.until(lambda: terminal.is_on_screen("prices") and not terminal.is_on_screen("orders"))
        await terminal.press("escape")
        await terminal.until(lambda: is_grid(terminal))


async def test_a_digit_goes_from_the_timeline_to_that_pane(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.press("f4", "3")
        await terminal.until(lambda: is_grid(terminal) and terminal.title("builds").startswith("┏"))


async def test_keys_that_a_view_has_no_use_for_do_nothing_there(server: Server) -> None:
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.shows(*(f"{name} ● live" for name in NAMES))
        for view, useless in [
            ("f3", ["space", "z", "n", "m", "w", "t", "<", "tab"]),
            ("f4", [*"zsS<>", "tab"]),
        ]:
            await terminal.press(view, *useless)
        await terminal.press("f2")
        await terminal.until(lambda: is_grid(terminal))
        assert terminal.stream_names == NAMES
        assert "PAUSED" not in terminal.text


@pytest.mark.parametrize("view", ["f2", "f3", "f4"])
async def test_what_the_line_of_keys_offers_works_in_the_view(server: Server, view: str) -> None:
    offered = {
        "f2": ["space Pause", "f Filter", "⏎ Inspect", "z Zoom", "v View"],
        "f3": ["⏎ Open", "s Sort", "f Filter", "v View", "x Disconnect"],
        "f4": ["space Pause", "f Filter", "⏎ Inspect", "v View"],
    }
    missing = {"f2": ["Sort", "Open"], "f3": ["Pause", "Inspect", "Zoom"], "f4": ["Zoom", "Sort", "Open"]}
    async with dashboard(*server.streams(*NAMES)) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.press(view)
        await terminal.until(lambda: not any(words in terminal.footer for words in missing[view]))
        await terminal.until(lambda: all(words in terminal.footer for words in offered[view]))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_every_view_fills_a_terminal_of_any_size(server: Server, size: tuple[int, int]) -> None:
    names = [f"a-stream-with-a-long-name-{n}" for n in range(1, 17)]
    streams = server.streams(*names)
    for stream in streams:
        stream.push("値段 " * 90, event_type="日本語.a.very.long.event.type")
    streams[7].refuse(404, "nothing here\n" * 9)
    async with dashboard(*streams, size=size) as terminal:
        await streams[-1].connected()
        for key in ["f3", "f4", "f", "escape", "slash", "a", "escape", "up", "m", "t", "b", "f2", "z"]:
            await terminal.press(key)
            await terminal.fits(size)
