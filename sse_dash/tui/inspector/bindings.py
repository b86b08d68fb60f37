"""Every key of the inspector: the one list that its line of keys and the help read."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from sse_dash.tui.inspector.header import EventView


def _key(keys: str, action: str, description: str, name: str, tooltip: str) -> Binding:
    """A key that the line of keys has no room for."""
    return Binding(keys, action, description, id=f"inspector.{name}", show=False, tooltip=tooltip)


BINDINGS: list[BindingType] = [
    Binding("escape", "back", "Close", id="inspector.back", tooltip="Go back to where you came from"),
    Binding(
        "n,right_square_bracket",
        "step(1)",
        "Next",
        id="inspector.next",
        tooltip="Inspect the next event that is shown",
    ),
    Binding(
        "p,left_square_bracket",
        "step(-1)",
        "Prev",
        id="inspector.previous",
        tooltip="Inspect the event before it",
    ),
    Binding("tab", "turn(1)", "View", id="inspector.next_view", tooltip="Look at it the next way"),
    Binding(
        "enter,space",
        "unfold",
        "Unfold",
        id="inspector.toggle",
        tooltip="Fold or unfold; read a long string as text",
    ),
    Binding("w", "wrap", "Wrap", id="inspector.wrap", tooltip="Wrap long lines, or don't"),
    Binding(
        "c,y",
        "copy",
        "Copy",
        id="inspector.copy",
        tooltip="Copy what is selected, the value under the cursor, or the data",
    ),
    Binding("f", "filter", "Filter", id="inspector.filter", tooltip="Filter by the value under the cursor"),
    Binding("P", "copy_path", "Path", id="inspector.copy_path", tooltip="Copy the path under the cursor"),
    _key("Y", "copy_event", "Copy event", "copy_event", "Copy the event as it is in an event stream"),
    _key("q", "close", "Close", "close", "Close the inspector"),
    _key("E", "unfold_all", "Unfold all", "unfold_all", "Unfold everything"),
    _key("C,minus", "fold_all", "Fold all", "fold_all", "Fold everything"),
    *(
        _key(str(number), f"view('{view.name}')", view.value, f"view_{view.name.lower()}", tooltip)
        for number, (view, tooltip) in enumerate(
            {
                EventView.JSON: "Show the data as a tree of JSON",
                EventView.TEXT: "Show the data as text",
                EventView.BYTES: "Show the data as bytes",
                EventView.DIFF: "Show what differs from the event of its type before it",
            }.items(),
            1,
        )
    ),
    _key("shift+tab", "turn(-1)", "Previous view", "previous_view", "Look at it the way before"),
    _key("up,k", "move(-1)", "Up", "up", "Go up"),
    _key("down,j", "move(1)", "Down", "down", "Go down"),
    _key("left,h", "left", "Left", "left", "Fold, or go to what it is in; in text, scroll"),
    _key("right,l", "right", "Right", "right", "Unfold, or go inside; in text, scroll"),
    _key("pageup,ctrl+u", "page(-1)", "Page up", "page_up", "Go a screen up"),
    _key("pagedown,ctrl+d", "page(1)", "Page down", "page_down", "Go a screen down"),
    _key("home,g", "start", "Start", "start", "Go to the start"),
    _key("end,G", "end", "End", "end", "Go to the end"),
]
