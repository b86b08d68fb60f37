"""What a running stream sends and how it connects, as its spec and the environment say, to real servers."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sse_dash import __version__
from sse_dash.requests.spec import TlsSettings
from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import HEAD, RawServer, ScriptedServer, raw
from tests.streams.monitor.asked import (
    RENEWED,
    SECRET,
    comes_to,
    has_failed,
    is_open,
    monitor_of,
    retries,
    running,
)


@pytest.fixture
def server(scripted_server: ScriptedServer) -> ScriptedServer:
    return scripted_server


# Parameters, bodies and variables


async def test_parameters_are_in_the_url_that_is_asked_for(server: ScriptedServer) -> None:
    server.script(server.hold())
    url = f"{server.url}?from=1"
    async with running(monitor_of(url, {"Q": "a&b ü"}, params={"q": "${Q}", "limit": "10"})) as monitor:
        await is_open(monitor)
    assert server.requests[0].path == "/events?from=1&q=a%26b%20%C3%BC&limit=10"


async def test_all_values_are_asked_for_at_each_connect(server: ScriptedServer) -> None:
    environ = {"V": "first"}
    server.script(server.refuse(503), server.refuse(503), server.hold())
    monitor = monitor_of(
        f"{server.url}/${{V}}",
        environ,
        method="POST",
        headers={"X": "${V}"},
        params={"q": "${V}"},
        body="${V}",
        reconnect="always",
        retry=0.0,
        backoff=0.0,
    )
    async with running(monitor):
        await server.asked(1)
        environ["V"] = "second"
        await is_open(monitor)
    first, *_, last = server.requests
    assert (first.path, first.headers["X"], first.body) == ("/events/first?q=first", "first", b"first")
    assert (last.path, last.headers["X"], last.body) == ("/events/second?q=second", "second", b"second")


async def test_texts_in_json_are_asked_for_at_each_connect(server: ScriptedServer) -> None:
    environ = {"V": "first"}
    server.script(server.refuse(503), server.hold())
    monitor = monitor_of(server.url, environ, method="POST", json={"a": ["${V}"]}, retry=0.0, backoff=0.0)
    async with running(monitor):
        await server.asked(1)
        environ["V"] = "second"
        await is_open(monitor)
    assert [request.body for request in server.requests] == [b'{"a": ["first"]}', b'{"a": ["second"]}']


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://127.0.0.1:1/${SHOP_TOKEN}"},
        {"headers": {"A": "${SHOP_TOKEN}"}},
        {"params": {"a": "${SHOP_TOKEN}"}},
        {"body": "${SHOP_TOKEN}"},
        {"json": ["${SHOP_TOKEN}"]},
        {"proxy": "http://${SHOP_TOKEN}"},
        {"tls": TlsSettings(ca="${SHOP_TOKEN}")},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_a_variable_that_is_not_set_is_the_stream_s_failure_by_its_name(fields: dict[str, Any]) -> None:
    async with running(monitor_of(**{"url": "http://127.0.0.1:1/", **fields})) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble.startswith("the environment variable SHOP_TOKEN is not set")


async def test_a_variable_that_goes_missing_while_it_runs_is_a_failure_too(server: ScriptedServer) -> None:
    environ = {"TOKEN": "x"}
    server.script(server.refuse(503))
    async with running(monitor_of(server.url, environ, headers={"A": "${TOKEN}"}, retry=0.0)) as monitor:
        await server.asked(1)
        del environ["TOKEN"]
        snapshot = await has_failed(monitor)
    assert "TOKEN is not set" in snapshot.trouble


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "POST", "body": "key=${TOKEN}"},
        {"method": "POST", "json": {"key": "${TOKEN}"}},
        {"params": {"a": "${TOKEN}"}},
        {"headers": {"Authorization": "Bearer ${TOKEN}"}},
    ],
    ids=lambda fields: next(reversed(fields)),
)
async def test_values_that_a_server_quotes_are_masked(server: ScriptedServer, fields: dict[str, Any]) -> None:
    server.script(server.refuse(403, f"no such key: {SECRET}".encode()))
    async with running(monitor_of(server.url, {"TOKEN": SECRET}, **fields)) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble.endswith("no such key: ***")
    assert SECRET not in str(snapshot)


async def test_a_value_that_was_renewed_is_still_masked_in_the_trouble_of_the_attempt_before(
    server: ScriptedServer,
) -> None:
    environ = {"TOKEN": SECRET}
    server.script(
        server.refuse(503, headers={"Retry-After": "0"}, body=b""),
        server.silence(),
    )
    monitor = monitor_of(f"{server.url}/${{TOKEN}}", environ, retry=0.0, backoff=0.0)
    async with running(monitor):
        await server.asked(1)
        environ["TOKEN"] = RENEWED
        await server.asked(2)
        snapshot = monitor.snapshot()
    assert server.requests[1].path.endswith(RENEWED)
    assert snapshot.trouble == f"503 Service Unavailable: {server.url}/***"


# Waiting


async def test_the_first_wait_is_as_long_as_the_spec_says(
    server: ScriptedServer,
) -> None:
    server.script(server.refuse(503))
    async with running(monitor_of(server.url, retry=7.0, backoff=7.0)) as monitor:
        snapshot = await retries(monitor, 1)
    assert snapshot.label.text == "retry in 7s (1)"


async def test_further_waits_grow_no_longer_than_the_spec_says(server: ScriptedServer) -> None:
    server.script(*[server.refuse(503)] * 13)
    async with running(monitor_of(server.url, retry=0.001, backoff=0.002)) as monitor:
        async with asyncio.timeout(1.0):  # doubled each time, they would be more than 2 seconds together
            await server.asked(13)
        assert monitor.snapshot().state is not State.FAILED


async def test_what_the_server_asks_for_is_not_shortened(server: ScriptedServer) -> None:
    server.script(server.cut(b"retry: 8000\n\ndata: a\n\n"))
    async with running(monitor_of(server.url, retry=0.001, backoff=0.002)) as monitor:
        snapshot = await comes_to(monitor, lambda snapshot: snapshot.state is State.RETRYING)
    assert snapshot.label.text == "retry in 8s"


async def test_the_history_has_the_size_that_the_spec_says(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: 0123456789\n\n" * 5))
    async with running(monitor_of(server.url, history_size=50)) as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.events == 5)
        assert len(monitor.history) < 5


# Proxies


async def test_a_proxy_is_asked_with_its_user_and_password(raw_server: RawServer) -> None:
    raw_server.answers = [raw(HEAD + b"\r\ndata: by way of a proxy\n\n")]
    proxy = raw_server.url.removesuffix("/events").replace("http://", "http://user:${PW}@")
    monitor = monitor_of("http://a.example/events", {"PW": SECRET}, proxy=proxy)
    async with running(monitor):
        await comes_to(monitor, lambda snapshot: snapshot.events == 1)
    head = raw_server.heads[0].decode()
    assert head.startswith("GET http://a.example/events HTTP/1.1\r\n")
    assert f"Proxy-Authorization: Basic {b64encode(f'user:{SECRET}'.encode()).decode()}\r\n" in head


async def test_the_proxy_of_the_environment_is_asked_and_named_in_errors(raw_server: RawServer) -> None:
    raw_server.answers = [raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    proxy = raw_server.url.removesuffix("/events").replace("http://", f"http://user:{SECRET}@")
    async with running(monitor_of("http://a.example/events", {"HTTP_PROXY": proxy})) as monitor:
        snapshot = await has_failed(monitor)
    assert raw_server.heads[0].startswith(b"GET http://a.example/events ")
    assert "through the proxy" in snapshot.trouble
    assert SECRET not in snapshot.trouble


@pytest.mark.parametrize("fields", [{"proxy": "none"}, {}])
async def test_without_a_proxy_of_its_own_a_server_on_this_machine_is_asked_itself(
    server: ScriptedServer, fields: dict[str, Any]
) -> None:
    server.script(server.hold())
    environ = {"http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"}
    async with running(monitor_of(server.url, environ, **fields)) as monitor:
        await is_open(monitor)


async def test_a_proxy_that_can_not_be_reached_is_said_to_be_the_trouble_and_its_password_is_not() -> None:
    proxy = f"http://user:{SECRET}@127.0.0.1:1"
    async with running(monitor_of("http://a.example/events", proxy=proxy)) as monitor:
        snapshot = await retries(monitor, 1)
    assert snapshot.trouble == "no connection to the proxy 127.0.0.1:1: connection refused"


async def test_what_a_proxy_quotes_of_its_password_is_masked(raw_server: RawServer) -> None:
    body = f"unknown password {SECRET}".encode()
    answer = b"HTTP/1.1 407 Denied\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    raw_server.answers = [raw(answer)]
    proxy = raw_server.url.replace("http://", f"http://user:{SECRET}@")
    async with running(monitor_of("http://a.example/events", proxy=proxy)) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.label.text == "407 Denied"
    assert snapshot.trouble.endswith("unknown password ***")


# What goes along with each request


async def test_a_stream_says_who_asks_unless_its_headers_do(server: ScriptedServer) -> None:
    server.script(server.hold(), server.hold())
    async with running(monitor_of(server.url)) as monitor:
        await is_open(monitor)
    async with running(monitor_of(server.url, headers={"user-agent": "mine"})) as monitor:
        await is_open(monitor)
    assert server.requests[0].headers["User-Agent"] == f"sse-dash/{__version__}"
    assert server.requests[1].headers.getall("User-Agent") == ["mine"]


async def test_cookies_outlive_the_connections_of_a_stream(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: x\n\n", headers={"Set-Cookie": "session=1"}), server.hold())
    async with running(monitor_of(server.url, reconnect="never")) as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.state is State.ENDED)
        monitor.reconnect()
        await is_open(monitor)
    assert server.requests[1].headers["Cookie"] == "session=1"


async def test_a_stream_begins_after_the_id_that_its_spec_names(server: ScriptedServer) -> None:
    server.script(server.stream(b"retry: 0\nid: 43\ndata: x\n\n"), server.hold())
    async with running(monitor_of(server.url, last_event_id="42")) as monitor:
        await server.asked(2)
        await is_open(monitor)
    assert [request.headers["Last-Event-Id"] for request in server.requests] == ["42", "43"]


async def test_an_event_over_the_size_that_its_spec_allows_is_said_with_that_size(
    server: ScriptedServer,
) -> None:
    server.script(server.stream(b"data: " + b"x" * 2000 + b"\n\n"))
    async with running(monitor_of(server.url, max_event_size=1000)) as monitor:
        snapshot = await comes_to(monitor, lambda snapshot: bool(snapshot.trouble))
    assert "1,000 bytes" in snapshot.trouble


async def test_a_unix_socket_is_connected_to_by_a_path_with_variables(tmp_path: Path) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text="data: x\n\n", content_type="text/event-stream")

    app = web.Application()
    app.router.add_get("/events", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, str(tmp_path / "docker.sock")).start()
    try:
        monitor = monitor_of(
            "http://docker/events", {"RUN": str(tmp_path)}, unix="${RUN}/docker.sock", reconnect="never"
        )
        async with running(monitor):
            await comes_to(monitor, lambda snapshot: snapshot.events == 1)
    finally:
        await runner.cleanup()


async def test_an_answer_is_waited_for_as_long_as_the_spec_says(server: ScriptedServer) -> None:
    server.script(server.silence())
    async with running(monitor_of(server.url, answer_timeout=0.05)) as monitor:
        snapshot = await retries(monitor, 1)
        assert "no answer within" in snapshot.trouble


async def test_an_id_over_the_size_that_its_spec_allows_is_not_sent(server: ScriptedServer) -> None:
    server.script(server.cut(b"id: 0123456789\ndata: a\n\n"), server.hold())
    async with running(monitor_of(server.url, max_id_size=5, retry=0.0, backoff=0.0)) as monitor:
        await server.asked(2)
        await is_open(monitor)
    assert "Last-Event-ID" not in server.requests[1].headers
