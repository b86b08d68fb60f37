"""The line in which a filter, a search or a name is typed; what does not parse is marked where it is wrong.

What the words are for is the business of whoever opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from sse_dash import text
from sse_dash.filter import FilterError
from sse_dash.tui.faults.containing import Contained, containing
from sse_dash.tui.keys.key import Key, Keys

MOST_REMEMBERED = 100
"""Queries that can be had again."""

_LONGEST_PROMPT = 32


@dataclass(frozen=True, slots=True)
class Query:
    """What the bar is opened for."""

    prompt: str
    """What stands before the words: untrusted text."""
    placeholder: str
    before: str
    """What applies now, and again if it is cancelled."""
    apply: Callable[[str], None]
    """Called as it is typed. Raises FilterError where it does not parse, and then nothing has changed."""
    status: Callable[[], str]
    """What has come of it, in a few words."""
    accepted: Callable[[], None] = lambda: None
    """Called when it is kept."""
    is_filter: bool = True
    """Whether what is typed is a filter expression; only those are remembered."""
    use_as_filter: Callable[[str], None] | None = None
    """Called when what was searched for is to be the filter instead; None where it can not be."""


class _QueryInput(Contained, Input):
    KEYS: ClassVar[Keys[Any]] = Keys(
        [Key("enter", "filter.accept", "Keep", "Keep it", "submit", in_line=True)]
    )
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS.bindings]

    async def action_submit(self) -> None:
        # At once: a message would take its turn after keys that are already waiting.
        self.query_ancestor(QueryBar).accept()


class QueryBar(Contained, Vertical):
    """Hidden until `edit` is called. What parses is applied while it is typed; `escape` takes it back."""

    KEYS: ClassVar[Keys[QueryBar]] = Keys(
        [
            Key(
                "escape", "filter.cancel", "Cancel", "Have again what applied before", "cancel", in_line=True
            ),
            Key(
                "tab",
                "filter.turn",
                "Turn into a filter",
                "Filter by what is searched for",
                "use_as_filter",
                lambda bar: bar.can_be_filter,
                in_line=True,
            ),
            Key("up", "filter.earlier", "Earlier", "Have what was typed before this", "earlier"),
            Key("down", "filter.later", "Later", "Have what was typed after this", "later"),
        ]
    )
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS.bindings]

    def __init__(self, closed: Callable[[], None], remember: Callable[[str], None]) -> None:
        """`closed` is called when the bar has closed, `remember` with what was kept in it."""
        super().__init__()
        self.remembered: list[str] = []
        """What was kept before, newest first."""
        self._when_closed = closed
        self._remember_elsewhere = remember
        self._query: Query | None = None
        self._opened_with = ""
        self._recalled = -1
        self._drafted = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(id="query-prompt")
            yield _QueryInput(compact=True, select_on_focus=False, id="query-input")
            yield Label(id="query-status")
        yield Static(id="query-error")

    def edit(self, query: Query) -> None:
        """Open for this."""
        self._query = query
        self.query_one("#query-prompt", Label).update(
            Content(f" {text.cut(query.prompt, _LONGEST_PROMPT)} › ")
        )
        entry = self.query_one(Input)
        entry.placeholder = query.placeholder
        # What can't be shown as it is mustn't change by being shown.
        entry.value = self._opened_with = text.visible(query.before)
        entry.cursor_position = len(entry.value)
        self._recalled = -1
        self._show_error(None)
        self.show_status()
        self.display = True
        # At once: `focus()` would take its turn after keys that are already waiting.
        self.screen.set_focus(entry)
        self.refresh_bindings()

    def show_status(self) -> None:
        """Say anew what has come of what is typed."""
        if self._query is not None:
            label = self.query_one("#query-status", Label)
            words = Content(f" {text.visible(self._query.status())} ")
            if label.content != words:
                label.update(words)

    @property
    def can_be_filter(self) -> bool:
        """Whether what is typed can be the filter instead of what it is typed for."""
        return self._query is not None and self._query.use_as_filter is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether the key works now."""
        return self.KEYS.works(action, parameters, self)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            self._apply(event.value)

    def accept(self) -> None:
        """Close and keep what is typed, unless it does not parse."""
        if self._query is not None and self._apply(self.query_one(Input).value):
            self._remember()
            accepted = self._query.accepted
            self.close()
            accepted()

    def action_use_as_filter(self) -> None:
        """Close, and filter by what was searched for."""
        query, typed = self._query, self.query_one(Input).value
        if query is not None and query.use_as_filter is not None and self._apply(typed):
            self._remember()
            with containing(self, "filtering"):
                query.apply(query.before)
            self.close()
            query.use_as_filter(typed)

    def action_cancel(self) -> None:
        """Close and have again what applied before; what was typed can be had again by `up`."""
        if self.query_one(Input).value != self._opened_with:
            self._keep()
        with containing(self, "filtering"):
            if self._query is not None:
                self._query.apply(self._query.before)
        self.close()

    def action_earlier(self) -> None:
        """Have what was typed before this."""
        is_filter = self._query is not None and self._query.is_filter
        if is_filter and self._recalled + 1 < len(self.remembered):
            if self._recalled < 0:
                self._drafted = self.query_one(Input).value
            self._recalled += 1
            self._put(self.remembered[self._recalled])

    def action_later(self) -> None:
        """Have what was typed after this."""
        if self._recalled >= 0:
            self._recalled -= 1
            self._put(self.remembered[self._recalled] if self._recalled >= 0 else self._drafted)

    def close(self) -> None:
        """Hide; what parsed last stays."""
        self.display = False
        self._query = None
        self._when_closed()

    def _put(self, words: str) -> None:
        entry = self.query_one(Input)
        entry.value = words
        entry.cursor_position = len(words)

    def _remember(self) -> None:
        """Keep what is typed, also for the next time that the program runs."""
        if typed := self._keep():
            self._remember_elsewhere(typed)

    def _keep(self) -> str:
        """Put what is typed first among what can be had again; returns it, if it is a filter."""
        typed = self.query_one(Input).value.strip()
        if not typed or self._query is None or not self._query.is_filter:
            return ""
        self.remembered[:] = [typed, *(one for one in self.remembered if one != typed)][:MOST_REMEMBERED]
        return typed

    def _apply(self, typed: str) -> bool:
        if self._query is None:
            return False
        # What parses but can't be worked out is told in the pane, as it is when more comes.
        with containing(self, "filtering"):
            try:
                self._query.apply(self._query.before if typed == self._opened_with else typed)
            except FilterError as error:
                self._show_error(error)
                return False
        self._show_error(None)
        self.show_status()
        return True

    def _show_error(self, error: FilterError | None) -> None:
        shown = self.query_one("#query-error", Static)
        shown.display = error is not None
        if error is None:
            return
        prompt = self.query_one("#query-prompt", Label)
        entry = self.query_one(Input)
        start = prompt.size.width + text.width(text.visible(entry.value[: error.position]))
        message = text.visible(error.message)
        # The mark stands under the place; the words stand on the side of it that has room.
        if start + 2 + text.width(message) <= self.size.width or start < self.size.width // 2:
            line = " " * start + "▲ " + message
        else:
            line = text.fit("", max(0, start - text.width(message) - 1)) + message + " ▲"
        shown.update(Content(text.cut(line, max(1, self.size.width))))
