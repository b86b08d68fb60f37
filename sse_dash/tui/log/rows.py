"""Rows of a log as lines of columns (time, stream, type, data): parts of text. No widgets, no colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, get_args
from zlib import crc32

from sse_dash import emoji, moments, text, units
from sse_dash.filter import Filter
from sse_dash.moments import Day, Zone
from sse_dash.requests.spec import Color, StreamSpec
from sse_dash.streams.log.received import Note, ReceivedEvent, Row
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText
from sse_dash.tui.log.viewport import RowInView

TYPE_COLOURS = 5
"""How many styles `type-0` and on there are."""

STREAM_COLOURS = tuple(get_args(Color))
"""The colours that a stream's name may have; the style of each is its name after `stream-`."""
# Far from each other where they meet. Red is for errors, and for a stream where someone asked for it.
_IN_TURN = ("primary", "success", "accent", "secondary", "warning")

WIDEST_TYPE = 20
"""Cells; a longer type is cut."""

MOST_LINES = 100
"""Lines that a wrapped row takes at most; the inspector shows all of it."""

# Cells of a row from which the time is shown, to the second and to the millisecond.
_WITH_SECONDS, _WITH_MILLISECONDS = 34, 72
_WIDEST_STREAM = 16
_FEWEST_ALIKE = 3
_MOST_COMPARED = 2048
# Bytes from which a line that is cut says how much there is. Most are cut; saying it of all would hide more.
_LARGE = 1000
_MARK = "◆"
_SPAN_WIDTH = 9


class Times(Enum):
    """What stands in the first column."""

    CLOCK = "local time of day"
    UTC = "time of day in UTC"
    AGE = "age"
    GAP = "gap to the row before"

    @property
    def zone(self) -> Zone | None:
        """By whose clock they are told; None for what no clock tells."""
        return _ZONES.get(self)


_ZONES = {Times.CLOCK: Zone.LOCAL, Times.UTC: Zone.UTC}


class Columns(NamedTuple):
    """Cells of each column, the space after it counted; 0 leaves it out."""

    time: int
    stream: int
    type: int
    data: int


@dataclass(frozen=True, slots=True)
class RowOptions:
    """How rows are shown."""

    columns: Columns
    times: Times = Times.CLOCK
    now: float = 0.0
    """The moment that ages are reckoned from, in seconds since the epoch."""
    wrap: bool = False
    """Whether long rows are broken into lines; else they are cut."""
    left: int = 0
    """Cells by which the data is scrolled sideways."""
    search: Filter | None = None
    """What is set off in the rows that it finds."""
    is_hit: Callable[[int], bool] = lambda _: False
    """Whether the search finds the row of this key."""
    cursor: int | None = None
    """The key of the chosen row."""
    marks: frozenset[int] = frozenset()
    """The keys of marked rows."""
    before: Callable[[int], float | None] = lambda _: None
    """When the row before the one at this index came."""
    new_day: Callable[[int], Day | None] = lambda _: None
    """The day that begins with the row at this index, which a line above it tells."""
    stream_style: Callable[[str], str] = lambda _: "stream-primary"
    """The style of a stream's name."""


def type_cells(rows: Sequence[RowInView]) -> int:
    """Cells that the types of these rows want."""
    return max(
        (
            text.width(text.cut(one.row.event.type, WIDEST_TYPE))
            for one in rows
            if isinstance(one.row, ReceivedEvent)
        ),
        default=0,
    )


