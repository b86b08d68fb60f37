"""How far an attempt to connect has come, as a session of ours tells it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp

from .lifecycle import Stage

_MOST_HEARD = 64  # bytes: enough of a frame, a record or a line


class Progress:
    """How far the attempt that is under way has come."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._is_tls = False
        self._socket: socket.socket | None = None
        self.first_bytes = b""
        """The first that came back since the last request, for telling what it is where it is no HTTP."""
        self.when_sent: Callable[[], None] | None = None
        """Called when a request has been sent."""

    def begin(self, *, is_tls: bool) -> None:
        """An attempt begins."""
        self._stage, self._is_tls, self._socket = None, is_tls, None
        self.when_sent = None
        self.first_bytes = b""

    def hear(self, data: bytes) -> None:
        """Keep the first of it."""
        if len(self.first_bytes) < _MOST_HEARD:
            self.first_bytes += data[: _MOST_HEARD - len(self.first_bytes)]

    def end(self) -> None:
        """It is over."""
        self._stage = self._socket = self.when_sent = None

    def reach(self, stage: Stage) -> None:
        """It has come to that stage."""
        self._stage = stage
        if stage is Stage.WAITING and self.when_sent is not None:
            self.when_sent()

    def socket_for(self, address: Any) -> socket.socket:
        """Make the socket for an address, and remember it: of TLS nothing else tells."""
        family, kind, protocol, *_ = address
        self._socket = socket.socket(family=family, type=kind, proto=protocol)
        return self._socket

    @property
    def stage(self) -> Stage | None:
        """None while no attempt is under way, or before it has come to anything."""
        if self._stage is Stage.CONNECTING and self._is_tls and self._socket is not None:
            try:
                self._socket.getpeername()
            except OSError:  # not connected yet, or closed
                return self._stage
            return Stage.TLS
        return self._stage


def traced(progress: Progress) -> aiohttp.TraceConfig:
    """What tells `progress` how far a request of a session has come."""

    def reaching(stage: Stage) -> Any:
        async def reach(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: object) -> None:
            progress.reach(stage)

        return reach

    trace = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(reaching(Stage.QUEUED))
    trace.on_connection_create_start.append(reaching(Stage.CONNECTING))
    trace.on_dns_resolvehost_start.append(reaching(Stage.LOOKING_UP))
    trace.on_dns_resolvehost_end.append(reaching(Stage.CONNECTING))
    trace.on_request_headers_sent.append(reaching(Stage.WAITING))
    return trace
