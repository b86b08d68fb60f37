"""The form for one stream: to add it, to change it, to try it. What it answers with is a spec.

What the texts in its fields mean is for `draft.py`; what a curl command does, for `requests/curl`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea
from textual.worker import Worker, WorkerState

from sse_dash.client.redact import MASK, redact_url
from sse_dash.requests.curl.command import looks_like_curl, spec_from_curl
from sse_dash.requests.fields import NOTHING_SECRET, Prompt
from sse_dash.requests.masked_url import masked_url
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.streams.monitor.trial import try_stream
from sse_dash.text import cut, visible
from sse_dash.tui.dialogs.base import STYLE, Dialog
from sse_dash.tui.form.controls import ChoiceLine, Editor, FormButton, TextField, UrlField
from sse_dash.tui.form.draft import PROMPTS, Checked, Draft, check, draft_of
from sse_dash.tui.form.fields import Fields, FormField, Remark
from sse_dash.tui.form.left import LeftDraft
from sse_dash.tui.form.trial_view import TrialView

_TRIAL = "trial"
_LONGEST_URL = 34
_TALL, _HIGH = ("-tall", "-high"), ("-high",)
"""Screens with room for an empty line above a field."""

_ABOUT_MASK = f"{MASK} is kept as it is and not shown; type over it to change it"

_BUTTONS = {"accept": "take", "try": "try it", "cancel": "cancel"}
"""What they say, but for the first one's verb; each does what the binding `form.…` does."""

_REQUEST = ("url", "method", "headers", "params", "json", "body")
"""What a curl command always says; all else only where it differs from the default."""


