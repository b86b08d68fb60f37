"""What the package offers: its names, those of aiohttp-sse-client, and what an import of them loads."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import aiohttp
import pytest
from yarl import URL

import sse_dash.client
from sse_dash import client as sse_client
from sse_dash.client import MessageEvent
from tests.client.scripted_server import ScriptedServer


def modules_loaded_by(statement: str) -> set[str]:
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout.split()
    )


@pytest.mark.parametrize(
    "statement",
    [
        "import sse_dash.client",
        "import sse_dash.client.parser",
        "import sse_dash.client.lifecycle",
        "from sse_dash.client import EventStreamParser, MessageEvent, PermanentError",
    ],
)
def test_who_wants_no_connection_loads_no_network(statement: str) -> None:
    assert modules_loaded_by(statement).isdisjoint({"aiohttp", "asyncio", "textual", "yarl"})


def test_the_client_loads_no_screens() -> None:
    loaded = modules_loaded_by("from sse_dash.client import EventSource")
    assert "aiohttp" in loaded
    assert "textual" not in loaded


@pytest.mark.parametrize("name", sse_dash.client.__all__)
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(sse_dash.client, name) is not None
    assert name in dir(sse_dash.client)


def test_a_name_that_is_not_offered_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        sse_dash.client.nothing_of_the_kind  # noqa: B018


# -- In place of aiohttp-sse-client.


def test_the_constants_have_their_values() -> None:
    assert [
        sse_client.READY_STATE_CONNECTING,
        sse_client.READY_STATE_OPEN,
        sse_client.READY_STATE_CLOSED,
    ] == [0, 1, 2]
    assert isinstance(sse_client.DEFAULT_RECONNECTION_TIME, timedelta)
    assert sse_client.DEFAULT_MAX_CONNECT_RETRY == 5
    assert sse_client.CONTENT_TYPE_EVENT_STREAM == "text/event-stream"
    assert sse_client.LAST_EVENT_ID_HEADER.lower() == "last-event-id"


def test_a_message_event_has_its_fields_by_both_names() -> None:
    event = sse_client.MessageEvent("add", "a", "7", "http://a.example")
    assert (event.type, event.message) == ("add", "add")
    assert (event.last_event_id, event.id) == ("7", "7")
    assert (event.data, event.origin) == ("a", "http://a.example")


def test_a_message_event_takes_its_fields_as_keywords() -> None:
    event = sse_client.MessageEvent(type=None, message="add", data="a", origin="http://a", last_event_id="7")
    assert event == sse_client.MessageEvent("add", "a", "7", "http://a")
    assert sse_client.MessageEvent(type="t", message="t", data="a", origin="o", last_event_id="").type == "t"
    assert sse_client.MessageEvent(data="a").type == "message"
    assert event._replace(data="b").data == "b"


def test_a_message_event_decodes_its_data() -> None:
    assert sse_client.MessageEvent(data='{"a": 1}').json() == {"a": 1}
    with pytest.raises(ValueError, match="Expecting value"):
        sse_client.MessageEvent(data="[DONE").json()


def test_arguments_may_be_given_by_position() -> None:
    source = sse_client.EventSource("http://a.example", {"method": "POST"}, timedelta(seconds=3), 2)
    assert source.url == URL("http://a.example")
    assert source.reconnection_time == timedelta(seconds=3)
    assert source.ready_state == sse_client.READY_STATE_CONNECTING


def test_a_plain_with_is_a_type_error_that_says_async_with() -> None:
    source = sse_client.EventSource("http://a.example")
    with pytest.raises(TypeError, match="async with"), source:
        raise AssertionError("not reached")


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_program_written_for_it_runs(server: ScriptedServer) -> None:
    server.script(server.stream(b"event: add\nid: 1\ndata: a\n\n"))
    heard: list[str] = []
    states: list[int] = []
    received: list[MessageEvent] = []
    async with aiohttp.ClientSession() as session:
        async with sse_client.EventSource(
            server.url,
            option={"method": "GET"},
            reconnection_time=timedelta(milliseconds=1),
            max_connect_retry=1,
            session=session,
            on_open=lambda: heard.append("open"),
            on_message=lambda event: heard.append(event.message),
            on_error=lambda: heard.append("error"),
            headers={"Authorization": "Bearer x"},
            params={"topic": "news"},
        ) as event_source:
            states.append(event_source.ready_state)
            received += [event async for event in event_source]
        states.append(event_source.ready_state)
    assert states == [sse_client.READY_STATE_OPEN, sse_client.READY_STATE_CLOSED]
    assert received == [("add", "a", "1", server.origin)]
    assert heard == ["open", "add", "error"]


@pytest.mark.usefixtures("nothing_left_behind")
async def test_connect_iterate_and_close_by_hand(server: ScriptedServer) -> None:
    server.script(server.hold(b"data: a\n\n"))
    source = sse_client.EventSource(server.url)
    await source.connect()
    event = await source.__anext__()
    assert (event.type, event.data) == ("message", "a")
    await source.close()


@pytest.mark.usefixtures("nothing_left_behind")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ConnectionRefusedError),
        (404, ConnectionError),
        (500, ConnectionError),
        (202, ConnectionAbortedError),
    ],
)
async def test_its_except_clauses_still_hold(
    server: ScriptedServer, status: int, expected: type[Exception]
) -> None:
    server.script(server.refuse(status))
    with pytest.raises(expected):
        async with sse_client.EventSource(server.url, max_connect_retry=0):
            raise AssertionError("not reached")
