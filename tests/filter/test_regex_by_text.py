"""What a regular expression costs where Python doesn't show its parse tree: never less than it does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse
from sse_dash.filter.regex import bounded
from sse_dash.filter.regex.by_text import cost_by_text
from sse_dash.filter.regex.cost import Explosive, RegexCost
from sse_dash.filter.regex.parse_tree import cost_in_tree
from tests.filter.test_regexes import patterns

NO_FLAG = re.NOFLAG


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a|a)*b",
        "(.*)*b",
        "(?:a?){30}a{30}",
        r"(?:(a)\1)+b",
        "(?s:(.|\n)+)b",
        "(?i)a",
        "(?x) a",
        "(?>a)",
        r"(\b)*",
        "()+",
    ],
)
def test_what_may_take_for_ever_and_what_it_can_not_read_is_refused(pattern: str) -> None:
    with pytest.raises(Explosive):
        cost_by_text(pattern, NO_FLAG)


@pytest.mark.parametrize(
    ("pattern", "cost"),
    [
        ("error", RegexCost(1, may_take_newline=False, width=5)),
        (r"\d{4}-\d\d", RegexCost(1, may_take_newline=False, width=7)),
        ("time.?out|refused", RegexCost(1, may_take_newline=False, width=None)),
        (r"\d+ms", RegexCost(2, may_take_newline=False, width=None)),
        (r"\s[^a]", RegexCost(1, may_take_newline=True, width=2)),
        (r"[a-z ]\n\x0a", RegexCost(1, may_take_newline=True, width=3)),
        (r"^(?P<name>foo)+$", RegexCost(2, may_take_newline=False, width=None)),
        (r"a*b*", RegexCost(3, may_take_newline=False, width=None)),
    ],
)
def test_each_repeat_is_one_factor_of_the_length(pattern: str, cost: RegexCost) -> None:
    assert cost_by_text(pattern, NO_FLAG) == cost


def test_filters_work_by_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "cost_of", cost_by_text)
    assert parse(r"/took.*\d+ms/").matches(MessageEvent("message", "took 12ms"))
    assert parse("/time.?out|refused/").matches(MessageEvent("message", "timeout"))
    with pytest.raises(FilterError, match="forever"):
        parse("/(a+)+b/")
    with pytest.raises(FilterError, match="minutes"):
        parse(r"/\s\w*\d*\w*x/")


@given(patterns() | st.text(r"ab.*+?()[]{}|\^$,12wdsb-:=!<>P'", max_size=14))
def test_it_is_never_cheaper_than_the_parse_tree_says(pattern: str) -> None:
    try:
        bounded.compiled(pattern, 0)
        by_text = cost_by_text(pattern, NO_FLAG)
    except (FilterError, Explosive):
        return
    in_tree = cost_in_tree(pattern, NO_FLAG)
    assert by_text.power >= in_tree.power
    assert by_text.may_take_newline >= in_tree.may_take_newline
    assert by_text.width in (None, in_tree.width)
