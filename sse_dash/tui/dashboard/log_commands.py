"""What keys do in the log that is read: pausing, following, filtering, searching, marking, how rows look."""

from __future__ import annotations

from sse_dash import units
from sse_dash.filter import Filter
from sse_dash.filter import parse as parse_filter
from sse_dash.tui.dashboard.query_bar import Query
from sse_dash.tui.dashboard.ui import Ui
from sse_dash.tui.dashboard.views import Views
from sse_dash.tui.log.log_pane import LogPane
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.pane_border import too_long
from sse_dash.tui.log.rows import Times

FILTER_HINT = 'words  "exact words"  /regex/i  type:order.*  data.user.id=5  size>10kB  -not  or  ( )'

_SIDEWAYS = 16
_TIMES = list(Times)


class LogCommands:
    """Commands for the log that is read; where there is none they do nothing."""

    def __init__(self, views: Views, ui: Ui, *, wrap: bool, times: Times) -> None:
        """`wrap` and `times` are how rows look at first, in every log alike."""
        self._views = views
        self._ui = ui
        self._wrap = wrap
        self._times = times
        for log_view in views.log_views:
            self.lay_out(log_view)

    def lay_out(self, log_view: LogView) -> None:
        """Have the rows of a log look as those of all others do."""
        log_view.wrap, log_view.times = self._wrap, self._times

    def toggle_pause(self) -> None:
        """Freeze what is shown, or show again what comes."""
        self._views.shown.read(LogView.toggle_pause)
        self._ui.refresh_bindings()

    def left(self) -> None:
        """Scroll long lines to their beginning."""
        self._views.shown.read(lambda log_view: log_view.sideways(-_SIDEWAYS))

    def right(self) -> None:
        """Scroll long lines to their end."""
        self._views.shown.read(lambda log_view: log_view.sideways(_SIDEWAYS))

    def toggle_follow(self) -> None:
        """Follow what comes, or stay with the newest row there is."""
        self._views.shown.read(lambda log_view: log_view.move(0) if log_view.follows else log_view.follow())

    def toggle_wrap(self) -> None:
        """Break long lines in every log, or cut them."""
        self._wrap = not self._wrap
        self._lay_out_all()

    def next_times(self) -> None:
        """Have the first column show time in the next way, in every log."""
        self._times = _TIMES[(_TIMES.index(self._times) + 1) % len(_TIMES)]
        self._lay_out_all()
        self._ui.say(f"The first column shows the {self._times.value}.")

    def _lay_out_all(self) -> None:
        for log_view in self._views.log_views:
            self.lay_out(log_view)
        for view in self._views.all:
            for pane in view.log_panes:
                pane.refresh()

    # Marks.

    def mark(self) -> None:
        """Mark the chosen row, or take its mark away."""

        def mark(log_view: LogView) -> None:
            if not log_view.mark():
                self._ui.ring()

        self._views.shown.read(mark)

    def go_to_mark(self, by: int) -> None:
        """Go down, or with -1 up, to the next mark."""

        def go(log_view: LogView) -> None:
            if not log_view.next_mark(by):
                self._ui.say("Nothing is marked here; m marks the chosen row.")

        self._views.shown.read(go)

    # Filter and search.

    def filter(self) -> None:
        """Ask for a filter."""
        pane = self._views.shown.log_pane
        if pane is None:
            return
        filtered = pane.log_view.filtered

        def status() -> str:
            counts = f"{units.count(filtered.shown)} of {units.count(filtered.held)}"
            if not filtered.is_current:
                return f"{counts}…"
            return f"{counts}, {too_long(filtered.undecided)}" if filtered.undecided else counts

        self._ui.ask(
            Query(
                f"filter {self._views.shown.log_name}",
                FILTER_HINT,
                filtered.filter.source,
                lambda typed: show_matching(pane, parse_filter(typed)),
                status,
            )
        )

    def search(self) -> None:
        """Ask what to search for."""
        pane = self._views.shown.log_pane
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
            if not log_view.filtered.is_current:
                return f"{found} found…"
            unsearched = log_view.filtered.unsearched
            return f"{found} found, {too_long(unsearched)}" if unsearched else f"{found} found"

        def accepted() -> None:
            if log_view.filtered.search is not None and not log_view.is_hit(log_view.cursor or 0):
                self.go_to_hit(-1)

        self._ui.ask(
            Query(
                f"find in {self._views.shown.log_name}",
                FILTER_HINT,
                log_view.filtered.search.source if log_view.filtered.search else "",
                apply,
                status,
                accepted,
                use_as_filter=lambda typed: show_matching(pane, parse_filter(typed)),
            )
        )

    def end_search(self) -> None:
        """Search for nothing any more."""
        self._views.shown.read(lambda log_view: log_view.look_for(None))
        self._ui.refresh_bindings()

    def go_to_hit(self, by: int) -> None:
        """Go down, or with -1 up, to what the search finds next."""

        def go(log_view: LogView) -> None:
            if log_view.filtered.search is None:
                self._ui.say("Nothing is searched for; / searches.")
                return
            wrapped = log_view.next_hit(by)
            if wrapped is None:
                self._ui.say("Nothing was found.")
            elif wrapped:
                self._ui.say("Went on from the other end.")

        self._views.shown.read(go)


def show_matching(pane: LogPane, wanted: Filter) -> None:
    """Have a log show only events that match."""
    pane.log_view.show_matching(wanted)
    pane.redraw()
