"""What keys do with values for `${NAME}`: one that isn't set can be given here, for as long as the app runs.

What is typed is a secret: it goes from the dialog to the values in memory, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from sse_dash import text, units
from sse_dash.requests.given import GivenValues
from sse_dash.requests.masked_url import masked_url
from sse_dash.requests.resolve import missing, variables
from sse_dash.streams.monitor.state import State
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import Views
from sse_dash.tui.dialogs.dialog import Field, TextDialog
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream

_LONGEST_NAME, _LONGEST_URL = 30, 60
_MOST_URLS = 3


class ValueCommands:
    """Commands for the stream that the view says, if it says one."""

    def __init__(self, views: Views, stream_set: StreamSet, ui: Ui, values: GivenValues) -> None:
        self._views = views
        self._stream_set = stream_set
        self._ui = ui
        self._values = values

    def give(self) -> None:
        """Ask for the values that the stream lacks, or where it lacks none, for others than it has."""
        stream = self._views.shown.stream
        if stream is None:
            return
        spec = stream.monitor.spec
        lacking = missing(spec, self._values)
        names = lacking or sorted(variables(spec))
        if not names:
            self._ui.say("The stream has no ${NAME} to give a value for; e changes it.")
            return

        def fault(values: list[str]) -> str:
            without = [name for name, value in zip(names, values, strict=True) if not value]
            if lacking:
                return f"type a value for {without[0]}" if without else ""
            return "type a value, or esc leaves all as it is" if len(without) == len(names) else ""

        def given(values: list[str] | None) -> None:
            if values is not None:
                self._take(stream, {n: value for n, value in zip(names, values, strict=True) if value})

        kept = "" if lacking else "set; empty leaves it so"
        fields = [Field(text.cut(name, _LONGEST_NAME), placeholder=kept, is_secret=True) for name in names]
        title = f"Values for {text.cut(stream.name, _LONGEST_NAME)}"
        self._ui.open(TextDialog(title, fields, "give", fault, self._about(names)), given)

    def _take(self, stream: WatchedStream, values: dict[str, str]) -> None:
        """Give them, and connect the stream, and all others that failed for the want of one."""
        self._values.give(values)
        for each in self._stream_set.streams:
            failed = each.monitor.snapshot().state is State.FAILED
            if each is stream or (failed and variables(each.monitor.spec) & values.keys()):
                each.monitor.reconnect()
        self._ui.refresh_bindings()

    def _about(self, names: Sequence[str]) -> str:
        """Where the values go."""
        specs = (stream.monitor.spec for stream in self._stream_set.streams)
        urls = dict.fromkeys(masked_url(spec.url) for spec in specs if variables(spec) & set(names))
        to = units.some_of([text.cut(url, _LONGEST_URL) for url in urls], _MOST_URLS)
        return f"Sent to {to}. Kept in memory until you quit, and in no file."
