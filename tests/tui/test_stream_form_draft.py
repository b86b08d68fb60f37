"""The texts of the stream form and the spec that they make: nothing is lost, and what is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.streams.spec import StreamSpec, TlsSettings
from sse_dash.tui.stream_draft import Checked, Draft, check, draft_of

EMPTY = StreamSpec(name="", url="")
SPEC = StreamSpec(name="orders", url="https://shop.example/events/orders")


def checked(base: StreamSpec = SPEC, taken: tuple[str, ...] = (), **texts: str) -> Checked:
    return check(replace(draft_of(base), **texts), base, taken)


def made(base: StreamSpec = SPEC, **texts: str) -> StreamSpec:
    result = checked(base, (), **texts)
    assert result.problems == {}
    assert result.spec is not None
    return result.spec


def problem(field: str, base: StreamSpec = SPEC, taken: tuple[str, ...] = (), **texts: str) -> str:
    result = checked(base, taken, **texts)
    assert result.spec is None
    assert list(result.problems) == [field]
    return result.problems[field]


def test_a_url_is_all_that_a_new_stream_needs() -> None:
    assert made(EMPTY, url="shop.example/events/orders") == StreamSpec(
        name="orders", url="http://shop.example/events/orders"
    )


def test_an_empty_form_asks_for_a_url() -> None:
    assert problem("url", EMPTY).startswith("a stream needs a URL")


def test_a_made_up_name_is_one_that_no_other_stream_has() -> None:
    result = checked(EMPTY, ("orders",), url="http://h/orders")

    assert result.spec is not None
    assert (result.spec.name, result.name) == ("orders-2", "orders-2")


def test_a_name_that_is_taken_is_wrong() -> None:
    assert problem("name", taken=("mine",), name="mine") == "another stream is called mine already"


@pytest.mark.parametrize(
    "url",
    ["https://${HOST}/x", "https://${HOST}:${PORT}/x", "${URL}", "https://h/${A:-b c}", "http://me:${P}@h/"],
)
def test_a_url_may_hold_variables_anywhere(url: str) -> None:
    assert made(url=url).url == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://h/x", "not by ftp"),
        ("http://h/a b", "no spaces"),
        ("http://", "names no host"),
        ("https://h/${oops", "begins no variable"),
        ("${A}://[", ""),
    ],
)
def test_a_url_that_can_be_none_is_wrong(url: str, words: str) -> None:
    result = checked(url=url)
    assert words in result.problems.get("url", "")


def test_headers_are_read_line_by_line() -> None:
    assert made(headers="Authorization: Bearer ${TOKEN}\n\n  X-A :  b: c  ").headers == {
        "Authorization": "Bearer ${TOKEN}",
        "X-A": "b: c",
    }


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ("X-A: 1\nsecret", "line 2 has no colon"),
        ("X A: secret", "line 1 has no name that a header can have"),
        ("X-A: 1\n\nx-a: secret", "line 3: x-a is there twice"),
        ("X-A: ${secret", "line 1: the ${ at character 2 begins no variable"),
    ],
)
def test_a_wrong_header_is_named_by_its_line_and_not_quoted(headers: str, words: str) -> None:
    wrong = problem("headers", headers=headers)

    assert words in wrong
    assert "secret" not in wrong


def test_a_body_of_json_is_sent_as_json() -> None:
    result = checked(method="POST", body='{"stream": true}')

    assert result.spec is not None
    assert (result.spec.json, result.spec.body, result.sends_json) == ({"stream": True}, None, True)


def test_json_that_a_profile_can_not_hold_is_sent_as_text_with_its_type() -> None:
    spec = made(method="POST", body='{"stop": null}', headers="X-A: b")

    assert (spec.json, spec.body) == (None, '{"stop": null}')
    assert spec.headers == {"Content-Type": "application/json", "X-A": "b"}


def test_json_that_does_not_parse_is_wrong_with_its_place() -> None:
    assert problem("body", body='{"a":\n oops}') == (
        "not JSON: expecting value at line 2, column 2; for other text, give a Content-Type header"
    )


def test_what_begins_like_json_is_text_where_a_header_says_so() -> None:
    spec = made(method="POST", body="{oops", headers="Content-Type: text/plain")

    assert (spec.json, spec.body) == (None, "{oops")


def test_a_header_that_says_json_asks_for_json() -> None:
    assert "not JSON" in problem("body", body="a=1", headers="content-type: application/json")


def test_any_other_body_is_text() -> None:
    assert made(body="a=1\nb=2").body == "a=1\nb=2"


def test_a_body_can_be_taken_out() -> None:
    assert made(replace(SPEC, json={"a": 1}), body="").json is None


def test_a_filter_that_does_not_parse_is_wrong_with_its_place() -> None:
    assert problem("filter", filter="a (b") == "this ( is never closed (at character 3)"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("250ms", 0.25), ("2.5", 2.5), ("7", 7), ("never", 0), ("0s", 0)],
)
@pytest.mark.parametrize("field", ["connect_timeout", "idle_timeout", "stale_after"])
def test_times_are_read_as_people_write_them(field: str, text: str, seconds: float) -> None:
    spec = made(replace(SPEC, connect_timeout=1, idle_timeout=1, stale_after=1), **{field: text})

    assert getattr(spec, field) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1s", "1e9", "5 parsecs", "9" * 400])
def test_what_is_no_time_is_wrong(text: str) -> None:
    assert problem("idle_timeout", idle_timeout=text) == "such as 30s, 5m or never"


def test_a_history_may_have_commas() -> None:
    assert made(history="12,000").history == 12_000


@pytest.mark.parametrize("text", ["", "0", "-1", "many", "1.5", "9" * 5_000, "²"])
def test_what_is_no_number_of_events_is_wrong(text: str) -> None:
    assert problem("history", history=text) == "a whole number from 1 up"


def test_the_other_choices_are_taken_as_they_are() -> None:
    spec = made(method="PUT", reconnect="never", done="[DONE]")

    assert (spec.method, spec.reconnect, spec.done) == ("PUT", "never", "[DONE]")
    assert made(spec, reconnect="default", done="") == replace(SPEC, method="PUT")


def test_literal_secrets_are_hinted_at_and_not_quoted() -> None:
    hints = checked(url="https://me:geheim@h/", headers="Authorization: Bearer geheim\nCookie: geheim").hints

    assert hints["headers"].splitlines() == [
        "Authorization holds a literal token; write Bearer ${TOKEN} and set TOKEN in the environment",
        "Cookie holds a literal cookie; write ${COOKIE} and set COOKIE in the environment",
    ]
    assert "the URL holds a literal password" in hints["url"]
    assert "geheim" not in str(hints)


def test_a_body_of_a_get_is_hinted_at() -> None:
    assert "POST" in checked(body="a").hints["body"]
    assert checked(body="a", method="POST").hints == {}


def test_a_command_where_a_url_belongs_is_no_url() -> None:
    assert "enter fills the form" in problem("url", url="curl -N http://h/")


def test_several_problems_come_in_the_order_of_the_form() -> None:
    assert list(checked(history="x", filter="(", url="").problems) == ["url", "filter", "history"]


def test_what_the_form_has_no_field_for_stays() -> None:
    base = replace(
        SPEC,
        params={"a": "b"},
        proxy="http://p:1",
        tls=TlsSettings(verify=False),
        color="accent",
        paused=True,
    )

    assert made(base, url="http://other/", name="other") == replace(base, url="http://other/", name="other")


texts = st.text(max_size=20)
specs = st.builds(
    StreamSpec,
    name=texts.filter(str.strip),
    url=texts.filter(str.strip),
    method=st.sampled_from(["GET", "post", "REPORT"]),
    headers=st.dictionaries(texts, texts, max_size=3),
    json=st.none() | st.recursive(texts | st.integers(), st.lists, max_leaves=4),
    done=st.none() | texts,
    reconnect=st.sampled_from([None, "always", "never", "on-error"]),
    stale_after=st.floats(0, 1e6),
    connect_timeout=st.floats(0, 1e6),
    history=st.integers(1, 2**62),
)


@given(specs)
def test_a_form_that_is_left_alone_changes_nothing_whatever_the_spec_holds(spec: StreamSpec) -> None:
    result = check(draft_of(spec), spec, ())

    assert result.spec == spec or list(result.problems) == ["url"]


@given(
    st.fixed_dictionaries(
        {}, optional={name: texts for name in Draft.__dataclass_fields__ if name != "reconnect"}
    )
)
def test_whatever_is_typed_gives_a_spec_or_problems(typed: dict[str, Any]) -> None:
    result = checked(**typed)

    assert (result.spec is None) is bool(result.problems)
