"""What stands where the panes will be, while there are none."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

_WORDS = """No streams yet.

a   add one: a URL, or a curl command
    copied from the browser's network tab
o   open a saved profile
?   all keys
q   quit

Or start with them:  sse-dash URL URL …
To look around:      sse-dash demo"""


class Welcome(Static):
    """Says how to begin."""

    def __init__(self) -> None:
        super().__init__(Content(_WORDS))
