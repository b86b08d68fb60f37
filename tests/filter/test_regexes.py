"""Regular expressions in filters: which are refused, and how much of a text they read, lest one stalls."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse
from sse_dash.filter.regex import Effort, OverBudget, piece, regex
from sse_dash.filter.regex.piece import MOST_READ, MOST_READ_BY_REPEATS

LONG = 600.0
"""Seconds: here it is what is found that counts."""


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
    far = "x" * (MOST_READ - 10)
    for pattern in ("needle", r'"id":\s*\d+', r"\d+ms", "a.*b.*c", r".*needle.*"):
        assert regex(pattern, 0, any_case=False).limit == MOST_READ
    assert hits("needle", far + "needle")
    assert not hits("needle", far + "xxxxx" + "needle")


def test_patterns_that_go_back_read_less() -> None:
    pattern = r"\w+\s+\w+ failed"
    assert regex(pattern, 0, any_case=False).limit == MOST_READ_BY_REPEATS
    assert hits(pattern, "-" * 4000 + "the job failed")
    assert not hits(pattern, "-" * MOST_READ_BY_REPEATS + "the job failed")


def test_patterns_that_go_back_from_every_place_read_hundreds_of_characters() -> None:
    pattern = r"^(\w+) (.*) (\d+)x"
    assert 300 < regex(pattern, 0, any_case=False).limit < 1000
    assert hits(pattern, "one" + " two" * 50 + " 3x")


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
        assert bounded.occurs(text, Effort(LONG)) == (re.search(pattern, text) is not None)


@given(st.text(r"ab.*+?()[]{}|\^$,12wdsb-:=!<>P'", max_size=14), st.text(max_size=10))
def test_any_pattern_is_searched_or_refused(pattern: str, text: str) -> None:
    try:
        bounded = regex(pattern, 0, any_case=True)
    except FilterError:
        return
    assert bounded.occurs(text, Effort(LONG)) in (True, False)
    assert all(0 <= start < end <= len(text) for start, end in bounded.spans(text))


# A text is searched a piece at a time where it is long for its pattern; here pieces are tiny, so that any is.


@given(
    patterns(),
    st.lists(st.text("ab c\n", max_size=30), min_size=1, max_size=5),
    st.sampled_from([1e-7, 3e-7, 1e-6, 1e-5]),
)
def test_what_is_searched_a_piece_at_a_time_matches_the_same(
    pattern: str, texts: list[str], at_a_time: float
) -> None:
    try:
        bounded = regex(pattern, 0, any_case=False)
    except FilterError:
        return
    usual = piece._AT_A_TIME
    piece._AT_A_TIME = at_a_time
    try:
        for text in texts:
            assert bounded.occurs(text, Effort(LONG)) == (re.search(pattern, text) is not None)
            for _ in bounded.spans(text):
                pass
    finally:
        piece._AT_A_TIME = usual


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        (r"(a)b\1", "xxaba", (2, 5)),
        (r"(?i)B+!", "abb!", (1, 4)),
        ("(?x) a+  # words\n b", "caab", (1, 4)),
        (r"(?s)a.+?c\b", "xa\nc", (1, 4)),
        (r"(?<=x)y+z", "axyyz", (2, 5)),
        (r"\bfoo+\b", "afoo foo", (5, 8)),
        (r"\d+$", "a1b22", (3, 5)),
    ],
)
@pytest.mark.parametrize("at_a_time", [1e-8, 5e-7, 2e-6])
def test_so_do_patterns_with_flags_groups_and_surroundings(
    monkeypatch: pytest.MonkeyPatch, pattern: str, text: str, span: tuple[int, int], at_a_time: float
) -> None:
    monkeypatch.setattr(piece, "_AT_A_TIME", at_a_time)
    assert list(regex(pattern, 0, any_case=False).spans(text)) == [span]


class Looks:
    """A clock that each look moves on by a millisecond."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> float:
        self.count += 1
        return self.count / 1000


HOSTILE = [
    (r"[a-z]\w+@\w+", "a" * 60_000),
    (r"\d\d+\s+x", "1" * 60_000),
    (r"a(?:a|b)+c", "ab" * 30_000),
    ("aa?a?a?a?a?a?a?a?a?b", "a" * 200_000),
    ("[a-z]{60000}x", "a" * 200_000),
    ("(?:[a-z]{200}){200}x", "a" * 200_000),
    (r"a(\w)+@", "a" * 60_000),
    ("|".join(rf"a\w+{word}" for word in "!#%&;"), "a" * 20_000),
    ("(?:" + "|".join(f"a{number}" for number in range(600)) + ")x", "a9" * 100_000),
    (r"(?=[a-z]+!)a", "a" * 60_000),
]


@pytest.mark.parametrize(("pattern", "text"), HOSTILE, ids=[pattern[:20] for pattern, _ in HOSTILE])
def test_a_search_that_takes_too_long_is_given_up_between_two_pieces(pattern: str, text: str) -> None:
    bounded, looks = regex(pattern, 0, any_case=False), Looks()
    with pytest.raises(OverBudget):
        bounded.occurs(text, Effort(0.005, looks))
    assert looks.count <= 7


def test_all_terms_of_a_filter_together_have_one_budget() -> None:
    words = " or ".join(rf"/a\w+{word}/" for word in "!#%&;:,")
    event = MessageEvent("message", "a" * 60_000)
    assert parse(words).decide(event) is None


@pytest.mark.parametrize(
    ("source", "decided"),
    [
        (r"/a\w+@/", None),
        (r"-/a\w+@/", None),
        (r"/a\w+@/ or aaa", True),
        (r"aaa or /a\w+@/", True),
        (r"/a\w+@/ or zebra", None),
        (r"/a\w+@/ zebra", False),
        (r"zebra /a\w+@/", False),
        (r"/a\w+@/ aaa", None),
        (r"data~a\w+@", None),
        (r"not (/a\w+@/ zebra)", True),
    ],
)
def test_what_is_not_known_decides_nothing(source: str, decided: bool | None) -> None:
    event = MessageEvent("message", "a" * (MOST_READ_BY_REPEATS + 1))
    chosen = parse(source)
    assert chosen.decide(event) is decided
    assert chosen.matches(event) is (decided is True)


def test_a_match_in_what_is_read_of_a_long_text_is_one() -> None:
    far = "ann@example " + "-" * MOST_READ
    assert parse(r"/a\w+@\w+/").decide(MessageEvent("message", far)) is True
    assert parse(r"/a\w+@\w+/").decide(MessageEvent("message", "-" * MOST_READ)) is None


def test_wildcards_of_a_whole_value_read_no_further_either() -> None:
    chosen = parse("data:*a*b*")
    assert chosen.decide(MessageEvent("message", "-" * (MOST_READ - 2) + "ab")) is True
    assert chosen.decide(MessageEvent("message", "-" * MOST_READ + "ab")) is None
