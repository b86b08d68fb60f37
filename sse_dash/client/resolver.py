"""Lookups as aiohttp's connectors ask for them."""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from .lookups import SHARED, Lookups

_IN_NUMBERS = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Resolver(AbstractResolver):
    """The system's answers, in threads that no one waits for. There is nothing to close."""

    def __init__(self, lookups: Lookups = SHARED) -> None:
        self._lookups = lookups

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises OSError."""
        return [
            ResolveResult(
                hostname=host,
                host=address.host,
                port=port,
                family=address.family,
                proto=address.protocol,
                flags=_IN_NUMBERS,
            )
            for address in await self._lookups.addresses(host, family)
        ]

    async def close(self) -> None:
        """Do nothing: what is under way ends by itself."""