class StreamForm(Dialog[StreamSpec | None]):
    """The fields of a stream; the answer is the spec that they make, None if there shall be none."""

    CSS_PATH: ClassVar[CSSPathType] = [STYLE, "form.tcss"]
    AUTO_FOCUS = "#url"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 - Textual has it as no ClassVar
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall"), (30, "-high")]  # noqa: RUF012 - the same
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "Take", id="form.accept", tooltip="Take the stream as it is filled in"),
        Binding("ctrl+t", "try_it", "Try it", id="form.try", tooltip="Connect once and show the answer"),
        Binding(
            "ctrl+r", "restore", "Draft", id="form.restore", tooltip="Have again the draft that was left"
        ),
        Binding("escape", "cancel", "Cancel", id="form.cancel", tooltip="Leave everything as it was"),
    ]

    def __init__(
        self,
        title: str,
        spec: StreamSpec | None,
        taken: Collection[str],
        resolve: Callable[[StreamSpec], ResolvedRequest],
        accept: str,
        left: LeftDraft | None = None,
        leave: Callable[[LeftDraft | None], object] = lambda _: None,
    ) -> None:
        """`spec` fills the form, its secrets masked, and keeps what the form has no field for; None leaves it
        empty.

        `taken` are the names that this stream can't have. `resolve` gives what to send when it is tried.
        `accept` is the verb on the button. `left` is the draft that was left the last time, and `leave` is
        called with one that is left now, or with None once the form is taken.
        """
        super().__init__(title)
        self._base = spec or StreamSpec(name="", url="")
        self._taken = frozenset(taken)
        self._resolve = resolve
        self._accept = accept
        self._looked_at: set[str] = set()
        self._masked = True
        self._import_error = ""
        self._imported = ""
        self._left = left
        self._leave = leave
        self._opened_with: Draft = {}
        self._controls: dict[str, Widget] = {}
        """By the names of their fields."""

    def compose_box(self) -> ComposeResult:
        fields = list(_fields(draft_of(self._base)))
        self._controls = {field.control.id or "": field.control for field in fields}
        yield Fields(fields, id="fields")
        yield TrialView(id="trial")
        yield Static(id="about")
        with Horizontal(id="buttons"):
            for button, words in {**_BUTTONS, "accept": self._accept}.items():
                yield FormButton(self._label(words, f"form.{button}"), button)

    def on_mount(self) -> None:
        self._opened_with = self.draft
        self._look()

    @property
    def _shown(self) -> Fields:
        return self.query_one(Fields)

    @property
    def _trial(self) -> TrialView:
        return self.query_one(TrialView)

    @property
    def draft(self) -> Draft:
        """What stands in the fields."""
        return {name: _text_in(self._control(name)) for name in PROMPTS}

    def _label(self, words: str, binding_id: str) -> Content:
        """The words of a button, and the key that does the same, be it ours or one that the user chose."""
        return Content.assemble(
            visible(words[:1].upper() + words[1:]), (f" {self._key_of(binding_id)}", "dim")
        )

    def _key_of(self, binding_id: str) -> str:
        bindings = [active.binding for active in self.active_bindings.values()]
        keys = [self.app.get_key_display(binding) for binding in bindings if binding.id == binding_id]
        return " ".join(keys[:1])

    def _control(self, name: str) -> Widget:
        return self._controls[name]

    def _look(self) -> Checked:
        """Check what is filled in, and say what is wrong where someone has been already."""
        draft = self.draft
        checked = check(draft, self._base, self._taken, masked=self._masked)
        for name in PROMPTS:
            problem = checked.problems.get(name, "") if name in self._looked_at else ""
            remark = ""
            if name == "url":
                problem, remark = self._import_error or problem, self._imported or self._about_left()
            said = [("problem", problem)]
            if not problem:
                said = [("remark", remark), ("hint", checked.hints.get(name, ""))]
            remarks = [Remark(style, words) for style, words in said if words]
            self._shown.say(name, remarks, is_wrong=bool(problem))
        made = visible(checked.name) or PROMPTS["name"].hint
        entry = self._control("name")
        if isinstance(entry, Input) and entry.placeholder != made:
            entry.placeholder = made
        self._shown.relabel("body", "Body\nJSON" if checked.sends_json else "Body")
        return checked

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "url":
            self._import_error = ""
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        event.stop()
        self._changed()

    def _changed(self) -> None:
        self._trial.outdate()
        self._look()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        name = event.widget.id or ""
        is_masked = self._masked and _may_be_masked(name) and MASK in _text_in(event.widget)
        words = _ABOUT_MASK if is_masked else PROMPTS[name].about if name in PROMPTS else ""
        self.query_one("#about", Static).update(Content(words), layout=False)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        name = event.widget.id or ""
        # Who just passes by an empty field has done nothing wrong yet.
        if name in PROMPTS and _text_in(event.widget):
            self._looked_at.add(name)
            if not (name == "url" and self._import_typed()):
                self._look()

    def on_url_field_pasted(self, event: UrlField.Pasted) -> None:
        event.stop()
        self._import(event.text)

    def _import_typed(self) -> bool:
        """Fill the form from a command that stands where a URL belongs; whether there is one."""
        typed = self.query_one("#url", Input).value
        if not looks_like_curl(typed):
            return False
        self._import(typed)
        return True

    def _import(self, command: str) -> None:
        try:
            imported = spec_from_curl(command, self._taken)
        except ValueError as error:
            self._import_error = str(error)
            self._look()
            return
        said = {
            name: value
            for name, field in STREAM_FIELDS.items()
            if (value := getattr(imported.spec, name)) != field.default or name in _REQUEST
        }
        self._base = replace(self._base, **{**said, "name": self._base.name})
        self._import_error = ""
        self._imported = "Filled in from the curl command."
        if imported.remarks:
            self._imported += "\nNote: " + "; ".join(imported.remarks)
        if imported.ignored:
            self._imported += "\nLeft out: " + "; ".join(imported.ignored)
        # What someone has just pasted is theirs to see; and what was masked is replaced by it.
        self._masked = False
        draft = draft_of(self._base, masked=False)
        for name in said.keys() & PROMPTS.keys() - {"name"}:
            _put(self._control(name), draft[name])
        _put(self._control("body"), draft["body"])
        self._look()

    def action_enter(self) -> None:
        """Take the form, or, where a command stands for the URL, fill the form from it."""
        entry = self.query_one("#url", Input)
        if looks_like_curl(entry.value) and entry.value.rstrip().endswith(("\\", "^")):
            # A terminal that doesn't mark what is pasted sends its line ends as this key.
            entry.value = entry.value.rstrip()[:-1] + " "
            entry.cursor_position = len(entry.value)
        elif not self._import_typed():
            self.action_accept()

    def action_accept(self) -> None:
        """Close with the spec, unless something is wrong with it."""
        if self.is_current and not self._import_typed():
            spec = self._whole()
            if spec is not None:
                self._leave(None)
                self.dismiss(spec)

    def action_try_it(self) -> None:
        """Connect with the spec once, and show what came of it."""
        if self.is_current and not self._import_typed():
            spec = self._whole()
            if spec is not None:
                self.run_worker(
                    self._try(spec), name="try a stream", group=_TRIAL, exclusive=True, exit_on_error=False
                )

    def action_restore(self) -> None:
        """Have the draft that was left in the fields; the next time what stands in them now."""
        if self._left is None or not self.is_current:
            return
        left, self._left = self._left, self._now()
        self._base, self._masked = left.base, left.masked
        self._import_error = self._imported = ""
        for name, words in left.draft.items():
            _put(self._control(name), words)
        self._changed()

    def action_cancel(self) -> None:
        """Close the trial, where there is one; else the form, without an answer. What was typed is kept."""
        if not self.is_current:
            return
        if self._trial.display:
            self.workers.cancel_group(self, _TRIAL)
            self._trial.display = False
        else:
            self._close()

    def _close(self) -> None:
        if self._is_touched():
            self._leave(self._now())
        self.dismiss(None)

    def _now(self) -> LeftDraft:
        return LeftDraft(self.draft, self._base, masked=self._masked)

    def _is_touched(self) -> bool:
        return self.draft != self._opened_with

    def _about_left(self) -> str:
        """How to have the draft that was left, while nothing else has been typed."""
        if self._left is None or self._is_touched():
            return ""
        url = self._left.draft["url"]
        what = f": {cut(masked_url(url), _LONGEST_URL)}" if url else ""
        return f"{self._key_of('form.restore')} brings back your draft{what}"

    def _whole(self) -> StreamSpec | None:
        """The spec, or what is wrong with it said and gone to."""
        self._looked_at.update(PROMPTS)
        checked = self._look()
        if checked.spec is None:
            control = self._control(next(iter(checked.problems)))
            self.set_focus(control)
            self._shown.show_field(control.id or "")
            self.app.bell()
        return checked.spec

    async def _try(self, spec: StreamSpec) -> None:
        view = self._trial
        view.say(f"connecting to {redact_url(spec.url)} …")
        view.show(await try_stream(spec, self._resolve, progress=view.show))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            event.stop()
            self._trial.say(f"trying it broke: {type(event.worker.error).__name__}")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "accept":
                self.action_accept()
            case "try":
                self.action_try_it()
            case _:
                self._close()


