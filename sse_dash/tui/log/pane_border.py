"""A pane's border lines as parts of text: what they say, and what gives way first where room is short.

No widgets and no colours: a part names the style it wants, the pane knows how that looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sse_dash import text, units
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import Log
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State
from sse_dash.tui.drawing.sparkline import sparkline
from sse_dash.tui.drawing.styled_text import StyledText, width
from sse_dash.tui.log.log_view import LogView


class Corners(NamedTuple):
    """The characters of a border."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    horizontal: str
    vertical: str


ROUND = Corners("╭", "╮", "╰", "╯", "─", "│")
HEAVY = Corners("┏", "┓", "┗", "┛", "━", "┃")
"""For the pane that has the keys: told from the others without colour, too."""

STATE_STYLES = {
    State.IDLE: "muted",
    State.CONNECTING: "waiting",
    State.OPEN: "live",
    State.STALE: "waiting",
    State.RETRYING: "waiting",
    State.ENDED: "muted",
    State.FAILED: "failed",
    State.STOPPED: "muted",
}

_WIDEST_SPARKLINE, _NARROWEST_SPARKLINE = 40, 5
_SHORTEST_NAME, _SHORTEST_START = 6, 2


def title(
    number: int,
    spec: StreamSpec,
    snapshot: Snapshot,
    view: FilteredLog,
    cells: int,
    bars: Callable[[int], list[int]],
) -> tuple[list[StyledText], list[StyledText]]:
    """What stands left and right on the top line, together at most `cells` wide.

    First the sparkline shrinks and goes; then of a live stream the words of the state, which its glyph says
    as well, and the rate, of others the rate and then the words; then the end of the name. That a pane is
    paused goes after the name's end. The glyph never goes: it is what one looks for.
    """
    state_style = state_style_of(snapshot)
    glyph = StyledText(state_style, snapshot.label.glyph)
    words = StyledText(state_style, f" {text.visible(snapshot.label.text)} ")
    if view.paused:
        words = _paused(view)
    ordinal = StyledText("number", f" {number} " if number < 10 else " ")
    rate = StyledText("rate", f" {units.rate(snapshot.events_per_second)} ")
    full = text.visible(spec.name)

    def head(name: str, *rest: StyledText) -> list[StyledText]:
        return [ordinal, StyledText("name", name), StyledText("border", " "), glyph, *rest]

    left = head(full, words)
    columns = min(_WIDEST_SPARKLINE, cells - width(left) - width([rate]) - 2)
    if columns >= _NARROWEST_SPARKLINE:
        return left, [rate, StyledText("spark", sparkline(bars(columns)) + " ")]
    gap = StyledText("border", " ")
    wordless = head(full, gap)
    if view.paused:
        ways = [(left, [rate]), (left, [])]
    elif snapshot.state is State.OPEN:
        ways = [(left, [rate]), (wordless, [rate]), (wordless, [])]
    else:
        ways = [(left, [rate]), (left, []), (wordless, [])]
    for left, right in ways:
        if width(left) + width(right) <= cells:
            return left, right
    room = cells - width(head("", words))
    if view.paused and room >= _SHORTEST_NAME:
        return head(text.cut(full, room), words), []
    room = cells - width(head("", gap))
    if room >= _SHORTEST_START:
        return head(text.cut(full, room), gap), []
    tiny = [StyledText("name", text.cut(full, cells - 2)), gap, glyph]
    return tiny if cells >= width(tiny) else [glyph][:cells], []


def state_style_of(snapshot: Snapshot) -> str:
    """The style of what says how a stream stands: a connection that is open may be in trouble, too."""
    if snapshot.error:
        return "failed"
    if snapshot.state is State.OPEN and snapshot.diagnosis is not None:
        return "waiting"
    return STATE_STYLES[snapshot.state]


def timeline_title(streams: int, view: FilteredLog, cells: int) -> tuple[list[StyledText], list[StyledText]]:
    """The top line of the timeline."""
    count = f" {units.counted(streams, 'stream')} "
    about = _paused(view) if view.paused else StyledText("muted", count)
    for left in ([StyledText("name", " timeline"), about], [StyledText("name", " timeline ")]):
        if width(left) <= cells:
            return left, []
    return [], []


