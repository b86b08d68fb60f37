"""The main screen: the panes, the line above and the lines below them, and what each key does to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from sse_dash import text
from sse_dash.streams.from_url import spec_from_url
from sse_dash.streams.monitor import Monitor
from sse_dash.streams.spec import StreamSpec
from sse_dash.tui.bindings import BINDINGS
from sse_dash.tui.screens.dialog import ConfirmDialog, Field, TextDialog
from sse_dash.tui.screens.help import HelpScreen
from sse_dash.tui.widgets.filter_bar import FilterBar
from sse_dash.tui.widgets.key_line import KeyLine
from sse_dash.tui.widgets.pane import Pane
from sse_dash.tui.widgets.pane_grid import PaneGrid
from sse_dash.tui.widgets.summary import Summary
from sse_dash.tui.widgets.welcome import Welcome

FRAMES_PER_SECOND = 20
_TICKS_PER_SECOND = 2

# Which actions need no pane to act on.
_WITHOUT_A_PANE = frozenset({"add", "help", "theme", "palette"})


class Dashboard(Screen[None]):
    """All streams, side by side. It runs no stream: whoever makes it gives it monitors that run."""

    AUTO_FOCUS = ""  # None would have the hidden filter focused while there is no pane
    BINDINGS: ClassVar[list[BindingType]] = [*BINDINGS]

    def __init__(
        self,
        make_monitor: Callable[[StreamSpec], Monitor],
        specs: tuple[StreamSpec, ...] = (),
        where: str = "",
    ) -> None:
        """`make_monitor` gives the monitor for a spec, and has it run. `specs` are the first streams."""
        super().__init__()
        self._make_monitor = make_monitor
        self._first_specs = specs
        self._tick = -1
        self.where = where
        """The project or profile, for the line above."""

    def compose(self) -> ComposeResult:
        yield Summary()
        yield Welcome()
        yield PaneGrid()
        yield FilterBar()
        yield KeyLine()

    async def on_mount(self) -> None:
        # The one timer that draws: however fast streams run, they are looked at this often.
        self.set_interval(1 / FRAMES_PER_SECOND, self._frame)
        await self.show_streams(self._first_specs, self.where)

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.query_one(PaneGrid)

    @property
    def specs(self) -> tuple[StreamSpec, ...]:
        """What is on the screen, as it would be saved: each stream with the filter its pane has now."""
        return tuple(replace(pane.monitor.spec, filter=pane.events.filter.source) for pane in self.grid.panes)

    async def show_streams(self, specs: tuple[StreamSpec, ...], where: str) -> None:
        """Have these streams on the screen and no others; the connections of others are closed."""
        self.where = where
        self.grid.zoomed = False
        for pane in self.grid.panes:
            await self._discard(pane)
        await self.grid.add(*(Pane(self._make_monitor(spec)) for spec in specs))
        self._show_welcome()

    async def add_stream(self, spec: StreamSpec) -> None:
        """Add a pane for it, make it the current one, and start it."""
        await self.grid.add(Pane(self._make_monitor(spec)))
        self._show_welcome()

    async def _discard(self, pane: Pane) -> None:
        pane.monitor.retire()
        await self.grid.discard(pane)
        if len(self.grid.panes) < 2:
            self.grid.zoomed = False
            self.grid.rearrange()
        self._show_welcome()

    def _show_welcome(self) -> None:
        empty = not self.grid.panes
        self.query_one(Welcome).display = empty
        self.grid.display = not empty
        self._tick = -1
        self.refresh_bindings()

    def _frame(self) -> None:
        tick = int(time.monotonic() * _TICKS_PER_SECOND)
        state_changed = False
        panes = self.grid.panes
        for pane in panes:
            if pane.display:
                state_changed |= pane.on_frame(tick)
        if tick != self._tick:
            self._tick = tick
            snapshots = [pane.snapshot if pane.display else pane.monitor.snapshot() for pane in panes]
            self.query_one(Summary).show(self.where, snapshots, self.grid.pages)
        if state_changed:
            self.refresh_bindings()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # Focus may have moved on since the event was sent.
        if isinstance(event.widget, Pane) and event.widget is self.focused:
            bar = self.query_one(FilterBar)
            if bar.display:
                bar.close()
            if event.widget is not self.grid.current:
                self.grid.make_current(event.widget)
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether the key works now; what doesn't isn't in the footer."""
        pane = self.grid.current if self.is_mounted else None
        match action:
            case "zoom":
                return pane is not None and not self.grid.zoomed and len(self.grid.panes) > 1
            case "unzoom":
                return pane is not None and self.grid.zoomed
            case "pause":
                return pane is not None and not pane.events.paused
            case "resume":
                return pane is not None and pane.events.paused
            case "disconnect":
                return pane is not None and pane.monitor.is_running
            case "connect":
                return pane is not None and not pane.monitor.is_running
            case "go_to":
                return parameters[0] in range(1, len(self.grid.panes) + 1)
            case _:
                return pane is not None or action in _WITHOUT_A_PANE

    def _with_pane(self, act: Callable[[Pane], None]) -> None:
        pane = self.grid.current
        if pane is not None:
            act(pane)
            self.refresh_bindings()

    def action_pause(self) -> None:
        self._with_pane(Pane.toggle_pause)

    def action_resume(self) -> None:
        self._with_pane(Pane.toggle_pause)

    def action_pause_all(self) -> None:
        panes = self.grid.panes
        # One key, one meaning: all are frozen, or if all are already, none.
        freeze = not all(pane.events.paused for pane in panes)
        for pane in panes:
            if pane.events.paused is not freeze:
                pane.toggle_pause()
        self.refresh_bindings()

    def action_reconnect(self) -> None:
        self._with_pane(lambda pane: pane.monitor.reconnect())

    def action_reconnect_all(self) -> None:
        for pane in self.grid.panes:
            pane.monitor.reconnect()

    def action_disconnect(self) -> None:
        self._with_pane(lambda pane: pane.monitor.stop())

    def action_connect(self) -> None:
        self._with_pane(lambda pane: pane.monitor.start())

    def action_clear(self) -> None:
        self._with_pane(Pane.clear)

    def action_zoom(self) -> None:
        self._set_zoom(True)

    def action_unzoom(self) -> None:
        self._set_zoom(False)

    def _set_zoom(self, zoomed: bool) -> None:
        self.grid.zoomed = zoomed
        self.grid.rearrange()
        self.refresh_bindings()

    def action_next_pane(self) -> None:
        self.grid.step(1)

    def action_previous_pane(self) -> None:
        self.grid.step(-1)

    def action_go_to(self, number: int) -> None:
        self.grid.make_current(self.grid.panes[number - 1])

    def action_scroll_up(self) -> None:
        self._with_pane(lambda pane: pane.scroll_rows(-1))

    def action_scroll_down(self) -> None:
        self._with_pane(lambda pane: pane.scroll_rows(1))

    def action_page_up(self) -> None:
        self._with_pane(lambda pane: pane.scroll_rows(-max(1, pane.rows_high // 2)))

    def action_page_down(self) -> None:
        self._with_pane(lambda pane: pane.scroll_rows(max(1, pane.rows_high // 2)))

    def action_top(self) -> None:
        self._with_pane(Pane.scroll_top)

    def action_follow(self) -> None:
        self._with_pane(Pane.follow)

    def action_filter(self) -> None:
        pane = self.grid.current
        if pane is not None:
            self.query_one(FilterBar).edit(pane.monitor.spec.name, pane.events.filter)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        pane = self.grid.current
        if pane is not None and pane.monitor.spec.name == event.stream:
            pane.show_matching(event.filter)

    def on_filter_bar_closed(self) -> None:
        pane = self.grid.current
        if pane is not None and not isinstance(self.focused, Pane):
            self.set_focus(pane)

    def action_add(self) -> None:
        taken = [pane.monitor.spec.name for pane in self.grid.panes]

        def check(values: list[str]) -> str:
            try:
                spec_from_url(values[0], taken, values[1])
            except ValueError as error:
                return str(error)
            return ""

        async def add(values: list[str] | None) -> None:
            if values is not None:
                await self.add_stream(spec_from_url(values[0], taken, values[1]))

        fields = [
            Field("URL", placeholder="https://example.com/events"),
            Field("Name", placeholder="made from the URL if left empty"),
        ]
        self.app.push_screen(TextDialog("Add a stream", fields, "add", check), add)

    def action_remove(self) -> None:
        pane = self.grid.current
        if pane is None:
            return

        async def remove(yes: bool | None) -> None:
            if yes and pane.is_attached:
                await self._discard(pane)

        events_kept = text.count(len(pane.monitor.history))
        question = (
            f"Remove {pane.monitor.spec.name}? Its connection is closed, and {events_kept} events go with it."
        )
        self.app.push_screen(ConfirmDialog("Remove a stream", question, "remove it"), remove)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(BINDINGS))

    def action_theme(self) -> None:
        self.app.search_themes()

    def action_palette(self) -> None:
        self.app.action_command_palette()
