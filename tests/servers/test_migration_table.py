"""The README's table of what differs from aiohttp-sse-client: each row, on that library and on ours."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import inspect
import re
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sse_dash import client as ours
from tests.client.scripted_server import HEAD, Answer, RawServer, ScriptedServer, raw, raw_then_reset, started
from tests.servers.stacks import INSTALLED, ROOT

pytestmark = [
    pytest.mark.servers,
    pytest.mark.filterwarnings("ignore"),  # what the old one leaves open, it is warned of
]

_SOON = timedelta(milliseconds=1)
_PATIENCE = 20.0
_BOM = b"\xef\xbb\xbf"
_TABLE = re.compile(r"\| there \| here \|\n\|---\|---\|\n((?:\|.*\|\n)+)")

Test = Callable[..., Awaitable[None]]
ROWS: dict[str, Test] = {}
"""What the left cell of a row says, and what shows it."""

MADE: list[Any] = []
"""What a test has made of the old library's."""


def row(there: str) -> Callable[[Test], Test]:
    """The test of that row."""

    def take(test: Test) -> Test:
        ROWS[there] = test
        return test

    return take


@pytest.fixture
async def theirs() -> AsyncIterator[Any]:
    folder = str(INSTALLED / "old")
    sys.path.append(folder)
    if importlib.util.find_spec("aiohttp_sse_client") is None:
        pytest.skip("aiohttp-sse-client is not installed: run .ci/servers")
    yield importlib.import_module("aiohttp_sse_client.client")
    sys.path.remove(folder)
    while MADE:
        await MADE.pop()._session.close()  # it leaves them open after a failure


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


@pytest.fixture
async def raw_server() -> AsyncIterator[RawServer]:
    async with started(RawServer()) as server:
        yield server


def table() -> list[str]:
    """The left cells, in order."""
    found = _TABLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    return [line[2:].partition(" | ")[0] for line in found[1].splitlines()]


def test_each_row_of_the_table_is_tried() -> None:
    assert table() == list(ROWS)


@pytest.mark.parametrize("there", table())
async def test_row(there: str, theirs: Any, server: ScriptedServer, raw_server: RawServer) -> None:
    servers = {"theirs": theirs, "server": server, "raw_server": raw_server}
    test = ROWS[there]
    wanted = inspect.signature(test).parameters
    async with asyncio.timeout(_PATIENCE):
        await test(**{name: value for name, value in servers.items() if name in wanted})


def source(module: Any, url: str, **options: Any) -> Any:
    made = module.EventSource(url, **{"reconnection_time": _SOON, **options})
    if module is not ours:
        MADE.append(made)
    return made


async def come(module: Any, url: str, **options: Any) -> tuple[list[Any], BaseException | None]:
    """The events of a stream, and what it raised in the end."""
    events: list[Any] = []
    try:
        async with source(module, url, **options) as it:
            async for event in it:
                events.append(event)  # noqa: PERF401 - those that came count, whatever is raised then
    except Exception as error:  # noqa: BLE001 - whatever it is, the test says what it should be
        return events, error
    return events, None


async def data(module: Any, url: str, **options: Any) -> list[str]:
    return [event.data for event in (await come(module, url, **options))[0]]


async def both(server: ScriptedServer, theirs: Any, *chunks: bytes) -> tuple[list[str], list[str]]:
    """The data of a stream of these chunks, there and here."""
    server.script(server.stream(*chunks), server.refuse(204))
    there = await data(theirs, server.url)
    server.answers.clear()
    server.script(server.stream(*chunks), server.refuse(204))
    return there, await data(ours, server.url)


@row("an event without a type had the type `None`")
async def untyped(theirs: Any, server: ScriptedServer) -> None:
    types = []
    for module in (theirs, ours):
        server.script(server.stream(b"data: x\n\n"))
        async with source(module, server.url) as it:
            types.append((await anext(it)).type)
    assert types == [None, "message"]


