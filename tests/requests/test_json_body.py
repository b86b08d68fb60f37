"""When a text is sent as JSON, and JSON as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.json_body import is_json_type, json_problem, json_to_send, written_out
from sse_dash.text import visible


@pytest.mark.parametrize("value", [{}, [], {"a": [1, 2.5, "x", True, {}]}, 0, False, ""])
def test_what_a_profile_can_hold_is_a_value(value: Any) -> None:
    assert json_to_send(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "null",
        '{"a": null}',
        '{"a": 1, "a": 2}',
        "1e999",
        "NaN",
        f"{2**64}",
        "[" * 33 + "]" * 33,
        '{"${A}": 1}',
    ],
)
def test_what_a_value_would_change_or_a_profile_can_not_hold_stays_text(text: str) -> None:
    assert json_to_send(text) is None


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "1" * 5_000])
def test_what_is_no_json_is_none_with_a_reason(text: str) -> None:
    assert json_to_send(text) is None
    assert json_problem(text)


def test_a_problem_names_its_place() -> None:
    assert json_problem('{\n  "a": oops\n}') == "expecting value at line 2, column 8"


def test_json_without_a_problem_has_none() -> None:
    assert json_problem('{"a": null}') == ""


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"]
)
def test_json_goes_by_several_types(content_type: str) -> None:
    assert is_json_type(content_type)


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/jsonp", "text/x; a=application/json"]
)
def test_other_types_are_no_json(content_type: str) -> None:
    assert not is_json_type(content_type)


@pytest.mark.slow
@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_written_out_can_be_drawn_and_read_back(value: Any) -> None:
    written = written_out(value)

    assert json.loads(written) == value
    assert all(visible(line) == line for line in written.split("\n"))
