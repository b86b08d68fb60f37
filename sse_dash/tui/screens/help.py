"""The keys, as the bindings have them."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from sse_dash.tui.bindings import GROUPS, group_of


class HelpScreen(ModalScreen[None]):
    """All keys by group; any of the keys that open it closes it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", id="help.close")
    ]

    def __init__(self, bindings: list[Binding]) -> None:
        super().__init__()
        self._bindings_shown = bindings

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc close"
            with VerticalScroll():
                yield Static(self._table())

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for group, heading in GROUPS.items():
            table.add_row(Text(heading, style="bold underline"))
            entries = [binding for binding in self._bindings_shown if group_of(binding) == group]
            for _, same in groupby(entries, key=lambda binding: (binding.id or "").rstrip("123456789")):
                bindings = list(same)
                # Of two that take turns the first speaks for both; nine differ in nothing but a digit.
                keys, words = self._keys(bindings[0]), bindings[0].tooltip
                if bindings[0].key != bindings[-1].key:
                    keys, words = f"{keys}-{self._keys(bindings[-1])}", "Go to that pane"
                table.add_row(Text(f"  {keys}"), Text(words))
            table.add_row()
        return table

    def _keys(self, binding: Binding) -> str:
        return " ".join(self.app.get_key_display(Binding(key, "")) for key in binding.key.split(","))
