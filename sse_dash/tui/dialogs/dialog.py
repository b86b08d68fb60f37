"""The dialogs over the dashboard: a question, something to read, a few words to type.

They know nothing of streams and profiles: they are given words and give back an answer. All words are
untrusted and drawn as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sse_dash.text import visible

Answer = TypeVar("Answer")


def _content(words: str) -> Content:
    """Words of any origin as content: never markup, no control characters but line ends."""
    return Content("\n".join(visible(line) for line in words.split("\n")))


class _Dialog(ModalScreen[Answer | None], Generic[Answer]):
    CSS_PATH = "dialogs.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - Textual has it as no ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="dialog.cancel")]

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ConfirmDialog(_Dialog[bool]):
    """A question to be answered with yes, or not at all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "accept", "Yes", id="dialog.accept"),
        Binding("n", "cancel", "No", id="dialog.refuse"),
    ]

    def __init__(self, title: str, question: str, accept: str) -> None:
        """`accept` is the verb that stands beside the key for yes."""
        super().__init__()
        self._title = title
        self._question = question
        self._accept = accept

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = _content(self._title)
            yield Static(_content(self._question), classes="dialog--question")
            yield Static(
                _content(f"enter {self._accept}   esc keep things as they are"), classes="dialog--keys"
            )

    def action_accept(self) -> None:
        """Close with yes."""
        self.dismiss(True)


class MessageDialog(_Dialog[None]):
    """Something to read, that would be gone too soon in a corner."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,q", "cancel", "Close", id="dialog.close")]

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self._title = title
        self._words = words

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog dialog-trouble") as box:
            box.border_title = _content(self._title)
            with VerticalScroll():
                yield Static(_content(self._words), classes="dialog--question")
            yield Static(_content("esc close"), classes="dialog--keys")


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in."""

    label: str
    value: str = ""
    placeholder: str = ""


class TextDialog(_Dialog[list[str]]):
    """A few lines to fill in, checked before they are taken."""

    def __init__(
        self, title: str, fields: Sequence[Field], accept: str, check: Callable[[list[str]], str]
    ) -> None:
        """`check` is given what was typed and says what is wrong with it; empty if nothing is."""
        super().__init__()
        self._title = title
        self._fields = fields
        self._accept = accept
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = _content(self._title)
            for field in self._fields:
                yield Static(_content(field.label), classes="dialog--label")
                yield Input(field.value, placeholder=field.placeholder, compact=True)
            yield Static(classes="dialog--error")
            more = "tab next field   " if len(self._fields) > 1 else ""
            yield Static(_content(f"enter {self._accept}   {more}esc cancel"), classes="dialog--keys")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(".dialog--error", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        values = [entry.value.strip() for entry in self.query(Input)]
        wrong = self._check(values)
        if wrong:
            self.query_one(".dialog--error", Static).update(_content(wrong))
            self.app.bell()
        else:
            self.dismiss(values)
