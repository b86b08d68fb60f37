"""`${NAME}` in specs: what is read from the environment, when, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import MalformedVariable, MissingVariable, expand, resolve, variables
from sse_dash.streams.spec import StreamSpec

ENVIRON = {"TOKEN": "s3cret", "EMPTY": "", "NESTED": "${TOKEN}", "HOST": "shop.example"}

SPEC = StreamSpec(
    name="${NOT_HERE}",
    url="https://${HOST}/events?key=${TOKEN}",
    method="POST",
    headers={"Authorization": "Bearer ${TOKEN}"},
    json={"user": "${USER_ID:-7}", "deep": [{"${KEY}": "${TOKEN}"}, 1, True]},
)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("Bearer ${TOKEN}", "Bearer s3cret"),
        ("${TOKEN}${HOST}", "s3cretshop.example"),
        ("${EMPTY}", ""),
        ("${UNSET:-fallback}", "fallback"),
        ("${EMPTY:-fallback}", "fallback"),
        ("${TOKEN:-fallback}", "s3cret"),
        ("${UNSET:-}", ""),
        ("${UNSET:-http://a/b:-c}", "http://a/b:-c"),
        ("$${TOKEN}", "${TOKEN}"),
        ("$$${TOKEN}", "$${TOKEN}"),
        ("costs $5 {TOKEN} $", "costs $5 {TOKEN} $"),
    ],
)
def test_variables_are_replaced_as_a_shell_does(text: str, expanded: str) -> None:
    assert expand(text, ENVIRON) == expanded


def test_a_value_is_not_looked_into_for_more_variables() -> None:
    assert expand("${NESTED}", ENVIRON) == "${TOKEN}"


def test_a_missing_variable_is_an_error_with_its_name() -> None:
    with pytest.raises(MissingVariable, match="SHOP_TOKEN is not set; set it before") as caught:
        expand("hush ${SHOP_TOKEN}", ENVIRON)
    assert caught.value.name == "SHOP_TOKEN"
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("text", ["${", "${}", "${TOKEN", "${MY-TOKEN}", "${1}", "${TOKEN-x}", "${A:-${B}}"])
def test_a_misspelt_variable_is_an_error_that_quotes_nothing(text: str) -> None:
    with pytest.raises(MalformedVariable, match="character 6 begins no variable") as caught:
        expand(f"hush {text}", ENVIRON)
    assert "hush" not in str(caught.value)


def test_resolving_replaces_variables_in_url_headers_and_texts_of_json() -> None:
    resolved = resolve(SPEC, ENVIRON)
    assert resolved.url == "https://shop.example/events?key=s3cret"
    assert resolved.headers == {"Authorization": "Bearer s3cret"}
    assert resolved.json == {"user": "7", "deep": [{"${KEY}": "s3cret"}, 1, True]}
    assert resolved.name == "${NOT_HERE}"


def test_resolving_replaces_variables_in_a_body() -> None:
    spec = StreamSpec(name="a", url="http://a", body="token=${TOKEN}")
    assert resolve(spec, ENVIRON).body == "token=s3cret"


def test_values_are_read_from_the_process_when_asked_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = StreamSpec(name="a", url="http://${SSE_DASH_TEST_HOST}/")
    for host in ("one", "two"):
        monkeypatch.setenv("SSE_DASH_TEST_HOST", host)
        assert resolve(spec).url == f"http://{host}/"


def test_the_variables_of_a_spec_are_known_without_reading_them() -> None:
    assert variables(SPEC) == {"HOST", "TOKEN", "USER_ID"}


@given(st.text())
def test_an_escaped_text_expands_to_itself(text: str) -> None:
    assert expand(text.replace("${", "$${"), {}) == text
