"""Opening and saving, as keys do it: the questions that a session leaves open are asked here, and the
dashboard is told what comes of the answers.

What is open and what a save would write is the session's affair.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker

from sse_dash import files, moments, profiles, text, units
from sse_dash.filter import Filter
from sse_dash.profiles import (
    Layout,
    ProfileChanged,
    ProfileError,
    Question,
    Save,
    Session,
    Settings,
    Unsaved,
    ViewSettings,
)
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dashboard.screen import Dashboard
from sse_dash.tui.dashboard.views import GridView
from sse_dash.tui.dialogs.dialog import ConfirmDialog, Field, MessageDialog, TextDialog
from sse_dash.tui.profiles.notes import Notes
from sse_dash.tui.profiles.unsaved import KeptDialog, before_opening, before_quitting
from sse_dash.tui.threads import DiskSilent, on_disk

DEFAULT_THEME = "textual-dark"
KEPT_EVERY = 3.0
"""Seconds."""

_PROFILE = "profile"
_SAVE_PATIENCE, _KEPT_WITHIN = 2.0, 0.5
"""Seconds that who quits waits for a disk: for a save that was asked for, then for what is kept instead."""
_MOST_WARNINGS = 3
_LONGEST_WARNING = 400
_MOST_NAMES, _LONGEST_NAME = 5, 40


class SessionCommands:
    """What an app with a dashboard does with the session that is open."""

    def __init__(self, app: App[Any], session: Session, settings: Settings) -> None:
        self.session = session
        """What is open."""
        self._app = app
        self._settings = settings
        self._usual_theme = settings.theme or DEFAULT_THEME
        self._one_at_a_time = asyncio.Lock()
        """Held by whoever opens or saves: one after the other, dialogs and all."""
        self._opens = self._asks_before_quitting = False
        self._keeps: tuple[Session, list[tuple[StreamSpec, Filter]]] | None = None
        """What was on the screen when it was last kept for where this process is killed."""
        self._has_kept = False
        self._notes = Notes(app, self.warn)
        self._saves = 0
        """Saves that were asked for and aren't done."""
        self._gives_up = False
        """Whether the disk had its time for them."""

    @property
    def layout(self) -> Layout:
        """The view that the session begins with."""
        return self.session.profile.view.layout or self._settings.layout or GridView.name

    @property
    def is_saving(self) -> bool:
        """Whether a save that was asked for is under way, and asks nothing."""
        return self._saves > 0 and not self._gives_up and self._app.screen is self._dashboard

    def begin(self) -> None:
        """Say what was odd about opening; the screens are there."""
        self.warn(f"config.toml: {warning}" for warning in self._settings.warnings)
        if self._usual_theme not in self._app.available_themes:
            self.warn([_no_theme("config.toml", self._usual_theme)])
            self._usual_theme = DEFAULT_THEME
        self._take_looks()
        if self._settings.problem:
            self._app.push_screen(MessageDialog("That did not work", self._settings.problem))
        if self.session.ref is not None:
            self.in_turn(self._after_opening, "open profile")
        else:
            self.warn(self.session.warnings)
        self.in_turn(self._offer_unsaved, "streams that were not saved")

    def keep_unsaved(self) -> str:
        """Keep the streams that no profile has for the next start: this one ends without asking. Returns what
        to say of it, empty if nothing."""
        if not self._app.screen_stack:
            return ""
        streams = self._dashboard.specs
        difference = self.session.at_stake(streams)
        if not difference:
            return ""
        problem = profiles.keep_unsaved(self.session, streams)
        if problem:
            return f"The streams that were not saved could not be kept: {problem}"
        return f"Streams that were not saved ({difference}) are kept; the next start offers them."

    async def keep_while_running(self) -> None:
        """Call every `KEPT_EVERY`: keep streams that no profile has, where they are others than before, for
        where this process is killed."""
        now = [(stream.monitor.spec, stream.log_view.filtered.filter) for stream in self._dashboard.watched]
        if self._keeps is not None and self._keeps == (self.session, now):
            return
        self._keeps = (self.session, now)
        streams = self._dashboard.specs
        if self.session.at_stake(streams):
            self._has_kept = True
            await asyncio.to_thread(profiles.keep_while_running, self.session, streams)
        else:
            await self.forget_while_running()

    async def forget_while_running(self) -> None:
        """Forget what was kept so: it is saved now, or not wanted."""
        if self._has_kept:
            self._has_kept = False
            await asyncio.to_thread(profiles.keep_while_running, self.session, ())

    def save(self) -> None:
        """Write what is on the screen to its profile, asking what can't be guessed."""
        if not self._dashboard.specs and self.session.stored is None:
            words = "There is no stream to save yet; a adds one."
            self._app.notify(words, severity="warning", markup=False)
        else:
            self._saves += 1
            self.in_turn(self._save, "save profile")

    async def quit(self, leave: Callable[[], Awaitable[object]]) -> None:
        """Leave, after asking what becomes of streams that would be lost. Who quits again while that is asked
        means it, and has them offered at the next start."""
        if self._asks_before_quitting:
            self.keep_unsaved()
            await leave()
            return
        if self.is_saving:
            self.in_turn(partial(self.quit, leave), "quit")
            self.give_up_with(leave)
            return
        difference = self.session.at_stake(self._dashboard.specs)
        if not difference:
            await leave()
            return

        async def ask() -> None:
            try:
                saves = await self._app.push_screen_wait(before_quitting(difference))
                if saves is not None and (not saves or await self._save_now()):
                    await leave()
            finally:
                self._asks_before_quitting = False

        self._asks_before_quitting = True
        # Not in turn: what has its turn may be a dialog that the question lies over.
        self._app.run_worker(ask(), name="quit", group=_PROFILE, exit_on_error=False)

    def give_up_with(self, leave: Callable[[], Awaitable[object]]) -> None:
        """Leave in a moment, where a disk still doesn't answer to a save; not where something is asked
        meanwhile."""

        async def give_up() -> None:
            if self.is_saving:
                self._gives_up = True
                with contextlib.suppress(DiskSilent):
                    await on_disk(self.keep_unsaved, _KEPT_WITHIN)
                await leave()

        self._app.set_timer(_SAVE_PATIENCE, give_up)

    def open(self) -> None:
        """Choose another profile."""
        if not self._opens:
            self._opens = True
            self.in_turn(self._open, "open profile")

    def in_turn(self, work: Callable[[], Awaitable[object]], name: str) -> Worker[None]:
        """Do it in a worker of that name, once what was begun before it is done."""

        async def wait_and_work() -> None:
            async with self._one_at_a_time:
                await work()

        return self._app.run_worker(wait_and_work(), name=name, group=_PROFILE, exit_on_error=False)

    def warn(self, warnings: Iterable[str]) -> None:
        """Tell of the first few that aren't empty, and how many more there are."""
        said = [warning for warning in warnings if warning]
        if len(said) > _MOST_WARNINGS:
            said[_MOST_WARNINGS - 1 :] = [f"and {len(said) - _MOST_WARNINGS + 1} more warnings"]
        for warning in said:
            words = text.cut(warning, _LONGEST_WARNING)
            self._app.notify(words, severity="warning", timeout=12, markup=False)

    async def _offer_unsaved(self) -> None:
        """Ask what becomes of streams that were kept when sse-dash ended without asking."""
        project = self.session.project
        try:
            kept = await on_disk(lambda: profiles.unsaved(project))
        except DiskSilent as silent:
            self.warn([str(silent)])
            return
        if kept is None:
            return
        answer = await self._app.push_screen_wait(KeptDialog(_about_kept(kept)))
        if answer is None:
            return
        if answer:
            names = {spec.name for spec in kept.streams}
            others = tuple(spec for spec in self._dashboard.specs if spec.name not in names)
            self._dashboard.show_streams(kept.streams + others, self.session.label, self.layout)
        self._notes.write(lambda: profiles.forget_unsaved(project))

    # Opening.

    async def _open(self) -> None:
        # Not in the way of the first frame, as the dialog about a team file isn't.
        from sse_dash.tui.profiles.screen import ProfilesScreen

        current = self.session.stored.path if self.session.stored else None
        try:
            outcome = await self._app.push_screen_wait(ProfilesScreen(self.session.project, current))
        finally:
            self._opens = False
        if outcome.current != current:
            await self._moved(outcome.current)
        if outcome.ref is None or not await self._may_go():
            return
        ref = outcome.ref
        try:
            opened = await on_disk(lambda: profiles.open_ref(ref, self.session.project))
        except DiskSilent as silent:
            await self._app.push_screen_wait(MessageDialog("That can't be opened", str(silent)))
            return
        if opened.problem and opened.stored is None:
            # It was in order when it was listed. What is on the screen is better than nothing.
            await self._app.push_screen_wait(MessageDialog("That can't be opened", opened.problem))
            return
        self._show(opened)
        await self._after_opening()

    async def _may_go(self) -> bool:
        """Whether the streams on the screen may make room for others: those that differ are asked about."""
        difference = self.session.difference(self._dashboard.specs)
        if not difference:
            return True
        saves = await self._app.push_screen_wait(before_opening(difference))
        return saves is not None and (not saves or await self._save_now())

    async def _moved(self, path: Path | None) -> None:
        """The profile that is open has another name, or, without a path, was removed."""
        if path is None or self.session.stored is None:
            self.session = self.session.removed()
        else:
            self.session = self.session.renamed(path)
            self._remember(path)
        self._dashboard.where = self.session.label

    def _show(self, session: Session) -> None:
        self.session = session
        self._dashboard.show_streams(session.profile.streams, session.label, self.layout)
        self._take_looks()

    async def _after_opening(self) -> None:
        """Say what was odd, remember what is open, and ask about a team file that is not trusted yet."""
        session = self.session
        if session.problem:
            await self._app.push_screen_wait(MessageDialog("That can't be opened", session.problem))
        noted = set[str]()
        if session.team is not None and session.asks_for_trust:
            from sse_dash.tui.profiles.trust_dialog import TrustDialog

            # It is all in the question.
            noted = {f"{session.team.path.name}: {warning}" for warning in session.team.warnings}
            dialog = TrustDialog(session.team, changed=session.trust.changed)
            if await self._app.push_screen_wait(dialog):
                team = session.team
                self._notes.write(lambda: profiles.give_trust(team))
                self._show(session.trusting())
        # Not before: it would lie over the question.
        self.warn(warning for warning in session.warnings if warning not in noted)
        if session.ref is not None:
            self._remember(session.ref.path)

    def _remember(self, path: Path) -> None:
        project = self.session.project
        self._notes.write(lambda: profiles.remember_profile(project, path))

    # Saving.

    async def _save(self) -> None:
        try:
            await self._save_now()
        finally:
            self._saves -= 1

    async def _save_now(self) -> bool:
        """Whether it is saved; what can't be is told."""
        try:
            return await self._save_or_not()
        except (ProfileError, DiskSilent) as error:
            await self._app.push_screen_wait(MessageDialog("The profile was not saved", str(error)))
            return False

    async def _save_or_not(self) -> bool:
        """Whether it is saved; not where someone thought better of it. Raises ProfileError and DiskSilent."""
        streams, looks = self._dashboard.specs, self._looks()
        save = self.session.save_of(streams, looks)
        if save.path is None:
            path = await self._ask_where()
            if path is None:
                return False
            save = save.to(path)
        if save.question is not None and not await self._ask(save.question):
            return False
        # Flushing to the disk can take a while, and the streams go on meanwhile.
        try:
            stored = await on_disk(save.write)
        except ProfileChanged as changed:
            question, save = save.over(changed)
            if not await self._ask(question):
                return False
            stored = await on_disk(save.write)
        warnings = [save.warning, *self.session.new_warnings(stored)]
        self.session = self.session.saved(stored, streams, looks)
        self._dashboard.where = self.session.label
        self._tell_of(save, stored)
        self.warn(warnings)
        self._remember(stored.path)
        return True

    def _tell_of(self, save: Save, stored: profiles.StoredProfile) -> None:
        words = f"{save.saved}, in {files.with_tilde(stored.path)}"
        if stored.backup is not None:
            words += f"; the file as it was is {stored.backup.name}"
        self._app.notify(text.visible(words), title="Saved", markup=False)

    async def _ask(self, question: Question) -> bool:
        dialog = ConfirmDialog("Save the profile", question.words, question.accept)
        return await self._app.push_screen_wait(dialog) is True

    async def _ask_where(self) -> Path | None:
        """The file for a new profile, by the name that the user gives it."""
        project = self.session.project
        owner = f"project {project.name}" if project else "every project"
        dialog = TextDialog(
            f"Save a profile for {owner}",
            [Field("Name", profiles.DEFAULT_PROFILE)],
            "save",
            lambda values: profiles.name_fault(values[0]),
        )
        values = await self._app.push_screen_wait(dialog)
        return None if values is None else profiles.profile_path(project, values[0])

    # How it looks.

    def _looks(self) -> ViewSettings:
        return ViewSettings(layout=self._dashboard.layout_chosen, theme=self._app.theme)

    def _take_looks(self) -> None:
        """Have the theme that the profile asks for, or else the usual one."""
        wanted = self.session.profile.view.theme or self._usual_theme
        if wanted in self._app.available_themes:
            self._app.theme = wanted
        else:
            self.warn([_no_theme(self.session.label, wanted)])
            self._app.theme = self._usual_theme
        self.session = self.session.looking(ViewSettings(layout=self.layout, theme=self._app.theme))

    @property
    def _dashboard(self) -> Dashboard:
        screen: Screen[Any] = self._app.screen_stack[0]
        assert isinstance(screen, Dashboard)
        return screen


def _about_kept(kept: Unsaved) -> str:
    at = moments.date_and_minute(kept.at)
    names = units.some_of([text.cut(spec.name, _LONGEST_NAME) for spec in kept.streams], _MOST_NAMES)
    words = f"sse-dash ended at {at} without asking, and not all of these streams were saved: {names}."
    if kept.lacks_secrets:
        words += " Secrets that were written out are variables now, such as ${TOKEN}."
    return words


def _no_theme(asked_by: str, wanted: str) -> str:
    return f"{asked_by}: there is no theme {text.cut(wanted, 40)!r}; ctrl+t shows those there are"
