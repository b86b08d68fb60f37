"""The last line of the screen: the keys that work now, which a click presses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.screen import Screen

from sse_dash import text
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, filled, width

_MORE = "…"


class _Shown(NamedTuple):
    """A key in the line. Its texts are safe to draw."""

    key: str
    """As Textual names it, to have it pressed."""
    label: str
    name: str
    is_enabled: bool
    tooltip: str
    stays: bool
    """Whether others are left out before it."""


class _Span(NamedTuple):
    """Which cells of the line are a key's."""

    start: int
    end: int
    key: _Shown


class KeyLine(SelfDrawn):
    """One line and no widget a key: Textual's footer makes and styles one for each, which takes 15 ms."""

    ALLOW_SELECT = False
    STYLES = "keys"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--name", "keys--off", "keys--pointed"}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        color: $footer-foreground;
        background: $footer-background;

        .keys--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        .keys--name {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
        .keys--off {
            color: $text-muted;
        }
        .keys--pointed {
            color: $footer-key-foreground;
            background: $block-hover-background;
        }
    }
    """

    def __init__(self, staying: Collection[str] = ()) -> None:
        """`staying` are the ids of keys that are left out last where there isn't room for all."""
        super().__init__()
        self._staying = staying
        self._keys: Sequence[_Shown] = ()
        self._spans: list[_Span] = []
        self._pointed_at: str | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._update)
        self._update(self.screen)

    def _update(self, screen: Screen[object]) -> None:
        """Draw the keys of the screen anew if they are others."""
        keys: dict[str, _Shown] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in keys:
                label = text.visible(self.app.get_key_display(binding))
                name = text.visible(binding.description)
                keys[binding.action] = _Shown(
                    binding.key,
                    label,
                    name,
                    active.enabled,
                    active.tooltip or binding.description,
                    binding.id in self._staying,
                )
        shown = list(keys.values())
        if shown != self._keys:
            self._keys = shown
            self.redraw()

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        parts: list[StyledText] = []
        self._spans = []
        used = 0
        fitting = self._fitting(cells)
        for key in fitting:
            added = self._parts_of(key)
            self._spans.append(_Span(used, used + width(added), key))
            parts += [*added, StyledText("", " ")]
            used += width(added) + 1
        if len(fitting) < len(self._keys):
            parts.append(StyledText("name", _MORE))
        return [StyledLine(filled(parts, "", cells))]

    def _fitting(self, cells: int) -> Sequence[_Shown]:
        """The keys that there is room for, whole ones, as a key that is cut is none.

        Where there isn't room for all, that there are more has to fit as well; the last ones go first, but
        for those that stay.
        """
        shown = list(self._keys)
        if sum(self._cells_of(key) for key in shown) - 1 <= cells:
            return shown
        going = [key for key in reversed(shown) if not key.stays] + [key for key in shown if key.stays]
        for key in going:
            shown.remove(key)
            if sum(map(self._cells_of, shown)) + len(_MORE) <= cells:
                break
        return shown

    def _cells_of(self, key: _Shown) -> int:
        """How wide a key is, with the blank after it."""
        return width(self._parts_of(key)) + 1

    def _parts_of(self, key: _Shown) -> list[StyledText]:
        if key.key == self._pointed_at:
            return [StyledText("pointed", f"{key.label} {key.name}")]
        if not key.is_enabled:
            return [StyledText("off", f"{key.label} {key.name}")]
        return [StyledText("key", key.label), StyledText("name", f" {key.name}")]

    def _at(self, x: int) -> _Shown | None:
        return next((span.key for span in self._spans if span.start <= x < span.end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self._at(event.x)
        if key is None:
            return
        if key.is_enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        key = self._at(event.x)
        self.tooltip = key.tooltip if key is not None else None
        self._point_at(key.key if key is not None else None)

    def on_leave(self) -> None:
        self._point_at(None)

    def _point_at(self, key: str | None) -> None:
        if key != self._pointed_at:
            self._pointed_at = key
            self.redraw()
