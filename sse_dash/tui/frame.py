"""A pane's border lines as pieces of text: what they say, and what gives way first where room is short.

No widgets and no colours: a piece names the style it wants, the pane knows how that looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sse_dash import text
from sse_dash.streams.monitor import Snapshot
from sse_dash.streams.spec import StreamSpec
from sse_dash.streams.state import State
from sse_dash.streams.view import EventView
from sse_dash.tui.sparkline import sparkline


class Piece(NamedTuple):
    """A run of safe text in one style."""

    style: str
    """A component class of the pane, without its `pane--`."""
    text: str


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


def width(pieces: Sequence[Piece]) -> int:
    """Cells."""
    return sum(text.width(piece.text) for piece in pieces)


def title(
    number: int,
    spec: StreamSpec,
    snapshot: Snapshot,
    view: EventView,
    cells: int,
    bars: Callable[[int], list[int]],
) -> tuple[list[Piece], list[Piece]]:
    """What stands left and right on the top line, together at most `cells` wide.

    First the sparkline shrinks and goes; then of a live stream the words of the state, which its glyph says
    as well, and the rate, of others the rate and then the words; then the end of the name. That a pane is
    paused goes after the name's end. The glyph never goes: it is what one looks for.
    """
    state_style = STATE_STYLES[snapshot.state]
    glyph = Piece(state_style, snapshot.label.glyph)
    words = Piece(state_style, f" {text.visible(snapshot.label.text)} ")
    if view.paused:
        lost = f", {text.count(view.lost_since_pause)} lost" if view.lost_since_pause else ""
        words = Piece("paused", f" PAUSED +{text.count(view.came_since_pause)}{lost} ")
    ordinal = Piece("number", f" {number} " if number < 10 else " ")
    rate = Piece("rate", f" {text.rate(snapshot.events_per_second)} ")
    full = text.visible(spec.name)

    def head(name: str, *rest: Piece) -> list[Piece]:
        return [ordinal, Piece("name", name), Piece("border", " "), glyph, *rest]

    left = head(full, words)
    columns = min(_WIDEST_SPARKLINE, cells - width(left) - width([rate]) - 2)
    if columns >= _NARROWEST_SPARKLINE:
        return left, [rate, Piece("spark", sparkline(bars(columns)) + " ")]
    gap = Piece("border", " ")
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
    tiny = [Piece("name", text.cut(full, cells - 2)), gap, glyph]
    return tiny if cells >= width(tiny) else [glyph][:cells], []


def footing(
    spec: StreamSpec, view: EventView, snapshot: Snapshot, evicted: int, height: int, cells: int
) -> tuple[list[Piece], list[Piece]]:
    """What stands left and right on the bottom line, together at most `cells` wide."""
    left: list[Piece] = []
    if not view.filter.is_empty:
        left = [Piece("filter", f" /{text.visible(view.filter.source)} ")]
    right: list[Piece] = []
    if not view.following:
        below = text.count(view.rows_below(height))
        right.append(Piece("paused", f" SCROLLED +{below} "))
    if width(right) > cells:
        right = []
    counts = _counts(view, snapshot, evicted)
    if spec.method != "GET" and snapshot.first_event_after is not None:
        # A request whose answer is the stream: how long it took to begin is what one asks of it.
        counts.insert(0, f"first event after {text.duration(snapshot.first_event_after)}, {counts[0]}")
    for variant in counts:
        candidate = [*right, Piece("counts", f" {variant} ")]
        if width(left) + width(candidate) + 1 <= cells:
            return left, candidate
    if left:
        room = cells - width([*right, Piece("counts", f" {counts[-1]} ")]) - 1
        if room >= _SHORTEST_NAME:
            return [Piece("filter", text.cut(left[0].text, room))], [
                *right,
                Piece("counts", f" {counts[-1]} "),
            ]
        return [Piece("filter", text.cut(left[0].text, max(0, cells - width(right))))], right
    return [], right


def _counts(view: EventView, snapshot: Snapshot, evicted: int) -> list[str]:
    """How many events there are, in ever fewer words."""
    total = text.count(snapshot.events)
    events = f"{total} event{'s' if snapshot.events != 1 else ''}"
    if not view.filter.is_empty:
        of = f"{text.count(len(view.rows))} of {text.count(view.held)}"
        return [f"{of}, {text.count(evicted)} dropped", of] if evicted else [of]
    if evicted:
        return [f"{events}, {text.count(evicted)} dropped", events, total]
    return [events, total]


def line(
    start: str, left: Sequence[Piece], fill: str, right: Sequence[Piece], end: str, cells: int
) -> list[Piece]:
    """A whole border line of exactly `cells` cells."""
    inner = max(0, cells - 2 - width(left) - width(right))
    tail = 1 if right and inner else 0
    return [
        Piece("border", start),
        *left,
        Piece("border", fill * (inner - tail)),
        *right,
        Piece("border", fill * tail + end),
    ]
