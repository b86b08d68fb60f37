"""The base of widgets that draw all of their lines themselves: the log, the list, the inspector, help.

What a line says is for each of them, as styled text. Here that becomes what Textual draws: one look-up of
a style a frame, few segments, and only lines that are not as they were. What can't be drawn says so in its
own place.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sse_dash import text
from sse_dash.tui.drawing.contrast import legible
from sse_dash.tui.drawing.drawn_line import DrawnLine
from sse_dash.tui.drawing.late_styled import LateStyled
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, split
from sse_dash.tui.faults.containing import containing
from sse_dash.tui.faults.fault import Fault


class SelfDrawn(LateStyled, Widget):
    """A widget whose lines are styled text. It has no border, no padding and no children.

    Call `redraw` when there may be something new to show; `refresh` draws everything anew.
    """

    STYLES: ClassVar[str]
    """What its component classes begin with: `pane` for `pane--border`. One of them may be called `chosen`,
    for what is behind the row that the cursor is on."""
    SHAPES: ClassVar[frozenset[str]] = frozenset()
    """The styles of what isn't read, such as borders: they may be as faint as the theme has them."""
    SEEN_WHEN_CHOSEN: ClassVar[frozenset[str]] = frozenset()
    """The styles that keep their own background in such a row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._styles_by_name: dict[tuple[str, bool], Style] = {}
        self._filters: Sequence[LineFilter] = ()
        self._lines: Sequence[StyledLine] = ()
        self._strips: list[Strip | None] = []
        """What became of each line; None before it was asked for."""
        self._drawn_for = (-1, -1)
        self._is_outdated = True
        self.fault: Fault | None = None
        """Why it can't be drawn; None if it can."""

    @abstractmethod
    def draw(self, cells: int, height: int) -> Sequence[StyledLine]:
        """All lines of the widget, from the top: `height` of them at most, each of exactly `cells` cells."""

    def draw_fault(self, fault: Fault, cells: int, height: int) -> Sequence[StyledLine]:
        """What stands there instead where that fails."""
        words = [f"✖ {text.visible(fault.place)}", text.visible(fault.words)]
        return [_plain(line, cells) for line in words[-height:]]

    @property
    def drawn_for(self) -> str:
        """The name of the stream that it shows; empty where that is none, or several."""
        return ""

    def span_of(self, row: int) -> tuple[int, int]:
        """Where in a row of text what is selected by mouse begins and ends; -1 is the end of the row."""
        return 0, 0

    def redraw(self) -> None:
        """Repaint the lines that are not as they were; nothing where all are."""
        cells, height = self.size
        if not cells or not height:
            self.refresh()
            return
        before = self._lines if self._drawn_for == (cells, height) else ()
        self._draw(cells, height)
        changed = [y for y, strip in enumerate(self._strips) if strip is None]
        if len(changed) * 2 > height or len(before) != len(self._lines):
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, cells, 1) for y in changed))
        self._is_outdated = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self._is_outdated = True
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget_styles()

    def render_lines(self, crop: Region) -> list[Strip]:
        with containing(self, "painting", self.drawn_for):
            return self._render_lines(crop)
        # Nothing is known to work any more, not even a style.
        return [Strip.blank(crop.width)] * crop.height

    def _render_lines(self, crop: Region) -> list[Strip]:
        cells, height = self.size
        if not cells or not height:
            # Without a style: a widget that was just removed has none, and may be asked to draw once more.
            return [Strip.blank(crop.width)] * crop.height
        filters = [line_filter for line_filter in self.get_line_filters() if line_filter.enabled]
        if filters != self._filters:
            self._filters = filters
            self._forget_styles()
        if self._is_outdated or self._drawn_for != (cells, height):
            self._draw(cells, height)
        strips = [self._strip(y, cells) for y in range(crop.y, min(crop.bottom, len(self._lines)))]
        strips += [Strip.blank(cells, self.style_of(""))] * (crop.height - len(strips))
        if crop.x or crop.width != cells:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        # Asked by Textual for what the mouse points at.
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def style_of(self, name: str, *, is_chosen: bool = False) -> Style:
        """The style of a component class, as the app's colour filters leave it.

        They are asked of the styles and not of the lines: of those there are many more.
        """
        style = self._styles_by_name.get((name, is_chosen))
        if style is None:
            style = self.get_component_rich_style(f"{self.STYLES}--{name}") if name else self.rich_style
            if is_chosen and name not in self.SEEN_WHEN_CHOSEN:
                chosen = self.get_component_rich_style(f"{self.STYLES}--chosen")
                style += chosen.without_color + Style(bgcolor=chosen.bgcolor)
            if name not in self.SHAPES:
                style = _legible(style)
            style = self._filtered(style)
            self._styles_by_name[name, is_chosen] = style
        return style

    def _draw(self, cells: int, height: int) -> None:
        """Have the lines drawn, and keep what became of those that are as they were."""
        known = zip(self._lines, self._strips, strict=True) if self._drawn_for == (cells, height) else ()
        before = list(known)
        with containing(self, "drawing", self.drawn_for) as outcome:
            self._lines = self.draw(cells, height)[:height]
        self.fault = outcome.fault
        if self.fault is not None:
            self._lines = self.draw_fault(self.fault, cells, height)[:height]
        self._strips = [None] * len(self._lines)
        for y, (line, (old, strip)) in enumerate(zip(self._lines, before, strict=False)):
            if line == old and line.row is None:
                self._strips[y] = strip
        self._drawn_for = (cells, height)
        self._is_outdated = False

    def _strip(self, y: int, cells: int) -> Strip:
        strip = self._strips[y]
        if strip is None:
            strip = self._strips[y] = DrawnLine(self._segments(self._lines[y]), cells)
        return strip

    def _segments(self, line: StyledLine) -> list[Segment]:
        if line.row is not None:
            return self._selectable_segments(line, line.row)
        is_chosen = line.is_chosen
        return [Segment(part.text, self.style_of(part.style, is_chosen=is_chosen)) for part in line.parts]

    def _selectable_segments(self, line: StyledLine, row: int) -> list[Segment]:
        """The same, with where each part stands, by which Textual finds what the mouse points at."""
        segments = []
        start, end = self.span_of(row)
        for part in line.parts:
            style = self.style_of(part.style, is_chosen=line.is_chosen)
            if part.at is None:
                segments.append(Segment(part.text, style))
                continue
            for piece, is_selected in split(part, start, part.at + len(part.text) if end == -1 else end):
                mark = self.screen.get_component_rich_style("screen--selection") if is_selected else Style()
                place = Style.from_meta({"offset": (piece.at, row)})
                segments.append(Segment(piece.text, style + mark + place))
        return segments

    def _filtered(self, style: Style) -> Style:
        segments = [Segment(" ", style)]
        for line_filter in self._filters:
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style or Style.null()

    def _forget_styles(self) -> None:
        self._styles_by_name.clear()
        self._strips = [None] * len(self._lines)


def _legible(style: Style) -> Style:
    """The style with a shade of its colour that can be read, where both colours are known."""
    if style.color is None or style.bgcolor is None:
        return style
    color, background = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    if color.ansi is not None or background.ansi is not None:
        return style
    seen = legible(color, background)
    return style if seen == color else style + Style(color=seen.rich_color)


def _plain(words: str, cells: int) -> StyledLine:
    return StyledLine(filled([StyledText("", words)], "", cells))
