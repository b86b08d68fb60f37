"""Callbacks and the observer: who is told what, and when (rules 21 and 24)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from sse_dash.client import MessageEvent, PermanentError, TransientError
from sse_dash.client.lifecycle import (
    Closed,
    Connecting,
    Ended,
    EndReason,
    Failed,
    Lifecycle,
    Opened,
    Retrying,
)
from tests.client.scripted_server import ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_callbacks_may_be_plain(server: ScriptedServer) -> None:
    heard: list[Any] = []
    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    source = impatient(
        server.url,
        on_open=lambda: heard.append("open"),
        on_message=lambda event: heard.append(event.data),
        on_error=lambda: heard.append("error"),
    )
    await data_of(source)
    assert heard == ["open", "a", "b", "error"]


async def test_callbacks_may_be_async(server: ScriptedServer) -> None:
    heard: list[Any] = []

    async def on_open() -> None:
        await asyncio.sleep(0)
        heard.append("open")

    async def on_message(event: MessageEvent) -> None:
        await asyncio.sleep(0)
        heard.append(event.data)

    async def on_error(error: TransientError) -> None:
        await asyncio.sleep(0)
        heard.append(str(error))

    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    await data_of(impatient(server.url, on_open=on_open, on_message=on_message, on_error=on_error))
    assert heard == ["open", "a", "b", "the server ended the stream"]


async def test_open_is_announced_at_each_connection(server: ScriptedServer) -> None:
    opened: list[None] = []
    server.script(server.stream(), server.refuse(503), server.stream())
    await data_of(impatient(server.url, on_open=opened.append))
    assert len(opened) == 2


async def test_on_message_hears_an_event_just_before_the_iteration_has_it(server: ScriptedServer) -> None:
    order: list[str] = []
    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    async with impatient(server.url, on_message=lambda event: order.append(f"{event.data} heard")) as source:
        order.append(f"{(await anext(source)).data} read")
        order.append(f"{(await anext(source)).data} read")
    assert order == ["a heard", "a read", "b heard", "b read"]


async def test_on_error_is_told_the_cause_and_the_next_delay(server: ScriptedServer) -> None:
    errors: list[TransientError] = []
    server.script(server.cut(b"retry: 1\n\n"), server.refuse(503))
    await data_of(impatient(server.url, on_error=errors.append, max_delay=0))
    assert ["cut" in str(errors[0]), str(errors[1])[:3]] == [True, "503"]
    assert [error.delay for error in errors] == [0.001, 0.001]


async def test_on_error_is_told_the_failure_that_the_iteration_raises(server: ScriptedServer) -> None:
    errors: list[PermanentError] = []
    server.script(server.refuse(404))
    assert [await failure_of(impatient(server.url, on_error=errors.append))] == errors


@pytest.mark.parametrize("name", ["on_open", "on_message", "on_error", "on_comment", "done"])
async def test_a_callback_that_raises_surfaces(server: ScriptedServer, name: str) -> None:
    def refuse(_: object) -> None:
        raise LookupError(name)

    server.script(server.stream(b": comment\ndata: a\n\n"))
    error = await failure_of(impatient(server.url, None, **{name: refuse}))
    assert isinstance(error, LookupError)


async def test_after_a_callback_raised_the_stream_can_go_on(server: ScriptedServer) -> None:
    def refuse_a(event: MessageEvent) -> None:
        if event.data == "a":
            raise LookupError

    server.script(server.hold(b"data: a\n\ndata: b\n\n"))
    async with impatient(server.url, on_message=refuse_a) as source:
        with pytest.raises(LookupError):
            await anext(source)
        assert [(await anext(source)).data for _ in range(2)] == ["a", "b"]


async def test_a_comment_callback_that_raises_costs_no_event(server: ScriptedServer) -> None:
    def refuse(_: str) -> None:
        raise LookupError

    server.script(server.hold(b"data: a\n\n: comment\ndata: b\n\n"))
    async with impatient(server.url, on_comment=refuse) as source:
        with pytest.raises(LookupError):
            assert [(await anext(source)).data for _ in range(2)] == ["a"]
        async with asyncio.timeout(1):
            assert (await anext(source)).data == "b"


async def test_a_done_predicate_that_raises_costs_no_event(server: ScriptedServer) -> None:
    def refuse(_: object) -> bool:
        raise LookupError

    server.script(server.hold(b"data: a\n\ndata: b\n\n"))
    async with impatient(server.url, done=refuse) as source:
        with pytest.raises(LookupError):
            await anext(source)
        async with asyncio.timeout(1):
            assert [(await anext(source)).data for _ in range(2)] == ["a", "b"]


async def test_a_callback_that_raises_at_an_error_does_not_stop_the_reconnect(server: ScriptedServer) -> None:
    def refuse() -> None:
        raise LookupError

    server.script(server.refuse(503), server.hold(b"data: a\n\n"))
    source = impatient(server.url, on_error=refuse)
    with pytest.raises(LookupError):
        await anext(source)
    assert (await anext(source)).data == "a"
    await source.close()


# -- The observer.


async def observed(source_options: dict[str, Any], url: str) -> list[Lifecycle]:
    heard: list[Lifecycle] = []
    source = impatient(url, observer=heard.append, **source_options)
    with contextlib.suppress(PermanentError, TransientError):
        await data_of(source)
    return heard


def kinds(heard: list[Lifecycle]) -> list[type[Lifecycle]]:
    return [type(what) for what in heard]


async def test_the_observer_sees_a_stream_that_ends(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.stream(b"data: a\n\n"))
    heard = await observed({}, server.url)
    assert kinds(heard) == [Connecting, Retrying, Connecting, Opened, Retrying, Connecting, Ended]
    assert [what.attempt for what in heard if isinstance(what, Connecting)] == [1, 2, 1]
    assert [what.attempt for what in heard if isinstance(what, Retrying)] == [1, 0]
    assert heard[-1] == Ended(EndReason.NO_CONTENT, cut=False)


async def test_the_observer_sees_a_stream_that_fails(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"), server.refuse(404))
    heard = await observed({}, server.url)
    assert kinds(heard) == [Connecting, Opened, Retrying, Connecting, Failed]
    assert isinstance(heard[-1], Failed)
    assert isinstance(heard[-1].error, PermanentError)


async def test_the_observer_sees_the_attempts_run_out(server: ScriptedServer) -> None:
    server.script(server.refuse(503), server.refuse(503))
    heard = await observed({"max_connect_retry": 1}, server.url)
    assert kinds(heard) == [Connecting, Retrying, Connecting, Failed]


async def test_the_observer_sees_a_stream_that_is_closed(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []
    server.script(server.hold(b"data: a\n\n"))
    async with impatient(server.url, observer=heard.append) as source:
        await anext(source)
    assert kinds(heard) == [Connecting, Opened, Closed]
    assert source.end is None


async def test_closing_what_has_ended_is_no_news(server: ScriptedServer) -> None:
    heard = await observed({}, server.url)
    assert kinds(heard) == [Connecting, Ended]


async def test_after_closed_the_observer_hears_nothing(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []

    async def url() -> str:
        await source.close()
        return server.url

    source = impatient(url, observer=heard.append)
    await data_of(source)
    assert kinds(heard) == [Closed]


async def test_the_observer_sees_what_answered(server: ScriptedServer) -> None:
    server.script(server.stream(headers={"X-Server": "1"}))
    heard = await observed({}, f"{server.url}?token=hunter2")
    assert heard[0] == Connecting(1, f"{server.url}?token=***")
    opened = heard[1]
    assert isinstance(opened, Opened)
    assert (opened.url, opened.status, opened.http_version) == (f"{server.url}?token=***", 200, "1.1")
    assert opened.tls is None
    assert opened.headers["x-server"] == "1"
