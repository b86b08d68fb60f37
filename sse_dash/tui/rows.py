"""An event as one row: time, type and data in columns, as pieces of text. No widgets and no colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from zlib import crc32

from sse_dash import text
from sse_dash.streams.received import ReceivedEvent
from sse_dash.tui.frame import Piece

TYPE_COLOURS = 5
"""How many styles `type-0` and on there are."""

WIDEST_TYPE = 20
"""Cells; a longer type is cut."""

# Cells of a row from which the time is shown, to the second and to the millisecond.
_WITH_SECONDS, _WITH_MILLISECONDS = 34, 72
_FEWEST_ALIKE = 3
_MOST_COMPARED = 2048


def type_cells(rows: Sequence[ReceivedEvent]) -> int:
    """Cells that the types of these rows want."""
    return max((text.width(text.cut(row.event.type, WIDEST_TYPE)) for row in rows), default=0)


def lines(rows: Sequence[ReceivedEvent], cells: int, type_width: int) -> list[list[Piece]]:
    """A line for each row, each exactly `cells` wide, with `type_width` cells for the type at most."""
    time_width = 13 if cells >= _WITH_MILLISECONDS else 9 if cells >= _WITH_SECONDS else 0
    type_width = min(type_width, cells // 3)
    data_width = max(0, cells - 1 - time_width - (type_width + 1 if type_width else 0))
    shared = shared_start([row.event.data for row in rows], data_width)
    drawn = []
    for row in rows:
        event = row.event
        time = " " + text.fit(text.clock(row.at)[: time_width - 1], time_width)
        pieces = [Piece("time", time[:cells])]
        if type_width:
            pieces.append(Piece(type_style(event.type), text.fit(event.type, type_width) + " "))
        data = event.data
        if shared and data.startswith(shared):
            data = "…" + data[len(shared) :]
        pieces.append(Piece("data", text.fit(data, data_width)))
        drawn.append(pieces)
    return drawn


def shared_start(data: Sequence[str], cells: int) -> str:
    """What to leave out at the start of the rows that begin with it, where two in three do; mostly empty.

    The chunks of an answer that a model streams begin with the same hundred characters of JSON: without
    this, what differs is never on the screen. Only where they would fill half of the row or more.
    """
    starts = Counter(one[: max(1, cells // 2)] for one in data)
    if not starts:
        return ""
    start, alike = starts.most_common(1)[0]
    if alike < _FEWEST_ALIKE or alike * 3 < len(data) * 2 or len(start) * 2 < cells - 1:
        return ""
    among = [one[:_MOST_COMPARED] for one in data if one.startswith(start)]
    lowest, highest = min(among), max(among)
    length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lowest, highest, strict=False)))
    # Back to where something begins, so that the row starts with a whole word.
    end = max(lowest.rfind(mark, 0, length) for mark in "{[, \t\n") + 1
    return lowest[:end] if end * 2 >= cells else ""


def type_style(event_type: str) -> str:
    """A colour that a type keeps wherever and whenever it comes; errors look like errors."""
    lowered = event_type[:64].lower()
    if "error" in lowered or "fail" in lowered or "denied" in lowered:
        return "type-alarm"
    return f"type-{crc32(event_type.encode('utf-8', 'replace')) % TYPE_COLOURS}"
