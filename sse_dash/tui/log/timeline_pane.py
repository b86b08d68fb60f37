"""The timeline: the rows of every stream in the order in which they came."""

from __future__ import annotations

from sse_dash import text
from sse_dash.streams.log.timeline import Timeline
from sse_dash.tui.drawing.styled_text import StyledText
from sse_dash.tui.faults.containing import containing
from sse_dash.tui.log import pane_border as frame
from sse_dash.tui.log import rows
from sse_dash.tui.log.log_pane import CURRENT, LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.rows import Columns
from sse_dash.tui.log.stream_set import StreamSet


class TimelinePane(LogPane):
    """All streams in one log. While it isn't on the screen it costs nothing, and catches up when it is."""

    def __init__(self, stream_set: StreamSet) -> None:
        self._stream_set = stream_set
        self._timeline = Timeline()
        super().__init__(LogView(self._timeline.log))
        self.add_class(CURRENT)
        self._drawn_tick = -1
        self._type_width = 0
        self._stream_styles: dict[str, str] = {}

    def on_frame(self, tick: int) -> None:
        """Take in what came, and repaint what has changed."""
        view = self.log_view.filtered
        changed = False
        with containing(self, "merging streams") as outcome:
            changed = self._timeline.update([stream.monitor.history for stream in self._stream_set.streams])
        if not changed and view.is_current and tick == self._drawn_tick:
            return
        self._drawn_tick = tick
        self.reading_fault = outcome.fault
        with containing(self, "filtering") as outcome:
            view.update()
        self.reading_fault = self.reading_fault or outcome.fault
        self.redraw()

    @property
    def name_shown(self) -> str:
        return "timeline"

    def clear(self) -> None:
        """Clear what is in the timeline; the streams keep their histories."""
        self._timeline.log.clear()
        self._start_over()

    def restore(self) -> None:
        """Have again what was cleared."""
        self._timeline.log.restore()
        self.log_view.restored()
        self.redraw()

    def forget(self) -> None:
        """Begin anew, for other streams."""
        self._timeline.log.forget()
        self._start_over()

    def _start_over(self) -> None:
        self.log_view.clear()
        self._type_width = 0
        self.redraw()

    def _title(self, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        count = len(self._stream_set)
        return frame.timeline_title(count, self.log_view.filtered, cells)

    def _footing(self, below: int, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        return frame.log_footing(self.log_view, self.log_view.filtered.log.total, [], below, cells)

    def _widths(self, cells: int, types: int) -> Columns:
        self._type_width = max(self._type_width, types)
        # For all rows of this drawing.
        self._stream_styles = {
            stream.name: rows.stream_style(stream.monitor.spec, stream.number)
            for stream in self._stream_set.streams
        }
        names = max((text.width(text.visible(name)) for name in self._stream_styles), default=0)
        return rows.columns(cells, self._type_width, stream_width=names, times=self.log_view.times)

    def _stream_style(self, name: str) -> str:
        return self._stream_styles.get(name, "muted")

    def _hint(self) -> str:
        view = self.log_view.filtered
        if view.held:
            return "no event matches the filter"
        if view.paused and view.came_since_pause:
            return "paused; space shows what has come"
        return frame.cleared(view.log) or "no event yet"
