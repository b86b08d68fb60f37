"""The questions what becomes of streams that were not saved: before others take their place, and at the start
after an end that asked nobody."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.types import CSSPathType

from sse_dash.tui.dialogs.base import STYLE
from sse_dash.tui.dialogs.dialog import ConfirmDialog


class UnsavedDialog(ConfirmDialog):
    """True saves them first, False drops them; without an answer, nothing else is opened."""

    CSS_PATH: ClassVar[CSSPathType] = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "drop", "Drop them", id="unsaved.drop")]

    def __init__(self, words: str) -> None:
        super().__init__("Open another profile", words, "save first   d drop it")

    def action_drop(self) -> None:
        """Close with the answer that they are dropped."""
        self.dismiss(False)


class KeptDialog(ConfirmDialog):
    """True opens what was kept, False forgets it; without an answer, it is offered again the next time."""

    CSS_PATH: ClassVar[CSSPathType] = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "drop", "Forget them", id="kept.drop")]

    def __init__(self, words: str) -> None:
        super().__init__("Streams that were not saved", words, "open them   d forget them")

    def action_drop(self) -> None:
        """Close with the answer that they are forgotten."""
        self.dismiss(False)
