"""Trying a stream once, against real servers: what is told of it, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sse_dash.requests.resolved import as_it_stands
from sse_dash.requests.spec import StreamSpec, TlsSettings
from sse_dash.streams.monitor import trial
from sse_dash.streams.monitor.trial import Trial, try_stream
from tests.client.scripted_server import ScriptedServer, started

PATIENCE = 5.0
"""Seconds after which a test that hangs fails."""
SECRET = "sk-0123456789abcdef"


@pytest.fixture(autouse=True)
async def nothing_left_behind() -> AsyncIterator[None]:
    """No task is still running, and no exception or socket went unnoticed."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    yield
    for _ in range(5):
        await asyncio.sleep(0)
    gc.collect(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert complaints == []


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


async def tried(url: str, *, patience: float = PATIENCE, **fields: Any) -> Trial:
    async with asyncio.timeout(PATIENCE):
        return await try_stream(StreamSpec(name="orders", url=url, **fields), as_it_stands, patience=patience)


def events(*data: str) -> bytes:
    return "".join(f"data: {one}\n\n" for one in data).encode()


async def test_a_stream_that_opens_is_told_of_with_its_first_events(server: ScriptedServer) -> None:
    server.script(server.hold(*[events(str(n)) for n in range(9)]))

    result = await tried(server.url)

    assert (result.is_over, result.ok, result.status, result.error) == (True, True, "200 OK", "")
    assert (result.content_type, result.http_version, result.tls) == ("text/event-stream", "1.1", None)
    assert [event.data for event in result.events] == ["0", "1", "2", "3", "4"]
    assert result.headers_after is not None
    assert result.first_event_after is not None
    assert 0 <= result.headers_after <= result.first_event_after < PATIENCE


async def test_the_answer_is_told_of_before_the_first_event(server: ScriptedServer) -> None:
    server.script(server.stream(events("a")))
    known: list[Trial] = []

    await try_stream(StreamSpec(name="a", url=server.url), as_it_stands, progress=known.append)

    assert [(one.is_over, one.status, one.events) for one in known] == [(False, "200 OK", ())]


async def test_a_slow_stream_is_not_waited_for_once_an_event_is_there(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_FOR_MORE", 0.01)
    server.script(server.hold(events("only")))

    result = await tried(server.url, patience=60)

    assert [event.data for event in result.events] == ["only"]
    assert result.remark == ""


async def test_a_stream_of_comments_is_said_to_be_alive(server: ScriptedServer) -> None:
    server.script(server.hold(b": nothing yet\n"))

    result = await tried(server.url, patience=0.3)

    assert (result.ok, result.error) == (True, "")
    assert result.remark == "no event came within 0.3 s, but 1 comment: it is alive"
    assert result.diagnosis is None


async def test_a_stream_without_a_byte_is_said_to_be_so(server: ScriptedServer) -> None:
    server.script(server.hold())

    result = await tried(server.url, patience=0.3)

    assert (result.ok, result.error) == (True, "")
    assert result.remark.startswith("no event came within 0.3 s, and no byte:")


@pytest.mark.parametrize("is_over", [False, True])
async def test_bytes_without_an_event_are_said_with_what_is_wrong(
    server: ScriptedServer, is_over: bool
) -> None:
    body = b'{"id": 1}\n{"id": 2}\n'
    server.script(server.stream(body) if is_over else server.hold(body))

    result = await tried(server.url, patience=0.5)

    assert result.diagnosis is not None
    assert "NDJSON" in result.diagnosis.words
    assert result.diagnosis.lines == ('{"id": 1}', '{"id": 2}')


async def test_what_a_server_echoes_in_such_bytes_is_masked(server: ScriptedServer) -> None:
    server.script(server.hold(f"you are {SECRET}\n".encode()))

    result = await tried(server.url, patience=0.3, headers={"Authorization": f"Bearer {SECRET}"})

    assert result.diagnosis is not None
    assert SECRET not in repr(result)


async def test_a_stream_that_ends_is_said_to_have_ended(server: ScriptedServer) -> None:
    server.script(server.stream(events("a", "b")))

    result = await tried(server.url)

    assert (result.ok, len(result.events), result.remark) == (True, 2, "the stream has ended")
    assert len(server.requests) == 1


async def test_a_stream_that_is_cut_says_so(server: ScriptedServer) -> None:
    server.script(server.cut(events("a"), b"data: ha"))

    result = await tried(server.url)

    assert (result.ok, len(result.events)) == (True, 1)
    assert result.remark == "the connection was cut in the middle of the stream"


async def test_204_is_no_stream(server: ScriptedServer) -> None:
    result = await tried(server.url)

    assert (result.ok, result.status) == (False, "204 No Content")
    assert result.error == "the server has nothing to send"


async def test_a_refusal_is_told_with_its_body(server: ScriptedServer) -> None:
    server.script(server.refuse(401, b'{"error": "who are you?"}', {"Server": "shop"}))

    result = await tried(server.url)

    assert (result.ok, result.status) == (False, "401 Unauthorized")
    assert result.error.splitlines() == [f"401 Unauthorized: {server.url}", '{"error": "who are you?"}']
    assert ("Server", "shop") in result.headers


async def test_a_server_in_trouble_is_asked_but_once(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.stream(events("a")))

    result = await tried(server.url)

    assert (result.ok, result.status) == (False, "503 Service Unavailable")
    assert len(server.requests) == 1


async def test_what_is_no_event_stream_is_told_with_its_type(server: ScriptedServer) -> None:
    server.script(server.stream(b"<html>", content_type="text/html"))

    result = await tried(server.url)

    assert (result.ok, result.status, result.content_type) == (False, "200 OK", "text/html")
    assert "not an event stream, but text/html" in result.error


async def test_no_answer_is_told_when_patience_is_over(server: ScriptedServer) -> None:
    server.script(server.silence())

    result = await tried(server.url, patience=0.2)

    assert (result.ok, result.status, result.error) == (False, "", "no answer within 0.2 s")


async def test_no_server_is_told(unused_tcp_port: int) -> None:
    result = await tried(f"http://127.0.0.1:{unused_tcp_port}/")

    assert result.error == f"connection refused: 127.0.0.1:{unused_tcp_port}"


@pytest.mark.parametrize("url", ["http://[", "http://:80/", "http://h:99999/"])
async def test_what_is_no_url_is_told(url: str) -> None:
    result = await tried(url)

    assert result.is_over
    assert "not a URL" in result.error


async def test_what_can_not_be_resolved_is_told() -> None:
    def resolve(_: StreamSpec) -> Any:
        raise ValueError("the environment variable TOKEN is not set")

    result = await try_stream(StreamSpec(name="a", url="http://127.0.0.1/"), resolve)

    assert result == Trial(is_over=True, error="the environment variable TOKEN is not set")


async def test_files_of_tls_that_can_not_be_used_are_told(server: ScriptedServer) -> None:
    result = await tried(server.url, tls=TlsSettings(ca="/nowhere/ca.pem"))

    assert "tls.ca can't be used" in result.error
    assert server.requests == []


async def test_the_request_is_sent_as_the_spec_has_it(server: ScriptedServer) -> None:
    server.script(server.stream(events("[DONE]", "late")))

    result = await tried(
        server.url, method="POST", json={"a": 1}, headers={"X-A": "b"}, params={"q": "x y"}, done="[DONE]"
    )

    asked = server.requests[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/events?q=x%20y", b'{"a": 1}')
    assert asked.headers["X-A"] == "b"
    assert [event.data for event in result.events] == ["[DONE]"]


async def test_no_secret_is_in_what_is_told(server: ScriptedServer) -> None:
    answer_headers = {"Set-Cookie": f"a={SECRET}", "X-Api-Key": "theirs", "X-Echo": f"got {SECRET}"}
    server.script(
        server.refuse(403, f"no {SECRET}".encode(), answer_headers),
        server.stream(events(f"you sent {SECRET}"), headers=answer_headers),
    )
    fields: dict[str, Any] = {"headers": {"Authorization": f"Bearer {SECRET}"}}

    refused, opened = await tried(server.url, **fields), await tried(server.url, **fields)

    assert SECRET not in repr((refused, opened))
    assert "theirs" not in repr((refused, opened))
    assert opened.events[0].data == "you sent ***"
    assert dict(opened.headers)["X-Echo"] == "got ***"


async def test_what_a_request_accepts_is_no_secret(server: ScriptedServer) -> None:
    server.script(server.stream(events("text/event-stream")))
    headers = {"Accept": "application/json, text/event-stream", "X-Type": "text/event-stream"}

    result = await tried(server.url, headers=headers)

    assert result.content_type == "text/event-stream"
    assert dict(result.headers)["Content-Type"] == "text/event-stream"
    assert result.events[0].data == "text/event-stream"


async def test_huge_answers_are_cut(server: ScriptedServer) -> None:
    headers = {f"X-{n}": "v" * 1000 for n in range(20)}
    server.script(server.stream(events("d" * 300_000), headers=headers))

    result = await tried(server.url)

    assert len(result.events[0].data) == trial.LONGEST_DATA
    assert max(len(value) for _, value in result.headers) == trial.LONGEST_VALUE


async def test_a_status_that_no_one_has_heard_of_is_told(server: ScriptedServer) -> None:
    server.script(server.refuse(499))

    assert (await tried(server.url)).status.startswith("499")


@pytest.mark.parametrize("answer", ["silence", "hold"])
async def test_who_cancels_a_trial_closes_its_connection(answer: str) -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        try:
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            if answer == "hold":
                await response.prepare(request)
            asked.set()
            await asyncio.Event().wait()
            return response
        finally:
            closed.set()

    runner = web.ServerRunner(web.Server(handle, handler_cancellation=True), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    task = asyncio.create_task(tried(f"http://{host}:{port}/"))
    async with asyncio.timeout(PATIENCE):
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await closed.wait()
    await runner.cleanup()
