"""The inspector: all of one event, as JSON, text and bytes, and how it differs from the one before."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher

from sse_dash import text, units
from sse_dash.json.difference import Difference, difference
from sse_dash.json.document import (
    Document,
    NotJson,
    Number,
    is_branch,
    parse,
    plain,
    scalar_text,
    tokens,
    value_at,
)
from sse_dash.json.paths import Place, path_text
from sse_dash.moments import Zone
from sse_dash.streams.log.received import ReceivedEvent
from sse_dash.streams.recording.formats import event_as_sse
from sse_dash.tui.clipboard.copying import copy
from sse_dash.tui.faults.containing import Contained, containing
from sse_dash.tui.inspector.background import LatestOnly
from sse_dash.tui.inspector.bytes_view import BytesView
from sse_dash.tui.inspector.difference_view import DifferenceView
from sse_dash.tui.inspector.drawing import LinesView
from sse_dash.tui.inspector.header import EventHeader, EventView, Facts, PlaceLine, ViewTabs
from sse_dash.tui.inspector.keys import KEYS
from sse_dash.tui.inspector.reader import InspectorResult, PathTerm, Reader
from sse_dash.tui.inspector.text_view import TextView
from sse_dash.tui.inspector.tree_view import TreeView
from sse_dash.tui.keys.key_line import KeyLine

_LONGEST_NAME = 60


class InspectorScreen(Contained, ModalScreen[InspectorResult | None]):
    """One event; the stream goes on behind it."""

    CSS_PATH = "inspector.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS.bindings]

    def __init__(
        self,
        reader: Reader,
        path_term: PathTerm,
        clock: Callable[[], float] = time.time,
        zone: Zone = Zone.LOCAL,
    ) -> None:
        """`clock` gives seconds since the epoch, `zone` says by whose clock times are told."""
        super().__init__()
        self._zone = zone
        self._reader = reader
        self._path_term = path_term
        self._event = reader.current
        self._view = EventView.JSON
        self._document: Document | NotJson | None = None
        self._value_path: Place | None = None
        """Of the one string that the text view shows, if it doesn't show the data."""
        self._is_parsing = False
        self._remark = ""
        """What there is to say of the view and has no room beside the names of the views."""
        self._given: dict[LinesView, object] = {}
        """What each view was given of this event."""
        self._parsing = LatestOnly(self)
        self._comparing = LatestOnly(self)
        self._copying = LatestOnly(self)
        self._header = EventHeader(lambda: reader.position, clock)
        self._tabs = ViewTabs()
        self._tree = TreeView(self._read_value, id="tree")
        self._text = TextView(id="text")
        self._bytes = BytesView(id="bytes")
        self._diff = DifferenceView(id="diff")
        self._status = PlaceLine()

    def compose(self) -> ComposeResult:
        yield self._header
        yield self._tabs
        with ContentSwitcher(initial="tree"):
            yield self._tree
            yield self._text
            yield self._bytes
            yield self._diff
        yield self._status
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_interval(1, self._header.redraw)
        self._load()

    @property
    def _shown(self) -> LinesView:
        """The view that is on the screen."""
        match self._view:
            case EventView.JSON if isinstance(self._document, NotJson):
                return self._text
            case EventView.JSON:
                return self._tree
            case EventView.TEXT:
                return self._text
            case EventView.BYTES:
                return self._bytes
            case EventView.DIFF:
                return self._diff

    @property
    def shows_tree(self) -> bool:
        """Whether the view on the screen is the tree."""
        return self._shown is self._tree

    @property
    def shows_text(self) -> bool:
        """Whether the view on the screen is the text."""
        return self._shown is self._text

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return KEYS.works(action, parameters, self)

    def _load(self) -> None:
        """Show the event that the reader is at, in the view that was chosen."""
        self._event = event = self._reader.current
        self._document = None
        self._is_parsing = False
        self._given.clear()
        self.clear_selection()
        before = self._reader.before()
        gap = None if before is None else event.at - before.at
        self._header.show(Facts(event, self._reader.stream, gap, self._zone))
        self._show()

    def _show(self) -> None:
        """Give the chosen view what it is to show, if it hasn't got that, and put it on the screen."""
        remark, is_trouble = "", False
        with containing(self, "showing an event", self._reader.stream) as outcome:
            remark, is_trouble = self._give_view()
        if outcome.fault is not None:
            remark, is_trouble = f"this view failed: {outcome.fault.words}", True
        shown = self._shown
        self.query_one(ContentSwitcher).current = shown.id
        if self.focused is not shown:
            self.set_focus(shown)
            self.refresh_bindings()
        fits = self._tabs.has_room(remark)
        self._tabs.show(self._view, remark if fits else "", is_trouble=is_trouble)
        self._remark = "" if fits else remark
        self._show_status()

    def _give_view(self) -> tuple[str, bool]:
        """Give the chosen view what it is to show; returns what to say of that, and whether it is bad."""
        match self._view:
            case EventView.JSON:
                return self._show_json()
            case EventView.TEXT if self._value_path is not None:
                return self._show_value(self._value_path), False
            case EventView.TEXT:
                self._give(self._text, "data", partial(self._text.show, self._data))
            case EventView.BYTES:
                self._give(self._bytes, "data", partial(self._bytes.show, self._data))
            case EventView.DIFF:
                self._give(self._diff, "difference", self._show_difference)
        return "", False

    def _give(self, view: LinesView, what: object, show: Callable[[], None]) -> None:
        if self._given.get(view) != what:
            self._given[view] = what
            show()

    def _show_json(self) -> tuple[str, bool]:
        """Show the tree, or text where there is none; returns what to say of that, and whether it is bad."""
        document = self._parsed()
        if document is None:
            self._give(self._tree, "hint", partial(self._tree.show_hint, "parsing …"))
            return "", False
        if isinstance(document, NotJson):
            mark = document.position
            self._give(self._text, "not JSON", partial(self._text.show, self._data, mark=mark))
            place = f" at {document.place}" if document.place else ""
            return f"not JSON{place}: {document.message}", True
        self._give(self._tree, "document", partial(self._tree.show, document.value))
        if document.oddities:
            return f"{', '.join(document.oddities)}: no JSON to a browser", True
        return "", False

    def _show_value(self, path: Place) -> str:
        """Show a string of the document as text, or all of the data where there is no such string."""
        document = self._parsed()
        name = path_text(path)
        if document is None:
            self._give(self._text, "hint", partial(self._text.show, "", name="parsing …"))
            return ""
        value = None if isinstance(document, NotJson) else value_at(document.value, path)
        if isinstance(value, str) and not isinstance(value, Number):
            self._give(self._text, path, partial(self._text.show, value, name=name))
            return "esc back to the tree"
        self._give(self._text, "data", partial(self._text.show, self._data))
        return f"no string at {name}: all of the data"

    def _parsed(self) -> Document | NotJson | None:
        """The document of the event, or why there is none; None while that isn't known."""
        if self._document is None and not self._is_parsing:
            self._is_parsing = True
            event, data = self._event, self._data
            self._parsing.ask(len(data), partial(_parse, data), partial(self._take_document, event))
        return self._document

    def _take_document(self, event: ReceivedEvent, document: Document | NotJson) -> None:
        if event is self._event:
            self._document = document
            # It may be known before the one who asks goes on.
            self.call_later(self._show)

    def _show_difference(self) -> None:
        event, other = self._event, self._reader.before_of_type()
        if other is None:
            self._diff.show_hint(f"no earlier event of type {event.event.type} is held")
            return
        apart = units.duration(event.at - other.at)
        name = f"#{units.count(other.number)}, {apart} before"
        self._diff.show_hint(f"comparing with {name} …")
        old, new = other.event.data, event.event.data
        self._comparing.ask(
            len(old) + len(new), partial(difference, old, new), partial(self._take_difference, event, name)
        )

    def _take_difference(self, event: ReceivedEvent, name: str, found: Difference) -> None:
        if event is self._event:
            self._diff.show(found, name)

    def _show_status(self) -> None:
        if self._remark:
            self._status.show(self._remark, "", is_trouble=True)
        else:
            self._status.show(*self._shown.status(), is_path=self._shown is self._tree)

    def on_lines_view_moved(self, message: LinesView.Moved) -> None:
        message.stop()
        self._show_status()

    def on_view_tabs_chosen(self, message: ViewTabs.Chosen) -> None:
        message.stop()
        self._choose(message.view)

    def _choose(self, view: EventView, value_path: Place | None = None) -> None:
        self._view, self._value_path = view, value_path
        self.clear_selection()
        self._show()

    def _read_value(self, path: Place) -> None:
        self._choose(EventView.TEXT, path)

    @property
    def _data(self) -> str:
        return self._event.event.data

    def action_view(self, name: str) -> None:
        """Show the data in the view of this name."""
        self._choose(EventView[name])

    def action_turn(self, by: int) -> None:
        """Show the data in the next view, or the one before."""
        views = list(EventView)
        self._choose(views[(views.index(self._view) + by) % len(views)])

    def action_step(self, by: int) -> None:
        """Go to another event."""
        if self._reader.step(by):
            self._load()
        else:
            self.app.bell()

    def action_back(self) -> None:
        """Close, or go back from a value to the tree."""
        if self._view is EventView.TEXT and self._value_path is not None:
            self._choose(EventView.JSON)
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Go down by rows, or up."""
        self._shown.move(by)

    def action_page(self, by: int) -> None:
        """Go down by screens, or up."""
        self._shown.move_page(by)

    def action_start(self) -> None:
        """Go to the first row."""
        self._shown.move_to_start()

    def action_end(self) -> None:
        """Go to the last row."""
        self._shown.move_to_end()

    def action_left(self) -> None:
        """Fold or go out, or scroll."""
        self._shown.move_left()

    def action_right(self) -> None:
        """Unfold or go in, or scroll."""
        self._shown.move_right()

    def action_unfold(self) -> None:
        """Fold or unfold what the cursor is on."""
        self._tree.toggle()

    def action_unfold_all(self) -> None:
        """Unfold everything."""
        self._tree.unfold_all()

    def action_fold_all(self) -> None:
        """Fold everything."""
        self._tree.fold_all()

    def action_wrap(self) -> None:
        """Wrap long lines, or don't."""
        self._text.toggle_wrap()

    def action_copy(self) -> None:
        """Copy what is selected, or what the cursor is on, or all that the view shows."""
        selected = self.get_selected_text()
        if selected:
            copy(self.app, "the selection", selected)
        elif self._shown is self._tree and self._tree.has_document:
            self._copy_value()
        elif self._shown is self._text and self._text.name_of_value:
            copy(self.app, text.cut(self._text.name_of_value, _LONGEST_NAME), self._text.data)
        else:
            copy(self.app, f"the data of event {units.count(self._event.number)}", self._data)

    def _copy_value(self) -> None:
        value, name = self._tree.value, text.cut(path_text(self._tree.path), _LONGEST_NAME)
        if not is_branch(value):
            is_text = isinstance(value, str)
            copy(self.app, name, str(value) if is_text else scalar_text(value))
            return
        self._copying.ask(
            len(self._data),
            lambda: "".join(tokens(value, indent=2)),
            self._copy_written(name),
        )

    def _copy_written(self, name: str) -> Callable[[str], None]:
        def done(written: str) -> None:
            copy(self.app, f"{name} as JSON", written)

        return done

    def action_copy_event(self) -> None:
        """Copy the event as a server would send it."""
        name = f"event {units.count(self._event.number)} as an event stream has it"
        copy(self.app, name, event_as_sse(self._event.event))

    def action_copy_path(self) -> None:
        """Copy the path of what the cursor is on."""
        if self._tree.has_document:
            path = path_text(self._tree.path)
            copy(self.app, f"the path {text.cut(path, _LONGEST_NAME)}", path)

    def action_copy_text(self) -> None:
        """Copy what is selected; the key is Textual's own."""
        selected = self.get_selected_text()
        if selected:
            copy(self.app, "the selection", selected)
        else:
            self.app.bell()

    def action_filter(self) -> None:
        """Close, and have the events filtered by what the cursor is on."""
        if not self._tree.has_document:
            return
        expression = self._path_term(self._tree.path, plain(self._tree.value))
        if expression:
            self.dismiss(InspectorResult(expression))
        else:
            self.app.notify(
                "Every event has that; choose something inside.", severity="warning", markup=False
            )


def _parse(data: str) -> Document | NotJson:
    try:
        return parse(data)
    except NotJson as error:
        return error
