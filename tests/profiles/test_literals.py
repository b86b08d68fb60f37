"""Secrets that are written out in a profile: a gentle word for each, and the better way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sse_dash.profiles import Profile, dumps, loads
from sse_dash.profiles.literals import literal_secrets
from sse_dash.requests.secrets import literal_secrets as of_spec
from sse_dash.requests.secrets import without_literals
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.steps import Step

A = StreamSpec(name="a", url="http://a")


def instead(spec: StreamSpec) -> list[tuple[tuple[str | int, ...], str, str]]:
    return [(found.key, found.what, found.instead) for found in of_spec(spec)]


@pytest.mark.parametrize(
    ("name", "value", "what", "better"),
    [
        ("Authorization", "Bearer hush", "token", "Bearer ${TOKEN}"),
        ("authorization", "Basic aHVzaA==", "password", "Basic ${CREDENTIALS}"),
        ("Authorization", "hush hush", "token", "${TOKEN}"),
        ("Proxy-Authorization", "hush", "token", "${TOKEN}"),
        ("Cookie", "a=hush", "cookie", "${COOKIE}"),
        ("X-Api-Key", "hush", "key", "${API_KEY}"),
        ("X-Auth-Token", "hush", "token", "${AUTH_TOKEN}"),
        ("2-Token", "hush", "token", "${KEY_2_TOKEN}"),
    ],
)
def test_a_literal_secret_in_a_header_is_found(name: str, value: str, what: str, better: str) -> None:
    assert instead(replace(A, headers={name: value})) == [(("headers", name), what, better)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "Bearer ${TOKEN}"),
        ("Authorization", "${AUTH:-Bearer dev}"),
        ("Authorization", ""),
        ("Accept", "text/event-stream"),
        ("User-Agent", "hush"),
        ("Idempotency-Key", "7"),
        ("Sec-WebSocket-Key", "7"),
    ],
)
def test_other_headers_are_no_matter(name: str, value: str) -> None:
    assert instead(replace(A, headers={name: value})) == []


def test_an_escaped_variable_is_none() -> None:
    assert len(of_spec(replace(A, headers={"Cookie": "$${TOKEN}"}))) == 1


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://user:hush@a/", [("password", "${PASSWORD}")]),
        ("https://hush@a/", [("token", "${TOKEN}")]),
        ("https://a/?api_key=hush&x=1", [("key", "api_key=${API_KEY}")]),
        ("https://user:${PW}@a/?token=${TOKEN}", []),
        ("https://${WHO}@a/", []),
        ("https://a/?page=1", []),
        ("https://[a", []),
    ],
)
def test_literal_secrets_in_urls_are_found(url: str, found: list[tuple[str, str]]) -> None:
    assert [rest for _, *rest in instead(replace(A, url=url))] == [list(pair) for pair in found]
    assert [rest for _, *rest in instead(replace(A, proxy=url))] == [list(pair) for pair in found]


def test_literal_secrets_in_parameters_are_found() -> None:
    spec = replace(A, params={"token": "hush", "limit": "10", "key": "${KEY}"})
    assert instead(spec) == [(("params", "token"), "token", "${TOKEN}")]


def test_literal_secrets_in_json_are_found_with_their_place() -> None:
    body = {"user": "me", "login": [{"password": "hush", "api_key": "${KEY}"}], "max_tokens": 100, "token": 5}
    assert instead(replace(A, json=body)) == [(("json", "login", 0, "password"), "password", "${PASSWORD}")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("user=me&password=hush", ["${PASSWORD}"]),
        ('{"a": {"apiKey": "hush", "max_tokens": 100, "token": "${TOKEN}"}}', ["${APIKEY}"]),
        ("grant_type=x&client_secret=${S}", []),
        ("what is a token: a word", []),
    ],
)
def test_literal_secrets_in_bodies_are_found(body: str, found: list[str]) -> None:
    assert [better for _, _, better in instead(replace(A, body=body))] == found


def test_secrets_in_bodies_are_put_out_by_variables() -> None:
    spec = replace(A, method="POST", json={"a": [{"password": "one"}, {"password": "two"}], "n": 1})
    assert without_literals(spec).json == {
        "a": [{"password": "${PASSWORD}"}, {"password": "${PASSWORD_2}"}],
        "n": 1,
    }
    spec = replace(A, method="POST", body='{"token": "hush", "n": 1}')
    assert without_literals(spec).body == '{"token": "${TOKEN}", "n": 1}'
    spec = replace(A, method="POST", body="user=me&password=hush&x=1")
    assert without_literals(spec).body == "user=me&password=${PASSWORD}&x=1"


def test_a_step_is_warned_of_as_well() -> None:
    spec = replace(A, before=(Step(json={"password": "hush"}),))
    assert [key for key, *_ in instead(spec)] == [("before", 0, "json", "password")]


def test_what_is_said_never_holds_the_secret() -> None:
    spec = StreamSpec(
        name="a",
        url="https://hush:hush@a/?token=hush",
        headers={"Authorization": "hush hush", "Cookie": "hush", "X-Api-Key": "hush"},
        params={"token": "hush"},
        proxy="http://hush@p",
        json={"token": "hush"},
    )
    assert len(of_spec(spec)) == 8
    assert "hush" not in " ".join([found.hint for found in of_spec(spec)])
    assert "hush" not in " ".join(map(str, literal_secrets(Profile(streams=(spec,)))))


def test_a_file_with_literal_secrets_is_read_with_a_warning_for_each() -> None:
    data = b"""\
[defaults]
headers = { Authorization = "Bearer hush" }
[[streams]]
name = "a"
url = "http://u:hush@a"
[[streams]]
name = "b"
url = "http://b"
params = { limit = "10", token = "hush" }
"""
    assert [str(warning) for warning in loads(data).warnings] == [
        "line 2: defaults.headers.Authorization holds a literal token, for all to read who read the file; "
        "write Bearer ${TOKEN} and set TOKEN in the environment",
        "line 5: streams[0].url holds a literal password, for all to read who read the file; "
        "write ${PASSWORD} and set PASSWORD in the environment",
        "line 9: streams[1].params.token holds a literal token, for all to read who read the file; "
        "write ${TOKEN} and set TOKEN in the environment",
    ]


def test_many_are_twenty_and_a_count() -> None:
    specs = tuple(replace(A, name=str(n), headers={"Cookie": "hush"}) for n in range(100))
    found = literal_secrets(Profile(streams=specs))
    assert len(found) == 21
    assert str(found[-1]) == "secrets that are written out: 80 more; write ${NAME} for each"


def test_a_save_writes_variables_and_never_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "s3cret")
    spec = replace(A, headers={"Authorization": "Bearer ${TOKEN}"}, params={"t": "${TOKEN}"}, body="${TOKEN}")
    written = dumps(Profile(streams=(spec,)))
    assert b"s3cret" not in written
    assert written.count(b"${TOKEN}") == 3
