"""The keys that act on events: inspecting or copying the chosen one, writing those shown to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sse_dash.filter import parse as parse_filter
from sse_dash.filter import path_term
from sse_dash.streams.log.event_cursor import LogReader
from sse_dash.streams.log.received import ReceivedEvent, Rows
from sse_dash.streams.recording.formats import event_as_sse
from sse_dash.tui.clipboard import copy
from sse_dash.tui.dashboard.board import Board
from sse_dash.tui.log.log_pane import LogPane

if TYPE_CHECKING:
    from sse_dash.tui.inspector.screen import InspectorResult


class EventActions(Board):
    """Actions on the chosen event, or while nobody has chosen, the newest."""

    @property
    def _chosen(self) -> ReceivedEvent | None:
        return self.log_pane.log_view.chosen if self.log_pane is not None else None

    def on_log_pane_opened(self, event: LogPane.Opened) -> None:
        event.stop()
        self.action_inspect()

    def action_inspect(self) -> None:
        pane, event = self.log_pane, self._chosen
        if pane is None or event is None:
            self.app.bell()
            return
        # Its views take a sixth of all imports, and the first frame needs none of them.
        from sse_dash.tui.inspector.screen import InspectorScreen

        log_view = pane.log_view
        reader = LogReader(log_view.filtered, event)

        def closed(result: InspectorResult | None) -> None:
            # Where the reader went on to is where they are now.
            if reader.current.key != event.key:
                log_view.choose(reader.current.key)
            if result is not None and result.filter:
                log_view.show_matching(parse_filter(result.filter))
            pane.redraw()

        self.app.push_screen(InspectorScreen(reader, path_term), closed)

    def action_export(self) -> None:
        pane = self.log_pane
        if pane is None:
            return
        # Not needed for the first frame, either.
        from sse_dash.tui.export.dialog import ExportDialog, Selection

        view = pane.log_view.filtered
        every = Selection("in all", view.held, None, lambda: Rows(view.source))
        filtered = Selection("shown", view.shown, None, lambda: Rows(view.rows))
        self.app.push_screen(
            ExportDialog(
                f"Export {self.called}", [every] if view.filter.is_empty else [filtered, every], self.called
            )
        )

    def action_copy(self) -> None:
        event = self._chosen
        if event is None:
            self.app.bell()
        else:
            copy(self.app, f"the data of event {event.number}", event.event.data)

    def action_copy_event(self) -> None:
        event = self._chosen
        if event is None:
            self.app.bell()
        else:
            copy(self.app, f"event {event.number}", event_as_sse(event.event))
