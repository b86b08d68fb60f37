"""A network that breaks off, between a client and a server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Cutter:
    """A proxy on loopback that can break off every connection that goes through it."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._asked = bytearray()
        self.url = ""

    def asked_with(self, header: str) -> str:
        """The value of that header in the newest request that has it."""
        found = re.findall(rf"^{header}: (.*)\r$", self._asked.decode(), re.IGNORECASE | re.MULTILINE)
        return str(found[-1])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Cutter]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """Reset all connections, in the middle of whatever is on its way."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream, to_upstream = await asyncio.open_connection("127.0.0.1", self._target)
        except ConnectionError:  # the server is down
            writer.transport.abort()
            return
        self._writers |= {writer, to_upstream}
        await asyncio.gather(self._pump(reader, to_upstream, self._asked), self._pump(upstream, writer))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray | None = None
    ) -> None:
        try:
            while chunk := await reader.read(4096):
                if heard is not None:
                    heard += chunk
                writer.write(chunk)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
