"""Where a filter's terms occur in a text, for highlighting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.filter import MAX_SPANS, FilterError, parse


def marked(source: str, text: str) -> str:
    """The text with brackets around what is found."""
    result, at = "", 0
    for start, end in parse(source).spans(text):
        result += f"{text[at:start]}[{text[start:end]}]"
        at = end
    return result + text[at:]


def test_words_are_found_in_capitals_or_not() -> None:
    assert marked("error", "Error, an ERROR") == "[Error], an [ERROR]"
    assert marked("Error", "Error, an ERROR") == "[Error], an ERROR"


def test_a_word_is_found_where_folding_makes_letters_more() -> None:
    assert marked("straße", "ß STRASSE straße Straße") == "ß [STRASSE] [straße] [Straße]"
    assert marked("s", "ß") == "[ß]"


def test_phrases_and_regexes_are_found() -> None:
    assert marked('"a b"', "a b, A B") == "[a b], A B"
    assert marked(r"/\d+ ms/", "took 12 ms or 3 ms") == "took [12 ms] or [3 ms]"
    assert marked("/x*/", "axxb") == "a[xx]b"


def test_a_regex_too_dear_to_run_as_it_stands_is_found_too() -> None:
    assert marked("/a.*b.*c/", "x a b c y") == "x [a b c] y"
    assert marked("/a.*b.*c/", "a b\na b c a b c") == "a b\n[a b c] [a b c]"


def test_all_terms_are_found_whatever_joins_them() -> None:
    assert marked("a (b or c)", "a b c d") == "[a] [b] [c] d"


def test_negated_terms_are_not_found() -> None:
    assert marked("a -b", "a b") == "[a] b"
    assert marked("not (a -b)", "a b") == "a [b]"


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert parse("ab bc").spans("abc") == [(0, 3)]
    assert parse("a b").spans("ab") == [(0, 2)]
    assert parse("a abc").spans("abc") == [(0, 3)]


def test_of_a_key_and_its_value_the_value_is_found() -> None:
    assert marked("data.user.id=5", '{"user": {"id": 5, "x": 5, "ids": 55}}') == (
        '{"user": {"id": [5], "x": 5, "ids": 55}}'
    )
    assert marked("data.id=5", '{"id":55} {"id":5.5} {"id" : "5"}') == '{"id":55} {"id":5.5} {"id" : ["5"]}'
    assert marked('data.name="a b"', '{"name":"a b"}') == '{"name":["a b"]}'
    assert marked("data.name=é", '{"name":"\\u00e9"} {"name":"é"}') == '{"name":["\\u00e9"]} {"name":["é"]}'


def test_terms_about_the_whole_data_are_found() -> None:
    assert marked("data:done", "[DONE]") == "[[DONE]]"
    assert marked("data~D.", "[DONE]") == "[[DO]NE]"
    assert marked("data=[DONE]", "[DONE]") == "[[DONE]]"


@pytest.mark.parametrize(
    "source", ["", "-a", "type:order.*", "size>5", "data.x", "data.x>5", "id:5", "data[0]=1"]
)
def test_what_is_not_about_text_has_no_spans(source: str) -> None:
    assert parse(source).spans("a order.x 5 {}") == []


def test_the_number_of_spans_is_bounded() -> None:
    assert len(parse("a").spans("a " * 1000)) == MAX_SPANS
    assert len(parse("a b").spans("a b " * 1000)) == MAX_SPANS
    assert len(parse("/[ab]/").spans("a b " * 1000)) == MAX_SPANS


sources = st.lists(
    st.sampled_from(
        ["a", "B", "ß", '"a b"', "/a+/", "/a.*b.*c/", "-a", "or", "(", ")", "data.a=b", "data:ı", "/b?/i"]
    )
).map(" ".join)


@given(sources, st.text('aAbBßıİſs "{}:\n'))
def test_spans_are_in_order_apart_and_in_the_text(source: str, text: str) -> None:
    try:
        parsed = parse(source)
    except FilterError:
        return
    ends = [offset for span in parsed.spans(text) for offset in span]
    assert ends == sorted(set(ends))
    assert not ends or (ends[0] >= 0 and ends[-1] <= len(text))


@given(st.text("abAB ", min_size=1, max_size=3), st.text("abAB ", max_size=12))
def test_a_phrase_has_spans_exactly_where_it_matches(phrase: str, text: str) -> None:
    assert bool(parse(f'"{phrase}"').spans(text)) == (phrase in text)
