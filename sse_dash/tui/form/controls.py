"""What the fields of a form are filled in with: entries of one line, choices, editors.

What the texts mean is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.styles import RenderStyles
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, TextArea

from sse_dash.text import visible

_UP_AND_DOWN: list[BindingType] = [
    Binding("up", "app.focus_previous", "Field before", id="form.previous", show=False),
    Binding("down", "app.focus_next", "Next field", id="form.next", show=False),
]


if TYPE_CHECKING:
    _Mixin = Widget
else:
    # No widget: Textual looks for the default style of one where its first base that is a widget has it.
    _Mixin = object


class _LateStyled(_Mixin):
    """What isn't styled before it has its place: it would be styled alone, and then again."""

    def update_node_styles(self, animate: bool = True) -> None:
        if self.is_attached:
            super().update_node_styles(animate)


class _Alike(_Mixin):
    """What has parts, such as a cursor, that look as those of another one do, and are not styled again.

    Textual styles each part of each widget by itself, which is most of what a form of many fields costs.
    """

    like: Widget
    """On the screen as long as this is."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Textual's own keyword for this is not for widgets.
        cls._inherit_component_classes = False

    def get_component_styles(self, *names: str) -> RenderStyles:
        return self.like.get_component_styles(*names)

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: RichStyle | None = None
    ) -> RichStyle:
        style = super().get_component_rich_style(*names, partial=partial, default=default)
        if self.get_component_styles(*names).has_rule("background"):
            return style
        # What is behind it is of this widget, which may have the focus where the other one hasn't.
        return style + RichStyle(bgcolor=self.rich_style.bgcolor)


class TextField(_LateStyled, Input):
    """One line of text; `enter` takes the whole form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_UP_AND_DOWN,
        Binding("enter", "screen.enter", "Take", id="form.enter", show=False),
    ]

    # How far one can scroll in it changes with each letter; Textual would lay out the whole screen for that.
    virtual_size: reactive[Size] = reactive(Size(0, 0))

    def __init__(self, value: str, placeholder: str, entry_id: str) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False, id=entry_id)


class TextFieldAlike(_Alike, TextField):
    """The same, that looks as another one does."""

    def __init__(self, value: str, placeholder: str, entry_id: str, like: TextField) -> None:
        super().__init__(value, placeholder, entry_id)
        self.like = like


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


class Editor(_LateStyled, TextArea):
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


class EditorAlike(_Alike, Editor):
    """The same, that looks as another one does."""

    def __init__(self, value: str, placeholder: str, editor_id: str, like: Editor) -> None:
        self.like = like
        super().__init__(value, placeholder, editor_id)


class ChoiceLine(_LateStyled, Widget, can_focus=True):
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