def columns(cells: int, type_width: int, *, stream_width: int = 0, times: Times = Times.CLOCK) -> Columns:
    """How rows of so many cells are shared out, with so many for type and stream at the most."""
    if cells < _WITH_SECONDS:
        time = 0
    elif times.zone is None:
        time = _SPAN_WIDTH
    else:
        time = 13 if cells >= _WITH_MILLISECONDS else 9
    type_width = min(type_width, cells // 3)
    stream_width = min(stream_width, _WIDEST_STREAM, cells // 5)
    stream, event_type = (width + 1 if width else 0 for width in (stream_width, type_width))
    return Columns(time, stream, event_type, max(0, cells - 1 - time - stream - event_type))


def line_count(row: Row, columns: Columns, *, wrap: bool) -> int:
    """How many lines a row takes."""
    if not wrap or isinstance(row, Note):
        return 1
    data = row.event.data
    if len(data) <= columns.data and data.isascii() and data.isprintable():
        return 1
    return len(wrapped(data, columns.data))


def wrapped(data: str, cells: int) -> list[str]:
    """`data` as safe lines of at most `cells` cells; at most `MOST_LINES`, then it is cut."""
    cells = max(2, cells)
    lines: list[str] = []
    # More characters than this can't be shown: a line takes a cell for each but for marks.
    bound = MOST_LINES * cells * 2
    for part in data[:bound].split("\n"):
        rest = text.visible(part.removesuffix("\r"))
        while True:
            head = text.head(rest, cells)
            lines.append(head)
            rest = rest[len(head) :]
            if not rest or len(lines) > MOST_LINES:
                break
        if len(lines) > MOST_LINES:
            break
    if len(lines) > MOST_LINES or len(data) > bound:
        return [*lines[: MOST_LINES - 1], text.fit("… enter shows all of it", cells).rstrip()]
    return lines


def lines(in_view: Sequence[RowInView], options: RowOptions) -> list[StyledLine]:
    """The lines of these rows that are in view."""
    whole = not options.wrap and not options.left
    shared = shared_start(_data_of(in_view), options.columns.data) if whole else ""
    drawn: list[StyledLine] = []
    for one in in_view:
        is_chosen = one.row.key == options.cursor
        of_row = (
            _note_lines(one, options) if isinstance(one.row, Note) else _event_lines(one, options, shared)
        )
        all_lines = [StyledLine(parts, is_chosen) for parts in of_row]
        day = options.new_day(one.place)
        if day is not None:
            all_lines.insert(0, StyledLine(_day_line(day, options.columns)))
        drawn += all_lines[one.first_line : one.first_line + one.lines]
    return drawn


def shared_start(data: Sequence[str], cells: int) -> str:
    """What to leave out at the start of the rows that begin with it, where two in three do; mostly empty.

    The chunks of an answer that a model streams begin with the same hundred characters of JSON: without
    this, what differs is never on the screen. Only where rows are cut, and it would fill half of them.
    """
    starts = Counter(one[: max(1, cells // 2)] for one in data)
    if not starts:
        return ""
    start, alike = starts.most_common(1)[0]
    if alike < _FEWEST_ALIKE or alike * 3 < len(data) * 2 or len(start) * 2 < cells - 1:
        return ""
    among = [one[:_MOST_COMPARED] for one in data if one.startswith(start)]
    if all(len(one) <= cells for one in among):
        return ""
    lowest, highest = min(among), max(among)
    length = _alike(lowest, highest)
    # Back to where something begins, so that the row starts with a whole word.
    end = max(lowest.rfind(mark, 0, length) for mark in "{[, \t\n") + 1
    return lowest[:end] if end * 2 >= cells else ""


def _alike(one: str, other: str) -> int:
    """How many characters of both, from the first on, are the same."""
    # By halves: this is done in every frame, and what streams send is often alike to the end.
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def type_style(event_type: str) -> str:
    """A colour that a type keeps wherever and whenever it comes; errors look like errors."""
    lowered = event_type[:64].lower()
    if "error" in lowered or "fail" in lowered or "denied" in lowered:
        return "type-alarm"
    return f"type-{crc32(event_type.encode('utf-8', 'replace')) % TYPE_COLOURS}"


def stream_style(spec: StreamSpec, number: int) -> str:
    """The style of a stream's name: the colour that it was given, or else that of its place, from 1."""
    return f"stream-{spec.color or _IN_TURN[(number - 1) % len(_IN_TURN)]}"


def _data_of(in_view: Sequence[RowInView]) -> list[str]:
    return [one.row.event.data for one in in_view if isinstance(one.row, ReceivedEvent)]


def _event_lines(one: RowInView, options: RowOptions, shared: str) -> list[list[StyledText]]:
    row, widths = one.row, options.columns
    assert isinstance(row, ReceivedEvent)
    event = row.event
    is_hit = options.is_hit(row.key)
    search = options.search if is_hit else None
    head = [
        StyledText(*_gutter(row.key, options, is_hit=is_hit)),
        *_time(one, options),
        *_stream(row.stream, options),
    ]
    if widths.type:
        named = text.cut(event.type, widths.type - 1)
        head += _with_hits(type_style(event.type), named, widths.type, search)
    indent = " " * (1 + widths.time + widths.stream + widths.type)
    drawn: list[list[StyledText]] = []
    for number, data in enumerate(_data_lines(row, options, shared)):
        start = head if number == 0 else [StyledText("data", indent)]
        drawn.append([*start, *_with_hits("data", data, widths.data, search)])
    return drawn


def _day_line(day: Day, columns: Columns) -> list[StyledText]:
    return [StyledText("note", text.fit(f" ── {day} ──", 1 + sum(columns)))]


def _data_lines(row: ReceivedEvent, options: RowOptions, shared: str) -> list[str]:
    """The data as one line that fits, or as several."""
    data, cells = row.event.data, options.columns.data
    if options.wrap:
        return wrapped(data, cells)
    if options.left:
        return ["…" + text.window(data, options.left + 1, cells - 1)]
    if shared and data.startswith(shared):
        data = "…" + data[len(shared) :]
    line = text.cut(data, cells)
    if row.size >= _LARGE and line.endswith("…") and line != data:
        size = f"… {units.size(row.size)}"
        if len(size) * 2 < cells:
            room = cells - len(size)
            line = text.fit(text.cut(data, room + 1)[:-1], room) + size
    return [line]


def _note_lines(one: RowInView, options: RowOptions) -> list[list[StyledText]]:
    row, widths = one.row, options.columns
    assert isinstance(row, Note)
    style = "trouble" if row.is_trouble else "note"
    head = [
        StyledText(*_gutter(row.key, options, is_hit=False)),
        *_time(one, options),
        *_stream(row.stream, options),
    ]
    return [[*head, StyledText(style, text.fit(f"── {row.text} ──", widths.type + widths.data))]]


def _gutter(key: int, options: RowOptions, *, is_hit: bool) -> tuple[str, str]:
    """The first cell of a row, and its style."""
    if key == options.cursor:
        # A mark stands behind the time then, if there is room for that.
        has_mark = key in options.marks and not options.columns.time
        return ("mark-chosen", _MARK) if has_mark else ("cursor", "▌")
    if key in options.marks:
        return "mark", _MARK
    return ("hit-sign", "•") if is_hit else ("data", " ")


def _time(one: RowInView, options: RowOptions) -> list[StyledText]:
    cells = options.columns.time
    if not cells:
        return []
    words = text.fit(_time_words(one, options)[: cells - 1], cells - 1)
    key = one.row.key
    is_marked = key == options.cursor and key in options.marks
    if is_marked:
        return [StyledText("time", words), StyledText("mark", _MARK)]
    return [StyledText("time", words + " ")]


def _time_words(one: RowInView, options: RowOptions) -> str:
    cells = options.columns.time
    match options.times:
        case Times.CLOCK:
            return moments.clock(one.row.at)
        case Times.UTC:
            return moments.clock(one.row.at, Zone.UTC)
        case Times.AGE:
            age = options.now - one.row.at
            # In whole seconds: nobody reads what changes twenty times in one.
            words = "now" if age < 1 else f"{int(age)}s" if age < 60 else units.duration(age)
            return words.rjust(cells - 1)
        case Times.GAP:
            before = options.before(one.place)
            return ("" if before is None else f"+{units.duration(one.row.at - before)}").rjust(cells - 1)


def _stream(name: str, options: RowOptions) -> list[StyledText]:
    cells = options.columns.stream
    return [StyledText(options.stream_style(name), text.fit(name, cells - 1) + " ")] if cells else []


def _whole_spans(search: Filter, line: str) -> Iterator[tuple[int, int]]:
    """Where the line has what is looked for, in whole emoji: half a flag is none."""
    end = 0
    for span in search.spans(line):
        start, stop = emoji.around(line, *span)
        if stop > end:
            yield max(start, end), stop
            end = stop


def _with_hits(style: str, line: str, cells: int, search: Filter | None) -> list[StyledText]:
    """A line of safe text, filled up to `cells`, with what is looked for set off."""
    room = cells - text.width(line)
    # Mostly it is cut already; only where there is room for hardly anything it isn't.
    line = line + " " * room if room >= 0 else text.fit(line, cells)
    if search is None:
        return [StyledText(style, line)] if line else []
    parts: list[StyledText] = []
    end = 0
    for start, stop in _whole_spans(search, line.rstrip()):
        parts += [StyledText(style, line[end:start]), StyledText("hit", line[start:stop])]
        end = stop
    return [part for part in (*parts, StyledText(style, line[end:])) if part.text]