def footing(
    spec: StreamSpec, log_view: LogView, snapshot: Snapshot, below: int, cells: int
) -> tuple[list[StyledText], list[StyledText]]:
    """What stands left and right on a pane's bottom line, together at most `cells` wide."""
    first = ""
    skipped = f"{units.count(snapshot.skipped)} skipped, " if snapshot.skipped else ""
    if spec.method != "GET" and snapshot.first_event_after is not None:
        # A request whose answer is the stream: how long it took to begin is what one asks of it.
        first = f"first event after {units.duration(snapshot.first_event_after)}, "
    before = [words for words in dict.fromkeys((first + skipped, skipped)) if words]
    return log_footing(log_view, snapshot.events, before, below, cells)


def log_footing(
    log_view: LogView, total: int, before: list[str], below: int, cells: int
) -> tuple[list[StyledText], list[StyledText]]:
    """What stands below a log: what is filtered and looked for, and how much there is of it.

    `total` events came in all, of `before` one is said before their number, `below` rows are newer than those
    in view. The two ends are together at most `cells` wide; the counts give way first, then what was typed.
    """
    view = log_view.filtered
    left: list[StyledText] = []
    if not view.filter.is_empty:
        left.append(StyledText("filter", f" /{text.visible(view.filter.source)} "))
    if view.search is not None:
        place, hits = log_view.place_of_hit()
        of = f"{units.count(place)} of {units.count(hits)}" if place else units.count(hits)
        if view.unsearched:
            of += f", {too_long(view.unsearched)}"
        left.append(StyledText("hit-sign", f" found {of}: {text.visible(view.search.source)} "))
    right: list[StyledText] = []
    if not log_view.follows:
        right.append(StyledText("paused", f" SCROLLED +{units.count(below)} "))
    if width(right) > cells:
        right = []
    counts = _counts(view, total)
    for variant in [f"{words}{counts[0]}" for words in before] + counts:
        candidate = [*right, StyledText("counts", f" {variant} ")]
        if width(left) + width(candidate) + 1 <= cells:
            return left, candidate
    for candidate in ([*right, StyledText("counts", f" {counts[-1]} ")], right):
        room = cells - width(candidate) - 1
        if not left or room >= _SHORTEST_NAME:
            break
    kept: list[StyledText] = []
    for part in left:
        room = cells - width(candidate) - 1 - width(kept)
        if room >= _SHORTEST_NAME:
            kept.append(StyledText(part.style, text.cut(part.text, room)))
    return kept, candidate if width(kept) + width(candidate) <= cells else right


def _paused(view: FilteredLog) -> StyledText:
    lost = f", {units.count(view.lost_since_pause)} lost" if view.lost_since_pause else ""
    return StyledText("paused", f" PAUSED +{units.count(view.came_since_pause)}{lost} ")


def cleared(log: Log) -> str:
    """What an empty log says that was cleared, and how to have it again; nothing where it wasn't."""
    if not log.can_restore:
        return ""
    what = units.counted(log.cleared, "event") if log.cleared else "notes"
    return f"{what} cleared; u brings back what was there"


def _counts(view: FilteredLog, total: int) -> list[str]:
    """How many events there are, in ever fewer words."""
    counts = _counts_of(view, total)
    if view.log.cleared:
        undo = f"{units.count(view.log.cleared)} cleared, u undoes"
        counts = [f"{counts[0]}, {undo}", undo, *counts]
    return counts


def too_long(events: int) -> str:
    """What is said of events of which a regular expression couldn't tell in time whether they match."""
    return f"{units.count(events)} too long to test"


def _counts_of(view: FilteredLog, total: int) -> list[str]:
    words = units.count(total)
    events = units.counted(total, "event")
    if not view.filter.is_empty:
        of = f"{units.count(view.shown)} of {units.count(view.held)}"
        if not view.is_current:
            of += "…"
        counts = [f"{of}, {too_long(view.undecided)}"] if view.undecided else []
        if view.lost:
            counts.insert(0, f"{(counts or [of])[0]}, {units.count(view.lost)} dropped")
        return [*counts, of]
    if view.lost:
        return [f"{events}, {units.count(view.lost)} dropped", events, words]
    return [events, words]


def line(
    start: str, left: Sequence[StyledText], fill: str, right: Sequence[StyledText], end: str, cells: int
) -> list[StyledText]:
    """A whole border line of exactly `cells` cells."""
    inner = max(0, cells - 2 - width(left) - width(right))
    tail = 1 if right and inner else 0
    return [
        StyledText("border", start),
        *left,
        StyledText("border", fill * (inner - tail)),
        *right,
        StyledText("border", fill * tail + end),
    ]
