"""An app that goes on where a part of it fails: faults are kept, told once, and dialogs that can't go on are
closed. Which parts contain their own is not known here."""

from __future__ import annotations

import time
from collections import deque

from textual._context import active_message_pump
from textual.app import App
from textual.message_pump import MessagePump
from textual.worker import WorkerFailed

from sse_dash import text
from sse_dash.tui.faults.containing import Contained
from sse_dash.tui.faults.fault import Fault, Faults

_TOLD_FOR = 20.0
"""Seconds."""
_TOO_MANY, _STORM = 40, 4.0
"""So many that no part contained, within so many seconds, leave nothing to use."""


class FaultsApp(Contained, App[None]):
    """Keeps faults."""

    def __init__(self) -> None:
        super().__init__()
        self.faults = Faults(self.hide)
        """What went wrong in here, and was contained."""
        self.goes_on = False
        """Whether there is something that can go on: not before it has been drawn, nor while it ends."""
        self.last_words = ""
        """What to say below the error that the app ends with."""
        self._crashes = False
        self._uncontained: deque[float] = deque(maxlen=_TOO_MANY)

    def hide(self, words: str) -> str:
        """The words without any secrets."""
        return words

    def take_fault(self, error: Exception, where: str, stream: str = "") -> Fault:
        """Keep it, and tell of it where it is the first of its kind."""
        fault, is_new = self.faults.take(error, where, stream)
        if is_new and self.screen_stack:
            try:
                words = text.visible(f"{fault.place}: {fault.words}. The rest goes on; E shows all of it.")
            except Exception:  # noqa: BLE001 - it may be the gate itself that is broken
                words = "What it says can't be shown. The rest goes on."
            title = "Something broke inside sse-dash"
            self.notify(words, title=title, severity="error", timeout=_TOLD_FOR, markup=False)
            self.screen.refresh_bindings()
        return fault

    def _handle_exception(self, error: Exception) -> None:
        """What Textual calls with all that ends a widget, a worker or the turn of a timer, to end the app."""
        now = time.monotonic()
        self._uncontained.append(now)
        is_storm = len(self._uncontained) == _TOO_MANY and now - self._uncontained[0] < _STORM
        if is_storm or not self.goes_on or not self.screen_stack:
            self._crash(error)
            return
        pump = active_message_pump.get(self)
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.take_fault(cause if isinstance(cause, Exception) else error, type(pump).__name__)
        self.call_later(self._let_go_of, pump, error)

    def _let_go_of(self, pump: MessagePump, error: Exception) -> None:
        """Close the dialog that can't go on without what has failed. Without its main screen an app can't."""
        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
        elif pump in (self, self.screen) and not pump.is_running:
            self._crash(error)

    def before_crash(self) -> str:
        """Called once before the app ends with an error: keep what can be. Returns what to say of it."""
        return ""

    def _crash(self, error: Exception) -> None:
        if not self._crashes:
            self._crashes = True
            try:
                self.last_words = self.before_crash()
            except Exception as another:  # noqa: BLE001 - what is told is what made it crash, and both
                self.last_words = f"What was not saved could not be kept: {self.faults.words_of(another)}"
        super()._handle_exception(error)
