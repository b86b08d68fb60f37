"""The question whether a project's team file may be used, with all that it would do.

Whether it was trusted before, and what follows from a yes, is for the app.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from sse_dash import text, units
from sse_dash.profiles import Destination, TeamFile, what_it_would_do
from sse_dash.requests.template import has_variable
from sse_dash.tui.dialogs.base import STYLE
from sse_dash.tui.dialogs.reading import ReadingDialog, scroll_keys

MOST_LISTED = 100
"""Servers, variables and files of each of which so many are listed; the others are counted."""
DEAF_FOR = 0.4
"""Seconds in which yes is not taken: what was typed before the question was there is no answer to it."""

_MOST_NAMES = 8
_LONGEST = 160
"""Cells of one name or address; what is cut off ends in `…`."""
_LOOPBACK = re.compile(r"http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?$")
_MUTED = "dim"
_WARNING = "$text-warning"


class TrustDialog(ReadingDialog[bool]):
    """May this content of the team file be used? `y` answers True, all else that closes it False."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "trust_dialog.tcss"]
    BOX_CLASSES = "-warning"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "trust", "Trust it", id="trust.accept"),
        Binding("escape,enter,n,q", "refuse", "Not now", id="trust.refuse"),
        *scroll_keys("trust"),
    ]

    def __init__(
        self, team: TeamFile, *, changed: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`changed` says that the file was trusted before, with another content."""
        title = "The team file has changed" if changed else "Trust the team file?"
        super().__init__(title, "y trust it   esc not now   ↑ ↓ scroll")
        self._team = team
        self._changed = changed
        self._clock = clock
        self._shown_at = clock()

    def compose_box(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(self._question(), id="trust-question")
            yield Static(Content("\n").join(_summary(self._team)), id="trust-summary")

    def on_mount(self) -> None:
        self._shown_at = self._clock()

    def action_trust(self) -> None:
        """Close with yes, unless that can't have been meant for this question."""
        if self._clock() - self._shown_at < DEAF_FOR:
            self.app.bell()
        else:
            self.dismiss(True)

    def action_refuse(self) -> None:
        """Close with no."""
        self.dismiss(False)

    def _question(self) -> Content:
        origin = (
            "is not as it was when you trusted it."
            if self._changed
            else "comes with the project, from whoever can write there."
        )
        words = f"\n{origin} Nothing of it is used before you say yes."
        return Content.assemble((_cut(str(self._team.path)), "bold"), words)


def _summary(team: TeamFile) -> Iterator[Content]:
    """The lines of all that the file would do."""
    summary = what_it_would_do(team.profile)
    servers = [line for destination in summary.destinations[:MOST_LISTED] for line in _server(destination)]
    yield from _section("It would connect to", servers, len(summary.destinations), "servers")
    # Whole: what is cut off might be the worst of it.
    run = [
        Content.styled(f"  {text.visible(command)}", _WARNING) for command in summary.commands[:MOST_LISTED]
    ]
    yield from _section("It would run the commands", run, len(summary.commands), "commands")
    names = summary.variables
    listed = [Content(f"  {_cut(name)}") for name in names[:MOST_LISTED]]
    yield from _section("It would read the variables", listed, len(names), "variables")
    files = [
        Content.assemble(f"  {_cut(file.path)}", (f"  {file.purpose}", _MUTED))
        for file in summary.files[:MOST_LISTED]
    ]
    yield from _section("It would read the files", files, len(summary.files), "files")
    notes = [Content(f"  {text.visible(str(warning))}") for warning in team.warnings[:MOST_LISTED]]
    yield from _section("To note", notes, len(team.warnings), "notes")
    if not summary.destinations:
        yield Content("It holds no streams.")


def _section(heading: str, lines: Sequence[Content], count: int, what: str) -> Iterator[Content]:
    if not count:
        return
    yield Content.styled(heading, "bold")
    yield from lines
    if count > MOST_LISTED:
        more = f"  {what}: {units.count(count - MOST_LISTED)} more; look into the file before you say yes"
        yield Content.styled(more, _WARNING)
    yield Content("")


def _server(to: Destination) -> Iterator[Content]:
    methods = " ".join(map(_cut, to.methods[:_MOST_NAMES]))
    yield Content.assemble(
        f"  {_cut(to.origin)}", (f"  {methods}", _MUTED), (f"  for {_names(to.streams)}", _MUTED)
    )
    if to.variables:
        values = _names([f"${{{name}}}" for name in to.variables])
        doubt = ""
        if has_variable(to.origin):
            doubt = ", where a variable says"
        elif to.origin.startswith("http:") and not _LOOPBACK.match(to.origin):
            doubt = ", without encryption"
        yield Content.assemble(f"    and send it {values}", (doubt, _WARNING))
    for proxy in to.proxies[:_MOST_NAMES]:
        yield Content.styled(
            f"    through the proxy {_cut(proxy)}, which sees what is not encrypted", _WARNING
        )


def _names(names: Sequence[str]) -> str:
    return units.some_of([_cut(name) for name in names], _MOST_NAMES)


def _cut(words: str) -> str:
    return text.cut(words, _LONGEST)
