"""Words broken into lines of so many cells."""

from __future__ import annotations

from sse_dash import emoji, text

_CHARACTERS_PER_CELL = 8
"""More stand in one cell only in text that is made to be in the way: there, a line ends sooner."""


def wrapped_words(words: str, cells: int) -> list[str]:
    """Words of any origin as safe lines of at most `cells` cells, broken between words.

    A word that is longer than a line is broken where the line is full. Line ends in it are kept as such.
    """
    return [line for part in words.split("\n") for line in _wrapped(text.visible(part), max(2, cells))]


def _wrapped(rest: str, cells: int) -> list[str]:
    lines: list[str] = []
    while rest:
        # Not all of a long text for each of its lines.
        head = text.head(emoji.beginning(rest, cells * _CHARACTERS_PER_CELL), cells)
        if len(head) < len(rest) and rest[len(head)] != " ":
            # Back to the end of the last whole word, if there is one.
            head = head[: head.rstrip().rfind(" ") + 1] or head
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip(" ")
    return lines or [""]
