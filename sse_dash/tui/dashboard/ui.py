"""What commands need of the screen that they belong to. The dashboard supplies it; tests may, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from textual.screen import Screen

from sse_dash.tui.dashboard.query_bar import Query

R = TypeVar("R")


class Ui(Protocol):
    """A screen, as commands see it."""

    def say(self, words: str) -> None:
        """Say something in passing. The words are safe to draw."""

    def ring(self) -> None:
        """Ring the bell: there is nothing to do it to."""

    def ask(self, query: Query) -> None:
        """Have something typed in the query bar."""

    def open(self, screen: Screen[R], closed: Callable[[R | None], None]) -> None:
        """Put another screen over this one; `closed` is called with what came of it."""

    def rearrange(self) -> None:
        """Show the streams, and the view, as they are now."""

    def refresh_bindings(self) -> None:
        """Say anew which keys work."""
