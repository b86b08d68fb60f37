"""Streams that stand as a test says, and what lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from textual._compositor import LayoutUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.label import label
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State
from sse_dash.tui.list import stream_list
from sse_dash.tui.list.order import StreamRow
from sse_dash.tui.list.stream_list import StreamList


class FakeMonitor(Monitor):
    """A stream that nothing runs. How it stands is set, and counted is how often somebody looks."""

    def __init__(self, name: str, state: State = State.OPEN, **fields: Any) -> None:
        """`fields` are those of a snapshot, and what a label takes."""
        super().__init__(StreamSpec(name=name, url=f"http://127.0.0.1/{name}?token=secret-token"))
        self.looks = 0
        self._versions = 0
        self.bars = 0
        """How many columns of the last sparkline were asked for."""
        self.set(state, **fields)

    def set(self, state: State = State.OPEN, **fields: Any) -> None:
        """Have it stand like this from now on."""
        words = {key: fields.pop(key) for key in ("seconds", "attempt", "detail") if key in fields}
        standing: dict[str, Any] = {
            "trouble": "",
            "events": 0,
            "bytes": 0,
            "comments": 0,
            "events_per_second": 0.0,
            "bytes_per_second": 0.0,
            "reconnects": 0,
            "first_event_after": None,
        }
        self._standing = Snapshot(state=state, label=label(state, **words), **standing | fields)
        self._versions += 1

    @property
    def version(self) -> int:
        return self._versions

    def snapshot(self) -> Snapshot:
        self.looks += 1
        return self._standing

    def sparkline(self, columns: int) -> list[int]:
        self.bars = columns
        return [1] * columns


def rows_of(*monitors: Monitor) -> list[StreamRow]:
    """A row for each, in this order."""
    return [StreamRow(monitor, place) for place, monitor in enumerate(monitors, 1)]


def names(rows: list[StreamRow]) -> list[str]:
    return [row.monitor.spec.name for row in rows]


def named(count: int, name: str = "stream") -> list[FakeMonitor]:
    """So many live streams, `stream-1` and on."""
    return [FakeMonitor(f"{name}-{number}") for number in range(1, count + 1)]


class ListHost(App[None]):
    """An app with nothing but the list."""

    CSS_PATH = Path(stream_list.__file__).with_suffix(".tcss")

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []
        """The streams that were double-clicked."""
        self.selections: list[str | None] = []
        """The streams that the list told were selected, or in another state."""
        self.painted: list[list[int]] = []
        """The lines of the list that were to be painted anew, each time; none stands for all."""

    def compose(self) -> ComposeResult:
        yield WatchedList(self.painted)

    @property
    def streams(self) -> StreamList:
        return self.query_one(StreamList)

    @property
    def lines(self) -> list[str]:
        """The screen from top to bottom."""
        update = self.screen._compositor.render_update(full=True)
        assert isinstance(update, LayoutUpdate)
        return ["".join(segment.text for strip in line for segment in strip) for line in update.strips]

    @property
    def marked(self) -> list[str]:
        """The names in the rows that are marked as selected, of live streams."""
        return [line.partition("live")[2].split()[0] for line in self.lines if line.startswith("▌")]

    def on_stream_list_chosen(self, event: StreamList.Chosen) -> None:
        self.chosen.append(event.monitor.spec.name)

    def on_stream_list_selection_changed(self, event: StreamList.SelectionChanged) -> None:
        self.selections.append(event.monitor.spec.name if event.monitor else None)


class WatchedList(StreamList):
    """A list that says what of it is to be painted."""

    def __init__(self, painted: list[list[int]]) -> None:
        super().__init__()
        self._painted = painted

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self._painted.append([y for region in regions for y in range(region.y, region.bottom)])
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
