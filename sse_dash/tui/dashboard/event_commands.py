"""What keys do with events: inspecting or copying the chosen one, writing those shown to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sse_dash import units
from sse_dash.filter import parse as parse_filter
from sse_dash.filter import path_term
from sse_dash.streams.log.event_cursor import EventCursor
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.received import ReceivedEvent, Rows
from sse_dash.streams.recording.formats import event_as_sse
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import Views
from sse_dash.tui.faults.fault import Fault
from sse_dash.tui.log.log_view import LogView

if TYPE_CHECKING:
    from sse_dash.tui.inspector.reader import InspectorResult


class EventCommands:
    """Commands for the chosen event, or while nobody has chosen, the newest."""

    def __init__(self, views: Views, ui: Ui, copy: Callable[[str, str], object]) -> None:
        """`copy` puts on the clipboard what is called so: `copy("event 812", "…")`."""
        self._views = views
        self._ui = ui
        self._copy = copy

    def _chosen_or_ring(self) -> ReceivedEvent | None:
        """The event; where there is none, the bell says so."""
        pane = self._views.shown.log_pane
        event = pane.log_view.chosen if pane is not None else None
        if event is None:
            self._ui.ring()
        return event

    def inspect(self) -> None:
        """Look into the event."""
        pane = self._views.shown.log_pane
        if pane is None:
            return
        fault = pane.fault or pane.reading_fault
        if fault is not None:
            self.read_faults([fault])
            return
        if self._open_answer(pane.log_view):
            return
        event = self._chosen_or_ring()
        if event is None:
            return
        # Its views take a sixth of all imports, and the first frame needs none of them.
        from sse_dash.tui.inspector.screen import InspectorScreen

        log_view = pane.log_view
        reader = EventCursor(log_view.filtered, event)

        def closed(result: InspectorResult | None) -> None:
            # Where the reader went on to is where they are now.
            if reader.current.key != event.key:
                log_view.choose(reader.current.key)
            if result is not None and result.filter:
                log_view.show_matching(parse_filter(result.filter))
            pane.redraw()

        self._ui.open(InspectorScreen(reader, path_term, zone=log_view.zone), closed)

    def read_faults(self, faults: Sequence[Fault]) -> None:
        """Read what went wrong inside sse-dash, and maybe copy it."""
        from sse_dash.tui.dialogs.fault_dialog import FaultDialog

        self._ui.open(FaultDialog(faults), lambda _: None)

    def _open_answer(self, log_view: LogView) -> bool:
        """Look into what is wrong with the stream, where nobody has chosen an event; False if nothing is."""
        stream = self._views.shown.stream
        if stream is None or (log_view.cursor is not None and log_view.chosen is not None):
            return False
        from sse_dash.tui.inspector.answer import Answer, AnswerDialog

        answer = Answer.of(stream.name, stream.snapshot)
        if answer is not None:
            self._ui.open(AnswerDialog(answer), lambda _: None)
        return answer is not None

    def export(self) -> None:
        """Ask where to write the events that are shown, or all."""
        pane = self._views.shown.log_pane
        if pane is None:
            return
        # Not needed for the first frame, either.
        from sse_dash.tui.export.dialog import ExportDialog, Selection

        view, name = pane.log_view.filtered, self._views.shown.log_name
        every = Selection(_all_of(view), view.held, None, lambda: Rows(view.source))
        filtered = Selection("shown", view.shown, None, lambda: Rows(view.rows))
        selections = [every] if view.filter.is_empty else [filtered, every]
        self._ui.open(ExportDialog(f"Export {name}", selections, name, pane.log_view.zone), lambda _: None)

    def copy_data(self) -> None:
        """Copy the data of the event."""
        event = self._chosen_or_ring()
        if event is not None:
            self._copy(f"the data of event {event.number}", event.event.data)

    def copy_whole(self) -> None:
        """Copy the event as it is in an event stream."""
        event = self._chosen_or_ring()
        if event is not None:
            self._copy(f"event {event.number}", event_as_sse(event.event))


def _all_of(view: FilteredLog) -> str:
    """What all events are that can be written, to stand behind their number."""
    missing = []
    if view.lost:
        missing.append(f"{units.count(view.lost)} older ones dropped")
    if view.came_since_pause:
        missing.append(f"{units.count(view.came_since_pause)} came since the pause")
    return f"held; {', '.join(missing)}" if missing else "in all"
