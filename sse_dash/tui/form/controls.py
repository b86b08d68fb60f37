"""What the fields of a form are filled in with: entries of one line, choices, editors.

What the texts mean is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual._types import WatchCallbackType
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from sse_dash.text import visible
from sse_dash.tui.drawing.late_styled import LateStyled

_UP_AND_DOWN: list[BindingType] = [
    Binding("up", "app.focus_previous", "Field before", id="form.previous", show=False),
    Binding("down", "app.focus_next", "Next field", id="form.next", show=False),
]


class TextField(LateStyled, Input):
    """One line of text; `enter` takes the whole form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_UP_AND_DOWN,
        Binding("enter", "screen.enter", "Take", id="form.enter", show=False),
    ]

    # How far one can scroll in it changes with each letter; Textual would lay out the whole screen for that.
    virtual_size: reactive[Size] = reactive(Size(0, 0))

    def __init__(self, value: str, placeholder: str, entry_id: str) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False, id=entry_id)


class UrlField(TextField):
    """An entry that hands on as `Pasted` what is whole by itself, such as a command."""

    @dataclass
    class Pasted(Message):
        """All lines of it."""

        text: str

    def __init__(self, value: str, placeholder: str, entry_id: str, is_whole: Callable[[str], bool]) -> None:
        super().__init__(value, placeholder, entry_id)
        self._is_whole = is_whole

    def _on_paste(self, event: events.Paste) -> None:
        if self._is_whole(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(event.text))

    def action_paste(self) -> None:
        """Paste what was copied within the app."""
        if self._is_whole(self.app.clipboard):
            self.post_message(self.Pasted(self.app.clipboard))
        else:
            super().action_paste()


class Editor(LateStyled, TextArea):
    """Several lines of text; `tab` leaves it."""

    def __init__(self, value: str, placeholder: str, editor_id: str) -> None:
        super().__init__(
            value,
            compact=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=Content(placeholder),
            id=editor_id,
        )

    def watch(
        self, obj: DOMNode, attribute_name: str, callback: WatchCallbackType, init: bool = True
    ) -> None:
        """Watch an attribute; the app's theme by another way, or the app would hold this for ever."""
        if obj is self.app and attribute_name == "theme":
            self.app.theme_changed_signal.subscribe(self, lambda _: self.call_next(callback))
        else:
            super().watch(obj, attribute_name, callback, init)

    def on_unmount(self) -> None:
        self.app.theme_changed_signal.unsubscribe(self)


class ChoiceLine(LateStyled, Widget, can_focus=True):
    """A few words of which one holds; arrows, a first letter or a click choose another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_UP_AND_DOWN,
        Binding("left", "step(-1)", "Choice before", id="form.choice_before", show=False),
        Binding("right,space", "step(1)", "Next choice", id="form.choice_next", show=False),
        Binding("enter", "screen.enter", "Take", id="form.enter", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other"}

    value: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """Another one is chosen."""

        value: str

    def __init__(self, choices: Sequence[str], value: str, choice_id: str) -> None:
        """A `value` that isn't among the choices is added to them."""
        super().__init__(id=choice_id)
        self._choices: tuple[str, ...] = ()
        self._all = tuple(choices)
        self.choose(value)

    def choose(self, value: str) -> None:
        """Have this one chosen; choices that were added before are given up."""
        self._choices = self._all if value in self._all else (*self._all, value)
        self.value = value

    def render(self) -> Content:
        parts: list[Content] = []
        for index, choice in enumerate(self._choices):
            name = "choice--chosen" if choice == self.value else "choice--other"
            style = self.get_visual_style(name) + Style.from_meta({"choice": index})
            parts.append(Content.styled(f" {visible(choice)} ", style))
        return Content("").join(parts)

    def watch_value(self, before: str, value: str) -> None:
        if before and before != value:
            self.post_message(self.Changed(value))

    def action_step(self, by: int) -> None:
        """The next one, or the one before; from the end it goes on at the beginning."""
        index = self._choices.index(self.value) + by
        self.value = self._choices[index % len(self._choices)]

    def on_click(self, event: events.Click) -> None:
        index = event.style.meta.get("choice")
        if index is not None:
            self.value = self._choices[index]

    def on_key(self, event: events.Key) -> None:
        letter = event.character
        if letter is None or not letter.isalpha():
            return
        now = self._choices.index(self.value)
        for choice in (*self._choices[now + 1 :], *self._choices[:now]):
            if choice.lower().startswith(letter.lower()):
                self.value = choice
                break
        event.stop()


class FormButton(LateStyled, Button):
    """Does what a key does, too."""

    def __init__(self, label: Content, button_id: str) -> None:
        super().__init__(label, compact=True, id=button_id)
