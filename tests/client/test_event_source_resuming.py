"""Resuming: the `Last-Event-ID` that a request carries (rules 7, 8 and 12)."""

from __future__ import annotations

import logging

import pytest

from sse_dash.client import PermanentError, Prepared
from sse_dash.client.lifecycle import Lifecycle, Notice, NoticeKind
from tests.client.scripted_server import (
    HEAD,
    RawServer,
    ScriptedServer,
    data_of,
    failure_of,
    impatient,
    raw,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def ids(server: ScriptedServer) -> list[str | None]:
    return [request.headers.get("Last-Event-ID") for request in server.requests]


async def test_a_reconnect_carries_the_last_event_id(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\ndata: a\n\n"), server.stream(b"id: 2\ndata: b\n\n"))
    await data_of(impatient(server.url))
    assert ids(server) == [None, "1", "2"]


async def test_the_id_outlives_failed_attempts_and_connections_without_one(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\ndata\n\n"), server.refuse(503), server.stream(b"data: b\n\n"))
    await data_of(impatient(server.url))
    assert ids(server) == [None, "1", "1", "1"]


async def test_an_id_without_data_counts(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\n\n"))
    await data_of(impatient(server.url))
    assert ids(server) == [None, "1"]


async def test_an_id_that_was_reset_is_sent_no_more(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\ndata\n\n"), server.stream(b"id\ndata\n\n"))
    await data_of(impatient(server.url))
    assert ids(server) == [None, "1", None]


async def test_the_id_of_half_an_event_is_never_sent(server: ScriptedServer) -> None:
    server.script(server.cut(b"id: 1\ndata\n\nid: 2\ndata: half\n"))
    await data_of(impatient(server.url))
    assert ids(server) == [None, "1"]


async def test_events_of_a_new_connection_carry_the_id_until_another_comes(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 1\ndata\n\nid: 2\n"), server.stream(b"data\n\nid: 3\ndata\n\n"))
    async with impatient(server.url) as source:
        assert [event.last_event_id async for event in source] == ["1", "1", "3"]
        assert source.last_event_id == "3"


async def test_a_stream_may_start_from_an_id(server: ScriptedServer) -> None:
    source = impatient(server.url, last_event_id="7")
    assert source.last_event_id == "7"
    await data_of(source)
    assert ids(server) == ["7"]


async def test_a_last_event_id_among_the_headers_is_where_to_start_and_never_stale(
    server: ScriptedServer,
) -> None:
    server.script(
        server.stream(b"data\n\n"), server.stream(b"id: 8\ndata\n\n"), server.stream(b"id:\ndata\n\n")
    )
    await data_of(impatient(server.url, headers={"last-event-id": "7"}))
    assert ids(server) == ["7", "7", "8", None]


async def test_a_callable_for_headers_says_where_to_start_and_cannot_bring_a_stale_id(
    server: ScriptedServer,
) -> None:
    server.script(server.refuse(503), server.stream(b"id: 8\ndata\n\n"), server.stream(b"id\ndata\n\n"))
    await data_of(impatient(server.url, headers=lambda: {"last-event-id": "7"}))
    assert ids(server) == ["7", "7", "8", None]


async def test_the_hook_says_where_to_start(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    source = impatient(server.url, prepare=lambda _: Prepared(headers={"Last-Event-ID": "7"}))
    await data_of(source)
    assert ids(server) == ["7", "7"]


async def test_the_id_that_was_given_comes_before_one_of_the_headers(server: ScriptedServer) -> None:
    await data_of(impatient(server.url, last_event_id="8", headers={"Last-Event-ID": "7"}))
    assert ids(server) == ["8"]


# -- Ids that are refused, too long, or come with an error.


def notices(heard: list[Lifecycle]) -> list[tuple[NoticeKind, str]]:
    return [(what.kind, what.value) for what in heard if isinstance(what, Notice)]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 412, 416, 422])
async def test_an_id_that_the_server_refuses_is_tried_once_without_and_both_are_said(
    server: ScriptedServer, status: int
) -> None:
    heard: list[Lifecycle] = []
    server.script(server.stream(b"id: 5\ndata: a\n\n"), server.refuse(status), server.stream(b"data: b\n\n"))
    source = impatient(server.url, observer=heard.append)
    assert await data_of(source) == ["a", "b"]
    assert ids(server) == [None, "5", None, None]
    assert notices(heard) == [(NoticeKind.ID_REFUSED, "5")]
    notice = next(what for what in heard if isinstance(what, Notice))
    assert notice.text.startswith(f"id 5 refused ({status} ")
    assert notice.text.endswith("): history may be missing")


async def test_what_is_refused_without_the_id_too_fails_with_the_id_kept(server: ScriptedServer) -> None:
    server.script(server.stream(b"id: 5\ndata: a\n\n"), server.refuse(404), server.refuse(410))
    source = impatient(server.url)
    error = await failure_of(source)
    assert "410" in str(error)
    assert ids(server) == [None, "5", None]
    assert source.last_event_id == "5"


@pytest.mark.parametrize("status", [401, 407])
async def test_a_refusal_of_credentials_is_not_about_the_id(server: ScriptedServer, status: int) -> None:
    server.script(server.refuse(status), server.stream())
    assert isinstance(await failure_of(impatient(server.url, last_event_id="5")), PermanentError)
    assert ids(server) == ["5"]


async def test_a_refusal_without_an_id_is_not_asked_again(server: ScriptedServer) -> None:
    server.script(server.refuse(404), server.stream())
    await failure_of(impatient(server.url))
    assert len(server.requests) == 1


async def test_an_id_over_the_cap_is_cut_on_events_said_and_not_sent(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []
    stream = b"id: 123456\nevent: abcdefg\ndata: a\n\nid: 654321\ndata: b\n\n"
    server.script(server.stream(stream), server.refuse(503))
    source = impatient(server.url, max_id_size=4, observer=heard.append)
    async with source:
        events = [event async for event in source]
    assert [(event.type, event.last_event_id) for event in events] == [
        ("abcd …", "1234 …"),
        ("message", "6543 …"),
    ]
    assert ids(server) == [None, None, None]
    kinds = [kind for kind, _ in notices(heard)]
    assert kinds == [
        NoticeKind.ID_TOO_LONG, NoticeKind.TYPE_TOO_LONG, NoticeKind.ID_UNSENDABLE, NoticeKind.ID_UNSENDABLE,
    ]  # fmt: skip


@pytest.mark.parametrize("event_type", ["error", "stream_error", "Error"])
async def test_an_id_that_came_with_an_error_resumes_the_stream_and_is_said(
    server: ScriptedServer, event_type: str
) -> None:
    heard: list[Lifecycle] = []
    server.script(server.stream(f"id: 9\nevent: {event_type}\ndata: no\n\n".encode()))
    await data_of(impatient(server.url, observer=heard.append))
    assert ids(server) == [None, "9"]
    assert notices(heard) == [(NoticeKind.ID_FROM_ERROR, "9")]


async def test_an_error_without_an_id_of_its_own_is_not_said(server: ScriptedServer) -> None:
    heard: list[Lifecycle] = []
    server.script(server.stream(b"id: 9\ndata: a\n\nevent: error\ndata: no\n\n"))
    await data_of(impatient(server.url, observer=heard.append))
    assert notices(heard) == []


async def test_the_id_is_sent_as_utf_8(raw_server: RawServer) -> None:
    raw_server.answers = [raw(HEAD + "\r\nid: ä€\tb\ndata\n\n".encode())]
    await data_of(impatient(raw_server.url))
    assert "\r\nLast-Event-Id: ä€\tb\r\n".encode() in raw_server.heads[1]


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\x7f"])
async def test_an_id_that_http_cannot_carry_is_kept_and_left_out_with_a_notice(
    server: ScriptedServer, character: str, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Lifecycle] = []
    server.script(server.stream(f"id: 1{character}\ndata\n\n".encode()), server.stream(b"data\n\n"))
    with caplog.at_level(logging.WARNING):
        async with impatient(server.url, observer=heard.append) as source:
            assert [event.last_event_id async for event in source] == [f"1{character}"] * 2
    assert ids(server) == [None, None, None]
    notices = [what.text for what in heard if isinstance(what, Notice)]
    assert "last event id can't be sent" in notices[0]
    assert notices[0] in caplog.text


async def test_an_id_cannot_smuggle_a_header(raw_server: RawServer) -> None:
    source = impatient(raw_server.url, last_event_id="7\r\nX-Evil: 1")
    await data_of(source)
    assert b"X-Evil" not in raw_server.heads[0]
    assert b"Last-Event-Id" not in raw_server.heads[0]