def _fields(draft: Draft) -> Iterator[FormField]:
    """The fields from top to bottom, as the draft fills them."""
    was_editor = False  # the field above
    for name, prompt in PROMPTS.items():
        control = _control_of(name, prompt, draft[name])
        is_editor = isinstance(control, Editor)
        apart = _TALL if prompt.is_apart else _HIGH if is_editor and was_editor else ()
        yield FormField(prompt.label, control, is_half=prompt.is_short, apart=apart)
        was_editor = is_editor


def _control_of(name: str, prompt: Prompt, text: str) -> Widget:
    if prompt.choices:
        return ChoiceLine(prompt.choices, text, name)
    if STREAM_FIELDS[name].kind.lines:
        return Editor(text, prompt.hint, name)
    if name == "url":
        return UrlField(text, prompt.hint, name, looks_like_curl)
    return TextField(text, prompt.hint, name)


def _may_be_masked(name: str) -> bool:
    return name in PROMPTS and STREAM_FIELDS[name].secrecy is not NOTHING_SECRET


def _text_in(control: Widget) -> str:
    match control:
        case Input() | ChoiceLine():
            return control.value
        case TextArea():
            return control.text
        case _:
            return ""


def _put(control: Widget, text: str) -> None:
    match control:
        case Input():
            control.value = text
        case TextArea():
            control.text = text
        case ChoiceLine():
            control.choose(text)
        case _:
            pass
