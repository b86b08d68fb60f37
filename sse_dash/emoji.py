"""Joined emoji: several characters that are drawn as one, two cells wide. Which there are.

A family is three people with joiners in between, a flag two letters of its own kind, a keycap a digit with
two characters after it. Nothing else may bring a joiner, a skin tone or a variation selector to the screen:
they hide text, and terminals disagree on what they do to the character before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

CELLS = 2
"""How wide each is."""

_WIDE = "\ufe0f"
"""Variation selector 16, which asks for the colourful form."""
_JOINER = "\u200d"
_TONES = "\U0001f3fb-\U0001f3ff"
_REGIONAL = "\U0001f1e6-\U0001f1ff"
_MOST_JOINTS = 4
"""Of what is in use none has more: a couple that kisses has three."""

# Extended_Pictographic of Unicode's emoji-data.txt, but for what no emoji begins with.
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685"
    "\u2690-\u2705\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e"
    "\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c"
    "\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f"
    "\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f250\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7d5-\U0001f7ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945"
    "\U0001f947-\U0001faff"
)
_PART = f"[{_PICTURES}](?:[{_TONES}]{_WIDE}?|{_WIDE})?"
# England, Scotland, Wales. Of all other words that can be written in tags, which nobody sees, none is a flag.
_TAGGED = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
PATTERN = (
    f"[0-9#*]{_WIDE}\u20e3"
    f"|[{_REGIONAL}]{{2}}"
    f"|{_TAGGED}"
    f"|{_PART}(?:{_JOINER}{_PART}){{1,{_MOST_JOINTS}}}"
    f"|[{_PICTURES}](?:[{_TONES}]{_WIDE}?|{_WIDE})"
)
"""A regular expression without groups."""

_JOINED = re.compile(PATTERN)
_SIGN = re.compile(f"[{_WIDE}{_JOINER}{_TONES}{_REGIONAL}\U000e0020-\U000e007f]")
"""What each has: a regional letter as its first character, the others as its second one."""
_JOINS = (_WIDE, _JOINER, *map(chr, range(0x1F3FB, 0x1F400)), "\U000e007f")
_FIRST_WIDE = "\U0001f1e6"
_PAIRS = re.compile(f"[{_REGIONAL}]")
_CONTINUES = re.compile(f"[{_JOINER}{_WIDE}{_TONES}\u20e3\U000e0020-\U000e007f]")
_LONGEST = 24
"""Characters: more than any has."""


def may_hide(text: str) -> bool:
    """Whether there are characters that only joined emoji may have. Mostly not, which is soon known."""
    return any(each in text for each in _JOINS)


def may_join(text: str) -> bool:
    """Whether there may be joined emoji."""
    return may_hide(text) or _PAIRS.search(text) is not None


def whole(joined: str) -> str:
    """A match of the pattern as it is drawn: two cells wide by Rich's reckoning, or its first character."""
    for each in (joined, joined + _WIDE):
        if cell_len(each) == CELLS:
            return each
    return joined[0]


def parts(text: str) -> list[str]:
    """The text in pieces, of which each second one is a joined emoji; others may be empty."""
    pieces = []
    end = 0
    for start, stop in _spans(text):
        pieces += [text[end:start], text[start:stop]]
        end = stop
    return [*pieces, text[end:]]


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """`text[start:end]` widened to the whole of emoji that begin or end in it."""
    for begin, stop in _spans(text) if may_join(text) else ():
        if begin < start < stop:
            start = begin
        if begin < end < stop:
            end = stop
    return start, end


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where joined emoji are. It looks for signs of one first, as of megabytes it is asked, too."""
    end = 0
    for sign in _SIGN.finditer(text):
        start = sign.start() if _PAIRS.match(sign[0]) else sign.start() - 1
        if start >= end and (found := _JOINED.match(text, start)):
            end = found.end()
            yield start, end


def beginning(text: str, length: int) -> str:
    """So many characters of the text from its start, and those with which an emoji at their end goes on."""
    start, more = text[:length], text[length : length + _LONGEST]
    end = 0
    while start and end < len(more) and (_CONTINUES.match(more[end]) or (start + more[:end])[-1] == _JOINER):
        end += 1
    return start + more[:end]


def most_cells(joined: str) -> int:
    """How wide a terminal draws it that knows nothing of joining."""
    return sum(CELLS if letter >= _FIRST_WIDE else cell_len(letter) for letter in joined)


def simple(joined: str) -> str:
    """What says nearly the same in two cells in every terminal: `DE` for a flag, the first of a family."""
    first = joined[0]
    if re.match(f"[{_REGIONAL}]", first):
        return "".join(chr(ord(letter) - ord("\U0001f1e6") + ord("A")) for letter in joined)
    return first + " " * (CELLS - cell_len(first))
