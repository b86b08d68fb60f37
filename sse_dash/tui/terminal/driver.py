"""The app's way to its terminal, in the place of Textual's. That one takes over no signal that ends a
program, ends at a byte that is no UTF-8, runs on for ever without a terminal, draws on stderr, and waits for
a terminal that takes nothing.

Here these parts come together: `device`, `output`, `splitter`, `signals`. What an app is told are messages.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from sse_dash.tui.terminal import device
from sse_dash.tui.terminal.device import LineModes, TerminalGone
from sse_dash.tui.terminal.messages import NotSuspended, PasteCut, TerminalEnding, TerminalRedraw
from sse_dash.tui.terminal.modes import ENTER, LEAVE
from sse_dash.tui.terminal.output import Output
from sse_dash.tui.terminal.signals import ENDING, SignalPipe, exit_status, job_stops_here
from sse_dash.tui.terminal.splitter import Escape, Pasted, Splitter, Text, Token

LEAVING_PATIENCE = 3.0
"""Seconds after which a program that was told to end does so, whatever holds it up."""
MOST_TYPED_AHEAD = 1_000
"""Keys that may wait for the app. While there are more the terminal is not read."""

_BETWEEN_LOOKS = 0.05
_MOST_FOR_A_THREAD = 0.5
_PIECE = 4096

_GONE = exit_status(signal.SIGHUP)
"""Of what a terminal sends that goes, also where that is ignored."""


class Typed(Protocol):
    """What an app says of itself."""

    @property
    def typed_ahead(self) -> int:
        """How many keys wait to be dealt with."""


class TerminalDriver(Driver):
    """A terminal, for an app that handles the messages of this module."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._fd = sys.__stdout__.fileno() if sys.__stdout__ else 1
        super().__init__(app, debug=debug, mouse=mouse, size=size or device.size(self._fd))
        self._typed = cast(Typed, app)
        self._signals = SignalPipe()
        self._input = device.open_apart(sys.__stdin__.fileno() if sys.__stdin__ else 0)
        self._modes = LineModes(self._input)
        self._output = Output(device.open_apart(self._fd), self._gone, self._caught_up)
        self._splitter = Splitter()
        self._parser = XTermParser()
        self._holds_terminal = False
        self._taken = True
        """Whether the app has been given all that was read."""
        self._is_stopping = False
        self._is_ending = False
        self._wake_reader, self._wake_writer = os.pipe()
        self._listener: threading.Thread | None = None
        self._leaving = threading.Lock()

    # What Textual calls, on the app's own thread.

    @property
    def can_suspend(self) -> bool:
        return True

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be taken by the terminal."""
        return self._output.is_behind

    def write(self, data: str) -> None:
        self._output.write(data)

    def start_application_mode(self) -> None:
        self._signals.open()
        atexit.register(self._leave)
        self._enter()

    def disable_input(self) -> None:
        self._stop_listening()

    def stop_application_mode(self) -> None:
        """Leave the terminal for good, and give back the signals."""
        self._leave()
        self._signals.close()

    def suspend_application_mode(self) -> None:
        self._leave()

    def resume_application_mode(self) -> None:
        self._enter()

    def close(self) -> None:
        """Forget the terminal."""
        self.stop_application_mode()
        atexit.unregister(self._leave)
        self._output.close()
        for fd in (self._input, self._wake_reader, self._wake_writer):
            os.close(fd)

    # Taking the terminal and leaving it.

    def _enter(self) -> None:
        try:
            while not device.wait_until_ours(self._input):
                if self._ends_by(self._signals.read()):
                    return
            self._modes.take_keys()
        except TerminalGone:
            self._gone()
            return
        self._holds_terminal = True
        self._output.open()
        self.write(ENTER)
        self._tell_size()
        self._listen_on()

    def _leave(self) -> None:
        """Leave the terminal as it was found, also if it takes nothing. Another time does nothing."""
        with self._leaving:
            if not self._holds_terminal:
                return
            self._holds_terminal = False
            self._stop_listening()
            with contextlib.suppress(TerminalGone):  # Then there is nothing to leave.
                self._output.finish(LEAVE)
                self._modes.give_back()

    def _suspend(self) -> None:
        """Stop, as ctrl+z stops a program, and come back when the shell says so."""
        self._leave()
        meanwhile = self._signals.read()
        # Where the whole job was stopped, the shell may have taken the terminal before it was left: to leave
        # it then stopped us already.
        if signal.SIGCONT not in meanwhile:
            job_stops_here()
            meanwhile += self._signals.read()
        if signal.SIGCONT not in meanwhile:
            self.send_message(NotSuspended())
        if not self._ends_by(meanwhile):
            self._come_back()

    def _go_on(self) -> None:
        """After a stop that no one announced, when the terminal may be as the shell likes it."""
        if not self._holds_terminal:
            return
        try:
            if device.is_ours(self._input):
                self._modes.take_keys()
                self.write(LEAVE.decode() + ENTER)
                self._tell_size()
                self.send_message(TerminalRedraw())
                return
            # In the background: the modes of lines are the shell's now.
            self._holds_terminal = False
            self._stop_listening()
            self._output.finish(LEAVE)
        except TerminalGone:
            self._gone()
        else:
            self._come_back()

    def _come_back(self) -> None:
        self._enter()
        self.send_message(TerminalRedraw())

    # In threads.

    def _listen_on(self) -> None:
        self._is_stopping = False
        self._listener = threading.Thread(target=self._listen, name="terminal-input", daemon=True)
        self._listener.start()

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is None or listener is threading.current_thread():
            return
        self._is_stopping = True
        self._wake()
        listener.join(_MOST_FOR_A_THREAD)

    def _wake(self) -> None:
        os.write(self._wake_writer, b"!")

    def _listen(self) -> None:
        while not self._is_stopping:
            is_full = self._typed.typed_ahead > MOST_TYPED_AHEAD
            listens = self._taken and not is_full
            heard: list[SignalPipe | int] = [
                self._signals,
                self._wake_reader,
                *([self._input] if listens else []),
            ]
            wait = self._seconds_until_due() if listens else _BETWEEN_LOOKS if is_full else None
            ready, _, _ = select.select(heard, [], [], wait)
            if self._wake_reader in ready:
                os.read(self._wake_reader, 16)
            if self._signals in ready:
                self._heed(self._signals.read())
            if self._input in ready and not self._read():
                return
            if listens and (due := self._splitter.due) is not None and due <= time.monotonic():
                self._hand_on(self._splitter.give_up())

    def _seconds_until_due(self) -> float | None:
        due = self._splitter.due
        return None if due is None else max(0.0, due - time.monotonic())

    def _read(self) -> bool:
        """Hand on what was typed; False if the terminal is gone."""
        try:
            data = os.read(self._input, _PIECE)
        except BlockingIOError:
            return True  # Someone else was faster.
        except OSError:
            data = b""
        if not data:
            self._gone()
            return False
        self._hand_on(self._splitter.feed(data, time.monotonic()))
        return True

    def _hand_on(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            for event in self._events_of(token):
                self.process_message(event)
        # It is in turn after what was handed on; until then nothing more is read.
        self._taken = False
        self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        self._taken = True
        if self._listener is not None:
            self._wake()

    def _events_of(self, token: Token) -> Iterator[Message]:
        match token:
            case Text(text):
                yield from self._parsed(text)
            case Escape("\x1b"):
                yield events.Key("escape", "\x1b")
            case Escape(sequence):
                yield from self._parsed(sequence) or self._with_alt(sequence)
            case Pasted(text, is_cut):
                yield events.Paste(text)
                if is_cut:
                    yield PasteCut()

    def _parsed(self, typed: str) -> list[Message]:
        """What Textual makes of it; of what a terminal says by itself only what was asked."""
        try:
            found = list(self._parser.feed(typed))
        except Exception:  # noqa: BLE001 - numbers that are no characters, and whatever else nobody types
            found = []
        if not found:
            # It broke, or waits for the rest of a sequence that it doesn't know.
            self._parser = XTermParser()
        wanted = (
            events.Key,
            events.MouseEvent,
            events.AppFocus,
            events.AppBlur,
            messages.TerminalSupportsSynchronizedOutput,
        )
        return [each for each in found if isinstance(each, wanted)]

    def _with_alt(self, sequence: str) -> Iterator[Message]:
        """A key with alt, of which Textual would know only after a while that it is one."""
        if len(sequence) != 2:
            return
        for event in self._parsed(sequence[1:]):
            if isinstance(event, events.Key):
                name = f"shift+{event.key.lower()}" if event.key.isupper() else event.key
                yield events.Key(f"alt+{name}", event.character)

    def _tell_size(self) -> None:
        size = Size(*device.size(self._fd))
        self.send_message(events.Resize(size, size))

    def _caught_up(self) -> None:
        self.send_message(TerminalRedraw())

    def _heed(self, signals: list[int]) -> None:
        if self._ends_by(signals):
            return
        if signal.SIGWINCH in signals:
            self._tell_size()
        if signal.SIGTSTP in signals:
            self._loop.call_soon_threadsafe(self._suspend)
        elif signal.SIGCONT in signals:
            self._loop.call_soon_threadsafe(self._go_on)

    def _ends_by(self, signals: Iterable[int]) -> bool:
        """Whether one of them ends the program, which then does."""
        ending = next((number for number in signals if number in ENDING), None)
        if ending is not None:
            self._end(exit_status(ending))
        return ending is not None

    def _gone(self) -> None:
        self._holds_terminal = False
        self._end(_GONE)

    def _end(self, status: int) -> None:
        """Have the app leave, and see to it that it does; what told us so first gives the status."""
        if self._is_ending:
            return
        self._is_ending = True
        self.send_message(TerminalEnding(status))
        watch = threading.Timer(LEAVING_PATIENCE, self._end_by_force, [status])
        watch.daemon = True
        watch.start()

    def _end_by_force(self, status: int) -> None:
        """The app is stuck, or what it waits for. Files are whole at any moment, and now the terminal is."""
        self._leave()
        os._exit(status)
