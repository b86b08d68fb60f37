"""Widgets of which only what is drawn is styled: styling is most of what it costs to open a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget

from sse_dash.tui.faults.containing import Contained

if TYPE_CHECKING:
    _Mixin = Widget
else:
    # No widget: Textual looks for a widget's default style in the first of its bases that is one.
    _Mixin = object


class LateStyled(Contained, _Mixin):
    """A widget that is styled once it has its place, and its parts, such as a cursor, once they are drawn."""

    def update_node_styles(self, animate: bool = True) -> None:
        # Before it has its place it would be styled alone, and then again with all others.
        if self.is_attached:
            super().update_node_styles(animate)

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]  # there it is of the class
        # Asked by Textual each time it has styled the widget: it styles these, and draws anew if one differs.
        # Of all that a log may need it draws a few, and a key that changes the focus waits for each.
        return frozenset(self._component_styles)

    def get_component_styles(self, *names: str) -> RenderStyles:
        for name in names:
            if name not in self._component_styles:
                if name not in super()._get_component_classes():
                    raise KeyError(f"No {name!r} in the COMPONENT_CLASSES of {type(self).__name__}")
                component = DOMNode(classes=name)
                component._attach(self)
                self.app.stylesheet.apply(component, animate=False)
                self._component_styles[name] = component.styles
        return super().get_component_styles(*names)
