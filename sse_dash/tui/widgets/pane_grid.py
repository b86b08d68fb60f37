"""The panes side by side: which of them are on screen, and where. What each shows is its own affair."""

from __future__ import annotations

from textual import events
from textual.containers import Container
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from sse_dash.tui.tiling import capacity, tile
from sse_dash.tui.widgets.pane import CURRENT, Pane


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


class PaneGrid(Container):
    """All panes; as many as fit are shown, the page with the current one on it, or that one alone."""

    def __init__(self) -> None:
        super().__init__()
        self._tiles = _Tiles()
        self.zoomed = False
        """Whether the current pane has the whole grid."""
        self._current: Pane | None = None

    @property
    def layout(self) -> Layout:
        """Styles can only name Textual's own layouts."""
        return self._tiles

    @property
    def panes(self) -> list[Pane]:
        """In order, on screen or not."""
        return list(self.query_children(Pane))

    @property
    def current(self) -> Pane | None:
        """The pane that keys act on."""
        return self._current

    @property
    def pages(self) -> tuple[int, int]:
        """The page that is shown, from 1, and how many there are."""
        panes = self.panes
        first, per_page = self._page_start(panes)
        return first // per_page + 1, max(1, -(-len(panes) // per_page))

    async def add(self, *panes: Pane) -> None:
        """Put panes last and make the first of them the current one."""
        await self.mount(*panes)
        if panes:
            self.make_current(panes[0])

    async def discard(self, pane: Pane) -> None:
        """Take a pane away; the one that stood after it, or else before it, becomes current."""
        panes = self.panes
        index = panes.index(pane)
        others = panes[:index] + panes[index + 1 :]
        await pane.remove()
        self._current = None
        if others:
            self.make_current(others[min(index, len(others) - 1)])
        self.rearrange()

    def make_current(self, pane: Pane) -> None:
        """Have the keys act on this pane, and see to it that it is on screen."""
        self._current = pane
        self.rearrange()
        # At once: `focus()` would take its turn after keys that are already waiting.
        self.screen.set_focus(pane)

    def step(self, by: int) -> None:
        """Make the pane `by` places on the current one, round and round."""
        panes = self.panes
        if panes:
            index = panes.index(self._current) if self._current in panes else -by
            self.make_current(panes[(index + by) % len(panes)])

    def rearrange(self) -> None:
        """Show the panes that belong on screen, and number all of them."""
        panes = self.panes
        first, per_page = self._page_start(panes)
        for index, pane in enumerate(panes):
            pane.number = index + 1
            pane.set_class(pane is self._current, CURRENT)
            pane.display = pane is self._current if self.zoomed else first <= index < first + per_page

    def on_resize(self, _: events.Resize) -> None:
        self.rearrange()

    def _page_start(self, panes: list[Pane]) -> tuple[int, int]:
        """The index of the first pane on the page, and how many panes a page has."""
        per_page = capacity(*self.size)
        index = panes.index(self._current) if self._current in panes else 0
        return index - index % per_page, per_page
