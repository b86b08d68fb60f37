"""What keys do in the list only: sorting it, filtering it, opening a stream from it."""

from __future__ import annotations

from sse_dash.streams.monitor.label import Group
from sse_dash.tui.dashboard.query_bar import Query
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import ListView, Views
from sse_dash.tui.list.order import STATE

_HINT = "part of a name, or of a state: orders retrying -live"


class ListCommands:
    """Commands for the list."""

    def __init__(self, views: Views, ui: Ui) -> None:
        self._views = views
        self._ui = ui
        self._list = views.of(ListView).widget

    def open(self) -> None:
        """Give the selected stream the screen, for a look aside."""
        stream = self._views.shown.stream
        if stream is not None:
            self._views.show_only(stream)
            self._ui.rearrange()

    def show_group(self, group: Group | None) -> None:
        """Show the streams that are counted there, in the list; None shows all."""
        self._views.show(self._views.of(ListView))
        self._list.filter_by("" if group is None else f"{STATE}{group.value}")
        self._ui.rearrange()

    def sort(self) -> None:
        """Sort by the next column."""
        self._list.sort_next()

    def reverse(self) -> None:
        """Turn the order around."""
        self._list.reverse()

    def filter(self) -> None:
        """Ask which streams to show."""
        rows = self._list
        self._ui.ask(
            Query("streams", _HINT, rows.filter_words, rows.filter_by, lambda: rows.counted, is_filter=False)
        )
