"""What the client costs for each event, beside reading the bytes alone: `python tests/bench/client.py`.

A server in a process of its own sends as fast as it can; the figures are microseconds of our time an
event, medians of rounds in which each way of reading is taken once.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import aiohttp
from aiohttp import web

from sse_dash.client import EventSource

EVENTS = {
    "tiny": (b'data: {"p":1234.5,"q":17}\n\n', 300_000),
    "token": (
        b'data: {"id":"chatcmpl-0123456789","choices":[{"delta":{"content":"' + b"x" * 200 + b'"}}]}\n\n',
        80_000,
    ),
    "large": (
        b'event: message\nid: [{"topic":"edits","partition":0}]\ndata: {"x":"' + b"y" * 1100 + b'"}\n\n',
        30_000,
    ),
}
_ROUNDS = 5


def _serve(pipe: Any) -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        event, count = EVENTS[request.match_info["name"]]
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        block = event * 500
        for _ in range(count // 500):
            await response.write(block)
        return response

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{name}", stream)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.to_thread(pipe.recv)
        await runner.cleanup()

    asyncio.run(run())


async def bare(url: str) -> int:
    """Only the bytes."""
    size = 0
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        async for data in response.content.iter_any():
            size += len(data)
    return size


async def one_by_one(url: str) -> int:
    count = 0
    async with EventSource(url, reconnect="never") as source:
        async for _ in source:
            count += 1
    return count


async def by_the_list(url: str) -> int:
    count = 0
    async with EventSource(url, reconnect="never") as source:
        async for batch in source.batches():
            count += len(batch)
    return count


async def measure(port: int) -> None:
    """Print a line for each size of event."""
    ways: dict[str, Callable[[str], Awaitable[int]]] = {
        "bytes": bare, "batches()": by_the_list, "async for": one_by_one,
    }  # fmt: skip
    print(f"{'us an event':12}" + "".join(f"{way:>14}" for way in ways))
    for name, (_, count) in EVENTS.items():
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(_ROUNDS):
            for way, read in ways.items():
                start = time.process_time()
                await read(f"http://127.0.0.1:{port}/{name}")
                taken[way].append((time.process_time() - start) / count * 1e6)
        least = median(taken["bytes"])
        print(
            f"{name:12}"
            + "".join(f"{median(each):8.2f} {median(each) / least:4.2f}x" for each in taken.values())
        )


def main() -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        asyncio.run(measure(ours.recv()))
    finally:
        ours.send("end")
        server.join()


if __name__ == "__main__":
    main()
