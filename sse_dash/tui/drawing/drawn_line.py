"""A line as it is handed to Textual, for widgets that draw themselves many times a second.

Textual's own strip keeps itself in its own cache where it is as wide as its widget, and so only the garbage
collector finds it: nine busy panes left it 40,000 objects a second, which took a tenth of the time. And it
says all colours anew for each segment and takes them back after it, which is more than half of what is
written: over a slow line, that is how many frames there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from sse_dash import emoji

_RESET = "\x1b[0m"
_FOREGROUND, _BACKGROUND = "38", "48"
_COLOUR_VALUES = {"5": 2, "2": 4}
"""How many numbers a colour takes, by its first one: of a palette, or of red, green and blue."""
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
"""What takes back bold, dim, italic, underlined, reversed and struck out; for others there is the reset."""
_SHARED_OFF = frozenset({"1", "2"})
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""What shows where there are only blanks: lines and reversed colours."""
_HERE, _BACK = "\x1b7", "\x1b8"
"""Keep where the cursor is; go back there."""
_OVER = f"\x1b[{emoji.CELLS}C"
"""Go on as far as an emoji is wide."""


class DrawnLine(Strip):
    """A strip that is gone when nothing draws it any more, and writes of its colours only what changes."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        cuts = list(cuts)
        if cuts == [self.cell_length]:
            return [self]
        return [DrawnLine(part, part.cell_length) for part in super().divide(cuts)]

    def crop(self, start: int, end: int | None = None) -> Strip:
        part = super().crop(start, end)
        return part if isinstance(part, DrawnLine) else DrawnLine(part, part.cell_length)

    def render(self, console: Console) -> str:
        if self._render_cache is None:
            if any(segment.style is not None and segment.style.link for segment in self):
                return super().render(console)
            color_system = console._color_system or ColorSystem.TRUECOLOR
            self._render_cache = _written(self, color_system)
        return self._render_cache


def _written(line: Strip, color_system: ColorSystem) -> str:
    """The line with the sequences that it takes, from plain text and back to it."""
    written: list[str] = []
    now = ""
    left = line.cell_length
    has_emoji = emoji.may_join(line.text)
    for text, style, _ in line:
        wanted = _codes(style, color_system)
        if wanted != now:
            change = _change(now, wanted, is_blank=text.isspace())
            if change is not None:
                written.append(change)
                now = wanted
        if has_emoji:
            cells = cell_len(text)
            text, left = _with_emoji(text, left), left - cells
        written.append(text)
    if now:
        written.append(_RESET)
    return "".join(written)


def _with_emoji(text: str, cells: int) -> str:
    """The text with emoji drawn so that what follows stands in its place, however wide the terminal has them.

    Terminals disagree: a family is one emoji, or four. So it is drawn over two blanks, and the cursor is put
    behind these; what a terminal draws too much of is overwritten by what follows. `cells` are left on the
    line: where it might be more than that, a simple form is drawn.
    """
    written = []
    for number, part in enumerate(emoji.parts(text)):
        if number % 2:
            drawn = part if emoji.most_cells(part) <= cells else emoji.simple(part)
            part = f"{_HERE}{' ' * emoji.CELLS}{_BACK}{_HERE}{drawn}{_BACK}{_OVER}"
            cells -= emoji.CELLS
        else:
            cells -= cell_len(part)
        written.append(part)
    return "".join(written)


def _codes(style: Style | None, color_system: ColorSystem) -> str:
    return "" if style is None else Strip.render_ansi(style, color_system)


class _Codes(NamedTuple):
    """What the numbers of a style say."""

    attributes: tuple[str, ...]
    foreground: str
    background: str


@lru_cache(maxsize=4096)
def _read(codes: str) -> _Codes:
    """`1;38;2;9;9;9;44` as bold, a foreground and a background."""
    attributes: list[str] = []
    foreground = background = ""
    numbers = codes.split(";") if codes else []
    at = 0
    while at < len(numbers):
        number = numbers[at]
        end = at + 1
        if number in (_FOREGROUND, _BACKGROUND):
            end += _COLOUR_VALUES[numbers[at + 1]]
        colour = ";".join(numbers[at:end])
        if number == _FOREGROUND or 30 <= int(number) <= 39 or 90 <= int(number) <= 97:
            foreground = colour
        elif number == _BACKGROUND or 40 <= int(number) <= 49 or 100 <= int(number) <= 107:
            background = colour
        else:
            attributes.append(number)
        at = end
    return _Codes(tuple(attributes), foreground, background)


@lru_cache(maxsize=4096)
def _change(before: str, after: str, *, is_blank: bool) -> str | None:
    """What leads from one style to another; None where that makes no difference to what is seen.

    `1;31;44` to `32;44` is `22;32`: the background stays, and isn't said again.
    """
    old, new = _read(before), _read(after)
    if is_blank and old.background == new.background:
        shown = _SEEN_ON_BLANKS.intersection
        if not shown(old.attributes) and not shown(new.attributes):
            return None
    gone = [each for each in old.attributes if each not in new.attributes]
    if not all(each in _OFF for each in gone):
        return f"\x1b[0;{after}m" if after else _RESET
    said = dict.fromkeys(_OFF[each] for each in gone)
    off = list(said)
    kept = () if _SHARED_OFF.intersection(gone) else old.attributes
    on = [
        each
        for each in new.attributes
        if each not in old.attributes or (each in _SHARED_OFF and each not in kept)
    ]
    colours = []
    if new.foreground != old.foreground:
        colours.append(new.foreground or "39")
    if new.background != old.background:
        colours.append(new.background or "49")
    change = ";".join([*off, *on, *colours])
    whole = f"0;{after}" if after else "0"
    return f"\x1b[{min(change, whole, key=len)}m"
