"""Copying text, and saying where it went: not what is hoped for. What is worth copying is for those who call.

Inside tmux it is given to tmux. On the machine that one sits at it is given to the system's tool, too: what
tmux was started from may be another terminal than the one that is looked at. Where neither leads anywhere it
is sent to the terminal as OSC 52, which works over SSH, and to which no terminal answers.
"""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from textual.app import App

from sse_dash import text, units
from sse_dash.tui.clipboard import tmux
from sse_dash.tui.clipboard.program import PATIENCE, ProgramFailed, run
from sse_dash.tui.clipboard.tools import Tool, tools_of

MOST_TERMINALS = 74_000
"""Bytes that nearly every terminal takes: many drop an OSC 52 of over 100,000, and base64 adds a third."""
LARGEST = 4_000_000
"""Bytes past which no terminal is sent them: hardly one takes it, and the screen would wait for seconds."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONG = 12.0
"""Seconds that words are shown which ask for a thought."""
_GROUP = "clipboard"
_SCREEN_CHUNK = 400
"""Characters that GNU screen hands on at a time."""
_LINUX_CONSOLE = "linux"
_DROPPED = f"many terminals drop more than {units.size(MOST_TERMINALS)}: look whether it is there"
_KEEPS = ("tmux", "screen")
"""How `TERM` begins in programs that keep OSC 52 to themselves unless told otherwise."""


@dataclass(slots=True)
class _Outcome:
    """What the programs that were asked have done."""

    in_tmux: bool = False
    """Whether it is in tmux's buffer."""
    is_sent_on: bool = False
    """Whether tmux sent it on to a terminal that has a clipboard."""
    tool: str = ""
    """The tool that took it for the system's clipboard."""
    failures: list[str] = field(default_factory=list)
    """What other programs said."""


def copy(app: App[Any], what: str, value: str) -> None:
    """Copy `value` just as it is, and say where it went; `what` is such as `the data of event 812`.

    Half characters, which no encoding takes, become U+FFFD. What is empty isn't copied, as it would only
    clear the clipboard. Where programs are asked this doesn't wait for them; what is copied meanwhile takes
    the place of it.
    """
    if not value.isascii():
        value = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    name = text.visible(what)
    if not value:
        app.notify(f"nothing was copied: {name} is empty", severity="warning", markup=False)
        return
    app._clipboard = value  # which ctrl+v pastes
    tools = tools_of(os.environ, sys.platform)
    if tools or os.environ.get("TMUX"):
        work = _ask_programs(app, name, value, tools)
        app.run_worker(work, name="copying", group=_GROUP, exclusive=True, exit_on_error=False)
    else:
        _send(app, name, value, [])


async def _ask_programs(app: App[Any], name: str, value: str, tools: Sequence[Tool]) -> None:
    outcome = _Outcome()
    encoded = value.encode()
    if os.environ.get("TMUX"):
        try:
            outcome.is_sent_on = await tmux.load(encoded, send_on=len(encoded) <= LARGEST)
            outcome.in_tmux = True
        except ProgramFailed as failure:
            outcome.failures.append(str(failure))
    for tool in tools:
        try:
            await run(tool.command, value.encode(tool.encoding), tool.environment, patience=PATIENCE)
        except ProgramFailed as failure:
            outcome.failures.append(str(failure))
        else:
            outcome.tool = tool.name
            break
    if outcome.in_tmux or outcome.tool:
        _say(app, name, len(encoded), outcome)
    else:
        _send(app, name, value, outcome.failures)


def _say(app: App[Any], name: str, size: int, outcome: _Outcome) -> None:
    places = ["tmux's buffer"] if outcome.in_tmux else []
    places += [f"the system's clipboard ({outcome.tool})"] if outcome.tool else []
    words = [f"copied {name}, {units.size(size)}, to {' and '.join(places)}"]
    if outcome.is_sent_on:
        words.append("tmux sent it on to the terminal for its clipboard")
    # What the terminal was sent is nearer to the person than this machine's clipboard.
    odd = [] if outcome.is_sent_on else list(outcome.failures)
    if not outcome.tool:
        if size > LARGEST:
            odd.append(f"over {units.size(LARGEST)} is too large for a terminal's clipboard")
        elif not outcome.is_sent_on:
            odd.append("tmux knows no clipboard of this terminal: the README says what to set")
        elif size > MOST_TERMINALS:
            odd.append(_DROPPED)
    _notify(app, words, odd)


def _send(app: App[Any], name: str, value: str, failures: Sequence[str]) -> None:
    """Send it to the terminal, in base64, so that no terminal obeys what is in it."""
    size = units.utf8_size(value)
    kind = os.environ.get("TERM", "")
    why_not = ""
    if size > LARGEST:
        why_not = f"{name} is too large for a terminal's clipboard: {units.size(size)}"
    elif kind == _LINUX_CONSOLE:
        why_not = "the Linux console has no clipboard; w writes events to a file"
    if why_not:
        words = "; ".join([why_not, *failures])
        app.notify(words, title="Nothing was copied", severity="error", timeout=_LONG, markup=False)
        return
    _write_osc_52(app, value)
    odd = list(failures)
    if os.environ.get("TMUX") or (kind.startswith(_KEEPS) and not os.environ.get("STY")):
        odd.append("tmux and screen keep it unless they are told otherwise: see the README")
    elif size > MOST_TERMINALS:
        odd.append(_DROPPED)
    _notify(app, [f"sent {name}, {units.size(size)}, to the terminal for its clipboard (OSC 52)"], odd)


def _notify(app: App[Any], words: Sequence[str], odd: Sequence[str]) -> None:
    """Say `words`; for longer, and as a warning, where something is odd about it."""
    said = "; ".join([*words, *odd])
    if odd:
        app.notify(said, severity="warning", timeout=_LONG, markup=False)
    else:
        app.notify(said, markup=False)


def _write_osc_52(app: App[Any], value: str) -> None:
    encoded = base64.b64encode(value.encode()).decode()
    sequence = f"\x1b]52;c;{encoded}\x07"
    if os.environ.get("STY"):
        # GNU screen hands on what stands in a device control string, and cuts a long one.
        chunks = (sequence[at : at + _SCREEN_CHUNK] for at in range(0, len(sequence), _SCREEN_CHUNK))
        sequence = "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
    driver = app._driver
    assert driver is not None  # which is there as long as there are keys
    driver.write(sequence)
