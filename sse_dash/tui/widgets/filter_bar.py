"""The line in which a filter is typed, and below it, where it does not parse, what is wrong and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from sse_dash import text
from sse_dash.streams.filter import Filter, FilterError, parse

_LONGEST_NAME = 24


class _Entry(Input):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Keep", id="filter.accept")]

    async def action_submit(self) -> None:
        # At once: a message would take its turn after keys that are already waiting.
        self.query_ancestor(FilterBar).accept()


class FilterBar(Vertical):
    """Hidden until `edit` is called. What parses is applied while it is typed; `escape` takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="filter.cancel"),
    ]

    @dataclass
    class Changed(Message):
        """`stream` is to show this filter now."""

        stream: str
        filter: Filter

    @dataclass
    class Closed(Message):
        """The bar has closed."""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(id="filter-prompt")
            yield _Entry(
                placeholder='words  "exact words"  /regex/i  type:order.*  -not  or  ( )',
                compact=True,
                select_on_focus=False,
                id="filter-input",
            )
        yield Static(id="filter-error")

    def edit(self, stream: str, current: Filter) -> None:
        """Open on the filter of this stream."""
        self._stream = stream
        self._before = current
        self.query_one("#filter-prompt", Label).update(
            Content(f" filter {text.cut(stream, _LONGEST_NAME)} › ")
        )
        entry = self.query_one(Input)
        entry.value = self._opened_with = text.visible(current.source)
        entry.cursor_position = len(entry.value)
        self._show_error(None)
        self.display = True
        # At once: `focus()` would take its turn after keys that are already waiting.
        self.screen.set_focus(entry)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if not self.display:
            return
        try:
            # What can't be shown as it is mustn't change by being shown.
            accepted = self._before if event.value == self._opened_with else parse(event.value)
        except FilterError as error:
            self._show_error(error)
        else:
            self._show_error(None)
            self.post_message(self.Changed(self._stream, accepted))

    def accept(self) -> None:
        """Close, unless what is typed does not parse."""
        try:
            parse(self.query_one(Input).value)
        except FilterError:
            self.app.bell()
            return
        self.close()

    def action_cancel(self) -> None:
        """Close and show what was shown before."""
        self.post_message(self.Changed(self._stream, self._before))
        self.close()

    def close(self) -> None:
        """Hide; the last filter that parsed stays."""
        self.display = False
        self.post_message(self.Closed())

    def _show_error(self, error: FilterError | None) -> None:
        shown = self.query_one("#filter-error", Static)
        shown.display = error is not None
        if error is None:
            return
        prompt = self.query_one("#filter-prompt", Label)
        entry = self.query_one(Input)
        start = prompt.size.width + text.width(text.visible(entry.value[: error.position]))
        message = text.visible(error.message)
        # The mark stands under the place; the words stand on the side of it that has room.
        if start + 2 + text.width(message) <= self.size.width or start < self.size.width // 2:
            line = " " * start + "▲ " + message
        else:
            line = text.fit("", max(0, start - text.width(message) - 1)) + message + " ▲"
        shown.update(Content(text.cut(line, max(1, self.size.width))))
