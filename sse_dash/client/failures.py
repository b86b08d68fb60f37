"""The one place where exceptions of aiohttp, ssl and asyncio, and HTTP statuses, become errors of ours."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from collections.abc import Callable

import aiohttp
from aiohttp import http_exceptions
from aiohttp.client_exceptions import UnixClientConnectorError

from .errors import (
    AccessRefusedError,
    EventSourceError,
    PermanentError,
    ResponseDetails,
    TransientError,
    UnexpectedResponseError,
)
from .redact import redact_url
from .retry import parse_retry_after
from .unreadable import unreadable

BODY_KEPT = 4096
"""Bytes of the body of a refused response that the exception keeps."""

NETWORK_EXCEPTIONS = (aiohttp.ClientError, http_exceptions.HttpProcessingError, OSError, asyncio.TimeoutError)
"""What sending a request or reading its body may raise, less what a caller's mistake raises."""

_TRY_LATER = frozenset({408, 425, 429})


class ConnectionLostError(TransientError):
    """No connection, or none any more. Each is an `aiohttp.ClientConnectionError` as well, and of the
    narrower class of aiohttp that its cause was: what `aiohttp-sse-client` let through."""


class CleanEnd(TransientError):
    """The body ended as HTTP says that a body ends."""

    clean = True


def ended(*, in_an_event: bool) -> CleanEnd:
    """The error for a body that ended."""
    where = " in the middle of an event" if in_an_event else ""
    return CleanEnd(f"the server ended the stream{where}")


def no_answer(seconds: float) -> EventSourceError:
    """The error for a request that had no answer within its deadline."""
    return _lost(f"no answer within the answer timeout of {seconds:g} s", aiohttp.SocketTimeoutError())


def from_exception(
    exc: BaseException, url: str, proxy: object = None, heard: bytes | None = None
) -> EventSourceError:
    """The error that `exc`, raised while connecting to `url`, stands for. `proxy` is the URL of one that lies
    between, which the error then names; `heard` is the first that came back, None where it was open."""
    shown = redact_url(url) + _through(proxy)
    match exc:
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(exc.certificate_error, "verify_message", "") or "not trusted"
            return _related(PermanentError, exc)(f"the certificate of {exc.host} was refused: {reason}")
        case aiohttp.ServerFingerprintMismatch():
            return PermanentError(f"the certificate of {exc.host} is not the expected one")
        case aiohttp.ClientHttpProxyError():
            details = ResponseDetails(exc.status, exc.message, exc.headers or {})
            return from_response(details, url, proxy)
        case aiohttp.ClientProxyConnectionError():
            return _lost(f"no connection to the proxy {_server(exc)}: {_os_reason(exc)}", exc)
        case _ if is_of_socks(exc) and isinstance(exc.__cause__, OSError) and exc.__cause__.errno:
            reason = _os_reason(exc.__cause__)
            return _lost(f"no connection to the proxy {redact_url(str(proxy))}: {reason}", exc)
        case _ if is_of_socks(exc):
            return _lost(f"the SOCKS proxy gave no connection: {exc}: {shown}", exc)
        case aiohttp.ClientConnectorDNSError():
            return _lost(f"unknown host: {exc.host}{_through(proxy)}", exc)
        case aiohttp.ClientSSLError():
            return _tls_error(exc.os_error, _server(exc), exc)
        case UnixClientConnectorError():
            return _lost(f"{_os_reason(exc)}: the socket {exc.path}", exc)
        case aiohttp.ClientConnectorError() if exc.ssl and isinstance(exc.os_error, ConnectionResetError):
            # Before TLS a connection is refused, and not reset.
            where = f"{exc.host}:{exc.port}{_through(proxy)}"
            return _lost(
                f"no TLS with {where}: the server hung up in the handshake{_MAY_WANT_CERTIFICATE}", exc
            )
        case aiohttp.ClientConnectorError():
            return _lost(f"{_os_reason(exc)}: {_server(exc)}{_through(proxy)}", exc)
        case aiohttp.ConnectionTimeoutError():
            return _lost(f"no connection within the connect timeout: {shown}", exc)
        case aiohttp.SocketTimeoutError():
            return _lost("the connection went silent for longer than the idle timeout", exc)
        # The system's own ETIMEDOUT has a number and is an OSError like any other.
        case asyncio.TimeoutError() if not exc.errno:
            return _lost("the request's own timeout ran out", exc)
        case aiohttp.ServerDisconnectedError():
            # A port that speaks TLS does so, where it gives no answer in clear.
            is_plain = url.startswith("http://")
            hint = " (a port that speaks TLS does so: try https://)" if is_plain else _MAY_WANT_CERTIFICATE
            words = f"the server closed the connection without an answer{_through(proxy) or hint}"
            return _lost(words, exc)
        case aiohttp.ClientPayloadError() if isinstance(exc.__cause__, http_exceptions.ContentEncodingError):
            return _lost("what came can't be decompressed: it is not what its Content-Encoding says", exc)
        case aiohttp.ClientPayloadError() if _is_garbled(exc.__cause__):
            return _lost("the connection was cut: what came was no chunk of a body", exc)
        case aiohttp.ClientPayloadError():
            return _lost("the connection was cut in the middle of the stream", exc)
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return PermanentError(f"not a URL that can be asked: {shown}")
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            what = unreadable(exc.message, heard or b"")
            words = f"{what.words}: {shown}"
            return _lost(words, exc) if what.may_pass else PermanentError(words)
        case aiohttp.ClientOSError() if isinstance(exc.__cause__, ssl.SSLError):
            return _tls_error(exc.__cause__, shown, exc)
        case OSError():
            hint = _MAY_WANT_CERTIFICATE if heard == b"" and url.startswith("https://") else ""
            return _lost(f"the connection was lost: {_os_reason(exc)}{hint}", exc)
        case _:
            return _lost(f"the connection was lost: {type(exc).__name__}", exc)


