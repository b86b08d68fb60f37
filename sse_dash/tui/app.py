"""The app: it runs the monitors, one worker each, and knows the project and the profile that is open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from textual import events
from textual.actions import parse as parse_action
from textual.app import SystemCommand
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from sse_dash import profiles, text
from sse_dash.profiles import Profile, ProfileChanged, ProfileError, ProfileRef, Project, StoredProfile
from sse_dash.streams.governor import Governor
from sse_dash.streams.monitor import Monitor
from sse_dash.streams.spec import StreamSpec
from sse_dash.tui import housekeeping
from sse_dash.tui.bindings import BINDINGS
from sse_dash.tui.screens.dashboard import Dashboard
from sse_dash.tui.screens.dialog import Choice, ConfirmDialog, Field, MessageDialog, OpenDialog, TextDialog
from sse_dash.tui.type_ahead import TypeAheadApp

DEFAULT_THEME = "textual-dark"

_STREAMS = "streams"
_PROFILE = "profile"
_MOST_WARNINGS = 3
# A connection that does not let itself be closed must not hold up the user, in seconds.
_QUIT_PATIENCE = 0.8


@dataclass(frozen=True, slots=True)
class Startup:
    """What the app opens with."""

    specs: tuple[StreamSpec, ...] = ()
    """The streams to show."""
    project: Project | None = None
    """Where profiles are looked for and saved; None knows only the global ones."""
    stored: StoredProfile | None = None
    """The profile that `specs` are from, if they are."""
    where: str = ""
    """What the first line calls it."""
    problem: str = ""
    """What went wrong before there was a screen to say it on."""


class SseDashApp(TypeAheadApp):
    """The dashboard."""

    TITLE = "sse-dash"
    # Textual doesn't load the style sheet of a default screen by itself.
    CSS_PATH = "screens/dashboard.tcss"

    def __init__(self, startup: Startup) -> None:
        super().__init__()
        self._startup = startup
        self._stored = startup.stored
        self._governor = Governor()
        self._housekeeping = housekeeping.Housekeeping()

    @property
    def dashboard(self) -> Dashboard:
        """The main screen."""
        screen = self.screen_stack[0]
        assert isinstance(screen, Dashboard)
        return screen

    def get_default_screen(self) -> Screen[None]:
        return Dashboard(self._make_monitor, self._startup.specs, self._startup.where)

    def on_mount(self) -> None:
        self.call_after_refresh(self._housekeeping.take_over)
        self.set_interval(housekeeping.INTERVAL, self._housekeeping.look)
        startup = self._startup
        if startup.stored is not None:
            self._apply_theme(startup.stored.profile)
            self._warn(startup.stored)
        if startup.problem:
            self.push_screen(MessageDialog("That did not work", startup.problem))

    def on_unmount(self) -> None:
        self._housekeeping.give_back()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._housekeeping.key_pressed()
        if isinstance(event, events.Paste):
            # Wherever it goes, it is drawn as it stands there; what keys type is printable already.
            event.text = "\n".join(map(text.visible, event.text.splitlines()))
        await super().on_event(event)

    def _make_monitor(self, spec: StreamSpec) -> Monitor:
        monitor = Monitor(spec, resolve=profiles.resolve, governor=self._governor)
        self.run_worker(monitor.run(), name=spec.name, group=_STREAMS, exit_on_error=False)
        # Connecting imports the HTTP client; the first frame doesn't wait for that.
        self.call_after_refresh(monitor.start)
        return monitor

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            words = text.visible(f"{event.worker.name}: {type(error).__name__}: {error}")
            self.notify(words, title="Something broke", severity="error", timeout=20, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands: the same list as the keys."""
        for binding in BINDINGS:
            owner, action, parameters = parse_action(binding.action)
            if screen is self.dashboard and (owner or self.dashboard.check_action(action, parameters)):
                run = partial(self.run_action, binding.action, self.dashboard)
                yield SystemCommand(binding.description, binding.tooltip, run)

    def action_save(self) -> None:
        """Write what is on the screen to its profile, asking what can't be guessed."""
        if not self.dashboard.specs:
            self.notify("There is no stream to save yet; a adds one.", severity="warning", markup=False)
            return
        self.run_worker(
            self._save(), name="save profile", group=_PROFILE, exclusive=True, exit_on_error=False
        )

    def action_open(self) -> None:
        """Choose another profile."""
        self.run_worker(
            self._open(), name="open profile", group=_PROFILE, exclusive=True, exit_on_error=False
        )

    async def _save(self) -> None:
        stored = self._stored
        expected: str | None = None
        if stored is None:
            path = await self._ask_where()
            if path is None:
                return
        else:
            path, expected = stored.path, stored.digest
            if stored.has_comments and not await self.push_screen_wait(
                ConfirmDialog(
                    "Save the profile",
                    f"{path.name} holds comments, which saving would lose. "
                    f"The file as it is would be kept as {path.name}.bak.",
                    "save all the same",
                )
            ):
                return
        try:
            try:
                saved = await self._write(path, expected)
            except ProfileChanged as changed:
                if not await self.push_screen_wait(
                    ConfirmDialog("Save the profile", _conflict(path, stored), "replace it")
                ):
                    return
                saved = await self._write(path, changed.found)
        except ProfileError as error:
            self.push_screen(MessageDialog("The profile was not saved", str(error)))
            return
        self._stored = saved
        self.dashboard.where = self._name_of(path)
        count = len(saved.profile.streams)
        shown = str(path).replace(str(Path.home()), "~", 1)
        words = f"{count} stream{'s' if count != 1 else ''}, in {shown}"
        self.notify(text.visible(words), title="Saved", markup=False)

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
        theme = self.theme if self.theme != DEFAULT_THEME else None
        profile = replace(before, streams=self.dashboard.specs, view=replace(before.view, theme=theme))
        # Flushing to the disk can take a while, and the streams go on meanwhile.
        return await asyncio.to_thread(profiles.save, path, profile, expected_digest=expected)

    async def _open(self) -> None:
        project = self._startup.project
        try:
            refs = profiles.list_profiles(project)
        except ProfileError as error:
            self.push_screen(MessageDialog("The profiles can't be listed", str(error)))
            return
        choices = [Choice(ref.name, await asyncio.to_thread(_describe, ref)) for ref in refs]
        index = await self.push_screen_wait(
            OpenDialog(
                "Open a profile",
                choices,
                "No profile has been saved yet. ctrl+s saves what is on the screen.",
            )
        )
        if index is None:
            return
        try:
            stored = await asyncio.to_thread(profiles.load, refs[index].path)
        except ProfileError as error:
            self.push_screen(MessageDialog("The profile can't be opened", str(error)))
            return
        self._stored = stored
        self._apply_theme(stored.profile)
        await self.dashboard.show_streams(stored.profile.streams, self._name_of(stored.path))
        self._warn(stored)

    def _name_of(self, path: Path) -> str:
        return profile_label(self._startup.project, path)

    def _apply_theme(self, profile: Profile) -> None:
        wanted = profile.view.theme
        if wanted is None:
            return
        if wanted in self.available_themes:
            self.theme = wanted
        else:
            words = f"There is no theme {wanted!r}; ctrl+t shows those there are."
            self.notify(text.visible(words), severity="warning", markup=False)

    def _warn(self, stored: StoredProfile) -> None:
        for warning in stored.warnings[:_MOST_WARNINGS]:
            words = f"{stored.path.name}: {warning}"
            self.notify(text.visible(words), severity="warning", timeout=12, markup=False)

    async def action_quit(self) -> None:
        """Close every connection, then leave."""
        workers = [worker for worker in self.workers if worker.group == _STREAMS and not worker.is_finished]
        for worker in workers:
            worker.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_QUIT_PATIENCE):
                await asyncio.gather(*(worker.wait() for worker in workers), return_exceptions=True)
        self.exit()

    def _fatal_error(self) -> None:
        # Textual's own shows the local variables, and there are tokens among them.
        # Imported here, as this is the one time that it is wanted, and it is slow to import.
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()


def profile_label(project: Project | None, path: Path) -> str:
    """What the first line calls a profile: its project and, unless it is the default one, its name."""
    owner = "global"
    if project is not None and path == profiles.profile_path(project, path.stem):
        owner = project.name
    return owner if path.stem == profiles.DEFAULT_PROFILE else f"{owner} / {path.stem}"


def _describe(ref: ProfileRef) -> str:
    """What stands beside a profile's name in a list."""
    owner = "this project" if ref.project else "global"
    try:
        names = [spec.name for spec in profiles.load(ref.path).profile.streams]
    except ProfileError as error:
        return f"{owner} · can't be read: {error.problems[0].wrong}"
    return f"{owner} · {', '.join(names) or 'no streams'}"


def _conflict(path: Path, stored: StoredProfile | None) -> str:
    if stored is None:
        return f"A profile {path.stem} is there already. Replace it with what is on the screen?"
    return f"{path.name} has been changed since it was opened, by someone else or in an editor. Replace it?"
