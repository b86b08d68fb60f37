"""The line of keys: what it shows at each width, and what a click on it does."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from sse_dash.tui.keys.key_line import KeyLine
from tests.tui.piloting import piloted


class Host(App[None]):
    """Four keys, one of which is in no line, and one that doesn't work."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "note('add')", "Add", tooltip="Adds one"),
        Binding("b", "note('back')", "Back"),
        Binding("c", "note('hidden')", "Hidden", show=False),
        Binding("d", "off", "Off"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeyLine()

    def action_note(self, what: str) -> None:
        self.notes.append(what)

    def action_off(self) -> None:
        self.notes.append("off")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "off" else super().check_action(action, parameters)

    @property
    def line(self) -> str:
        keys = self.query_one(KeyLine)
        return keys.render_line(0).text

    @property
    def keys_of_line(self) -> str:
        """Without Textual's own."""
        return self.line.split(" ^")[0].rstrip()


async def test_each_key_stands_with_what_it_does() -> None:
    app = Host()
    async with piloted(app, (60, 4)):
        assert "a Add b Back d Off" in app.line
        assert "Hidden" not in app.line
        assert len(app.line) == 60


@pytest.mark.parametrize("cells", range(1, 40))
async def test_what_does_not_fit_is_left_out_whole_and_said(cells: int) -> None:
    app = Host()
    async with piloted(app, (60, 4)):
        keys = app.query_one(KeyLine)
        everything = keys.draw(60, 1)[0]
        drawn = "".join(part.text for part in keys.draw(cells, 1)[0].parts)
        assert len(drawn) == cells
        whole = "".join(part.text for part in everything.parts).split()
        assert drawn.split()[:-1] == whole[: len(drawn.split()) - 1]
        if drawn.split() != whole:
            assert drawn.rstrip().endswith("…")


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (26, "a Add b Back d Off s Stay"),
        (24, "a Add b Back s Stay …"),
        (20, "a Add s Stay …"),
        (13, "s Stay …"),
        (8, "s Stay …"),
        (7, "…"),
    ],
)
async def test_what_stays_goes_last(cells: int, shown: str) -> None:
    class Staying(Host):
        BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "note('stay')", "Stay", id="stay")]

        def compose(self) -> ComposeResult:
            yield KeyLine(["stay"])

    app = Staying()
    async with piloted(app, (60, 4)):
        line = app.query_one(KeyLine).draw(cells, 1)[0]
        assert "".join(part.text for part in line.parts).rstrip() == shown


async def test_a_click_presses_the_key_that_it_is_on() -> None:
    app = Host()
    async with piloted(app, (60, 4)) as pilot:
        at = app.line.index("Back")
        await pilot.click(KeyLine, offset=(at, 0))
        await pilot.pause()
        assert app.notes == ["back"]


async def test_a_click_on_a_key_that_does_not_work_does_nothing() -> None:
    app = Host()
    async with piloted(app, (60, 4)) as pilot:
        await pilot.click(KeyLine, offset=(app.line.index("Off"), 0))
        await pilot.click(KeyLine, offset=(59, 0))
        await pilot.pause()
        assert app.notes == []


async def test_the_key_under_the_mouse_is_told_apart_and_explained() -> None:
    app = Host()
    async with piloted(app, (60, 4)) as pilot:
        keys = app.query_one(KeyLine)
        await pilot.hover(KeyLine, offset=(app.line.index("Add"), 0))
        await pilot.pause()
        assert keys.tooltip == "Adds one"
        assert [part.text for part in keys.draw(60, 1)[0].parts if part.style == "pointed"] == ["a Add"]
        await pilot.hover(KeyLine, offset=(59, 0))
        await pilot.pause()
        assert not [part for part in keys.draw(60, 1)[0].parts if part.style == "pointed"]
