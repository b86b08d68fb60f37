"""Events by which a server tells of an error: which they are, and that they count as errors of the stream."""

from __future__ import annotations

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.streams.monitor.error_events import error_in
from sse_dash.streams.monitor.state import State
from sse_dash.streams.monitor.tally import ERROR_IS_NEWS
from tests.streams.monitor.followed import Clock, Server, comes_to, has_received, monitor_of, running


@pytest.mark.parametrize(
    ("event_type", "data", "words"),
    [
        ("error", "the model is overloaded", "the model is overloaded"),
        ("error", "", "an error event"),
        ("error", '{"message":"gone","code":410}', "gone (410)"),
        ("error", '{"error":"gone"}', "gone"),
        (
            "message",
            '{"error":{"message":"You exceeded your quota","type":"insufficient_quota","code":"x1"}}',
            "You exceeded your quota (x1)",
        ),
        (
            "error",
            '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
            "Overloaded",
        ),
        ("message", '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}', None),
        ("message", '{"error":"model not found"}', "model not found"),
        ("message", '{"error": {"status": 500}}', '{"error": {"status": 500}}'),
        ("Error", "capital", "capital"),
        ("message", '{"type":"error","message":"no such room","room":7,"at":1}', "no such room"),
        (
            "message",
            '{"type":"ERROR","object":{"kind":"Status","message":"too old resource version","code":410}}',
            "too old resource version (410)",
        ),
        (
            "response.failed",
            '{"type":"response.failed","response":{"id":"r","error":{"code":"server_error","message":"oops"}}}',
            "oops (server_error)",
        ),
        ("next", '{"errors":[{"message":"no field x"}],"data":null}', "no field x"),
        ("message", '{"type":"response.created","response":{"error":null}}', ""),
        ("message", '{"errors":[],"data":{}}', ""),
        ("message", '{"errors":3}', ""),
        ("message", '{"error":null,"x":1}', ""),
        ("message", '{"error":""}', ""),
        ("message", '{"error":{}}', ""),
        ("message", '{"error":false}', ""),
        ("message", '{"level":"warn","msg":"a","error":"b","at":1}', ""),
        ("message", '{"data":{"error":{"message":"deep"}}}', ""),
        ("message", 'she said "error"', ""),
        ("order.error", "x", ""),
    ],
)
def test_what_tells_of_an_error(event_type: str, data: str, words: str | None) -> None:
    """None stands for the words of JSON-RPC."""
    wanted = "Method not found (-32601)" if words is None else words
    assert (error_in(MessageEvent(event_type, data)) or "") == wanted


async def test_an_error_event_is_an_error_of_the_stream_until_it_is_no_news(
    server: Server, clock: Clock
) -> None:
    monitor = monitor_of(server.url, clock=clock)
    async with running(monitor):
        connection = await server.open(b'data: a\n\nevent: error\ndata: {"message":"overloaded"}\n\n')
        await has_received(monitor, 2)
        snapshot = monitor.snapshot()
        assert (snapshot.state, snapshot.error, snapshot.error_events) == (State.OPEN, "overloaded", 1)
        assert (snapshot.failures, snapshot.last_error) == (1, "overloaded")
        clock.skip(ERROR_IS_NEWS + 1)
        assert monitor.snapshot().error == "overloaded"  # nothing came since
        await connection.send(b"data: b\n\n")
        await has_received(monitor, 3)
        assert (monitor.snapshot().error, monitor.snapshot().last_error) == ("", "overloaded")


async def test_the_last_of_several_in_one_read_is_shown(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        await server.open(b"event: error\ndata: one\n\nevent: error\ndata: two\n\ndata: a\n\n")
        await has_received(monitor, 3)
        assert (monitor.snapshot().error, monitor.snapshot().error_events) == ("two", 2)


async def test_an_answer_that_ended_with_an_error_still_shows_it(server: Server) -> None:
    monitor = monitor_of(server.url, method="POST")
    async with running(monitor):
        await (await server.open(b'data: {"error":{"message":"out of tokens"}}\n\n')).end()
        assert (await comes_to(monitor, State.ENDED)).error == "out of tokens"


async def test_a_new_connection_has_no_error_yet(server: Server) -> None:
    monitor = monitor_of(server.url, retry=0.0)
    async with running(monitor):
        connection = await server.open(b"event: error\ndata: x\n\n")
        await has_received(monitor, 1)
        connection.cut()
        await server.open()
        snapshot = await comes_to(monitor, State.OPEN)
        while snapshot.reconnects == 0:
            snapshot = await comes_to(monitor, State.OPEN)
        assert snapshot.error == ""
