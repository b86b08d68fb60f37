"""A server of endless streams, in a process of its own, for what is measured on a running program."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time

_PACE = 0.02
"""Seconds between two writes of a stream that has more than one event in them."""


def serve(port: multiprocessing.Queue[int], rate: float, streams: int, size: int) -> None:
    """Serve streams that together bring `rate` events a second, each of `size` bytes, or as many as they can
    if it is negative; says on which port.
    """
    event = b'event: edit\nid: 1\ndata: {"title":"' + b"x" * size + b'"}\n\n'

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        each = rate / streams
        pause = max(_PACE, 1 / each) if each > 0 else _PACE
        sent = 0
        try:
            # Slow streams that all spoke in the same moment would be like no others.
            await asyncio.sleep(random.uniform(0, pause) if rate >= 0 else 0)
            started = time.monotonic()
            while True:
                if rate < 0:
                    writer.write(event * 50)
                else:
                    due = int((time.monotonic() - started) * each)
                    writer.write(event * (due - sent))
                    sent = due
                    await asyncio.sleep(pause)
                await writer.drain()
        except ConnectionError:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(stream, "127.0.0.1", 0, backlog=streams)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())
