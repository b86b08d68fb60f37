"""What went wrong inside sse-dash, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.types import CSSPathType
from textual.widgets import Static

from sse_dash.tui.clipboard.copying import copy
from sse_dash.tui.dialogs.base import STYLE, content
from sse_dash.tui.dialogs.reading import ReadingDialog, scroll_keys
from sse_dash.tui.faults.fault import Fault

_BETWEEN = f"\n{'─' * 40}\n\n"


class FaultDialog(ReadingDialog[None]):
    """Shows faults, the newest first."""

    CSS_PATH: ClassVar[CSSPathType] = STYLE
    BOX_CLASSES = "-trouble"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close", id="fault.close"),
        Binding("c,y", "copy", "Copy", id="fault.copy"),
        *scroll_keys("fault"),
    ]

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Something broke inside sse-dash", "c copy   esc close   ↑ ↓ scroll")
        self._words = _BETWEEN.join(map(str, faults))

    def compose_box(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(content(self._words), classes="dialog--question")

    def on_mount(self) -> None:
        # What they say is here, and they would lie over it.
        self.app.clear_notifications()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy all that is shown."""
        copy(self.app, "what went wrong", self._words)
