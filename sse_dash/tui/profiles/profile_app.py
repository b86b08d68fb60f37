"""The part of the app that knows which profile is open: opening one, asking about a team file, saving.

What is on the screen it reads from the dashboard and tells it; files are the profiles' affair.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from textual.app import App

from sse_dash import profiles, text, units
from sse_dash.profiles import (
    Opening,
    Profile,
    ProfileChanged,
    ProfileError,
    Project,
    StoredProfile,
    TeamFile,
    ViewSettings,
)
from sse_dash.profiles.keeping import rewritten
from sse_dash.profiles.profile import Layout
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dashboard.screen import Dashboard
from sse_dash.tui.dashboard.views import GridView
from sse_dash.tui.dialogs.dialog import ConfirmDialog, Field, MessageDialog, TextDialog
from sse_dash.tui.startup import Startup

DEFAULT_THEME = "textual-dark"

_PROFILE = "profile"
_MOST_WARNINGS = 3
_LONGEST_WARNING = 400
_MOST_NAMES = 5


class Shown(NamedTuple):
    """What an opened profile puts on the screen."""

    specs: tuple[StreamSpec, ...]
    where: str
    layout: Layout
    asked: ViewSettings = ViewSettings()
    """What the profile itself says of the view."""


class ProfileApp(App[None]):
    """An app with a dashboard whose streams come from a profile and go back to it."""

    def __init__(self, startup: Startup) -> None:
        super().__init__()
        self._startup = startup
        self._usual_theme = startup.settings.theme or DEFAULT_THEME
        self._one_at_a_time = asyncio.Lock()
        """Held by whoever opens or saves: one after the other, dialogs and all."""
        self._opens = False
        self._saves = 0
        """Saves that were asked for and aren't done."""
        self._stored: StoredProfile | None = None
        self._team: TeamFile | None = None
        """The team file that is in use: trusted, and never read again."""
        self._shown = Shown(startup.specs, startup.where, startup.settings.layout or GridView.name)
        """What is on the screen first, or was after the profile was opened or saved."""
        self._theme_then = DEFAULT_THEME
        """The theme that came with it."""
        if startup.opening is not None:
            trusted = startup.opening.team if startup.opening.trust.given else None
            self._shown = self._take(startup.opening, trusted)

    @property
    def dashboard(self) -> Dashboard:
        """The main screen."""
        raise NotImplementedError

    @property
    def is_saving(self) -> bool:
        """Whether a save that was asked for is under way, and asks nothing."""
        return self._saves > 0 and self.screen is self.dashboard

    def begin(self) -> None:
        """Open what the app was started with; the screens are there."""
        startup = self._startup
        self._warn(f"config.toml: {warning}" for warning in startup.settings.warnings)
        if self._usual_theme not in self.available_themes:
            self._warn([_no_theme("config.toml", self._usual_theme)])
            self._usual_theme = DEFAULT_THEME
        self._take_theme()
        if startup.problem:
            self.push_screen(MessageDialog("That did not work", startup.problem))
        if startup.opening is not None:
            opening = startup.opening
            self.in_turn(lambda: self._after_opening(opening), "open profile")

    def action_save(self) -> None:
        """Write what is on the screen to its profile, asking what can't be guessed."""
        if not self.dashboard.specs and self._stored is None:
            self.notify("There is no stream to save yet; a adds one.", severity="warning", markup=False)
        else:
            self._saves += 1
            self.in_turn(self._save, "save profile")

    def action_open(self) -> None:
        """Choose another profile."""
        if not self._opens:
            self._opens = True
            self.in_turn(self._open, "open profile")

    def in_turn(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        """Do it in a worker of that name, once what was begun before it is done."""

        async def wait_and_work() -> None:
            async with self._one_at_a_time:
                await work()

        self.run_worker(wait_and_work(), name=name, group=_PROFILE, exit_on_error=False)

    # Opening.

    async def _open(self) -> None:
        # Not in the way of the first frame, as the dialog about a team file isn't.
        from sse_dash.tui.profiles.screen import ProfilesScreen

        current = self._stored.path if self._stored else None
        try:
            outcome = await self.push_screen_wait(ProfilesScreen(self._startup.project, current))
        finally:
            self._opens = False
        if outcome.current != current:
            await self._moved(outcome.current)
        if outcome.ref is None:
            return
        opening = await asyncio.to_thread(profiles.open_ref, outcome.ref)
        if opening.problem and opening.stored is None:
            # It was in order when it was listed. What is on the screen is better than nothing.
            await self.push_screen_wait(MessageDialog("That can't be opened", opening.problem))
            return
        self._show(self._take(opening, opening.team if opening.trust.given else None))
        await self._after_opening(opening)

    async def _moved(self, path: Path | None) -> None:
        """The profile that is open has another name, or, without a path, was removed."""
        project = self._startup.project
        if path is None or self._stored is None:
            self._stored = None
            self.dashboard.where = project.name if project is not None else ""
            return
        self._stored = replace(self._stored, path=path)
        if path.stem != profiles.DEFAULT_PROFILE:
            # Under no other name does the team file lie; what came of it is saved as one's own from now on.
            self._team = None
        self.dashboard.where = profile_label(project, path)
        await self._remember(path)

    def _take(self, opening: Opening, team: TeamFile | None) -> Shown:
        """This is open from now on, with the team file if that is trusted."""
        self._stored, self._team = opening.stored, team
        profile = opening.profile(trusted=team is not None)
        layout = profile.view.layout or self._startup.settings.layout or GridView.name
        where = profile_label(self._startup.project, opening.ref.path)
        return Shown(profile.streams, where, layout, profile.view)

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        self._take_theme()
        self.dashboard.show_streams(shown.specs, shown.where, shown.layout)

    async def _after_opening(self, opening: Opening) -> None:
        """Say what was odd, remember what is open, and ask about a team file that is not trusted yet."""
        if opening.problem:
            await self.push_screen_wait(MessageDialog("That can't be opened", opening.problem))
        team, noted = opening.team, set[str]()
        if team is not None and not opening.trust.given:
            from sse_dash.tui.profiles.trust import TrustDialog

            # It is all in the question.
            noted = {f"{team.path.name}: {warning}" for warning in team.warnings}
            dialog = TrustDialog(team, changed=opening.trust.changed)
            if await self.push_screen_wait(dialog):
                self._warn([await asyncio.to_thread(profiles.give_trust, team)])
                self._show(self._take(opening, team))
        # Not before: it would lie over the question.
        self._warn(warning for warning in opening.warnings if warning not in noted)
        await self._remember(opening.ref.path)

    async def _remember(self, path: Path) -> None:
        self._warn([await asyncio.to_thread(profiles.remember_profile, self._startup.project, path)])

    # Saving.

    async def _save(self) -> None:
        try:
            saved = await self._save_or_not()
        except ProfileError as error:
            await self.push_screen_wait(MessageDialog("The profile was not saved", str(error)))
        else:
            if saved is not None:
                await self._after_saving(saved)
        finally:
            self._saves -= 1

    async def _save_or_not(self) -> StoredProfile | None:
        """What was saved; None where someone thought better of it. Raises ProfileError."""
        stored = self._stored
        before = stored.profile if stored is not None else Profile()
        profile, left_out = self._own_part(before)
        if stored is not None:
            path, expected = stored.path, stored.digest
            loses_comments = not stored.read_only and bool(rewritten(stored.data, profile).lost)
            if loses_comments and not await self.push_screen_wait(_about_comments(path)):
                return None
        elif self._team is not None:
            path, expected = profiles.profile_path(self._startup.project, profiles.DEFAULT_PROFILE), None
        else:
            asked = await self._ask_where()
            if asked is None:
                return None
            path, expected = asked, None
        # Flushing to the disk can take a while, and the streams go on meanwhile.
        try:
            saved = await asyncio.to_thread(profiles.save, path, profile, expected_digest=expected)
        except ProfileChanged as changed:
            if not await self.push_screen_wait(_about_conflict(path, expected, changed.found)):
                return None
            saved = await asyncio.to_thread(profiles.save, path, profile, expected_digest=changed.found)
        if left_out:
            self._warn([f"still in the team file, and back the next time: {_names(left_out)}"])
        return saved

    async def _after_saving(self, saved: StoredProfile) -> None:
        before = self._stored.warnings if self._stored is not None else ()
        said = {(warning.key, warning.wrong) for warning in before}
        self._stored = saved
        label = profile_label(self._startup.project, saved.path)
        self.dashboard.where = label
        self._shown = Shown(saved.profile.streams, label, self.dashboard.layout_chosen, self._view_settings())
        self._theme_then = self.theme
        count = len(saved.profile.streams)
        words = f"{count} stream{'s' if count != 1 else ''}, in {_with_tilde(saved.path)}"
        if saved.backup is not None:
            words += f"; the file as it was is {saved.backup.name}"
        self.notify(text.visible(words), title="Saved", markup=False)
        new = [warning for warning in saved.warnings if (warning.key, warning.wrong) not in said]
        self._warn(f"{saved.path.name}: {warning}" for warning in new)
        await self._remember(saved.path)

    async def _ask_where(self) -> Path | None:
        """The file for a new profile, by the name that the user gives it."""

        def check(values: list[str]) -> str:
            try:
                profiles.check_name(values[0])
            except ProfileError as error:
                return str(error)
            return ""

        project = self._startup.project
        owner = f"project {project.name}" if project else "every project"
        dialog = TextDialog(
            f"Save a profile for {owner}", [Field("Name", profiles.DEFAULT_PROFILE)], "save", check
        )
        values = await self.push_screen_wait(dialog)
        return None if values is None else profiles.profile_path(project, values[0])

    def _own_part(self, before: Profile) -> tuple[Profile, tuple[str, ...]]:
        """What is to be saved, and which streams of the team file are not on the screen."""
        profile = replace(before, streams=self.dashboard.specs, view=self._view_settings())
        if self._team is None:
            return profile, ()
        part = profiles.own_part(self._team.profile, before, profile)
        return part.profile, part.left_out

    def _view_settings(self) -> ViewSettings:
        """How the screen looks: what nobody changed since the profile was opened, as that has it."""
        view = self._shown.asked
        if self.theme != self._theme_then:
            view = replace(view, theme=self.theme)
        if self.dashboard.layout_chosen != self._shown.layout:
            view = replace(view, layout=self.dashboard.layout_chosen)
        return view

    # What both need.

    def _take_theme(self) -> None:
        """The theme that the profile asks for, or else the usual one."""
        wanted = self._shown.asked.theme or self._usual_theme
        if wanted in self.available_themes:
            self.theme = wanted
        else:
            self._warn([_no_theme(self._shown.where, wanted)])
            self.theme = self._usual_theme
        self._theme_then = self.theme

    def _warn(self, warnings: Iterable[str]) -> None:
        said = [warning for warning in warnings if warning]
        if len(said) > _MOST_WARNINGS:
            said[_MOST_WARNINGS - 1 :] = [f"and {len(said) - _MOST_WARNINGS + 1} more warnings"]
        for warning in said:
            words = text.cut(warning, _LONGEST_WARNING)
            self.notify(words, severity="warning", timeout=12, markup=False)


def profile_label(project: Project | None, path: Path) -> str:
    """What the first line calls a profile: its project and, unless it is the default one, its name."""
    owner = "global"
    if project is not None and path == profiles.profile_path(project, path.stem):
        owner = project.name
    return owner if path.stem == profiles.DEFAULT_PROFILE else f"{owner} / {path.stem}"


def _about_comments(path: Path) -> ConfirmDialog:
    return ConfirmDialog(
        "Save the profile",
        f"{path.name} holds comments, which saving would lose. "
        f"The file as it is would be kept as {path.name}.bak.",
        "save all the same",
    )


def _about_conflict(path: Path, expected: str | None, found: str | None) -> ConfirmDialog:
    if found is None:
        words = f"{path.name} was removed since it was opened. Make it anew, with what is on the screen?"
        return ConfirmDialog("Save the profile", words, "make it anew")
    if expected is None:
        words = f"A profile {path.stem} is there already. Replace it with what is on the screen?"
    else:
        words = (
            f"{path.name} has been changed since it was opened, by someone else or in an editor. Replace it?"
        )
    return ConfirmDialog("Save the profile", words, "replace it")


def _no_theme(asked_by: str, wanted: str) -> str:
    return f"{asked_by}: there is no theme {text.cut(wanted, 40)!r}; ctrl+t shows those there are"


def _names(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMES
    shown = ", ".join(text.cut(name, 40) for name in names[:_MOST_NAMES])
    return f"{shown} and {units.count(more)} more" if more > 0 else shown


def _with_tilde(path: Path) -> str:
    home = os.path.expanduser("~").rstrip("/")  # Path.home() raises where there is none
    shown = str(path)
    return f"~{shown.removeprefix(home)}" if home and shown.startswith(f"{home}{os.sep}") else shown
