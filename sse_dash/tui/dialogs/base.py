"""What all dialogs over the dashboard have in common: a box with a title, through the edges of which shows
what is below, and which knows whether it has little room.

What is in the box is for each dialog. The small ones, which ask and tell, are in `dialog.py`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType

from sse_dash.text import visible
from sse_dash.tui.faults.containing import Contained

Answer = TypeVar("Answer")

STYLE = "../dialogs/dialogs.tcss"
"""The style sheet of all dialogs, for the `CSS_PATH` of those in another folder that have one more."""


def content(words: str) -> Content:
    """Words of any origin as content: never markup, no control characters but line ends."""
    return Content("\n".join(visible(line) for line in words.split("\n")))


class Dialog(Contained, ModalScreen[Answer], Generic[Answer]):
    """A box over what is below, which closes with an answer."""

    CSS_PATH: ClassVar[CSSPathType] = "dialogs.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - Textual has it as no ClassVar
    BOX_CLASSES: ClassVar[str] = ""
    """Further classes of the box: `-trouble` or `-warning` where that is its colour."""

    def __init__(self, title: str, keys: str = "") -> None:
        """`keys` is said on the lower border, where no content is long enough to push it off the screen."""
        super().__init__()
        self._title = title
        self._keys = keys

    def compose(self) -> ComposeResult:
        # Before anything in it is styled: to find out later how much room there is would style all anew.
        self.update_classes(self._room(), update=False)
        with Vertical(classes=f"dialog {self.BOX_CLASSES}") as box:
            box.border_title = content(self._title)
            box.border_subtitle = content(self._keys)
            yield from self.compose_box()

    @abstractmethod
    def compose_box(self) -> ComposeResult:
        """What is in the box."""

    def _room(self) -> dict[str, bool]:
        """The classes of the breakpoints, and which of them hold now."""
        width, height = self.app.size
        return {
            **_reached(width, self.HORIZONTAL_BREAKPOINTS or ()),
            **_reached(height, self.VERTICAL_BREAKPOINTS or ()),
        }


def _reached(cells: int, breakpoints: Sequence[tuple[int, str]]) -> dict[str, bool]:
    """Each class, and whether it is that of the highest breakpoint that was reached, as Textual has it."""
    highest = max((start for start, _ in breakpoints if cells >= start), default=-1)
    return {name: start == highest for start, name in breakpoints}
