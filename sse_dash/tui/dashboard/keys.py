"""Every key of the dashboard, an entry each: its keys, its id, its words, what it does, when it works.

The line of keys, the help screen, the palette, the keymap of the settings file and the README read this list.
The keys of views are made from `views.VIEWS`.
To add one: an entry here, and a method of the commands that it calls; for the README then
`python -m tests.key_reference README.md`.
"""

from __future__ import annotations

from sse_dash.tui.dashboard import conditions as when
from sse_dash.tui.dashboard.commands import Commands
from sse_dash.tui.dashboard.view import View
from sse_dash.tui.dashboard.views import VIEWS
from sse_dash.tui.keys.key import Key


def _shows(view: type[View]) -> Key[Commands]:
    return Key(
        view.key,
        f"view.{view.name}",
        view.title,
        view.help,
        lambda d: d.view.show(view.name),
        when.has_streams,
    )


def _goes_to(number: int) -> Key[Commands]:
    return Key(
        str(number),
        f"view.go_to_{number}",
        f"Go to pane {number}",
        f"Go to pane {number}",
        lambda d: d.view.go_to_number(number),
        when.has_number(number),
    )


# Two lines each: what people read, then what it does and when it works.
# fmt: off
KEYS: tuple[Key[Commands], ...] = (
    # In the line of keys, in this order; what is furthest left is seen on the narrowest screen.
    Key("dollar_sign", "stream.give_values", "Give values", "Give ${NAME} a value until you quit",
        lambda d: d.value.give(), when.lacks_value, in_line=True),
    Key("dollar_sign", "stream.give_values", "Give values", "Give ${NAME} another value until you quit",
        lambda d: d.value.give(), when.has_values),
    Key("space,p", "pane.pause", "Pause", "Freeze what is shown, not the stream",
        lambda d: d.log.toggle_pause(), when.log_flows, in_line=True),
    Key("space,p", "pane.pause", "Resume", "Show again what comes",
        lambda d: d.log.toggle_pause(), when.log_is_paused, in_line=True),
    Key("f", "pane.filter", "Filter", "Show only events that match",
        lambda d: d.log.filter(), when.has_log, in_line=True),
    Key("f", "pane.filter", "Filter", "Show only streams that fit",
        lambda d: d.list.filter(), when.in_list, in_line=True),
    Key("slash", "pane.search", "Search", "Find events, hiding none",
        lambda d: d.log.search(), when.has_log, in_line=True),
    Key("slash", "pane.search", "Search", "Show only streams that fit",
        lambda d: d.list.filter(), when.in_list, in_line=True),
    Key("enter", "event.inspect", "Inspect", "Look into the chosen event, or a refusal",
        lambda d: d.event.inspect(), when.has_log, in_line=True),
    Key("enter", "list.enter", "Open", "Give the chosen stream the screen",
        lambda d: d.list.open(), when.in_list, in_line=True),
    Key("s", "list.sort", "Sort", "Sort the list by its next column",
        lambda d: d.list.sort(), when.in_list, in_line=True),
    Key("z", "view.zoom", "Zoom", "Give the pane the whole screen",
        lambda d: d.view.zoom(), when.can_zoom, in_line=True),
    Key("escape", "pane.end_search", "End search", "End the search",
        lambda d: d.log.end_search(), when.log_is_searched),
    Key("escape,z", "view.unzoom", "Back", "Go back to where you were",
        lambda d: d.view.unzoom(), when.can_unzoom, in_line=True),
    Key("v", "view.cycle", "View", "Go on to the next of grid, list, timeline",
        lambda d: d.view.show_next(), when.has_streams, in_line=True),
    Key("a", "stream.add", "Add", "Add a stream by its URL or a curl command",
        lambda d: d.stream.add(), in_line=True),
    Key("question_mark,f1", "app.help", "Help", "Show this help",
        lambda d: d.show_help(), in_line=True),
    Key("q,ctrl+q", "app.quit", "Quit", "Close every connection and quit",
        lambda d: d.app.action_quit(), in_line=True),
    Key("E", "app.faults", "What broke", "Read and copy what went wrong inside sse-dash",
        lambda d: d.event.read_faults(d.app.faults.newest_first), when.has_faults, in_line=True),
    Key("r", "stream.reconnect", "Reconnect", "Connect the stream anew, now",
        lambda d: d.stream.reconnect(), when.has_stream, in_line=True),
    Key("x", "stream.connect", "Disconnect", "Disconnect; again: connect",
        lambda d: d.stream.disconnect(), when.stream_runs, in_line=True),
    Key("x", "stream.connect", "Connect", "Connect the stream",
        lambda d: d.stream.connect(), when.stream_rests, in_line=True),
    # The line of keys has no room for these.
    Key("up,k", "pane.up", "Up", "Choose the row above; following stops",
        lambda d: d.view.move(-1), when.has_streams),
    Key("down,j", "pane.down", "Down", "Choose the row below; past the last, follow",
        lambda d: d.view.move(1), when.has_streams),
    Key("pageup,ctrl+u", "pane.page_up", "Half a page up", "Go half a page up",
        lambda d: d.view.page(-0.5), when.has_streams),
    Key("pagedown,ctrl+d", "pane.page_down", "Half a page down", "Go half a page down",
        lambda d: d.view.page(0.5), when.has_streams),
    Key("home,g", "pane.top", "Oldest", "Go to the oldest event",
        lambda d: d.view.top(), when.has_streams),
    Key("end,G", "pane.bottom", "Newest", "Go to the newest event and follow",
        lambda d: d.view.bottom(), when.has_streams),
    Key("F", "pane.follow", "Follow", "Follow the newest event; again: stay here",
        lambda d: d.log.toggle_follow(), when.has_log),
    Key("left,h", "pane.left", "Left", "Scroll long lines to their beginning",
        lambda d: d.log.left(), when.has_log),
    Key("right,l", "pane.right", "Right", "Scroll long lines to their end",
        lambda d: d.log.right(), when.has_log),
    Key("b", "pane.wrap", "Break lines", "Break long lines, or cut them",
        lambda d: d.log.toggle_wrap(), when.has_log),
    Key("t", "pane.times", "Times", "Show local time, UTC, age, or gaps in between",
        lambda d: d.log.next_times(), when.has_log),
    Key("n", "pane.next_hit", "Next found", "Go down to what the search finds next",
        lambda d: d.log.go_to_hit(1), when.has_log),
    Key("N", "pane.previous_hit", "Found before", "Go up to what the search finds next",
        lambda d: d.log.go_to_hit(-1), when.has_log),
    Key("m", "pane.mark", "Mark", "Mark the chosen row, or take its mark away",
        lambda d: d.log.mark(), when.has_log),
    Key("apostrophe", "pane.next_mark", "Next mark", "Go down to the next mark",
        lambda d: d.log.go_to_mark(1), when.has_log),
    Key("quotation_mark", "pane.previous_mark", "Mark before", "Go up to the next mark",
        lambda d: d.log.go_to_mark(-1), when.has_log),
    Key("C", "pane.clear", "Clear", "Clear the history; u brings it back",
        lambda d: d.view.clear(), when.has_log_or_list),
    Key("u", "pane.restore", "Undo clearing", "Have again what was cleared",
        lambda d: d.view.restore(), when.was_cleared),
    Key("c,y", "event.copy", "Copy data", "Copy the chosen event's data",
        lambda d: d.event.copy_data(), when.has_log),
    Key("Y", "event.copy_all", "Copy event", "Copy the whole event, as the server sends it",
        lambda d: d.event.copy_whole(), when.has_log),
    Key("ctrl+y", "stream.copy_curl", "Copy as curl", "Copy the request as a curl command",
        lambda d: d.stream.copy_as_curl(), when.has_stream),
    Key("w", "event.export", "Export", "Write the events shown, or all, to a file",
        lambda d: d.event.export(), when.has_log),
    Key("S", "list.reverse", "Turn the order", "Turn the order of the list around",
        lambda d: d.list.reverse(), when.in_list),
    Key("e", "stream.edit", "Edit", "Change the stream's request or settings",
        lambda d: d.stream.edit(), when.has_stream),
    Key("D", "stream.duplicate", "Duplicate", "Add a stream that is like this one",
        lambda d: d.stream.duplicate(), when.has_stream),
    Key("delete", "stream.remove", "Remove", "Remove the stream, after asking",
        lambda d: d.stream.remove(), when.has_stream),
    Key("less_than_sign", "stream.move_back", "Move back", "Move the stream a place back",
        lambda d: d.stream.move(-1), when.in_grid),
    Key("greater_than_sign", "stream.move_on", "Move on", "Move the stream a place on",
        lambda d: d.stream.move(1), when.in_grid),
    Key("H", "stream.hide", "Hide", "Leave the stream out of the grid; it goes on",
        lambda d: d.stream.toggle_hidden(), when.has_stream),
    Key("U", "view.show_hidden", "Show hidden", "Show hidden streams again",
        lambda d: d.stream.show_hidden(), when.has_hidden),
    Key("P", "view.pause_all", "Pause all", "Freeze every pane; again: none",
        lambda d: d.stream.pause_all(), when.has_streams),
    Key("R", "view.reconnect_all", "Reconnect all", "Connect every stream anew",
        lambda d: d.stream.reconnect_all(), when.has_streams),
    *map(_shows, VIEWS),
    Key("tab", "view.next", "Next pane", "Go to the next pane",
        lambda d: d.view.step(1), when.in_grid),
    Key("shift+tab", "view.previous", "Previous pane", "Go to the pane before",
        lambda d: d.view.step(-1), when.in_grid),
    *map(_goes_to, range(1, 10)),
    Key("ctrl+s", "profile.save", "Save profile", "Save streams and filters as a profile",
        lambda d: d.app.action_save()),
    Key("o", "profile.open", "Open profile", "Open another profile",
        lambda d: d.app.action_open()),
    Key("ctrl+z", "app.suspend", "Suspend", "Back to the shell; fg there comes back here",
        lambda d: d.app.action_suspend_process()),
    Key("ctrl+t", "app.theme", "Theme", "Choose another theme",
        lambda d: d.app.search_themes()),
    Key("ctrl+p,colon", "app.palette", "Commands", "Find a command by its name",
        lambda d: d.app.action_command_palette()),
)
# fmt: on

GROUPS = {
    "pane": "Pane and timeline",
    "event": "The chosen event",
    "stream": "The stream",
    "list": "The list",
    "view": "The screen",
    "profile": "Profiles",
    "app": "The app",
}
"""What the first part of an id stands for, in the order in which help shows them."""
