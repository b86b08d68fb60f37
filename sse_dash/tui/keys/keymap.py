"""The keys that a person chose, put in the place of ours: what may be, what clashes, and how it is applied.

What the settings file looks like is for `profiles.settings`; what each key does stands with its screen.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Generic

from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import KEY_DISPLAY_ALIASES, REPLACED_KEYS, Keys, key_to_character
from textual.screen import Screen

from sse_dash.profiles import Findings, KeyChoice, Problem
from sse_dash.requests.wording import describe
from sse_dash.tui.keys.key import Key, T

_MOST_KEYS = 8
_PLAIN = {"⏎": "enter"}  # which some fonts lack, and some terminals draw two cells wide
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_SAME_TO_TERMINALS = {
    "ctrl+m": "enter",
    "ctrl+i": "tab",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""What terminals send for these is what they send for the other key."""
_TEXTUAL_TAKES = {"ctrl+q": "app.quit", "ctrl+p": "app.palette", "ctrl+z": "app.suspend"}
"""Keys that Textual looks at before any of ours, and what they do then; so there is always a way out."""

# `<any>` and the like are no keys, and what is written with a minus is an old name.
_NAMED = sorted(
    {name for key in Keys if len(name := key.value.rpartition("+")[2]) > 1 and not {"<", "-"} & {*key.value}}
)
_AS_SHOWN = {shown: name for name, shown in KEY_DISPLAY_ALIASES.items()} | {
    "return": "enter",
    "del": "delete",
    "ins": "insert",
}
"""What help calls a key, and what is printed on some: meant the same."""


_Scope = Sequence[tuple[str, tuple[str, ...]]]
"""Ids with the names of their keys: of one screen, where no two may share a key."""


@dataclass(frozen=True, slots=True)
class Keymap(Generic[T]):
    """The keys that hold, and what was refused."""

    keys: tuple[Key[T], ...]
    """The dashboard's, in their order. One that was left without any key is still there."""
    dialogs: dict[str, str]
    """Keys by id for `App.set_keymap`: of the dialogs' bindings those that changed."""
    problems: tuple[Problem, ...]
    """Choices that don't hold, each with its line; the keys of these actions are what they were."""


class KeyRefused(ValueError):
    """No key for an action; `wrong` and `expected` say why as a Problem does."""

    def __init__(self, wrong: str, expected: str) -> None:
        super().__init__(wrong, expected)
        self.wrong = wrong
        self.expected = expected


def remap(
    choices: Mapping[str, KeyChoice], keys: Sequence[Key[T]], dialogs: Iterable[type[DOMNode]] = ()
) -> Keymap[T]:
    """Put the chosen keys in the place of those of `keys` and of the bindings of `dialogs`.

    A choice that can't be, or that clashes, is refused by itself; the others hold. Of two choices that clash
    the later one is refused. What shares a key by default takes turns on the screen, and may share any.
    """
    own: _Scope = [(key.id, _named(key.keys)) for key in keys]
    of_dialogs = [[(each.id or "", _named(each.key)) for each in bindings_of(dialog)] for dialog in dialogs]
    scopes = [own, *of_dialogs]
    defaults = {action: names for scope in scopes for action, names in scope}
    on_dashboard = {key.id for key in keys}
    refused = Findings(lambda at: choices[str(at[1])].line)
    wanted: dict[str, tuple[str, ...]] = {}
    for action, choice in choices.items():
        if action not in defaults:
            near = [] if refused.full else difflib.get_close_matches(action.lower()[:64], defaults, n=1)
            guess = f"did you mean {near[0]}?" if near else "expected one such as pane.pause"
            refused.add(("keys", action), "is no action of sse-dash", guess)
            continue
        in_dialog = None if action in on_dashboard else defaults[action]
        try:
            wanted[action] = _checked(action, choice.keys, in_dialog)
        except KeyRefused as error:
            refused.add(("keys", action), error.wrong, error.expected)
    while clash := next((found for scope in scopes for found in _clashes(scope, wanted)), None):
        first, second, key = clash
        # The later choice, or the only one: what nobody chose never clashes.
        action = max((each for each in (first, second) if each in wanted), key=list(choices).index)
        other = second if action == first else first
        advice = f"choose another, or another for {other}; it keeps {', '.join(defaults[action])}"
        refused.add(("keys", action), f"takes {key}, the key of {other}", advice)
        del wanted[action]
    return Keymap(
        tuple(replace(key, keys=",".join(wanted[key.id])) if key.id in wanted else key for key in keys),
        {action: chosen for scope in of_dialogs for action, chosen in _for_textual(scope, wanted, defaults)},
        refused.with_count("choices of keys that do not hold", "mend these first"),
    )


def rebind(screen: Screen[Any], bindings: Iterable[Binding]) -> None:
    """Give a screen that was just made these bindings in place of all that have an id.

    Not by `App.set_keymap`: where two actions take turns on a key and one is given another, it takes the
    key from both, and it puts what it changes last in the footer.
    """
    own = [binding for binding in bindings if binding.key]
    given = BindingsMap(own)
    for key, binding in screen._bindings:
        if binding.id is None and key not in given.key_to_bindings:
            own.append(binding)
    screen._bindings = BindingsMap(own)


