"""When keys of the dashboard work: what has to be on the screen. Which key needs what stands in `keys`."""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.tui.dashboard.commands import Commands
from sse_dash.tui.dashboard.views import ListView
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.stream_set import WatchedStream


def has_streams(d: Commands) -> bool:
    """There is a stream, and keys are not what somebody types: so it is for all below."""
    return len(d.stream_set) > 0 and not d.is_typing()


def has_faults(d: Commands) -> bool:
    """Something went wrong inside sse-dash, with streams or without."""
    return len(d.app.faults) > 0 and not d.is_typing()


def has_hidden(d: Commands) -> bool:
    """A stream is left out of the grid."""
    return has_streams(d) and d.stream_set.hidden > 0


def has_number(number: int) -> Callable[[Commands], bool]:
    """There are so many streams."""
    return lambda d: has_streams(d) and number <= len(d.stream_set)


# Which view is shown.


def in_grid(d: Commands) -> bool:
    """The panes are shown, or one of them."""
    return has_streams(d) and d.views.in_grid


def in_list(d: Commands) -> bool:
    """The list is shown."""
    return has_streams(d) and isinstance(d.views.shown, ListView)


def can_zoom(d: Commands) -> bool:
    """There are panes beside the current one."""
    return in_grid(d) and not d.views.grid.zoomed and len(d.stream_set) > 1


def can_unzoom(d: Commands) -> bool:
    """A pane is alone on the screen, and there is something to go back to."""
    # From the list, the only stream there is has the screen without a zoom.
    return in_grid(d) and (d.views.grid.zoomed or d.views.chosen is not d.views.shown)


def lacks_value(d: Commands) -> bool:
    """The stream failed for the want of a value."""
    stream = d.views.shown.stream if has_streams(d) else None
    return stream is not None and bool(stream.snapshot.lacks)


def has_values(d: Commands) -> bool:
    """The stream has values that can be given."""
    stream = d.views.shown.stream if has_streams(d) else None
    return stream is not None and not stream.snapshot.lacks and stream.has_variables


# What is read.


def _log(d: Commands) -> LogView | None:
    pane = d.views.shown.log_pane if has_streams(d) else None
    return None if pane is None else pane.log_view


def has_log(d: Commands) -> bool:
    """Events are read."""
    return _log(d) is not None


def has_log_or_list(d: Commands) -> bool:
    """Events are read, or streams."""
    return has_log(d) or in_list(d)


def was_cleared(d: Commands) -> bool:
    """What was cleared can be had again."""
    log = d.views.shown.log
    return log is not None and log.can_restore


def log_flows(d: Commands) -> bool:
    """Events are shown as they come."""
    log = _log(d)
    return log is not None and not log.filtered.paused


def log_is_paused(d: Commands) -> bool:
    """What is shown is frozen."""
    log = _log(d)
    return log is not None and log.filtered.paused


def log_is_searched(d: Commands) -> bool:
    """Something is searched for in what is read."""
    log = _log(d)
    return log is not None and log.filtered.search is not None


# Which stream is meant.


def _stream(d: Commands) -> WatchedStream | None:
    return d.views.shown.stream if has_streams(d) else None


def has_stream(d: Commands) -> bool:
    """It is clear which stream is meant."""
    return _stream(d) is not None


def stream_runs(d: Commands) -> bool:
    """The stream is connected, or is about to be."""
    stream = _stream(d)
    return stream is not None and stream.monitor.is_running


def stream_rests(d: Commands) -> bool:
    """The stream makes no connection by itself: it was disconnected, has ended or has failed."""
    stream = _stream(d)
    return stream is not None and not stream.monitor.is_running
