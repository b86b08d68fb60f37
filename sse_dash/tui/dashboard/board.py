"""What the actions of the dashboard have in common: the streams, the log in use, how the screen is told."""

from __future__ import annotations

from enum import Enum

from textual.screen import Screen

from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dashboard.query_bar import Query
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream


class View(Enum):
    """The ways to look at the streams."""

    GRID = "grid"
    LIST = "list"
    TIMELINE = "timeline"


class Board(Screen[None]):
    """The part of the dashboard that its actions see."""

    def __init__(self) -> None:
        super().__init__()
        self.stream_set = StreamSet()
        self.view = View.GRID

    @property
    def log_pane(self) -> LogPane | None:
        """The log that keys read in; None in the list."""
        raise NotImplementedError

    @property
    def stream(self) -> WatchedStream | None:
        """The stream that keys act on."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """What is read: a stream's name, untrusted text, or the timeline."""
        stream = self.stream if self.view is View.GRID else None
        return "timeline" if stream is None else stream.name

    def rearrange(self) -> None:
        """The set of streams has changed: show it as it is now."""
        raise NotImplementedError

    def ask(self, query: Query) -> None:
        """Have something typed in the query bar."""
        raise NotImplementedError

    def subscribe(self, spec: StreamSpec) -> WatchedStream:
        """A stream of the spec, that runs."""
        raise NotImplementedError

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        """Say something in passing. The words are safe to draw."""
        self.notify(words, severity="warning" if is_trouble else "information", timeout=4, markup=False)
