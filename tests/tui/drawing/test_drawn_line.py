"""What a self-drawn line writes to a terminal, beside what Textual's own strip writes for it."""

from __future__ import annotations

import gc
import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sse_dash.tui.drawing.drawn_line import DrawnLine

_COLOURS = st.sampled_from([None, "#102030", "#405060", "red", "bright_blue", "color(200)", "default"])
_STYLES = st.builds(
    Style,
    color=_COLOURS,
    bgcolor=_COLOURS,
    bold=st.sampled_from([None, True]),
    italic=st.sampled_from([None, True]),
    underline=st.sampled_from([None, True]),
    strike=st.sampled_from([None, True]),
    reverse=st.sampled_from([None, True]),
)
_SEGMENTS = st.lists(
    st.builds(Segment, st.sampled_from(["words", " ", "    ", "x", "─"]), st.none() | _STYLES),
    min_size=1,
    max_size=8,
)


def screen(written: str) -> list[tuple[object, ...]]:
    """The cells that a terminal shows; of a blank the colour of its text is not seen."""
    terminal = pyte.Screen(60, 1)
    pyte.Stream(terminal).feed(written)
    cells: list[tuple[object, ...]] = []
    for x in range(60):
        cell = terminal.buffer[0][x]
        seen = cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough
        words = (cell.fg, cell.bold, cell.italics) if seen else ()
        cells.append((cell.data, cell.bg, cell.underscore, cell.strikethrough, cell.reverse, words))
    return cells


def drawn(segments: list[Segment], kind: type[Strip] = DrawnLine) -> str:
    return kind(segments).render(Console(color_system="truecolor", force_terminal=True))


@given(_SEGMENTS)
def test_a_terminal_shows_what_it_shows_of_a_strip_of_textual(segments: list[Segment]) -> None:
    assert screen(drawn(segments)) == screen(drawn(segments, Strip))


@given(_SEGMENTS)
def test_it_never_writes_more(segments: list[Segment]) -> None:
    assert len(drawn(segments)) <= len(drawn(segments, Strip))


@given(_SEGMENTS)
def test_what_comes_after_it_is_plain(segments: list[Segment]) -> None:
    assert screen(drawn(segments) + "after")[-60:] == screen(drawn(segments, Strip) + "after")


def test_colours_that_stay_are_not_said_again() -> None:
    behind = "on #101010"
    line = drawn([Segment("a", Style.parse(f"red {behind}")), Segment("b", Style.parse(f"green {behind}"))])
    assert line == "\x1b[31;48;2;16;16;16ma\x1b[32mb\x1b[0m"


def test_blanks_take_the_colour_of_what_is_before_them() -> None:
    line = drawn(
        [
            Segment("a", Style.parse("red")),
            Segment(" ", Style.parse("green")),
            Segment("b", Style.parse("red")),
        ]
    )
    assert line == "\x1b[31ma b\x1b[0m"


def test_blanks_that_are_underlined_are_underlined() -> None:
    line = drawn([Segment("a", Style.parse("red")), Segment(" ", Style.parse("red underline"))])
    assert "\x1b[4m " in line


def test_a_line_without_styles_is_its_text() -> None:
    assert drawn([Segment("a b")]) == "a b"


def test_links_are_written_as_textual_writes_them() -> None:
    segments = [Segment("here", Style(link="https://example.com"))]
    assert re.sub(r"id=\d+-?\d*", "id", drawn(segments)) == re.sub(
        r"id=\d+-?\d*", "id", drawn(segments, Strip)
    )


@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
def test_a_terminal_of_few_colours_is_given_its_own(system: ColorSystem) -> None:
    console = Console(
        color_system="standard" if system is ColorSystem.STANDARD else "256", force_terminal=True
    )
    segments = [
        Segment("a", Style.parse("#ff0000 on #000000")),
        Segment("b", Style.parse("#00ff00 on #000000")),
    ]
    assert screen(DrawnLine(segments).render(console)) == screen(Strip(segments).render(console))
    assert "38;2" not in DrawnLine(segments).render(console)


@pytest.mark.slow
def test_a_line_is_gone_when_nothing_draws_it_any_more() -> None:
    line = DrawnLine([Segment("words")], 5)
    gc.collect()
    line.divide([5])
    del line
    assert gc.collect() == 0


def test_a_line_that_something_lies_over_is_cut() -> None:
    parts = DrawnLine([Segment("words and more")], 14).divide([5, 14])
    assert [part.text for part in parts] == ["words", " and more"]


# Emoji

FAMILY, HEART, THUMB, FLAG, KEYCAP = "👨\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "🇩🇪", "1\ufe0f\u20e3"


def cells(written: str) -> list[str]:
    """What stands in each cell of a terminal that knows nothing of joining."""
    terminal = pyte.Screen(20, 2)
    pyte.Stream(terminal).feed("." * 20 + "\r" + written)
    assert terminal.display[1].isspace(), "nothing runs over to the next line"
    return [terminal.buffer[0][x].data for x in range(20)]


@pytest.mark.parametrize("joined", [FAMILY, HEART, THUMB, FLAG, KEYCAP])
@pytest.mark.parametrize("before", range(17))
def test_what_follows_an_emoji_stands_in_its_place_however_wide_a_terminal_has_it(
    joined: str, before: int
) -> None:
    line = DrawnLine([Segment("a" * before + joined), Segment("b" * (17 - before) + "│")], 20)
    written = line.render(Console(color_system="truecolor", force_terminal=True))
    shown = cells(written)
    assert shown[:before] == ["a"] * before
    assert shown[before + 2 :] == [*"b" * (17 - before), "│"]


def test_an_emoji_is_drawn_as_it_is_where_there_is_room_for_what_a_terminal_may_make_of_it() -> None:
    assert FAMILY in drawn([Segment(f"{FAMILY} and four more")])
    assert FAMILY not in drawn([Segment(f"at the end {FAMILY}")])
    assert "👨" in drawn([Segment(f"at the end {FAMILY}")])
    assert "DE" in drawn([Segment(f"at the end {FLAG}")])


def test_parts_of_a_line_below_a_dialog_are_written_like_the_line() -> None:
    line = DrawnLine([Segment(f"a{THUMB}bcdef")], 8)
    for part in [*line.divide([4, 8]), line.crop(0, 4)][::2]:
        assert "\x1b7" in part.render(Console(color_system="truecolor", force_terminal=True))
