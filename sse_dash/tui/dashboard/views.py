"""The ways to look at the streams, a class and an entry in `VIEWS` for each, and which of them is shown.

To add one: a class here, which names its key, its widget and what keys act on, and its entry in `VIEWS`; its
name among those that a profile may choose, in `profiles.profile`. How it draws is its widget's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.widget import Widget

from sse_dash.profiles import Layout
from sse_dash.streams.log.history import Log
from sse_dash.tui.dashboard.view import View
from sse_dash.tui.list.stream_list import StreamList
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.pane_grid import PaneGrid
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream
from sse_dash.tui.log.timeline_pane import TimelinePane


class GridView(View):
    """The streams side by side, or the current one by itself."""

    name, key, title = "grid", "f2", "Grid"
    help = "Show streams side by side"

    def __init__(self, stream_set: StreamSet) -> None:
        super().__init__(stream_set)
        self.widget: PaneGrid = PaneGrid(stream_set)

    @property
    def stream(self) -> WatchedStream | None:
        return self._stream_set.current

    @property
    def log_pane(self) -> LogPane | None:
        return self.widget.current

    @property
    def focus(self) -> Widget | None:
        return self.widget.current

    def on_frame(self, tick: int) -> bool:
        changed = [pane.on_frame(tick) for pane in self.widget.panes]  # all, whatever the first ones say
        return any(changed)

    def rearrange(self, *, is_shown: bool) -> None:
        if len(self._stream_set) < 2:
            self.widget.zoomed = False
        if is_shown and not self.widget.zoomed:
            self._stream_set.step_to_shown()
        self.widget.rearrange()

    @property
    def looked_at(self) -> set[WatchedStream]:
        return {pane.stream for pane in self.widget.panes}

    @property
    def log_panes(self) -> Sequence[LogPane]:
        return self.widget.panes

    @property
    def pages(self) -> tuple[int, int]:
        return (1, 1) if self.widget.zoomed else self.widget.pages

    def start_anew(self) -> None:
        self.widget.zoomed = False


class ListView(View):
    """A row a stream."""

    name, key, title = "list", "f3", "List"
    help = "Show a row for each stream"

    def __init__(self, stream_set: StreamSet) -> None:
        super().__init__(stream_set)
        self.widget: StreamList = StreamList()

    @property
    def stream(self) -> WatchedStream | None:
        selected = self.widget.selected
        return self._stream_set.watching(selected) if selected is not None else None

    def move(self, by: int) -> None:
        self.widget.move(by)

    def page(self, by: float) -> None:
        self.widget.page(by)

    def top(self) -> None:
        self.widget.first()

    def bottom(self) -> None:
        self.widget.last()

    def select(self, stream: WatchedStream) -> bool:
        self.widget.select(stream.monitor)
        return True

    def on_frame(self, tick: int) -> bool:
        self.widget.show([stream.monitor for stream in self._stream_set.streams], tick)
        return False  # the widget itself says when another stream is selected, or in another state


class TimelineView(View):
    """The events of all streams in the order in which they came."""

    name, key, title = "timeline", "f4", "Timeline"
    help = "Show all events in the order they came"

    def __init__(self, stream_set: StreamSet) -> None:
        super().__init__(stream_set)
        self.widget: TimelinePane = TimelinePane(stream_set)
        self.log_views = (self.widget.log_view,)
        self._stream_before: WatchedStream | None = None

    @property
    def stream(self) -> WatchedStream | None:
        log_view = self.widget.log_view
        # While nobody has chosen, it is no one's stream that comes last.
        chosen = log_view.chosen if log_view.cursor is not None else None
        return self._stream_set.named(chosen.stream) if chosen is not None else None

    @property
    def log_pane(self) -> LogPane | None:
        return self.widget

    @property
    def log_name(self) -> str:
        return self.name

    @property
    def log(self) -> Log:
        return self.widget.log_view.filtered.log

    def clear(self) -> None:
        self.widget.clear()

    def restore(self) -> None:
        self.widget.restore()

    def start_anew(self) -> None:
        self.widget.forget()

    def on_frame(self, tick: int) -> bool:
        self.widget.on_frame(tick)
        # Keys of a stream work once a row of one is chosen.
        before, self._stream_before = self._stream_before, self.stream
        return self._stream_before is not before

    @property
    def log_panes(self) -> Sequence[LogPane]:
        return (self.widget,)


VIEWS: tuple[type[View], ...] = (GridView, ListView, TimelineView)
"""All of them, in the order in which the key that goes on to the next one has them."""

V = TypeVar("V", bound=View)


class Views:
    """The views of one dashboard, and which of them is on the screen."""

    def __init__(self, stream_set: StreamSet, shown: Layout) -> None:
        """`shown` is the name of the one that is on the screen."""
        self.all = tuple(view(stream_set) for view in VIEWS)
        self.shown = self.named(shown)
        self._stream_set = stream_set
        self._left: View | None = None
        """The view from which a stream was opened in the grid, to go back to."""

    def named(self, name: Layout) -> View:
        """The view that profiles call so."""
        return next(view for view in self.all if view.name == name)

    def of(self, kind: type[V]) -> V:
        """The view of this kind."""
        return next(view for view in self.all if isinstance(view, kind))

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.of(GridView).widget

    @property
    def in_grid(self) -> bool:
        """Whether the grid is shown, be it with one pane only."""
        return isinstance(self.shown, GridView)

    @property
    def chosen(self) -> View:
        """The view that one goes back to: a stream opened from another view is a look aside."""
        return self.shown if self._left is None or not self.in_grid else self._left

    @property
    def log_views(self) -> list[LogView]:
        """How every log is read, also where it is not on the screen."""
        own = [log_view for view in self.all for log_view in view.log_views]
        return [*(stream.log_view for stream in self._stream_set.streams), *own]

    def has(self, widget: Widget | None) -> bool:
        """Whether a widget is that of a view, or in it."""
        return widget is not None and any(view.widget in widget.ancestors_with_self for view in self.all)

    def start_with(self, name: Layout) -> None:
        """Other streams have taken the place of those that there were: show them in this view."""
        for view in self.all:
            view.start_anew()
        self._left = None
        self.shown = self.named(name)

    def show(self, view: View) -> None:
        """Put it on the screen; keys go on to act on the stream that they act on now."""
        if self.shown.stream is not None:
            self._stream_set.current = self.shown.stream
        self._left = None
        self.shown = view

    def show_only(self, stream: WatchedStream) -> None:
        """Give the stream the whole screen, until one goes back to the view that is shown now."""
        self._stream_set.current = stream
        self._left, self.shown = self.shown, self.of(GridView)
        self.grid.zoomed = True

    def zoom(self, *, zoomed: bool) -> None:
        """Give the current pane the whole grid, or not any more; that is where one stays."""
        self._left = None
        self.grid.zoomed = zoomed
