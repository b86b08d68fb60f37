"""Words broken into lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sse_dash import text
from sse_dash.tui.drawing.words import wrapped_words


def test_lines_are_broken_between_words() -> None:
    assert wrapped_words("an event ends with an empty line", 12) == ["an event", "ends with an", "empty line"]


def test_a_word_longer_than_a_line_is_broken_where_the_line_is_full() -> None:
    assert wrapped_words("a verylongword", 6) == ["a", "verylo", "ngword"]


def test_line_ends_are_kept_and_what_is_not_safe_is_made_so() -> None:
    assert wrapped_words("one\n\ntwo\x1b[31m", 20) == ["one", "", "two␛[31m"]


@given(st.text(max_size=60), st.integers(2, 12))
def test_no_line_is_too_wide_and_no_word_is_lost(words: str, cells: int) -> None:
    lines = wrapped_words(words, cells)
    assert all(text.width(line) <= cells for line in lines)
    said = "".join(text.visible(part) for part in words.split("\n"))
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
