"""The connector under a session of ours: no limit of connections, and answers of which the head is read
before the body.

aiohttp parses what one packet holds in one go, so that a body which goes wrong in the first packet takes
status and headers with it, as if they had never come.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

# 100 and 103 come before the head that counts. Further ends of lines are those of a body, and no harm is done
# by splitting there; but each split costs.
_MOST_HEADS = 4
_END_OF_HEAD = (b"\r\n\r\n", b"\n\n")

_Connector = TypeVar("_Connector", bound=aiohttp.BaseConnector)


def stream_connector(hear: Callable[[bytes], None], **options: Any) -> aiohttp.TCPConnector:
    """A connector for streams; `options` are those of `aiohttp.TCPConnector`. `hear` is given what comes
    before the end of a head.

    A stream holds its connection for good, so that with aiohttp's limit of 100 the 101st would wait for ever.
    """
    return read_head_first(aiohttp.TCPConnector(limit=0, **options), hear)


def read_head_first(connector: _Connector, hear: Callable[[bytes], None]) -> _Connector:
    """The connector, whose answers are read head first from now on."""
    # A private name of aiohttp; without it answers are read as aiohttp does, and a test fails.
    if hasattr(connector, "_factory"):
        connector._factory = cast(Any, functools.partial(_Attentive, hear, loop=connector._loop))
    return connector


class _Attentive(ResponseHandler):
    """Hands its parser the head of an answer and what follows it one after the other, tells a reset from an
    end, and looks once more before it calls a stream silent."""

    _heads = _MOST_HEADS
    _looked_again = False

    def __init__(self, hear: Callable[[bytes], None], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self._hear = hear

    def set_response_params(self, **params: Any) -> None:
        self._heads = _MOST_HEADS
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        self._looked_again = False
        if self._heads == _MOST_HEADS:
            self._hear(data)
        for part in self._parts(data):
            super().data_received(part)
            if isinstance(self.exception(), HttpProcessingError):
                self._tell_body()
                return

    def _parts(self, data: bytes) -> Iterator[bytes]:
        while self._heads:
            end = min((at + len(mark) for mark in _END_OF_HEAD if (at := data.find(mark)) >= 0), default=0)
            if not 0 < end < len(data):
                break
            self._heads -= 1
            yield data[:end]
            data = data[end:]
        yield data

    def _tell_body(self) -> None:
        """aiohttp tells bad HTTP only to who waits for a head; who reads the body would wait for ever."""
        body = self._payload
        if body is not None and body.exception() is None:
            error = aiohttp.ClientPayloadError()
            error.__cause__ = self.exception()
            body.set_exception(error)

    def connection_lost(self, exc: BaseException | None) -> None:
        # aiohttp takes a reset for the end of a body that has no length.
        body = self._payload
        if exc is not None and body is not None and not body.is_eof() and body.exception() is None:
            body.set_exception(aiohttp.ClientPayloadError())
        super().connection_lost(exc)

    def _on_read_timeout(self) -> None:
        # After the process was stopped, the timer is due before what lies in the socket has been read.
        if not self._looked_again:
            self._looked_again = True
            self._read_timeout_handle = self._loop.call_later(0, self._on_read_timeout)
            return
        super()._on_read_timeout()
