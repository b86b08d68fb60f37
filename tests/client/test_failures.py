"""Exceptions of aiohttp and the system as errors of ours: which are worth another try, and in what words."""

from __future__ import annotations

import errno
import ssl
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import http_exceptions
from aiohttp.client_reqrep import ConnectionKey, RequestInfo

from sse_dash.client import failures
from sse_dash.client.errors import (
    AccessRefusedError,
    EventSourceError,
    PermanentError,
    ResponseDetails,
    TransientError,
)

URL = "https://a.example/events?token=hunter2"
SHOWN = "https://a.example/events?token=***"
MAY_WANT_CERTIFICATE = " (one that wants a client certificate, and is shown none that it knows, does so)"
HOST = "a.example:443"
KEY = cast(ConnectionKey, SimpleNamespace(host="a.example", port=443, is_ssl=True, ssl=True))
KEY_OF_IPV6 = cast(ConnectionKey, SimpleNamespace(host="::1", port=1, is_ssl=True, ssl=True))


def certificate_error() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


def tls_error() -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


@pytest.mark.parametrize(
    ("exc", "words"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "x")), "unknown host: a.example"),
        (
            aiohttp.ClientConnectorSSLError(KEY, tls_error()),
            f"no TLS with {HOST}: the port speaks no TLS; try http://",
        ),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), "connection refused: a.example:443"),
        (aiohttp.ClientConnectorError(KEY_OF_IPV6, ConnectionRefusedError()), "connection refused: [::1]:1"),
        (
            aiohttp.ClientConnectorSSLError(KEY_OF_IPV6, tls_error()),
            "no TLS with [::1]:1: the port speaks no TLS; try http://",
        ),
        (
            aiohttp.ClientProxyConnectionError(KEY_OF_IPV6, ConnectionRefusedError()),
            "no connection to the proxy [::1]:1: connection refused",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.EHOSTUNREACH, "x")),
            "no route to host: a.example:443",
        ),
        (
            aiohttp.ServerDisconnectedError(),
            f"the server closed the connection without an answer{MAY_WANT_CERTIFICATE}",
        ),
        (
            aiohttp.ClientConnectorError(KEY, ConnectionResetError()),
            f"no TLS with {HOST}: the server hung up in the handshake{MAY_WANT_CERTIFICATE}",
        ),
        (aiohttp.ClientPayloadError(), "the connection was cut in the middle of the stream"),
        (aiohttp.ConnectionTimeoutError(), f"no connection within the connect timeout: {SHOWN}"),
        (aiohttp.SocketTimeoutError(), "the connection went silent for longer than the idle timeout"),
        (TimeoutError(), "the request's own timeout ran out"),
        (TimeoutError(errno.ETIMEDOUT, "x"), "the connection was lost: connection timed out"),
        (ConnectionResetError(), "the connection was lost: connection reset"),
        (aiohttp.ClientOSError(errno.EPIPE, "x"), "the connection was lost: broken pipe"),
        (aiohttp.ClientConnectionError("hunter2"), "the connection was lost: ClientConnectionError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_trouble_with_the_connection_is_worth_another_try(exc: Exception, words: str) -> None:
    error = failures.from_exception(exc, URL)
    assert isinstance(error, TransientError)
    assert isinstance(error, aiohttp.ClientConnectionError)
    assert str(error) == words


@pytest.mark.parametrize(
    ("exc", "words"),
    [
        (
            aiohttp.ClientConnectorCertificateError(KEY, certificate_error()),
            "the certificate of a.example was refused: certificate has expired",
        ),
        (
            aiohttp.ServerFingerprintMismatch(b"a", b"b", "a.example", 443),
            "the certificate of a.example is not the expected one",
        ),
        (aiohttp.InvalidURL(URL), f"not a URL that can be asked: {SHOWN}"),
        (
            http_exceptions.BadStatusLine("hunter2"),
            f"the answer is not HTTP that can be understood: {SHOWN}",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_no_repetition_mends_is_permanent(exc: Exception, words: str) -> None:
    error = failures.from_exception(exc, URL)
    assert isinstance(error, PermanentError)
    assert str(error) == words


def test_a_body_that_is_no_http_is_another_thing_than_one_that_ended_too_soon() -> None:
    garbled, too_soon = aiohttp.ClientPayloadError(), aiohttp.ClientPayloadError()
    garbled.__cause__ = http_exceptions.BadHttpMessage("x")
    too_soon.__cause__ = http_exceptions.TransferEncodingError("x")
    assert "no chunk of a body" in str(failures.from_reading(garbled, URL))
    assert "cut in the middle" in str(failures.from_reading(too_soon, URL))


def test_a_proxy_that_wants_credentials_is_a_refusal() -> None:
    info = cast(RequestInfo, SimpleNamespace(real_url=URL))
    exc = aiohttp.ClientHttpProxyError(info, (), status=407, message="Proxy Authentication Required")
    error = failures.from_exception(exc, URL)
    assert isinstance(error, AccessRefusedError)
    assert error.response is not None
    assert error.response.status == 407


@pytest.mark.parametrize(
    "exc",
    [
        http_exceptions.TransferEncodingError("x"),
        http_exceptions.ContentEncodingError("x"),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
    ],
    ids=lambda exc: type(exc).__name__,
)
def test_whatever_happens_to_the_body_of_an_open_stream_is_worth_another_try(exc: Exception) -> None:
    assert isinstance(failures.from_reading(exc, URL), TransientError)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (error, builtin)
        for error in (TransientError, PermanentError)
        for builtin in (ConnectionError, OSError)
    ],
)
def test_errors_are_the_built_in_ones_too(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, builtin)
    assert issubclass(error, EventSourceError)


def test_an_answer_on_an_error_keeps_headers_and_body_out_of_its_repr() -> None:
    details = ResponseDetails(403, "Forbidden", {"Set-Cookie": "hunter2"}, "hunter2")
    assert "hunter2" not in repr(details)


def test_a_retry_after_is_kept_on_the_error() -> None:
    error: Any = failures.from_response(ResponseDetails(429, "", {"Retry-After": "7"}), URL)
    assert error.retry_after == 7.0
    assert str(error) == f"429: {SHOWN}"
