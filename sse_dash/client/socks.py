"""The connector for SOCKS proxies. Needs the package `aiohttp-socks`, which not everyone has."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver


def socks_connector(url: str, resolver: AbstractResolver) -> aiohttp.BaseConnector:
    """One that goes through the proxy at `url`, without a limit of connections. Raises ImportError."""
    from aiohttp_socks import ProxyConnector

    # With the `h` and the `a` it is the proxy that looks the host up, as curl has it.
    scheme, _, rest = url.partition("://")
    plain = scheme.rstrip("ah")
    is_looked_up_there = plain != scheme

    class Connector(ProxyConnector):
        """The package looks hosts up in asyncio's threads. Only those are left to it of which it is known
        that the system answers, or six that it never finds hold up all that a program does in threads."""

        async def _connect_via_proxy(
            self, host: str, port: int, ssl: Any = None, timeout: float | None = None
        ) -> Any:
            hosts = [self._proxy_host] if is_looked_up_there else [self._proxy_host, host]
            async with asyncio.timeout(timeout):
                for name in hosts:
                    with contextlib.suppress(OSError):  # which the package comes to, too
                        await resolver.resolve(name, 0, socket.AF_UNSPEC)
            return await super()._connect_via_proxy(host, port, ssl, timeout)

    connector: aiohttp.BaseConnector = Connector.from_url(
        f"{plain}://{rest}", rdns=is_looked_up_there, limit=0
    )
    return connector
