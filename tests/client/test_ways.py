"""Ways to a server other than the network itself: proxies and Unix sockets; and what goes along on each."""

from __future__ import annotations

import asyncio
import warnings
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sse_dash.client import PermanentError, TransientError
from sse_dash.client.sessions import Way
from tests.client.scripted_server import HEAD, RawServer, ScriptedServer, data_of, failure_of, impatient, raw

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


class Proxy:
    """Passes on what it is asked for: as an HTTP proxy, or as one that speaks SOCKS 5."""

    def __init__(self, *, socks: bool) -> None:
        self.heads: list[bytes] = []
        """The first that each client said: the head of a request, or the address that SOCKS asks for."""
        self._socks = socks
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await (self._socks_5 if self._socks else self._http)(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        host, _, port = head.split(b" ")[1].split(b"/")[2].decode().partition(":")
        await self._join(reader, writer, host, int(port), head)

    async def _socks_5(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        raw = await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
        host = ".".join(map(str, raw)) if kind == 1 else raw.decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.heads.append(host.encode())
        if port == 9:
            writer.write(b"\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00")  # refused
            return
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await self._join(reader, writer, host, port, b"")

    async def _join(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int, first: bytes
    ) -> None:
        there, to_there = await asyncio.open_connection("127.0.0.1", port)
        to_there.write(first)

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(4096):
                target.write(data)
                await target.drain()
            target.write_eof()

        try:
            await asyncio.gather(pass_on(reader, to_there), pass_on(there, writer))
        finally:
            to_there.close()


@pytest.fixture
async def http_proxy() -> AsyncIterator[Proxy]:
    proxy = Proxy(socks=False)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.fixture
async def socks_proxy() -> AsyncIterator[Proxy]:
    proxy = Proxy(socks=True)
    await proxy.start()
    yield proxy
    await proxy.stop()


async def test_credentials_of_a_url_are_sent_in_utf_8(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: x\n\n"))
    await data_of(impatient(server.url.replace("//", "//zoë:pässwörd€@"), reconnect="never"))
    expected = b64encode("zoë:pässwörd€".encode()).decode()
    assert server.requests[0].headers["Authorization"] == f"Basic {expected}"


async def test_a_proxy_passes_the_stream_on_and_gets_its_own_credentials(
    server: ScriptedServer, http_proxy: Proxy
) -> None:
    server.script(server.stream(b"data: x\n\n"))
    proxy = f"http://zoë:geheim@{http_proxy.address}"
    assert await data_of(impatient(server.url, proxy=proxy, reconnect="never")) == ["x"]
    expected = b64encode("zoë:geheim".encode())
    assert b"Proxy-Authorization: Basic " + expected in http_proxy.heads[0]


async def test_errors_name_the_proxy_without_its_password(server: ScriptedServer, http_proxy: Proxy) -> None:
    server.script(server.refuse(502))
    proxy = f"http://user:hunter2@{http_proxy.address}"
    error = await failure_of(impatient(server.url, proxy=proxy, max_connect_retry=0))
    assert f"through the proxy http://{http_proxy.address}" in str(error).replace("***@", "")
    assert "hunter2" not in str(error)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_passes_the_stream_on(
    server: ScriptedServer, socks_proxy: Proxy, scheme: str
) -> None:
    server.script(server.stream(b"data: x\n\n"))
    url = server.url.replace("127.0.0.1", "localhost")
    proxy = f"{scheme}://{socks_proxy.address}"
    assert await data_of(impatient(url, proxy=proxy, reconnect="never")) == ["x"]
    # With the h, the proxy is who looks the host up.
    assert (socks_proxy.heads[0] == b"localhost") is (scheme == "socks5h")


async def test_a_socks_proxy_that_refuses_is_worth_another_try(socks_proxy: Proxy) -> None:
    proxy = f"socks5://user:hunter2@{socks_proxy.address}"
    error = await failure_of(impatient("http://127.0.0.1:9/", proxy=proxy, max_connect_retry=0))
    assert isinstance(error, TransientError)
    assert "proxy" in str(error)
    assert "hunter2" not in str(error)


async def test_a_socks_proxy_that_is_not_there_is_named_as_any_other(unused_tcp_port: int) -> None:
    proxy = f"socks5h://user:hunter2@127.0.0.1:{unused_tcp_port}"
    error = await failure_of(impatient("http://a.example/", proxy=proxy, max_connect_retry=0))
    shown = f"socks5h://***@127.0.0.1:{unused_tcp_port}"
    assert str(error) == f"no connection to the proxy {shown}: connection refused"


async def test_without_its_package_a_socks_proxy_is_an_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "aiohttp_socks", None)
    error = await failure_of(impatient("http://127.0.0.1:9/", proxy="socks5://u:hunter2@127.0.0.1:1"))
    assert isinstance(error, PermanentError)
    assert "aiohttp-socks" in str(error)
    assert "hunter2" not in str(error)


def test_a_way_prints_no_password() -> None:
    assert "hunter2" not in repr(Way(socks="socks5://user:hunter2@host:1"))


async def test_a_unix_socket_is_connected_to_whatever_host_the_url_names(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.host == "docker"
        return web.Response(text="data: x\n\n", content_type="text/event-stream")

    app = web.Application()
    app.router.add_get("/events", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    path = str(tmp_path / "docker.sock")
    await web.UnixSite(runner, path).start()
    try:
        assert await data_of(impatient("http://docker/events", unix=path, reconnect="never")) == ["x"]
    finally:
        await runner.cleanup()


async def test_a_unix_socket_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere.sock")
    error = await failure_of(impatient("http://docker/events", unix=path, max_connect_retry=0))
    assert isinstance(error, TransientError)
    assert path in str(error)


async def test_a_unix_socket_and_a_proxy_exclude_each_other(tmp_path: Path) -> None:
    source = impatient("http://docker/", unix=str(tmp_path / "a"), proxy="http://127.0.0.1:1")
    assert isinstance(await failure_of(source), PermanentError)


async def test_cookies_of_a_server_that_has_only_an_address_come_back(server: ScriptedServer) -> None:
    server.script(
        server.stream(b"retry: 0\ndata: x\n\n", headers={"Set-Cookie": "session=1; Path=/"}),
        server.stream(b"data: y\n\n"),
    )
    assert await data_of(impatient(server.url)) == ["x", "y"]
    assert server.requests[1].headers["Cookie"] == "session=1"


async def test_a_jar_of_the_caller_outlives_the_event_source(server: ScriptedServer) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    server.script(
        server.stream(b"data: x\n\n", headers={"Set-Cookie": "session=1; Path=/"}),
        server.stream(b"data: y\n\n"),
    )
    await data_of(impatient(server.url, cookie_jar=jar, reconnect="never"))
    await data_of(impatient(server.url, cookie_jar=jar, reconnect="never"))
    assert server.requests[1].headers["Cookie"] == "session=1"


async def test_long_and_many_headers_of_an_answer_are_read(server: ScriptedServer) -> None:
    many = {f"X-{number}": "a" for number in range(400)}
    server.script(server.stream(b"data: x\n\n", headers={"X-Long": "b" * 60_000, **many}))
    assert await data_of(impatient(server.url, reconnect="never")) == ["x"]


# -- The environment, as curl reads it.


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    return monkeypatch


def by_proxy(raw_server: RawServer) -> str:
    raw_server.answers = [raw(HEAD + b"\r\ndata: by way of a proxy\n\n")]
    return raw_server.url.removesuffix("/events")


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
async def test_the_environments_proxy_is_asked(
    raw_server: RawServer, environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, by_proxy(raw_server))
    assert await data_of(impatient("http://a.invalid/", reconnect="never")) == ["by way of a proxy"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_this_machine_is_never_asked_by_the_environments_proxy(
    environment: pytest.MonkeyPatch, host: str
) -> None:
    environment.setenv("ALL_PROXY", "http://proxy.invalid:3128")
    error = await failure_of(impatient(f"http://{host}:1/", max_connect_retry=0))
    assert "connection refused" in str(error)


@pytest.mark.parametrize(
    "options",
    [{"no_proxy": "invalid"}, {"trust_env": False}, {"proxy": None}, {"proxy": "none"}, {"proxy": ""}],
)
async def test_the_environments_proxy_is_not_asked_where_the_caller_says_so(
    raw_server: RawServer, environment: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    environment.setenv("HTTP_PROXY", by_proxy(raw_server))
    error = await failure_of(impatient("http://a.invalid/", max_connect_retry=0, **options))
    assert "unknown host" in str(error)


async def test_a_given_proxy_is_asked_but_for_hosts_that_are_named(raw_server: RawServer) -> None:
    proxy = by_proxy(raw_server)
    error = await failure_of(
        impatient("http://a.invalid/", proxy=proxy, no_proxy="b.invalid, a.invalid", max_connect_retry=0)
    )
    assert "unknown host" in str(error)
    source = impatient("http://a.invalid/", proxy=proxy, no_proxy="b.invalid", reconnect="never")
    assert await data_of(source) == ["by way of a proxy"]


# -- What else a request says of who asks.


async def test_the_user_agent_is_the_callers_where_no_header_says_otherwise(server: ScriptedServer) -> None:
    await data_of(impatient(server.url, user_agent="mine/1"))
    await data_of(impatient(server.url, user_agent="mine/1", headers={"user-agent": "other/2"}))
    assert [request.headers["User-Agent"] for request in server.requests] == ["mine/1", "other/2"]


async def test_basic_credentials_are_utf_8(server: ScriptedServer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer versions of aiohttp have another way
        auth = aiohttp.BasicAuth("zoë", "geheim")
    await data_of(impatient(server.url, auth=auth))
    expected = b64encode("zoë:geheim".encode()).decode()
    assert server.requests[0].headers["Authorization"] == f"Basic {expected}"
