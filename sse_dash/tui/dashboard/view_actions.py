"""The keys that choose between grid, list and timeline, and that move in whichever is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.tui.dashboard.board import View
from sse_dash.tui.dashboard.log_actions import LogActions
from sse_dash.tui.dashboard.query_bar import Query
from sse_dash.tui.list.stream_list import StreamList
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.pane_grid import PaneGrid
from sse_dash.tui.log.stream_set import WatchedStream
from sse_dash.tui.log.timeline_pane import TimelinePane

_LIST_HINT = "part of a name, or of a state: orders retrying -live"


class ViewActions(LogActions):
    """Actions on the views, and those whose meaning depends on the view."""

    def __init__(self) -> None:
        super().__init__()
        self._zoomed_from = View.GRID

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.query_one(PaneGrid)

    @property
    def stream_list(self) -> StreamList:
        """The list."""
        return self.query_one(StreamList)

    @property
    def timeline(self) -> TimelinePane:
        """The timeline."""
        return self.query_one(TimelinePane)

    @property
    def layout_chosen(self) -> View:
        """The view that one goes back to: a stream opened from the list is a look aside."""
        return self._zoomed_from if self.view is View.GRID else self.view

    def go_to(self, stream: WatchedStream) -> None:
        """Make it current, and have it on the screen."""
        self.stream_set.current = stream
        self.rearrange()

    def action_next_view(self) -> None:
        views = list(View)
        self._set_view(views[(views.index(self.view) + 1) % len(views)])

    def action_show(self, view: str) -> None:
        self._set_view(View(view))

    def _set_view(self, view: View) -> None:
        stream = self.stream
        if stream is not None:
            self.stream_set.current = stream
        self._zoomed_from = View.GRID
        self.view = view
        self.rearrange()
        if view is View.LIST and self.stream_set.current is not None:
            self.stream_list.select(self.stream_set.current.monitor)

    def action_zoom(self) -> None:
        self._zoomed_from = View.GRID
        self.grid.zoomed = True
        self.rearrange()

    def action_unzoom(self) -> None:
        self.grid.zoomed = False
        if self._zoomed_from is not View.GRID:
            self._set_view(self._zoomed_from)
        else:
            self.rearrange()

    def on_log_pane_zoomed(self, event: LogPane.Zoomed) -> None:
        event.stop()
        if self.view is View.GRID:
            self._zoomed_from = View.GRID
            self.grid.zoomed = not self.grid.zoomed and len(self.stream_set) > 1
            self.rearrange()

    def action_enter_stream(self) -> None:
        stream = self.stream
        if stream is not None:
            self.stream_set.current = stream
            self.view, self._zoomed_from = View.GRID, View.LIST
            self.grid.zoomed = True
            self.rearrange()

    def on_stream_list_chosen(self, event: StreamList.Chosen) -> None:
        event.stop()
        self.action_enter_stream()

    def on_stream_list_selection_changed(self, event: StreamList.SelectionChanged) -> None:
        event.stop()
        self.refresh_bindings()

    def action_next_pane(self) -> None:
        self.stream_set.step(1)
        self.rearrange()

    def action_previous_pane(self) -> None:
        self.stream_set.step(-1)
        self.rearrange()

    def action_go_to(self, number: int) -> None:
        stream = self.stream_set.streams[number - 1]
        if self.view is View.LIST:
            self.stream_list.select(stream.monitor)
            return
        stream.hidden = False
        self.view = View.GRID
        self.go_to(stream)

    # What moves in a list moves in a log as well.

    def action_up(self) -> None:
        self._move_about(lambda log_view: log_view.move(-1), lambda rows: rows.move(-1))

    def action_down(self) -> None:
        self._move_about(lambda log_view: log_view.move(1), lambda rows: rows.move(1))

    def action_page_up(self) -> None:
        self._move_about(lambda log_view: log_view.page(-0.5), lambda rows: rows.page(-0.5))

    def action_page_down(self) -> None:
        self._move_about(lambda log_view: log_view.page(0.5), lambda rows: rows.page(0.5))

    def action_top(self) -> None:
        self._move_about(LogView.home, StreamList.first)

    def action_bottom(self) -> None:
        self._move_about(LogView.follow, StreamList.last)

    def _move_about(
        self, in_log: Callable[[LogView], object], in_list: Callable[[StreamList], object]
    ) -> None:
        if self.view is View.LIST:
            in_list(self.stream_list)
        else:
            self._read(in_log)

    def action_sort(self) -> None:
        self.stream_list.sort_next()

    def action_sort_reversed(self) -> None:
        self.stream_list.reverse()

    def action_filter(self) -> None:
        if self.view is View.LIST:
            self._filter_streams()
        else:
            super().action_filter()

    def action_search(self) -> None:
        if self.view is View.LIST:
            self._filter_streams()
        else:
            super().action_search()

    def _filter_streams(self) -> None:
        rows = self.stream_list
        self.ask(
            Query(
                "streams",
                _LIST_HINT,
                rows.filter_words,
                rows.filter_by,
                lambda: rows.counted,
                is_filter=False,
            )
        )

    def action_clear(self) -> None:
        if self.view is View.TIMELINE:
            self.timeline.clear()
        elif self.stream is not None:
            self.stream.clear()
            self.rearrange()

    def _log_views(self) -> list[LogView]:
        return [*(stream.log_view for stream in self.stream_set.streams), self.timeline.log_view]
