"""The one gate for untrusted text: event data, URLs, header values and file contents, made safe to draw.

What comes out is plain text of one line, never markup: callers draw it as Segments or Content.
No function here raises for any string. Numbers are written by `units.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size

from sse_dash import emoji

_ELLIPSIS = "…"
_BASE = "◌"
"""What Unicode draws a lone combining mark on."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_MARKS_PER_CELL = 4
"""Combining marks kept on one character when cutting. Living scripts stack three or so; zalgo hundreds."""
_CHARACTERS_PER_CELL = 8
"""How far ahead `cut` reads: a character, its marks, and some that are dropped."""

_Ranges = tuple[tuple[int, int], ...]

# Terminals disagree on the width of what these do to the character before them, and one row drawn
# wider than it was measured breaks the panes beside it. The bare character reads well without them:
# Mongolian and general variation selectors, and skin tones, where they are of no emoji.
_DROPPED: _Ranges = (
    (0x180B, 0x180D),
    (0x180F, 0x180F),
    (0xFE00, 0xFE0F),
    (0x1F3FB, 0x1F3FF),
    (0xE0100, 0xE01EF),
)

_SPACES: _Ranges = ((0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F))
_WIDE_SPACE = "\N{IDEOGRAPHIC SPACE}"

_NOTHING: _Ranges = (
    (0xD800, 0xDFFF),
    (0xFDD0, 0xFDEF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)
"""Lone surrogates, which no encoding takes, and noncharacters, which some terminals swallow."""

# Fixed here and not asked of unicodedata, so that every Python draws the same: general category Cf,
# the line and paragraph separators, and what Unicode lists as Default_Ignorable_Code_Point.
_INVISIBLE: _Ranges = (
    (0x80, 0x9F),  # C1: CSI, OSC and NEL to many a terminal
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0xE0FFF),
)

# A tab is shown, since to a parser (and so to whoever debugs one) it is not a space; as one cell,
# since its width depends on where it stands.
_PICTURES = {chr(c): chr(0x2400 + c) for c in range(0x20)} | {"\t": "→", "\n": "↵", "\x7f": "␡"}


