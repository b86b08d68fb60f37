"""What keys do with a stream, and with all of them: connecting, adding, changing, ordering, hiding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sse_dash import text, units
from sse_dash.filter import parse as parse_filter
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import Views
from sse_dash.tui.dialogs.dialog import ConfirmDialog
from sse_dash.tui.log.stream_set import StreamSet, WatchedStream

if TYPE_CHECKING:
    from sse_dash.tui.form.left import LeftDraft, LeftDrafts


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """How streams come to run: supplied by whoever runs them."""

    subscribe: Callable[[StreamSpec], WatchedStream]
    """Give a stream of the spec, that runs."""
    resolve: Callable[[StreamSpec], ResolvedRequest]
    """Give what to send for it, for trying it out."""


class StreamCommands:
    """Commands for the stream that the view says, if it says one, and for all of them."""

    def __init__(
        self,
        views: Views,
        stream_set: StreamSet,
        ui: Ui,
        subscriptions: Subscriptions,
        copy: Callable[[str, str], object],
    ) -> None:
        """`copy` puts on the clipboard what is called so: `copy("event 812", "…")`."""
        self._copy = copy
        self._views = views
        self._stream_set = stream_set
        self._ui = ui
        self._subscriptions = subscriptions
        self._drafts: LeftDrafts | None = None

    @property
    def _stream(self) -> WatchedStream | None:
        return self._views.shown.stream

    # Its connection.

    def reconnect(self) -> None:
        """Connect it anew."""
        if self._stream is not None:
            self._stream.monitor.reconnect()
            self._ui.refresh_bindings()

    def disconnect(self) -> None:
        """Close its connection, and make no other."""
        if self._stream is not None:
            self._stream.monitor.stop()
            self._ui.refresh_bindings()

    def connect(self) -> None:
        """Connect it again."""
        if self._stream is not None:
            self._stream.monitor.start()
            self._ui.refresh_bindings()

    def reconnect_all(self) -> None:
        """Connect every stream anew."""
        for stream in self._stream_set.streams:
            stream.monitor.reconnect()

    def pause_all(self) -> None:
        """Freeze the logs of all streams; if all are frozen already, none."""
        log_views = [stream.log_view for stream in self._stream_set.streams]
        freeze = not all(log_view.filtered.paused for log_view in log_views)
        for log_view in log_views:
            if log_view.filtered.paused is not freeze:
                log_view.toggle_pause()
        self._ui.rearrange()

    # Its place.

    def move(self, by: int) -> None:
        """Move it so many places on."""
        if self._stream is not None and not self._stream.hidden:
            self._stream_set.move(self._stream, by)
            self._ui.rearrange()

    def toggle_hidden(self) -> None:
        """Leave it out of the grid, or take it in again."""
        stream = self._stream
        if stream is None:
            return
        if stream.hidden:
            stream.hidden = False
        elif len(self._stream_set.shown) > 1:
            self._stream_set.hide(stream)
            self._ui.say(text.visible(f"{stream.name} goes on, out of sight; U shows it again."))
        else:
            self._ui.say("The last stream on the screen stays on it.")
        self._ui.rearrange()

    def show_hidden(self) -> None:
        """Leave none out of the grid any more."""
        self._stream_set.show_all()
        self._ui.rearrange()

    # What there is.

    def replace_all(self, specs: Iterable[StreamSpec]) -> None:
        """Have these streams and no others; the connections of the others are closed."""
        for stream in list(self._stream_set.streams):
            self._discard(stream)
        self._stream_set.add(map(self._subscriptions.subscribe, specs))

    def add(self) -> None:
        """Ask for a stream."""
        self._fill_in("Add a stream", None, "add", lambda spec: self._add(spec, None))

    def copy_as_curl(self) -> None:
        """Copy its request as a curl command, with its secrets as variables."""
        # As the form does: curl's options are not needed for the first frame.
        from sse_dash.requests.curl.to_curl import to_curl

        if self._stream is not None:
            self._copy("the curl command", to_curl(self._stream.monitor.spec))

    def duplicate(self) -> None:
        """Ask for a stream that is like this one."""
        stream = self._stream
        if stream is not None:
            spec = spec_of(stream)
            spec = replace(
                spec, name=_free_name(spec.name, [other.name for other in self._stream_set.streams])
            )
            self._fill_in("Duplicate a stream", spec, "add", lambda made: self._add(made, stream))

    def edit(self) -> None:
        """Ask how the stream is to be."""
        stream = self._stream
        if stream is not None:
            self._fill_in(
                "Change a stream",
                spec_of(stream),
                "change",
                lambda spec: self._change(stream, spec),
                but=stream.name,
            )

    def remove(self) -> None:
        """Ask whether to remove it."""
        stream = self._stream
        if stream is None:
            return

        def remove(yes: bool | None) -> None:
            if yes and stream in self._stream_set.streams:
                self._discard(stream)
                self._ui.rearrange()

        kept = units.counted(len(stream.monitor.history), "event")
        question = f"Remove {stream.name}? Its connection is closed, and its history of {kept} goes with it."
        self._ui.open(ConfirmDialog("Remove a stream", question, "remove it"), remove)

    def _fill_in(
        self,
        title: str,
        spec: StreamSpec | None,
        accept: str,
        take: Callable[[StreamSpec], None],
        but: str = "",
    ) -> None:
        # With all it knows of curl's options it would take a sixth of the time to the first frame to import.
        from sse_dash.tui.form.left import LeftDrafts
        from sse_dash.tui.form.screen import StreamForm

        drafts = self._drafts = self._drafts or LeftDrafts()

        taken = [stream.name for stream in self._stream_set.streams if stream.name != but]

        def filled_in(made: StreamSpec | None) -> None:
            if made is not None:
                take(made)

        def leave(left: LeftDraft | None) -> None:
            drafts.leave(title, spec, left)
            if left is not None:
                self._ui.say("What you typed is kept; the next time ctrl+r brings it back.")

        resolve, left = self._subscriptions.resolve, drafts.of(title, spec)
        self._ui.open(StreamForm(title, spec, taken, resolve, accept, left, leave), filled_in)

    def _add(self, spec: StreamSpec, after: WatchedStream | None) -> None:
        still_there = after if after in self._stream_set.streams else None
        self._stream_set.add([self._subscriptions.subscribe(spec)], still_there)
        self._ui.rearrange()

    def _change(self, stream: WatchedStream, spec: StreamSpec) -> None:
        if stream not in self._stream_set.streams:
            return
        if replace(spec, filter="") == replace(stream.monitor.spec, filter=""):
            stream.log_view.show_matching(parse_filter(spec.filter))
        else:
            _let_go(stream)
            self._stream_set.replace(stream, self._subscriptions.subscribe(spec))
        self._ui.rearrange()

    def _discard(self, stream: WatchedStream) -> None:
        _let_go(stream)
        self._stream_set.discard(stream)


def _let_go(stream: WatchedStream) -> None:
    """Close the connection of a stream, and give back its history now: garbage is collected by and by."""
    stream.monitor.retire()
    stream.clear()
    stream.monitor.history.forget()


def spec_of(stream: WatchedStream) -> StreamSpec:
    """A stream as it would be saved: with the filter that it is shown through now."""
    return replace(stream.monitor.spec, filter=stream.log_view.filtered.filter.source)


def _free_name(name: str, taken: list[str]) -> str:
    """`name`, or with the first number that makes it one of its own."""
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
