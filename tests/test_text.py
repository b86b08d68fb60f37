"""What comes from outside is drawn harmlessly, truthfully and in the room it was given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from sse_dash import emoji, text

# The characters that break screens, much more often than chance would give them.
hostile = st.text(
    st.one_of(
        st.characters(),  # every code point, surrogates too
        st.sampled_from(
            "\x00\t\n\r\x1b\x7f\x85\x9b\xa0\xad\u0301\u0489\u115f\u1160\u202e\u200d\u2028\u3000\u3042"
            "\ufe0f\ufeff\uffff\ud800\U0001f44d\U0001f3fd\U000e0041\U000e0100"
        ),
    )
)
JOINED = {
    "a family": "👨\u200d👩\u200d👧\u200d👦",
    "a kiss": "🧑🏽\u200d❤\ufe0f\u200d💋\u200d🧑🏿",
    "a flag": "🇩🇪",
    "a flag of two emoji": "🏳\ufe0f\u200d🌈",
    "a flag in tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a skin tone": "👍🏽",
    "a profession": "👩🏽\u200d🚀",
    "a keycap": "1\ufe0f\u20e3",
    "a heart": "❤\ufe0f",
    "a sign": "©\ufe0f",
}
"""Emoji of several characters, each two cells wide."""

any_text = st.one_of(
    st.text(),
    hostile,
    st.text("ab\u0301\u3042\ufe0f"),
    st.lists(st.sampled_from([*JOINED.values(), "a", "\u200d", "日", "🏽", "🇫", "👨", "e\u0301"])).map(
        "".join
    ),
)


@pytest.mark.parametrize("joined", JOINED.values(), ids=JOINED)
def test_joined_emoji_are_drawn_and_are_two_cells_wide(joined: str) -> None:
    assert text.visible(f"a{joined}b") == f"a{joined}b"
    assert text.width(f"a{joined}b") == 4
    assert text.fit(joined, 3) == f"{joined} "
    assert text.cut(f"a{joined}b", 4) == f"a{joined}b"
    assert text.cut(f"a{joined}bc", 4) == f"a{joined}…"
    assert text.cut(f"a{joined}{joined}", 4) == f"a{joined}…"
    assert text.cut(f"ab{joined}c", 3) == "ab…"
    assert text.head(f"a{joined}{joined}", 4) == f"a{joined}"
    assert text.window(f"a{joined}b", 1, 9) == f"{joined}b"
    assert text.window(f"a{joined}b", 2, 9) == " b"


@pytest.mark.parametrize(("narrow", "wide"), [("✌🏽", "✌🏽\ufe0f"), ("🏳\u200d🌈", "🏳\u200d🌈\ufe0f")])
def test_emoji_that_begin_with_a_narrow_sign_are_two_cells_wide_as_well(narrow: str, wide: str) -> None:
    assert text.visible(narrow) == text.visible(wide) == wide
    assert text.width(wide) == 2


def test_no_more_than_an_emoji_has_is_hidden_by_joining() -> None:
    shown = text.visible("\u200d".join("👨" * 9))
    assert shown.count("‹U+200D›") == 1
    assert text.width(shown) == 2 + 8 + 2
    # What is written in tags can't be seen, but for the flags that are drawn from it.
    assert "‹U+E0041›" in text.visible("🏴\U000e0041\U000e007f")


@given(any_text, st.integers(0, 40))
def test_what_is_cut_is_a_whole_beginning_and_its_parts_are_as_wide_as_it(raw: str, cells: int) -> None:
    line = text.visible(raw)
    assert text.visible(line) == line
    start = text.head(line, cells)
    assert line.startswith(start)
    assert text.width(start) <= cells
    assert text.width(text.cut(raw, cells)) <= cells
    assert text.width(start) + text.width(line[len(start) :]) == text.width(line)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("", ""),
        ('{"id": 8123}', '{"id": 8123}'),
        ("[/nope] [red]", "[/nope] [red]"),
        ("a\nb\r\nc", "a↵b␍↵c"),
        ("a\tb", "a→b"),
        ("\x00\x1b[2J\x7f", "␀␛[2J␡"),
        ("\x9b2J\x85", "‹U+009B›2J‹U+0085›"),
        ("abc\u202etxt", "abc‹U+202E›txt"),
        ("a\u200bb\u2066c", "a‹U+200B›b‹U+2066›c"),
        ("\U000e0041", "‹U+E0041›"),
        ("\u3164", "‹U+3164›"),
        ("a\ud800b\uffff", "a\ufffdb\ufffd"),
        ("葛\U000e0100 a\ufe0f b\U0001f3fd ⌛\ufe0e", "葛 a b ⌛"),
        ("a\u200db 👨\u200d", "a‹U+200D›b 👨‹U+200D›"),
        ("1\xa0000\u202f€", "1 000 €"),
        ("日本\u3000語", "日本  語"),
        ("e\u0301té", "e\u0301té"),
        ("\u0301e", "◌\u0301e"),
        ("Grüße, мир, 日本語 🎉", "Grüße, мир, 日本語 🎉"),
    ],
)
def test_visible_shows_each_kind_of_character_so(raw: str, shown: str) -> None:
    assert text.visible(raw) == shown


@pytest.mark.slow
def test_every_character_is_shown_or_dropped_on_purpose() -> None:
    dropped = {chr(c) for first, last in text._DROPPED for c in range(first, last + 1)}
    # Of planes that hold nothing by themselves a part is as good as all.
    planes = (
        *range(0x40000),
        *range(0x40000, 0xE0000, 97),
        *range(0xE0000, 0xF0000),
        *range(0xF0000, 0x110000, 97),
    )
    for character in map(chr, planes):
        shown = text.visible(character)
        assert (text.width(shown) == 0) == (character in dropped), ascii(character)


@given(any_text)
def test_visible_leaves_nothing_that_acts_on_a_terminal(raw: str) -> None:
    shown = "".join(emoji.parts(text.visible(raw))[::2])  # but within emoji
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(c == " " or not c.isspace() for c in shown)
    shown.encode("utf-8")


@given(any_text)
def test_visible_leaves_safe_text_alone_and_its_growth_is_bounded(raw: str) -> None:
    shown = text.visible(raw)
    assert text.visible(shown) == shown
    assert len(shown) <= 9 * len(raw) + 1


@pytest.mark.parametrize(
    ("raw", "cells", "shown"),
    [
        ("hello", 5, "hello"),
        ("hello!", 5, "hell…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
        ("hello", -3, ""),
        ("", 3, ""),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日", 1, "…"),
        ("line\nline", 9, "line↵line"),
        ("line\nline", 8, "line↵li…"),
        ("ab\u202ecd", 6, "ab‹U+…"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("cafe\u0301s!", 5, "cafe\u0301…"),
    ],
)
def test_cut_keeps_what_fits_and_says_when_something_is_missing(raw: str, cells: int, shown: str) -> None:
    assert text.cut(raw, cells) == shown


def test_a_wide_character_does_not_straddle_the_edge() -> None:
    assert text.cut("a日本", 3) == "a…"
    assert text.fit("a日本", 3) == "a… "


def test_a_pile_of_combining_marks_is_cut_down() -> None:
    assert text.cut("Z" + "\u0301" * 20 + "algo", 20) == "Z" + "\u0301" * 4 + "algo"


def test_an_endless_pile_of_combining_marks_ends_the_line() -> None:
    assert text.cut("Z" + "\u0301" * 1_000_000 + "algo", 20) == "Z" + "\u0301" * 4 + "…"
    assert text.cut("\ufe0f" * 1_000_000, 20) == "…"


class _Watched(str):
    """A string that can be read only in slices, and remembers how long they were."""

    __slots__ = ("read",)
    read: int

    def __getitem__(self, key: object) -> str:
        assert isinstance(key, slice)
        piece = str(self)[key]
        self.read = max(getattr(self, "read", 0), len(piece))
        return piece

    def _refuse(self, *_: object) -> None:
        raise AssertionError("a long line was read as a whole")

    __iter__ = isascii = isprintable = translate = encode = _refuse  # type: ignore[assignment]


@pytest.mark.parametrize("piece", ["x", "é日", "\n", "\u0301", "\u202e"])
def test_cut_reads_no_more_of_a_long_line_than_it_may_need(piece: str) -> None:
    line = _Watched(piece * 100_000)
    text.cut(line, 80)
    assert 0 < line.read <= 81 * 8


@given(any_text, st.integers(-2, 40))
@example("e\u0301\u3042", 2)
def test_cut_is_never_wider_than_asked_and_fit_is_exact(raw: str, cells: int) -> None:
    line = text.cut(raw, cells)
    assert cell_len(line) <= max(cells, 0)
    assert len(line) <= max(cells, 0) * 5 + 5
    assert cell_len(text.fit(raw, cells)) == max(cells, 0)


@given(any_text, st.integers(1, 40))
def test_cut_is_a_beginning_of_what_is_visible(raw: str, cells: int) -> None:
    shown = "".join(c for c in text.visible(raw) if get_character_cell_size(c))
    line = "".join(c for c in text.cut(raw, cells) if get_character_cell_size(c))
    assert line == shown or (line.endswith("…") and shown.startswith(line[:-1]))


@pytest.mark.parametrize(
    ("raw", "left", "cells", "shown"),
    [
        ("hello world", 0, 11, "hello world"),
        ("hello world", 0, 8, "hello w…"),
        ("hello world", 6, 5, "world"),
        ("hello world", 6, 9, "world"),
        ("hello world", 6, 3, "wo…"),
        ("hello world", 11, 5, ""),
        ("hello world", 99, 5, ""),
        ("hello world", 3, 0, ""),
        ("hello world", 3, -1, ""),
        ("日本語", 2, 4, "本語"),
        ("日本語", 1, 5, " 本語"),
        ("日本語", 3, 2, " …"),
        ("日本語", 5, 9, " "),
        ("日\u0301本", 1, 3, " 本"),
        ("e\u0301t", 1, 3, "t"),
        ("e\u0301t", 0, 3, "e\u0301t"),
        ("a\nb\x1b[2J", 2, 9, "b␛[2J"),
        ("a\u202eb", 3, 9, "+202E›b"),
        ("❤\ufe0f!", 1, 3, " !"),
        ("👨\u200d👩\u200d👧!", 2, 3, "!"),
    ],
)
def test_a_window_is_what_stands_there(raw: str, left: int, cells: int, shown: str) -> None:
    assert text.window(raw, left, cells) == shown


@pytest.mark.parametrize("piece", ["x", "é日", "\n", "\u0301", "\u202e"])
def test_a_window_reads_no_more_of_a_long_line_than_it_may_need(piece: str) -> None:
    line = _Watched(piece * 100_000)
    text.window(line, 40, 40)
    assert 0 < line.read <= 81 * 8


def test_a_window_on_an_endless_pile_of_combining_marks_ends() -> None:
    assert text.window("ab" + "\u0301" * 1_000_000 + "c", 1, 20) == "b" + "\u0301" * 4 + "…"


@given(any_text, st.integers(0, 40), st.integers(-2, 40))
def test_a_window_is_never_wider_than_asked_and_can_be_drawn(raw: str, left: int, cells: int) -> None:
    line = text.window(raw, left, cells)
    assert cell_len(line) <= max(cells, 0)
    assert text.visible(line) == line


def characters(line: str) -> list[str]:
    """What is drawn one by one: joined emoji whole."""
    parts = emoji.parts(line)
    return [each for number, part in enumerate(parts) for each in ([part] if number % 2 else part)]


@given(any_text, st.integers(0, 40), st.integers(0, 40))
def test_a_window_shows_what_laying_out_all_cells_would(raw: str, left: int, cells: int) -> None:
    laid_out = [
        (character, part)
        for character in characters(text.visible(raw))
        for part in range(text.width(character))
    ]
    rest = "".join(
        character if part == 0 else " "
        for index, (character, part) in enumerate(laid_out[left:])
        if part == 0 or index == 0
    )
    line = "".join(c for c in characters(text.window(raw, left, cells)) if text.width(c))
    assert line == text.cut(rest, cells) or (line.endswith("…") and rest.startswith(line[:-1]))


@pytest.mark.parametrize(
    ("line", "cells", "start"),
    [
        ("hello", 5, "hello"),
        ("hello", 3, "hel"),
        ("hello", 0, ""),
        ("日本語", 4, "日本"),
        ("日本語", 3, "日"),
        ("日本語", 1, ""),
        ("e\u0301te\u0301", 1, "e\u0301"),
        ("", 3, ""),
    ],
)
def test_the_head_of_a_line_is_as_much_as_fits(line: str, cells: int, start: str) -> None:
    assert text.head(line, cells) == start


@given(any_text, st.integers(0, 40))
def test_a_head_is_the_longest_beginning_that_fits(raw: str, cells: int) -> None:
    line = text.visible(raw)
    start = text.head(line, cells)
    assert line.startswith(start)
    assert cell_len(start) <= cells
    assert start == line or cell_len(start + characters(line[len(start) :])[0]) > cells


def test_characters_that_are_cut_by_index_are_one_cell_and_visible() -> None:
    assert all(cell_len(c) == 1 and text.visible(c) == c for c in text._ONE_CELL)


def test_width_counts_cells() -> None:
    assert text.width("a日e\u0301") == 4
