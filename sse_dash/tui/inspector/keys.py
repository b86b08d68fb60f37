"""Every key of the inspector, an entry each: the line of keys, the keymap and the README read this list.

What each does is an action of the inspector's screen.
"""

from __future__ import annotations

from typing import Protocol

from sse_dash.tui.inspector.header import EventView
from sse_dash.tui.keys.key import Key, Keys

_VIEW_HELP = {
    EventView.JSON: "Show the data as a tree of JSON",
    EventView.TEXT: "Show the data as text",
    EventView.BYTES: "Show the data as bytes",
    EventView.DIFF: "Show what differs from the event of its type before it",
}


class Inspector(Protocol):
    """What the conditions of keys ask about."""

    @property
    def shows_tree(self) -> bool:
        """Whether the view on the screen is the tree."""

    @property
    def shows_text(self) -> bool:
        """Whether the view on the screen is the text."""


def _tree(inspector: Inspector) -> bool:
    return inspector.shows_tree


def _text(inspector: Inspector) -> bool:
    return inspector.shows_text


def _shows(number: int, view: EventView) -> Key[Inspector]:
    key_id = f"inspector.view_{view.name.lower()}"
    return Key(str(number), key_id, view.value, _VIEW_HELP[view], f"view('{view.name}')")


# Two lines each: what people read, then what it does and when it works.
# fmt: off
KEYS: Keys[Inspector] = Keys([
    # In the line of keys, in this order.
    Key("escape", "inspector.back", "Close", "Go back to where you came from",
        "back", in_line=True),
    Key("n,right_square_bracket", "inspector.next", "Next", "Inspect the next event that is shown",
        "step(1)", in_line=True),
    Key("p,left_square_bracket", "inspector.previous", "Prev", "Inspect the event before it",
        "step(-1)", in_line=True),
    Key("tab", "inspector.next_view", "View", "Look at it the next way",
        "turn(1)", in_line=True),
    Key("enter,space", "inspector.toggle", "Unfold", "Fold or unfold; read a long string as text",
        "unfold", _tree, in_line=True),
    Key("w", "inspector.wrap", "Wrap", "Wrap long lines, or don't",
        "wrap", _text, in_line=True),
    Key("c,y", "inspector.copy", "Copy", "Copy what is selected, the value under the cursor, or the data",
        "copy", in_line=True),
    Key("f", "inspector.filter", "Filter", "Filter by the value under the cursor",
        "filter", _tree, in_line=True),
    Key("P", "inspector.copy_path", "Path", "Copy the path under the cursor",
        "copy_path", _tree, in_line=True),
    # The line of keys has no room for these.
    Key("Y", "inspector.copy_event", "Copy event", "Copy the event as it is in an event stream",
        "copy_event"),
    Key("q", "inspector.close", "Close", "Close the inspector",
        "close"),
    Key("E", "inspector.unfold_all", "Unfold all", "Unfold everything",
        "unfold_all", _tree),
    Key("C,minus", "inspector.fold_all", "Fold all", "Fold everything",
        "fold_all", _tree),
    *(_shows(number, view) for number, view in enumerate(EventView, 1)),
    Key("shift+tab", "inspector.previous_view", "Previous view", "Look at it the way before",
        "turn(-1)"),
    Key("up,k", "inspector.up", "Up", "Go up",
        "move(-1)"),
    Key("down,j", "inspector.down", "Down", "Go down",
        "move(1)"),
    Key("left,h", "inspector.left", "Left", "Fold, or go to what it is in; in text, scroll",
        "left"),
    Key("right,l", "inspector.right", "Right", "Unfold, or go inside; in text, scroll",
        "right"),
    Key("pageup,ctrl+u", "inspector.page_up", "Page up", "Go a screen up",
        "page(-1)"),
    Key("pagedown,ctrl+d", "inspector.page_down", "Page down", "Go a screen down",
        "page(1)"),
    Key("home,g", "inspector.start", "Start", "Go to the start",
        "start"),
    Key("end,G", "inspector.end", "End", "Go to the end",
        "end"),
])
# fmt: on
