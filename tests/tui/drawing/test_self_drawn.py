"""Widgets that draw themselves: what is repainted when, and in which colours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar, Self

from textual.app import App, ComposeResult
from textual.geometry import Region

from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.drawing.styled_text import StyledLine, StyledText, fitted, selectable, split, spread

SIZE = (20, 6)


class Poem(SelfDrawn):
    """Lines that a test sets."""

    STYLES = "poem"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"poem--words", "poem--hit", "poem--chosen"}
    SEEN_WHEN_CHOSEN = frozenset({"hit"})
    DEFAULT_CSS = """
    Poem { width: 20; height: 6; }
    Poem .poem--words { color: red; }
    Poem .poem--hit { background: yellow; }
    Poem .poem--chosen { background: #000030; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.said = ["roses"] * SIZE[1]
        self.chosen = -1
        self.style = "words"
        self.times_drawn = 0
        self.painted: list[list[int]] = []
        """The lines that were to be painted anew, each time; none stands for all."""

    def draw(self, cells: int, height: int) -> list[StyledLine]:
        self.times_drawn += 1
        return [
            StyledLine([StyledText(self.style, words.ljust(cells))], y == self.chosen)
            for y, words in enumerate(self.said)
        ]

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self.painted = [*getattr(self, "painted", []), [region.y for region in regions]]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Host(App[None]):
    """An app with nothing else."""

    def compose(self) -> ComposeResult:
        yield Poem()


@asynccontextmanager
async def poem() -> AsyncIterator[Poem]:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown = app.query_one(Poem)
        shown.render_lines(Region(0, 0, *SIZE))
        shown.painted.clear()
        shown.times_drawn = 0
        yield shown


async def test_only_lines_that_are_not_as_they_were_are_painted() -> None:
    async with poem() as shown:
        shown.said[2] = "violets"
        shown.redraw()
        assert shown.painted == [[2]]


async def test_nothing_is_painted_where_all_is_as_it_was() -> None:
    async with poem() as shown:
        shown.redraw()
        assert shown.painted == []


async def test_where_most_lines_differ_all_are_painted_at_once() -> None:
    async with poem() as shown:
        shown.said = ["violets"] * SIZE[1]
        shown.redraw()
        assert shown.painted == [[]]


async def test_what_was_drawn_is_drawn_once_however_often_textual_asks_for_it() -> None:
    async with poem() as shown:
        shown.said[0] = "violets"
        shown.redraw()
        first = shown.render_lines(Region(0, 0, *SIZE))
        again = shown.render_lines(Region(0, 0, *SIZE))
        assert shown.times_drawn == 1
        assert all(one is other for one, other in zip(first, again, strict=True))


async def test_a_refresh_draws_all_anew() -> None:
    async with poem() as shown:
        shown.said[0] = "violets"
        shown.refresh()
        assert shown.render_line(0).text.strip() == "violets"


async def test_it_is_cut_to_what_textual_asks_for() -> None:
    async with poem() as shown:
        assert [strip.text for strip in shown.render_lines(Region(2, 1, 3, 2))] == ["ses", "ses"]


async def test_the_chosen_row_has_its_own_background() -> None:
    async with poem() as shown:
        shown.chosen = 1
        shown.redraw()
        plain, chosen = (next(iter(shown.render_line(y))).style for y in (0, 1))
        assert plain is not None
        assert chosen is not None
        assert (chosen.color, chosen.bold) == (plain.color, True)
        assert chosen.bgcolor != plain.bgcolor


async def test_what_is_set_off_is_so_in_the_chosen_row_too() -> None:
    async with poem() as shown:
        assert shown.style_of("hit", is_chosen=True) == shown.style_of("hit")


def test_styled_text_is_cut_with_an_ellipsis_where_its_cells_are_full() -> None:
    parts = [StyledText("a", "roses"), StyledText("b", " are red")]
    assert fitted(parts, 8) == [StyledText("a", "roses"), StyledText("b", " a…")]
    assert fitted(parts, 5) == [StyledText("a", "rose…")]
    assert fitted(parts, 13) == parts


def test_the_ends_of_a_line_are_apart() -> None:
    line = spread([StyledText("a", "left")], [StyledText("b", "right")], "c", 12)
    assert line == [StyledText("a", "left"), StyledText("c", "   "), StyledText("b", "right")]


def test_of_two_ends_that_meet_the_left_one_is_cut() -> None:
    line = spread([StyledText("a", "a long beginning")], [StyledText("b", "end")], "c", 10)
    assert "".join(part.text for part in line) == "a lon… end"


def test_what_is_selected_of_a_row_is_split_off() -> None:
    [first, second] = selectable([StyledText("a", "roses"), StyledText("b", " are red")])
    assert [(part.text, is_inside) for part, is_inside in split(first, 2, 9)] == [
        ("ro", False),
        ("ses", True),
    ]
    assert [(part.text, is_inside) for part, is_inside in split(second, 2, 9)] == [
        (" are", True),
        (" red", False),
    ]
    assert split(StyledText("a", "roses"), 0, 9) == [(StyledText("a", "roses"), False)]
