"""The stream list without its drawing: its rows as last looked at, which are in view, which is selected."""

from __future__ import annotations

from collections.abc import Sequence

from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.list.order import Order, StreamFilter, StreamRow, in_order

# Looking at a stream takes about 15 µs, so a thousand at once would hold up a key.
_LOOKS_PER_FRAME = 100


class StreamTable:
    """Follows any number of streams with bounded work a frame.

    A row that is selected stays so wherever sorting takes it, and is always in view.
    """

    def __init__(self) -> None:
        self.shown: list[StreamRow] = []
        """What the filter leaves, in order."""
        self.top = 0
        """The index of the first row in view."""
        self.at = 0
        """The index of the selected row; 0 when there is none."""
        self.sets = 0
        """Grows when there are other streams than before, or they stand elsewhere."""
        self._filtered_out: StreamRow | None = None
        self._order = Order()
        self._filter = StreamFilter()
        self._height = 0
        self._monitors: list[Monitor] = []
        self._rows: list[StreamRow] = []
        self._due: list[StreamRow] = []
        self._tick = -1

    @property
    def rows(self) -> Sequence[StreamRow]:
        """Every stream, by place."""
        return self._rows

    @property
    def selected(self) -> StreamRow | None:
        """What keys act on; None only when nothing is shown."""
        return self.shown[self.at] if self.shown else None

    @property
    def in_view(self) -> Sequence[StreamRow]:
        """The rows on screen, from the top."""
        return self.shown[self.top : self.top + self._height]

    @property
    def height(self) -> int:
        """How many rows fit."""
        return self._height

    @height.setter
    def height(self, rows: int) -> None:
        self._height = max(0, rows)
        self._keep_in_view()

    @property
    def order(self) -> Order:
        """How the rows are sorted. Who sorts anew while at the very top stays there, to see what is first."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        self._order = order
        was_first = self.at == 0
        self._arrange()
        if was_first:
            self.go_to(0)

    @property
    def filter(self) -> StreamFilter:
        """What a stream must fit to be shown.

        A selected row that it leaves out is selected again when other words let it in, unless one has moved.
        """
        return self._filter

    @filter.setter
    def filter(self, chosen: StreamFilter) -> None:
        wanted = self._filtered_out or self.selected
        self._filter = chosen
        self._arrange()
        self._filtered_out = wanted
        if wanted is not None:
            self.select(wanted.monitor)

    def look(self, monitors: Sequence[Monitor], tick: int) -> bool:
        """Look at what is due, once a frame; rows change places only when `tick` does.

        Returns whether there may be something new to draw. With more than a hundred streams, those out of
        view are looked at by turns, so that sorting may be a tick or more behind.
        """
        changed = self._take_in(monitors)
        if tick != self._tick:
            self._tick = tick
            changed = True
            self._due = self._due or self._rows[::-1]
            if len(self._rows) > _LOOKS_PER_FRAME:
                for row in self.in_view:
                    row.look()
        self._look_at_some()
        if changed:
            self._arrange()
            return True
        selected = self.selected
        if selected is None or selected.monitor.version == selected.version:
            return False
        # What a key has just done to it should be seen at once.
        before = selected.snapshot.state
        selected.look()
        return selected.snapshot.state is not before

    def select(self, monitor: Monitor) -> None:
        """Go to this stream, if it is shown."""
        for index, row in enumerate(self.shown):
            if row.monitor is monitor:
                self.go_to(index)
                return

    def go_to(self, index: int) -> None:
        """Select the row there, or the nearest there is."""
        self._filtered_out = None
        self.at = max(0, min(index, len(self.shown) - 1))
        self._keep_in_view()

    def scroll(self, by: int) -> None:
        """Move what is in view, down if positive; the selection is taken along by the edge."""
        height = max(1, self._height)
        self.top = max(0, min(self.top + by, len(self.shown) - height))
        self.go_to(max(self.top, min(self.at, self.top + height - 1)))

    def _take_in(self, monitors: Sequence[Monitor]) -> bool:
        """Whether these are other streams than before, or stand elsewhere."""
        if len(monitors) == len(self._monitors) and all(map(_is, monitors, self._monitors)):
            return False
        known = {id(row.monitor): row for row in self._rows}
        self._monitors = list(monitors)
        self._rows = []
        for place, monitor in enumerate(monitors, 1):
            row = known.get(id(monitor)) or StreamRow(monitor, place)
            row.place = place
            self._rows.append(row)
        self._due.clear()
        self._filtered_out = None
        self.sets += 1
        return True

    def _look_at_some(self) -> None:
        for row in self._due[-_LOOKS_PER_FRAME:]:
            row.look()
        del self._due[-_LOOKS_PER_FRAME:]

    def _arrange(self) -> None:
        selected = self.selected
        self.shown = in_order(self._filter.keep(self._rows), self._order)
        if selected is not None:
            at = next((index for index, row in enumerate(self.shown) if row is selected), self.at)
            self.at = max(0, min(at, len(self.shown) - 1))
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        lowest_top = max(0, len(self.shown) - self._height)
        self.top = max(0, min(self.at, max(self.top, self.at - self._height + 1), lowest_top))


def _is(one: object, other: object) -> bool:
    return one is other
