"""What is read off an answer besides its events: whether it is a stream, and what it says of itself."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import aiohttp
from aiohttp import http_exceptions

from .errors import ResponseDetails
from .failures import BODY_KEPT, NETWORK_EXCEPTIONS
from .lifecycle import Opened
from .redact import redact_url
from .request import CONTENT_TYPE_EVENT_STREAM

# A server that refuses but never ends its body doesn't hold up the error for longer, in seconds.
_BODY_PATIENCE = 2.0
# Seconds of silence before the first probe, between probes, and how many stay unanswered.
_KEEP_ALIVE = {"TCP_KEEPIDLE": 45, "TCP_KEEPALIVE": 45, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 3}


def is_event_stream(response: aiohttp.ClientResponse) -> bool:
    """Status 200 and the MIME essence `text/event-stream`, in any case and with any parameters."""
    essence = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return response.status == 200 and essence == CONTENT_TYPE_EVENT_STREAM


def opened(response: aiohttp.ClientResponse) -> Opened:
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
    )


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


def break_off_when_garbled(response: aiohttp.ClientResponse) -> None:
    """Have a body that turns out not to be HTTP raise, as one that is cut does.

    aiohttp's parser in C closes such a connection, but leaves who reads from it waiting for ever, idle
    timeout or not.
    """
    protocol = response.connection.protocol if response.connection else None
    # None also where aiohttp is older than this attribute.
    closed: asyncio.Future[None] | None = getattr(protocol, "closed", None)
    if protocol is None or closed is None:
        return
    content = response.content

    def on_closed(closed: asyncio.Future[None]) -> None:
        if not closed.cancelled():
            closed.exception()  # looked at, or asyncio complains that no one did
        known = content.is_eof() or content.exception() is not None
        if not known and isinstance(protocol.exception(), http_exceptions.HttpProcessingError):
            content.set_exception(aiohttp.ClientPayloadError())

    closed.add_done_callback(on_closed)


def take_rest(content: aiohttp.StreamReader) -> bytes:
    """What had arrived before the connection broke and was not read yet; the exception stands before it."""
    content.set_exception(None)  # type: ignore[arg-type]  # that is how aiohttp itself starts
    try:
        return content.read_nowait()
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
