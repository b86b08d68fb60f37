"""The main screen: the views of the streams, the lines above and below, and the one timer that draws.

Which keys there are stands in `keys`, what they do in the modules of commands, what is seen in `views`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from sse_dash import moments
from sse_dash.profiles import Layout, Settings
from sse_dash.requests.given import GivenValues
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.shared_bound import SharedBound
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.clipboard.copying import copy
from sse_dash.tui.dashboard.commands import AppCommands, Commands
from sse_dash.tui.dashboard.event_commands import EventCommands
from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.dashboard.list_commands import ListCommands
from sse_dash.tui.dashboard.log_commands import LogCommands
from sse_dash.tui.dashboard.query_bar import Query, QueryBar
from sse_dash.tui.dashboard.stream_commands import StreamCommands, Subscriptions, spec_of
from sse_dash.tui.dashboard.summary import Summary
from sse_dash.tui.dashboard.value_commands import ValueCommands
from sse_dash.tui.dashboard.view_commands import ViewCommands
from sse_dash.tui.dashboard.views import GridView, Views
from sse_dash.tui.dashboard.welcome import Welcome
from sse_dash.tui.faults.containing import Contained, containing
from sse_dash.tui.help.screen import HelpScreen
from sse_dash.tui.keys.key import Key, Keys
from sse_dash.tui.keys.key_line import KeyLine
from sse_dash.tui.keys.keymap import rebind
from sse_dash.tui.list.stream_list import StreamList
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.pane_grid import PaneGrid
from sse_dash.tui.log.rows import Times
from sse_dash.tui.log.stream_pane import Pane
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream

FRAMES_PER_SECOND = 20
_TICKS_PER_SECOND = 2
# Looking at a stream takes some 15 µs, so a thousand at once would hold up a key.
_LOOKS_PER_FRAME = 100

R = TypeVar("R")
_STAYING = ("app.help", "app.quit")
"""The keys that stay in the line on the narrowest screen: they lead to all others, and out."""


class Dashboard(Contained, Screen[None]):
    """All streams. It runs none: whoever makes it gives it monitors that run."""

    AUTO_FOCUS = ""  # None would have the hidden query bar focused while there is no pane

    def __init__(
        self,
        make_monitor: Callable[[StreamSpec], Monitor],
        values: GivenValues,
        app_commands: AppCommands,
        specs: tuple[StreamSpec, ...] = (),
        where: str = "",
        layout: Layout = GridView.name,
        *,
        settings: Settings | None = None,
        keys: Sequence[Key[Commands]] = KEYS,
        remember: Callable[[str], None] = lambda _: None,
        bound: SharedBound | None = None,
    ) -> None:
        """`make_monitor` gives the monitor for a spec, and has it run; `values` are those of `${NAME}`.
        `specs` are the first streams, `layout` the name of the first view, `keys` those that the user chose.
        `remember` is told of filters that were kept. `bound` is that of all histories together, if any.
        """
        super().__init__()
        settings = settings or Settings()
        self.where = where
        """The project or profile, for the line above."""
        self.stream_set = StreamSet()
        self.views = Views(self.stream_set, layout)
        self.bar = QueryBar(self._query_closed, remember)
        """Where filters and searches are typed."""
        self._make_monitor = make_monitor
        self._first_specs = specs
        self._bound = bound
        self._summary = Summary()
        self._welcome = Welcome()
        self._tick = -1
        self._due: list[WatchedStream] = []  # streams that are still to be looked at in this tick
        self._keys = Keys(keys)
        self._commands = Commands(
            self.stream_set,
            self.views,
            is_typing=lambda: self.bar.display,
            show_help=self._show_help,
            app=app_commands,
            view=ViewCommands(self.views, self.stream_set, self),
            list=ListCommands(self.views, self),
            log=LogCommands(self.views, self, wrap=settings.wrap, times=Times[settings.times.upper()]),
            event=EventCommands(self.views, self, self._copy),
            stream=StreamCommands(
                self.views, self.stream_set, self, Subscriptions(self._subscribe, values.resolve), self._copy
            ),
            value=ValueCommands(self.views, self.stream_set, self, values),
        )
        rebind(self, self._keys.bindings)

    def _copy(self, what: str, value: str) -> None:
        copy(self.app, what, value)

    def on_paste(self, event: events.Paste) -> None:
        """Open the form for a URL or a curl command that is pasted where nothing is typed."""
        # All that is known of curl is not needed for the first frame.
        from sse_dash.requests.curl.command import looks_like_curl

        if looks_like_curl(event.text) or event.text.strip().startswith(("http://", "https://")):
            event.stop()
            self._commands.stream.add()
            # It is taken in its turn: once the form has the keys.
            self.app.post_message(events.Paste(event.text))

    def compose(self) -> ComposeResult:
        yield self._summary
        yield self._welcome
        for view in self.views.all:
            yield view.widget
        yield self.bar
        yield KeyLine(_STAYING)

    async def on_mount(self) -> None:
        # The one timer that draws: however fast streams run, they are looked at this often.
        self.set_interval(1 / FRAMES_PER_SECOND, self._frame_if_taken)
        self.show_streams(self._first_specs, self.where, self.views.shown.name)

    # What is on the screen.

    @property
    def watched(self) -> Sequence[WatchedStream]:
        """The streams on the screen, in their order."""
        return self.stream_set.streams

    @property
    def specs(self) -> tuple[StreamSpec, ...]:
        """What is on the screen, as it would be saved: each stream with the filter its pane has now."""
        return tuple(spec_of(stream) for stream in self.stream_set.streams)

    @property
    def layout_chosen(self) -> Layout:
        """The name of the view, as it would be saved."""
        return self.views.chosen.name

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.views.grid

    @property
    def log_pane(self) -> LogPane | None:
        """The log that keys read in."""
        return self.views.shown.log_pane

    def show_streams(self, specs: tuple[StreamSpec, ...], where: str, layout: Layout) -> None:
        """Have these streams on the screen and no others, in the view of this name."""
        self.where = where
        self._commands.stream.replace_all(specs)
        self.views.start_with(layout)
        self.rearrange()

    def _subscribe(self, spec: StreamSpec) -> WatchedStream:
        stream = WatchedStream(self._make_monitor(spec))
        self._commands.log.lay_out(stream.log_view)
        return stream

    def rearrange(self) -> None:
        """Show the streams, and the view, as they are now."""
        empty = not len(self.stream_set)
        self._welcome.display = empty
        for view in self.views.all:
            view.rearrange(is_shown=view is self.views.shown)
            view.widget.display = not empty and view is self.views.shown
        self._tick = -1
        if not self.bar.display:
            self._give_keys()
        self.refresh_bindings()
        self._frame()

    def _give_keys(self) -> None:
        """Have the keys go to the view."""
        focus = self.views.shown.focus
        # At once: `focus()` would take its turn after keys that are already waiting.
        if focus is not None and len(self.stream_set):
            self.set_focus(focus)

    def _frame_if_taken(self) -> None:
        # A terminal that is slower gets fewer frames, each of what is there by then.
        if not self._commands.app.is_behind:
            self._frame()

    def _frame(self) -> None:
        tick = int(time.monotonic() * _TICKS_PER_SECOND)
        keys_changed = False
        # One by one: what one of them can't do must not keep the others from being done.
        with containing(self, f"the {self.views.shown.name}"):
            keys_changed = self.views.shown.on_frame(tick)
        with containing(self, "the line for filters"):
            if self.bar.display:
                self.bar.show_status()
        is_new_tick = tick != self._tick
        self._tick = tick
        with containing(self, "looking at streams"):
            if is_new_tick:
                looked_at = self.views.shown.looked_at
                self._due = self._due or [s for s in self.stream_set.streams if s not in looked_at]
            keys_changed |= self._look_at_some()
        if is_new_tick:
            with containing(self, "the first line"):
                self._summary.show(
                    self.where,
                    [stream.snapshot for stream in self.stream_set.streams],
                    hidden=self.stream_set.hidden,
                    pages=self.views.shown.pages,
                    zone=self._zone,
                    full=self._bound.most if self._bound is not None and self._bound.is_full else 0,
                )
        if keys_changed:
            self.refresh_bindings()

    @property
    def _zone(self) -> str:
        """Of what clock the times are that are shown; empty where there are none."""
        pane = self.views.shown.log_pane
        zone = None if pane is None else pane.log_view.times.zone
        return "" if zone is None else moments.zone_name(time.time(), zone)

    def on_summary_clicked(self, message: Summary.Clicked) -> None:
        """Show the streams that the number counts."""
        message.stop()
        self._commands.list.show_group(message.group)

    def _look_at_some(self) -> bool:
        """Look at streams that no pane looks at, by turns; returns whether the state of one has changed."""
        some, self._due = self._due[:_LOOKS_PER_FRAME], self._due[_LOOKS_PER_FRAME:]
        changed = [self._look_at(stream) for stream in some]  # all of them, whatever the first ones say
        return any(changed)

    def _look_at(self, stream: WatchedStream) -> bool:
        with containing(self, "looking at the stream", stream.name):
            return stream.look()
        return False

    # What commands need.

    def say(self, words: str) -> None:
        """Say something in passing. The words are safe to draw."""
        self.notify(words, timeout=4, markup=False)

    def ring(self) -> None:
        """Ring the bell: there is nothing to do it to."""
        self.app.bell()

    def ask(self, query: Query) -> None:
        """Have something typed in the query bar."""
        self.bar.edit(query)

    def open(self, screen: Screen[R], closed: Callable[[R | None], None]) -> None:
        """Put another screen over this one; `closed` is called with what came of it."""
        self.app.push_screen(screen, closed)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether the key works now; what doesn't isn't in the line of keys."""
        with containing(self, f"whether {action} works"):
            return self._keys.works(action, parameters, self._commands)
        return False

    async def action_press(self, key_id: str, turn: int) -> None:
        """Do what a key does."""
        with containing(self, key_id):
            await self._keys.press(key_id, turn, self._commands)

    @property
    def working_keys(self) -> Iterator[tuple[Key[Commands], str]]:
        """The keys that work now, each with the action that does what it does."""
        return ((key, self._keys.action(key)) for key in self._keys.all if key.when(self._commands))

    def _show_help(self) -> None:
        def chosen(key: Key[Commands] | None) -> None:
            if key is not None:
                self.call_later(self.run_action, self._keys.action(key))

        self.app.push_screen(HelpScreen(self._keys.all, GROUPS, lambda key: key.when(self._commands)), chosen)

    # What widgets tell.

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # Focus may have moved on since the event was sent.
        if event.widget is not self.focused:
            return
        if self.views.has(event.widget) and self.bar.display:
            self.bar.close()
        if isinstance(event.widget, Pane) and event.widget.stream is not self.stream_set.current:
            self._commands.view.go_to(event.widget.stream)

    def _query_closed(self) -> None:
        if not self.views.has(self.focused):
            self._give_keys()
        self.refresh_bindings()

    def on_log_pane_opened(self, event: LogPane.Opened) -> None:
        event.stop()
        self._commands.event.inspect()

    def on_log_pane_zoomed(self, event: LogPane.Zoomed) -> None:
        event.stop()
        self._commands.view.toggle_zoom()

    def on_stream_list_chosen(self, event: StreamList.Chosen) -> None:
        event.stop()
        self._commands.list.open()

    def on_stream_list_selection_changed(self, event: StreamList.SelectionChanged) -> None:
        event.stop()
        self.refresh_bindings()