def from_reading(exc: BaseException, url: str) -> EventSourceError:
    """The error for `exc`, raised by the body of an open stream: there, bad HTTP is a cut like any other."""
    if isinstance(exc, http_exceptions.HttpProcessingError):
        cause = exc
        exc = aiohttp.ClientPayloadError()
        exc.__cause__ = cause
    return from_exception(exc, url)


def _is_garbled(cause: BaseException | None) -> bool:
    """Whether the body was no HTTP, which is another thing than one that ended too soon."""
    too_soon = isinstance(cause, http_exceptions.PayloadEncodingError)
    return isinstance(cause, http_exceptions.HttpProcessingError) and not too_soon


def from_response(details: ResponseDetails, url: str, proxy: object = None) -> EventSourceError:
    """The error for an answer that opens no stream: a status other than 200, or another content type. It
    names the proxy that lies between, which may be who has answered."""
    shown = redact_url(url) + _through(proxy)
    status = f"{details.status} {details.reason}".rstrip()
    if details.status in (426, 505):
        status += " (HTTP/1.1 is spoken here)"
    if details.status in _TRY_LATER or 500 <= details.status <= 599:
        retry_after = parse_retry_after(details.headers.get("Retry-After"))
        kind = _related(ConnectionLostError, aiohttp.ClientConnectionError())
        return kind(f"{status}: {shown}", response=details, retry_after=retry_after)
    if details.status in (401, 407, 305):
        return AccessRefusedError(f"{status}: {shown}", response=details)
    if 400 <= details.status <= 499:
        return PermanentError(f"{status}: {shown}", response=details)
    if 200 <= details.status <= 299 and details.status not in (204, 205):
        got = details.headers.get("Content-Type") or "no content type"
        with_status = "" if details.status == 200 else f", with status {status}"
        words = f"not an event stream, but {got[:100]}{with_status}: {shown}"
        return UnexpectedResponseError(words, response=details)
    return UnexpectedResponseError(f"{status}, where 200 was expected: {shown}", response=details)


def is_past_sending(exc: BaseException) -> bool:
    """Whether the request may have reached the server when this was raised: no exception of connecting."""
    return not isinstance(exc, _OF_CONNECTING) and not is_of_socks(exc)


def _through(proxy: object) -> str:
    return f" (through the proxy {redact_url(str(proxy))})" if proxy else ""


def is_of_socks(exc: BaseException) -> bool:
    """Whether it is an exception of the package for SOCKS proxies, which may not be installed."""
    return any(kind.__module__.startswith(("aiohttp_socks", "python_socks")) for kind in type(exc).__mro__)


def session_closed() -> EventSourceError:
    """The error for a borrowed session that its owner closed."""
    return PermanentError("the session that was lent to the event source has been closed")


def unsendable(url: str) -> EventSourceError:
    """The error for a request that aiohttp refuses to make; its headers may be secret and are not quoted."""
    return PermanentError(
        f"the request to {redact_url(url)} can't be sent: a header holds characters that HTTP doesn't allow, "
        "or options exclude each other, such as data and json"
    )


def unread_coding(coding: str) -> EventSourceError:
    """The error for an answer in a content coding that aiohttp hands on unread."""
    return PermanentError(
        f"the answer is compressed with {coding[:40]}, which can't be read here; ask for it uncompressed"
    )


