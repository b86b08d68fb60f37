"""Dialogs that hold more to read than fits: it is scrolled by the same keys in all of them."""

from __future__ import annotations

from typing import Generic

from textual.binding import Binding
from textual.containers import VerticalScroll

from sse_dash.tui.dialogs.base import Answer, Dialog


def scroll_keys(dialog: str) -> list[Binding]:
    """The keys that scroll, for the `BINDINGS` of a dialog; their ids begin with its name."""
    return [
        Binding("down,j", "scroll(1)", "Down", id=f"{dialog}.down"),
        Binding("up,k", "scroll(-1)", "Up", id=f"{dialog}.up"),
        Binding("pagedown,space,ctrl+d", "page(1)", "Page down", id=f"{dialog}.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", id=f"{dialog}.page_up"),
    ]


class ReadingDialog(Dialog[Answer], Generic[Answer]):
    """A dialog with one `VerticalScroll` in its box."""

    def action_scroll(self, lines: int) -> None:
        """Move by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False)
