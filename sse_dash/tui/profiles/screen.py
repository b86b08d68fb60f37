"""The profiles that there are: one to open, and what is done with whole ones.

Files are the affair of `profiles.manage`; what is open, and what follows from opening another, of the app.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sse_dash.profiles import (
    DEFAULT_PROFILE,
    ProfileError,
    ProfileRef,
    Project,
    manage,
    name_fault,
    profile_path,
)
from sse_dash.profiles.manage import Entry, Place, Removed
from sse_dash.text import cut, fit, visible
from sse_dash.tui.dialogs.base import STYLE, Dialog
from sse_dash.tui.dialogs.dialog import Field, TextDialog
from sse_dash.tui.threads import DiskSilent, on_disk

_MOST_UNDONE = 20
_NAME_CELLS = 24
_LOWEST_LIST = 2
_AROUND_THE_LIST = 7
"""Lines of border, padding, keys and what is said."""
_STREAMS_CELLS = 200
"""Of the names of streams; the list cuts what it has no room for itself."""


@dataclass(frozen=True, slots=True)
class ProfilesOutcome:
    """What came of it."""

    ref: ProfileRef | None
    """The profile to open, under which the team file may lie; None for none."""
    current: Path | None
    """The file of the profile that was open before, which may have been renamed; None if it was removed."""


class ProfilesScreen(Dialog[ProfilesOutcome]):
    """This project's profiles, its team file and the global ones."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "profiles.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,o", "close", "Close", id="profiles.close"),
        Binding("n", "new", "New", id="profiles.new"),
        Binding("r", "rename", "Rename", id="profiles.rename"),
        Binding("d,D", "duplicate", "Duplicate", id="profiles.duplicate"),
        Binding("delete,backspace", "remove", "Remove", id="profiles.remove"),
        Binding("u", "undo", "Undo", id="profiles.undo"),
        Binding("j", "move(1)", "Down", id="profiles.down"),
        Binding("k", "move(-1)", "Up", id="profiles.up"),
    ]

    def __init__(self, project: Project | None, current: Path | None = None) -> None:
        """`current` is the file of the profile that is open, if one is."""
        super().__init__("Profiles", "esc close")
        self._project = project
        self._current = current
        self._removed: list[tuple[Removed, bool]] = []
        """What was removed, the last one last, and whether it was open."""
        self._entries: dict[str, Entry] = {}
        """By the id of the option."""

    def compose_box(self) -> ComposeResult:
        yield OptionList(markup=False)
        yield Static(id="profiles-said")
        yield Static(
            Content("enter open   n new   r rename   d duplicate   del remove   u undo"),
            classes="dialog--keys",
        )

    async def on_mount(self) -> None:
        await self._list(self._current)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        entry = self._entries[event.option_id or ""]
        if entry.fault:
            words = f"{entry.ref.name} can't be opened: {entry.fault}"
            if entry.place is not Place.TEAM:
                words += f"\nsse-dash profiles edit {entry.ref.name} mends it"
            self._say(words, wrong=True)
        elif entry.place is Place.TEAM:
            path = profile_path(self._project, DEFAULT_PROFILE)
            self._close(ProfileRef(DEFAULT_PROFILE, path, self._project))
        else:
            self._close(entry.ref)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def action_close(self) -> None:
        """Open none."""
        self._close(None)

    def action_move(self, by: int) -> None:
        """Go to the next line, or to the one before."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_new(self) -> None:
        """Make an empty one, after asking for its name."""
        entry = self._chosen()
        project = None if entry is not None and entry.place is Place.GLOBAL else self._project
        where = "New global profile" if project is None else f"New profile for {project.name}"
        self._ask(where, "", "make it", project, lambda name: partial(manage.new, project, name))

    def action_rename(self) -> None:
        """Give it another name, after asking for that."""
        if (ref := self._own("renamed")) is not None:
            self._ask(
                f"Rename {ref.name}", ref.name, "rename", ref.project,
                lambda name: partial(manage.rename, ref, name), ref,
            )  # fmt: skip

    def action_duplicate(self) -> None:
        """Make a copy beside it, after asking for its name."""
        if (ref := self._own("copied")) is not None:
            self._ask(
                f"Duplicate {ref.name}", f"{ref.name}-2"[-64:], "make the copy", ref.project,
                lambda name: partial(manage.duplicate, ref, name),
            )  # fmt: skip

    async def action_remove(self) -> None:
        """Take it away, until it is brought back."""
        if (ref := self._own("removed")) is None:
            return
        try:
            gone = await on_disk(lambda: manage.remove(ref))
        except (ProfileError, DiskSilent) as error:
            self._say(str(error), wrong=True)
            return
        was_open = ref.path == self._current
        self._removed = [*self._removed, (gone, was_open)][-_MOST_UNDONE:]
        self._current = None if was_open else self._current
        await self._list(None)
        self._say(f"{ref.name} was removed; u brings it back")

    async def action_undo(self) -> None:
        """Bring back what was removed last."""
        if not self._removed:
            self._say("Nothing was removed here that could come back.")
            return
        gone, was_open = self._removed[-1]
        try:
            ref = await on_disk(lambda: manage.undo(gone))
        except (ProfileError, DiskSilent) as error:
            self._say(str(error), wrong=True)
            return
        self._removed.pop()
        self._current = ref.path if was_open else self._current
        await self._list(ref.path)
        self._say(f"{ref.name} is back")

    def _close(self, ref: ProfileRef | None) -> None:
        self.dismiss(ProfilesOutcome(ref, self._current))

    def _chosen(self) -> Entry | None:
        option = self.query_one(OptionList).highlighted_option
        return None if option is None else self._entries.get(option.id or "")

    def _own(self, done: str) -> ProfileRef | None:
        """The profile that is chosen, if it is one that may be `done` here; says so if it isn't."""
        entry = self._chosen()
        if entry is None:
            self._say("There is no profile yet; n makes one.")
        elif entry.place is Place.TEAM:
            self._say(f"The team file is not {done} here: it belongs to the project.")
        else:
            return entry.ref
        return None

    def _ask(
        self,
        title: str,
        value: str,
        accept: str,
        project: Project | None,
        make: Callable[[str], Callable[[], ProfileRef]],
        old: ProfileRef | None = None,
    ) -> None:
        """Ask for a name that is free, then do with it what `make` makes of it; `old` is gone then."""

        async def answered(values: list[str] | None) -> None:
            if values is None or (old is not None and values[0] == old.name):
                return
            try:
                ref = await on_disk(make(values[0]))
            except (ProfileError, DiskSilent) as error:
                self._say(str(error), wrong=True)
                return
            if old is not None and old.path == self._current:
                self._current = ref.path
            await self._list(ref.path)
            self._say(f"{ref.name} is there" if old is None else f"{old.name} is called {ref.name} now")

        dialog = TextDialog(title, [Field("Name", value)], accept, lambda values: name_fault(values[0]))
        self.app.push_screen(dialog, answered)

    async def _list(self, chosen: Path | None) -> None:
        """Show what there is now, with the cursor on that file, or where it was."""
        options = self.query_one(OptionList)
        before = options.highlighted or 0
        try:
            entries = await on_disk(lambda: manage.list_entries(self._project))
        except (ProfileError, DiskSilent) as error:
            self._say(str(error), wrong=True)
            return
        if not self.is_attached or not self.children:
            return  # it was closed meanwhile
        self._entries = {str(index): entry for index, entry in enumerate(entries)}
        widest = min(max((len(entry.ref.name) for entry in entries), default=0), _NAME_CELLS)
        shown: list[Option] = []
        place: Place | None = None
        for key, entry in self._entries.items():
            if entry.place is not place:
                place = entry.place
                shown.append(Option(self._heading(place), disabled=True))
            shown.append(Option(self._line(entry, widest), id=key))
        options.clear_options().add_options(shown)
        # As high as it needs to be; on a screen that is too low the list scrolls, and what is below it stays.
        self.query_one(".dialog").styles.height = max(len(shown), _LOWEST_LIST) + _AROUND_THE_LIST
        can_choose = [index for index, option in enumerate(shown) if not option.disabled]
        wanted = [index for index in can_choose if self._entries[shown[index].id or ""].ref.path == chosen]
        if can_choose:
            nearest = min(can_choose, key=lambda index: abs(index - before))
            options.highlighted = wanted[0] if wanted else nearest
        self._say("" if entries else "No profile has been saved yet: n makes one, ctrl+s saves what is open.")
        self.set_focus(options)

    def _heading(self, place: Place) -> Content:
        words = {
            Place.PROJECT: f"Project {self._project.name if self._project else ''}",
            Place.TEAM: "Team file",
            Place.GLOBAL: "Global",
        }
        return Content.styled(cut(words[place], _STREAMS_CELLS), "bold $text-primary")

    def _line(self, entry: Entry, widest: int) -> Content:
        mark = "● " if entry.ref.path == self._current else "  "
        if entry.fault:
            detail, style = f"can't be read: {entry.fault}", "$text-error"
        else:
            detail, style = ", ".join(entry.streams) or "no streams", "dim"
            detail = detail if entry.trusted else f"not trusted yet · {detail}"
        return Content.assemble(
            mark, (fit(entry.ref.name, widest), "bold"), "  ", (cut(detail, _STREAMS_CELLS), style)
        )

    def _say(self, words: str, *, wrong: bool = False) -> None:
        if not self.is_attached or not self.children:
            return  # it was closed meanwhile
        said = self.query_one("#profiles-said", Static)
        said.update(Content("\n".join(map(visible, words.split("\n")))))
        said.set_class(wrong, "-wrong")
