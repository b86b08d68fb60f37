"""The view of one stream: border, title, newest events. It draws the rows in view when asked, and no others.

It draws itself whole, border too, line by line: a line costs a few segments, whatever came meanwhile.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text
from sse_dash.streams.filter import Filter
from sse_dash.streams.filter import parse as parse_filter
from sse_dash.streams.monitor import Monitor, Snapshot
from sse_dash.streams.state import State
from sse_dash.streams.view import EventView
from sse_dash.tui import frame, rows
from sse_dash.tui.frame import Piece

CURRENT = "-current"
"""The class of the pane that keys act on, also while a dialog or the filter has the keys."""

_TROUBLE_LINES = 4


class Pane(Widget, can_focus=True):
    """One stream on the screen."""

    DEFAULT_CLASSES = "pane"
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pane--border",
        "pane--number",
        "pane--name",
        "pane--live",
        "pane--waiting",
        "pane--failed",
        "pane--muted",
        "pane--paused",
        "pane--rate",
        "pane--spark",
        "pane--filter",
        "pane--counts",
        "pane--time",
        "pane--data",
        "pane--hint",
        "pane--type-alarm",
        *(f"pane--type-{index}" for index in range(rows.TYPE_COLOURS)),
    }

    def __init__(self, monitor: Monitor) -> None:
        super().__init__()
        self.monitor = monitor
        self.events = EventView(monitor.history)
        if monitor.spec.filter:
            self.events.filter = parse_filter(monitor.spec.filter)
        self.number = 0
        """Its place on the screen, from 1; the key that goes to it."""
        self._snapshot: Snapshot | None = None
        self._drawn_version = -1
        self._drawn_tick = -1
        self._type_width = 0
        self._style_cache: dict[str, Style] = {}

    @property
    def rows_high(self) -> int:
        """How many events fit."""
        return max(0, self.size.height - 2 - len(self._trouble()))

    @property
    def snapshot(self) -> Snapshot:
        """How the stream stood when the pane was last looked at; the whole frame shows the same moment."""
        if self._snapshot is None:
            self._snapshot = self.monitor.snapshot()
        return self._snapshot

    def on_frame(self, tick: int) -> bool:
        """Repaint what has changed. `tick` grows when rates and counters of seconds are due.

        Returns whether the stream's state has changed, as that may change which keys work.
        """
        changed = self.monitor.version != self._drawn_version
        if not changed and tick == self._drawn_tick:
            return False
        self._drawn_version = self.monitor.version
        self._drawn_tick = tick
        before = self._snapshot
        self._snapshot = self.monitor.snapshot()
        self.events.update()
        state_changed = before is None or before.state is not self._snapshot.state
        if (changed and not self.events.paused) or state_changed or not self.events.rows:
            self.refresh()
        else:
            last = self.size.height - 1
            self.refresh(Region(0, 0, self.size.width, 1), Region(0, last, self.size.width, 1))
        return state_changed

    def toggle_pause(self) -> None:
        """Freeze the view, or show again what comes."""
        if self.events.paused:
            self.events.resume()
        else:
            self.events.pause()
        self.refresh()

    def scroll_rows(self, delta: int) -> None:
        """Move by rows, down if positive."""
        self.events.scroll(delta, self.rows_high)
        self.refresh()

    def scroll_top(self) -> None:
        """Show the oldest event."""
        self.events.scroll_home()
        self.refresh()

    def follow(self) -> None:
        """Show the newest event, and the next ones as they come."""
        self.events.scroll_end()
        self.refresh()

    def show_matching(self, chosen: Filter) -> None:
        """Show only what matches, of what came and of what comes."""
        self.events.filter = chosen
        self._type_width = 0
        self.refresh()

    def clear(self) -> None:
        """Forget the stream's history and what is shown of it."""
        self.monitor.clear()
        self.events.clear()
        self._type_width = 0
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._style_cache.clear()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-3)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(3)

    def render_lines(self, crop: Region) -> list[Strip]:
        width, height = self.size
        strips = self._strips(width, height)[crop.y : crop.bottom]
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            if line_filter.enabled:
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def _strips(self, width: int, height: int) -> list[Strip]:
        corners = frame.HEAVY if self.has_class(CURRENT) else frame.ROUND
        if width < 2 or height < 2:
            # Without a style: a pane that has just been removed has none, and may be asked to draw once more.
            return [Strip.blank(width)] * height
        snapshot = self.snapshot
        trouble = self._trouble()
        room = height - 2 - len(trouble)
        left, right = frame.title(
            self.number, self.monitor.spec, snapshot, self.events, width - 2, self.monitor.sparkline
        )
        top = frame.line(corners.top_left, left, corners.horizontal, right, corners.top_right, width)
        left, right = frame.footing(
            self.monitor.spec, self.events, snapshot, self.monitor.history.evicted, room, width - 3
        )
        bottom = frame.line(corners.bottom_left, left, corners.horizontal, right, corners.bottom_right, width)

        inner = width - 2
        window = self.events.window(room)
        # It only grows: a column that moves with every event can't be read.
        self._type_width = max(self._type_width, rows.type_cells(window))
        body = rows.lines(window, inner, self._type_width)
        if not window and not trouble:
            body = [[Piece("hint", text.fit(f" {self._hint(snapshot)}", inner))]]
        blank = [Piece("data", " " * inner)]
        body += [blank] * (room - len(body))
        style = frame.STATE_STYLES[snapshot.state]
        body += [[Piece(style, text.fit(f" {line}", inner))] for line in trouble]
        side = Piece("border", corners.vertical)
        lines = [top, *([side, *pieces, side] for pieces in body[: height - 2]), bottom]
        return [
            Strip([Segment(piece.text, self._style(piece.style)) for piece in line], width) for line in lines
        ]

    def _hint(self, snapshot: Snapshot) -> str:
        """What an empty pane says."""
        if self.events.held:
            return "no event matches the filter"
        match snapshot.state:
            case State.OPEN | State.STALE if snapshot.comments:
                plural = "s" if snapshot.comments != 1 else ""
                return f"no event yet, {text.count(snapshot.comments)} keep-alive comment{plural}"
            case State.OPEN | State.STALE:
                return "connected, no event yet"
            case State.CONNECTING:
                return "connecting …"
            case State.STOPPED:
                return "disconnected"
            case _:
                return ""

    def _trouble(self) -> list[str]:
        """What went wrong, in as many lines as the pane can spare."""
        spare = min(_TROUBLE_LINES, (self.size.height - 2) // 2)
        return self.snapshot.trouble.splitlines()[: max(1, spare)] if self.snapshot.trouble else []

    def _style(self, name: str) -> Style:
        style = self._style_cache.get(name)
        if style is None:
            style = self._style_cache[name] = self.get_component_rich_style(f"pane--{name}")
        return style
