"""What a view of the streams supplies: its key, its widget, what keys act on in it. `views` has them all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.widget import Widget

from sse_dash.profiles import Layout
from sse_dash.streams.log.history import Log
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream


class View(ABC):
    """One way to look at the streams."""

    name: ClassVar[Layout]
    """What profiles call it; `view.NAME` is the id of its key."""
    key: ClassVar[str]
    title: ClassVar[str]
    """A word or two, for the palette."""
    help: ClassVar[str]
    widget: Widget
    log_views: Sequence[LogView] = ()
    """The logs that are the view's own, and no stream's."""

    def __init__(self, stream_set: StreamSet) -> None:
        self._stream_set = stream_set

    # What keys act on.

    @property
    @abstractmethod
    def stream(self) -> WatchedStream | None:
        """The stream that keys act on."""

    @property
    def log_pane(self) -> LogPane | None:
        """The log that keys read in."""
        return None

    @property
    def log_name(self) -> str:
        """What that log is called: untrusted text."""
        return self.name if self.stream is None else self.stream.name

    @property
    def focus(self) -> Widget | None:
        """The widget that keys go to."""
        return self.widget

    def read(self, act: Callable[[LogView], object]) -> None:
        """Do something in the log that keys read in, if there is one, and show what came of it."""
        pane = self.log_pane
        if pane is not None:
            act(pane.log_view)
            pane.redraw()

    def move(self, by: int) -> None:
        """Choose the row so many further down."""
        self.read(lambda log_view: log_view.move(by))

    def page(self, by: float) -> None:
        """Move by this part of a page, down if positive."""
        self.read(lambda log_view: log_view.page(by))

    def top(self) -> None:
        """Go to the first row."""
        self.read(LogView.home)

    def bottom(self) -> None:
        """Go to the last row."""
        self.read(LogView.follow)

    @property
    def log(self) -> Log | None:
        """The log that clearing is about."""
        return None if self.stream is None else self.stream.monitor.history

    def clear(self) -> None:
        """Clear what is read here."""
        if self.stream is not None:
            self.stream.clear()

    def restore(self) -> None:
        """Have again what was cleared."""
        if self.stream is not None:
            self.stream.restore()

    def select(self, stream: WatchedStream) -> bool:
        """Go to the row of the stream, if the view has one for each; returns whether it has."""
        return False

    # How it is drawn.

    @abstractmethod
    def on_frame(self, tick: int) -> bool:
        """Draw what has changed; `tick` grows when rates and the like are due.

        Returns whether other keys may work now.
        """

    def rearrange(self, *, is_shown: bool) -> None:  # noqa: B027 - most views have nothing to do
        """The set of streams has changed, or the view that is shown."""

    @property
    def looked_at(self) -> set[WatchedStream]:
        """The streams that drawing looks at, so that nobody else need."""
        return set()

    @property
    def log_panes(self) -> Sequence[LogPane]:
        """The logs that it shows."""
        return ()

    @property
    def pages(self) -> tuple[int, int]:
        """The page that is shown, from 1, and how many there are."""
        return 1, 1

    def start_anew(self) -> None:  # noqa: B027 - as above
        """Other streams have taken the place of those that there were."""
