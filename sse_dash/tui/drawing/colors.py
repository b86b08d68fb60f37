"""An app whose words can be read in the colours there are: all of them on any theme, sixteen, or none."""

from __future__ import annotations

import os
from dataclasses import replace
from io import StringIO

from rich.console import Console
from textual.theme import BUILTIN_THEMES, Theme

from sse_dash.tui.drawing.contrast import legible_variables
from sse_dash.tui.drawing.no_color import NoColorApp

_FEW = ("standard", "windows")
"""What Rich calls terminals of sixteen colours."""

# Of a terminal's sixteen colours the plain blue is hardly seen on black, the bright ones are greys in some
# palettes, and yellow, green and cyan fade on white. Bold and dim tell the rest, in `few_colors.tcss`.
_COLORS = {
    True: replace(
        BUILTIN_THEMES["ansi-dark"],
        primary="ansi_cyan",
        secondary="ansi_bright_blue",
        warning="ansi_yellow",
        error="ansi_bright_red",
        success="ansi_green",
        accent="ansi_bright_magenta",
    ),
    False: replace(
        BUILTIN_THEMES["ansi-light"],
        primary="ansi_blue",
        secondary="ansi_bright_black",
        warning="ansi_magenta",
        error="ansi_red",
        success="ansi_green",
        accent="ansi_bright_blue",
    ),
}
"""By whether the background is dark."""
_OF_PRIMARY = ("border", "footer-key-foreground")
"""The variables of both that have the primary colour."""
_OWN = {
    is_dark: replace(theme, variables=theme.variables | dict.fromkeys(_OF_PRIMARY, theme.primary))
    for is_dark, theme in _COLORS.items()
}
_DARK_BACKGROUNDS = frozenset({"0", "1", "2", "3", "4", "5", "6", "8"})


def has_few_colors() -> bool:
    """Whether the environment tells of a terminal with sixteen colours: `TERM=xterm`, no `COLORTERM`.

    Where it tells of no terminal, as in tests, there are all colours.
    """
    if not os.environ.get("TERM"):
        return False
    return Console(file=StringIO(), force_terminal=True).color_system in _FEW


class ColorsApp(NoColorApp):
    """Themes that are too faint are made legible; where a terminal has sixteen colours, they are its own.

    A theme keeps its name then, so that a profile that asks for it is shown in it elsewhere. The style sheet
    needs `few_colors.tcss`.
    """

    def __init__(self) -> None:
        self._has_few_colors = has_few_colors()
        self._background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        """Which of its colours the terminal has behind all, where it says so."""
        super().__init__()
        for theme in _OWN.values():
            self.register_theme(theme)

    @property
    def current_theme(self) -> Theme:
        theme = super().current_theme
        if self._has_few_colors and not theme.ansi:
            # Also while Textual is being made, before there are any but its own.
            return _OWN[self._background in _DARK_BACKGROUNDS if self._background else theme.dark]
        return theme

    def get_css_variables(self) -> dict[str, str]:
        return legible_variables(super().get_css_variables())
