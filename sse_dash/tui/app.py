"""The app: it runs the monitors, one worker each, and is where keys, crashes and quitting end up."""

from __future__ import annotations

import asyncio
import contextlib
import math
import sys
import time
from collections.abc import Iterable
from functools import partial
from typing import Any

from textual import events
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from sse_dash import profiles, text, units
from sse_dash.profiles import Session, Settings
from sse_dash.requests.given import GivenValues
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.shared_bound import SharedBound, usual_bound
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui import garbage_collector
from sse_dash.tui.clipboard.copying import copy
from sse_dash.tui.dashboard.keys import KEYS
from sse_dash.tui.dashboard.screen import Dashboard
from sse_dash.tui.dialogs_with_keys import all_dialogs
from sse_dash.tui.drawing.colors import ColorsApp
from sse_dash.tui.faults.app import FaultsApp
from sse_dash.tui.faults.containing import containing
from sse_dash.tui.keys.keymap import remap
from sse_dash.tui.keys.type_ahead import TypeAhead
from sse_dash.tui.profiles.session_commands import KEPT_EVERY, SessionCommands
from sse_dash.tui.terminal.messages import TerminalEnding
from sse_dash.tui.terminal.splitter import LONGEST_PASTE
from sse_dash.tui.threads import Threads

_STREAMS = "streams"
_QUERIES = "queries"
_KEEPING = "keeping what is not saved"
# A connection that does not let itself be closed must not hold up the user, in seconds.
_QUIT_PATIENCE = 0.8
# Seconds in which the first frame is drawn even on a slow machine.
_DRAWN_WITHIN = 0.5
# Of two ctrl+c within so many seconds the second quits.
_INSISTING = 1.0


