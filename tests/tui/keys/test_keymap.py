"""Keys that a person chose: what may be, what is refused and how that is said, and that they work."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Input, Label

from sse_dash.profiles.settings import KeyChoice
from sse_dash.tui.dashboard.keys import KEYS as DASHBOARD_KEYS
from sse_dash.tui.keys.key import Key, Keys
from sse_dash.tui.keys.keymap import Keymap, KeyRefused, bindings_of, key_name, rebind, remap
from tests.tui.piloting import piloted

KEYS: list[Key[None]] = [
    Key("space,p", "pane.pause", "Pause", "", "pause", in_line=True),
    Key("space,p", "pane.pause", "Resume", "", "resume", in_line=True),
    Key("r", "stream.reconnect", "Reconnect", "", "reconnect", in_line=True),
    Key("z", "view.zoom", "Zoom", "", "zoom", in_line=True),
    Key("escape,z", "view.unzoom", "Back", "", "unzoom", in_line=True),
    Key("q,ctrl+q", "app.quit", "Quit", "", "app.quit", in_line=True),
]


class Question(ModalScreen[str]):
    """A dialog with keys of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer('no')", "No", id="dialog.cancel"),
        Binding("enter,y", "answer('yes')", "Yes", id="dialog.accept"),
        Binding("f5,y", "answer('maybe')", "Maybe", id="dialog.maybe"),
    ]

    def compose(self) -> ComposeResult:
        yield Label("?")

    def action_answer(self, answer: str) -> None:
        """Close with this answer."""
        self.dismiss(answer)


def chosen(**keys: str | tuple[str, ...]) -> dict[str, KeyChoice]:
    """Choices as the settings file has them; `pane_pause` stands for `pane.pause`, on lines from 2."""
    return {
        action.replace("_", "."): KeyChoice((value,) if isinstance(value, str) else value, line)
        for line, (action, value) in enumerate(keys.items(), start=2)
    }


def keys_of(keymap: Keymap[None]) -> dict[str, str]:
    """The keys by action, of those that changed."""
    before = {key.do: key.keys for key in KEYS}
    return {str(key.do): key.keys for key in keymap.keys if key.keys != before[key.do]}


def refused(**keys: str | tuple[str, ...]) -> list[str]:
    """What is said of these choices."""
    return [str(problem) for problem in remap(chosen(**keys), KEYS, [Question]).problems]


# What a key is called


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("r", "r"), ("R", "R"), ("shift+r", "R"), ("?", "question_mark"), (" ", "space"), (",", "comma")),
        *(("ctrl+R", "ctrl+r"), ("Control+r", "ctrl+r"), ("shift+ctrl+left", "ctrl+shift+left")),
        *(("esc", "escape"), ("PgDn", "pagedown"), ("del", "delete"), ("return", "enter"), ("F5", "f5")),
        *(("+", "plus"), ("plus", "plus"), ("slash", "slash"), ("/", "slash"), ("é", "é")),
        ("quotation_mark", "quotation_mark"),
    ],
)
def test_a_key_may_be_written_in_more_ways_than_one(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("escpe", "is 'escpe', which is no key; did you mean escape?"),
        ("crtl+r", "is 'crtl+r', which is no key; did you mean ctrl?"),
        ("f99", "is 'f99', which is no key; did you mean f9?"),
        ("ctrl++", "is 'ctrl++', which is no key; expected such as a, ?, f5, ctrl+r or pageup"),
        ("", "holds an empty key; write the comma as comma"),
        ("shift+1", "is 'shift+1', which types another character; write that one"),
        ("ctrl+m", "is ctrl+m, which is enter to most terminals; write enter, or choose another"),
        ("ctrl+i", "is ctrl+i, which is tab to most terminals; write tab, or choose another"),
        ("ctrl+h", "is ctrl+h, which is backspace to most terminals"),
        ("ctrl+[", "is ctrl+left_square_bracket, which is escape to most terminals"),
        ("\x1b", r"is '\x1b', which is no key"),
        ("zero_width_space", "is 'zero_width_space', which is no key"),
        ("x" * 100_000, "…', which is no key"),
    ],
)
def test_what_is_no_key_is_refused_with_what_is_expected(written: str, words: str) -> None:
    with pytest.raises(KeyRefused) as caught:
        key_name(written)
    assert words in f"{caught.value.wrong}; {caught.value.expected}"


