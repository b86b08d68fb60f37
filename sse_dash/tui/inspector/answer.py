"""What a server said that gave no stream, whole: why there is none, the headers, and the body, JSON indented.

All of it comes from outside, and has no secrets in it any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from sse_dash import text
from sse_dash.json.document import NotJson, parse, tokens
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.tui.clipboard.copying import copy
from sse_dash.tui.dialogs.base import STYLE
from sse_dash.tui.dialogs.reading import ReadingDialog, scroll_keys

_INDENT = 2
_LONGEST_LINE = 4096
"""Characters that the body has at most, and so a line of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to read. Its strings aren't safe to draw."""

    stream: str
    words: str
    """Why there is no stream, or no event."""
    status: str = ""
    """Such as `503 Service Unavailable`; empty where no one answered, and where the answer is a stream."""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    """As it came, or its beginning."""

    @classmethod
    def of(cls, stream: str, snapshot: Snapshot) -> Answer | None:
        """What there is to read of a stream of this name that stands so; None where nothing is wrong."""
        refusal = snapshot.refusal
        if refusal is not None:
            status = f"{refusal.status} {refusal.reason}".rstrip()
            words = snapshot.trouble.removesuffix(refusal.body).rstrip()
            return cls(stream, words, status, tuple(refusal.headers.items()), refusal.body)
        if snapshot.trouble:
            return cls(stream, snapshot.trouble)
        if snapshot.diagnosis is not None:
            return cls(stream, snapshot.diagnosis.words, body="\n".join(snapshot.diagnosis.lines))
        return None

    @property
    def readable_body(self) -> str:
        """The body with JSON indented."""
        try:
            return "".join(tokens(parse(self.body).value, indent=_INDENT))
        except NotJson:
            return self.body


class AnswerDialog(ReadingDialog[None]):
    """Shows it, and lets the body be copied."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "answer.tcss"]
    BOX_CLASSES = "-trouble"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close", id="answer.close"),
        Binding("c,y", "copy", "Copy the body", id="answer.copy"),
        *scroll_keys("answer"),
        Binding("home,g", "ends(True)", "Start", id="answer.start"),
        Binding("end,G", "ends(False)", "End", id="answer.end"),
    ]

    def __init__(self, answer: Answer) -> None:
        copies = "c copy the body   " if answer.body else ""
        super().__init__(
            f"{answer.stream}: {answer.status or 'no stream'}", f"{copies}esc close   ↑ ↓ scroll"
        )
        self._answer = answer

    def compose_box(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(Content("\n").join(_lines(self._answer)), id="answer-text")

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the body as it came."""
        copy(self.app, "the body of the answer", self._answer.body)

    def action_ends(self, is_start: bool) -> None:
        """Go to the first line or to the last."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=0 if is_start else scroll.max_scroll_y, animate=False)


def _lines(answer: Answer) -> Iterator[Content]:
    for line in answer.words.splitlines():
        yield Content.styled(text.cut(line, _LONGEST_LINE), "bold $text-error")
    if answer.body:
        yield Content("")
        for line in answer.readable_body.split("\n"):
            yield Content(text.cut(line.removesuffix("\r"), _LONGEST_LINE))
    if answer.headers:
        yield Content("")
        for name, value in answer.headers:
            yield Content.styled(text.cut(f"{name}: {value}", _LONGEST_LINE), "$foreground-muted")
