"""Values given in the running program: they take the place of the environment's, and are shown nowhere."""

from __future__ import annotations

import pickle

import pytest

from sse_dash.requests.given import GivenValues
from sse_dash.requests.resolve import missing
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.steps import Step
from sse_dash.requests.template import MissingVariable

SECRET = "hunter2-hunter2"
SPEC = StreamSpec(name="a", url="https://a.example", headers={"Authorization": "Bearer ${TOKEN}"})


def test_a_value_that_is_given_is_sent_and_masked() -> None:
    values = GivenValues({})
    with pytest.raises(MissingVariable):
        values.resolve(SPEC)
    values.give({"TOKEN": SECRET})
    resolved = values.resolve(SPEC)
    assert resolved.headers.reveal() == {"Authorization": f"Bearer {SECRET}"}
    assert resolved.masking.hide(f"no {SECRET}") == "no ***"


def test_a_value_that_is_given_comes_before_that_of_the_environment() -> None:
    values = GivenValues({"TOKEN": "old", "OTHER": "kept"})
    values.give({"TOKEN": "new"})
    assert dict(values) == {"TOKEN": "new", "OTHER": "kept"}
    assert (len(values), "MORE" in values) == (2, False)


def test_a_given_value_is_neither_printed_nor_pickled() -> None:
    values = GivenValues({})
    values.give({"TOKEN": SECRET})
    assert repr(values) == "<GivenValues: TOKEN>"
    with pytest.raises(TypeError):
        pickle.dumps(values)


def test_what_is_missing_is_named_once_and_in_order() -> None:
    spec = StreamSpec(
        name="a",
        url="https://${HOST}/${PATH_PART:-events}?key=${KEY}",
        headers={"Authorization": "Bearer ${TOKEN}", "X-Key": "${KEY}", "X-Of": "${taken}"},
        before=(Step(url="/login", json={"password": "${PASSWORD}"}, take={"taken": "text"}),),
    )
    assert missing(spec, {"HOST": "a.example"}) == ["KEY", "TOKEN", "PASSWORD"]
    assert missing(spec, dict.fromkeys(["HOST", "KEY", "TOKEN", "PASSWORD"], "")) == []
