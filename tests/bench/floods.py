"""Milliseconds that a loop is kept by streams that flood, with and without events, and megabytes held:
`python tests/bench/floods.py [STREAMS [SHARE_OF_A_PROCESSOR]]`."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.monitor import Monitor

_SECONDS = 4.0
_TICK = 0.002
_LARGEST = 256 * 1024 * 1024
_TURN = 0.02
"""Seconds in which a process that has a share of a processor runs once."""
_BOMB = "events of a small compressed body"
_FLOODS = {
    "events": b"data: 12.31\n\n",
    "comments": b": hello\n",
    "colons": b":\n",
    "data lines without an end": b"data\n",
    "unknown fields": b"x\n",
    "retries": b"retry: 1000\n",
    "no JSON": b"[}\n",
    _BOMB: b"data: 12.31\n\n",
}


def serve(port: multiprocessing.Queue[int], flood: str) -> None:
    """Serve that flood to whoever asks, as fast as it is read."""
    block = _FLOODS[flood] * (64 * 1024 // len(_FLOODS[flood]))
    kind = "application/x-ndjson" if flood == "no JSON" else "text/event-stream"
    coding = "Content-Encoding: gzip\r\n" if flood == _BOMB else ""
    body = gzip.compress(block * 1_000) if coding else block

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{coding}Connection: close\r\n\r\n".encode()
            )
            while True:
                writer.write(body)
                await writer.drain()

    async def main() -> None:
        server = await asyncio.start_server(stream, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def hold_back(pid: int, share: float) -> None:
    """Let that process run for its share of the time only."""
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(pid, signal.SIGCONT)
            time.sleep(_TURN * share)
            os.kill(pid, signal.SIGSTOP)
            time.sleep(_TURN * (1 - share))


async def late(url: str, streams: int) -> list[float]:
    """How late a tick of the loop was, each time, sorted."""
    governor = Governor()
    specs = (StreamSpec(name=str(number), url=url, max_event_size=_LARGEST) for number in range(streams))
    monitors = [Monitor(spec, governor=governor) for spec in specs]
    tasks = [asyncio.create_task(monitor.run()) for monitor in monitors]
    for monitor in monitors:
        monitor.start()
    await asyncio.sleep(0.5)
    ticks: list[float] = []
    ends = time.monotonic() + _SECONDS
    while (now := time.monotonic()) < ends:
        await asyncio.sleep(_TICK)
        ticks.append(time.monotonic() - now - _TICK)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(ticks)


def measured(flood: str, streams: int, share: float) -> None:
    """Print a line for this flood."""
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(port, flood), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{port.get()}/"
    holder = multiprocessing.Process(target=hold_back, args=(os.getpid(), share), daemon=True)
    if share < 1:
        holder.start()
    ticks = asyncio.run(late(url, streams))
    held = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    median, p99, longest = (1e3 * ticks[int(part * (len(ticks) - 1))] for part in (0.5, 0.99, 1.0))
    print(f"{flood:36}{median:10.1f}{p99:10.1f}{longest:10.1f}{held:10.0f}", flush=True)
    for process in (holder, server):
        if process.pid is not None:
            process.kill()


def main() -> None:
    """Print a table: each flood in a process of its own."""
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    print(f"{streams} streams, {share:g} of a processor{'median':>16}{'p99':>10}{'longest':>10}{'MB':>10}")
    for flood in _FLOODS:
        child = multiprocessing.Process(target=measured, args=(flood, streams, share))
        child.start()
        child.join()


if __name__ == "__main__":
    main()
