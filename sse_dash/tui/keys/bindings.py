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
        tooltip="Freeze what is shown, not the stream",
    ),
    Binding("space,p", "resume", "Resume", id="pane.pause", tooltip="Show again what comes"),
    Binding("f", "filter", "Filter", id="pane.filter", tooltip="Show only events that match"),
    Binding("slash", "search", "Search", id="pane.search", tooltip="Find events, hiding none"),
    Binding("enter", "inspect", "Inspect", id="event.inspect", tooltip="Look into the chosen event"),
    Binding("enter", "enter_stream", "Open", id="list.enter", tooltip="Give the chosen stream the screen"),
    Binding("s", "sort", "Sort", id="list.sort", tooltip="Sort the list by its next column"),
    Binding("z", "zoom", "Zoom", id="view.zoom", tooltip="Give the pane the whole screen"),
    Binding("escape", "end_search", "End search", id="pane.end_search", show=False, tooltip="End the search"),
    Binding("escape,z", "unzoom", "Back", id="view.unzoom", tooltip="Go back to where you were"),
    Binding("v", "next_view", "View", id="view.cycle", tooltip="Go on to the next of grid, list, timeline"),
    Binding("a", "add", "Add", id="stream.add", tooltip="Add a stream by its URL or a curl command"),
    Binding("question_mark,f1", "help", "Help", id="app.help", tooltip="Show this help"),
    Binding("q,ctrl+q", "app.quit", "Quit", id="app.quit", tooltip="Close every connection and quit"),
    Binding("r", "reconnect", "Reconnect", id="stream.reconnect", tooltip="Connect the stream anew, now"),
    Binding(
        "x",
        "disconnect",
        "Disconnect",
        id="stream.connect",
        tooltip="Disconnect; again: connect",
    ),
    Binding("x", "connect", "Connect", id="stream.connect", tooltip="Connect the stream"),
    _key("up,k", "up", "Up", "pane.up", "Choose the row above; following stops"),
    _key("down,j", "down", "Down", "pane.down", "Choose the row below; past the last, follow"),
    _key("pageup,ctrl+u", "page_up", "Half a page up", "pane.page_up", "Go half a page up"),
    _key("pagedown,ctrl+d", "page_down", "Half a page down", "pane.page_down", "Go half a page down"),
    _key("home,g", "top", "Oldest", "pane.top", "Go to the oldest event"),
    _key("end,G", "bottom", "Newest", "pane.bottom", "Go to the newest event and follow"),
    _key("F", "follow", "Follow", "pane.follow", "Follow the newest event; again: stay here"),
    _key("left,h", "left", "Left", "pane.left", "Scroll long lines to their beginning"),
    _key("right,l", "right", "Right", "pane.right", "Scroll long lines to their end"),
    _key("b", "wrap", "Break lines", "pane.wrap", "Break long lines, or cut them"),
    _key("t", "times", "Times", "pane.times", "Show time of day, age, or gaps in between"),
    _key("n", "next_hit", "Next found", "pane.next_hit", "Go down to what the search finds next"),
    _key("N", "previous_hit", "Found before", "pane.previous_hit", "Go up to what the search finds next"),
    _key("m", "mark", "Mark", "pane.mark", "Mark the chosen row, or take its mark away"),
    _key("apostrophe", "next_mark", "Next mark", "pane.next_mark", "Go down to the next mark"),
    _key("quotation_mark", "previous_mark", "Mark before", "pane.previous_mark", "Go up to the next mark"),
    _key("C", "clear", "Clear", "pane.clear", "Clear the history"),
    _key("c,y", "copy", "Copy data", "event.copy", "Copy the chosen event's data"),
    _key("Y", "copy_event", "Copy event", "event.copy_all", "Copy the whole event, as the server sends it"),
    _key("w", "export", "Export", "event.export", "Write the events shown, or all, to a file"),
    _key("S", "sort_reversed", "Turn the order", "list.reverse", "Turn the order of the list around"),
    _key("e", "edit", "Edit", "stream.edit", "Change the stream's request or settings"),
    _key("D", "duplicate", "Duplicate", "stream.duplicate", "Add a stream that is like this one"),
    _key("delete", "remove", "Remove", "stream.remove", "Remove the stream, after asking"),
    _key("less_than_sign", "move_back", "Move back", "stream.move_back", "Move the stream a place back"),
    _key("greater_than_sign", "move_on", "Move on", "stream.move_on", "Move the stream a place on"),
    _key("H", "hide", "Hide", "stream.hide", "Leave the stream out of the grid; it goes on"),
    _key("U", "show_hidden", "Show hidden", "view.show_hidden", "Show hidden streams again"),
    _key("P", "pause_all", "Pause all", "view.pause_all", "Freeze every pane; again: none"),
    _key("R", "reconnect_all", "Reconnect all", "view.reconnect_all", "Connect every stream anew"),
    _key("f2", "show('grid')", "Grid", "view.grid", "Show streams side by side"),
    _key("f3", "show('list')", "List", "view.list", "Show a row for each stream"),
    _key("f4", "show('timeline')", "Timeline", "view.timeline", "Show all events in the order they came"),
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
    "pane": "Pane and timeline",
    "event": "The chosen event",
    "stream": "The stream",
    "list": "The list",
    "view": "The screen",
    "profile": "Profiles",
    "app": "The app",
}
"""What the first part of a binding's id stands for, in the order in which help shows them."""


def group_of(binding: Binding) -> str:
    """The key into `GROUPS`."""
    return (binding.id or "").partition(".")[0]
