"""What is secret of a request, what isn't, and what of it is masked in other texts."""

from __future__ import annotations

from base64 import b64encode

import pytest

from sse_dash.requests.masks import masked_headers
from sse_dash.requests.resolved import as_it_stands
from sse_dash.requests.secrecy import (
    is_secret_header,
    may_be_secret,
    scheme_of,
    secret_headers,
    tells_nothing,
)
from sse_dash.requests.spec import StreamSpec


@pytest.mark.parametrize(
    "name",
    [
        *("Accept", "Content-Type", "Cache-Control", "User-Agent", "Origin", "Referer", "Last-Event-ID"),
        *("Accept-Language", "accept-encoding", "Anthropic-Version", "X-API-Version", "Mcp-Session-Id"),
        *("MCP-Protocol-Version", "Sec-Fetch-Mode", "Sec-WebSocket-Key", "Idempotency-Key"),
        *("WWW-Authenticate", "If-None-Match", "X-RateLimit-Remaining", "Access-Control-Allow-Headers"),
    ],
)
def test_a_header_that_holds_no_secret(name: str) -> None:
    assert not may_be_secret(name)
    assert not is_secret_header(name)
    assert masked_headers({name: "any value"}) == {name: "any value"}
    assert as_it_stands(spec(headers={name: "any value"})).masking.hide("any value") == "any value"


@pytest.mark.parametrize(
    "name", ["Authorization", "cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token", "Api-Key", "PRIVATE-TOKEN"]
)
def test_a_header_that_surely_holds_one(name: str) -> None:
    assert may_be_secret(name)
    assert is_secret_header(name)


def test_what_is_no_secret_may_go_to_another_origin() -> None:
    headers = {"Accept": "a/b", "User-Agent": "${WHO}", "X-Shop": "1", "Authorization": "x"}
    assert secret_headers(headers) == ["User-Agent", "X-Shop", "Authorization"]


def test_a_header_that_no_one_knows_may_hold_one_and_is_not_warned_of() -> None:
    assert may_be_secret("X-Shop")
    assert not is_secret_header("X-Shop")


@pytest.mark.parametrize("value", ["Bearer x", "basic x", "Token x", "ApiKey x", "DPoP x", "Splunk x"])
def test_a_scheme_is_known_by_its_name(value: str) -> None:
    assert scheme_of(value) == value[:-1]


@pytest.mark.parametrize("value", ["Bearer", "hush hush", "", "Bearerx y"])
def test_other_words_may_be_the_secret(value: str) -> None:
    assert scheme_of(value) == ""


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "1",
            "true",
            "gzip",
            "text/event-stream",
            "application/json",
            "application/json; charset=utf-8",
        ),
        *("application/json, text/event-stream", "*/*", "keep-alive", "no-cache", "2023-06-01", "1.2.3"),
        *("127.0.0.1", "Production", "---------"),
    ],
)
def test_a_short_or_common_value_masks_nothing(value: str) -> None:
    assert tells_nothing(value)
    said = f"<{value}> of all"
    assert as_it_stands(spec(headers={"X-Shop": value})).masking.hide(said) == said


def spec(**fields: object) -> StreamSpec:
    return StreamSpec(**{"name": "a", "url": "http://a", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "quoted"),
    [
        ({"headers": {"Authorization": "Odd hushhush"}}, "hushhush"),
        ({"headers": {"Authorization": f"Basic {b64encode(b'me:hushhush').decode()}"}}, "hushhush"),
        ({"headers": {"Authorization": 'Digest username="me", response="hushhush"'}}, "hushhush"),
        ({"headers": {"Cookie": "theme=dark; sid=hushhush"}}, "hushhush"),
        ({"headers": {"X-Shop": "hushhush"}}, "hushhush"),
        ({"params": {"token": "hushhush"}}, "hushhush"),
        ({"json": {"auth": {"api_key": "hushhush"}, "model": "small"}}, "hushhush"),
        ({"body": "user=me&password=hushhush&x=1"}, "hushhush"),
        ({"body": '{"token": "hushhush"}'}, "hushhush"),
        ({"proxy": "http://me:hushhush@proxy:1"}, "hushhush"),
    ],
)
def test_a_secret_is_masked_in_any_part_that_a_server_quotes(fields: dict[str, object], quoted: str) -> None:
    assert as_it_stands(spec(**fields)).masking.hide(f"no {quoted} for small") == "no *** for small"
