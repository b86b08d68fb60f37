"""`NO_COLOR`: a screen without a single colour, on which everything can still be told apart.

Textual answers it with greys, which are colours to a terminal. See https://no-color.org.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

# What Textual marks with colour alone, by the theme variables that it has for the marks. Underlined as well
# as reversed, since some of its widgets forget to reverse.
_MARKS = {
    "block-cursor-text-style": "bold underline reverse",
    "block-cursor-blurred-text-style": "underline",
    "input-cursor-text-style": "reverse",
    "button-focus-text-style": "bold reverse",
}


def is_wanted() -> bool:
    """Whether the environment asks for no colour: an empty value doesn't."""
    return bool(os.environ.get("NO_COLOR"))


class WithoutColor(LineFilter):
    """Takes every colour out of what is drawn, and leaves bold, underlined and reversed text as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text, None if style is None else _without_color(style), control)
            for text, style, control in segments
        ]


_FILTERS = (WithoutColor(),)


class NoColorApp(App[None]):
    """An app that heeds `NO_COLOR`. Its style sheet needs `few_colors.tcss`, too."""

    def __init__(self) -> None:
        super().__init__()
        self.no_color = is_wanted()

    def get_line_filters(self) -> Sequence[LineFilter]:
        if self.no_color:
            return _FILTERS  # and none of Textual's, which make colours of faint text first
        return [each for each in super().get_line_filters() if not isinstance(each, Monochrome | NoColor)]

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **_MARKS} if is_wanted() else variables


@lru_cache(maxsize=2048)
def _without_color(style: Style) -> Style:
    plain = style.without_color
    # Rich drops this too, in which Textual keeps where in a text one is, for selecting it with the mouse.
    return plain + Style.from_meta(style.meta) if style.meta else plain
