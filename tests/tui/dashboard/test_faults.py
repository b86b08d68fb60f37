"""A mistake inside sse-dash shows where it happened, can be read and copied, and takes nothing else along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from sse_dash import text
from sse_dash.streams.log.filter_index import FilterIndex
from sse_dash.streams.log.history import History
from sse_dash.streams.log.timeline import Timeline
from sse_dash.streams.monitor.connection import Connection
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.dashboard.log_commands import LogCommands
from sse_dash.tui.dashboard.summary import Summary
from sse_dash.tui.dialogs.dialog import ConfirmDialog
from sse_dash.tui.export import dialog as export_dialog
from sse_dash.tui.form.screen import StreamForm
from sse_dash.tui.garbage_collector import GarbageCollector
from sse_dash.tui.help.screen import HelpScreen
from sse_dash.tui.inspector import background
from sse_dash.tui.inspector import screen as inspector
from sse_dash.tui.inspector.tree_view import TreeView
from sse_dash.tui.keys.key_line import KeyLine
from sse_dash.tui.list import columns, table
from sse_dash.tui.log import log_pane, pane_border, rows
from sse_dash.tui.log.pane_grid import PaneGrid
from sse_dash.tui.log.stream_pane import Pane
from sse_dash.tui.profiles.session_commands import SessionCommands
from tests.tui.conftest import Server, Terminal, dashboard

pytestmark = pytest.mark.slow

Patch = pytest.MonkeyPatch
BOOM = "ValueError: boom"


def raises(*_: object, **__: object) -> Any:
    """A mistake."""
    raise ValueError("boom")


def raises_for(name: str, real: Callable[..., Any], name_of: Callable[[Any], str]) -> Callable[..., Any]:
    """A mistake with one stream, told by the first argument."""

    def call(first: Any, *rest: Any, **named: Any) -> Any:
        return raises() if name_of(first) == name else real(first, *rest, **named)

    return call


async def both(server: Server, terminal: Terminal) -> None:
    """Have an event in either pane."""
    server.stream("orders").push('{"order": 1}')
    server.stream("audit").push('{"audit": 1}')
    await terminal.shows('{"order": 1}', '{"audit": 1}')


async def goes_on(server: Server, terminal: Terminal, name: str = "audit") -> None:
    """The app runs, this pane takes what comes, and keys work."""
    server.stream(name).push(f'"{name} goes on"')
    await terminal.until(lambda: any(f"{name} goes on" in row for row in terminal.rows(name)))
    assert terminal.app.is_running


@pytest.mark.parametrize(
    ("owner", "what", "where"),
    [
        (Pane, "_title", "drawing"),
        (Pane, "_footing", "drawing"),
        (Pane, "_widths", "drawing"),
        (Pane, "_hint", "drawing"),
        (log_pane.LogPane, "_body", "drawing"),
    ],
)
async def test_a_pane_that_cant_be_drawn_says_so_and_the_others_go_on(
    server: Server, monkeypatch: Patch, owner: type, what: str, where: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        real = getattr(owner, what)
        monkeypatch.setattr(owner, what, raises_for("orders", real, lambda pane: pane.stream.name))
        server.stream("audit").push("1")
        server.stream("orders").push("" if what == "_hint" else "1")
        if what == "_hint":
            await terminal.press("C")
        await terminal.until(lambda: BOOM in " ".join(terminal.rows("orders")))
        await goes_on(server, terminal)
        assert f"orders: {where}: {BOOM}" in terminal.faults()


async def test_a_pane_is_drawn_again_when_it_can_be(server: Server, monkeypatch: Patch) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        with monkeypatch.context() as broken:
            broken.setattr(rows, "lines", raises)
            await terminal.until(lambda: BOOM in " ".join(terminal.rows("orders")))
        await terminal.shows('{"order": 1}')
        await goes_on(server, terminal, "orders")
        terminal.faults()


async def test_what_broke_in_a_pane_can_be_read_there_and_copied(server: Server, monkeypatch: Patch) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(pane_border, "sparkline", raises)
        await terminal.until(lambda: BOOM in " ".join(terminal.rows("orders")))
        await terminal.press("enter")
        await terminal.says("Something broke inside sse-dash", "orders: drawing", BOOM)
        await terminal.press("c")
        await terminal.until(lambda: "in raises" in terminal.clipboard)
        assert BOOM in terminal.clipboard
        await terminal.press("escape")
        assert terminal.app.screen is terminal.app.dashboard
        terminal.faults()


async def test_what_broke_anywhere_is_told_and_read_by_a_key(server: Server, monkeypatch: Patch) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        assert "What broke" not in terminal.footer
        monkeypatch.setattr(Summary, "draw", raises)
        await terminal.says("Something broke inside sse-dash", "The rest goes on", "E shows all of it")
        await goes_on(server, terminal)
        await terminal.press("E")
        await terminal.says("drawing", BOOM, "c copy")
        await terminal.press("escape")
        assert terminal.faults() == [f"drawing: {BOOM}"]


@pytest.mark.parametrize("view", ["f2", "f4"])
@pytest.mark.parametrize("key", ["f", "slash"])
async def test_what_cant_be_filtered_or_searched_is_told_in_its_pane(
    server: Server, monkeypatch: Patch, view: str, key: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        await terminal.press(view)
        monkeypatch.setattr(FilterIndex, "_share", raises)
        await terminal.press(key, "1", "enter")
        server.stream("orders").push("11")
        await terminal.shows(BOOM, "filtering failed inside sse-dash")
        await terminal.press("enter")
        await terminal.shows("Traceback")
        await terminal.press("escape", "f2", "tab")
        await goes_on(server, terminal)
        terminal.faults()


async def test_a_row_of_the_list_that_cant_be_drawn_leaves_the_others(
    server: Server, monkeypatch: Patch
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        real = columns.line
        monkeypatch.setattr(columns, "line", raises_for("orders", real, lambda row: row.monitor.spec.name))
        await terminal.press("f3")
        await terminal.shows(f"✖ orders: {BOOM}")
        assert any("audit" in line and "live" in line for line in terminal.lines)
        assert terminal.faults() == [f"orders: drawing its row: {BOOM}"]


@pytest.mark.parametrize(("owner", "what"), [(table, "in_order"), (columns.Needs, "of"), (columns, "place")])
async def test_a_list_that_cant_be_sorted_or_laid_out_leaves_the_grid(
    server: Server, monkeypatch: Patch, owner: object, what: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(owner, what, raises)
        await terminal.press("f3")
        await terminal.until(lambda: len(terminal.app.faults))
        await terminal.press("f2")
        await goes_on(server, terminal)
        terminal.faults()


@pytest.mark.parametrize(
    ("owner", "what", "key"),
    [
        (Monitor, "snapshot", "f3"),
        (Monitor, "sparkline", "f3"),
        (Summary, "show", "v"),
        (Summary, "_said", "v"),
        (KeyLine, "draw", "f4"),
        (PaneGrid, "pages", "tab"),
        (GarbageCollector, "_is_much", "v"),
        (LogCommands, "mark", "m"),
        (Timeline, "update", "f4"),
    ],
)
async def test_whatever_breaks_in_a_frame_a_timer_or_a_key_the_app_goes_on(
    server: Server, monkeypatch: Patch, owner: type, what: str, key: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        broken = property(raises) if isinstance(vars(owner)[what], property) else raises
        with monkeypatch.context() as patch:
            patch.setattr(owner, what, broken)
            await terminal.press(key)
            await terminal.until(lambda: len(terminal.app.faults))
            assert all(BOOM in fault for fault in terminal.faults())
        await terminal.press("f2")
        await goes_on(server, terminal)
        terminal.faults()


@pytest.mark.parametrize(
    ("owner", "what"),
    [(inspector, "_parse"), (TreeView, "show"), (TreeView, "draw"), (TreeView, "parts")],
)
async def test_an_event_that_cant_be_looked_into_leaves_its_other_views(
    server: Server, monkeypatch: Patch, owner: object, what: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(owner, what, raises)
        await terminal.press("enter")
        await terminal.shows(BOOM)
        await terminal.press("3")
        await terminal.shows("7b 22")
        await terminal.press("escape")
        await goes_on(server, terminal)
        assert all(BOOM in fault for fault in terminal.faults())


async def test_an_event_that_breaks_what_a_thread_does_leaves_the_rest(
    server: Server, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)
    monkeypatch.setattr(inspector, "_parse", raises)
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        await terminal.press("enter")
        await terminal.until(lambda: len(terminal.app.faults))
        await terminal.press("escape")
        await goes_on(server, terminal)
        assert terminal.faults() == [f"looking into an event: {BOOM}"]


@pytest.mark.parametrize(
    ("key", "dialog", "what"),
    [
        ("a", StreamForm, "compose_box"),
        ("a", StreamForm, "on_mount"),
        ("question_mark", HelpScreen, "compose_box"),
        ("delete", ConfirmDialog, "compose_box"),
        ("enter", inspector.InspectorScreen, "on_mount"),
    ],
)
async def test_a_dialog_that_cant_be_shown_is_closed(
    server: Server, monkeypatch: Patch, key: str, dialog: type, what: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(dialog, what, raises)
        await terminal.press(key)
        await terminal.until(lambda: len(terminal.app.faults))
        await terminal.until(lambda: terminal.app.screen is terminal.app.dashboard)
        await goes_on(server, terminal)
        terminal.faults()


@pytest.mark.parametrize(("owner", "what"), [(History, "extend"), (Connection, "_surface")])
async def test_a_stream_that_breaks_fails_alone_and_can_be_connected_anew(
    server: Server, monkeypatch: Patch, owner: type, what: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        with monkeypatch.context() as broken:
            name_of = {"extend": lambda log: log._stream, "_surface": lambda made: made._spec.name}[what]
            broken.setattr(owner, what, raises_for("orders", getattr(owner, what), name_of))
            server.stream("orders").push("bad")
            if what == "_surface":
                await terminal.press("r")
            # Where it was asked for anew meanwhile, it is connected again at once.
            await terminal.until(lambda: "boom" in terminal.text)
            await goes_on(server, terminal)
        await terminal.press("r")
        await terminal.until(lambda: "live" in terminal.title("orders"))
        await goes_on(server, terminal, "orders")
        terminal.faults()


async def test_a_secret_that_an_exception_quotes_is_hidden(server: Server, monkeypatch: Patch) -> None:
    def tells(*_: object) -> None:
        raise ValueError("Bearer hush-hush-hush")

    spec = server.stream("orders").spec(headers={"Authorization": "Bearer hush-hush-hush"})
    async with dashboard(spec) as terminal:
        server.stream("orders").push("1")
        await terminal.until(lambda: "live" in terminal.title("orders"))
        monkeypatch.setattr(Pane, "_footing", tells)
        await terminal.until(lambda: "ValueError" in " ".join(terminal.rows("orders")))
        await terminal.press("enter")
        await terminal.shows("Traceback")
        assert "hush" not in terminal.text
        assert not any("hush" in fault for fault in terminal.faults())


@pytest.mark.parametrize("what", ["visible", "cut", "width", "fit"])
async def test_not_even_a_broken_gate_for_texts_ends_it(
    server: Server, monkeypatch: Patch, what: str
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        with monkeypatch.context() as patch:
            patch.setattr(text, what, raises)
            server.stream("orders").push("1")
            await terminal.until(lambda: len(terminal.app.faults))
        await goes_on(server, terminal)
        terminal.faults()


async def test_whatever_is_broken_one_can_leave(server: Server, monkeypatch: Patch) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        monkeypatch.setattr(SessionCommands, "quit", raises)
        monkeypatch.setattr(SessionCommands, "keep_unsaved", raises)
        await terminal.press("q")
        await terminal.until(lambda: not terminal.app.is_running)
        terminal.faults()


async def test_an_export_that_breaks_says_so_where_it_was_asked_for(
    server: Server, monkeypatch: Patch, tmp_path: Path
) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(export_dialog, "export", raises)
        await terminal.press("w")
        await terminal.until(lambda: terminal.app.screen is not terminal.app.dashboard)
        terminal.app.screen.query_one(Input).value = str(tmp_path / "events.jsonl")
        await terminal.press("enter")
        await terminal.says("it failed inside sse-dash", BOOM)
        await terminal.press("escape")
        await goes_on(server, terminal)
        assert terminal.faults() == [f"exporting: {BOOM}"]


async def test_keys_typed_after_one_that_breaks_are_not_lost(server: Server, monkeypatch: Patch) -> None:
    async with dashboard(*server.streams("orders", "audit")) as terminal:
        await both(server, terminal)
        monkeypatch.setattr(LogCommands, "mark", raises)
        await terminal.type_ahead("m", "m", "f", *"audit", "enter", "tab")
        await terminal.until(lambda: terminal.current == "audit")
        assert terminal.app.dashboard.specs[0].filter == "audit"
        assert terminal.faults() == [f"pane.mark: {BOOM}"]
