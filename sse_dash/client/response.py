"""What is read off an answer besides its events: whether it is a stream, and what it says of itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterable

import aiohttp
from aiohttp import compression_utils, http_exceptions

from .errors import ResponseDetails
from .failures import BODY_KEPT, NETWORK_EXCEPTIONS
from .formats import BodyKind, Formats
from .lifecycle import Opened
from .redact import redact_url

# In a list of MIME types a comma within quotes separates nothing.
_PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",])+')
_ESSENCE = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+")
# zstd only where aiohttp is new enough to know it; where the package for it is missing, it says so itself.
_READ_CODINGS = {"", "identity", "gzip", "x-gzip", "deflate", "br"} | (
    {"zstd"} if hasattr(compression_utils, "HAS_ZSTD") else set()
)
# A server that refuses but never ends its body doesn't hold up the error for longer, in seconds.
_BODY_PATIENCE = 2.0
# Seconds of silence before the first probe, between probes, and how many stay unanswered.
_KEEP_ALIVE = {"TCP_KEEPIDLE": 45, "TCP_KEEPALIVE": 45, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 3}


def kind_of(response: aiohttp.ClientResponse, formats: Formats) -> BodyKind | None:
    """What the answer is a stream of, by its status and its MIME essence; None where it opens none.

    The standard knows only GET and 200 (HTML 9.2.3). Frameworks answer 201 or 202 to a POST, and some to all.
    """
    if not 200 <= response.status <= 299 or response.status in (204, 205):
        return None
    return formats.kind_of(essence(response.headers.getall("Content-Type", [])))


def is_event_stream(response: aiohttp.ClientResponse) -> bool:
    """Whether the answer is one of the standard's."""
    return kind_of(response, Formats()) is BodyKind.EVENTS


def essence(values: Iterable[str]) -> str:
    """The MIME essence of `Content-Type` headers: of all in all of them the last valid one, in lower case.

    Fetch, "extract a MIME type". Empty where none is valid.
    """
    found = ""
    for value in values:
        for one in _PIECE.findall(value):
            essence = one.partition(";")[0].strip(" \t\r\n").lower()
            if essence != "*/*" and _ESSENCE.fullmatch(essence):
                found = essence
    return found


def opened(response: aiohttp.ClientResponse, proxy: str | None) -> Opened:
    """The answer as an observer is told of it."""
    transport = response.connection.transport if response.connection else None
    tls = transport.get_extra_info("ssl_object") if transport else None
    version = response.version
    return Opened(
        url=redact_url(str(response.url)),
        status=response.status,
        headers=response.headers,
        http_version=f"{version.major}.{version.minor}" if version else "",
        tls=tls.version() if tls else None,
        proxy=proxy,
        reason=response.reason or "",
    )


def unread_coding(response: aiohttp.ClientResponse) -> str:
    """The content coding of the answer, if it is one that aiohttp hands on as it is; else empty."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    return "" if coding in _READ_CODINGS else coding


def packed_bytes(response: aiohttp.ClientResponse) -> int:
    """Bytes of the body as they came, compressed; 0 where they came as they are, or no one counts them."""
    packed: int | None = getattr(response.content, "total_compressed_bytes", None)
    return packed or 0


def keep_alive(response: aiohttp.ClientResponse) -> None:
    """Have the system probe a silent connection, so that one that died without a word is noticed."""
    transport = response.connection.transport if response.connection else None
    sock = transport.get_extra_info("socket") if transport else None
    if sock is None or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    # Not every system has every option; what is missing leaves the system's own timing.
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def watch_for_breaks(response: aiohttp.ClientResponse) -> None:
    """Have a body raise, as one that is cut does, where it turns out not to be HTTP, or is reset.

    aiohttp's parser in C closes a connection that is garbled, but leaves who reads from it waiting for ever,
    idle timeout or not; and a reset it takes for the end of a body that has no length. A session of ours
    knows better (`attentive.py`); one that was lent doesn't.
    """
    protocol = response.connection.protocol if response.connection else None
    # None also where aiohttp is older than this attribute.
    closed: asyncio.Future[None] | None = getattr(protocol, "closed", None)
    if protocol is None or closed is None:
        return
    content = response.content
    has_length = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers

    def on_closed(closed: asyncio.Future[None]) -> None:
        # Looked at, or asyncio complains that no one did.
        broke = not closed.cancelled() and closed.exception() is not None
        if content.exception() is not None:
            return
        cause = protocol.exception()
        garbled = isinstance(cause, http_exceptions.HttpProcessingError)
        if (garbled and not content.is_eof()) or (broke and not has_length):
            error = aiohttp.ClientPayloadError()
            error.__cause__ = cause
            content.set_exception(error)

    closed.add_done_callback(on_closed)


def take_rest(content: aiohttp.StreamReader, size: int) -> bytes:
    """The next of what had arrived before the connection broke and was not read yet, at most `size` bytes;
    the exception stands before it."""
    content.set_exception(None)  # type: ignore[arg-type]  # that is how aiohttp itself starts
    try:
        return content.read_nowait(size)
    except TimeoutError:  # the caller's own total timeout: aiohttp hands out nothing more
        return b""


async def refusal(response: aiohttp.ClientResponse) -> ResponseDetails:
    """The answer to keep on an exception, with the beginning of its body; the response is closed."""
    body = b""
    try:
        with contextlib.suppress(*NETWORK_EXCEPTIONS):
            async with asyncio.timeout(_BODY_PATIENCE):
                while len(body) < BODY_KEPT and (chunk := await response.content.read(BODY_KEPT - len(body))):
                    body += chunk
    finally:
        response.close()
    return ResponseDetails(
        response.status, response.reason or "", response.headers, body.decode("utf-8", "replace")
    )
