"""The keys that read in a log: moving, pausing, filtering, searching, marking."""

from __future__ import annotations

from collections.abc import Callable

from sse_dash import units
from sse_dash.filter import parse as parse_filter
from sse_dash.tui.dashboard.board import Board
from sse_dash.tui.dashboard.query_bar import Query
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.rows import Times

FILTER_HINT = 'words  "exact words"  /regex/i  type:order.*  data.user.id=5  size>10kB  -not  or  ( )'

_SIDEWAYS = 16
_TIMES = list(Times)


class LogActions(Board):
    """Actions on the log that is read."""

    def _read(self, act: Callable[[LogView], object]) -> None:
        pane = self.log_pane
        if pane is not None:
            act(pane.log_view)
            pane.redraw()

    def action_pause(self) -> None:
        self._read(LogView.toggle_pause)
        self.refresh_bindings()

    def action_resume(self) -> None:
        self.action_pause()

    def action_left(self) -> None:
        self._read(lambda log_view: log_view.sideways(-_SIDEWAYS))

    def action_right(self) -> None:
        self._read(lambda log_view: log_view.sideways(_SIDEWAYS))

    def action_follow(self) -> None:
        # Without a choice there is nothing to stay with: the newest row is chosen.
        self._read(lambda log_view: log_view.move(0) if log_view.follows else log_view.follow())

    def action_wrap(self) -> None:
        pane = self.log_pane
        if pane is not None:
            wrap = not pane.log_view.wrap
            for log_view in self._log_views():
                log_view.wrap = wrap
            self._repaint()

    def action_times(self) -> None:
        pane = self.log_pane
        if pane is not None:
            times = _TIMES[(_TIMES.index(pane.log_view.times) + 1) % len(_TIMES)]
            for log_view in self._log_views():
                log_view.times = times
            self._repaint()
            self.say(f"The first column shows the {times.value}.")

    def action_mark(self) -> None:
        def mark(log_view: LogView) -> None:
            if not log_view.mark():
                self.app.bell()

        self._read(mark)

    def action_next_mark(self) -> None:
        self._go_to_mark(1)

    def action_previous_mark(self) -> None:
        self._go_to_mark(-1)

    def _go_to_mark(self, by: int) -> None:
        def go(log_view: LogView) -> None:
            if not log_view.next_mark(by):
                self.say("Nothing is marked here; m marks the chosen row.")

        self._read(go)

    def action_filter(self) -> None:
        pane = self.log_pane
        if pane is not None:
            self._filter(pane, pane.log_view)

    def _filter(self, pane: LogPane, log_view: LogView) -> None:
        def apply(typed: str) -> None:
            log_view.show_matching(parse_filter(typed))
            pane.redraw()

        def status() -> str:
            view = log_view.filtered
            return f"{units.count(view.shown)} of {units.count(view.held)}{'' if view.is_current else '…'}"

        prompt = f"filter {self.called}"
        self.ask(Query(prompt, FILTER_HINT, log_view.filtered.filter.source, apply, status))

    def action_search(self) -> None:
        pane = self.log_pane
        if pane is None:
            return
        log_view = pane.log_view

        def apply(typed: str) -> None:
            log_view.look_for(parse_filter(typed))
            pane.redraw()

        def status() -> str:
            if log_view.filtered.search is None:
                return "tab turns it into a filter"
            found = units.count(len(log_view.filtered.hits))
            return f"{found} found{'' if log_view.filtered.is_current else '…'}"

        def accepted() -> None:
            if log_view.filtered.search is not None and not log_view.is_hit(log_view.cursor or 0):
                self._go_to_hit(-1)

        def filtered(typed: str) -> None:
            log_view.show_matching(parse_filter(typed))
            pane.redraw()

        before = log_view.filtered.search.source if log_view.filtered.search else ""
        prompt = f"find in {self.called}"
        self.ask(Query(prompt, FILTER_HINT, before, apply, status, accepted, use_as_filter=filtered))

    def action_end_search(self) -> None:
        self._read(lambda log_view: log_view.look_for(None))
        self.refresh_bindings()

    def action_next_hit(self) -> None:
        self._go_to_hit(1)

    def action_previous_hit(self) -> None:
        self._go_to_hit(-1)

    def _go_to_hit(self, by: int) -> None:
        def go(log_view: LogView) -> None:
            if log_view.filtered.search is None:
                self.say("Nothing is searched for; / searches.")
                return
            wrapped = log_view.next_hit(by)
            if wrapped is None:
                self.say("Nothing was found.")
            elif wrapped:
                self.say("Went on from the other end.")

        self._read(go)

    def _log_views(self) -> list[LogView]:
        """Of every log: how rows are laid out is the same wherever one looks."""
        raise NotImplementedError

    def _repaint(self) -> None:
        for pane in self.query("LogPane"):
            pane.refresh()
