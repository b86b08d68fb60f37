"""The small dialogs: a question, something to read, a few words to type.

They know nothing of streams and profiles: they are given words and give back an answer. All words are
untrusted and drawn as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from sse_dash.tui.dialogs.base import Answer, Dialog, content


class _Question(Dialog[Answer | None], Generic[Answer]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="dialog.cancel")]

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ConfirmDialog(_Question[bool]):
    """A question to be answered with yes, or not at all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "accept", "Yes", id="dialog.accept"),
        Binding("n", "cancel", "No", id="dialog.refuse"),
    ]

    def __init__(
        self, title: str, question: str, accept: str, refuse: str = "keep things as they are"
    ) -> None:
        """`accept` and `refuse` are the verbs that stand beside the keys for yes and for no."""
        super().__init__(title)
        self._question = question
        self._keys_said = f"enter {accept}   esc {refuse}"

    def compose_box(self) -> ComposeResult:
        yield Static(content(self._question), classes="dialog--question")
        yield Static(content(self._keys_said), classes="dialog--keys")

    def action_accept(self) -> None:
        """Close with yes."""
        self.dismiss(True)


class MessageDialog(_Question[None]):
    """Something to read, that would be gone too soon in a corner."""

    BOX_CLASSES = "-trouble"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,q", "cancel", "Close", id="dialog.close")]

    def __init__(self, title: str, words: str) -> None:
        super().__init__(title)
        self._words = words

    def compose_box(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(content(self._words), classes="dialog--question")
        yield Static(content("esc close"), classes="dialog--keys")


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in."""

    label: str
    value: str = ""
    placeholder: str = ""
    is_secret: bool = False
    """Whether dots are shown in the place of what is typed."""


class TextDialog(_Question[list[str]]):
    """A few lines to fill in, checked before they are taken."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        accept: str,
        check: Callable[[list[str]], str],
        about: str = "",
    ) -> None:
        """`check` is given what was typed and says what is wrong with it; empty if nothing is. `about` is
        to be read before."""
        super().__init__(title)
        self._fields = fields
        self._accept = accept
        self._check = check
        self._about = about

    def compose_box(self) -> ComposeResult:
        if self._about:
            yield Static(content(self._about), classes="dialog--question")
        for field in self._fields:
            yield Static(content(field.label), classes="dialog--label")
            yield Input(field.value, placeholder=field.placeholder, password=field.is_secret, compact=True)
        yield Static(classes="dialog--error")
        more = "tab next field   " if len(self._fields) > 1 else ""
        yield Static(content(f"enter {self._accept}   {more}esc cancel"), classes="dialog--keys")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(".dialog--error", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        entries = list(self.query(Input))
        values = [entry.value.strip() for entry in entries]
        wrong = self._check(values)
        if wrong and event.value.strip() and event.input is not entries[-1]:
            self.focus_next(Input)  # the others are still to be filled in
        elif wrong:
            self.query_one(".dialog--error", Static).update(content(wrong))
            self.app.bell()
        else:
            self.dismiss(values)
