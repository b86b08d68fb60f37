"""URL, headers and keywords of the request, given together by one hook before each attempt."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sse_dash.client import Attempt, EventSource, Prepared
from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


@pytest.mark.parametrize("is_async", [False, True])
async def test_it_is_asked_before_each_attempt_and_told_which(server: ScriptedServer, is_async: bool) -> None:
    asked: list[Attempt] = []

    def prepare(attempt: Attempt) -> Prepared:
        asked.append(attempt)
        turn = len(asked)
        return Prepared(
            url=f"{server.origin}/{turn}",
            headers={"X-Turn": str(turn)},
            options={"data": f"body {turn}", "params": {"a": "1"}},
        )

    async def prepare_soon(attempt: Attempt) -> Prepared:
        return prepare(attempt)

    server.script(server.refuse(503), server.cut(b"id: 7\ndata: a\n\n"), server.stream(b"data: b\n\n"))
    source = impatient(None, method="POST", reconnect="always", prepare=prepare_soon if is_async else prepare)
    assert await data_of(source) == ["a", "b"]
    assert [request.body for request in server.requests] == [f"body {n}".encode() for n in range(1, 5)]
    assert [request.path for request in server.requests] == [f"/{n}?a=1" for n in range(1, 5)]
    assert [request.headers["X-Turn"] for request in server.requests] == ["1", "2", "3", "4"]
    assert asked == [Attempt(1, ""), Attempt(2, ""), Attempt(1, "7"), Attempt(1, "7")]


async def test_what_it_leaves_out_is_as_it_was_given(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    source = impatient(
        server.url,
        method="POST",
        headers={"x-mine": "kept", "X-Both": "given"},
        json=[1],
        prepare=lambda _: Prepared(headers={"x-both": "hooked"}),
    )
    assert await data_of(source) == ["a"]
    asked = server.requests[0]
    assert (asked.body, asked.headers["X-Mine"], asked.headers.getall("X-Both")) == (
        b"[1]",
        "kept",
        ["hooked"],
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"data": io.BytesIO(b"once")}, "an open file, which can be sent only once"),
        ({"jsn": {}}, "a hook can't give unexpected keywords of the request: jsn"),
        ({"timeout": 3}, "timeout"),
    ],
)
async def test_what_no_request_can_have_surfaces_before_anything_is_sent(
    server: ScriptedServer, options: Any, says: str
) -> None:
    error = await failure_of(impatient(server.url, prepare=lambda _: Prepared(options=options)))
    assert isinstance(error, TypeError)
    assert says in str(error)
    assert server.requests == []


async def test_what_it_raises_comes_out_of_the_iteration(server: ScriptedServer) -> None:
    def prepare(_: Attempt) -> Prepared:
        raise LookupError("no such file")

    error = await failure_of(impatient(server.url, prepare=prepare, max_connect_retry=None))
    assert isinstance(error, LookupError)
    assert server.requests == []


async def test_a_hook_that_gives_no_url_where_none_was_given_is_a_type_error() -> None:
    error = await failure_of(impatient(None, prepare=lambda _: Prepared()))
    assert isinstance(error, TypeError)
    assert "URL" in str(error)


def test_without_hook_and_url_there_is_nothing_to_ask() -> None:
    with pytest.raises(TypeError, match="a URL is needed"):
        EventSource()


# -- Keywords.


@pytest.mark.parametrize("name", ["jsn", "longest_delay", "request_options", "chance"])
def test_a_keyword_that_no_request_has_is_refused_at_construction(name: str) -> None:
    keywords: Any = {name: 1}
    with pytest.raises(TypeError, match=f"unexpected keywords of the request: {name}"):
        EventSource("http://a.example", **keywords)


def test_every_keyword_is_one_of_the_request_of_aiohttp() -> None:
    import inspect

    import aiohttp

    from sse_dash.client import RequestOptions

    theirs = inspect.signature(aiohttp.ClientSession._request).parameters.keys()
    ours = {"unix"}  # for the connector
    assert RequestOptions.__annotations__.keys() - ours <= theirs


async def test_the_method_is_a_keyword(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url, method="post")) == ["a"]
    assert server.requests[0].method == "POST"


def test_a_method_that_contradicts_the_option_is_refused() -> None:
    EventSource("http://a.example", {"method": "post"}, method="POST")
    with pytest.raises(ValueError, match="contradict"):
        EventSource("http://a.example", {"method": "GET"}, method="POST")


async def test_redirects_are_not_followed_where_the_caller_says_so(server: ScriptedServer) -> None:
    server.script(server.redirect(307, "/elsewhere"))
    error = await failure_of(impatient(server.url, allow_redirects=False))
    assert "307" in str(error)
    assert len(server.requests) == 1


async def test_the_caller_may_say_how_many_redirects_are_followed(server: ScriptedServer) -> None:
    server.script(server.redirect(307, "/1"), server.redirect(307, "/2"))
    error = await failure_of(impatient(server.url, max_redirects=1))
    assert "more than 1 redirect," in str(error)


async def test_raise_for_status_as_a_keyword_changes_nothing(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url, raise_for_status=True)) == ["a"]
