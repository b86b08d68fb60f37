"""Paths into JSON data: read, written and walked in one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.json.decoding import MISSING, decoded
from sse_dash.json.paths import EACH, Path, PathError, Step, path_text, scan_path

STEPS = st.lists(st.text(max_size=6) | st.integers(-3, 1000) | st.just(EACH), max_size=5)


@given(STEPS)
def test_what_is_written_is_read_as_the_same(steps: list[Step]) -> None:
    text = path_text(steps)
    assert scan_path(text, len("data")) == (Path(tuple(steps)), len(text))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (".user.id", [5]),
        (".items[0].sku", ["A-1"]),
        (".items[-1].sku", ["B-2"]),
        (".items[*].sku", ["A-1", "B-2"]),
        (".items.1.sku", ["B-2"]),
        (".*.id", [5]),
        ('["odd key"]', [None]),
        (".nothing.there", []),
        (".items[7]", []),
    ],
)
def test_a_path_finds_what_it_leads_to(text: str, values: list[object]) -> None:
    document = decoded('{"user":{"id":5},"items":[{"sku":"A-1"},{"sku":"B-2"}],"odd key":null}')
    path, _ = scan_path(text, 0)
    assert list(path.values(document)) == values


def test_there_is_nothing_in_what_is_no_json() -> None:
    assert decoded("hello") is MISSING
    assert list(Path(()).values(MISSING)) == []


@pytest.mark.parametrize(("text", "position"), [(".", 1), ("[x]", 1), ("[0", 2), ('."a', 1), (".a*", 1)])
def test_half_a_step_is_an_error_with_its_place(text: str, position: int) -> None:
    with pytest.raises(PathError) as caught:
        scan_path(text, 0)
    assert caught.value.position == position
