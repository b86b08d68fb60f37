"""What trying a stream came to, drawn. All of it comes from a server that nobody has vouched for."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sse_dash import text, units
from sse_dash.streams.monitor.trial import Trial
from sse_dash.tui.drawing.words import wrapped_words
from sse_dash.tui.faults.containing import Contained

# More cells than any screen has: the widget cuts each line to its own width.
_LONGEST_LINE = 400
_USUAL_CELLS = 72
"""Before the first result, when the view has no place yet."""


class TrialView(Contained, VerticalScroll):
    """Hidden until there is something to show."""

    def compose(self) -> Iterator[Static]:
        yield Static(id="trial-words")

    def on_mount(self) -> None:
        self.display = False

    def say(self, words: str) -> None:
        """One line, such as that something is under way."""
        self._show([Content.styled(text.cut(words, _LONGEST_LINE), "$foreground-muted")])

    def show(self, trial: Trial) -> None:
        """All that is known of a trial."""
        self._show([_headline(trial), *_lines(trial, self.scrollable_content_region.width or _USUAL_CELLS)])

    def outdate(self) -> None:
        """What was tried isn't what stands in the form any more."""
        if self.display:
            self.add_class("-outdated")

    def _show(self, lines: list[Content]) -> None:
        self.display = True
        self.remove_class("-outdated")
        self.query_one("#trial-words", Static).update(Content("\n").join(lines))
        self.scroll_home(animate=False)


def _headline(trial: Trial) -> Content:
    words, style = ("✔", "$text-success") if trial.ok else ("✖", "$text-error")
    if trial.status:
        words = f"{words} {trial.status}"
    elif not trial.ok:
        words = f"{words} no stream"
    facts = []
    if trial.headers_after is not None:
        facts.append(f"answer {units.duration(trial.headers_after)}")
    if trial.first_event_after is not None:
        facts.append(f"first event {units.duration(trial.first_event_after)}")
    facts += [trial.content_type, f"HTTP/{trial.http_version}" if trial.http_version else "", trial.tls or ""]
    said = "  ".join(fact for fact in facts if fact)
    return Content.assemble(
        (text.cut(words, _LONGEST_LINE), f"bold {style}"),
        ("   " + text.cut(said, _LONGEST_LINE), "$foreground-muted"),
    )


def _lines(trial: Trial, cells: int) -> Iterator[Content]:
    for line in trial.error.splitlines():
        yield Content(text.cut(line, _LONGEST_LINE))
    for event in trial.events:
        yield Content.assemble(
            (text.cut(event.type, _LONGEST_LINE), "$text-accent"), " ", text.cut(event.data, _LONGEST_LINE)
        )
    remark = trial.remark or ("" if trial.is_over or trial.events else "waiting for an event …")
    if remark:
        yield Content.styled(text.cut(remark, _LONGEST_LINE), "italic $foreground-muted")
    if trial.diagnosis is not None:
        for line in wrapped_words(trial.diagnosis.words, cells):
            yield Content.styled(line, "$text-warning")
        for line in trial.diagnosis.lines:
            yield Content.assemble(("│ ", "$foreground-muted"), text.cut(line, _LONGEST_LINE))
    for name, value in trial.headers:
        yield Content.styled(text.cut(f"{name}: {value}", _LONGEST_LINE), "$foreground-muted")
