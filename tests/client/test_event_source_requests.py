"""What is sent again, and what is asked anew: bodies, methods, callables (rules 22 and 23)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sse_dash.client import EventSource, TransientError
from sse_dash.client.lifecycle import Ended, EndReason
from tests.client.scripted_server import HEAD, RawServer, ScriptedServer, data_of, failure_of, impatient, raw

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

POST = {"method": "POST"}


# -- Bodies.


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"json": {"ask": ["ä"]}}, b'{"ask": ["\\u00e4"]}'),
        ({"data": b"bytes"}, b"bytes"),
        ({"data": bytearray(b"bytearray")}, b"bytearray"),
        ({"data": memoryview(b"view")}, b"view"),
        ({"data": "text ä"}, "text ä".encode()),
        ({"data": {"a": "1", "b": "ä"}}, b"a=1&b=%C3%A4"),
        ({"data": [("a", "1"), ("a", "2")]}, b"a=1&a=2"),
    ],
    ids=["json", "bytes", "bytearray", "memoryview", "text", "form", "pairs"],
)
async def test_a_body_is_sent_again_whole(server: ScriptedServer, options: Any, body: bytes) -> None:
    server.script(server.refuse(503), server.cut(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url, POST, reconnect="always", **options)) == ["a", "b"]
    assert [(request.method, request.body) for request in server.requests] == [("POST", body)] * 4


def _one_shot() -> Iterator[bytes]:
    yield b"once"


async def _async_one_shot() -> Any:
    yield b"once"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (_one_shot(), "generator"),
        (iter([b"once"]), "list_iterator"),
        (_async_one_shot(), "async_generator"),
        (io.BytesIO(b"once"), "open file"),
        (io.StringIO("once"), "open file"),
        (aiohttp.FormData({"a": "b"}), "FormData"),
        ({"upload": io.BytesIO(b"once")}, "open file"),
        ([("upload", io.BytesIO(b"once"))], "open file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_can_be_sent_only_once_is_refused(body: Any, named: str) -> None:
    with pytest.raises(TypeError, match=f"{named}.* sent again at each reconnect"):
        EventSource("http://a.example", POST, data=body)


def test_an_open_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"once")
    with path.open("rb") as file, pytest.raises(TypeError, match="open file"):
        EventSource("http://a.example", POST, data=file)


# -- Methods.


async def test_a_post_is_not_reconnected_after_a_clean_end(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    source = impatient(server.url, {"method": "post"}, json={})
    assert await data_of(source) == ["a"]
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=False)
    assert [request.method for request in server.requests] == ["POST"]


async def test_a_post_is_reconnected_after_a_clean_end_where_asked_for(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url, POST, reconnect="always")) == ["a", "b"]
    assert [request.method for request in server.requests] == ["POST"] * 3


async def test_the_sentinel_of_a_post_ends_it_before_its_body_does(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\ndata: [DONE]\n\n"))
    assert await data_of(impatient(server.url, POST, json={}, done="[DONE]")) == ["a", "[DONE]"]


# -- Callables.


async def test_a_callable_is_asked_for_the_url_before_each_attempt(server: ScriptedServer) -> None:
    urls = iter([f"{server.origin}/{number}" for number in range(3)])
    server.script(server.refuse(503), server.stream(b"data: a\n\n"))
    source = impatient(lambda: next(urls))
    assert source.url is None
    await data_of(source)
    assert [request.path for request in server.requests] == ["/0", "/1", "/2"]
    assert str(source.url) == f"{server.origin}/2"


async def test_an_async_callable_is_asked_for_the_url(server: ScriptedServer) -> None:
    async def url() -> URL:
        return URL(server.url)

    server.script(server.stream(b"data: a\n\n"))
    assert await data_of(impatient(url)) == ["a"]


async def test_a_callable_is_asked_for_headers_before_each_attempt(server: ScriptedServer) -> None:
    tokens = iter(["one", "two", "three"])
    server.script(server.refuse(503), server.stream(b"data: a\n\n"))
    await data_of(impatient(server.url, headers=lambda: {"Authorization": next(tokens)}))
    assert [request.headers["Authorization"] for request in server.requests] == ["one", "two", "three"]


async def test_an_async_callable_is_asked_for_headers(server: ScriptedServer) -> None:
    given = {"X-Mine": "1"}

    async def headers() -> dict[str, str]:
        return given

    server.script(server.stream(b"id: 1\ndata: a\n\n"))
    await data_of(impatient(server.url, headers=headers))
    assert [request.headers["X-Mine"] for request in server.requests] == ["1", "1"]
    assert given == {"X-Mine": "1"}


@pytest.mark.parametrize("asked_for", ["url", "headers"])
async def test_a_callable_that_raises_surfaces_as_it_is(server: ScriptedServer, asked_for: str) -> None:
    def refuse() -> Any:
        raise LookupError("no token")

    source = impatient(refuse) if asked_for == "url" else impatient(server.url, headers=refuse)
    error = await failure_of(source)
    assert isinstance(error, LookupError)
    assert not isinstance(error, TransientError)


async def test_after_a_callable_raised_the_stream_can_go_on(server: ScriptedServer) -> None:
    urls: Iterator[str] = iter(["", server.url])

    def url() -> str:
        if not (value := next(urls)):
            raise LookupError("no URL yet")
        return value

    server.script(server.hold(b"data: a\n\n"))
    source = impatient(url)
    with pytest.raises(LookupError):
        await anext(source)
    assert (await anext(source)).data == "a"
    await source.close()


async def test_basic_auth_is_sent_as_a_header(server: ScriptedServer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer versions of aiohttp have another way
        auth = aiohttp.BasicAuth("user", "pass")
    await data_of(impatient(server.url, auth=auth))
    assert server.requests[0].headers["Authorization"] == "Basic dXNlcjpwYXNz"


async def test_a_proxy_is_asked_in_the_servers_place(raw_server: RawServer) -> None:
    raw_server.answers = [raw(HEAD + b"\r\ndata: by way of a proxy\n\n")]
    source = EventSource("http://a.example/events", proxy=raw_server.url, reconnect="never")
    assert await data_of(source) == ["by way of a proxy"]
    assert raw_server.heads[0].startswith(b"GET http://a.example/events HTTP/1.1\r\n")


async def test_a_header_that_is_no_text_is_named(server: ScriptedServer) -> None:
    headers: Any = {"X-Number": 1}
    error = await failure_of(impatient(server.url, headers=headers))
    assert isinstance(error, TypeError)
    assert "X-Number" in str(error)


def test_a_reconnection_time_that_is_none_is_refused() -> None:
    seconds: Any = 5
    with pytest.raises(TypeError, match="timedelta"):
        EventSource("http://a.example", reconnection_time=seconds)
