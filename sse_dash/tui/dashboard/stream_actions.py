"""The keys that act on a stream: connecting, adding, changing, ordering, hiding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sse_dash import text, units
from sse_dash.filter import parse as parse_filter
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dashboard.board import Board
from sse_dash.tui.dialogs.dialog import ConfirmDialog
from sse_dash.tui.log.stream_set import WatchedStream


class StreamActions(Board):
    """Actions on the stream that is current, and on all of them."""

    def _act(self, act: Callable[[WatchedStream], object]) -> None:
        if self.stream is not None:
            act(self.stream)
            self.refresh_bindings()

    def action_reconnect(self) -> None:
        self._act(lambda stream: stream.monitor.reconnect())

    def action_reconnect_all(self) -> None:
        for stream in self.stream_set.streams:
            stream.monitor.reconnect()

    def action_disconnect(self) -> None:
        self._act(lambda stream: stream.monitor.stop())

    def action_connect(self) -> None:
        self._act(lambda stream: stream.monitor.start())

    def action_pause_all(self) -> None:
        log_views = [stream.log_view for stream in self.stream_set.streams]
        # One key, one meaning: all are frozen, or if all are already, none.
        freeze = not all(log_view.filtered.paused for log_view in log_views)
        for log_view in log_views:
            if log_view.filtered.paused is not freeze:
                log_view.toggle_pause()
        self.rearrange()

    def action_move_back(self) -> None:
        self._move(-1)

    def action_move_on(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        if self.stream is not None and not self.stream.hidden:
            self.stream_set.move(self.stream, by)
            self.rearrange()

    def action_hide(self) -> None:
        stream = self.stream
        if stream is None:
            return
        if stream.hidden:
            stream.hidden = False
        elif len(self.stream_set.shown) > 1:
            self.stream_set.hide(stream)
            self.say(text.visible(f"{stream.name} goes on, out of sight; U shows it again."))
        else:
            self.say("The last stream on the screen stays on it.")
        self.rearrange()

    def action_show_hidden(self) -> None:
        self.stream_set.show_all()
        self.rearrange()

    def action_add(self) -> None:
        self._fill_in("Add a stream", None, "add", lambda spec: self._add(spec, None))

    def action_duplicate(self) -> None:
        stream = self.stream
        if stream is not None:
            spec = self.spec_of(stream)
            spec = replace(
                spec, name=_free_name(spec.name, [other.name for other in self.stream_set.streams])
            )
            self._fill_in("Duplicate a stream", spec, "add", lambda made: self._add(made, stream))

    def action_edit(self) -> None:
        stream = self.stream
        if stream is not None:
            self._fill_in(
                "Change a stream",
                self.spec_of(stream),
                "change",
                lambda spec: self._change(stream, spec),
                but=stream.name,
            )

    def spec_of(self, stream: WatchedStream) -> StreamSpec:
        """As it would be saved: with the filter that it is shown through now."""
        return replace(stream.monitor.spec, filter=stream.log_view.filtered.filter.source)

    def _fill_in(
        self,
        title: str,
        spec: StreamSpec | None,
        accept: str,
        take: Callable[[StreamSpec], None],
        but: str = "",
    ) -> None:
        # With all it knows of curl's options it would take a sixth of the time to the first frame to import.
        from sse_dash.tui.form.screen import StreamForm

        taken = [stream.name for stream in self.stream_set.streams if stream.name != but]

        def filled_in(made: StreamSpec | None) -> None:
            if made is not None:
                take(made)

        self.app.push_screen(StreamForm(title, spec, taken, self.resolve, accept), filled_in)

    def _add(self, spec: StreamSpec, after: WatchedStream | None) -> None:
        still_there = after if after in self.stream_set.streams else None
        self.stream_set.add([self.subscribe(spec)], still_there)
        self.rearrange()

    def _change(self, stream: WatchedStream, spec: StreamSpec) -> None:
        if stream not in self.stream_set.streams:
            return
        if replace(spec, filter="") == replace(stream.monitor.spec, filter=""):
            stream.log_view.show_matching(parse_filter(spec.filter))
        else:
            stream.monitor.retire()
            self.stream_set.replace(stream, self.subscribe(spec))
        self.rearrange()

    def action_remove(self) -> None:
        stream = self.stream
        if stream is None:
            return

        def remove(yes: bool | None) -> None:
            if yes and stream in self.stream_set.streams:
                stream.monitor.retire()
                self.stream_set.discard(stream)
                self.rearrange()

        events_kept = units.count(len(stream.monitor.history))
        question = f"Remove {stream.name}? Its connection is closed, and {events_kept} events go with it."
        self.app.push_screen(ConfirmDialog("Remove a stream", question, "remove it"), remove)

    def resolve(self, spec: StreamSpec) -> ResolvedRequest:
        """The spec to connect with, for trying it out."""
        raise NotImplementedError


def _free_name(name: str, taken: list[str]) -> str:
    """`name`, or with the first number that makes it one of its own."""
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
