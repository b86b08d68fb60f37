"""Copying to the clipboard of the terminal, and saying so. What is worth copying is for those who call."""

from __future__ import annotations

import re
from typing import Any

from textual.app import App

from sse_dash import text, units

MOST_TERMINALS = 74_000
"""Bytes that nearly every terminal takes: many drop an OSC 52 of over 100,000, and base64 adds a third."""
LARGEST = 4_000_000
"""Bytes past which nothing is sent: hardly a terminal takes it, and the screen would wait for seconds."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def copy(app: App[Any], what: str, value: str) -> bool:
    """Put `value` on the clipboard just as it is, and say so; `what` is such as `the data of event 812`.

    It is sent as OSC 52, which works over SSH too, and in base64, so that no terminal obeys what is in it.
    Half characters, which no encoding takes, become U+FFFD. No terminal answers whether it took it. Returns
    whether it was sent: what is empty isn't, as it would only clear the clipboard, nor what is too large.
    """
    if not value.isascii():
        value = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    size = len(value) if value.isascii() else len(value.encode())
    name = text.visible(what)
    if not size:
        app.notify(f"nothing was copied: {name} is empty", severity="warning", markup=False)
        return False
    if size > LARGEST:
        words = f"{name} is too large for a terminal's clipboard: {units.size(size)}"
        app.notify(words, title="Nothing was copied", severity="error", timeout=12, markup=False)
        return False
    app.copy_to_clipboard(value)
    words = f"copied {name}, {units.size(size)}, to the terminal's clipboard (OSC 52)"
    if size > MOST_TERMINALS:
        words += f"; many terminals drop more than {units.size(MOST_TERMINALS)}: look whether it is there"
        app.notify(words, severity="warning", timeout=12, markup=False)
    else:
        app.notify(words, markup=False)
    return True
