"""Every key of the dashboard: the one list that the footer, the help screen and the palette read.

Two bindings may share keys and an id where one takes the other's place, as `resume` does for `pause`; the
dashboard's `check_action` says which of them works now.
"""

from __future__ import annotations

from textual.binding import Binding


def _key(keys: str, action: str, description: str, binding_id: str, tooltip: str) -> Binding:
    """A key that the footer has no room for."""
    return Binding(keys, action, description, id=binding_id, show=False, tooltip=tooltip)


BINDINGS: list[Binding] = [
    # In the footer, in this order; what is furthest left is seen on the narrowest screen.
    Binding(
        "space,p",
        "pause",
        "Pause",
        id="pane.pause",
        tooltip="Freeze the pane, not the stream; again: go on",
    ),
    Binding("space,p", "resume", "Resume", id="pane.pause", tooltip="Show again what comes"),
    Binding("r", "reconnect", "Reconnect", id="stream.reconnect", tooltip="Connect the stream anew, now"),
    Binding(
        "x",
        "disconnect",
        "Disconnect",
        id="stream.connect",
        tooltip="Disconnect; again: connect",
    ),
    Binding("x", "connect", "Connect", id="stream.connect", tooltip="Connect the stream"),
    Binding("f", "filter", "Filter", id="pane.filter", tooltip="Filter the pane's events"),
    Binding("z", "zoom", "Zoom", id="view.zoom", tooltip="Give the pane the whole screen"),
    Binding("escape,z", "unzoom", "Back", id="view.unzoom", tooltip="Go back to all panes"),
    Binding("a", "add", "Add", id="stream.add", tooltip="Add a stream by its URL"),
    Binding("question_mark,f1", "help", "Help", id="app.help", tooltip="Show this help"),
    Binding("q,ctrl+q", "app.quit", "Quit", id="app.quit", tooltip="Close every connection and quit"),
    _key("C", "clear", "Clear", "pane.clear", "Clear the pane's history"),
    _key("up,k", "scroll_up", "Up", "pane.up", "Scroll up; the pane stops following"),
    _key("down,j", "scroll_down", "Down", "pane.down", "Scroll down; the end follows again"),
    _key("pageup,ctrl+u", "page_up", "Half a page up", "pane.page_up", "Scroll half a page up"),
    _key("pagedown,ctrl+d", "page_down", "Half a page down", "pane.page_down", "Scroll half a page down"),
    _key("home,g", "top", "Oldest", "pane.top", "Show the oldest event"),
    _key("end,G", "follow", "Follow", "pane.follow", "Show the newest event and follow"),
    _key("delete", "remove", "Remove", "stream.remove", "Remove the stream, after asking"),
    _key("P", "pause_all", "Pause all", "view.pause_all", "Freeze every pane; again: none"),
    _key("R", "reconnect_all", "Reconnect all", "view.reconnect_all", "Connect every stream anew"),
    _key("tab", "next_pane", "Next pane", "view.next", "Go to the next pane"),
    _key("shift+tab", "previous_pane", "Previous pane", "view.previous", "Go to the pane before"),
    *(
        _key(str(n), f"go_to({n})", f"Go to pane {n}", f"view.go_to_{n}", f"Go to pane {n}")
        for n in range(1, 10)
    ),
    _key("ctrl+s", "app.save", "Save profile", "profile.save", "Save streams and filters as a profile"),
    _key("o", "app.open", "Open profile", "profile.open", "Open another profile"),
    _key("ctrl+t", "theme", "Theme", "app.theme", "Choose another theme"),
    _key("ctrl+p,colon", "palette", "Commands", "app.palette", "Find a command by its name"),
]

GROUPS = {
    "pane": "The pane",
    "stream": "The stream",
    "view": "The screen",
    "profile": "Profiles",
    "app": "The app",
}
"""What the first part of a binding's id stands for, in the order in which help shows them."""


def group_of(binding: Binding) -> str:
    """The key into `GROUPS`."""
    return (binding.id or "").partition(".")[0]
