"""Copying inside tmux: its own buffer, and through it the clipboard of the terminal that it runs in.

With default options tmux keeps OSC 52 of programs to itself. What it is given by `load-buffer -w` it sends
on, if it knows that the terminal has a clipboard; README says what to do where it doesn't.
"""

from __future__ import annotations

import re

from sse_dash.tui.clipboard.program import ProgramFailed, run

_TERMINAL = re.compile(r"^Terminal \d+: .* for (?P<tty>[^,]+),", re.MULTILINE)
_NO_CLIPBOARD = re.compile(r"^ *\d+: Ms: \[missing\]", re.MULTILINE)
_OPTION = ("show-options", "-sv", "set-clipboard")
_OFF = "off"


async def load(value: bytes, *, send_on: bool) -> bool:
    """Put `value` into tmux's buffer; return whether it was sent on to a terminal that has a clipboard.

    tmux before 3.2 can't send on. Raises ProgramFailed where there is no tmux that answers.
    """
    if send_on:
        try:
            await run(["tmux", "load-buffer", "-w", "-"], value)
        except ProgramFailed:
            send_on = False  # it may just not know -w
        else:
            return await _sends_on()
    await run(["tmux", "load-buffer", "-"], value)
    return False


async def _sends_on() -> bool:
    try:
        told = await run(
            ["tmux", *_OPTION, ";", "list-clients", "-F", "#{client_tty}", ";", "show-messages", "-T"], b""
        )
    except ProgramFailed:
        return False  # which it may do all the same, but nobody knows
    option, _, rest = told.partition("\n")
    if option == _OFF:
        return False
    found = list(_TERMINAL.finditer(rest))
    if not found:
        return False
    ours = set(rest[: found[0].start()].split())
    ends = [each.start() for each in found[1:]] + [len(rest)]
    return any(
        not _NO_CLIPBOARD.search(rest, each.end(), end)
        for each, end in zip(found, ends, strict=True)
        if each["tty"] in ours
    )
