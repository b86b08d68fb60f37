"""From a place in JSON data to the term that finds it, as the inspector writes one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import MAX_LENGTH, parse, path_term


@pytest.mark.parametrize(
    ("path", "value", "term"),
    [
        (["user", "id"], 5, "data.user.id=5"),
        (["items", 0, "sku"], "A-1", "data.items[0].sku=A-1"),
        ([0, "x"], 1.5, "data[0].x=1.5"),
        (["ok"], True, "data.ok=true"),
        (["error"], None, "data.error=null"),
        (["odd key"], 1, 'data["odd key"]=1'),
        (["a.b", "5"], 1, 'data["a.b"]["5"]=1'),
        (['say "x"'], 1, 'data["say \\"x\\""]=1'),
        (["x"], "two words", 'data.x="two words"'),
        (["x"], "", 'data.x=""'),
        (["x"], "5", 'data.x="5"'),
        (["x"], "true", 'data.x="true"'),
        (["x"], 'a "b" \\', 'data.x="a \\"b\\" \\\\"'),
        (["x"], {"y": 1}, "data.x"),
        (["x"], [], "data.x"),
        ([], 12.31, "data=12.31"),
        ([], "hello", "data=hello"),
        ([], {}, ""),
    ],
)
def test_a_term_is_written_as_a_person_would(path: list[str | int], value: object, term: str) -> None:
    assert path_term(path, value) == term


def test_of_a_long_string_the_beginning_is_asked_for() -> None:
    assert path_term(["x"], "a" * 1000) == f'data.x:"{"a" * 200}"'


def test_of_a_string_that_cannot_be_typed_the_longest_part_that_can_is_asked_for() -> None:
    assert path_term(["x"], "a\nlong part\x1bz") == 'data.x:"long part"'
    assert path_term(["x"], "\n\n") == "data.x"


def test_a_key_that_cannot_be_typed_is_any_key() -> None:
    assert path_term(["a\nb", "c"], 1) == "data[*].c=1"
    assert path_term(["k" * 1000], 1) == "data[*]=1"


def test_a_path_too_long_for_a_filter_is_followed_as_far_as_it_fits() -> None:
    term = path_term(["k" * 150] * 100, 1)
    assert MAX_LENGTH - 200 < len(term) <= MAX_LENGTH


def places(
    document: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    yield path, document
    members: list[tuple[str | int, object]] = []
    if isinstance(document, dict):
        members = list(document.items())
    elif isinstance(document, list):
        members = list(enumerate(document))
    for key, value in members:
        yield from places(value, (*path, key))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["5", "true", "NaN", "a*b", "/x/", "-1", "a(b", '"', "\\", "\u202e", "=5", "1e5", " "]),
    st.just(10**300),
    st.just("é" * 500),
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text(max_size=5), st.sampled_from(["0", "a", "a.b", "*", "]", "-x"])), inner
        ),
    ),
    max_leaves=10,
)


@given(documents, st.booleans(), st.booleans())
def test_a_term_parses_and_matches_the_event_it_came_from(
    document: object, ascii: bool, indented: bool
) -> None:
    data = json.dumps(document, ensure_ascii=ascii, indent=1 if indented else None)
    for path, value in places(json.loads(data)):
        term = path_term(path, value)
        assert term.isprintable()
        assert parse(term).matches(MessageEvent("message", data)), term


@given(st.text(max_size=6), st.text(max_size=6))
def test_a_term_for_a_short_string_matches_no_other_string(value: str, other: str) -> None:
    if value.isprintable() and value != other:
        assert not parse(path_term(["x"], value)).matches(MessageEvent("message", json.dumps({"x": other})))


def test_numbers_at_the_limits_are_found() -> None:
    for value in (math.inf, -math.inf, math.nan, 1e308, 5e-324, -0.0, 10**639, 2**53 + 1):
        assert parse(path_term(["x"], value)).matches(MessageEvent("message", json.dumps({"x": value})))
