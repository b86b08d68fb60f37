"""Used again: connecting after an end, a failure or a close, and restarting in the middle (rule 19)."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from sse_dash.client import EventSource, PermanentError, ReadyState, TransientError
from tests.client.scripted_server import ScriptedServer, data_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_connecting_after_a_failure_connects_again_with_the_last_id(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\ndata: a\n\n"), server.refuse(404), server.refuse(404))
    server.script(server.hold(b"data: b\n\n"))
    source = impatient(server.url)
    assert (await anext(source)).data == "a"
    with pytest.raises(PermanentError):
        await anext(source)
    assert source.end is not None
    await source.connect()
    state, end = source.ready_state, getattr(source, "end")  # noqa: B009 - it has changed since
    assert (state, end) == (ReadyState.OPEN, None)
    assert (await anext(source)).data == "b"
    await source.close()
    assert server.requests[-1].headers["Last-Event-ID"] == "1"


async def test_connecting_after_a_close_or_a_204_connects_again(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"), server.refuse(204), server.hold(b"data: b\n\n"))
    source = impatient(server.url)
    assert (await anext(source)).data == "a"
    await source.close()
    await source.connect()
    assert source.ready_state is ReadyState.CLOSED
    await source.connect()
    assert (await anext(source)).data == "b"
    await source.close()


async def test_a_block_may_be_entered_a_second_time(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"), server.hold(b"data: b\n\n"))
    source = impatient(server.url)
    received = []
    for _ in range(2):
        async with source:
            received.append((await anext(source)).data)
    assert received == ["a", "b"]


@pytest.mark.parametrize("call", ["connect", "anext", "batches", "everything", "close", "restart"])
async def test_no_call_in_a_loop_starves_other_tasks(server: ScriptedServer, call: str) -> None:
    server.script(server.hold())
    source = impatient(server.url)
    await source.connect()
    if call != "connect":
        await source.close()
    turns = 0

    async def other() -> None:
        nonlocal turns
        for _ in range(20):
            turns += 1
            await asyncio.sleep(0)

    async def loop() -> None:
        while turns < 20:
            match call:
                case "connect":
                    await source.connect()
                case "close":
                    await source.close()
                case "restart":
                    await source.restart()
                case "anext":
                    assert [event async for event in source] == []
                case "batches":
                    assert [batch async for batch in source.batches()] == []
                case "everything":
                    assert [thing async for thing in source.everything()] == []

    async with asyncio.timeout(2):
        await asyncio.gather(loop(), other())
    await source.close()


# -- The first connect.


@pytest.mark.parametrize("way", ["retry", "max_connect_retry"])
async def test_a_first_connect_that_fails_raises_at_once_where_asked_to(
    server: ScriptedServer, way: str
) -> None:
    server.script(server.refuse(429), server.refuse(503), server.hold(b"data: a\n\n"))
    source = impatient(server.url, max_connect_retry=0 if way == "max_connect_retry" else 5)
    for status in ("429", "503"):
        with pytest.raises(TransientError, match=status):
            await (source.connect(0) if way == "retry" else source.connect())
    await source.connect()
    assert (await anext(source)).data == "a"
    await source.close()


async def test_a_204_at_the_very_first_is_told_to_on_error(server: ScriptedServer) -> None:
    errors: list[Exception] = []
    assert await data_of(impatient(server.url, on_error=errors.append)) == []
    assert [str(error) for error in errors] == ["204 No Content: the server has nothing more to send"]


# -- Restarting.


async def test_restarting_connects_anew_and_resumes(server: ScriptedServer) -> None:
    server.script(server.hold(b"id: 1\ndata: a\n\n"), server.hold(b"data: b\n\n"))
    source = EventSource(server.url)
    assert (await anext(source)).data == "a"
    await source.restart()
    assert (await anext(source)).data == "b"
    assert server.requests[1].headers["Last-Event-ID"] == "1"
    await source.close()


async def test_restarting_wakes_who_reads_and_who_waits(server: ScriptedServer) -> None:
    server.script(server.hold(), server.refuse(503), server.hold(b"data: a\n\n"))
    lost = asyncio.Event()
    source = EventSource(server.url, on_error=lost.set)
    await source.connect()
    reader = asyncio.create_task(anext(source))
    await asyncio.sleep(0.01)
    await source.restart()
    await lost.wait()  # refused: it waits a second now
    await source.restart()
    async with asyncio.timeout(0.5):
        assert (await reader).data == "a"
    await source.close()


async def test_restarting_with_an_empty_id_begins_afresh(server: ScriptedServer) -> None:
    server.script(server.hold(b"id: 1\ndata: a\n\n"), server.hold(b"data: b\n\n"))
    source = EventSource(server.url, headers={"Last-Event-ID": "0"})
    await anext(source)
    await source.restart(last_event_id="")
    assert (await anext(source)).last_event_id == ""
    assert [request.headers.get("Last-Event-ID") for request in server.requests] == ["0", None]
    await source.close()


async def test_restarting_what_has_ended_starts_it_again(server: ScriptedServer) -> None:
    source = impatient(server.url)
    assert [event async for event in source] == []
    server.script(server.hold(b"data: a\n\n"))
    await source.restart()
    assert (await anext(source)).data == "a"
    await source.close()


# -- An answer that one already has.


async def test_events_of_an_answer_that_one_already_has(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: b\n\n"))
    async with aiohttp.ClientSession() as session:
        response = await session.post(server.url)
        source = EventSource.from_response(response, last_event_id="7")
        assert await data_of(source) == ["a", "b"]
    assert len(server.requests) == 1


async def test_an_answer_that_is_no_stream_is_refused(server: ScriptedServer) -> None:
    server.script(server.refuse(404, b"gone"))
    async with aiohttp.ClientSession() as session:
        response = await session.get(server.url)
        with pytest.raises(PermanentError, match="404") as caught:
            await data_of(EventSource.from_response(response))
    assert caught.value.response is not None
    assert caught.value.response.body == "gone"


async def test_while_it_is_open_the_answer_can_be_looked_at(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n", headers={"X-Trace": "t"}))
    source = impatient(server.url)
    seen = [source.response]
    await source.connect()
    seen.append(source.response)
    await source.close()
    seen.append(source.response)
    before, while_open, after = seen
    assert while_open is not None
    assert (while_open.status, while_open.headers["x-trace"]) == (200, "t")
    assert (before, after) == (None, None)
