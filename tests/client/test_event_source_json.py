"""Streams of JSON values and single answers in JSON: who asks for them has them, who doesn't is told."""

from __future__ import annotations

from typing import Any

import pytest

from sse_dash.client import EndReason, EventSource, UnexpectedResponseError
from sse_dash.client.lifecycle import Ended, Lifecycle, Notice, NoticeKind
from tests.client.scripted_server import ScriptedServer, data_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

NDJSON = "application/x-ndjson"
TWO = b'{"a": 1}\n{"a": 2}\n'


@pytest.mark.parametrize(
    "content_type",
    [
        NDJSON,
        "application/jsonl; charset=utf-8",
        "application/json-lines",
        "application/json-seq",
        "application/stream+json",
        "application/json",
        "application/json;stream=watch",
        "application/vnd.shop+json",
    ],
)
async def test_values_are_events_where_either_is_taken(server: ScriptedServer, content_type: str) -> None:
    server.script(server.stream(TWO, content_type=content_type))

    source = impatient(server.url, format="auto")
    assert await data_of(source) == ['{"a": 1}', '{"a": 2}']
    assert len(server.requests) == 2


async def test_events_are_events_where_either_is_taken(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 7\ndata: a\n\n"), server.stream(TWO, content_type=NDJSON))

    source = impatient(server.url, format="auto")
    assert await data_of(source) == ["a", '{"a": 1}', '{"a": 2}']
    assert source.last_event_id == "7"
    assert server.requests[2].headers["Last-Event-Id"] == "7"


@pytest.mark.parametrize("content_type", [NDJSON, "application/json", "text/plain"])
async def test_the_standard_knows_events_only(server: ScriptedServer, content_type: str) -> None:
    server.script(server.stream(TWO, content_type=content_type))

    with pytest.raises(UnexpectedResponseError):
        await data_of(impatient(server.url))


@pytest.mark.parametrize("content_type", ["text/plain", "text/html"])
async def test_other_types_are_taken_only_where_they_are_named(
    server: ScriptedServer, content_type: str
) -> None:
    server.script(*[server.stream(b"data: a\n\n", content_type=content_type)] * 2)

    assert await data_of(impatient(server.url, content_types=[content_type], reconnect="never")) == ["a"]
    with pytest.raises(UnexpectedResponseError):
        await data_of(impatient(server.url, format="auto"))


async def test_values_alone_are_taken_where_only_they_are_asked_for(server: ScriptedServer) -> None:
    server.script(
        server.stream(TWO, content_type="text/plain"), server.stream(b"data: a\n\n"), server.stream(TWO)
    )
    options: dict[str, Any] = {"format": "ndjson", "content_types": ["text/plain"], "reconnect": "never"}

    assert await data_of(impatient(server.url, **options)) == ['{"a": 1}', '{"a": 2}']
    with pytest.raises(UnexpectedResponseError):
        await data_of(impatient(server.url, **options))


@pytest.mark.parametrize(
    ("options", "accept"),
    [
        ({}, "text/event-stream"),
        ({"format": "auto"}, "text/event-stream"),
        ({"format": "ndjson"}, "application/x-ndjson, application/json"),
        ({"method": "POST", "json": {}}, "text/event-stream"),
        ({"format": "auto", "method": "POST", "json": {}}, "application/json, text/event-stream"),
        (
            {
                "format": "auto",
                "method": "POST",
                "data": "{}",
                "headers": {"Content-Type": "application/json"},
            },
            "application/json, text/event-stream",
        ),
        ({"format": "auto", "method": "POST", "data": "a"}, "text/event-stream"),
        ({"format": "auto", "method": "POST", "json": {}, "headers": {"Accept": "a/b"}}, "a/b"),
    ],
)
async def test_what_is_taken_is_said(server: ScriptedServer, options: dict[str, Any], accept: str) -> None:
    await data_of(impatient(server.url, **options))

    assert server.requests[0].headers["Accept"] == accept


async def test_a_single_answer_to_a_post_is_one_event(server: ScriptedServer) -> None:
    server.script(server.stream(b'{\n  "id": 1\n}', content_type="application/json"))

    source = impatient(server.url, method="POST", json={}, format="auto")
    assert await data_of(source) == ['{\n  "id": 1\n}']
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=False)


async def test_a_number_is_complete_with_the_body(server: ScriptedServer) -> None:
    server.script(server.stream(b"42", content_type="application/json"))

    assert await data_of(impatient(server.url, method="POST", format="auto")) == ["42"]


async def test_a_get_that_is_answered_with_one_value_is_not_sent_again(server: ScriptedServer) -> None:
    server.script(*[server.stream(b'{"a": 1}', content_type="application/json")] * 3)

    source = impatient(server.url, format="auto")
    assert await data_of(source) == ['{"a": 1}']
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=False)
    assert len(server.requests) == 1
    assert await data_of(impatient(server.url, format="auto", reconnect="always")) == ['{"a": 1}'] * 2


async def test_a_value_that_is_cut_is_said_to_be_unfinished(server: ScriptedServer) -> None:
    server.script(server.stream(b'{"a": 1}\n{"a":', content_type=NDJSON))

    source = impatient(server.url, method="POST", format="auto")
    assert await data_of(source) == ['{"a": 1}']
    assert isinstance(source.end, Ended)
    assert source.end.cut
    assert source.end.unfinished is not None
    assert source.end.unfinished.data == '{"a":'


async def test_what_is_no_json_is_told_once_a_connection(server: ScriptedServer) -> None:
    told: list[Lifecycle] = []
    server.script(server.stream(b"x\n1\n", b"y\n2\n", content_type=NDJSON))

    assert await data_of(impatient(server.url, format="auto", observer=told.append)) == ["1", "2"]
    notices = [(notice.kind, notice.value) for notice in told if isinstance(notice, Notice)]
    assert notices == [(NoticeKind.NOT_JSON, "x")]


async def test_a_value_in_place_of_a_stream_that_has_a_last_event_is_a_whole_answer(
    server: ScriptedServer,
) -> None:
    server.script(server.stream(b'{"error": "no"}', content_type="application/json"))
    source = impatient(server.url, method="POST", json={}, format="auto", done="[DONE]")
    assert await data_of(source) == ['{"error": "no"}']
    assert source.end == Ended(EndReason.CLOSED_BY_SERVER, cut=False)


async def test_what_is_no_json_is_counted_over_all_connections(server: ScriptedServer) -> None:
    server.script(*(server.stream(b"x\n1\n[}\n2\n", content_type=NDJSON) for _ in range(2)))

    source = impatient(server.url, format="auto")
    await data_of(source)
    assert source.skipped_count == 4


async def test_everything_has_it_in_its_place(server: ScriptedServer) -> None:
    server.script(server.stream(b"1\nx\n2\n", content_type=NDJSON))

    async with EventSource(server.url, format="auto", reconnect="never") as source:
        things = [thing async for thing in source.everything()]
    assert [
        getattr(thing, "data", getattr(thing, "value", "")) for thing in things if isinstance(thing, tuple)
    ] == [
        "1",
        "x",
        "2",
    ]


async def test_done_is_known_by_its_data(server: ScriptedServer) -> None:
    server.script(server.stream(b'{"a": 1}\n"end"\n2\n', content_type=NDJSON))

    source = impatient(server.url, format="auto", done='"end"')
    assert await data_of(source) == ['{"a": 1}', '"end"']
    assert source.end == Ended(EndReason.DONE, cut=False)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="sse, ndjson or auto"):
        EventSource("http://a.example", format="xml")  # type: ignore[arg-type]
