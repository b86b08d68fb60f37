"""Asking the system for the addresses of hosts, in threads of our own.

The system's call can't be broken off, and where a resolver doesn't answer it takes half a minute. asyncio
would make it in the few threads that a program has for everything else, and wait for them at its end: these
are waited for by no one, and they end with what they ask for.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

MOST = 128
"""Lookups under way at the same time, each of another host."""
KEPT_FREE = 32
"""So many of those are only for hosts that have answered before: others that don't can't hold them up."""
_MOST_ANSWERED = 1_000


class Address(NamedTuple):
    """Where a host is."""

    family: socket.AddressFamily
    protocol: int
    host: str
    """In numbers."""


class _Host(NamedTuple):
    name: str
    family: socket.AddressFamily


class _Lookup:
    """One that someone wants."""

    def __init__(self, host: _Host) -> None:
        self.host = host
        self.found: Future[list[Address]] = Future()
        self.wanted_by = 0


class Lookups:
    """Those under way, by whoever asks, of any event loop. A host that is asked for again is waited for
    together."""

    def __init__(
        self,
        most: int = MOST,
        kept_free: int = KEPT_FREE,
        ask: Callable[..., Sequence[Any]] | None = None,
    ) -> None:
        """`ask` is `socket.getaddrinfo`, or stands for it."""
        self._most = most
        self._kept_free = kept_free
        self._ask = ask
        self._lock = threading.Lock()  # for all below
        self._under_way: dict[_Host, _Lookup] = {}
        self._due: list[_Lookup] = []
        self._answered: dict[_Host, None] = {}

    async def addresses(self, name: str, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[Address]:
        """The addresses of a host. Raises OSError, and UnicodeError for what is no name.

        Who is cancelled stops waiting; a call that has begun goes on, for who asks next.
        """
        loop = asyncio.get_running_loop()
        come = loop.create_future()

        def wake() -> None:
            if not come.done():
                come.set_result(None)

        def tell(_: Future[list[Address]]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed, and no one waits
                loop.call_soon_threadsafe(wake)

        lookup = self._wanted(_Host(name, family))
        lookup.found.add_done_callback(tell)
        try:
            await come
        except asyncio.CancelledError:
            self._unwanted(lookup)
            raise
        return lookup.found.result()

    def _wanted(self, host: _Host) -> _Lookup:
        with self._lock:
            lookup = self._under_way.get(host) or next((one for one in self._due if one.host == host), None)
            if lookup is None:
                lookup = _Lookup(host)
                self._due.append(lookup)
            lookup.wanted_by += 1
        self._begin()
        return lookup

    def _unwanted(self, lookup: _Lookup) -> None:
        with self._lock:
            lookup.wanted_by -= 1
            # Whoever gave up did so after some seconds: it counts as one that doesn't answer.
            self._answered.pop(lookup.host, None)
            if not lookup.wanted_by and lookup in self._due:
                self._due.remove(lookup)

    def _begin(self) -> None:
        """Begin what is due, as far as it may."""
        while True:
            with self._lock:
                lookup = next((one for one in self._due if self._may_begin(one.host)), None)
                if lookup is None:
                    return
                self._due.remove(lookup)
                self._under_way[lookup.host] = lookup
            thread = threading.Thread(
                target=self._look_up, args=(lookup,), name="lookup of a host", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:  # the system has no more
                self._end(lookup)
                lookup.found.set_exception(OSError(str(error)))

    def _may_begin(self, host: _Host) -> bool:
        free = self._most - len(self._under_way)
        return free > 0 if host in self._answered else free > self._kept_free

    def _look_up(self, lookup: _Lookup) -> None:
        """What a thread does."""
        try:
            found = _addresses(lookup.host, self._ask or socket.getaddrinfo)
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            self._end(lookup)
            lookup.found.set_exception(error)
        else:
            self._end(lookup, has_answered=True)
            lookup.found.set_result(found)
        self._begin()

    def _end(self, lookup: _Lookup, *, has_answered: bool = False) -> None:
        with self._lock:
            del self._under_way[lookup.host]
            self._answered.pop(lookup.host, None)
            if has_answered:
                self._answered[lookup.host] = None
                if len(self._answered) > _MOST_ANSWERED:
                    del self._answered[next(iter(self._answered))]


SHARED = Lookups()
"""For all event sources: threads are the process's, and so is what bounds them."""


def _addresses(host: _Host, ask: Callable[..., Sequence[Any]]) -> list[Address]:
    try:
        found = ask(host.name, 0, host.family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
    except socket.gaierror:
        if host.name.rstrip(".").casefold() != "localhost":
            raise
        # Some systems don't count the loopback as a network that is there.
        found = ask(host.name, 0, host.family, socket.SOCK_STREAM, 0, 0)
    addresses = []
    for family, _, protocol, _, address in found:
        if family in (socket.AF_INET, socket.AF_INET6):
            numbers = address[0]
            if family == socket.AF_INET6 and len(address) > 3 and address[3] and "%" not in numbers:
                # Of a link-local address the interface is a part (RFC 4007).
                numbers = socket.getnameinfo(address, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]
            addresses.append(Address(family, protocol, numbers))
    return addresses
