"""A run of safe text with the name of its style: what everything drawn by hand is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sse_dash import text


class Piece(NamedTuple):
    """A run of safe text in one style."""

    style: str
    """A component class of the widget that draws it, without the widget's own part, such as `pane--`."""
    text: str


def width(pieces: Sequence[Piece]) -> int:
    """Cells."""
    return sum(text.width(piece.text) for piece in pieces)