@row(
    "`connect()` by itself raised at the first refused connection, 429 or 5xx, and so did connecting again; "
    "`async with` tried again for refused connections"
)
async def first_failure(theirs: Any, server: ScriptedServer) -> None:
    for status in (429, 503):
        server.script(server.refuse(status), server.stream(b"data: x\n\n"))
        it = source(theirs, server.url)
        with pytest.raises(ConnectionError):
            await it.connect()
        server.answers.clear()
        for options, retry in (({}, (0,)), ({"max_connect_retry": 0}, ())):
            server.script(server.refuse(status))
            it = source(ours, server.url, **options)
            with pytest.raises(ConnectionError):
                await it.connect(*retry)
            await it.close()
        server.script(server.refuse(status), server.stream(b"data: x\n\n"))
        it = source(ours, server.url)
        await it.connect()
        await it.close()
    tries = []
    for module in (theirs, ours):
        _, error = await come(
            module, "http://127.0.0.1:1/", max_connect_retry=2, on_error=lambda *_: tries.append(1)
        )
        assert isinstance(error, aiohttp.ClientConnectorError)
        tries.append(0)
    assert tries == [1, 1, 1, 0, 1, 1, 1, 0]
    for module, expected in ((theirs, ["x"]), (ours, ["x", "y"])):
        server.answers.clear()
        server.script(server.stream(b"data: x\n\n"), server.refuse(503), server.stream(b"data: y\n\n"))
        assert await data(module, server.url) == expected


@row("the words of an error ended with its status, as in `: 429`")
async def words(theirs: Any, server: ScriptedServer) -> None:
    server.script(server.refuse(429), server.refuse(429))
    _, there = await come(theirs, server.url)
    _, here = await come(ours, server.url, max_connect_retry=0)
    assert str(there).endswith(": 429")
    assert isinstance(here, ours.TransientError)
    assert here.response is not None
    assert here.response.status == 429


@row("`Accept` and `Cache-Control` took the place of the caller's")
async def accept(theirs: Any, server: ScriptedServer) -> None:
    for module in (theirs, ours):
        server.script(server.refuse(204))
        await come(module, server.url, headers={"Accept": "x/y", "Cache-Control": "max-age=1"})
    assert [asked.headers["Accept"] for asked in server.requests] == ["text/event-stream", "x/y"]
    assert [asked.headers["Cache-Control"] for asked in server.requests] == ["no-cache", "max-age=1"]


@row("`DEFAULT_RECONNECTION_TIME` was 5 s, doubled before the first wait")
async def waits(theirs: Any, server: ScriptedServer) -> None:
    assert timedelta(seconds=5) == theirs.DEFAULT_RECONNECTION_TIME
    assert timedelta(seconds=1) == ours.DEFAULT_RECONNECTION_TIME
    took = []
    for module in (theirs, ours):
        server.script(server.stream(b"data: x\n\n"), server.refuse(204))
        loop = asyncio.get_running_loop()
        before = loop.time()
        await data(module, server.url, reconnection_time=timedelta(seconds=0.3))
        took.append(loop.time() - before)
    assert took[0] >= 0.6
    assert 0.3 <= took[1] < 0.6


@row("a second `async with` raised `RuntimeError`: its session was closed")
async def again(theirs: Any, server: ScriptedServer) -> None:
    for module in (theirs, ours):
        server.script(server.stream(b"data: x\n\n"), server.stream(b"data: x\n\n"))
        it = source(module, server.url)
        async with it:
            await anext(it)
        if module is theirs:
            with pytest.raises(RuntimeError):
                await it.connect()
            server.answers.clear()
        else:
            async with it:
                assert (await anext(it)).data == "x"


@row("iterating before `connect()` raised `ValueError`")
async def unconnected(theirs: Any, server: ScriptedServer) -> None:
    it = source(theirs, server.url)
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words
        await anext(it)
    server.script(server.stream(b"data: x\n\n"))
    it = source(ours, server.url)
    assert (await anext(it)).data == "x"
    await it.close()


@row("204 raised `ConnectionAbortedError`, at first as later")
async def no_content(theirs: Any, server: ScriptedServer) -> None:
    told: list[str] = []
    for module, kind in ((theirs, ConnectionAbortedError), (ours, type(None))):
        server.script(server.refuse(204))
        _, error = await come(module, server.url, on_error=lambda *error: told.append(repr(error)))
        assert isinstance(error, kind)
        server.script(server.stream(b"data: x\n\n"), server.refuse(204))
        events, error = await come(module, server.url)
        assert isinstance(error, kind)
        assert len(events) == 1
    assert "204" in told[-1]


@row("a BOM became part of the first field")
async def bom(theirs: Any, server: ScriptedServer) -> None:
    assert await both(server, theirs, _BOM + b"data: x\n\ndata: y\n\n") == (["y"], ["x", "y"])
    in_pieces = [bytes([byte]) for byte in _BOM + b"data: x\n\n"]
    server.script(server.stream(*in_pieces), server.refuse(204))
    assert await data(ours, server.url) == ["x"]


