"""Errors, notices and logs never show a password, a token or a header that is secret."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from sse_dash.client import EventSource, EventSourceError, PermanentError
from sse_dash.client.lifecycle import Lifecycle
from tests.client.scripted_server import RawServer, ScriptedServer, data_of, failure_of, impatient, raw

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

SECRET = "hunter2"


def with_secrets(url: str) -> str:
    return url.replace("//", f"//user:{SECRET}@") + f"?token={SECRET}&from=1#{SECRET}"


def shown(error: BaseException) -> str:
    """All that a log would hold of it."""
    return "\n".join([str(error), repr(error), repr(error.args), *traceback.format_exception(error)])


async def trouble(source: EventSource) -> BaseException:
    error = await failure_of(source)
    assert isinstance(error, EventSourceError)
    assert SECRET not in shown(error)
    return error


@pytest.mark.parametrize("status", [401, 404, 503])
async def test_a_refusal_shows_no_secret_of_its_url(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status, body=SECRET.encode(), headers={"X-Token": SECRET}))
    error = await trouble(impatient(with_secrets(server.url), max_connect_retry=0))
    assert "token=***&from=1" in str(error)


async def test_a_wrong_content_type_shows_no_secret_of_its_url(server: ScriptedServer) -> None:
    server.script(server.stream(content_type="text/html"))
    await trouble(impatient(with_secrets(server.url)))


async def test_an_answer_that_is_not_http_shows_no_secret_of_its_url(raw_server: RawServer) -> None:
    raw_server.answers = [raw(b"220 smtp.example ready\r\n\r\n")]
    await trouble(impatient(with_secrets(raw_server.url)))


async def test_a_connection_refused_shows_no_secret_of_its_url() -> None:
    error = await trouble(impatient(with_secrets("http://127.0.0.1:1/"), max_connect_retry=0))
    assert str(error) == "connection refused: 127.0.0.1:1"


async def test_a_connect_timeout_shows_no_secret_of_its_url(server: ScriptedServer) -> None:
    server.script(server.hold())
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session,
        impatient(server.url, session=session),
    ):
        options: dict[str, Any] = {"session": session, "connect_timeout": 0.01, "max_connect_retry": 0}
        await trouble(impatient(with_secrets(server.url), **options))


@pytest.mark.parametrize(
    "make_url",
    [
        lambda: with_secrets("ftp://a.example/"),
        lambda: f"user:{SECRET}@a.example/events",
    ],
    ids=["another scheme", "no scheme"],
)
def test_what_is_no_http_url_shows_no_secret(make_url: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"\*\*\*") as caught:
        impatient(make_url())
    assert SECRET not in str(caught.value)


async def test_a_redirect_that_is_not_followed_shows_no_secret(server: ScriptedServer) -> None:
    server.script(server.redirect(302, with_secrets("ftp://a.example/")))
    await trouble(impatient(with_secrets(server.url)))


async def test_a_loop_of_redirects_shows_no_secret(server: ScriptedServer) -> None:
    server.script(*[server.redirect(307, f"/events?token={SECRET}")] * 21)
    await trouble(impatient(with_secrets(server.url)))


@pytest.mark.parametrize("value", [f"Bearer {SECRET}\n", f"{SECRET}\r\nX-Evil: 1", f"{SECRET}\0"], ids=repr)
async def test_a_header_that_cannot_be_sent_is_not_quoted(server: ScriptedServer, value: str) -> None:
    headers = {"Authorization": value}
    error = await trouble(impatient(server.url, headers=headers))
    assert isinstance(error, PermanentError)
    assert "characters that HTTP doesn't allow" in str(error)
    assert server.requests == []


async def test_the_observer_and_the_log_hear_no_secret(
    server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Lifecycle] = []
    url = with_secrets(server.url)
    options: dict[str, Any] = {"headers": {"X-Api-Key": SECRET}, "last_event_id": f"{SECRET}\x01"}
    server.script(server.refuse(503), server.stream(b"data: a\n\n"))
    with caplog.at_level(logging.DEBUG, "sse_dash"):
        await data_of(impatient(url, observer=heard.append, **options))
    assert len(heard) > 5
    assert SECRET not in repr(heard)
    assert "can't be sent" in caplog.text
    assert SECRET not in caplog.text


async def test_options_that_exclude_each_other_are_named_and_not_quoted(server: ScriptedServer) -> None:
    error = await trouble(impatient(server.url, {"method": "POST"}, data=SECRET.encode(), json={}))
    assert isinstance(error, PermanentError)
    assert "data and json" in str(error)


async def test_an_authorization_header_comes_before_the_password_of_the_url(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: x\n\n"))
    url = server.url.replace("//", f"//user:{SECRET}@")
    await data_of(impatient(url, headers={"Authorization": "Bearer other"}, reconnect="never"))
    assert server.requests[0].headers.getall("Authorization") == ["Bearer other"]


@pytest.mark.parametrize(
    "part", [f"user:{SECRET}@[::1", f"user:{SECRET}@a.example:port", f"user:{SECRET}/@a.example"]
)
def test_what_is_no_url_at_all_is_a_value_error_without_secrets(part: str) -> None:
    url = f"http://{part}/"
    with pytest.raises(ValueError, match="not a URL") as caught:
        EventSource(url)
    assert SECRET not in shown(caught.value)
