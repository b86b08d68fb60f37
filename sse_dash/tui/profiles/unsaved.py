"""The questions what becomes of streams that were not saved: before others take their place, and at the start
after an end that asked nobody."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.types import CSSPathType

from sse_dash.profiles import Difference
from sse_dash.tui.dialogs.base import STYLE
from sse_dash.tui.dialogs.dialog import ConfirmDialog


class UnsavedDialog(ConfirmDialog):
    """True saves them first, False drops them; without an answer, all stays as it is."""

    CSS_PATH: ClassVar[CSSPathType] = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "drop", "Drop them", id="unsaved.drop")]

    def action_drop(self) -> None:
        """Close with the answer that they are dropped."""
        self.dismiss(False)


def before_opening(difference: Difference) -> UnsavedDialog:
    """The question before another profile takes the place of what is open."""
    return UnsavedDialog("Open another profile", _about(difference), "save first   d drop it")


def before_quitting(difference: Difference) -> UnsavedDialog:
    """The question before quitting."""
    return UnsavedDialog("Quit", _about(difference), "save and quit   d quit without saving", "stay")


def _about(difference: Difference) -> str:
    return f"What is on the screen was not saved. {difference}."


class KeptDialog(ConfirmDialog):
    """True opens what was kept, False forgets it; without an answer, it is offered again the next time."""

    CSS_PATH: ClassVar[CSSPathType] = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "drop", "Forget them", id="kept.drop")]

    def __init__(self, words: str) -> None:
        super().__init__("Streams that were not saved", words, "open them   d forget them")

    def action_drop(self) -> None:
        """Close with the answer that they are forgotten."""
        self.dismiss(False)
