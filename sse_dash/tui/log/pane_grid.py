"""The panes side by side: which streams are on screen, and where. What each pane shows is its own affair."""

from __future__ import annotations

from textual import events
from textual.containers import Container
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from sse_dash.tui.faults.containing import Contained
from sse_dash.tui.log.log_pane import CURRENT
from sse_dash.tui.log.stream_pane import Pane
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream
from sse_dash.tui.log.tiling import capacity, tile


class _Tiles(Layout):
    """Textual's layout for what `tiling` reckons."""

    name = "tiles"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        places = tile(len(children), size.width, size.height)
        return [
            WidgetPlacement(Region(*place), NULL_OFFSET, Spacing(), child)
            for place, child in zip(places, children, strict=True)
        ]


class PaneGrid(Contained, Container):
    """The streams: as many as fit, the page with the current one on it, or that one alone.

    There are as many panes as a page has, and they are lent to streams: hundreds of streams cost no more.
    """

    def __init__(self, stream_set: StreamSet) -> None:
        super().__init__()
        self._stream_set = stream_set
        self._tiles = _Tiles()
        self._panes: list[Pane] = []
        self.zoomed = False
        """Whether the current stream has the whole grid."""

    @property
    def layout(self) -> Layout:
        """Styles can only name Textual's own layouts."""
        return self._tiles

    @property
    def panes(self) -> list[Pane]:
        """Those on screen, in order."""
        return [pane for pane in self._panes if pane.display]

    @property
    def current(self) -> Pane | None:
        """The pane of the current stream; None while it isn't on screen."""
        return next((pane for pane in self.panes if pane.stream is self._stream_set.current), None)

    @property
    def pages(self) -> tuple[int, int]:
        """The page that is shown, from 1, and how many there are."""
        shown = self._stream_set.shown
        first, per_page = self._page_start(shown)
        return first // per_page + 1, max(1, -(-len(shown) // per_page))

    def rearrange(self) -> None:
        """Show the streams that belong on screen."""
        streams = self._on_screen()
        if not streams:
            for pane in self._panes:
                pane.remove()
            self._panes.clear()
            return
        missing = [Pane(stream) for stream in streams[len(self._panes) :]]
        self._panes += missing
        if missing:
            self.mount(*missing)
        for index, pane in enumerate(self._panes):
            pane.display = index < len(streams)
            # A spare pane must not hold on to a stream that is gone, and its history.
            pane.show(streams[index] if pane.display else streams[0])
            is_current = pane.display and pane.stream is self._stream_set.current
            if pane.has_class(CURRENT) is not is_current:
                pane.set_class(is_current, CURRENT)
                pane.redraw()

    def on_resize(self, _: events.Resize) -> None:
        self.rearrange()

    def _on_screen(self) -> list[WatchedStream]:
        current = self._stream_set.current
        if self.zoomed and current is not None:
            return [current]
        shown = self._stream_set.shown
        first, per_page = self._page_start(shown)
        return shown[first : first + per_page]

    def _page_start(self, shown: list[WatchedStream]) -> tuple[int, int]:
        """The index of the first stream on the page, and how many a page has."""
        per_page = capacity(*(self.size or self.app.size))
        index = shown.index(self._stream_set.current) if self._stream_set.current in shown else 0
        return index - index % per_page, per_page
