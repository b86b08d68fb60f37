"""The texts of the stream form and the spec that they make: nothing is lost, and what is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sse_dash.client.redact import redact_url
from sse_dash.requests.spec import StreamSpec, TlsSettings
from sse_dash.tui.form.draft import PROMPTS, Checked, check, draft_of

EMPTY = StreamSpec(name="", url="")
SPEC = StreamSpec(name="orders", url="https://shop.example/events/orders")


def checked(base: StreamSpec = SPEC, taken: tuple[str, ...] = (), **texts: str) -> Checked:
    return check({**draft_of(base), **texts}, base, taken)


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
        ("X-A: ${secret", "line 1: the ${ at character 6 begins no variable"),
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


SECRET = "geheim"
SIGNED_IN = replace(SPEC, url=f"https://me:{SECRET}@shop.example/events?token={SECRET}-2&page=3#{SECRET}-3")
WITH_HEADERS = replace(
    SPEC,
    headers={
        "Authorization": f"Bearer {SECRET}",
        "X-Shop": SECRET,
        "Accept": "text/event-stream",
        "X-Ref": "Bearer ${TOKEN}",
    },
)


def test_values_of_headers_are_masked_but_for_harmless_ones_and_variables() -> None:
    assert draft_of(WITH_HEADERS)["headers"].splitlines() == [
        "Authorization: ***",
        "X-Shop: ***",
        "Accept: text/event-stream",
        "X-Ref: Bearer ${TOKEN}",
    ]


@pytest.mark.parametrize("name", ["accept", "Content-Type", "Cache-Control", "Accept-Language", "User-Agent"])
def test_a_header_that_is_never_secret_stays_readable(name: str) -> None:
    assert draft_of(replace(SPEC, headers={name: "a/b"}))["headers"] == f"{name}: a/b"


@pytest.mark.parametrize(
    "value",
    ["${A}", "Bearer ${A}", "token ${A:-}", "${A}-${B}", "session=${A}; id=${B}", 'Token token="${A}"', ""],
)
def test_a_value_of_variables_alone_stays_readable(value: str) -> None:
    assert draft_of(replace(SPEC, headers={"X-A": value}))["headers"] == f"X-A: {value}"


@pytest.mark.parametrize(
    "value",
    [
        "geheim ${A}",
        "Bearer geheim${A}",
        "Bearer ${A}geheim",
        "${A:-geheim}",
        "$${geheim}",
        "${geheim",
        "id=geheim; a=${A}",
        "geheim=geheim=${A}",
        "key",
        "bearer",
    ],
)
def test_a_value_with_anything_beside_its_variables_is_masked(value: str) -> None:
    assert draft_of(replace(SPEC, headers={"X-A": value}))["headers"] == "X-A: ***"


def test_what_is_secret_in_a_url_is_masked() -> None:
    assert draft_of(SIGNED_IN)["url"] == "https://***@shop.example/events?token=***&page=3#***"


@pytest.mark.parametrize(
    "url",
    [
        "https://${HOST}:${PORT}/x?token=${TOKEN}",
        "https://${USER}:${PASSWORD}@h/",
        "${URL}",
        "http://h/?token=&a",
        "http://h/***?q=***",
    ],
)
def test_a_url_without_a_literal_secret_stays_readable(url: str) -> None:
    assert draft_of(replace(SPEC, url=url))["url"] == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://me:${A:-geheim}@${HOST}:${PORT}/?token=${A:-geheim}",
            "https://***@${HOST}:${PORT}/?token=***",
        ),
        ("${URL}/x?token=geheim", "${URL}/x?token=***"),
        ("https://h/?%74oken=geheim", "https://h/?%74oken=***"),
        ("https://h/?a=${A:-?&#}&key=geheim", "https://h/?a=${A:-?&#}&key=***"),
    ],
)
def test_literal_secrets_of_a_url_are_masked_between_its_variables(url: str, shown: str) -> None:
    assert draft_of(replace(SPEC, url=url))["url"] == shown


@given(
    st.lists(
        st.sampled_from(
            [
                *":/?#@&=[]",
                "http://",
                "me",
                "geheim",
                "h",
                "80",
                "99999",
                "token=",
                "?key=",
                "&a=",
                "user:pw@",
                "..",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_a_form_shows_nothing_of_a_url_that_other_screens_mask(url: str) -> None:
    shown = draft_of(replace(SPEC, url=url))["url"]

    assert redact_url(url).count("geheim") >= shown.count("geheim")
    assert redact_url(url).count("pw") >= shown.count("pw")


def test_a_masked_header_that_is_left_as_it_is_keeps_its_value() -> None:
    spec = made(WITH_HEADERS, headers="authorization: ***\nX-Shop:***\nAccept: */*")

    assert spec.headers == {"authorization": f"Bearer {SECRET}", "X-Shop": SECRET, "Accept": "*/*"}


def test_a_header_that_can_not_be_drawn_keeps_its_value_while_others_are_changed() -> None:
    base = replace(SPEC, headers={"User-Agent": "a\x1b", "X-Shop": "\x1b"})

    spec = made(base, headers=draft_of(base)["headers"] + "\nX-A: b")

    assert spec.headers == {"User-Agent": "a\x1b", "X-Shop": "\x1b", "X-A": "b"}


def test_a_masked_header_can_be_typed_over() -> None:
    spec = made(WITH_HEADERS, headers="Authorization: Bearer new")

    assert spec.headers == {"Authorization": "Bearer new"}


@pytest.mark.parametrize("base", [SPEC, WITH_HEADERS])
@pytest.mark.parametrize("name", ["X-New", "X-Ref"])
def test_a_mask_under_a_name_that_had_none_asks_for_the_value(base: StreamSpec, name: str) -> None:
    assert problem("headers", base, headers=f"X-A: 1\n{name}: ***") == (
        f"line 2: type the value of {name}; *** keeps only one that was masked under that name"
    )


def test_a_mask_that_was_written_around_asks_for_all_of_the_value() -> None:
    assert problem("headers", WITH_HEADERS, headers="Authorization: Basic ***") == (
        "line 1: type all of the value of Authorization, or leave *** alone to keep what it stands for"
    )


def test_three_stars_within_another_value_are_just_that() -> None:
    assert made(headers="X-A: a***b").headers == {"X-A": "a***b"}


@pytest.mark.parametrize(
    ("typed", "made_of_it"),
    [
        (
            "https://***@shop.example/other?token=***&page=4#***",
            "https://me:geheim@shop.example/other?token=geheim-2&page=4#geheim-3",
        ),
        (" https://***@SHOP.example:443/ ", "https://me:geheim@SHOP.example:443/"),
        ("https://shop.example/?page=3&token=***", "https://shop.example/?page=3&token=geheim-2"),
        ("https://you:new@shop.example/?token=***", "https://you:new@shop.example/?token=geheim-2"),
    ],
)
def test_a_mask_in_an_edited_url_keeps_what_it_stands_for(typed: str, made_of_it: str) -> None:
    assert made(SIGNED_IN, url=typed).url == made_of_it


@pytest.mark.parametrize(
    ("origin", "changed"),
    [
        ("https://{}shop.example.evil", "host"),
        ("https://{}evil", "host"),
        ("https://{}shop.example:8443", "port"),
        ("http://{}shop.example:443", "scheme"),
        ("https://{}${{HOST}}", "host"),
        ("https://{}shop.example@evil", "host"),
    ],
)
def test_a_secret_is_not_kept_for_another_server(origin: str, changed: str) -> None:
    if "@evil" not in origin:
        url = origin.format("***@")
        assert problem("url", SIGNED_IN, url=url) == f"type the password again: the {changed} has changed"
    url = origin.format("") + "/?token=***"
    assert f"type token again: the {changed} has changed" in problem("url", SIGNED_IN, url=url)


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("https://me:geheim@${HOST_A}/", "https://***@${HOST_B}/"),
        ("https://me:geheim@${HOST}/", "https://***@${host}/"),
        ("${SCHEME_A}://me:geheim@h/", "${SCHEME_B}://***@h/"),
        ("https://me:geheim@h:${PORT_A}/", "https://***@h:${PORT_B}/"),
        ("https://me:geheim@h:80/", "https://***@h:80${X}/"),
    ],
)
def test_a_host_of_other_variables_is_another_host(given: str, typed: str) -> None:
    assert "type the password again" in problem("url", replace(SPEC, url=given), url=typed)


def test_a_secret_is_kept_for_the_same_host_in_a_variable() -> None:
    base = replace(SPEC, url="${SCHEME}://me:geheim@${HOST}:${PORT}/x")

    assert (
        made(base, url="${SCHEME}://***@${HOST}:${PORT}/y").url == "${SCHEME}://me:geheim@${HOST}:${PORT}/y"
    )


def test_a_new_password_for_another_host_is_taken() -> None:
    assert made(SIGNED_IN, url="https://me:new@evil/").url == "https://me:new@evil/"


@pytest.mark.parametrize("base", [EMPTY, SPEC])
@pytest.mark.parametrize(
    ("url", "what"),
    [("https://***@shop.example/", "the password"), ("https://shop.example/?token=***", "token")],
)
def test_a_mask_in_a_url_that_had_none_asks_for_the_secret(base: StreamSpec, url: str, what: str) -> None:
    assert problem("url", base, url=url) == f"type {what}; *** keeps only what was masked there"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("https://me:***@shop.example/", "the password"),
        ("https://shop.example/?token=a***", "token"),
        ("https://shop.example/?code=***", "code"),
        ("https://shop.example/?page=***", "page"),
        ("https://shop.example/?token=***&token=***", "token"),
    ],
)
def test_a_mask_that_was_moved_or_written_around_asks_for_the_secret(url: str, what: str) -> None:
    assert problem("url", SIGNED_IN, url=url) == f"type {what}; *** keeps only what was masked there"


def test_parameters_of_one_name_are_kept_in_their_order() -> None:
    base = replace(SPEC, url="https://h/?key=a&key=${B}&key=c")

    assert made(base, url="https://h/x?key=***&key=${B}&key=***").url == "https://h/x?key=a&key=${B}&key=c"


def test_three_stars_where_no_secret_belongs_are_just_that() -> None:
    assert made(url="https://h/***?q=***").url == "https://h/***?q=***"


def test_a_password_that_makes_a_url_no_url_is_not_kept_by_its_mask() -> None:
    base = replace(SPEC, url="https://me:ge/heim@h/x")

    assert draft_of(base)["url"] == "https://***@h/x"
    assert made(base, name="other").url == base.url
    assert (
        problem("url", base, url="https://***@h/y")
        == "type the password; *** keeps only what was masked there"
    )


def test_nothing_wrong_with_a_kept_secret_is_said_with_the_secret() -> None:
    base = replace(SPEC, url="https://me:${geheim@h/", headers={"X-A": "${geheim"})

    result = checked(base, url="https://***@h/x", headers="X-A: ***\nX-B: 1")

    assert set(result.problems) == {"url", "headers"}
    assert "geheim" not in str(result)


def test_what_was_typed_is_in_clear_and_kept_as_it_is() -> None:
    base = replace(SIGNED_IN, headers={"X-A": "geheim\x1b"})
    draft = draft_of(base, masked=False)

    assert (draft["url"], draft["headers"]) == (base.url, "X-A: geheim␛")
    assert check(draft, base, (), masked=False).spec == base


def test_a_mask_typed_over_what_is_in_clear_keeps_nothing() -> None:
    draft = {**draft_of(WITH_HEADERS, masked=False), "headers": "X-Shop: ***"}

    assert "type the value of X-Shop" in check(draft, WITH_HEADERS, (), masked=False).problems["headers"]


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
@example(StreamSpec(name="\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}", url="/"))
def test_a_form_that_is_left_alone_changes_nothing_whatever_the_spec_holds(spec: StreamSpec) -> None:
    result = check(draft_of(spec), spec, ())

    assert result.spec == spec or list(result.problems) == ["url"]


@given(st.fixed_dictionaries({}, optional={name: texts for name in PROMPTS if name != "reconnect"}))
def test_whatever_is_typed_gives_a_spec_or_problems(typed: dict[str, Any]) -> None:
    result = checked(**typed)

    assert (result.spec is None) is bool(result.problems)
