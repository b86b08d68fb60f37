"""What keys do with the views: choosing one, going from pane to pane, moving in what is on the screen."""

from __future__ import annotations

from sse_dash import text, units
from sse_dash.profiles import Layout
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import GridView, Views
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream


class ViewCommands:
    """Commands for the views, whichever is shown."""

    def __init__(self, views: Views, stream_set: StreamSet, ui: Ui) -> None:
        self._views = views
        self._stream_set = stream_set
        self._ui = ui

    def show(self, name: Layout) -> None:
        """Put the view of this name on the screen."""
        view = self._views.named(name)
        self._views.show(view)
        self._ui.rearrange()
        if self._stream_set.current is not None:
            view.select(self._stream_set.current)

    def show_next(self) -> None:
        """Go on to the next view."""
        views = self._views.all
        self.show(views[(views.index(self._views.shown) + 1) % len(views)].name)

    # Panes.

    def zoom(self) -> None:
        """Give the current pane the whole screen."""
        self._views.zoom(zoomed=True)
        self._ui.rearrange()

    def unzoom(self) -> None:
        """Show all panes again, or the view that the stream was opened from."""
        self._views.grid.zoomed = False
        if self._views.chosen is self._views.shown:
            self._ui.rearrange()
        else:
            self.show(self._views.chosen.name)

    def toggle_zoom(self) -> None:
        """Give the current pane the whole screen, or show all panes again."""
        if self._views.in_grid:
            self._views.zoom(zoomed=not self._views.grid.zoomed and len(self._stream_set) > 1)
            self._ui.rearrange()

    def step(self, by: int) -> None:
        """Go to the pane that is so many places on."""
        self._stream_set.step(by)
        self._ui.rearrange()

    def go_to_number(self, number: int) -> None:
        """Go to the stream at this place, from 1, in the list if that is shown, or else to its pane."""
        stream = self._stream_set.streams[number - 1]
        if not self._views.shown.select(stream):
            stream.hidden = False
            self._views.shown = self._views.of(GridView)
            self.go_to(stream)

    def go_to(self, stream: WatchedStream) -> None:
        """Make it the current one, and have it on the screen."""
        self._stream_set.current = stream
        self._ui.rearrange()

    # What moves in a list moves in a log as well.

    def move(self, by: int) -> None:
        """Choose the row so many further down."""
        self._views.shown.move(by)

    def page(self, by: float) -> None:
        """Move by this part of a page, down if positive."""
        self._views.shown.page(by)

    def top(self) -> None:
        """Go to the first row."""
        self._views.shown.top()

    def bottom(self) -> None:
        """Go to the last row."""
        self._views.shown.bottom()

    def clear(self) -> None:
        """Clear the history of the stream, or what is in the timeline."""
        view = self._views.shown
        view.clear()
        if view.log_pane is None and view.log is not None and view.stream is not None and view.log.cleared:
            # No pane is there to say so.
            cleared = units.counted(view.log.cleared, "event")
            self._ui.say(text.visible(f"{cleared} of {view.stream.name} cleared; u brings them back."))
        self._ui.rearrange()

    def restore(self) -> None:
        """Have again what was cleared."""
        self._views.shown.restore()
        self._ui.rearrange()
