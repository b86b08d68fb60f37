"""The first line of the screen: how all streams together stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from sse_dash import text, units
from sse_dash.streams.monitor.label import Group
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, spread, width

_STYLES = {
    Group.FAILED: "failed",
    Group.RETRYING: "waiting",
    Group.CUT: "waiting",
    Group.SILENT: "waiting",
    Group.CONNECTING: "waiting",
    Group.LIVE: "live",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of the line."""

    part: StyledText
    gives_way: int
    """Where there is no room for all, the highest number goes first."""
    group: Group | None = None
    """What a click on it asks for."""
    is_total: bool = False
    """Whether a click on it asks for all streams."""
    is_left: bool = False
    """Whether it stands at the left end."""


class Summary(SelfDrawn):
    """Name, streams, how they stand, events and bytes a second. The numbers of the streams add up."""

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

    @dataclass
    class Clicked(Message):
        """Someone wants to see the streams that a number counts."""

        group: Group | None
        """None for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._where = ""
        self._snapshots: Sequence[Snapshot] = ()
        self._hidden = 0
        self._pages = (1, 1)
        self._zone = ""
        self._full = 0
        self._clickable: list[tuple[range, Group | None]] = []

    def show(
        self,
        where: str,
        snapshots: Sequence[Snapshot],
        *,
        hidden: int = 0,
        pages: tuple[int, int] = (1, 1),
        zone: str = "",
        full: int = 0,
    ) -> None:
        """Draw these; `where` is the name of the project or profile, `hidden` how many streams are hidden,
        `pages` which page of how many is shown, `zone` of what clock the times below are, such as `UTC+1`,
        `full` the bytes that all histories take together where they may take no more."""
        self._where = where
        self._snapshots = snapshots
        self._hidden = hidden
        self._pages = pages
        self._zone = zone
        self._full = full
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        for cells, group in self._clickable:
            if event.x in cells:
                event.stop()
                self.post_message(self.Clicked(group))

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        said = list(self._said(cells))
        # A blank at least is between the ends.
        while said and width([one.part for one in said]) >= cells:
            said.remove(max(said, key=lambda one: one.gives_way))
        left = [one for one in said if one.is_left]
        right = [one for one in said if not one.is_left]
        self._clickable = []
        x = cells - width([one.part for one in right])
        for one in right:
            end = x + text.width(one.part.text)
            if one.group is not None or one.is_total:
                self._clickable.append((range(x, x + text.width(one.part.text.rstrip())), one.group))
            x = end
        line = spread([one.part for one in left], [one.part for one in right], "counts", cells)
        return [StyledLine(line)]

    def _said(self, cells: int) -> Iterator[_Said]:
        """What there is to say. What gives way last is which page it is, how much comes, and trouble."""
        last = len(Group)
        yield _Said(StyledText("name", " sse-dash"), last + 3, is_left=True)
        if self._where:
            where = f" · {text.cut(self._where, max(8, cells // 3))}"
            yield _Said(StyledText("where", where), last + 4, is_left=True)
        snapshots = self._snapshots
        if not snapshots:
            return
        page, pages = self._pages
        if pages > 1:
            yield _Said(StyledText("counts", f"page {page} of {pages}  "), -2)
        total = f"{units.counted(len(snapshots), 'stream')}  "
        yield _Said(StyledText("counts", total), last + 5, is_total=True)
        if self._hidden:
            yield _Said(StyledText("counts", f"{units.count(self._hidden)} hidden  "), last + 1)
        if self._full:
            words = f"histories full, {units.size(self._full)}  "
            yield _Said(StyledText("waiting", words), last)
        groups = Counter(snapshot.group for snapshot in snapshots)
        for place, group in enumerate(Group):
            if groups[group]:
                words = f"{group.glyph} {units.count(groups[group])} {group.value}  "
                yield _Said(StyledText(_STYLES.get(group, "counts"), words), place, group)
        events_per_second = sum(snapshot.events_per_second for snapshot in snapshots)
        received = sum(snapshot.bytes_per_second for snapshot in snapshots)
        yield _Said(StyledText("rate", f" {units.rate(events_per_second).replace('/s', ' ev/s')}"), -1)
        yield _Said(StyledText("rate", f"  {units.size_rate(received)} "), 1)
        if self._zone:
            yield _Said(StyledText("counts", f" {self._zone} "), last + 2)
