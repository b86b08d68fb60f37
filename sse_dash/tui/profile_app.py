"""The part of the app that knows which profile is open: opening one, asking about a team file, saving.

What is on the screen it reads from the dashboard and tells it; files are the profiles' affair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sse_dash import profiles, text
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
from sse_dash.streams.spec import StreamSpec
from sse_dash.tui.screens.board import View
from sse_dash.tui.screens.dashboard import Dashboard
from sse_dash.tui.screens.dialog import ConfirmDialog, Field, MessageDialog, TextDialog
from sse_dash.tui.screens.profiles import ProfilesScreen
from sse_dash.tui.screens.trust import TrustDialog
from sse_dash.tui.startup import Startup
from sse_dash.tui.type_ahead import TypeAheadApp

DEFAULT_THEME = "textual-dark"

_PROFILE = "profile"
_MOST_WARNINGS = 3


class Shown(NamedTuple):
    """What an opened profile puts on the screen."""

    specs: tuple[StreamSpec, ...]
    where: str
    view: View
    theme: str | None = None


class ProfileApp(TypeAheadApp):
    """An app with a dashboard whose streams come from a profile and go back to it."""

    def __init__(self, startup: Startup) -> None:
        super().__init__()
        self._startup = startup
        self._usual_theme = startup.settings.theme or DEFAULT_THEME
        self._stored: StoredProfile | None = None
        self._team: TeamFile | None = None
        """The team file that is in use: trusted, and never read again."""
        self._shown = Shown(startup.specs, startup.where, View(startup.settings.layout or View.GRID))
        """What is on the screen first."""
        if startup.opening is not None:
            trusted = startup.opening.team if startup.opening.trust.given else None
            self._shown = self._take(startup.opening, trusted)

    @property
    def dashboard(self) -> Dashboard:
        """The main screen."""
        raise NotImplementedError

    def begin(self) -> None:
        """Open what the app was started with; the screens are there."""
        startup = self._startup
        self._take_theme(self._shown.theme, self._shown.where)
        self._warn(f"config.toml: {warning}" for warning in startup.settings.warnings)
        if startup.problem:
            self.push_screen(MessageDialog("That did not work", startup.problem))
        if startup.opening is not None:
            self._in_turn(self._after_opening(startup.opening), "open profile")

    def action_save(self) -> None:
        """Write what is on the screen to its profile, asking what can't be guessed."""
        if not self.dashboard.specs and self._stored is None:
            self.notify("There is no stream to save yet; a adds one.", severity="warning", markup=False)
        else:
            self._in_turn(self._save(), "save profile")

    def action_open(self) -> None:
        """Choose another profile."""
        self._in_turn(self._open(), "open profile")

    def _in_turn(self, work: Coroutine[None, None, None], name: str) -> None:
        self.run_worker(work, name=name, group=_PROFILE, exclusive=True, exit_on_error=False)

    # Opening.

    async def _open(self) -> None:
        current = self._stored.path if self._stored else None
        outcome = await self.push_screen_wait(ProfilesScreen(self._startup.project, current))
        if self._stored is not None:
            # It may have been renamed or removed meanwhile.
            self._stored = None if outcome.current is None else replace(self._stored, path=outcome.current)
        if outcome.ref is not None:
            opening = await asyncio.to_thread(profiles.open_ref, outcome.ref)
            self._show(self._take(opening, opening.team if opening.trust.given else None))
            await self._after_opening(opening)

    def _take(self, opening: Opening, team: TeamFile | None) -> Shown:
        """This is open from now on, with the team file if that is trusted."""
        self._stored, self._team = opening.stored, team
        profile = opening.profile(trusted=team is not None)
        settings, layout = self._startup.settings, profile.view.layout
        if settings.layout is not None and layout == ViewSettings().layout:
            # A profile doesn't tell the usual layout from none.
            layout = settings.layout
        where = profile_label(self._startup.project, opening.ref.path)
        return Shown(profile.streams, where, View(layout), profile.view.theme or settings.theme)

    def _show(self, shown: Shown) -> None:
        self._take_theme(shown.theme, shown.where)
        self.dashboard.show_streams(shown.specs, shown.where, shown.view)

    async def _after_opening(self, opening: Opening) -> None:
        """Say what was odd, remember what is open, and ask about a team file that is not trusted yet."""
        if opening.problem:
            await self.push_screen_wait(MessageDialog("That can't be opened", opening.problem))
        self._warn(opening.warnings)
        team = opening.team
        if team is not None and not opening.trust.given:
            dialog = TrustDialog(team, changed=opening.trust.changed)
            if await self.push_screen_wait(dialog):
                self._warn([await asyncio.to_thread(profiles.give_trust, team)])
                self._show(self._take(opening, team))
        await self._remember(opening.ref.path)

    async def _remember(self, path: Path) -> None:
        self._warn([await asyncio.to_thread(profiles.remember_profile, self._startup.project, path)])

    # Saving.

    async def _save(self) -> None:
        stored = self._stored
        expected: str | None = None
        if stored is not None:
            path, expected = stored.path, stored.digest
            if stored.has_comments and not await self.push_screen_wait(_about_comments(path)):
                return
        elif self._team is not None:
            path = profiles.profile_path(self._startup.project, profiles.DEFAULT_PROFILE)
        else:
            asked = await self._ask_where()
            if asked is None:
                return
            path = asked
        try:
            try:
                saved = await self._write(path, expected)
            except ProfileChanged as changed:
                if not await self.push_screen_wait(_about_conflict(path, stored)):
                    return
                saved = await self._write(path, changed.found)
        except ProfileError as error:
            self.push_screen(MessageDialog("The profile was not saved", str(error)))
            return
        self._stored = saved
        self.dashboard.where = profile_label(self._startup.project, path)
        count = len(saved.profile.streams)
        shown = str(path).replace(str(Path.home()), "~", 1)
        words = f"{count} stream{'s' if count != 1 else ''}, in {shown}"
        if saved.backup is not None:
            words += f"; the file as it was is {saved.backup.name}"
        self.notify(text.visible(words), title="Saved", markup=False)
        self._warn([str(warning) for warning in saved.warnings])
        await self._remember(path)

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

    async def _write(self, path: Path, expected: str | None) -> StoredProfile:
        before = self._stored.profile if self._stored else Profile()
        theme = self.theme if self.theme != self._usual_theme else None
        view = replace(before.view, theme=theme, layout=self.dashboard.view.value)
        profile = replace(before, streams=self.dashboard.specs, view=view)
        if self._team is not None:
            part = profiles.own_part(self._team.profile, before, profile)
            profile = part.profile
            if part.left_out:
                names = ", ".join(part.left_out)
                self._warn([f"{names} is in the team file, and will be there again the next time"])
        # Flushing to the disk can take a while, and the streams go on meanwhile.
        return await asyncio.to_thread(profiles.save, path, profile, expected_digest=expected)

    # What both need.

    def _take_theme(self, wanted: str | None, asked_by: str) -> None:
        if wanted is None:
            self.theme = self._usual_theme if self._usual_theme in self.available_themes else DEFAULT_THEME
        elif wanted in self.available_themes:
            self.theme = wanted
        else:
            self._warn([f"{asked_by}: there is no theme {wanted!r}; ctrl+t shows those there are"])

    def _warn(self, warnings: Iterable[str]) -> None:
        said = [warning for warning in warnings if warning]
        if len(said) > _MOST_WARNINGS:
            said[_MOST_WARNINGS - 1 :] = [f"and {len(said) - _MOST_WARNINGS + 1} more warnings"]
        for warning in said:
            self.notify(text.visible(warning), severity="warning", timeout=12, markup=False)


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


def _about_conflict(path: Path, stored: StoredProfile | None) -> ConfirmDialog:
    if stored is None:
        words = f"A profile {path.stem} is there already. Replace it with what is on the screen?"
    else:
        words = (
            f"{path.name} has been changed since it was opened, by someone else or in an editor. Replace it?"
        )
    return ConfirmDialog("Save the profile", words, "replace it")
