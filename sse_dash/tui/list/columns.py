"""The columns of the stream list: what each says of a stream, how wide it is, and which give way where
room is short. No widgets and no colours: a part names the style it wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sse_dash import text, units
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import RUNNING, State
from sse_dash.tui.drawing.sparkline import sparkline
from sse_dash.tui.drawing.styled_text import StyledText
from sse_dash.tui.list.order import Order, Sort, StreamRow
from sse_dash.tui.log.pane_border import STATE_STYLES, state_style_of

_Cell = tuple[str, str]
"""A style, and words that may be cut."""

_WIDEST_NAME, _WIDEST_STATE, _WIDEST_SPARKLINE, _WIDEST_ERROR = 48, 22, 60, 80
# A state has room for `connecting`, which each stream says first.
_NARROWEST_NAME, _NARROWEST_STATE = 8, 12
_GLYPH = 1


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is, wherever it stands."""

    label: str
    sort: Sort | None
    """What a click on its label sorts by."""
    cells: int
    """What it takes at least, with room for the arrow beside the label."""
    cell: Callable[[StreamRow, int], _Cell]
    """What it says of a stream where it has so many cells."""
    right: bool = True
    """Whether it is aligned on the right."""
    lead: int = 1
    """Blank cells before it."""


class PlacedColumn(NamedTuple):
    """A column where it stands in a line."""

    column: Column
    x: int
    """The first cell of its lead."""
    cells: int
    """Without the lead."""


class Needs(NamedTuple):
    """Cells that what is in the rows takes, where that isn't known beforehand."""

    state: int
    name: int
    number: int
    events: int
    reconnects: int
    errors: int
    error: int

    @classmethod
    def of(cls, rows: Sequence[StreamRow]) -> Needs:
        """Of all rows and not of those in view, or scrolling would move the columns."""
        snapshots = [row.snapshot for row in rows]
        return cls(
            state=2 + _widest((snapshot.label.text for snapshot in snapshots), _WIDEST_STATE),
            name=max(_NARROWEST_NAME, _widest((row.monitor.spec.name for row in rows), _WIDEST_NAME)),
            number=len(str(len(rows))),
            events=_digits(snapshot.events for snapshot in snapshots),
            reconnects=_digits(snapshot.reconnects for snapshot in snapshots),
            errors=_digits(snapshot.failures for snapshot in snapshots),
            error=_widest((last_error(snapshot) for snapshot in snapshots), _WIDEST_ERROR),
        )

    def or_wider(self, other: Needs) -> Needs:
        """What both take: columns that widen and shrink with what streams say can't be read."""
        return Needs(*map(max, self, other))


