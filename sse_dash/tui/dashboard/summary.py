"""The first line of the screen: how all streams together stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text, units
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import LIVE, State
from sse_dash.tui.drawing.styled_text import Piece, width


class Summary(Widget):
    """Name, streams, live, in trouble, events and bytes a second."""

    ALLOW_SELECT = False
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
        self.refresh()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        left = [Piece("name", " sse-dash")]
        if self._where:
            left.append(Piece("where", f" · {text.cut(self._where, max(8, cells // 3))}"))
        right = self._totals()
        # What is said last goes last: bytes, then rates, stay; the counts of what is well go first.
        while right and width(left) + width(right) > cells:
            if len(left) > 1:
                left.pop()
            else:
                right.pop(0)
        gap = max(0, cells - width(left) - width(right))
        pieces = [*left, Piece("counts", " " * gap), *right]
        return Strip(
            [
                Segment(piece.text, self.get_component_rich_style(f"summary--{piece.style}"))
                for piece in pieces
            ],
            cells,
        )

    def _totals(self) -> list[Piece]:
        snapshots = self._snapshots
        if not snapshots:
            return []
        states = [snapshot.state for snapshot in snapshots]
        live = sum(state in LIVE for state in states)
        retrying = states.count(State.RETRYING)
        failed = states.count(State.FAILED)
        events = sum(snapshot.events_per_second for snapshot in snapshots)
        received = sum(snapshot.bytes_per_second for snapshot in snapshots)
        page, pages = self._pages
        total = f"{len(snapshots)} stream{'s' if len(snapshots) != 1 else ''}"
        return [
            *([Piece("counts", f"page {page} of {pages}  ")] if pages > 1 else []),
            Piece("counts", f"{total}  "),
            *([Piece("counts", f"{self._hidden} hidden  ")] if self._hidden else []),
            Piece("live" if live else "counts", f"{live} live  "),
            *([Piece("waiting", f"{retrying} retrying  ")] if retrying else []),
            *([Piece("failed", f"{failed} failed  ")] if failed else []),
            Piece("rate", f" {units.rate(events).replace('/s', ' ev/s')}"),
            Piece("rate", f"  {units.size(received)}/s "),
        ]
