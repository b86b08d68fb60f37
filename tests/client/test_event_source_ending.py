"""When a stream is over: by `reconnect`, by `done`, by its cap (rules 10 and 22)."""

from __future__ import annotations

import pytest

from sse_dash.client import EventSource, ParseLimitError, ReadyState, TransientError
from sse_dash.client.lifecycle import Ended, EndReason
from tests.client.scripted_server import (
    ScriptedServer,
    data_of,
    impatient,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_never_reconnecting_ends_with_the_body(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\ndata: half"))
    source = impatient(server.url, reconnect="never")
    assert await data_of(source) == ["a"]
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=True)
    assert len(server.requests) == 1


async def test_never_reconnecting_raises_what_cut_the_stream(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"))
    async with impatient(server.url, reconnect="never") as source:
        assert (await anext(source)).data == "a"
        with pytest.raises(TransientError, match="cut in the middle"):
            await anext(source)
    assert source.end == Ended(EndReason.LOST, cut=True)
    assert len(server.requests) == 1


async def test_a_get_may_be_reconnected_on_errors_only(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: a\n\n"), server.stream(b"data: b\n\n"))
    assert await data_of(impatient(server.url, reconnect="on-error")) == ["a", "b"]
    assert len(server.requests) == 2


def test_an_unknown_way_to_reconnect_is_refused() -> None:
    with pytest.raises(ValueError, match="sometimes"):
        EventSource("http://a.example", reconnect="sometimes")  # type: ignore[arg-type]


async def test_the_done_sentinel_is_the_last_event(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\ndata: [DONE]\n\ndata: b\n\n"))
    source = impatient(server.url, done="[DONE]")
    assert await data_of(source) == ["a", "[DONE]"]
    assert source.end == Ended(EndReason.DONE, cut=False)
    assert len(server.requests) == 1


async def test_a_done_predicate_ends_the_stream_and_its_batch(server: ScriptedServer) -> None:
    server.script(server.hold(b"event: x\ndata: a\n\nevent: end\ndata: b\n\nevent: x\ndata: c\n\n"))
    async with impatient(server.url, done=lambda event: event.type == "end") as source:
        batches = [batch async for batch in source.batches()]
    assert [event.data for batch in batches for event in batch] == ["a", "b"]
    assert len(server.requests) == 1


async def test_done_ends_even_where_the_connection_was_cut_after_it(server: ScriptedServer) -> None:
    server.script(server.cut(b"data: [DONE]\n\n"))
    assert await data_of(impatient(server.url, done="[DONE]")) == ["[DONE]"]
    assert len(server.requests) == 1


async def test_an_event_past_the_cap_fails_the_stream_after_the_events_before_it(
    server: ScriptedServer,
) -> None:
    server.script(server.hold(b"data: a\n\ndata: " + b"x" * 100))
    async with impatient(server.url, max_event_size=50) as source:
        assert (await anext(source)).data == "a"
        with pytest.raises(ParseLimitError, match="max_event_size"):
            await anext(source)
        assert source.ready_state is ReadyState.CLOSED
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_that_ends_before_its_sentinel_is_cut(server: ScriptedServer, method: str) -> None:
    server.script(server.stream(b"data: a\n\n"))
    source = impatient(server.url, method=method, done="[DONE]", reconnect="on-error")
    assert await data_of(source) == ["a"]
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=True)
    assert len(server.requests) == 1