@row("a CR alone ended no line")
async def carriage_return(theirs: Any, server: ScriptedServer) -> None:
    assert await both(server, theirs, b"data: x\r\rdata: y\r\n\r\n") == (["x\r\rdata: y"], ["x", "y"])


@row("all leading spaces and trailing line ends of data were cut")
async def cut(theirs: Any, server: ScriptedServer) -> None:
    assert await both(server, theirs, b"data:   x\ndata\ndata\n\n") == (["x"], ["  x\n\n"])


@row("an id with NUL was taken, and then no request could be sent")
async def nul(theirs: Any, server: ScriptedServer) -> None:
    ids = []
    for module, kind in ((theirs, ValueError), (ours, type(None))):
        server.script(server.stream(b"id: a\0b\ndata: x\n\n"), server.refuse(204))
        events, error = await come(module, server.url)
        ids.append(events[0].last_event_id)
        assert isinstance(error, kind)
        server.answers.clear()
    assert ids == ["a\0b", ""]


@row("bad UTF-8 ended the stream with an exception")
async def bad_bytes(theirs: Any, server: ScriptedServer) -> None:
    for module, kind in ((theirs, UnicodeDecodeError), (ours, type(None))):
        server.script(server.stream(b"data: \xff\n\n"), server.refuse(204))
        events, error = await come(module, server.url)
        assert isinstance(error, kind)
        server.answers.clear()
    assert events[0].data == "\ufffd"


@row("`retry: +5`, `1_000`, `５` and `-5` were taken")
async def retry(theirs: Any, server: ScriptedServer) -> None:
    for value in ("+5", "1_000", "５", "-5"):
        server.script(server.hold(f"retry: {value}\ndata: x\n\n".encode()))
        async with source(theirs, server.url) as there:
            await anext(there)
            assert there._reconnection_time == timedelta(milliseconds=int(value))
        server.script(server.hold(f"retry: {value}\ndata: x\n\n".encode()))
        async with source(ours, server.url) as here:
            await anext(here)
            assert here.reconnection_time == _SOON