# The classes of aiohttp that programs catch, the narrow ones first.
_KIN: tuple[type[Exception], ...] = (
    aiohttp.ClientConnectorCertificateError,
    aiohttp.ClientConnectorSSLError,
    aiohttp.ClientConnectorDNSError,
    aiohttp.ClientProxyConnectionError,
    UnixClientConnectorError,
    aiohttp.ClientConnectorError,
    aiohttp.ClientOSError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.SocketTimeoutError,
    aiohttp.ServerDisconnectedError,
    aiohttp.ClientPayloadError,
    asyncio.TimeoutError,
)
_OF_CONNECTING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
_MIXED: dict[tuple[type[EventSourceError], type[Exception]], type[EventSourceError]] = {}


def _lost(message: str, exc: BaseException) -> EventSourceError:
    return _related(ConnectionLostError, exc)(message)


def _related(ours: type[EventSourceError], exc: BaseException) -> Callable[..., EventSourceError]:
    """Our class, made to be of the cause's class as well. The cause's attributes, which may hold secrets, are
    left behind."""
    theirs = next((kind for kind in _KIN if isinstance(exc, kind)), aiohttp.ClientConnectionError)
    if (ours, theirs) not in _MIXED:
        bases = [ours, theirs]
        if not issubclass(theirs, aiohttp.ClientConnectionError):
            bases.append(aiohttp.ClientConnectionError)
        names = {"__module__": ours.__module__, "__doc__": ours.__doc__}
        _MIXED[ours, theirs] = type(ours.__name__, tuple(bases), names)
    return _MIXED[ours, theirs]


def _server(exc: aiohttp.ClientConnectorError) -> str:
    """Host and port, as a URL has them: an address of IPv6 in brackets."""
    host = f"[{exc.host}]" if ":" in exc.host else exc.host
    return f"{host}:{exc.port}"


def _os_reason(exc: OSError) -> str:
    """What the operating system said, in its words, without address or number."""
    exc = getattr(exc, "os_error", exc)
    if isinstance(exc, socket.gaierror):
        return (exc.strerror or "the host's address can't be looked up").lower()
    if isinstance(exc, ConnectionRefusedError):
        return "connection refused"
    if isinstance(exc, ConnectionResetError):
        return "connection reset"
    if isinstance(exc, ConnectionAbortedError):
        return "the connection was closed while it was made"
    return os.strerror(exc.errno).lower() if exc.errno and exc.errno > 0 else type(exc).__name__


def _tls_error(exc: OSError, where: str, cause: BaseException) -> EventSourceError:
    reason = (exc.reason or "") if isinstance(exc, ssl.SSLError) else ""
    words = tls_words(reason) or _os_reason(exc)
    if reason in _WANTS_CERTIFICATE:
        return PermanentError(f"{words}: {where}")
    return _lost(f"no TLS with {where}: {words}", cause)


def tls_words(reason: str) -> str:
    """What an error of OpenSSL, such as `WRONG_VERSION_NUMBER`, means here; empty where it has no name."""
    return (
        _TLS_WORDS.get(reason)
        or re.sub(r"(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?", "", reason).replace("_", " ").lower()
    )


_MAY_WANT_CERTIFICATE = " (one that wants a client certificate, and is shown none that it knows, does so)"
_NO_TLS = "the port speaks no TLS; try http://"
_NO_VERSION = "there is no version of TLS that both sides speak"
_CERTIFICATE_REFUSED = "the server refuses the client certificate"
_WANTS_CERTIFICATE = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED"})
_TLS_WORDS = {
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "HTTP_REQUEST": _NO_TLS,
    "UNKNOWN_PROTOCOL": _NO_TLS,
    "RECORD_LAYER_FAILURE": _NO_TLS,
    "PACKET_LENGTH_TOO_LONG": _NO_TLS,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the server wants a client certificate, and none was given",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        "the server broke off the handshake: it wants a client certificate, or another cipher"
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": _CERTIFICATE_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": f"{_CERTIFICATE_REFUSED}: it has expired",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": f"{_CERTIFICATE_REFUSED}: it was revoked",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _CERTIFICATE_REFUSED,
    "TLSV1_ALERT_UNKNOWN_CA": f"{_CERTIFICATE_REFUSED}: it doesn't know who signed it",
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": "the server speaks HTTP/2 only, and this client HTTP/1.1",
    "TLSV1_ALERT_PROTOCOL_VERSION": _NO_VERSION,
    "UNSUPPORTED_PROTOCOL": _NO_VERSION,
    "TLSV1_UNRECOGNIZED_NAME": "the server knows no host of this name",
}
