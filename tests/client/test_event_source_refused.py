"""Answers that end a stream for good before it opened, and what their errors hold (rules 13 and 15)."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from sse_dash.client import (
    AccessRefusedError,
    PermanentError,
    UnexpectedResponseError,
)
from sse_dash.client import response as response_module
from tests.client.scripted_server import RawServer, ScriptedServer, failure_of, impatient, raw

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_404_fails_with_status_headers_and_the_start_of_the_body(server: ScriptedServer) -> None:
    server.script(server.refuse(404, "ä".encode() * 4000, {"X-Request-Id": "17"}))
    error = await failure_of(impatient(server.url))
    assert isinstance(error, PermanentError)
    assert isinstance(error, ConnectionError)
    assert str(error) == f"404 Not Found: {server.url}"
    assert error.response is not None
    assert error.response.status == 404
    assert error.response.reason == "Not Found"
    assert error.response.headers["x-request-id"] == "17"
    assert error.response.body == "ä" * 2048
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422, 451])
async def test_other_statuses_from_400_are_asked_once(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status))
    error = await failure_of(impatient(server.url))
    assert isinstance(error, PermanentError)
    assert not isinstance(error, ConnectionAbortedError | ConnectionRefusedError)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [401, 407, 305])
async def test_who_is_not_let_in_gets_a_connection_refused_error(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status))
    error = await failure_of(impatient(server.url))
    assert isinstance(error, AccessRefusedError)
    assert isinstance(error, ConnectionRefusedError)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [205, 300, 304, 306])
async def test_another_status_is_a_connection_aborted_error(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status, headers={"Content-Type": "text/event-stream"}))
    error = await failure_of(impatient(server.url))
    assert isinstance(error, UnexpectedResponseError)
    assert isinstance(error, ConnectionAbortedError)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/event-streams", "application/json", "text/plain; text/event-stream"]
)
async def test_another_content_type_is_a_connection_aborted_error(
    server: ScriptedServer, content_type: str
) -> None:
    server.script(server.stream(b"<html>", content_type=content_type))
    error = await failure_of(impatient(server.url))
    assert isinstance(error, UnexpectedResponseError)
    assert content_type in str(error)
    assert error.response is not None
    assert error.response.body == "<html>"
    assert len(server.requests) == 1


async def test_no_content_type_opens_nothing(raw_server: RawServer) -> None:
    raw_server.answers = [raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    error = await failure_of(impatient(raw_server.url))
    assert isinstance(error, UnexpectedResponseError)
    assert "no content type" in str(error)


async def test_a_refusal_without_end_does_not_hold_up_the_error(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_module, "_BODY_PATIENCE", 0.02)

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(status=403)
        await response.prepare(request)
        await response.write(b"because")
        await server.over.wait()
        return response

    server.script(endless)
    error = await failure_of(impatient(server.url))
    assert isinstance(error, PermanentError)
    assert error.response is not None
    assert error.response.body == "because"


async def test_an_answer_that_is_not_http_fails_for_good(raw_server: RawServer) -> None:
    raw_server.answers = [raw(b"220 smtp.example ready\r\n\r\n")]
    error = await failure_of(impatient(raw_server.url))
    assert isinstance(error, PermanentError)
    assert "not HTTP" in str(error)


async def test_a_session_that_was_closed_is_named_as_the_cause(server: ScriptedServer) -> None:
    session = aiohttp.ClientSession()
    await session.close()
    error = await failure_of(impatient(server.url, session=session))
    assert isinstance(error, PermanentError)
    assert "session" in str(error)