def key_hints(screen: Screen[Any], words: Mapping[str, str]) -> str:
    """What a dialog says of its keys, `enter export   esc cancel`, by the ids of its bindings.

    Of each the first key that works now, as the keymap has it; what has none isn't there.
    """
    keys: dict[str | None, str] = {}
    for active in screen.active_bindings.values():
        keys.setdefault(active.binding.id, key_display(screen.app, active.binding.key))
    return "   ".join(f"{keys[each]} {words[each]}" for each in words if each in keys)


def key_display(app: App[Any], key: str) -> str:
    """How a key is shown to people."""
    shown = app.get_key_display(Binding(key, ""))
    return _PLAIN.get(shown, shown)


def bindings_of(node: type[DOMNode]) -> list[Binding]:
    """The bindings of a screen or a widget that have an id, those of its bases first."""
    return [
        binding
        for base in reversed(node.__mro__)
        for binding in base.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    ]


def key_name(written: str) -> str:
    """The key as Textual calls it: `question_mark` for `?`, `A` for `shift+a`, `escape` for `esc`.

    Raises KeyRefused for what is no key, or none that a terminal tells from another.
    """
    if not written.strip(" ") and written:
        return "space"
    *before, base = [written] if len(written) == 1 else written.split("+")
    modifiers = {"ctrl" if name.strip().lower() == "control" else name.strip().lower() for name in before}
    base = base.strip()
    if unknown := modifiers.difference(_MODIFIERS):
        raise _no_key(written, _guess(min(unknown), _MODIFIERS))
    if len(base) != 1:
        name = _AS_SHOWN.get(base.lower(), base.lower())
        character = None if name in _NAMED else _character(name)
        if name not in _NAMED and character is None:
            raise _no_key(written, _guess(name, [*_NAMED, *_AS_SHOWN]))
        base = name if character is None else _name_of(character)
    elif not base.isprintable():
        raise _no_key(written, "")
    elif modifiers == {"shift"} and base.isalpha():
        # A terminal sends the capital, and says nothing of shift.
        base, modifiers = base.upper(), set()
    elif modifiers == {"shift"}:
        raise KeyRefused(f"is {describe(written)}, which types another character", "write that one")
    else:
        base = _name_of(base.lower() if modifiers else base)
    key = "+".join([*sorted(modifiers), base])
    if same := _SAME_TO_TERMINALS.get(key):
        raise KeyRefused(f"is {key}, which is {same} to most terminals", f"write {same}, or choose another")
    return key


def _checked(action: str, written: tuple[str, ...], in_dialog: tuple[str, ...] | None) -> tuple[str, ...]:
    """The names of the keys, `in_dialog` has those before if it is a dialog's. Raises KeyRefused."""
    if len(written) > _MOST_KEYS:
        raise KeyRefused(f"has {len(written):,} keys", f"expected {_MOST_KEYS} at most")
    keys = tuple(dict.fromkeys(map(key_name, written)))
    for key in keys:
        if _TEXTUAL_TAKES.get(key, action) != action:
            raise KeyRefused(f"takes {key}, which is always that of {_TEXTUAL_TAKES[key]}", "choose another")
    if in_dialog is None:
        return (*keys, *(key for key, owner in _TEXTUAL_TAKES.items() if owner == action and key not in keys))
    if not keys:
        raise KeyRefused("has no key left", "a dialog can't do without: choose one")
    typed = next((key for key in keys if _character(key)), None)
    if typed and not any(map(_character, in_dialog)):
        # Where its own keys type nothing there may be a field, which takes what does.
        raise KeyRefused(f"takes {typed}, which types a letter there", "choose one that types nothing")
    return keys


def _clashes(scope: _Scope, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Pairs of actions with one key for both, which they didn't share before, and the key."""
    turns = {frozenset(pair) for actions in _by_key(scope, {}).values() for pair in combinations(actions, 2)}
    for key, actions in _by_key(scope, wanted).items():
        for pair in combinations(actions, 2):
            if frozenset(pair) not in turns:
                yield (*pair, key)


def _by_key(scope: _Scope, wanted: Mapping[str, tuple[str, ...]]) -> Mapping[str, dict[str, None]]:
    """The actions of each key, each action once."""
    actions: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for action, own in scope:
        for key in wanted.get(action, own):
            actions[key][action] = None
    return actions


def _named(keys: str) -> tuple[str, ...]:
    """The names of keys that stand with commas between them."""
    return tuple(each.key for each in Binding.make_bindings([Binding(keys, "")]))


def _for_textual(
    scope: _Scope,
    wanted: Mapping[str, tuple[str, ...]],
    defaults: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str]]:
    """What changes in a dialog; with what shares a key with it, which Textual would take away from both."""
    changed = {action for action, _ in scope}.intersection(wanted)
    shared = [set(actions) for actions in _by_key(scope, {}).values()]
    for action in {each for actions in shared if actions & changed for each in actions}:
        yield action, ",".join(wanted.get(action, defaults[action]))


def _name_of(character: str) -> str:
    if character == ",":
        return "comma"  # which stands between keys
    [binding] = Binding.make_bindings([Binding(character, "")])
    return binding.key


def _character(key: str) -> str | None:
    """What a key types; None for those that type nothing."""
    character = key_to_character(REPLACED_KEYS.get(key, key))
    return character if character and character.isprintable() else None


def _no_key(written: str, expected: str) -> KeyRefused:
    if not written:
        return KeyRefused("holds an empty key", "write the comma as comma")
    return KeyRefused(
        f"is {describe(written)}, which is no key", expected or "expected such as a, ?, f5, ctrl+r or pageup"
    )


def _guess(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:64], known, n=1)
    return f"did you mean {near[0]}?" if near else ""
