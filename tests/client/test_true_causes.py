"""An answer that can't be used says what it is, and what to do: one sentence for each kind."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sse_dash.client import EventSource, EventSourceError, PermanentError, TransientError
from tests.client.scripted_server import HEAD, RawServer, failure_of, impatient, raw
from tests.client.test_event_source_tls import self_signed

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

SETTINGS = (
    b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00d\x00\x04\x00\x00\xff\xff\x00\x05\x00\x00@\x00"
)


async def error_after(raw_server: RawServer, answer: bytes) -> EventSourceError:
    raw_server.answers = [raw(answer)]
    error = await failure_of(impatient(raw_server.url, max_connect_retry=0, reconnect="never"))
    assert isinstance(error, EventSourceError)
    return error


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_server_that_hangs_up_for_want_of_a_client_certificate_is_named_as_one_that_may(
    tmp_path: Path, version: ssl.TLSVersion
) -> None:
    """Python's own servers close without an alert."""
    certificate, key = self_signed(tmp_path)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(certificate))
    theirs.load_cert_chain(certificate, key)
    theirs.verify_mode = ssl.CERT_REQUIRED
    theirs.maximum_version = version
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=theirs)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    trusting = ssl.create_default_context(cafile=str(certificate))
    error = await failure_of(impatient(url, ssl=trusting, max_connect_retry=0))
    server.close()
    await server.wait_closed()
    assert isinstance(error, TransientError)
    assert "client certificate" in str(error)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (SETTINGS, "the server speaks HTTP/2 only"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the server speaks HTTP/2 only"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "the server speaks TLS on this port: use https://"),
        (b"\x16\x03\x03\x00\x02\x02\x16", "the server speaks TLS on this port: use https://"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the port is that of an SSH server"),
        (
            b"-ERR unknown command 'GET'\r\n",
            "the answer is not HTTP: it begins with \"-ERR unknown command 'GET'\"",
        ),
        (b"ICY 200 OK\r\n\r\n", "the answer is not HTTP: it begins with 'ICY 200 OK'"),
        (b"data: x\n\n", "the answer is not HTTP: it begins with 'data: x'"),
        (b'{"a":1}\n', "the answer is not HTTP: it begins with '{\"a\":1}'"),
        (HEAD + b"Content-Encoding: br\r\n\r\n\x0b\x02", "compressed with br"),
        (HEAD + b"Content-Encoding: zstd\r\n\r\n\x28\xb5", "compressed with zstd"),
        (HEAD + b"X-Spaced : b\r\n\r\n", "a space stands before the colon of the answer's header X-Spaced"),
        (HEAD + b"garbage\r\n\r\n", "a header line of the answer has no colon: 'garbage'"),
        (HEAD + b"X-Bad: a\0b\r\n\r\n", "a header of the answer holds a control character"),
        (HEAD + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding"),
        (HEAD + b"Content-Length: abc\r\n\r\n", "Content-Length"),
        (HEAD + b"Content-Length: 9\r\nContent-Length: 10\r\n\r\n", "Content-Length"),
        (HEAD + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n", "longer than 64 KiB"),
        (HEAD + b"".join(b"X-%d: a\r\n" % i for i in range(600)) + b"\r\n", "more than 512 headers"),
    ],
)
async def test_what_is_no_answer_is_called_what_it_is(
    raw_server: RawServer, answer: bytes, words: str
) -> None:
    error = await error_after(raw_server, answer)
    assert words in str(error)
    assert isinstance(error, PermanentError)


@pytest.mark.parametrize(
    "status", [b"426 Upgrade Required\r\nUpgrade: h2c", b"505 HTTP Version Not Supported"]
)
async def test_an_answer_that_wants_another_http_says_which_is_spoken_here(
    raw_server: RawServer, status: bytes
) -> None:
    error = await error_after(raw_server, b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
    assert "HTTP/1.1 is spoken here" in str(error)


async def test_a_server_that_sends_back_the_request_is_not_quoted(raw_server: RawServer) -> None:
    error = await error_after(raw_server, b"GET /events?token=hunter2 HTTP/1.1\r\nCookie: hunter2\r\n\r\n")
    assert "sends back what it was sent" in str(error)
    assert "hunter2" not in str(error)


@pytest.mark.parametrize("garbled", [b"ZZZ\r\ndata: y\n\n\r\n", b"9\r\ndata: x\n\n\r\nZZZ\r\n"])
async def test_a_garbled_chunk_in_the_first_packet_is_a_cut_like_any_other(
    raw_server: RawServer, garbled: bytes
) -> None:
    error = await error_after(raw_server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + garbled)
    assert isinstance(error, TransientError)


async def test_what_came_before_a_garbled_chunk_is_had(raw_server: RawServer) -> None:
    raw_server.answers = [raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\nZZZ\r\n")]
    events: list[str] = []
    source = impatient(raw_server.url, reconnect="never", on_message=lambda event: events.append(event.data))
    assert "cut" in str(await failure_of(source))
    assert events == ["x"]


@pytest.mark.parametrize("length", [17, 18, 19])
async def test_a_length_that_is_a_byte_off_still_gives_status_and_events(
    raw_server: RawServer, length: int
) -> None:
    body = b"data: x\n\ndata: y\n\n"
    assert len(body) == 18
    raw_server.answers = [
        raw(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % length + body),
    ]
    opened, events = [], []
    source = impatient(raw_server.url, reconnect="never", on_open=lambda: opened.append(True))
    try:
        async for batch in source.batches():
            events += [event.data for event in batch]
    except TransientError:
        assert length == 19
    finally:
        await source.close()
    assert opened
    assert events == (["x"] if length == 17 else ["x", "y"])


@asynccontextmanager
async def tls_server(context: ssl.SSLContext, answer: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(4096)
            writer.write(answer)
            await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
def contexts(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server, and for a client that trusts it."""
    certificate, key = self_signed(tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    return ours, ssl.create_default_context(cafile=str(certificate))


async def failure_at(url: str, **options: Any) -> str:
    error = await failure_of(impatient(url, max_connect_retry=0, reconnect="never", **options))
    assert isinstance(error, EventSourceError)
    return str(error)


async def test_a_server_of_http2_over_tls_is_told(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = contexts
    server.set_alpn_protocols(["h2"])
    async with tls_server(server, SETTINGS) as port:
        assert "HTTP/2 only" in await failure_at(f"https://127.0.0.1:{port}/", ssl=client)


async def test_https_to_a_port_without_tls_says_so() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        words = await failure_at(f"https://127.0.0.1:{port}/")
    finally:
        server.close()
        await server.wait_closed()
    assert "speaks no TLS" in words
    assert "http://" in words


@pytest.mark.parametrize(
    "reason",
    [
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "TLSV1_UNRECOGNIZED_NAME",
    ],
)
def test_an_alert_of_tls_is_put_in_words(reason: str) -> None:
    from sse_dash.client.failures import tls_words

    words = tls_words(reason)
    assert words
    assert "ALERT" not in words


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("//host/x", "has no scheme"),
        ("/x", "has no scheme"),
        ("", "is empty"),
        ("localhost:1/x", "http:// or https://"),
        ("http://this is invalid/", "a space"),
        ("http://exa mple.com/", "a space"),
        ("ws://127.0.0.1/x", "http:// or https://"),
        ("ftp://x/", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("mailto:x@y", "http:// or https://"),
        ("http://", "names no host"),
        ("http:///x", "names no host"),
        ("http://a..b/", "empty label"),
        ("http://" + "a" * 64 + ".example/", "63 characters"),
        ("http://" + "a." * 130 + "invalid/", "253 characters"),
        ("http://127.0.0.1:99999/", "port"),
        ("http://[::1/", "not a URL"),
        ("http://\ud800.invalid/", "not a URL"),
        ("http://127.0.0.1:1/\r\nX: y", "control character"),
    ],
)
def test_a_url_that_can_be_none_is_refused_at_construction(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        EventSource(url)
    assert words in str(caught.value)


def test_a_refused_url_shows_no_password() -> None:
    with pytest.raises(ValueError, match=r"\*\*\*") as caught:
        EventSource("ws://user:hunter2@host/x?token=hunter2")
    assert "hunter2" not in str(caught.value)