class SseDashApp(FaultsApp, ColorsApp):
    """The dashboard."""

    TITLE = "sse-dash"
    # Textual doesn't load the style sheet of a default screen by itself.
    CSS_PATH = [  # noqa: RUF012 - as Textual has it
        "dashboard/dashboard.tcss",
        "list/stream_list.tcss",
        "drawing/few_colors.tcss",
    ]

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        # Also in all that opens over the dashboard.
        Binding("ctrl+z", "suspend_process", show=False, priority=True)
    ]

    def __init__(self, session: Session | None = None, settings: Settings | None = None) -> None:
        """`session` is what to open first, `settings` what the settings file asks for."""
        super().__init__()
        if sys.platform != "win32":
            from sse_dash.tui.terminal.driver import TerminalDriver

            self.driver_class = TerminalDriver
        self.settings = settings or Settings()
        self.profiles = SessionCommands(self, session or Session(), self.settings)
        self.type_ahead = TypeAhead(self, super().on_event)
        self._last_ctrl_c = -math.inf
        self._values = GivenValues()
        self._governor = Governor()
        self._bound = SharedBound(self.settings.histories or usual_bound())
        self._drawn = asyncio.Event()
        self._garbage_collector = garbage_collector.GarbageCollector()
        chosen = self.settings.keys
        # Whoever chose no keys needn't wait for every dialog to be imported.
        self._remapped = remap(chosen, KEYS, all_dialogs() if chosen else ())

    @property
    def dashboard(self) -> Dashboard:
        screen = self.screen_stack[0]
        assert isinstance(screen, Dashboard)
        return screen

    def get_default_screen(self) -> Screen[None]:
        session = self.profiles.session
        return Dashboard(
            self._make_monitor,
            self._values,
            self,
            session.profile.streams,
            session.label,
            self.profiles.layout,
            settings=self.settings,
            keys=self._remapped.keys,
            remember=self._remember_query,
            bound=self._bound,
        )

    async def run_async(self, **options: Any) -> None:
        # Not in a test, which has threads of its own to know when they are idle.
        asyncio.get_running_loop().set_default_executor(Threads())
        await super().run_async(**options)

    def on_mount(self) -> None:
        self.call_after_refresh(self._garbage_collector.take_over)
        self.call_after_refresh(self._is_drawn)
        # A dialog that is closed at once takes along what was to be called after the refresh.
        self.set_timer(_DRAWN_WITHIN, self._is_drawn)
        self.set_interval(garbage_collector.INTERVAL, self._garbage_collector.look)
        self.set_interval(KEPT_EVERY, self._keep_while_running)
        self.set_keymap(self._remapped.dialogs)
        self.profiles.begin()
        self.profiles.warn(f"config.toml: {problem}" for problem in self._remapped.problems)
        self.run_worker(self._recall_queries(), name="recent filters", group=_QUERIES, exit_on_error=False)

    def on_unmount(self) -> None:
        self._garbage_collector.give_back()

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top."""
        self._garbage_collector.screen_closed()
        return super().pop_screen()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._garbage_collector.key_pressed()
            if event.key == "ctrl+c" and not event.is_forwarded and self._is_insisted():
                # Nothing is asked: what no profile has is offered at the next start.
                self.profiles.keep_unsaved()
                await self._quit(return_code=0)
                return
        if isinstance(event, events.Paste):
            # Wherever it goes, it is drawn as it stands there; what keys type is printable already.
            event.text = "\n".join(text.visible(line.expandtabs(4)) for line in event.text.splitlines())
        await self.type_ahead.take(event)

    async def on_type_ahead_dealt_with(self, message: TypeAhead.DealtWith) -> None:
        await self.type_ahead.go_on(message)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what is selected in one of Textual's own widgets."""
        copy(self, "the selection", text)

    @property
    def is_behind(self) -> bool:
        """Whether the terminal has not taken yet what was drawn before; one that doesn't say has."""
        return bool(getattr(self._driver, "is_behind", False))

    @property
    def typed_ahead(self) -> int:
        """Keys that wait, for whoever reads more of them."""
        return self.message_queue_size + len(self.type_ahead.waiting)

    def _is_insisted(self) -> bool:
        """Whether the ctrl+c that came just now follows another one soon enough to mean it."""
        before, self._last_ctrl_c = self._last_ctrl_c, time.monotonic()
        return self._last_ctrl_c - before < _INSISTING

    def action_help_quit(self) -> None:
        """The first ctrl+c, where it copies nothing."""
        self.notify("ctrl+c once more, or ctrl+q", title="Do you want to quit?", timeout=3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # In a text of several lines the key takes back what was typed.
        if action == "suspend_process" and hasattr(self.focused, "action_undo"):
            return False
        return super().check_action(action, parameters)

    def on_terminal_redraw(self) -> None:
        """Draw everything, as nothing is on the terminal."""
        self.screen.refresh(layout=True)

    async def on_terminal_ending(self, message: TerminalEnding) -> None:
        """Told to end from outside: nobody is asked, and nothing but what is being saved is waited for. What
        was not saved is offered at the next start."""
        with containing(self, "keeping what was not saved"):
            self.profiles.keep_unsaved()
        await self._quit(message.status)

    def on_not_suspended(self) -> None:
        self.notify("no shell waits for it that could bring it back", title="It goes on", severity="warning")

    def on_paste_cut(self) -> None:
        words = f"what was pasted was cut after {units.size(LONGEST_PASTE)}"
        self.notify(words, severity="warning", timeout=12, markup=False)

    def _make_monitor(self, spec: StreamSpec) -> Monitor:
        monitor = Monitor(spec, resolve=self._values.resolve, governor=self._governor, bound=self._bound)
        self.run_worker(self._watch_over(monitor), name=spec.name, group=_STREAMS, exit_on_error=False)
        return monitor

    def _is_drawn(self) -> None:
        if not self._drawn.is_set():
            self._drawn.set()
            self.goes_on = True

    def hide(self, words: str) -> str:
        """The words without the secrets of the streams that there are."""
        for stream in self.dashboard.stream_set.streams if self.screen_stack else ():
            words = stream.monitor.hide(words)
        return words

    async def _watch_over(self, monitor: Monitor) -> None:
        # Connecting imports the HTTP client; the first frame doesn't wait for that.
        await self._drawn.wait()
        monitor.start()
        is_over = False
        while not is_over:
            with containing(self, "following the stream", monitor.spec.name) as outcome:
                await monitor.run()
            is_over = outcome.fault is None
            if outcome.fault is not None:
                monitor.broke(outcome.fault.words)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            if isinstance(error, Exception):
                self.take_fault(error, event.worker.name)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands: the same list as the keys."""
        if screen is self.dashboard:
            for key, action in self.dashboard.working_keys:
                yield SystemCommand(key.name, key.help, partial(self.run_action, action, screen))

    async def _recall_queries(self) -> None:
        recent = await asyncio.to_thread(profiles.recent_filters)
        self.dashboard.bar.remembered += recent.expressions
        self.profiles.warn([recent.warning])

    def _remember_query(self, expression: str) -> None:
        async def remember() -> None:
            self.profiles.warn([await asyncio.to_thread(profiles.remember_filter, expression)])

        self.run_worker(remember(), name="recent filters", group=_QUERIES, exit_on_error=False)

    def action_save(self) -> None:
        """Write what is on the screen to its profile."""
        self.profiles.save()

    def action_open(self) -> None:
        """Choose another profile."""
        self.profiles.open()

    async def action_quit(self) -> None:
        """Close every connection, then leave; what is being saved is saved first, and what is not is asked
        about."""
        with containing(self, "quitting") as outcome:
            await self.profiles.quit(partial(self._quit, return_code=0))
        if outcome.fault is not None:
            # Whatever is broken, one can leave.
            await self._leave(return_code=0)

    async def _quit(self, return_code: int) -> None:
        if self.profiles.is_saving:
            self.profiles.in_turn(partial(self._leave, return_code), "quit")
            self.profiles.give_up_with(partial(self._leave, return_code))
        else:
            await self._leave(return_code)

    async def _leave(self, return_code: int) -> None:
        workers = [worker for worker in self.workers if worker.group == _STREAMS and not worker.is_finished]
        for worker in workers:
            worker.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_QUIT_PATIENCE):
                await asyncio.gather(*(worker.wait() for worker in workers), return_exceptions=True)
        with containing(self, "leaving"), contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_QUIT_PATIENCE):
                await self.profiles.forget_while_running()
        self.goes_on = False
        self.exit(return_code=return_code)

    def _keep_while_running(self) -> None:
        # Keys don't wait for it, and while a disk doesn't answer it isn't asked again.
        if not any(worker.name == _KEEPING and not worker.is_finished for worker in self.workers):
            keeping = self.profiles.keep_while_running()
            self.run_worker(keeping, name=_KEEPING, group=_KEEPING, exit_on_error=False)

    def before_crash(self) -> str:
        """Keep the streams that no profile has. Returns what to say of it."""
        return self.profiles.keep_unsaved()

    def _fatal_error(self) -> None:
        # Textual's own shows the local variables, and there are tokens among them.
        # Imported here, as this is the one time that it is wanted, and it is slow to import.
        from rich.console import Group
        from rich.segment import Segment, Segments
        from rich.text import Text
        from rich.traceback import Traceback

        self.bell()
        said = Group(Traceback(show_locals=False, width=None), Text(text.visible(self.last_words)))
        # An error may quote what a server sent.
        safe = [
            Segment("\n".join(text.visible(line) for line in self.hide(words).split("\n")), style)
            for words, style, control in self.console.render(said, self.console.options)
            if not control
        ]
        self._exit_renderables.append(Segments(safe))
        self._close_messages_no_wait()
