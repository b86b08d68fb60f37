"""A key on its screen: that it does what it says, when it says so, and that those of one id take turns."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Label

from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.keys.key import Key, Keys
from tests.tui.piloting import piloted


class Door:
    """What the keys below act on."""

    def __init__(self) -> None:
        self.is_open = False
        self.rung = 0

    def turn(self) -> None:
        """Open it, or shut it."""
        self.is_open = not self.is_open

    async def ring(self) -> None:
        """Ring once."""
        self.rung += 1


DOOR_KEYS: Keys[Door] = Keys(
    [
        Key("o", "door.turn", "Open", "Open the door", lambda d: d.turn(), lambda d: not d.is_open),
        Key("o", "door.turn", "Shut", "Shut the door", lambda d: d.turn(), lambda d: d.is_open),
        Key("r", "door.ring", "Ring", "Ring the bell", lambda d: d.ring(), lambda d: not d.is_open),
        Key("k", "door.knock", "Knock", "Knock", "knock"),
    ]
)


class Entrance(Screen[None]):
    """A screen with these keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*DOOR_KEYS.bindings]

    def __init__(self) -> None:
        super().__init__()
        self.door = Door()
        self.knocks = 0

    def compose(self) -> ComposeResult:
        yield Label("a door")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return DOOR_KEYS.works(action, parameters, self.door)

    async def action_press(self, key_id: str, turn: int) -> None:
        """Do what a key does."""
        await DOOR_KEYS.press(key_id, turn, self.door)

    def action_knock(self) -> None:
        """Knock."""
        self.knocks += 1


class Street(App[None]):
    """An app that shows it."""

    def get_default_screen(self) -> Screen[None]:
        return Entrance()


def entrance(app: App[None]) -> Entrance:
    assert isinstance(app.screen, Entrance)
    return app.screen


async def test_a_key_does_what_its_entry_says_also_where_that_is_to_be_awaited() -> None:
    app = Street()
    async with piloted(app) as pilot:
        await pilot.press("r", "r", "o")
        assert (entrance(app).door.rung, entrance(app).door.is_open) == (2, True)


async def test_a_key_whose_condition_does_not_hold_does_nothing_and_is_not_active() -> None:
    app = Street()
    async with piloted(app) as pilot:
        await pilot.press("o", "r")
        assert entrance(app).door.rung == 0
        assert "r" not in app.screen.active_bindings


async def test_of_two_keys_with_one_id_the_one_works_whose_turn_it_is() -> None:
    app = Street()
    async with piloted(app) as pilot:
        assert app.screen.active_bindings["o"].binding.description == "Open"
        await pilot.press("o")
        assert app.screen.active_bindings["o"].binding.description == "Shut"
        await pilot.press("o")
        assert not entrance(app).door.is_open


async def test_an_action_that_textual_knows_already_is_run_by_its_name() -> None:
    app = Street()
    async with piloted(app) as pilot:
        await pilot.press("k")
        assert entrance(app).knocks == 1


def test_what_is_no_key_may_always_be_run() -> None:
    assert DOOR_KEYS.works("copy_text", (), Door())


# Those of the dashboard


def test_keys_that_share_an_id_stand_together_and_have_the_same_keys() -> None:
    ids = [key.id for key in KEYS]
    for key_id in set(ids):
        first = ids.index(key_id)
        same = KEYS[first : first + ids.count(key_id)]
        assert {(key.id, key.keys) for key in same} == {(key_id, same[0].keys)}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.id} {key.name}")
def test_every_key_of_the_dashboard_has_a_group_words_and_help(key: Key[object]) -> None:
    assert key.group in GROUPS
    assert key.name
    assert key.help
