"""All that happens, in order: by callbacks, and by the one iterator that has it all (rules 11 and 24)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sse_dash.client import Aside, AsideKind, EventSource, MessageEvent, Stage
from sse_dash.client.lifecycle import Connecting, Ended, Failed, Opened, Retrying
from tests.client.scripted_server import HEAD, RawServer, ScriptedServer, data_of, impatient, raw

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

STREAM = b"data: one\n\n:after one\ndata: two\n\n:after two\n\n"


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("in_batches", [False, True])
@pytest.mark.parametrize("read_size", [1, 7, 65536])
async def test_comments_are_heard_in_their_place(
    server: ScriptedServer, is_async: bool, in_batches: bool, read_size: int
) -> None:
    heard: list[str] = []

    async def soon(text: str) -> None:
        await asyncio.sleep(0)
        heard.append(text)

    server.script(server.stream(STREAM))
    on_comment: Any = soon if is_async else heard.append
    source = impatient(
        server.url,
        on_message=lambda event: heard.append(event.data),
        on_comment=on_comment,
        read_size=read_size,
    )
    async with source:
        if in_batches:
            assert sum([len(batch) async for batch in source.batches()]) == 2
        else:
            assert len([event async for event in source]) == 2
    assert heard == ["one", "after one", "two", "after two"]


def shown(thing: object) -> str:
    match thing:
        case MessageEvent():
            return thing.data
        case Aside():
            return f"{thing.kind.value} {thing.value}"
        case Opened():
            return f"opened {thing.status}"
        case Retrying():
            return "lost"
        case Ended():
            return f"ended {thing.reason.name}"
        case _:
            return type(thing).__name__


async def test_everything_is_in_order(server: ScriptedServer) -> None:
    server.script(
        server.refuse(503), server.stream(STREAM + b"retry: x\n"), server.stream(b"data: three\n\n")
    )
    source = impatient(server.url)
    assert [shown(thing) async for thing in source.everything()] == [
        "Connecting", "lost", "Connecting", "opened 200",
        "one", "comment after one", "two", "comment after two", "bad retry x", "lost",
        "Connecting", "opened 200", "three", "lost", "Connecting", "ended NO_CONTENT",
    ]  # fmt: skip


async def test_a_failure_is_the_last_of_everything_and_not_raised(server: ScriptedServer) -> None:
    server.script(server.refuse(404))
    things = [thing async for thing in impatient(server.url).everything()]
    assert isinstance(things[-1], Failed)


async def test_everything_of_an_open_connection_begins_with_what_opened(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: one\n\n"))
    async with impatient(server.url) as source:
        everything = source.everything()
        assert [shown(await anext(everything)) for _ in range(2)] == ["opened 200", "one"]


async def test_an_attempt_is_told_while_it_goes_on_and_survives_cancelling(
    server: ScriptedServer,
) -> None:
    server.script(server.silence())
    source = EventSource(server.url)
    everything = source.everything()
    assert isinstance(await anext(everything), Connecting)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(everything)
    assert len(server.requests) == 1
    await source.close()
    assert [shown(thing) async for thing in everything] == ["Closed"]


async def test_what_is_no_event_is_told_to_on_aside(server: ScriptedServer) -> None:
    asides: list[Aside] = []
    server.script(server.stream(b"{}\n:c\nretry: 5s\ndata: a\n\n"))
    await data_of(impatient(server.url, on_aside=asides.append))
    assert [(aside.kind, aside.name) for aside in asides] == [
        (AsideKind.UNKNOWN_FIELD, "{}"), (AsideKind.COMMENT, ""), (AsideKind.BAD_RETRY, "retry"),
    ]  # fmt: skip


async def test_the_first_bytes_and_what_is_unfinished_can_be_looked_at(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: half\ndata: an event\n"))
    source = EventSource(server.url)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await anext(source)
    assert source.first_bytes == b"data: half\ndata: an event\n"
    assert source.unfinished == MessageEvent("message", "half\nan event", "", server.origin)
    await source.close()


# -- How far an attempt has come.


async def test_the_stage_of_an_attempt_can_be_asked_for(server: ScriptedServer) -> None:
    server.script(server.silence())
    source = EventSource(server.url)
    stages = [source.stage]
    connecting = asyncio.create_task(source.connect())
    await server.asked(1)
    stages.append(source.stage)
    await source.close()
    await connecting
    stages.append(source.stage)
    assert stages == [None, Stage.WAITING, None]


async def test_a_handshake_that_takes_its_time_is_the_stage_of_tls() -> None:
    accepted = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.set()
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    source = EventSource(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/")
    connecting = asyncio.create_task(source.connect())
    await accepted.wait()
    await asyncio.sleep(0.01)
    assert source.stage is Stage.TLS
    await source.close()
    await connecting
    listener.close()
    await listener.wait_closed()


async def test_a_proxy_is_told_of_without_its_secrets(raw_server: RawServer) -> None:
    raw_server.answers = [raw(HEAD + b"\r\ndata: a\n\n")]
    proxy = raw_server.url.removesuffix("/events").replace("//", "//user:hunter2@")
    source = impatient("http://a.example/", proxy=proxy, reconnect="never")
    things = [thing async for thing in source.everything()]
    shown_proxy = proxy.replace("user:hunter2@", "")
    assert [thing.proxy for thing in things if isinstance(thing, Connecting | Opened)] == [shown_proxy] * 2
