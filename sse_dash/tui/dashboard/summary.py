"""The first line of the screen: how all streams together stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sse_dash import text, units
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import CONNECTED, State
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, spread, width


class Summary(SelfDrawn):
    """Name, streams, live, in trouble, events and bytes a second."""

    ALLOW_SELECT = False
    STYLES = "summary"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "summary--name",
        "summary--where",
        "summary--counts",
        "summary--live",
        "summary--waiting",
        "summary--failed",
        "summary--rate",
    }

    def __init__(self) -> None:
        super().__init__()
        self._where = ""
        self._snapshots: Sequence[Snapshot] = ()
        self._hidden = 0
        self._pages = (1, 1)

    def show(
        self, where: str, snapshots: Sequence[Snapshot], *, hidden: int = 0, pages: tuple[int, int] = (1, 1)
    ) -> None:
        """Draw these; `where` is the name of the project or profile, `hidden` how many streams are hidden,
        `pages` which page of how many is shown."""
        self._where = where
        self._snapshots = snapshots
        self._hidden = hidden
        self._pages = pages
        self.redraw()

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        left = [StyledText("name", " sse-dash")]
        if self._where:
            left.append(StyledText("where", f" · {text.cut(self._where, max(8, cells // 3))}"))
        right = self._totals()
        # What is said last goes last: bytes, then rates, stay; the counts of what is well go first.
        while right and width(left) + width(right) >= cells:
            if len(left) > 1:
                left.pop()
            else:
                right.pop(0)
        return [StyledLine(spread(left, right, "counts", cells))]

    def _totals(self) -> list[StyledText]:
        snapshots = self._snapshots
        if not snapshots:
            return []
        states = [snapshot.state for snapshot in snapshots]
        live = sum(state in CONNECTED for state in states)
        retrying = states.count(State.RETRYING)
        failed = states.count(State.FAILED)
        events = sum(snapshot.events_per_second for snapshot in snapshots)
        received = sum(snapshot.bytes_per_second for snapshot in snapshots)
        page, pages = self._pages
        total = f"{len(snapshots)} stream{'s' if len(snapshots) != 1 else ''}"
        return [
            *([StyledText("counts", f"page {page} of {pages}  ")] if pages > 1 else []),
            StyledText("counts", f"{total}  "),
            *([StyledText("counts", f"{self._hidden} hidden  ")] if self._hidden else []),
            StyledText("live" if live else "counts", f"{live} live  "),
            *([StyledText("waiting", f"{retrying} retrying  ")] if retrying else []),
            *([StyledText("failed", f"{failed} failed  ")] if failed else []),
            StyledText("rate", f" {units.rate(events).replace('/s', ' ev/s')}"),
            StyledText("rate", f"  {units.size(received)}/s "),
        ]
