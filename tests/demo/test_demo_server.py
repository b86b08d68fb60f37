"""The demo server as its clients see it: real sockets, raw bytes."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from sse_dash.demo import DemoServer, specs
from sse_dash.demo.server import make_app

_CHAT = "/v1/chat/completions"
_ASK = {"model": "demo-small", "stream": True, "messages": [{"role": "user", "content": "Well?"}]}


@pytest.fixture(scope="module")
def quick() -> Iterator[str]:
    """The URL of a server that lives thirty times as fast as people do."""
    with DemoServer(seed=1, pace=30) as server:
        yield server.url


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=8)) as session:
        yield session


async def _read(response: aiohttp.ClientResponse, *, seconds: float = 8, events: int = 10**9) -> bytes:
    """What comes within `seconds`, or until there are `events`, or until it ends cleanly."""
    body = b""
    try:
        async with asyncio.timeout(seconds):
            while body.count(b"\n\n") < events and (chunk := await response.content.readany()):
                body += chunk
    except TimeoutError:
        pass
    return body


async def _read_until_cut(response: aiohttp.ClientResponse) -> bytes:
    body = b""
    try:
        while chunk := await response.content.readany():
            body += chunk
    except aiohttp.ClientPayloadError:
        return body
    pytest.fail("the response ended cleanly")


def _blocks(body: bytes) -> list[str]:
    """The whole events, retry fields and comments in `body`, without what is unfinished."""
    return body.decode(errors="replace").split("\n\n")[:-1]


def _ids(body: bytes) -> list[int]:
    found = (re.match(r"id: (\d+)$", block, re.M) for block in _blocks(body))
    return [int(match[1]) for match in found if match]


async def test_every_stream_is_an_event_stream(quick: str, session: aiohttp.ClientSession) -> None:
    for spec in specs(quick):
        async with session.request(spec.method, spec.url, json=spec.json) as response:
            assert response.status == 200, spec.name
            assert response.headers["Content-Type"] == "text/event-stream"
            assert response.headers["Cache-Control"] == "no-cache"
            assert await response.content.readany()


async def test_the_root_lists_the_streams_for_people_with_curl(
    quick: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(quick) as response:
        text = await response.text()
    assert response.content_type == "text/plain"
    assert all(spec.url.removeprefix(quick) in text for spec in specs(quick))


async def test_a_head_request_is_refused_and_does_not_hang(
    quick: str, session: aiohttp.ClientSession
) -> None:
    async with session.head(quick + "/orders") as response:
        assert response.status == 405


async def test_orders_carry_ids_that_count_up_and_go_on_where_the_client_left(
    quick: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(quick + "/orders") as response:
        body = await _read(response, events=12)
    ids = _ids(body)
    assert len(ids) == len(_blocks(body))
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    assert all(re.search(r"^event: order\.\w+\ndata: \{", block, re.M) for block in _blocks(body))
    async with session.get(quick + "/orders", headers={"Last-Event-ID": str(ids[-1])}) as response:
        assert _ids(await _read(response, events=1))[0] == ids[-1] + 1


@pytest.mark.slow
async def test_prices_are_fast_and_come_several_at_a_time(session: aiohttp.ClientSession) -> None:
    with DemoServer(seed=2) as server:
        async with session.get(server.url + "/prices") as response:
            started = time.monotonic()
            first = await response.content.readany()
            ticks = _blocks(first + await _read(response, seconds=1.5))
            took = time.monotonic() - started
    assert first.count(b"\n\n") > 1
    # The swell takes it from 120 to 280; a busy machine may come in below.
    assert 80 < len(ticks) / took < 320
    assert json.loads(ticks[-1].partition("data: ")[2]).keys() == {"sym", "px", "chg", "qty"}


@pytest.mark.slow
async def test_builds_burst_and_fall_silent(quick: str, session: aiohttp.ClientSession) -> None:
    async with session.get(quick + "/builds") as response:
        body = await _read(response, seconds=1.0)
    results = [block for block in _blocks(body) if block.startswith("event: result")]
    assert len(results) >= 2
    assert sum(block.startswith("event: log") for block in _blocks(body)) > 20 * len(results)


@pytest.mark.slow
async def test_audit_is_cut_off_and_resumes_without_a_gap_or_a_double(
    quick: str, session: aiohttp.ClientSession
) -> None:
    ids: list[int] = []
    refused, cut = [], 0
    for attempt in range(9):
        headers = {"Last-Event-ID": str(ids[-1])} if ids else {}
        async with session.get(quick + "/audit", headers=headers) as response:
            if response.status == 503:
                refused.append(attempt)
                assert response.headers["Retry-After"] == "2"
                continue
            body = await _read_until_cut(response)
            assert body.startswith(b"retry: 1500\n\n")
            cut += 1
            ids += _ids(body)
        await asyncio.sleep(0.1)  # a while in which nobody is connected
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    assert len(ids) > 8 * cut
    assert refused == [3, 7]


async def test_chat_streams_an_answer_and_ends_cleanly(quick: str, session: aiohttp.ClientSession) -> None:
    async with session.post(quick + _CHAT, json=_ASK) as response:
        blocks = _blocks(await response.read())
    assert blocks[-1] == "data: [DONE]"
    chunks = [json.loads(block.removeprefix("data: ")) for block in blocks[:-1]]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert {chunk["model"] for chunk in chunks} == {"demo-small"}
    assert len("".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)) > 400


async def test_chat_refuses_a_get(quick: str, session: aiohttp.ClientSession) -> None:
    async with session.get(quick + _CHAT) as response:
        assert response.status == 405


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"{}", b'{"messages": "hi"}', b'{"messages": []}']
)
async def test_chat_refuses_a_body_without_messages(
    quick: str, session: aiohttp.ClientSession, body: bytes
) -> None:
    async with session.post(quick + _CHAT, data=body) as response:
        assert response.status == 400
        assert (await response.json())["error"]["message"]


async def test_heartbeat_sends_comments_and_nothing_else(quick: str, session: aiohttp.ClientSession) -> None:
    async with session.get(quick + "/heartbeat") as response:
        blocks = _blocks(await _read(response, events=4))
    assert len(blocks) == 4
    assert all(block.startswith(":") and "\n" not in block for block in blocks)


async def test_clients_of_one_stream_do_not_take_events_from_each_other(
    quick: str, session: aiohttp.ClientSession
) -> None:
    async def ids() -> list[int]:
        async with session.get(quick + "/orders") as response:
            return _ids(await _read(response, events=10))

    for found in await asyncio.gather(*(ids() for _ in range(5))):
        assert found == list(range(found[0], found[0] + len(found)))


async def test_leaving_is_quick_with_open_streams_and_leaves_no_thread_behind(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    before = set(threading.enumerate())
    with DemoServer(seed=3) as server:
        responses = [
            await session.request(spec.method, spec.url, json=spec.json) for spec in specs(server.url)
        ]
        port = int(server.url.rpartition(":")[2])
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    for response in responses:
        response.close()
    assert caplog.records == []


def test_leaving_closes_the_socket_of_a_client_that_has_stopped_reading() -> None:
    # What the server could not send is still in its buffers then; a leak is a ResourceWarning, so an error.
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(5)
        with DemoServer(seed=5, pace=2_000) as server:
            client.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
            client.sendall(b"GET /prices HTTP/1.1\r\nHost: demo\r\n\r\n")
            time.sleep(0.7)
            started = time.monotonic()
        assert time.monotonic() - started < 1
        gc.collect()


async def test_clients_that_go_away_are_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    with DemoServer(seed=4, pace=20) as server:
        async with aiohttp.ClientSession() as leaver:
            for spec in specs(server.url):
                response = await leaver.request(spec.method, spec.url, json=spec.json)
                await response.content.readany()
                response.close()
        await asyncio.sleep(0.1)
    assert caplog.records == []


def test_the_block_may_be_left_before_the_server_is_up() -> None:
    with DemoServer():
        pass


def test_a_server_can_be_used_again_and_two_get_two_ports() -> None:
    first = DemoServer()
    with first, DemoServer() as second:
        assert first.url != second.url
    with first:
        assert first.url.startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_an_oserror() -> None:
    with DemoServer() as server:
        port = int(server.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), DemoServer(port):
            pass


def test_without_the_block_there_is_no_url() -> None:
    with pytest.raises(RuntimeError, match="with block"):
        _ = DemoServer().url


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        DemoServer(host=host)


@pytest.mark.parametrize("pace", [0.0, -1.0, float("nan"), float("inf")])
def test_a_pace_that_is_no_speed_is_refused(pace: float) -> None:
    with pytest.raises(ValueError, match="pace"):
        DemoServer(pace=pace)
    with pytest.raises(ValueError, match="pace"):
        make_app(pace=pace)


def test_a_failure_of_the_thread_surfaces_when_the_block_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise LookupError("no feeds today")

    monkeypatch.setattr("sse_dash.demo.server.make_app", broken)
    with pytest.raises(LookupError, match="no feeds today"), DemoServer():
        pass
    with pytest.raises(ZeroDivisionError) as caught, DemoServer() as server:
        _divide_when_refused(server.url)
    assert "no feeds today" in caught.value.__notes__[0]


def _divide_when_refused(url: str) -> None:
    port = int(url.rpartition(":")[2])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            _ = 1 / 0
        time.sleep(0.01)
    pytest.fail("the port of a failed server stays open")


def test_importing_the_demo_loads_neither_aiohttp_nor_textual() -> None:
    code = "import sys, sse_dash.demo; sys.exit(any(name in sys.modules for name in ('aiohttp', 'textual')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=20).returncode == 0
