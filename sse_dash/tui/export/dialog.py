"""Where events are to be written, in which format, and how far that is. Which events there are it is told."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.types import CSSPathType
from textual.widgets import Input, ProgressBar, Static

from sse_dash import files, text, units
from sse_dash.moments import Zone
from sse_dash.streams.log.received import Row
from sse_dash.streams.recording.formats import Format
from sse_dash.streams.recording.writer import Exported, ExportError, ExportStopped, export
from sse_dash.tui.dialogs.base import STYLE, Dialog
from sse_dash.tui.export.path_completion import Completion, complete
from sse_dash.tui.faults.containing import Contained, containing
from sse_dash.tui.keys.keymap import key_hints
from sse_dash.tui.threads import WAITED_FOR, OneAtATime

_UNSAFE_IN_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60
_PROGRESS_PER_SECOND = 10
_LOOKED_FOR = 0.5
"""Seconds that a key waits for a look at a folder."""

_ABOUT = {
    Format.JSON_LINES: "an object for each event, with its time; it reads back as the very same",
    Format.EVENT_STREAM: "as a server would send them: event, id and data",
    Format.CSV: "a table for spreadsheets; formulas are made harmless",
}
_ALTERED = {
    Format.JSON_LINES: "",
    Format.EVENT_STREAM: "held a line end or a character that the format can't",
    Format.CSV: "had a ' put before what a spreadsheet would run",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Events that may be exported."""

    words: str
    """What they are, after their number: `shown`, or `in all`."""
    events: int
    """How many there are."""
    size: int | None
    """Bytes of their data; None if nobody counted."""
    rows: Callable[[], Iterable[Row]]
    """Called once, at the start: a copy that nobody changes, as it is read in a thread."""

    def __str__(self) -> str:
        size = "" if self.size is None else f", {units.size(self.size)}"
        return f"{units.count(self.events)} {self.words}{size}"


