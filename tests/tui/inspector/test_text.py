"""Reading and selecting text in the inspector, harmless, hostile and large."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import emoji, text
from sse_dash.tui.inspector.text_view import shown
from sse_dash.tui.inspector.wrapping import lay_out
from tests.tui.inspector.inspected import events, inspecting, received

pytestmark = pytest.mark.slow

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def without_emoji(line: str) -> str:
    """What isn't part of a joined emoji, which may have in it what nothing else may."""
    return "".join(emoji.parts(line)[::2])


HOSTILE = (
    "[/nope] [red]alarm[/red] [@click=app.quit]here[/]\n\x1b[31mred \x1b]0;title\x07\x9b31m\x85\n"
    "\u202egpj.exe \u2066\u200b\ufeff\ud800\n" + "z" + "\u0300" * 50 + "値段👨‍👩‍👧‍👦🏳️‍🌈\t\r\x7f"
)


async def test_lines_are_numbered_and_show_their_ends() -> None:
    async with inspecting(events("one\n\ttwo\n\nfour")) as inspector:
        assert inspector.body == [" 1 one↵", " 2 →two↵", " 3 ↵", " 4 four"]
        assert inspector.place.startswith("lines 1 to 4 of 4")


async def test_long_lines_are_wrapped_and_w_leaves_them_long() -> None:
    async with inspecting(events("x" * 100 + "\nend")) as inspector:
        assert inspector.body == [" 1 " + "x" * 76, "   " + "x" * 24 + "↵", " 2 end"]
        await inspector.press("w")
        assert inspector.body[:2] == [" 1 " + "x" * 75 + "…", " 2 end"]
        await inspector.press("w")
        assert len(inspector.body) == 3


async def test_what_is_not_wrapped_scrolls_sideways() -> None:
    async with inspecting(events("0123456789" * 20)) as inspector:
        await inspector.press("w", "right")
        assert inspector.body[0].startswith(" 89012345")
        await inspector.press("h")
        assert inspector.body[0].startswith(" 01234567")


async def test_a_place_that_is_no_json_is_brought_into_view() -> None:
    data = "[\n" + "1,\n" * 500 + "nope]"
    async with inspecting(events(data)) as inspector:
        await inspector.shows("502 nope]")


@pytest.mark.parametrize("view", ["1", "2", "3", "4"])
@pytest.mark.parametrize("data", [HOSTILE, json.dumps({HOSTILE: HOSTILE}), json.dumps([HOSTILE] * 3)])
async def test_whatever_it_holds_is_only_text(view: str, data: str) -> None:
    among = [received("before", 1, HOSTILE), received(data, 2, HOSTILE, HOSTILE)]
    async with inspecting(among, 2) as inspector:
        await inspector.press(view, "j", "j")
        assert UNSAFE.search(without_emoji("".join(inspector.lines))) is None
        strips = inspector.host.screen._compositor.render_strips(inspector.host.size)
        assert {strip.cell_length for strip in strips} == {80}


async def test_hostile_characters_are_shown_as_pictures() -> None:
    async with inspecting(events("\x1b[31mred\u202e")) as inspector:
        assert inspector.body == [" ␛[31mred‹U+202E›"]


async def test_what_is_selected_by_mouse_is_copied_as_it_is() -> None:
    async with inspecting(events("a\tb\u202ec and\nmore")) as inspector:
        await inspector.press("2")
        top = next(y for y, line in enumerate(inspector.lines) if line.startswith(" 1 a"))
        # The line is drawn as `a→b‹U+202E›c and`, behind three cells of its number.
        await inspector.drag((4, top), (14, top))
        await inspector.press("c")
        assert inspector.copied == "\tb\u202ec"
        assert "sent the selection" in inspector.toasts[0]


