"""The pane of one stream in the grid: how it stands above, what it says within, what is counted below."""

from __future__ import annotations

from sse_dash import text, units
from sse_dash.client.lifecycle import Stage
from sse_dash.streams.log.received import Note
from sse_dash.streams.monitor.state import State
from sse_dash.tui.drawing.styled_text import StyledText
from sse_dash.tui.drawing.words import wrapped_words
from sse_dash.tui.faults.containing import containing
from sse_dash.tui.log import pane_border as frame
from sse_dash.tui.log import rows
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.rows import Columns
from sse_dash.tui.log.stream_set import WatchedStream

_TROUBLE_LINES = 4
# Characters: more than four lines of any screen.
_LONGEST_TROUBLE = 2000
_LONGEST_VARIABLE = 60
_LONG = 10.0
"""Seconds without an answer after which one begins to wonder."""


class Pane(LogPane):
    """One stream on the screen; which one can change."""

    def __init__(self, stream: WatchedStream) -> None:
        super().__init__(stream.log_view)
        self.stream = stream
        self._drawn_version = -1
        self._drawn_tick = -1

    def show(self, stream: WatchedStream) -> None:
        """Show this stream from now on."""
        if stream is not self.stream:
            self.stream, self.log_view = stream, stream.log_view
            self._drawn_version = -1
            self.redraw()

    def on_frame(self, tick: int) -> bool:
        """Repaint what has changed. `tick` grows when rates and counters of seconds are due.

        Returns whether the stream's state has changed, as that may change which keys work.
        """
        stream = self.stream
        view = self.log_view.filtered
        changed = stream.monitor.version != self._drawn_version
        if not changed and tick == self._drawn_tick and view.is_current:
            return False
        self._drawn_version = stream.monitor.version
        self._drawn_tick = tick
        state_changed = False
        with containing(self, "looking at the stream", stream.name) as outcome:
            state_changed = stream.look()
        self.reading_fault = outcome.fault
        with containing(self, "filtering", stream.name) as outcome:
            view.update()
        self.reading_fault = self.reading_fault or outcome.fault
        self.redraw()
        return state_changed

    @property
    def name_shown(self) -> str:
        return self.stream.name

    @property
    def drawn_for(self) -> str:
        return self.stream.name

    def _title(self, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        stream = self.stream
        return frame.title(
            stream.number,
            stream.monitor.spec,
            stream.snapshot,
            self.log_view.filtered,
            cells,
            stream.monitor.sparkline,
        )

    def _footing(self, below: int, cells: int) -> tuple[list[StyledText], list[StyledText]]:
        stream = self.stream
        return frame.footing(stream.monitor.spec, self.log_view, stream.snapshot, below, cells)

    def _widths(self, cells: int, types: int) -> Columns:
        self.stream.type_width = max(self.stream.type_width, types)
        return rows.columns(cells, self.stream.type_width, times=self.log_view.times)

    def _hint(self) -> str:
        snapshot = self.stream.snapshot
        if self.log_view.filtered.held:
            return "no event matches the filter"
        if self.log_view.filtered.paused and self.log_view.filtered.came_since_pause:
            return "paused; space shows what has come"
        if cleared := frame.cleared(self.log_view.filtered.log):
            return cleared
        match snapshot.state:
            case State.OPEN | State.STALE if snapshot.comments:
                return f"no event yet, {units.counted(snapshot.comments, 'keep-alive comment')}"
            case State.OPEN | State.STALE if snapshot.held_back:
                return snapshot.held_back
            case State.OPEN | State.STALE:
                return "connected, no event yet"
            case State.CONNECTING if snapshot.stage is Stage.WAITING and snapshot.connecting_for > _LONG:
                return (
                    "no answer yet; some servers answer with their first event only, and some proxies hold it"
                    " back (nginx: X-Accel-Buffering: no)"
                )
            case State.CONNECTING:
                return "connecting …"
            case State.STOPPED:
                return "disconnected; x connects"
            case _:
                return ""

    def _is_said(self, trouble: str) -> bool:
        """Whether the newest row says it already."""
        shown = self.log_view.filtered.rows
        if not shown or not self.log_view.follows:
            return False
        newest = shown[-1]
        return isinstance(newest, Note) and newest.text.endswith(trouble)

    def _trouble(self) -> list[StyledText]:
        """What went wrong, in as many lines as the pane can spare."""
        snapshot = self.stream.snapshot
        room = self.size.height - 2
        if snapshot.lacks:
            return self._wrapped("failed", _about_lacking(snapshot.lacks))[: max(1, room)]
        if snapshot.trouble and not self._is_said(snapshot.trouble):
            style = frame.STATE_STYLES[snapshot.state]
            return self._wrapped(style, snapshot.trouble)[: max(1, min(_TROUBLE_LINES, room // 2))]
        if snapshot.diagnosis is not None:
            lines = self._wrapped("trouble", snapshot.diagnosis.words)
            lines += [StyledText("data", f"│ {line}") for line in snapshot.diagnosis.lines]
            # Where there are no rows, they have no use for the room.
            return lines[: max(1, room // 2 if self.log_view.filtered.held else room)]
        return []

    def _wrapped(self, style: str, words: str) -> list[StyledText]:
        lines = words[:_LONGEST_TROUBLE].splitlines()
        if len(lines) == 1:
            lines = wrapped_words(lines[0], max(8, self.size.width - 3))
        return [StyledText(style, line) for line in lines]


def _about_lacking(name: str) -> str:
    """What to do where a value isn't there. A variable's name is safe to draw."""
    name = text.cut(name, _LONGEST_VARIABLE)
    return (
        f"{name} is not set. $ asks for its value, and keeps it until you quit; "
        f"or set it before sse-dash starts, or write ${{{name}:-default}}"
    )
