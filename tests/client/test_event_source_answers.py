"""What opens a stream, what ends one, and what is not asked for twice (rules 8, 13 and 15)."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from sse_dash.client import MessageEvent, TransientError
from sse_dash.client.lifecycle import Ended, EndReason, Failed, Lifecycle, Notice, NoticeKind, Retrying
from sse_dash.client.response import essence
from tests.client.scripted_server import (
    HEAD,
    RawAnswer,
    RawServer,
    ScriptedServer,
    data_of,
    failure_of,
    impatient,
    raw,
    raw_then_reset,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def with_status(server: ScriptedServer, status: int) -> Any:
    return server.refuse(status, b"data: a\n\n", {"Content-Type": "text/event-stream"})


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 299])
async def test_any_2xx_with_a_stream_opens_a_post(server: ScriptedServer, status: int) -> None:
    server.script(with_status(server, status))
    heard: list[Lifecycle] = []
    assert await data_of(impatient(server.url, method="POST", observer=heard.append)) == ["a"]
    assert not [what for what in heard if isinstance(what, Notice)]


@pytest.mark.parametrize("status", [201, 206])
async def test_any_2xx_with_a_stream_opens_a_get_with_a_notice(server: ScriptedServer, status: int) -> None:
    server.script(with_status(server, status))
    heard: list[Lifecycle] = []
    assert await data_of(impatient(server.url, observer=heard.append)) == ["a"]
    assert [(what.kind, what.value) for what in heard if isinstance(what, Notice)] == [
        (NoticeKind.UNUSUAL_STATUS, str(status))
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["text/event-stream"], "text/event-stream"),
        (["Text/Event-Stream; charset=x"], "text/event-stream"),
        (["text/html, text/event-stream"], "text/event-stream"),
        (["text/event-stream, text/html"], "text/html"),
        (["text/html", "text/event-stream"], "text/event-stream"),
        (["text/event-stream", "nonsense"], "text/event-stream"),
        (["text/event-stream, */*"], "text/event-stream"),
        (["text/event-stream,"], "text/event-stream"),
        (['text/event-stream; a="b, text/html"'], "text/event-stream"),
        (['text/event-stream; a="\\", text/html"'], "text/event-stream"),
        (["text/ event-stream"], ""),
        (["*/*"], ""),
        ([""], ""),
        ([], ""),
    ],
)
def test_a_content_type_is_read_as_fetch_reads_it(values: list[str], expected: str) -> None:
    assert essence(values) == expected


async def test_repeated_content_types_open_by_the_last_valid_one(raw_server: RawServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/event-stream\r\n\r\n"
    raw_server.answers = [raw(head + b"data: a\n\n")]
    assert await data_of(impatient(raw_server.url, reconnect="never")) == ["a"]


# -- Ends.


async def test_a_reset_is_no_end_also_of_a_body_that_has_no_length(raw_server: RawServer) -> None:
    heard: list[Lifecycle] = []
    raw_server.answers = [raw_then_reset(HEAD + b"\r\nid: 1\ndata: a\n\ndata: hal")]
    assert await data_of(impatient(raw_server.url, observer=heard.append)) == ["a"]
    lost = next(what for what in heard if isinstance(what, Retrying))
    assert (lost.clean, lost.cut) == (False, True)
    assert lost.unfinished == MessageEvent(
        "message", "hal", "1", lost.unfinished.origin if lost.unfinished else ""
    )


async def test_a_reset_is_no_end_over_a_session_that_was_lent_either(raw_server: RawServer) -> None:
    raw_server.answers = [raw_then_reset(HEAD + b"\r\ndata: a\n\n")]
    async with aiohttp.ClientSession() as session:
        error = await failure_of(impatient(raw_server.url, session=session, reconnect="never"))
    assert isinstance(error, TransientError)


async def test_a_clean_end_in_the_middle_of_an_event_is_said(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []
    server.script(server.stream(b"data: a\n\ndata: half\n"))
    await data_of(impatient(server.url, observer=heard.append))
    lost = next(what for what in heard if isinstance(what, Retrying))
    assert (lost.clean, lost.cut, lost.unfinished and lost.unfinished.data) == (True, True, "half")
    assert "in the middle of an event" in str(lost.error)


@pytest.mark.parametrize("end", [b"data: [DONE]\n", b"data: [DONE]"])
async def test_done_ends_the_stream_also_without_its_last_blank_line(
    server: ScriptedServer, end: bytes
) -> None:
    server.script(server.stream(b"data: a\n\n" + end))
    source = impatient(server.url, done="[DONE]")
    assert await data_of(source) == ["a"]
    assert source.end == Ended(EndReason.DONE, cut=False)
    assert isinstance(source.end, Ended)
    assert source.end.unfinished is not None
    assert source.end.unfinished.data == "[DONE]"
    assert len(server.requests) == 1


# -- A request that may cost money, or act twice.


async def test_a_post_that_is_cut_is_not_sent_again(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\ndata: hal"), server.stream(b"data: b\n\n"))
    source = impatient(server.url, method="POST", json={})
    assert (await anext(source)).data == "a"
    with pytest.raises(TransientError, match="cut"):
        await anext(source)
    assert len(server.requests) == 1
    assert source.end == Ended(EndReason.CUT, cut=True)
    assert isinstance(source.end, Ended)
    assert source.end.unfinished is not None
    assert source.end.unfinished.data == "hal"


async def test_a_post_whose_body_goes_wrong_at_once_is_not_sent_again(
    raw_server: RawServer,
) -> None:
    raw_server.answers = [raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n")]
    error = await failure_of(impatient(raw_server.url, method="POST"))
    assert isinstance(error, TransientError)
    assert len(raw_server.heads) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_a_post_that_is_refused_before_an_answer_is_tried_again(
    server: ScriptedServer, status: int
) -> None:
    server.script(server.refuse(status), server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url, method="POST")) == ["a"]
    assert len(server.requests) == 2


async def hang_up(_: asyncio.StreamWriter) -> None:
    """Say nothing."""


@pytest.mark.parametrize("answer", [hang_up, raw(HEAD[:30]), raw_then_reset(HEAD[:30]), raw_then_reset(b"")])
async def test_a_post_that_was_sent_and_has_no_answer_is_not_sent_again(
    raw_server: RawServer, answer: RawAnswer
) -> None:
    raw_server.answers = [answer, raw(HEAD + b"\r\ndata: a\n\n")]
    source = impatient(raw_server.url, method="POST", json={})
    error = await failure_of(source)
    assert isinstance(error, TransientError)
    assert error.was_sent
    assert isinstance(source.end, Failed)
    assert len(raw_server.heads) == 1
    raw_server.answers = [answer, raw(HEAD + b"\r\ndata: a\n\n")]
    assert await data_of(impatient(raw_server.url, method="POST", json={}, reconnect="always")) == ["a"]


async def test_a_post_that_has_no_answer_in_time_is_not_sent_again(server: ScriptedServer) -> None:
    server.script(server.silence(), server.stream(b"data: a\n\n"))
    error = await failure_of(impatient(server.url, method="POST", json={}, answer_timeout=0.05))
    assert "no answer within" in str(error)
    assert len(server.requests) == 1


async def test_a_post_that_found_no_server_is_tried_again(unused_tcp_port: int) -> None:
    heard: list[Lifecycle] = []
    url = f"http://127.0.0.1:{unused_tcp_port}/"
    error = await failure_of(
        impatient(url, method="POST", json={}, max_connect_retry=2, observer=heard.append)
    )
    assert isinstance(error, TransientError)
    assert not error.was_sent
    assert len([what for what in heard if isinstance(what, Retrying)]) == 2


async def test_a_post_is_sent_again_where_always_was_asked_for(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url, method="POST", reconnect="always")) == ["a", "b"]


# -- The deadline of an answer.


async def test_a_deadline_for_the_answer_is_not_put_off_by_trickling_headers(
    raw_server: RawServer,
) -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            writer.write(b"X-%d: a\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.01)

    raw_server.answers = [trickle]
    source = impatient(raw_server.url, answer_timeout=0.1, idle_timeout=5, max_connect_retry=0)
    error = await failure_of(source)
    assert isinstance(error, TransientError)
    assert isinstance(error, TimeoutError)
    assert "no answer within the answer timeout of 0.1 s" in str(error)


async def test_the_deadline_is_over_with_the_head_of_the_answer(server: ScriptedServer) -> None:
    async def late(request: Any) -> Any:
        response = await server.stream(b"data: a\n\n")(request)
        await asyncio.sleep(0.15)
        await response.write(b"data: b\n\n")
        return response

    server.script(late)
    assert await data_of(impatient(server.url, answer_timeout=0.1)) == ["a", "b"]


# -- What programs catch by aiohttp's names.


async def test_errors_are_of_the_class_of_aiohttp_that_their_cause_was(server: ScriptedServer) -> None:
    refused = await failure_of(impatient("http://127.0.0.1:1/", max_connect_retry=0))
    assert isinstance(refused, aiohttp.ClientConnectorError)
    server.script(server.cut(b"data: a\n\n"))
    cut = await failure_of(impatient(server.url, reconnect="never"))
    assert isinstance(cut, aiohttp.ClientPayloadError)
    server.script(server.hold())
    silent = await failure_of(impatient(server.url, reconnect="never", idle_timeout=0.05))
    assert isinstance(silent, aiohttp.SocketTimeoutError)
    assert isinstance(silent, asyncio.TimeoutError)
    for error in (refused, cut, silent):
        assert isinstance(error, TransientError)
        assert isinstance(error, aiohttp.ClientError)
        assert isinstance(error, ConnectionError)
