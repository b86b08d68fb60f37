"""The streams on the dashboard, in their order: which one is current, which are hidden. No widgets.

The grid, the list and the timeline all show this one set of streams.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sse_dash.requests.resolve import variables
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.tui.log.log_view import LogView


class WatchedStream:
    """A stream on the dashboard, and how a person reads it."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.log_view = LogView(monitor.history, monitor.spec.filter)
        if monitor.spec.paused:
            self.log_view.toggle_pause()
        self.number = 0
        """Its place on the dashboard, from 1; the key that goes to it."""
        self.hidden = False
        """Whether the grid leaves it out."""
        self.type_width = 0
        """Cells of its column of types; one that moves with every event can't be read, so it only grows."""
        self._snapshot: Snapshot | None = None

    @property
    def name(self) -> str:
        """The stream's name: untrusted text."""
        return self.monitor.spec.name

    @property
    def snapshot(self) -> Snapshot:
        """How the stream stood when it was last looked at; a whole frame shows the same moment."""
        if self._snapshot is None:
            self._snapshot = self.monitor.snapshot()
        return self._snapshot

    @cached_property
    def has_variables(self) -> bool:
        """Whether there are values of the environment in its request."""
        return bool(variables(self.monitor.spec))

    def look(self) -> bool:
        """Look at the stream anew; returns whether its state has changed."""
        before = self._snapshot
        self._snapshot = self.monitor.snapshot()
        return before is None or before.state is not self._snapshot.state

    def clear(self) -> None:
        """Clear the stream's history and what is shown of it."""
        self.monitor.clear()
        self.log_view.clear()
        self.type_width = 0

    def restore(self) -> None:
        """Have again what was cleared."""
        self.monitor.restore()
        self.log_view.restored()


class StreamSet:
    """The streams in order. All methods leave one of them current as long as there is any to see."""

    def __init__(self) -> None:
        self._streams: list[WatchedStream] = []
        self._by_name: dict[str, WatchedStream] = {}
        self._by_monitor: dict[Monitor, WatchedStream] = {}
        self._current: WatchedStream | None = None

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def streams(self) -> list[WatchedStream]:
        """All, in order."""
        return self._streams

    @property
    def shown(self) -> list[WatchedStream]:
        """Those that aren't hidden, in order."""
        return [stream for stream in self._streams if not stream.hidden]

    @property
    def hidden(self) -> int:
        """How many are hidden."""
        return sum(stream.hidden for stream in self._streams)

    @property
    def current(self) -> WatchedStream | None:
        """The stream that keys act on."""
        return self._current

    @current.setter
    def current(self, stream: WatchedStream) -> None:
        self._current = stream

    def named(self, name: str) -> WatchedStream | None:
        """The stream of this name."""
        return self._by_name.get(name)

    def watching(self, monitor: Monitor) -> WatchedStream | None:
        """The stream that this monitor runs."""
        return self._by_monitor.get(monitor)

    def add(self, streams: Iterable[WatchedStream], after: WatchedStream | None = None) -> None:
        """Put streams last, or after one; the first of them becomes current."""
        added = list(streams)
        place = len(self._streams) if after is None else self._streams.index(after) + 1
        self._streams[place:place] = added
        if added:
            self._current = added[0]
        self._renumber()

    def replace(self, old: WatchedStream, new: WatchedStream) -> None:
        """Put one stream in the place of another."""
        self._streams[self._streams.index(old)] = new
        new.hidden = old.hidden
        if self._current is old:
            self._current = new
        self._renumber()

    def discard(self, stream: WatchedStream) -> None:
        """Take a stream away; the one that stood after it, or else before it, becomes current."""
        self._step_off(stream)
        self._streams.remove(stream)
        if self._current is stream:
            self._current = None
        if self._current is None:
            self.show_all()
        self._renumber()

    def hide(self, stream: WatchedStream) -> None:
        """Leave a stream out of the grid; the one after it, or else before it, becomes current."""
        stream.hidden = True
        self._step_off(stream)

    def show_all(self) -> None:
        """Hide none any more."""
        for stream in self._streams:
            stream.hidden = False
        if self._current is None and self._streams:
            self._current = self._streams[0]

    def move(self, stream: WatchedStream, by: int) -> None:
        """Move a stream `by` places among those that are shown; a hidden one, or past an end, stays."""
        if stream.hidden:
            return
        shown = self.shown
        target = shown.index(stream) + by
        if 0 <= target < len(shown):
            place = self._streams.index(shown[target])
            self._streams.remove(stream)
            self._streams.insert(place, stream)
            self._renumber()

    def step(self, by: int) -> None:
        """Make the shown stream `by` places on the current one, round and round."""
        shown = self.shown
        if shown:
            index = shown.index(self._current) if self._current in shown else -by
            self._current = shown[(index + by) % len(shown)]

    def step_to_shown(self) -> None:
        """Leave a hidden stream for the one after it, or else before it; if all are hidden, show all."""
        if self._current is not None and self._current.hidden:
            if self.shown:
                self._step_off(self._current)
            else:
                self.show_all()

    def _step_off(self, stream: WatchedStream) -> None:
        if self._current is not stream:
            return
        others = [other for other in self._streams if not other.hidden or other is stream]
        index = others.index(stream)
        del others[index]
        self._current = others[min(index, len(others) - 1)] if others else None

    def _renumber(self) -> None:
        for number, stream in enumerate(self._streams, 1):
            stream.number = number
        # Every key asks for a stream, some of them dozens of times.
        self._by_name = {stream.name: stream for stream in reversed(self._streams)}
        self._by_monitor = {stream.monitor: stream for stream in self._streams}
