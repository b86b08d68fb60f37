"""`${NAME}` in specs: what is read from the environment, when, and what is not."""

from __future__ import annotations

import copy
import io
import pickle
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.console import Console

from sse_dash.client.redact import MASK
from sse_dash.profiles import Profile
from sse_dash.requests.resolve import resolve, variables
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.secrecy import tells_nothing
from sse_dash.requests.secret import Masking
from sse_dash.requests.spec import StreamSpec, TlsSettings

ENVIRON = {"TOKEN": "s3cret", "HOST": "shop.example"}

SPEC = StreamSpec(
    name="${NOT_HERE}",
    url="https://${HOST}/events?key=${TOKEN}",
    method="POST",
    headers={"Authorization": "Bearer ${TOKEN}"},
    json={"user": "${USER_ID:-7}", "deep": [{"${KEY}": "${TOKEN}"}, 1, True]},
)


def test_resolving_replaces_variables_in_url_headers_and_texts_of_json() -> None:
    resolved = resolve(SPEC, ENVIRON)
    assert resolved.url.reveal() == "https://shop.example/events?key=s3cret"
    assert resolved.headers.reveal() == {"Authorization": "Bearer s3cret"}
    assert resolved.json is not None
    assert resolved.json.reveal() == {"user": "7", "deep": [{"${KEY}": "s3cret"}, 1, True]}


def test_resolving_replaces_variables_in_a_body() -> None:
    spec = StreamSpec(name="a", url="http://a", body="token=${TOKEN}")
    body = resolve(spec, ENVIRON).body
    assert body is not None
    assert body.reveal() == "token=s3cret"


def test_resolving_adds_parameters_to_the_url_quoted_with_their_variables_replaced() -> None:
    spec = StreamSpec(name="a", url="http://a/?x=1#y", params={"q": "a&b ${HOST}", "é": ""})
    assert resolve(spec, ENVIRON).url.reveal() == "http://a/?x=1&q=a%26b%20shop.example&%C3%A9=#y"


@pytest.mark.parametrize(
    ("url", "with_params"),
    [("http://a", "http://a?q=1"), ("http://a/?", "http://a/?q=1"), ("http://a/?x=1&", "http://a/?x=1&q=1")],
)
def test_parameters_follow_those_of_the_url(url: str, with_params: str) -> None:
    assert resolve(StreamSpec(name="a", url=url, params={"q": "1"}), {}).url.reveal() == with_params


def test_resolving_replaces_variables_in_the_proxy_and_in_paths() -> None:
    tls = TlsSettings(ca="${HOST}/ca.pem", cert="c", key="${TOKEN}")
    spec = StreamSpec(name="a", url="http://a", proxy="http://u:${TOKEN}@${HOST}:1", tls=tls)
    resolved = resolve(spec, ENVIRON)
    assert resolved.proxy is not None
    assert resolved.proxy.reveal() == "http://u:s3cret@shop.example:1"
    assert resolved.tls == TlsSettings(ca="shop.example/ca.pem", cert="c", key="s3cret")
    assert variables(spec) == {"HOST", "TOKEN"}


def test_what_is_resolved_never_prints() -> None:
    spec = replace(SPEC, body="${TOKEN}", json=None, proxy="http://u:${TOKEN}@p", params={"a": "${TOKEN}"})
    resolved = resolve(spec, ENVIRON)
    printed = [
        str(resolved),
        repr(resolved),
        f"{resolved.url}{resolved.url!r:>20}",
        f"{asdict_like(resolved)}",
    ]
    printed.append(traceback_with_locals(resolved))
    assert not [text for text in printed if "s3cret" in text]
    assert str(resolved.url) == "***"


def test_what_is_resolved_is_not_written_out() -> None:
    resolved = resolve(SPEC, ENVIRON)
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled or copied"):
            write(resolved.url)


def asdict_like(resolved: ResolvedRequest) -> dict[str, object]:
    return {field.name: getattr(resolved, field.name) for field in fields(resolved)}


def traceback_with_locals(resolved: ResolvedRequest) -> str:
    """What a crash screen shows of a function that has all of it at hand."""

    url, headers, masking = resolved.url, resolved.headers, resolved.masking
    try:
        raise RuntimeError(f"a mistake with {url}, {headers} and {masking}")
    except RuntimeError:
        console = Console(file=io.StringIO(), width=200)
        console.print_exception(show_locals=True)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()
    raise AssertionError