@row("a reset, a timeout or a cut ended the stream with an exception")
async def broken(theirs: Any, raw_server: RawServer) -> None:
    begun = HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nid: 1\ndat\r\n6\r\na: x\n\n\r\n"
    for answer in (raw(begun), raw_then_reset(begun)):
        raw_server.answers = [answer]
        _, error = await come(theirs, raw_server.url)
        assert isinstance(error, aiohttp.ClientError)
        raw_server.heads.clear()
        raw_server.answers = [answer]
        events, error = await come(ours, raw_server.url)
        assert error is None
        assert [event.data for event in events] == ["x"]
        assert b"Last-Event-Id: 1\r\n" in raw_server.heads[1]
        raw_server.heads.clear()
        raw_server.answers = [answer]
        events, error = await come(ours, raw_server.url, option={"method": "POST"})
        assert isinstance(error, aiohttp.ClientError)
        assert len(raw_server.heads) == 1

    async def silent(writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await writer.drain()
        await asyncio.sleep(0.3)

    options = {"timeout": aiohttp.ClientTimeout(sock_read=0.1)}
    raw_server.answers = [silent]
    _, error = await come(theirs, raw_server.url, **options)
    assert isinstance(error, TimeoutError)
    raw_server.answers = [silent]
    assert (await come(ours, raw_server.url, **options))[1] is None


@row("a POST that had ended well was sent again")
async def post(theirs: Any, server: ScriptedServer) -> None:
    asked = []
    for module, options in ((theirs, {}), (ours, {}), (ours, {"reconnect": "always"})):
        before = len(server.requests)
        server.script(server.stream(b"data: x\n\n"), server.stream(b"data: y\n\n"), server.refuse(204))
        await come(module, server.url, option={"method": "POST"}, **options)
        asked.append(len(server.requests) - before)
        server.answers.clear()
    assert asked == [3, 1, 3]


@row("201 and 202 with an event stream were refused")
async def created(theirs: Any, server: ScriptedServer) -> None:
    def with_status(status: int) -> Answer:
        async def answer(_: web.BaseRequest) -> web.StreamResponse:
            return web.Response(status=status, body=b"data: x\n\n", content_type="text/event-stream")

        return answer

    for answer in map(with_status, (201, 202)):
        for method in ("GET", "POST"):
            server.script(answer)
            assert isinstance(
                (await come(theirs, server.url, option={"method": method}))[1], ConnectionAbortedError
            )
            server.script(answer, server.refuse(204))
            assert await data(ours, server.url, option={"method": method}) == ["x"]
            server.answers.clear()


@row("half an event was glued to the next connection's first")
async def half(theirs: Any, server: ScriptedServer) -> None:
    found = []
    unfinished = []
    for module in (theirs, ours):
        server.script(server.stream(b"data: half\n"), server.stream(b"data: whole\n\n"), server.refuse(204))
        options = {"observer": lambda what: unfinished.append(getattr(what, "unfinished", None))}
        found.append(await data(module, server.url, **options if module is ours else {}))
        server.answers.clear()
    assert found == [["half\nwhole"], ["whole"]]
    assert [event.data for event in unfinished if event is not None] == ["half"]


@row("a `Last-Event-ID` was sent on after the server had reset it")
async def reset_id(theirs: Any, server: ScriptedServer) -> None:
    for module in (theirs, ours):
        server.script(
            server.stream(b"id: 1\ndata: x\n\n"), server.stream(b"id\ndata: y\n\n"), server.refuse(204)
        )
        await come(module, server.url)
    ids = [asked.headers.get("Last-Event-ID") for asked in server.requests]
    assert ids == [None, "1", "1", None, "1", None]


@row("the caller's headers were changed")
async def headers(theirs: Any, server: ScriptedServer) -> None:
    for module, expected in ((theirs, 3), (ours, 1)):
        given = {"X": "y"}
        server.script(server.refuse(204))
        await come(module, server.url, headers=given)
        assert len(given) == expected


@row("a line over 512 KiB raised (128 KiB with older aiohttp)")
async def long_line(theirs: Any, server: ScriptedServer) -> None:
    line = b"data: " + 600 * 1024 * b"x" + b"\n\n"
    for module, kind in ((theirs, Exception), (ours, type(None))):
        server.script(server.stream(line), server.refuse(204))
        events, error = await come(module, server.url)
        assert isinstance(error, kind)
        server.answers.clear()
    assert len(events[0].data) == 600 * 1024
    server.script(server.stream(line))
    _, error = await come(ours, server.url, max_event_size=1000)
    assert isinstance(error, ours.ParseLimitError)


@row("`close()` while another task reads made that raise")
async def closed(theirs: Any, server: ScriptedServer) -> None:
    for module, kind in ((theirs, Exception), (ours, type(None))):
        server.script(server.hold(b"data: x\n\n"))
        it = source(module, server.url)
        await it.connect()

        async def read(it: Any = it) -> None:
            async for _ in it:
                pass

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.05)
        await it.close()
        (error,) = await asyncio.gather(asyncio.wait_for(reading, 5), return_exceptions=True)
        assert isinstance(error, kind)


@row("its own session was left open after a failure")
async def left_open(theirs: Any, server: ScriptedServer) -> None:
    left = []
    for module in (theirs, ours):
        gc.collect()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            server.script(server.refuse(404))
            with suppress(ConnectionError):
                await module.EventSource(server.url).__aenter__()
            gc.collect()
        left.append(any("Unclosed client session" in str(one.message) for one in warned))
    assert left == [True, False]


@row("async callbacks were never awaited")
async def callbacks(theirs: Any, server: ScriptedServer) -> None:
    heard: list[Any] = []

    async def on_message(event: Any) -> None:
        heard.append(event)

    for module, count in ((theirs, 0), (ours, 1)):
        server.script(server.stream(b"data: x\n\n"))
        async with source(module, server.url, on_message=on_message) as it:
            await anext(it)
        assert len(heard) == count


@row("a thousand retries ended in `RecursionError`")
async def recursion(theirs: Any) -> None:
    for module, kind in ((theirs, RecursionError), (ours, aiohttp.ClientConnectorError)):
        options = {"max_delay": 0} if module is ours else {}
        _, error = await come(
            module,
            "http://127.0.0.1:1/",
            max_connect_retry=1000,
            reconnection_time=timedelta(0),
            **options,
        )
        assert isinstance(error, kind)


@row("a session of 100 connections was the limit, and 300 s the end")
async def limits(theirs: Any, server: ScriptedServer) -> None:
    it = source(theirs, server.url)
    assert it._session.connector.limit == 100
    assert it._session.timeout.total == 300
    sources = [source(ours, server.url) for _ in range(101)]
    server.script(*(server.hold(b"data: x\n\n") for _ in sources))
    await asyncio.gather(*(one.connect() for one in sources))
    await asyncio.gather(*(one.close() for one in sources))
    assert sources[0]._exchange._timeouts.over(aiohttp.ClientTimeout()).total is None
