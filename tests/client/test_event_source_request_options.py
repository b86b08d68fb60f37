"""Keywords of the request that are asked for anew before each attempt."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest

from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


@pytest.mark.parametrize("is_async", [False, True])
async def test_they_are_asked_for_before_each_attempt(server: ScriptedServer, is_async: bool) -> None:
    bodies = iter(["first", "second", "third"])

    def options() -> Mapping[str, Any]:
        return {"data": next(bodies), "params": {"a": "1"}}

    async def options_soon() -> Mapping[str, Any]:
        return options()

    server.script(server.refuse(503), server.cut(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    source = impatient(
        server.url, {"method": "POST"}, request_options=options_soon if is_async else options, data="never"
    )
    assert await data_of(source) == ["a", "b"]
    assert [request.body for request in server.requests] == [b"first", b"second", b"third"]
    assert {request.path for request in server.requests} == {"/events?a=1"}


async def test_what_they_leave_out_is_as_it_was_given(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    source = impatient(server.url, {"method": "POST"}, request_options=dict, json=[1])
    assert await data_of(source) == ["a"]
    assert server.requests[0].body == b"[1]"


async def test_a_body_that_can_be_sent_but_once_is_refused(server: ScriptedServer) -> None:
    source = impatient(server.url, request_options=lambda: {"data": io.BytesIO(b"once")})
    error = await failure_of(source)
    assert isinstance(error, TypeError)
    assert "an open file, which can be sent only once" in str(error)
    assert server.requests == []


async def test_what_they_raise_comes_out_of_the_iteration(server: ScriptedServer) -> None:
    def options() -> Mapping[str, Any]:
        raise LookupError("no such file")

    error = await failure_of(impatient(server.url, request_options=options, max_connect_retry=None))
    assert isinstance(error, LookupError)
    assert server.requests == []
