"""All that keys of the dashboard can do, and what they do it to. What each does is told in its own module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sse_dash.tui.dashboard.event_commands import EventCommands
from sse_dash.tui.dashboard.list_commands import ListCommands
from sse_dash.tui.dashboard.log_commands import LogCommands
from sse_dash.tui.dashboard.stream_commands import StreamCommands
from sse_dash.tui.dashboard.value_commands import ValueCommands
from sse_dash.tui.dashboard.view_commands import ViewCommands
from sse_dash.tui.dashboard.views import Views
from sse_dash.tui.faults.fault import Faults
from sse_dash.tui.log.stream_set import StreamSet


class AppCommands(Protocol):
    """What is for the app to do. The names are those that Textual gives to what it does by itself."""

    faults: Faults
    """What went wrong inside sse-dash."""

    @property
    def is_behind(self) -> bool:
        """Whether the terminal has not taken yet what was drawn before."""

    async def action_quit(self) -> None:
        """Close every connection, then leave."""

    def action_save(self) -> None:
        """Write what is on the screen to its profile."""

    def action_open(self) -> None:
        """Choose another profile."""

    def action_suspend_process(self) -> None:
        """Stop until the shell lets us go on."""

    def search_themes(self) -> None:
        """Choose another theme."""

    def action_command_palette(self) -> None:
        """Find a command by its name."""


@dataclass(frozen=True, slots=True)
class Commands:
    """What a key is handed, to do its work and to say whether it works now."""

    stream_set: StreamSet
    views: Views
    is_typing: Callable[[], bool]
    """Whether what is typed goes to the query bar."""
    show_help: Callable[[], None]
    app: AppCommands
    view: ViewCommands
    list: ListCommands
    log: LogCommands
    event: EventCommands
    stream: StreamCommands
    value: ValueCommands
