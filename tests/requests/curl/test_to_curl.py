"""A stream as a curl command: what a shell makes of it, and what this package makes of it again."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.curl.command import spec_from_curl
from sse_dash.requests.curl.to_curl import to_curl
from sse_dash.requests.resolve import resolve
from sse_dash.requests.secrets import without_literals
from sse_dash.requests.spec import StreamSpec, TlsSettings
from sse_dash.requests.template import Malformed, literal, parts_of

URL = "https://shop.example/events"


def spec(**fields: Any) -> StreamSpec:
    return StreamSpec(**{"name": "orders", "url": URL, **fields})


def back(stream: StreamSpec) -> StreamSpec:
    return spec_from_curl(to_curl(stream), name=stream.name).spec


def words_of(command: str, environ: dict[str, str] | None = None) -> list[str]:
    """What a POSIX shell hands to curl."""
    script = command.replace("curl", "printf '%s\\0'", 1)
    run = subprocess.run(
        ["bash", "--posix", "-c", script], env=environ or {}, capture_output=True, check=True
    )
    return run.stdout.decode().split("\0")[:-1]


def test_a_stream_is_written_with_one_option_a_line() -> None:
    assert to_curl(spec(headers={"X-Shop": "7"})) == (
        f"curl -N {URL} \\\n  -H 'Accept: text/event-stream' \\\n  -H 'X-Shop: 7'"
    )


def test_a_variable_is_left_to_the_shell() -> None:
    command = to_curl(spec(url="https://${HOST:-h.example}/x", headers={"X-A": 'a "${A}" $$ b'}))

    assert '"https://${HOST:-h.example}/x"' in command
    assert words_of(command, {"A": "one two"})[1:] == [
        "https://h.example/x",
        "-H",
        "Accept: text/event-stream",
        "-H",
        'X-A: a "one two" $$ b',
    ]


def test_a_command_is_left_to_the_shell() -> None:
    written = to_curl(spec(headers={"Authorization": "Bearer ${!echo 'a b'}"}))
    assert "Authorization: Bearer a b" in words_of(written)


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({"headers": {"Authorization": "Bearer s3cret1"}}, '"Authorization: Bearer ${TOKEN}"'),
        ({"headers": {"X-Api-Key": "s3cret1"}}, '"X-Api-Key: ${API_KEY}"'),
        ({"headers": {"Cookie": "a=s3cret1"}}, '"Cookie: ${COOKIE}"'),
        ({"url": "https://me:s3cret1@h/x"}, '"https://me:${PASSWORD}@h/x"'),
        ({"url": "https://h/x?token=s3cret1&b=%20"}, '"https://h/x?token=${TOKEN}&b=%20"'),
        ({"params": {"token": "s3cret1"}}, '-G --data-urlencode "token=${TOKEN}"'),
        ({"proxy": "http://me:s3cret1@p:1"}, '-x "http://me:${PASSWORD}@p:1"'),
    ],
)
def test_what_is_known_to_be_secret_becomes_a_variable(fields: dict[str, Any], written: str) -> None:
    command = to_curl(spec(**fields))

    assert written in command
    assert "s3cret1" not in command


def test_two_secrets_of_one_name_get_two_variables() -> None:
    command = to_curl(spec(url="https://h/x?token=one1", headers={"Authorization": "Bearer two2"}))

    assert '"Authorization: Bearer ${TOKEN}"' in command
    assert "token=${TOKEN_2}" in command


def test_a_body_is_said_to_be_what_the_client_says_of_it() -> None:
    assert "-H 'Content-Type: application/json'" in to_curl(spec(method="POST", json={"a": 1}))
    assert "-H 'Content-Type: text/plain; charset=utf-8'" in to_curl(spec(method="POST", body="a"))


def test_how_to_connect_is_told_as_curl_has_it() -> None:
    tls = TlsSettings(verify=False, ca="ca.pem", cert="~/c.pem", key="${KEYS}/k.pem")
    stream = spec(tls=tls, proxy="http://p.example:3128", connect_timeout=2.5)

    assert back(stream) == stream
    assert "-k \\\n  --cacert ca.pem \\\n  --cert '~/c.pem' \\\n  --key \"${KEYS}/k.pem\"" in to_curl(stream)


def test_brackets_and_braces_in_a_url_are_no_patterns() -> None:
    assert "-g" in shlex.split(to_curl(spec(url="https://h/x?a[]=1")))
    assert "-g" not in shlex.split(to_curl(spec(url="https://h/${A}")))


def is_whole(template: str) -> bool:
    """Whether it has no `${` that begins nothing."""
    return not any(isinstance(part, Malformed) for part in parts_of(template))


texts = st.text(
    # Spaces that don't break are taken for plain ones in what is pasted, and a shell knows no NUL.
    st.characters(
        exclude_categories=["Cs", "Zs", "Zl", "Zp"], exclude_characters="\0\u00ad\u200b\u2060\ufeff"
    )
    | st.sampled_from(" !'\"\\$`\n\r\t“’–#&|<>;^(){}[]@=%"),
    max_size=20,
)
templates = (
    st.lists(
        texts.map(literal)
        | st.sampled_from(["${A}", "${B_2}", "${A:-}", "${A:-a \"b\" \\ $c `d` 'e'}", "$${", "${LONG:-x{y}"]),
        max_size=4,
    )
    .map("".join)
    .filter(is_whole)
)
header_values = templates.map(lambda text: "".join(c for c in text if c >= " " and c != "\x7f").strip())
values = st.recursive(
    templates
    | st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts.filter(lambda key: "${" not in key), inner, max_size=3)
    ),
    max_leaves=6,
)
streams = st.builds(
    spec,
    url=st.sampled_from(
        [URL, f"{URL}?a=1&b=[x]#f", "https://${HOST}/x", "http://me:${PASSWORD}@[::1]:80/{x}"]
    ),
    method=st.sampled_from(["GET", "POST", "PUT"]),
    headers=st.dictionaries(
        st.sampled_from(["X-Shop", "Origin", "X-Trace", "Cache"]), header_values, max_size=3
    ),
    params=st.dictionaries(
        texts.filter(lambda name: bool(name) and "token" not in name), templates, max_size=2
    ),
    proxy=st.sampled_from([None, "none", "http://p.example:1", "https://${P}:${Q}@p", "socks5h://p:1"]),
    unix=st.sampled_from([None, "/run/x y.sock"]),
    last_event_id=st.sampled_from(["", "42", "a ${b"]),
    format=st.sampled_from(["auto", "ndjson"]),
    connect_timeout=st.sampled_from([10.0, 0.0, 2.5]),
)


@given(streams, st.none() | values | templates.map(lambda text: (text,)))
def test_a_command_that_is_read_again_is_the_stream(stream: StreamSpec, body: Any) -> None:
    stream = replace(stream, params={}, **_body(body))

    assert back(stream) == without_literals(stream)


@given(streams)
def test_a_command_that_is_read_again_asks_for_the_same(stream: StreamSpec) -> None:
    environ = {"A": "a b&c", "B_2": "d", "LONG": "", "HOST": "h", "PASSWORD": "p", "P": "q", "Q": "r"}
    asked, again = resolve(stream, environ), resolve(back(stream), environ)

    assert dict(again.headers.reveal()) == dict(asked.headers.reveal())
    assert sorted(_pairs(again.url.reveal())) == sorted(_pairs(asked.url.reveal()))


@given(st.dictionaries(st.just("X-Shop"), header_values), values | templates.map(lambda text: (text,)))
def test_a_shell_reads_it_as_it_was_meant(headers: dict[str, str], body: Any) -> None:
    environ = {"A": "a'\"b", "B_2": "d e", "LONG": ""}
    stream = spec(method="POST", headers=headers, **_body(body))
    words = words_of(to_curl(stream), environ)
    data = words[words.index("--data-raw") + 1]

    asked = resolve(stream, environ)
    for value in asked.headers.reveal().values():
        assert f"X-Shop: {value}" in words or ("X-Shop;" in words and not value)
    if asked.body is not None:
        assert data == asked.body.reveal()


def _body(given: Any) -> dict[str, Any]:
    return {"body": given[0]} if isinstance(given, tuple) else {"json": given}


def _pairs(url: str) -> list[str]:
    base, _, query = url.partition("#")[0].partition("?")
    return [base, *query.replace("+", "%20").split("&")]
