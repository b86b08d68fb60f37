"""The help screen: that every key is there, how it is set, and that a click does what the key does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any

import pytest
from textual.app import App
from textual.containers import VerticalScroll

from sse_dash.profiles.settings import KeyChoice
from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.help.key_table import KeyRow, arrange, key_groups
from sse_dash.tui.help.screen import HelpScreen, KeyTable
from sse_dash.tui.keys.key import Key
from sse_dash.tui.keys.keymap import remap
from tests.tui.piloting import Pilot, piloted

PAUSE: list[Key[None]] = [
    Key("space,p", "pane.pause", "Pause", "Freeze the pane; again: go on", "pause"),
    Key("space,p", "pane.pause", "Resume", "Go on", "resume"),
]
ZOOM: Key[None] = Key("z", "view.zoom", "Zoom", "Give the pane the screen", "zoom")
GO_TO: list[Key[None]] = [
    Key(str(n), f"view.go_to_{n}", f"Go to {n}", "", f"go_to({n})") for n in range(1, 10)
]
QUIT: Key[None] = Key("q", "app.quit", "Quit", "Leave", "app.quit")
HELP: Key[None] = Key("question_mark,f1", "app.help", "Help", "Show this help", "help")
FEW = [*PAUSE, ZOOM, *GO_TO, HELP, QUIT]


def works(key: Key[Any]) -> bool:
    """As where a pane is paused."""
    return key.do in ("resume", "help")


class Help:
    """The help screen as a person sees it."""

    def __init__(self, app: App[None], pilot: Pilot) -> None:
        self.app = app
        self.pilot = pilot
        self.answers: list[Key[Any] | None] = []

    @property
    def table(self) -> KeyTable:
        return self.app.screen.query_one(KeyTable)

    @property
    def lines(self) -> list[str]:
        """All lines of the table, also those that are scrolled out of sight."""
        table = self.table
        return [table.render_line(y).text for y in range(table.size.height)]

    @property
    def scrolls(self) -> bool:
        """Whether there is more than is seen."""
        return self.app.screen.query_one(VerticalScroll).max_scroll_y > 0

    def place(self, words: str) -> tuple[int, int]:
        """Where in the table these words are."""
        for y, line in enumerate(self.lines):
            if words in line:
                return line.index(words), y
        raise AssertionError("\n".join(self.lines))

    async def click(self, words: str) -> None:
        """Click on them."""
        await self.pilot.click(KeyTable, offset=self.place(words))


@asynccontextmanager
async def help_screen(
    keys: Sequence[Key[Any]] = FEW, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Help]:
    """Help about these keys, open."""

    app = App[None]()
    async with piloted(app, size=size) as pilot:
        shown = Help(app, pilot)
        await app.push_screen(HelpScreen(keys, GROUPS, works), shown.answers.append)
        await pilot.pause()
        yield shown


# What is there


async def test_every_key_of_the_dashboard_has_its_row() -> None:
    async with help_screen(KEYS, (200, 50)) as shown:
        written = "\n".join(shown.lines)
        rows = [line for block in key_groups(KEYS, GROUPS, str) for line in block]
        assert {key for row in rows if isinstance(row, KeyRow) for key in row.keys} == {
            key for key in KEYS if "go_to" not in key.id
        }
        assert all(row.words in written for row in rows if isinstance(row, KeyRow))
        assert all(heading in written for heading in GROUPS.values())


async def test_actions_that_take_turns_are_one_row_and_so_are_the_digits() -> None:
    async with help_screen() as shown:
        written = "\n".join(shown.lines)
        assert written.count("space p") == 1
        assert "Go on" not in written
        assert written.count("Go to") == 1
        assert "1-9" in written


async def test_chosen_keys_are_shown_as_they_are_now() -> None:
    choices = {
        "view.zoom": KeyChoice(("ctrl+r", "enter"), 1),
        "view.go_to_3": KeyChoice(("f9",), 2),
        "pane.pause": KeyChoice((), 3),
    }
    async with help_screen(remap(choices, FEW).keys, (80, 24)) as shown:
        written = [" ".join(line.split()) for line in shown.lines]
        assert "^r enter Give the pane the screen" in written
        assert "1 2 f9 4 5 6 7 8 9 Go to that pane" in written
        assert "– Freeze the pane; again: go on" in written


# How it is set


@pytest.mark.parametrize(("size", "scrolls"), [((120, 36), False), ((200, 50), False), ((80, 24), True)])
async def test_on_a_large_screen_all_is_seen_and_on_a_small_one_it_scrolls(
    size: tuple[int, int], scrolls: bool
) -> None:
    async with help_screen(KEYS, size) as shown:
        assert shown.scrolls is scrolls
        await shown.pilot.press("end")
        await shown.pilot.pause()
        last = shown.table.region.bottom
        assert last <= shown.app.screen.query_one(VerticalScroll).region.bottom


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 36), (200, 50)])
async def test_keys_and_words_stand_in_line_at_every_size(size: tuple[int, int]) -> None:
    async with help_screen(KEYS, size) as shown:
        assert {len(line) for line in shown.lines} == {shown.table.size.width}
        assert shown.place("Show this help")[0] == shown.place("Choose another theme")[0]


def test_columns_are_about_as_high_as_one_another_and_keep_groups_whole_and_in_order() -> None:
    blocks = key_groups(KEYS, GROUPS, str)
    columns = arrange(blocks, 120, 36)
    assert len(columns) == 2
    assert abs(len(columns[0]) - len(columns[1])) <= 4
    headings = [[line for line in column if isinstance(line, str)] for column in columns]
    assert all(each == sorted(each, key=list(GROUPS.values()).index) for each in headings)
    assert columns[0][0] == "Pane and timeline"
    assert sorted(chain.from_iterable(headings)) == sorted(GROUPS.values())


def test_what_fits_without_empty_lines_only_is_set_without() -> None:
    blocks = key_groups(FEW, GROUPS, str)
    airy = arrange(blocks, 80, 40)
    tight = arrange(blocks, 80, len(airy[0]) - 1)
    assert airy[0].count(None) == len(blocks) - 1
    assert tight[0] == [line for line in airy[0] if line is not None]
    assert arrange(blocks, 80, 3) == airy
    assert arrange([], 80, 3) == [[]]


# What a click does


async def test_a_click_answers_with_the_key_that_works_now() -> None:
    async with help_screen() as shown:
        await shown.click("Freeze the pane")
        assert shown.answers == [PAUSE[1]]


async def test_a_click_on_what_does_not_work_now_does_nothing() -> None:
    async with help_screen() as shown:
        await shown.click("Give the pane")
        await shown.click("Go to that pane")
        await shown.click("The app")
        assert shown.answers == []


async def test_what_does_not_work_now_is_drawn_faintly_and_what_the_mouse_is_on_strongly() -> None:
    async with help_screen() as shown:
        table = shown.table

        def style(words: str) -> object:
            y = shown.place(words)[1]
            [segment] = [each for each in table.render_line(y) if words in each.text]
            return segment.style

        plain = style("Show this")
        assert style("Give the pane") != plain
        await shown.pilot.hover(KeyTable, offset=shown.place("Show this"))
        assert style("Show this") != plain
        await shown.pilot.hover(KeyTable, offset=shown.place("Give the"))
        assert style("Show this") == plain


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_any_key_that_opens_it_closes_it(key: str) -> None:
    async with help_screen() as shown:
        await shown.pilot.press(key)
        assert shown.answers == [None]


async def test_so_does_the_key_that_was_chosen_for_it() -> None:
    keymap = remap({"app.help": KeyChoice(("f12",), 1)}, FEW)
    async with help_screen(keymap.keys) as shown:
        await shown.pilot.press("f12")
        assert shown.answers == [None]
