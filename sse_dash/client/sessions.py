"""The session that an attempt goes over: the one that was lent, or one of ours, made for the way it takes.

A way is the network itself, a SOCKS proxy, or a Unix socket; of a proxy that speaks HTTP the request tells.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractCookieJar, AbstractResolver
from yarl import URL

from .connector import read_head_first, stream_connector
from .errors import PermanentError
from .progress import Progress, traced
from .redact import redact_url
from .resolver import Resolver
from .socks import socks_connector

SOCKS_SCHEMES = frozenset({"socks4", "socks4a", "socks5", "socks5h"})
"""Proxies that need the package `aiohttp-socks`."""


class Way(NamedTuple):
    """How the server is reached."""

    socks: str = ""
    """The URL of a SOCKS proxy. May hold a password."""
    unix: str = ""
    """The path of a Unix socket."""

    def __repr__(self) -> str:
        return f"Way({redact_url(self.socks)!r}, {self.unix!r})"


class Sessions:
    """One session at a time. Cookies stay, whichever way is taken."""

    def __init__(
        self,
        lent: aiohttp.ClientSession | None,
        cookie_jar: AbstractCookieJar | None,
        progress: Progress,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`lent` is used for all and never closed. `cookie_jar` is for sessions of ours; without it there is
        one that also keeps the cookies of servers that have no name, only an address. A session of ours tells
        `progress` how far it is, and asks `resolver` for hosts, which it never closes; the system without."""
        self._lent = lent
        self._progress = progress
        self._cookie_jar = cookie_jar
        self._resolver = resolver or Resolver()
        self._way = Way()
        self.current = lent
        """None before the first attempt where it is ours to make."""

    @property
    def is_lent(self) -> bool:
        """Whether the session is the caller's."""
        return self._lent is not None

    async def over(self, options: dict[str, Any]) -> aiohttp.ClientSession:
        """The session for a request of these options; what of them is about the way is taken out.

        Raises PermanentError where that way can't be taken.
        """
        way = _way(options)
        if self._lent is not None:
            if way != Way():
                raise PermanentError("a lent session has ways of its own: give it the connector instead")
            return self._lent
        if self.current is None or self.current.closed or way != self._way:
            await self.close()
            if self._cookie_jar is None:
                self._cookie_jar = aiohttp.CookieJar(unsafe=True)
            self.current = aiohttp.ClientSession(
                connector=_connector(way, self._progress, self._resolver),
                cookie_jar=self._cookie_jar,
                trace_configs=[traced(self._progress)],
            )
            self._way = way
        return self.current

    async def close(self) -> None:
        """Close the session if it is ours."""
        if self._lent is None and self.current is not None:
            await self.current.close()


def _way(options: dict[str, Any]) -> Way:
    unix = options.pop("unix", None) or ""
    proxy = options.get("proxy")
    if unix and proxy is not None:
        raise PermanentError("a Unix socket can't be reached through a proxy: give one of the two")
    if proxy is None or URL(proxy).scheme not in SOCKS_SCHEMES:
        return Way(unix=unix)
    del options["proxy"]
    return Way(socks=str(proxy))


def _connector(way: Way, progress: Progress, resolver: AbstractResolver) -> aiohttp.BaseConnector:
    if way.unix:
        return read_head_first(aiohttp.UnixConnector(way.unix, limit=0), progress.hear)
    if not way.socks:
        return stream_connector(progress.hear, socket_factory=progress.socket_for, resolver=resolver)
    try:
        connector = socks_connector(way.socks, resolver)
    except ImportError:
        shown = redact_url(way.socks)
        raise PermanentError(f"the proxy {shown} needs the package aiohttp-socks: install it") from None
    return read_head_first(connector, progress.hear)