# What may be


def test_with_no_choices_every_key_stays_as_it_is() -> None:
    assert remap({}, DASHBOARD_KEYS) == Keymap(DASHBOARD_KEYS, {}, ())


def test_an_action_gets_the_keys_that_were_chosen_and_loses_its_own() -> None:
    keymap = remap(chosen(stream_reconnect=("f5", "ctrl+r")), KEYS)
    assert keys_of(keymap) == {"reconnect": "f5,ctrl+r"}
    assert [key.do for key in keymap.keys] == [key.do for key in KEYS]
    assert keymap.problems == ()


def test_two_actions_of_one_id_get_the_key_together() -> None:
    assert keys_of(remap(chosen(pane_pause="s"), KEYS)) == {"pause": "s", "resume": "s"}


def test_actions_that_take_turns_on_a_key_may_share_another() -> None:
    keymap = remap(chosen(view_zoom="u", view_unzoom="u"), KEYS)
    assert keys_of(keymap) == {"zoom": "u", "unzoom": "u"}
    assert keymap.problems == ()


def test_two_actions_may_swap_their_keys() -> None:
    keymap = remap(chosen(stream_reconnect="z", view_zoom="r", view_unzoom="escape"), KEYS)
    assert keys_of(keymap) == {"reconnect": "z", "zoom": "r", "unzoom": "escape"}


def test_an_action_may_be_left_without_a_key() -> None:
    assert keys_of(remap(chosen(stream_reconnect=()), KEYS)) == {"reconnect": ""}


def test_ctrl_q_quits_whatever_was_chosen() -> None:
    assert keys_of(remap(chosen(app_quit="Q"), KEYS)) == {"app.quit": "Q,ctrl+q"}
    assert keys_of(remap(chosen(app_quit=()), KEYS)) == {"app.quit": "ctrl+q"}


def test_dialogs_have_keys_to_choose_too() -> None:
    keymap = remap(chosen(dialog_cancel="f10"), KEYS, [Question])
    assert keymap.dialogs == {"dialog.cancel": "f10"}
    assert keys_of(keymap) == {}


# What is refused


def test_an_action_that_there_is_not_is_refused_and_the_nearest_named() -> None:
    assert refused(pane_paws="s") == [
        "line 2: keys.'pane.paws' is no action of sse-dash; did you mean pane.pause?"
    ]
    assert refused(zzzzzzzzzzzz="s") == [
        "line 2: keys.zzzzzzzzzzzz is no action of sse-dash; expected one such as pane.pause"
    ]


def test_a_key_that_another_action_has_is_refused_and_both_are_named() -> None:
    assert refused(pane_pause="r") == [
        "line 2: keys.'pane.pause' takes r, the key of stream.reconnect; "
        "choose another, or another for stream.reconnect; it keeps space, p"
    ]


def test_of_two_choices_of_one_key_the_later_is_refused() -> None:
    keymap = remap(chosen(stream_reconnect="f5", pane_pause="f5"), KEYS)
    assert keys_of(keymap) == {"reconnect": "f5"}
    assert ["keys.'pane.pause' takes f5, the key of stream.reconnect" in str(p) for p in keymap.problems]


def test_what_follows_from_a_refusal_is_refused_too_and_the_rest_holds() -> None:
    # reconnect may not have space, so it keeps r, so zoom may not have r.
    keymap = remap(chosen(stream_reconnect="space", view_zoom="r", app_quit="Q"), KEYS)
    assert keys_of(keymap) == {"app.quit": "Q,ctrl+q"}
    assert [problem.line for problem in keymap.problems] == [2, 3]


def test_keys_that_textual_takes_first_are_refused_for_anything_else() -> None:
    assert refused(pane_pause="ctrl+q") == [
        "line 2: keys.'pane.pause' takes ctrl+q, which is always that of app.quit; choose another"
    ]


def test_a_dialog_is_never_without_a_key_nor_has_one_that_is_text() -> None:
    assert refused(dialog_cancel=(), dialog_accept="x") == [
        "line 2: keys.'dialog.cancel' has no key left; a dialog can't do without: choose one"
    ]
    assert refused(dialog_cancel="x") == [
        "line 2: keys.'dialog.cancel' takes x, which types a letter there; choose one that types nothing"
    ]


