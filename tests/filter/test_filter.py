"""The filter language as its users know it: text, joins, errors. Fields have a file of their own."""

from __future__ import annotations

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.filter import MAX_DEPTH, MAX_LENGTH, FilterError, parse


def hits(source: str, data: str = "", event_type: str = "") -> bool:
    return parse(source).matches(MessageEvent(event_type, data))


def refusal(source: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        parse(source)
    return caught.value


@pytest.mark.parametrize("source", ["", "  \t\n"])
def test_an_empty_expression_matches_everything(source: str) -> None:
    assert hits(source)
    assert parse(source).is_empty


def test_a_filter_keeps_its_source_and_equals_another_of_the_same() -> None:
    assert parse("a or b").source == "a or b"
    assert parse("a or b") == parse("a or b") != parse("a")
    assert not parse("a").is_empty
    assert repr(parse("a")) == "Filter(source='a')"


def test_a_word_in_lower_case_ignores_case() -> None:
    assert hits("timeout", "A TimeOut came")
    assert hits("straße", "STRASSE 5")
    assert not hits("timeout", "time out")


def test_a_word_with_a_capital_does_not_ignore_case() -> None:
    assert hits("Error", "Error: no")
    assert not hits("Error", "error: no")


def test_a_word_is_found_in_the_type_too() -> None:
    assert hits("order", "{}", "Order.created")
    assert hits("Order", "{}", "Order.created")


def test_a_word_is_not_found_across_type_and_data() -> None:
    assert not hits("ab", "b", "a")


def test_words_side_by_side_must_all_be_there() -> None:
    assert hits("error timeout", "timeout, an error")
    assert not hits("error timeout", "an error")


def test_a_word_may_hold_signs_that_mean_something_elsewhere() -> None:
    assert hits("text/event-stream", "text/event-stream")
    assert hits("a-b", "a-b")
    assert hits("it's", "it's")
    assert hits("order", "orderly")  # not `or`


def test_a_phrase_is_exact() -> None:
    assert hits('"exact words"', "some exact words here")
    assert not hits('"exact words"', "Exact words")
    assert not hits('"exact words"', "exact  words")


def test_a_phrase_may_hold_quotes_and_backslashes() -> None:
    assert hits(r'"\"id\":8"', '{"id":8}')
    assert hits(r'"C:\\"', "C:\\")
    assert hits(r'"a\nb"', r"a\nb")


def test_quotes_take_the_meaning_from_keywords_and_signs() -> None:
    for text in ("or", "not", "-", "(", "/x/", "12:30", "http://localhost/"):
        assert hits(f'"{text}"', f"x{text}x")
        assert not hits(f'"{text}"', "")


def test_a_regex_is_searched_in_data_and_type() -> None:
    assert hits("/time.?out|refused/", "a time-out")
    assert hits(r"/^order\.\w+$/", "", "order.paid")
    assert not hits("/refused/", "REFUSED")


def test_the_flag_i_of_a_regex_ignores_case() -> None:
    assert hits("/refused/i", "REFUSED")


def test_a_regex_may_hold_slashes_spaces_and_brackets() -> None:
    assert hits(r"/a\/b (c|d) [)]/", "a/b d )")
    assert hits(r"/\\/", "\\")


def test_a_regex_that_warns_is_no_trouble() -> None:
    assert hits("/[[a]/", "[")


def test_a_type_term_is_a_glob_on_the_whole_type() -> None:
    assert hits("type:order.*", "", "order.paid")
    assert not hits("type:order.*", "order.paid", "message")
    assert not hits("type:order", "", "order.paid")
    assert hits("type:[ab]?", "", "b1")
    assert not hits("type:[!ab]?", "", "b1")
    assert hits("type:a:b", "", "a:b")


def test_a_type_term_minds_case() -> None:
    assert not hits("type:Order.*", "", "order.paid")


def test_a_type_in_quotes_is_that_very_type() -> None:
    assert hits('type:"two words"', "", "two words")
    assert hits(r'type:"say \"*\""', "", 'say "*"')
    assert not hits('type:"order.*"', "", "order.paid")


@pytest.mark.parametrize("source", ["-type:ping", "not type:ping", "NOT type:ping", "-(type:ping)"])
def test_a_term_can_be_negated(source: str) -> None:
    assert not hits(source, "", "ping")
    assert hits(source, "ping", "message")


def test_negations_add_up() -> None:
    assert hits("--a", "a")
    assert not hits("not not -a", "a")


@pytest.mark.parametrize("word", ["or", "OR"])
def test_or_joins_terms(word: str) -> None:
    assert hits(f"a {word} b", "b")
    assert not hits(f"a {word} b", "c")


@pytest.mark.parametrize("word", ["and", "AND"])
def test_and_may_be_written_out(word: str) -> None:
    assert hits(f"x {word} y", "yx")
    assert not hits(f"x {word} y", "x and")


def test_and_binds_closer_than_or() -> None:
    assert hits("a or b c", "a")
    assert not hits("a or b c", "b")


def test_not_binds_closer_than_and() -> None:
    assert hits("not a b", "b")
    assert not hits("not a b", "ab")
    assert not hits("-a or -b", "ab")


def test_groups_come_first() -> None:
    assert not hits("(a or b) c", "a")
    assert hits("(a or b)(c)", "bc")
    assert hits("-(a or b)", "c")


@pytest.mark.parametrize(
    ("source", "position", "says"),
    [
        ("(a", 0, "never closed"),
        ("a (b (c)", 2, "never closed"),
        ("a)", 1, "closes nothing"),
        ("()", 1, "missing"),
        ("a or", 4, "missing"),
        ("a and ", 6, "missing"),
        ("not", 3, "missing"),
        ("or a", 0, "quotes"),
        ("a or or b", 5, "quotes"),
        ("a not or b", 6, "quotes"),
        ("a - b", 2, '"-"'),
        ("a -", 3, "missing"),
        ('say "hi', 4, "never closed"),
        (r'"hi\"', 0, "never closed"),
        ('say"hi"', 3, "quotes"),
        ('"id":8', 4, "quotes"),
        ('a ""', 2, "nothing"),
        ("//", 0, "nothing"),
        ("a /b", 2, "no end"),
        ("a /b/x", 5, "only i"),
        ("/api/users/5", 5, "quotes"),
        ("x /(/", 2, "regular expression"),
        ("/a{99999999999}/", 0, "regular expression"),
        ("/(?L)a/", 0, "regular expression"),
        ("/" + "(" * 3000 + "/", 0, "regular expression"),
        ("a type:", 2, "type"),
        ("a foo:bar", 2, "type"),
        ("12:30", 0, "quotes"),
        ("at http://localhost/", 3, "quotes"),
        (":8", 0, "quotes"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, str(MAX_LENGTH)),
        ("(" * (MAX_DEPTH + 1) + "a", MAX_DEPTH, "deep"),
    ],
)
def test_an_error_says_where_and_what(source: str, position: int, says: str) -> None:
    error = refusal(source)
    assert error.position == position
    assert says in error.message
    assert str(error) == f"{error.message} (at character {position + 1})"


def test_an_unknown_field_is_named_and_so_are_the_known() -> None:
    assert refusal("tpye:x").message.startswith('no field "tpye", only type, id, size, data;')


def test_nesting_within_the_limit_and_any_number_of_signs_are_fine() -> None:
    assert hits("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH, "a")
    assert hits("-" * 4000 + "a", "a")
    assert hits("a " * 2000, "a")
