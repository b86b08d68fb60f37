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
_SHORTEST_NAME = 6


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

    First the sparkline shrinks and goes, then the words of the state, then the rate, then the end of the
    name. The glyph of the state never goes: it is what one looks for.
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
    for left, right in (
        (head(full, words), [rate]),
        (head(full, words), []),
        (head(full, Piece("border", " ")), []),
    ):
        if width(left) + width(right) <= cells:
            return left, right
    # Cut the name, but keep as much of the words as a short name leaves.
    others = width(head("", words))
    if view.paused and cells - others >= _SHORTEST_NAME:
        return head(text.cut(full, cells - others), words), []
    return head(text.cut(full, max(1, cells - width(head("")) - 1)), Piece("border", " ")), []


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
    return [], right if width(right) <= cells else []


def _counts(view: EventView, snapshot: Snapshot, evicted: int) -> list[str]:
    """How many events there are, in ever fewer words."""
    total = text.count(snapshot.events)
    if not view.filter.is_empty:
        of = f"{text.count(len(view.rows))} of {text.count(view.held)}"
        return [f"{of}, {text.count(evicted)} dropped", of] if evicted else [of]
    if evicted:
        return [f"{total} events, {text.count(evicted)} dropped", f"{total} events", total]
    return [f"{total} events", total]


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