def place(cells: int, needs: Needs) -> list[PlacedColumn]:
    """The columns that fit in so many cells, from left to right.

    State and name always do. The others come in the order of `_MOST_WANTED`, each only if all before it
    fit, so that a wider screen never shows less. What is left goes to the name, the sparkline, the error.
    """
    wanted = {
        NUMBER: needs.number,
        EVENTS: needs.events,
        RECONNECTS: needs.reconnects,
        ERRORS: needs.errors,
    }
    widths = _state_and_name(cells, needs)
    left = max(0, cells - sum(widths.values()) - sum(column.lead for column in widths))
    for column in _MOST_WANTED:
        width = max(column.cells, wanted.get(column, 0))
        if width + column.lead > left:
            break
        widths[column] = width
        left -= width + column.lead
    more = min(left, max(0, needs.name - widths[NAME]))
    widths[NAME] += more
    left -= more
    if SPARK in widths:
        # What the errors have no use for, and a third at least.
        kept = min(left - left // 3, max(0, needs.error - widths[ERROR])) if ERROR in widths else 0
        more = min(left - kept, _WIDEST_SPARKLINE - widths[SPARK])
        widths[SPARK] += more
        left -= more
    if ERROR in widths:
        widths[ERROR] += left
    placed, x = [], 0
    for column in _FROM_LEFT_TO_RIGHT:
        if column in widths:
            placed.append(PlacedColumn(column, x, widths[column]))
            x += column.lead + widths[column]
    return placed


def header(placed: Sequence[PlacedColumn], order: Order) -> list[StyledText]:
    """The labels, with an arrow at what the list is sorted by."""
    parts = []
    for column, _, cells in placed:
        is_sorted = column.sort is order.by
        label = column.label + (order.arrow if is_sorted else "") if cells > _GLYPH else ""
        parts.append(StyledText("sorted" if is_sorted else "header", _aligned(label, column, cells)))
    return parts


def line(row: StreamRow, placed: Sequence[PlacedColumn]) -> list[StyledText]:
    """What the columns say of one stream."""
    parts = []
    for column, _, cells in placed:
        style, words = column.cell(row, cells)
        parts.append(StyledText(style, _aligned(words, column, cells)))
    return parts


def sort_at(placed: Sequence[PlacedColumn], x: int) -> Sort | None:
    """What a click on the header in that cell sorts by; None where there is nothing to sort by."""
    for column, start, cells in placed:
        if start <= x < start + column.lead + cells:
            return column.sort
    return None


def trouble_style(snapshot: Snapshot) -> str:
    """Red or yellow while the trouble lasts; the last error of a stream that is well again is only grey."""
    if snapshot.error:
        return "failed"
    in_trouble = snapshot.state is State.FAILED or (snapshot.state in RUNNING and bool(snapshot.trouble))
    if in_trouble:
        return STATE_STYLES[snapshot.state]
    return "waiting" if snapshot.diagnosis is not None else "muted"


def last_error(snapshot: Snapshot) -> str:
    """What is wrong with a stream, or was last, in one line. Not yet safe to draw."""
    if not snapshot.error and not snapshot.trouble and snapshot.diagnosis is not None:
        return snapshot.diagnosis.words
    return one_line(snapshot.last_error)


def one_line(words: str) -> str:
    """The first line of what may be several. Not yet safe to draw."""
    return words.lstrip().partition("\n")[0].rstrip("\r")


def _state_and_name(cells: int, needs: Needs) -> dict[Column, int]:
    """What these two get before any other: together never more than a cell more where there is one more."""
    room = cells - STATE.lead - NAME.lead
    state = min(max(_NARROWEST_STATE, needs.state), _WIDEST_STATE, max(15, cells // 6 + 6))
    if room < state + _NARROWEST_NAME:
        return {STATE: _GLYPH, NAME: max(0, room - _GLYPH)}
    both = min(room, max(29, cells * 9 // 16))
    return {STATE: state, NAME: min(needs.name, both - state)}


def _aligned(words: str, column: Column, cells: int) -> str:
    lead = " " * column.lead
    if column.right:
        # Numbers, so a cell is a character. One that doesn't fit is cut, which is at least no other number.
        return lead + text.cut(words, cells).rjust(cells)
    return lead + text.fit(words, cells)


def _widest(words: Iterable[str], most: int) -> int:
    """Cells of the longest, which is cut at `most`. Few differ, and measuring costs."""
    return max((text.width(text.cut(one, most)) for one in set(words)), default=0)


def _digits(counts: Iterable[int]) -> int:
    return len(units.count(max(counts, default=0)))


def _count(n: int, style: str = "value") -> _Cell:
    """A zero says nothing, and should look like it."""
    return (style if n else "muted", units.count(n))


def _gap(seconds: float | None) -> _Cell:
    return ("muted", "–") if seconds is None else ("value", units.duration(seconds))


def _ago(seconds: float | None) -> str:
    """A counter, so without tenths; less than a second ago is now."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    if not whole:
        return "now"
    return f"{whole}s" if whole < 60 else units.duration(whole)


def _state(row: StreamRow, cells: int) -> _Cell:
    glyph, words = row.snapshot.label
    return state_style_of(row.snapshot), glyph if cells == _GLYPH else f"{glyph} {words}"


def _rate(row: StreamRow, _: int) -> _Cell:
    per_second = row.snapshot.events_per_second
    return ("rate" if per_second else "muted", units.rate(per_second))


def _size(row: StreamRow, _: int) -> _Cell:
    return ("value" if row.snapshot.bytes else "muted", units.size(row.snapshot.bytes))


def _last(row: StreamRow, _: int) -> _Cell:
    state, seconds = row.snapshot.state, row.snapshot.since_last_event
    return ("value" if state in RUNNING and seconds is not None else "muted", _ago(seconds))


def _errors(row: StreamRow, _: int) -> _Cell:
    style = trouble_style(row.snapshot)
    return _count(row.snapshot.failures, "value" if style == "muted" else style)


NUMBER = Column("#", Sort.PLACE, 2, lambda row, _: ("muted", str(row.place)), lead=0)
STATE = Column("state", Sort.STATE, 1, _state, right=False)
NAME = Column("name", Sort.NAME, 1, lambda row, _: ("name", row.monitor.spec.name), right=False)
RATE = Column("rate", Sort.RATE, 6, _rate)
SPARK = Column(
    "activity",
    None,
    8,
    lambda row, cells: ("spark", sparkline(row.monitor.sparkline(cells))),
    right=False,
    lead=2,
)
EVENTS = Column("events", Sort.EVENTS, 7, lambda row, _: _count(row.snapshot.events))
BYTES = Column("bytes", Sort.BYTES, 7, _size)
LAST = Column("last", Sort.LAST, 6, _last)
P50 = Column("p50 gap", Sort.P50, 8, lambda row, _: _gap(row.snapshot.gap_p50))
P95 = Column("p95 gap", Sort.P95, 8, lambda row, _: _gap(row.snapshot.gap_p95))
RECONNECTS = Column("reconn", Sort.RECONNECTS, 7, lambda row, _: _count(row.snapshot.reconnects))
ERRORS = Column("errors", Sort.ERRORS, 7, _errors)
ERROR = Column(
    "last error",
    None,
    16,
    lambda row, _: (trouble_style(row.snapshot), last_error(row.snapshot)),
    right=False,
    lead=2,
)

_FROM_LEFT_TO_RIGHT = (
    NUMBER,
    STATE,
    NAME,
    RATE,
    SPARK,
    EVENTS,
    BYTES,
    LAST,
    P50,
    P95,
    RECONNECTS,
    ERRORS,
    ERROR,
)
_MOST_WANTED = (RATE, LAST, ERRORS, SPARK, BYTES, NUMBER, EVENTS, P95, P50, RECONNECTS, ERROR)
