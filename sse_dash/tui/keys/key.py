"""A key: what it is called, what it does, when it works. Each screen says beside itself which it has.

The line of keys, the help, the palette, the README and the keymap of the settings file all read these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Generic, TypeVar

from textual.actions import parse
from textual.binding import Binding

T = TypeVar("T")


def always(_: object) -> bool:
    """Whatever is on the screen."""
    return True


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One thing that can be done by a key, or by any of several. `T` is what it is done to."""

    keys: str
    """As Textual names them, with commas between: `space,p`. Empty where the user left it without any."""
    id: str
    """What the settings file calls it: `pane.pause`, of which the first part is the group.

    Two in a row may share their id and their keys, and take turns: of `pause` and `resume` one works.
    """
    name: str
    """A word or two."""
    help: str
    """What it does, in a line; where keys take turns, that of the first says it for both."""
    do: Callable[[T], object] | str
    """What is called; what it returns is awaited if need be. Or the Textual action that does it already."""
    when: Callable[[T], bool] = always
    """Whether it works now."""
    in_line: bool = False
    """Whether the line of keys has room for it."""

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition(".")[0]

    @property
    def each(self) -> list[str]:
        """The keys one by one."""
        return [key for key in self.keys.split(",") if key]


class Keys(Generic[T]):
    """The keys of a screen or a widget, in the order of its line of keys, as Textual wants them.

    Its node has an `action_press`, for Textual to hand what is pressed to `press`, and a `check_action` that
    asks `works`.
    """

    def __init__(self, keys: Iterable[Key[T]]) -> None:
        self.all = tuple(keys)
        self.bindings: list[Binding] = []
        """One for each key, also for one without any key: `keymap.rebind` leaves that out."""
        self._actions: dict[Key[T], str] = {}
        self._by_action: dict[tuple[str, tuple[object, ...]], Key[T]] = {}
        turns = Counter[str]()
        for key in self.all:
            action = key.do if isinstance(key.do, str) else f"press('{key.id}', {turns[key.id]})"
            turns[key.id] += 1
            owner, name, parameters = parse(action)
            if not owner:
                self._by_action[name, parameters] = key
            self._actions[key] = action
            self.bindings.append(
                Binding(key.keys, action, key.name, show=key.in_line, tooltip=key.help, id=key.id)
            )

    def action(self, key: Key[T]) -> str:
        """The Textual action that is run when it is pressed."""
        return self._actions[key]

    def works(self, action: str, parameters: tuple[object, ...], on: T) -> bool:
        """Whether this Textual action may be run now; one that is no key's always may."""
        key = self._by_action.get((action, parameters))
        return key is None or key.when(on)

    async def press(self, key_id: str, turn: int, on: T) -> None:
        """Do what a key does; `turn` is its number, from 0, among those of its id."""
        do = self._by_action["press", (key_id, turn)].do
        assert not isinstance(do, str)  # Textual runs such an action by itself
        result = do(on)
        if isawaitable(result):
            await result