def test_a_spec_prints_neither_headers_nor_bodies_nor_passwords() -> None:
    spec = StreamSpec(
        name="a", url="http://u:hush@a/?token=hush", headers={"A": "hush"}, json="hush", params={"t": "hush"}
    )
    assert repr(spec) == "<StreamSpec 'a' GET http://***@a/?token=***>"
    profile = Profile(streams=(spec,), defaults={"headers": {"A": "hush"}})
    assert "hush" not in repr(profile)


@pytest.mark.parametrize(
    ("fields", "quoted", "shown"),
    [
        ({"headers": {"A": "x ${TOKEN}"}}, "bad token s3cret!", "bad token ***!"),
        ({"headers": {"A": "Bearer literal-one"}}, "bad literal-one", "bad ***"),
        ({"body": "a=${TOKEN}"}, '{"a": "s3cret"}', '{"a": "***"}'),
        ({"json": [{"a": "${TOKEN}"}]}, "s3cret", "***"),
        ({"params": {"a": "${TOKEN}"}}, "?a=s3cret", "?a=***"),
        ({"params": {"a": "${ODD}"}}, "?a=p%26s+w%2Frd p&s w/rd p%26s%20w%2Frd", "?a=*** *** ***"),
        ({"body": "${QUOTED}"}, r'"say \"hush\""', '"***"'),
        ({"url": "http://a/${TOKEN}/events"}, "http://a/s3cret/events", "http://a/***/events"),
        ({"url": "http://u:${TOKEN}@a/"}, "u:s3cret", "u:***"),
        ({"proxy": "http://u:${TOKEN}@p:1/"}, "s3cret", "***"),
        ({"headers": {"A": "${SHORT}"}}, "a 1 in 10", "a 1 in 10"),
        ({"body": "${UNSET:-plain-text}"}, "plain-text", "plain-text"),
    ],
)
def test_what_a_server_quotes_of_values_is_masked(fields: dict[str, Any], quoted: str, shown: str) -> None:
    environ = {**ENVIRON, "SHORT": "1", "ODD": "p&s w/rd", "QUOTED": 'say "hush"'}
    spec = StreamSpec(**{"name": "a", "url": "http://a", **fields})
    assert resolve(spec, environ).masking.hide(quoted) == shown


@pytest.mark.parametrize(
    "url", ["http://${HOST}/", "https://${TENANT}.api.example/", "${BASE}", "${BASE}/x", "http://u@${HOST}:1"]
)
def test_hosts_stay_readable_as_no_one_could_mend_a_connection_to_nowhere(url: str) -> None:
    environ = {"HOST": "shop.example", "TENANT": "northern", "BASE": "https://shop.example:8443"}
    hide = resolve(StreamSpec(name="a", url=url), environ).masking.hide
    said = "unknown host: shop.example northern.api.example https://shop.example:8443/events"
    assert hide(said) == said


def test_what_else_a_value_holds_beside_the_host_is_masked() -> None:
    environ = {"BASE": "https://user:hushhush@shop.example/s3cret-path"}
    hide = resolve(StreamSpec(name="a", url="${BASE}/events"), environ).masking.hide
    assert hide("404: https://shop.example/s3cret-path/events for hushhush") == (
        "404: https://shop.example***/events for ***"
    )


@given(st.text(min_size=6), st.text(), st.text())
def test_no_value_is_left_in_what_is_hidden(value: str, before: str, after: str) -> None:
    assume(not tells_nothing(value))  # such as a common word
    masking = Masking([value])
    hidden = masking.hide(before + value + after)
    assert value in MASK or value not in hidden.replace(MASK, "\0")


def test_values_are_read_from_the_process_when_asked_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = StreamSpec(name="a", url="http://${SSE_DASH_TEST_HOST}/")
    for host in ("one", "two"):
        monkeypatch.setenv("SSE_DASH_TEST_HOST", host)
        assert resolve(spec).url.reveal() == f"http://{host}/"


def test_the_variables_of_a_spec_are_known_without_reading_them() -> None:
    assert variables(SPEC) == {"HOST", "TOKEN", "USER_ID"}
