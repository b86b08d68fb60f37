"""Regular expressions in filters: which are refused, and how much of a text they read, lest one stalls."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse
from sse_dash.filter.regex import LIMITS, regex


def hits(pattern: str, data: str) -> bool:
    return parse(f"/{pattern}/").matches(MessageEvent("message", data))


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a*)*b",
        "(.*)*b",
        "(a|a)*b",
        "(a|ab|b)*c",
        r"(\w+\s?)*!",
        "(x+x+)+y",
        "(?:a{1,100}){1,100}b",
        "(?:a?){30}a{30}",
        "(a|b?)*c",
        "(x(?:a*)?)*y",
        "(x(a|b?|c?))*y",
        "(?i:(Ax|ax)+)b",
        "([a-z]x|[A-Z0-9k]x)+_",
        r"(?:(a)\1)+b",
        r"(\d+|[0-9a-f]+)+!",
        "(é+)+b",
        "(?s:(.|\n)+)b",
    ],
)
def test_repeats_that_take_exponentially_long_are_refused(pattern: str) -> None:
    with pytest.raises(FilterError, match="forever"):
        parse(f"/{pattern}/")


@pytest.mark.parametrize(
    "pattern",
    [
        "{[^}]*a[^}]*b",
        r"(?:a*a*a*a*b)",
        r"\s\w*\d*\w*x",
        "x" + "a?" * 40 + "a" * 40 + "b",
        r"(a*)\1b",
        "(?=.*a)(?=.*b)c",
    ],
)
def test_repeats_in_a_row_that_overlap_too_often_are_refused(pattern: str) -> None:
    with pytest.raises(FilterError, match=r"minutes.*several terms"):
        parse(f"/{pattern}/")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("time.?out|refused", "time-out"),
        (r"(\d+,)*x", "1,22,x"),
        (r'("[^"]*",?)+;', '"a","b";'),
        (r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", "00:1b:44:11:3a:b7"),
        (r"(?:\d{1,3}\.){3}\d{1,3}", "at 127.0.0.1"),
        (r"\b\d{4}-\d\d-\d\d\b", "on 2024-05-01."),
        (r"[\w.]+@[\w.]+", "to ann@example.com"),
        (r"(GET|POST|PUT|PATCH) \/api\/\w+", "PUT /api/x"),
        (r'"(?:[^"\\]|\\.)*"', r'say "a\"b"'),
        ("(foo|bar)+x", "foobarx"),
        (r"^(?=.*a)(?=.*b)", "b a"),
        ("(?i)ERROR.*x", "error x"),
        (r"(a)b\1", "aba"),
        ("(?<=a)b", "ab"),
        ("a{2,3}?b", "aab"),
    ],
)
def test_patterns_that_people_write_are_fine(pattern: str, text: str) -> None:
    assert hits(pattern, text)
    assert not hits(pattern, "~")


def test_one_pass_patterns_read_far() -> None:
    far = "x" * (LIMITS[1] - 10)
    for pattern in ("needle", r'"id":\s*\d+', r"\d+ms", "a.*b.*c", r".*needle.*"):
        assert regex(pattern, 0, any_case=False).limit == LIMITS[1]
    assert hits("needle", far + "needle")
    assert not hits("needle", far + "xxxxx" + "needle")


def test_patterns_that_go_back_read_less() -> None:
    pattern = r"\w+\s+\w+ failed"
    assert regex(pattern, 0, any_case=False).limit == LIMITS[2]
    assert hits(pattern, "-" * 4000 + "the job failed")
    assert not hits(pattern, "-" * LIMITS[2] + "the job failed")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a.*b.*c.*d", "abc" * 80_000),
        (r"\d+ms", "1" * 250_000),
        (r"\s+$", " " * 250_000 + "x"),
        (".*error.*timeout.*", "error" * 50_000),
        ("took.*\\d+ms", "took 1" * 40_000),
        (r"(?:\w-)+!", "a-" * 100_000),
        (r'"(?:[^"\\]|\\.)*"', '"' + "a" * 250_000),
        (r"^(\d+,)+x", "1," * 100_000),
        ("a.*b\n?c", "a\n" * 100_000),
        ("x.*needle", "x\n" * 100_000 + "needle"),
    ],
)
def test_hostile_texts_take_no_time_to_speak_of(pattern: str, text: str) -> None:
    # Each of these would take minutes or years, so that it ends at all is the test.
    assert not hits(pattern, text)


def test_wildcards_between_words_stay_in_one_line_as_they_do_in_any_regex() -> None:
    assert hits("a.*b.*c", "a\na b\nb a b c")
    assert not hits("a.*b.*c", "a b\nc")
    assert hits("a.+c", "abc")
    assert not hits("a.+c", "ac a\nc")


# Small patterns, many of them with wildcards between parts, on small texts: Python's search is the measure.

parts = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "[ab]",
        "[^a]",
        r"\s",
        r"\w",
        ".",
        r"\b",
        "^",
        "$",
        "(?:a|b)",
        "(ab|b)",
        "(a)",
        "a|b",
        "(?:b?)",
    ]
)
repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "*?", "+?"])
gaps = st.sampled_from(["", ".*", ".+", ".*?", ".+?"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        part = draw(parts)
        pieces.append(draw(gaps) + part + ("" if part in (r"\b", "^", "$") else draw(repeats)))
    return "".join(pieces) + draw(gaps)


@given(patterns(), st.lists(st.text("ab c\n", max_size=9), min_size=1, max_size=5))
def test_what_is_made_cheaper_matches_the_same(pattern: str, texts: list[str]) -> None:
    try:
        bounded = regex(pattern, 0, any_case=False)
    except FilterError:
        return
    for text in texts:
        assert bounded.occurs(text) == (re.search(pattern, text) is not None)


@given(st.text(r"ab.*+?()[]{}|\^$,12wdsb-:=!<>P'", max_size=14), st.text(max_size=10))
def test_any_pattern_is_searched_or_refused(pattern: str, text: str) -> None:
    try:
        bounded = regex(pattern, 0, any_case=True)
    except FilterError:
        return
    assert bounded.occurs(text) in (True, False)
    assert all(0 <= start < end <= len(text) for start, end in bounded.spans(text))