def _members(*tables: _Ranges) -> str:
    """The tables as the inside of a character class."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for table in tables for first, last in table)


# One alternative for each treatment, so that a match's `lastgroup` says which.
_UNSAFE = re.compile(
    r"(?P<picture>[\x00-\x1f\x7f])"
    f"|(?P<space>[{_members(_SPACES)}])"
    f"|(?P<wide_space>{_WIDE_SPACE})"
    f"|(?P<dropped>[{_members(_DROPPED)}]+)"
    f"|(?P<nothing>[{_members(_NOTHING)}])"
    f"|(?P<invisible>[{_members(_INVISIBLE)}])"
)

_UNSAFE_BUT_EMOJI = re.compile(f"(?P<joined>{emoji.PATTERN})|{_UNSAFE.pattern}")

# Lines made of these alone are cut by index, which is most lines: one cell each in every version of
# Unicode, and all of them what `visible` leaves as it is.
_ONE_CELL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x300)))) | {
    *_PICTURES.values(),
    _ELLIPSIS,  # lines that were cut are cut and fitted again
    "‹",
    "›",
}


def visible(text: str) -> str:
    """`text` as one line that is safe to draw and shows what is in it.

    Control characters become their pictures, LF `↵` and a tab `→`; characters that are invisible or turn
    the direction of reading become `‹U+202E›`; lone surrogates and noncharacters U+FFFD; every odd space
    a plain one. Emoji stay whole, with joiners, selectors and skin tones that belong to them; elsewhere
    variation selectors and skin tones are dropped. A combining mark at the start stands on
    `◌`, or it would change the cell left of the text. At most nine times as long as `text`, plus one.
    """
    if text.isascii() and text.isprintable():
        return text
    line = (_UNSAFE_BUT_EMOJI if emoji.may_hide(text) else _UNSAFE).sub(_shown, text)
    if line and not get_character_cell_size(line[0]):
        return _BASE + line
    return line


def cut(text: str, cells: int) -> str:
    """What of `visible(text)` fits in `cells` terminal cells, with `…` in the end if that isn't all.

    The result may be a cell short where a wide character would straddle the edge, and is empty if `cells`
    is not positive. Combining marks past the fourth on one character are left out. The work depends on
    `cells` and not on the length of `text`.
    """
    if cells <= 0:
        return ""
    line, more = text[: cells + 1], False
    if not (line.isascii() and line.isprintable()):
        line, more = _enough(text, cells)
        if not _ONE_CELL.issuperset(line[: cells + 1]):
            return _cut_by_cells(line, cells, more)
    if len(line) > cells or more:
        return line[: cells - 1] + _ELLIPSIS
    return line


def fit(text: str, cells: int) -> str:
    """`cut(text, cells)` filled up with spaces to exactly `cells` cells."""
    line = cut(text, cells)
    return line + " " * (cells - width(line))


def window(text: str, left: int, cells: int) -> str:
    """What of `visible(text)` stands in `cells` terminal cells from the cell `left` on, counted from 0.

    A wide character on the left edge leaves a space. The work depends on `left` and `cells`, not on the
    length of `text`.
    """
    if cells <= 0:
        return ""
    line, more = text[: left + cells + 1], False
    if not (line.isascii() and line.isprintable()):
        line, more = _enough(text, left + cells)
        drawn = list(_drawn(line))
        # Where each character ends, so that the marks on one that is left out are left out with it.
        ends = list(accumulate(cells for _, cells in drawn))
        first = bisect_right(ends, left)
        blank = ""
        if first < len(drawn) and ends[first] - drawn[first][1] < left:
            blank, first = " ", bisect_right(ends, ends[first])
        line, left = blank + "".join(character for character, _ in drawn[first:]), 0
    return cut(line[left:] + _ELLIPSIS * more, cells)


def head(line: str, cells: int) -> str:
    """The longest beginning of a safe `line` that fits in `cells` terminal cells, with no mark of a cut."""
    if _ONE_CELL.issuperset(line[:cells]) and (len(line) <= cells or _ONE_CELL.issuperset(line[cells])):
        return line[:cells]
    used = length = 0
    for character, taken in _drawn(line):
        used += taken
        if used > cells:
            return line[:length]
        length += len(character)
    return line


def width(text: str) -> int:
    """How many terminal cells `text` takes, as Textual counts them. Meant for text already made safe."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def _shown(found: re.Match[str]) -> str:
    """The visible form of one match of `_UNSAFE`."""
    match found.lastgroup:
        case "joined":
            return emoji.whole(found[0])
        case "picture":
            return _PICTURES[found[0]]
        case "space":
            return " "
        case "wide_space":
            return "  "
        case "dropped":
            return ""
        case "nothing":
            return _REPLACEMENT
        case _:
            return f"‹U+{ord(found[0]):04X}›"


def _drawn(line: str) -> Iterable[tuple[str, int]]:
    """The characters of a safe line with their widths; of joined emoji each as one character."""
    if emoji.may_join(line):
        return _with_emoji(line)
    return zip(line, map(get_character_cell_size, line), strict=True)


def _with_emoji(line: str) -> Iterator[tuple[str, int]]:
    for number, part in enumerate(emoji.parts(line)):
        if number % 2:
            yield part, emoji.CELLS
        else:
            yield from ((character, get_character_cell_size(character)) for character in part)


def _enough(text: str, cells: int) -> tuple[str, bool]:
    """A visible beginning of `text`, long enough to cut, and whether it leaves something out."""
    for ahead in (1, _CHARACTERS_PER_CELL):  # most text has no marks, and reading on would be for nothing
        head = emoji.beginning(text, (cells + 1) * ahead)
        line = visible(head)
        more = len(head) < len(text)
        if not more or width(line) > cells:
            break
    return line, more


def _cut_by_cells(line: str, cells: int, more: bool) -> str:
    """`cut` for a safe `line` with characters of any width; `more` if text was left out of it already."""
    kept: list[str] = []
    edge = used = marks = 0  # edge: how many of kept leave the last cell free
    for character, taken in _drawn(line):
        marks = 0 if taken else marks + 1
        if marks > _MARKS_PER_CELL:
            continue
        if used + taken > cells:
            more = True
            break
        used += taken
        kept.append(character)
        if used < cells:
            edge = len(kept)
    return "".join(kept[:edge]) + _ELLIPSIS if more else "".join(kept)