async def test_a_selection_goes_over_lines() -> None:
    async with inspecting(events("first line\nsecond line\nthird")) as inspector:
        await inspector.press("2")
        top = next(y for y, line in enumerate(inspector.lines) if line.startswith(" 1 first"))
        await inspector.drag((9, top), (9, top + 2))
        await inspector.press("ctrl+c")
        assert inspector.copied == "line\nsecond line\nthird"


async def test_a_wrapped_line_is_selected_as_one() -> None:
    async with inspecting(events("0123456789" * 20)) as inspector:
        await inspector.press("2")
        top = next(y for y, line in enumerate(inspector.lines) if line.startswith(" 0123"))
        await inspector.drag((71, top), (4, top + 1))
        await inspector.press("c")
        assert inspector.copied == ("0123456789" * 20)[70:82]


async def test_what_is_selected_is_marked() -> None:
    async with inspecting(events("some words")) as inspector:
        await inspector.press("2")
        top = next(y for y, line in enumerate(inspector.lines) if line.startswith(" some"))
        before = inspector.host.screen.get_style_at(2, top).bgcolor
        await inspector.drag((1, top), (5, top))
        assert inspector.host.screen.get_style_at(2, top).bgcolor != before
        assert inspector.host.screen.get_style_at(8, top).bgcolor == before


async def test_bytes_are_selected_as_they_are_drawn() -> None:
    async with inspecting(events("some words")) as inspector:
        await inspector.press("3")
        top = next(y for y, line in enumerate(inspector.lines) if line.startswith(" 0000"))
        await inspector.drag((7, top), (18, top))
        await inspector.press("c")
        assert inspector.copied == "73 6f 6d 65"


def test_joined_emoji_stay_whole_where_rows_end() -> None:
    data = "ab👨\u200d👩\u200d👧🇩🇪c1\ufe0f\u20e3👍🏽"
    layout = lay_out(data, 4)
    rows = [layout.span(row)[:2] for row in range(len(layout))]
    assert [data[start:end] for start, end in rows] == ["ab👨\u200d👩\u200d👧", "🇩🇪c", "1\ufe0f\u20e3👍🏽"]
    for start, end in rows:
        assert "".join(part.text for part in shown(data, start, end, 4)) == data[start:end]


TEXT = st.text(st.sampled_from("ab \t\n値\u0301\u202e\U0001f600\x1b\ud800\xa0é"), max_size=80)


@given(TEXT, st.integers(1, 12))
def test_rows_hold_all_of_a_text_and_each_fits(data: str, cells: int) -> None:
    layout = lay_out(data, cells)
    spans = [layout.span(row) for row in range(len(layout))]
    assert "".join(data[start:end] + "\n" * ends for start, end, ends in spans) == data + "\n"
    for row, (start, end, _) in enumerate(spans):
        assert layout.row_at(start) == row
        runs = shown(data, start, end, cells)
        assert sum(text.width(run.text) for run in runs) <= cells
        assert UNSAFE.search(without_emoji("".join(run.text for run in runs))) is None
        drawn = "".join(run.text for run in runs)
        widest = max((text.width(text.visible(each)) for each in data[start:end]), default=0)
        if widest <= cells and "\u0301" not in data[start:end]:
            assert drawn == text.visible(data[start:end])


@given(TEXT)
def test_without_wrapping_a_row_is_a_line(data: str) -> None:
    layout = lay_out(data, None)
    assert [data[start:end] for start, end, _ in map(layout.span, range(len(layout)))] == data.split("\n")
    assert [layout.line(row) for row in range(len(layout))] == [*range(1, len(layout) + 1)]


@given(TEXT, st.integers(2, 30))
def test_every_shown_character_knows_where_it_stands(data: str, cells: int) -> None:
    line = data.split("\n")[0]
    for run in shown(line, 0, len(line), cells):
        assert run.at is None or 0 <= run.at < max(1, len(line))
        if run.style == "data" and run.at is not None and not run.text.endswith("…"):
            assert line[run.at : run.at + len(run.text)] == run.text
