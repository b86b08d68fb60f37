"""The main screen: the views of the streams, the line above and the lines below, and which keys work when.

What the keys do to views, logs, events and streams stands in modules of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from sse_dash.profiles.settings import Settings
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.dashboard.board import View
from sse_dash.tui.dashboard.event_actions import EventActions
from sse_dash.tui.dashboard.query_bar import Query, QueryBar
from sse_dash.tui.dashboard.stream_actions import StreamActions
from sse_dash.tui.dashboard.summary import Summary
from sse_dash.tui.dashboard.view_actions import ViewActions
from sse_dash.tui.dashboard.welcome import Welcome
from sse_dash.tui.keys.bindings import BINDINGS
from sse_dash.tui.keys.help import HelpScreen
from sse_dash.tui.keys.key_line import KeyLine
from sse_dash.tui.keys.keymap import rebind
from sse_dash.tui.list.stream_list import StreamList
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.pane_grid import PaneGrid
from sse_dash.tui.log.rows import Times
from sse_dash.tui.log.stream_pane import Pane
from sse_dash.tui.log.stream_set import WatchedStream
from sse_dash.tui.log.timeline_pane import TimelinePane

FRAMES_PER_SECOND = 20
_TICKS_PER_SECOND = 2
# Looking at a stream takes some 15 µs, so a thousand at once would hold up a key.
_LOOKS_PER_FRAME = 100

# What needs no stream to act on.
_ALWAYS = frozenset({"add", "help", "theme", "palette"})
# What needs a stream; with the list on screen or a log.
_OF_A_STREAM = frozenset({"reconnect", "disconnect", "connect", "edit", "duplicate", "remove", "hide"})
# What acts on every stream there is.
_OF_ALL = frozenset({"pause_all", "reconnect_all", "next_view", "show"})
# What moves in whatever view is shown.
_MOVES = frozenset({"up", "down", "page_up", "page_down", "top", "bottom"})
_OF_THE_LIST = frozenset({"sort", "sort_reversed", "enter_stream"})
_OF_THE_GRID = frozenset({"move_back", "move_on", "next_pane", "previous_pane"})


class Dashboard(ViewActions, StreamActions, EventActions):
    """All streams. It runs none: whoever makes it gives it monitors that run."""

    AUTO_FOCUS = ""  # None would have the hidden query bar focused while there is no pane
    BINDINGS: ClassVar[list[BindingType]] = [*BINDINGS]

    def __init__(
        self,
        make_monitor: Callable[[StreamSpec], Monitor],
        resolve: Callable[[StreamSpec], ResolvedRequest],
        specs: tuple[StreamSpec, ...] = (),
        where: str = "",
        view: View = View.GRID,
        *,
        settings: Settings | None = None,
        bindings: list[Binding] | None = None,
        remember: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`make_monitor` gives the monitor for a spec, and has it run; `resolve` what to ask for it.
        `specs` are the first streams, `bindings` the keys as the user has them. `remember` is told of
        filters that were kept.
        """
        super().__init__()
        self._make_monitor = make_monitor
        self._resolve = resolve
        self._first_specs = specs
        self._tick = -1
        self._due: list[WatchedStream] = []  # streams that are still to be looked at in this tick
        self._acted_on: WatchedStream | None = None  # in the timeline, the stream of the chosen row
        self._remember = remember
        self.where = where
        """The project or profile, for the line above."""
        self.view = view
        settings = settings or Settings()
        self._wrap, self._times = settings.wrap, Times[settings.times.upper()]
        self.keys = BINDINGS if bindings is None else bindings
        """The keys, as they are now."""
        rebind(self, self.keys)

    def compose(self) -> ComposeResult:
        yield Summary()
        yield Welcome()
        yield PaneGrid(self.stream_set)
        yield StreamList()
        yield TimelinePane(self.stream_set)
        yield QueryBar(self._query_closed, self._remember)
        yield KeyLine()

    async def on_mount(self) -> None:
        # The one timer that draws: however fast streams run, they are looked at this often.
        self.set_interval(1 / FRAMES_PER_SECOND, self._frame)
        self.timeline.log_view.wrap, self.timeline.log_view.times = self._wrap, self._times
        self.show_streams(self._first_specs, self.where, self.view)

    # What is on the screen.

    @property
    def bar(self) -> QueryBar:
        """Where filters and searches are typed."""
        return self.query_one(QueryBar)

    @property
    def specs(self) -> tuple[StreamSpec, ...]:
        """What is on the screen, as it would be saved: each stream with the filter its pane has now."""
        return tuple(self.spec_of(stream) for stream in self.stream_set.streams)

    @property
    def log_pane(self) -> LogPane | None:
        match self.view:
            case View.GRID:
                return self.grid.current
            case View.TIMELINE:
                return self.timeline
            case View.LIST:
                return None

    @property
    def stream(self) -> WatchedStream | None:
        match self.view:
            case View.GRID:
                return self.stream_set.current
            case View.LIST:
                selected = self.stream_list.selected
                return self.stream_set.watching(selected) if selected is not None else None
            case View.TIMELINE:
                log_view = self.timeline.log_view
                # While nobody has chosen, it is no one's stream that comes last.
                chosen = log_view.chosen if log_view.cursor is not None else None
                return self.stream_set.named(chosen.stream) if chosen is not None else None

    def show_streams(self, specs: tuple[StreamSpec, ...], where: str, view: View | None = None) -> None:
        """Have these streams on the screen and no others; the connections of others are closed."""
        self.where = where
        self.grid.zoomed = False
        self._zoomed_from = View.GRID
        for stream in list(self.stream_set.streams):
            stream.monitor.retire()
            self.stream_set.discard(stream)
        self.stream_set.add(self.subscribe(spec) for spec in specs)
        self.timeline.clear()
        if view is not None:
            self.view = view
        self.rearrange()

    def subscribe(self, spec: StreamSpec) -> WatchedStream:
        stream = WatchedStream(self._make_monitor(spec))
        log_view = self.timeline.log_view
        stream.log_view.wrap, stream.log_view.times = log_view.wrap, log_view.times
        return stream

    def resolve(self, spec: StreamSpec) -> ResolvedRequest:
        return self._resolve(spec)

    def rearrange(self) -> None:
        if len(self.stream_set) < 2:
            self.grid.zoomed = False
        if self.view is View.GRID and not self.grid.zoomed:
            self.stream_set.step_to_shown()
        empty = not len(self.stream_set)
        self.query_one(Welcome).display = empty
        self.grid.display = not empty and self.view is View.GRID
        self.stream_list.display = not empty and self.view is View.LIST
        self.timeline.display = not empty and self.view is View.TIMELINE
        self.grid.rearrange()
        self._tick = -1
        if not self.bar.display:
            self._give_keys()
        self.refresh_bindings()
        self._frame()

    def _give_keys(self) -> None:
        """Have the keys go to the view."""
        focused: Widget | None = None
        match self.view:
            case View.GRID:
                focused = self.grid.current
            case View.LIST:
                focused = self.stream_list
            case View.TIMELINE:
                focused = self.timeline
        # At once: `focus()` would take its turn after keys that are already waiting.
        if focused is not None and len(self.stream_set):
            self.set_focus(focused)

    def _frame(self) -> None:
        tick = int(time.monotonic() * _TICKS_PER_SECOND)
        state_changed = False
        match self.view:
            case View.GRID:
                for pane in self.grid.panes:
                    state_changed |= pane.on_frame(tick)
            case View.LIST:
                self.stream_list.show([stream.monitor for stream in self.stream_set.streams], tick)
            case View.TIMELINE:
                self.timeline.on_frame(tick)
                # Keys of a stream work once a row of one is chosen.
                before, self._acted_on = self._acted_on, self.stream
                state_changed |= self._acted_on is not before
        if self.bar.display:
            self.bar.show_status()
        if tick != self._tick:
            self._tick = tick
            on_screen = {pane.stream for pane in self.grid.panes} if self.view is View.GRID else set()
            self._due = self._due or [stream for stream in self.stream_set.streams if stream not in on_screen]
            state_changed |= self._look_at_some()
            self.query_one(Summary).show(
                self.where,
                [stream.snapshot for stream in self.stream_set.streams],
                hidden=self.stream_set.hidden,
                pages=self.grid.pages if self.view is View.GRID and not self.grid.zoomed else (1, 1),
            )
        elif self._due:
            state_changed |= self._look_at_some()
        if state_changed:
            self.refresh_bindings()

    def _look_at_some(self) -> bool:
        """Look at streams that no pane looks at, by turns; returns whether the state of one has changed."""
        some, self._due = self._due[:_LOOKS_PER_FRAME], self._due[_LOOKS_PER_FRAME:]
        changed = [stream.look() for stream in some]  # all of them, whatever the first ones say
        return any(changed)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # Focus may have moved on since the event was sent.
        if event.widget is not self.focused:
            return
        if isinstance(event.widget, LogPane | StreamList) and self.bar.display:
            self.bar.close()
        if isinstance(event.widget, Pane) and event.widget.stream is not self.stream_set.current:
            self.go_to(event.widget.stream)

    def ask(self, query: Query) -> None:
        self.bar.edit(query)

    def _query_closed(self) -> None:
        if not isinstance(self.focused, LogPane | StreamList):
            self._give_keys()
        self.refresh_bindings()

    # Which keys work now.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether the key works now; what doesn't isn't in the footer."""
        if not self.is_mounted or action in _ALWAYS:
            return action in _ALWAYS
        if not len(self.stream_set) or self.bar.display:
            return False
        if action in _OF_ALL or action in _MOVES:
            return True
        if action in _OF_THE_LIST:
            return self.view is View.LIST
        if action in _OF_THE_GRID:
            return self.view is View.GRID
        return self._works(action, parameters)

    def _works(self, action: str, parameters: tuple[object, ...]) -> bool:
        pane, stream = self.log_pane, self.stream
        match action:
            case "zoom":
                return self.view is View.GRID and not self.grid.zoomed and len(self.stream_set) > 1
            case "end_search":
                return pane is not None and pane.log_view.filtered.search is not None
            case "unzoom":
                # From the list, the only stream there is has the screen without a zoom.
                return self.view is View.GRID and (self.grid.zoomed or self.layout_chosen is not View.GRID)
            case "pause" | "resume":
                return pane is not None and pane.log_view.filtered.paused is (action == "resume")
            case "disconnect":
                return stream is not None and stream.monitor.is_running
            case "connect":
                return stream is not None and not stream.monitor.is_running
            case "show_hidden":
                return self.stream_set.hidden > 0
            case "go_to":
                place = parameters[0]
                return isinstance(place, int) and place <= len(self.stream_set)
            case "filter" | "search" | "clear":
                return pane is not None or self.view is View.LIST
            case _ if action in _OF_A_STREAM:
                return stream is not None
            case _:
                return pane is not None

    # What opens over it.

    def action_help(self) -> None:
        def chosen(action: str | None) -> None:
            if action is not None:
                self.call_later(self.run_action, action)

        self.app.push_screen(HelpScreen(self.keys), chosen)

    def action_theme(self) -> None:
        self.app.search_themes()

    def action_palette(self) -> None:
        self.app.action_command_palette()