class _Option(Contained, Static):
    """One of several, to be clicked."""

    @dataclass
    class Chosen(Message):
        """The option was clicked."""

        option: _Option

    def __init__(self, words: str, group: str) -> None:
        super().__init__(classes=f"export--option {group}")
        self._words = words

    def show(self, chosen: bool) -> None:
        """Draw it as the chosen one, or not."""
        self.set_class(chosen, "-chosen")
        self.update(Content(f"{'●' if chosen else '○'} {text.visible(self._words)}"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Chosen(self))


class PathInput(Contained, Input):
    """Where the path is typed. The keys that every input has a use for are bound here, ahead of those."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Export", id="export.accept"),
        Binding("down", "screen.format(1)", "Next format", id="export.next_format"),
        Binding("up", "screen.format(-1)", "Format before", id="export.previous_format"),
    ]

    async def action_submit(self) -> None:
        # At once: a message would take its turn after keys that are already waiting.
        dialog = self.screen
        assert isinstance(dialog, ExportDialog)
        await dialog.accept()


class _PathSuggester(Suggester):
    """Shows behind the cursor how the path may go on."""

    def __init__(self, disk: OneAtATime, show: Callable[[str, Completion], None]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._disk = disk
        self._show = show

    async def get_suggestion(self, value: str) -> str | None:
        found = await self._disk.look(lambda: complete(value), WAITED_FOR)
        if found is None:
            return None
        self._show(value, found)
        if not found.names:
            return None
        return value[: value.rfind("/") + 1] + found.names[0] if value != "~" else found.text


class ExportDialog(Dialog[Exported | None]):
    """Asks for a file and a format, writes, and says where the file is; the answer is None if nothing is."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "export.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 - Textual has it as no ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="export.cancel"),
        Binding("tab", "complete", "Complete the path", id="export.complete"),
        Binding("ctrl+t", "select", "Which events", id="export.select"),
    ]

    def __init__(
        self, title: str, selections: Sequence[Selection], suggested_name: str, zone: Zone = Zone.UTC
    ) -> None:
        """`selections` are one or more, of which the first is chosen. `suggested_name` is any text, such as
        the stream's name: what is bad in the name of a file is taken out, and the ending added. `zone` is
        that of the times that are written.
        """
        super().__init__(title)
        self._zone = zone
        self._selections = selections
        self._selection = selections[0]
        self._format = Format.JSON_LINES
        name = _UNSAFE_IN_NAME.sub("-", suggested_name)[:_LONGEST_NAME].strip("-.") or "events"
        self._first_path = os.path.join(files.with_tilde(os.getcwd()), f"{name}{self._format.suffix}")
        self._disk = OneAtATime()
        self._to_replace: str | None = None
        """The path of the file that enter replaces, after it was said that it is there."""
        self._stop: threading.Event | None = None
        """Set to stop the writing; None while nothing is written."""
        self._written = 0
        self._found_for = ""
        """What was typed when the names of files below the path were found."""

    def compose_box(self) -> ComposeResult:
        with Vertical(id="export-form"):
            yield Static("File", classes="dialog--label")
            yield PathInput(
                self._first_path,
                compact=True,
                select_on_focus=False,
                suggester=_PathSuggester(self._disk, self._show_found),
                id="export-path",
            )
            yield Static(id="export-found")
            yield Static("Format", classes="dialog--label")
            with Horizontal(classes="export--options"):
                for each in Format:
                    yield _Option(each.value, "format")
            yield Static(id="export-about")
            yield Static("Events", classes="dialog--label")
            with Horizontal(classes="export--options selection-options"):
                for selection in self._selections:
                    yield _Option(str(selection), "selection")
            yield Static(id="export-message")
            yield Static(id="export-keys", classes="dialog--keys")
        with Vertical(id="export-progress"):
            yield Static(id="export-doing")
            yield ProgressBar(show_eta=False)
            yield Static(id="export-progress-keys", classes="dialog--keys")

    def on_mount(self) -> None:
        entry = self.query_one(Input)
        entry.cursor_position = len(entry.value)
        self.set_focus(entry)
        # Only now its width is reckoned; of a long path the name at its end is what one looks for.
        self.call_after_refresh(lambda: entry.scroll_to(x=entry.max_scroll_x, animate=False))
        self._show_choices()
        keys = {"accept": "export", "complete": "complete", "next_format": "format", "select": "which events"}
        if len(self._selections) == 1:
            del keys["select"]
        for where, hints in (
            ("#export-keys", {**keys, "cancel": "cancel"}),
            ("#export-progress-keys", {"cancel": "stop"}),
        ):
            words = key_hints(self, {f"export.{action}": words for action, words in hints.items()})
            self.query_one(where, Static).update(Content(words))
        self.set_interval(1 / _PROGRESS_PER_SECOND, self._show_progress)

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop.set()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._to_replace = None
        self._say("")
        # On a fast disk the names are found before the change of the path arrives here.
        if event.value != self._found_for:
            self.query_one("#export-found", Static).update("")
        named = Format.of(event.value)
        if named is not None:
            self._format = named
            self._show_choices()

    def on__option_chosen(self, message: _Option.Chosen) -> None:
        message.stop()
        for index, option in enumerate(self.query(".format")):
            if option is message.option:
                self._choose_format(list(Format)[index])
        for index, option in enumerate(self.query(".selection")):
            if option is message.option:
                self._selection = self._selections[index]
        self._show_choices()

    def action_format(self, step: int) -> None:
        """Go to the next format or to the one before."""
        formats = list(Format)
        self._choose_format(formats[(formats.index(self._format) + step) % len(formats)])

    def action_select(self) -> None:
        """Choose the next of the selections."""
        following = self._selections.index(self._selection) + 1
        self._selection = self._selections[following % len(self._selections)]
        self._show_choices()

    async def action_complete(self) -> None:
        """Type what every file that may be meant goes on with."""
        entry = self.query_one(Input)
        if self._stop is not None:
            return
        typed = entry.value
        found = await self._disk.look(lambda: complete(typed), _LOOKED_FOR)
        if found is None:
            self.app.bell()
            return
        if found.text == entry.value and len(found.names) != 1:
            self._show_found(entry.value, found)
            self.app.bell()
        entry.value = found.text
        entry.cursor_position = len(entry.value)

    def action_cancel(self) -> None:
        """Stop what is being written, else close; close as well where the disk lets nothing be stopped."""
        if self._stop is not None and not self._stop.is_set():
            self._stop.set()
        else:
            self.dismiss(None)

    async def accept(self) -> None:
        """Begin to write, unless something is to be said first."""
        entry = self.query_one(Input)
        typed = entry.value
        if self._stop is not None:
            return
        if not self._selection.events:
            self._say("there is no event to write", "-wrong")
            return
        name = typed.rpartition("/")[2]
        if name in ("", ".", "..", "~"):
            self._say("name a file", "-wrong")
            return
        path = files.expanded(typed)
        if typed != self._to_replace:
            # Where that takes too long, the writing says whether it is there.
            size = await self._disk.look(lambda: _size_of(path), _LOOKED_FOR)
            if size is not None:
                self._to_replace = typed
                self._say(f"it is there already, {units.size(size)}; enter again replaces it", "-odd")
                return
        self._written = 0
        self._stop = threading.Event()
        self._show_progress()
        self.add_class("-writing")
        self.set_focus(None)
        # By the app, which says so if it fails: nobody hears of a screen's own worker.
        self.app.run_worker(
            self._write(path, replace=typed == self._to_replace, stop=self._stop),
            name="export",
            group="export",
            exit_on_error=False,
        )

    async def _write(self, path: Path, *, replace: bool, stop: threading.Event) -> None:
        done, trouble = None, ""
        with containing(self, "exporting") as outcome:
            try:
                done = await asyncio.to_thread(
                    export,
                    self._selection.rows(),
                    path,
                    self._format,
                    zone=self._zone,
                    replace=replace,
                    on_progress=self._note_progress,
                    stop=stop.is_set,
                )
            except ExportError as error:
                trouble = str(error)
            except ExportStopped:
                trouble = "stopped; nothing was written"
            finally:
                stop.set()
                self._stop = None
        if outcome.fault is not None:
            trouble = f"it failed inside sse-dash: {outcome.fault.words}"
        if not self.is_attached:
            return
        if done is not None:
            self._announce(done)
            self.dismiss(done)
            return
        self.remove_class("-writing")
        self.set_focus(self.query_one(Input))
        self._to_replace = None
        self._say(trouble, "-wrong")

    def _announce(self, done: Exported) -> None:
        where = text.visible(files.with_tilde(done.path))
        words = f"{units.counted(done.events, 'event')}, {units.size(done.size)}, in {where}"
        if done.altered:
            words += f"; {units.count(done.altered)} {_ALTERED[self._format]}"
        self.app.notify(words, title="Exported", timeout=12, markup=False)

    def _note_progress(self, written: int) -> None:
        # Called in the thread that writes; the screen looks at it when it has time.
        self._written = written

    def _show_progress(self) -> None:
        if self._stop is None:
            return
        words = f"{units.count(self._written)} of {units.counted(self._selection.events, 'event')}"
        stopping = "stopping, after " if self._stop.is_set() else "writing, "
        self.query_one("#export-doing", Static).update(Content(stopping + words))
        self.query_one(ProgressBar).update(
            total=self._selection.events, progress=min(self._written, self._selection.events)
        )

    def _choose_format(self, chosen: Format) -> None:
        entry = self.query_one(Input)
        if Format.of(entry.value) is not None:
            entry.value = os.path.splitext(entry.value)[0] + chosen.suffix
            entry.cursor_position = len(entry.value)
        self._format = chosen
        self._show_choices()

    def _show_choices(self) -> None:
        for each, option in zip(Format, self.query(".format").results(_Option), strict=True):
            option.show(each is self._format)
        for selection, option in zip(
            self._selections, self.query(".selection").results(_Option), strict=True
        ):
            option.show(selection is self._selection)
        self.query_one("#export-about", Static).update(_ABOUT[self._format])

    def _show_found(self, value: str, found: Completion) -> None:
        if not self.is_attached or value != self.query_one(Input).value:
            return
        shown = self.query_one("#export-found", Static)
        names = [name for name in found.names if value.rpartition("/")[2] != name]
        shown.update(Content(text.cut("  ".join(names[:100]), shown.size.width)))
        self._found_for = value

    def _say(self, words: str, kind: str = "") -> None:
        message = self.query_one("#export-message", Static)
        message.set_classes([kind] if kind else [])
        message.update(Content(text.visible(words)))


def _size_of(path: Path) -> int | None:
    """Bytes of a file that is there; None if none is, or if it is something else."""
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):
        return None  # writing will say what is wrong