def test_a_dialogs_keys_clash_with_its_own_only() -> None:
    assert refused(dialog_accept="f5") == []  # they took turns on y before
    assert refused(dialog_cancel="f5") == [
        "line 2: keys.'dialog.cancel' takes f5, the key of dialog.maybe; "
        "choose another, or another for dialog.maybe; it keeps escape"
    ]


def test_a_file_of_thousands_of_faults_is_told_in_a_few_lines() -> None:
    said = refused(**{f"x{number}": "s" for number in range(5000)}, pane_pause=("a",) * 5000)
    assert len(said) == 21
    assert said[-1] == "choices of keys that do not hold: 4,981 more; mend these first"
    assert refused(pane_pause=("a",) * 9) == ["line 2: keys.'pane.pause' has 9 keys; expected 8 at most"]


def test_what_is_said_has_no_control_characters() -> None:
    said = refused(**{"\x1b[31m\u202e": "s", "pane_pause": "\x9b1m"})
    assert len(said) == 2
    assert all(line.isprintable() for line in said)


# That it works


class Pressed(Screen[None]):
    """A screen with the keys above."""

    BINDINGS: ClassVar[list[BindingType]] = [*Keys(KEYS).bindings]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.zoomed = False

    def compose(self) -> ComposeResult:
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return {"zoom": not self.zoomed, "unzoom": self.zoomed, "resume": False}.get(action, True)

    def action_zoom(self) -> None:
        self.zoomed = True
        self.done.append("zoom")

    def action_unzoom(self) -> None:
        self.zoomed = False
        self.done.append("unzoom")

    def action_pause(self) -> None:
        self.done.append("pause")

    def action_reconnect(self) -> None:
        self.done.append("reconnect")


class Host(App[None]):
    """An app with chosen keys."""

    def __init__(self, keymap: Keymap[None]) -> None:
        super().__init__()
        self.keymap = keymap
        self.pressed = Pressed()

    def get_default_screen(self) -> Screen[None]:
        rebind(self.pressed, Keys(self.keymap.keys).bindings)
        return self.pressed

    def on_mount(self) -> None:
        self.set_keymap(self.keymap.dialogs)

    @property
    def footer(self) -> list[str]:
        """What the footer shows, from the left."""
        return [
            f"{self.get_key_display(active.binding)} {active.binding.description}"
            for active in self.pressed.active_bindings.values()
            if active.binding.show
        ]


async def test_the_chosen_key_works_and_the_old_one_does_not() -> None:
    app = Host(remap(chosen(pane_pause="f5"), KEYS))
    async with piloted(app) as pilot:
        await pilot.press("space", "p", "f5", "r")
        assert app.pressed.done == ["pause", "reconnect"]


async def test_who_took_turns_on_a_key_keeps_it_when_the_other_leaves() -> None:
    app = Host(remap(chosen(view_zoom="u"), KEYS))
    async with piloted(app) as pilot:
        await pilot.press("z", "u", "u", "z")
        assert app.pressed.done == ["zoom", "unzoom"]


async def test_the_footer_shows_chosen_keys_in_the_order_it_always_has() -> None:
    app = Host(remap(chosen(pane_pause="f5", view_zoom=()), KEYS))
    async with piloted(app):
        assert app.footer == ["f5 Pause", "r Reconnect", "q Quit"]


async def test_what_the_screen_itself_binds_stays() -> None:
    app = Host(remap({}, KEYS))
    async with piloted(app):
        bound = {active.binding.action for active in app.pressed.active_bindings.values()}
        assert {"app.focus_next", "screen.copy_text"} <= bound


@pytest.mark.parametrize(
    ("key", "answer"), [("f9", "yes"), ("y", "maybe"), ("f5", "maybe"), ("escape", "no")]
)
async def test_a_dialogs_chosen_key_works_and_nothing_else_changes(key: str, answer: str) -> None:
    app = Host(remap(chosen(dialog_accept="f9"), KEYS, [Question]))
    answers: list[str | None] = []
    async with piloted(app) as pilot:
        await app.push_screen(Question(), answers.append)
        await pilot.press("enter", key)
        await pilot.pause()
        assert answers == [answer]


def test_bindings_without_an_id_are_not_for_choosing() -> None:
    assert bindings_of(Input) == []
    assert [binding.id for binding in bindings_of(Question)] == [
        "dialog.cancel",
        "dialog.accept",
        "dialog.maybe",
    ]
