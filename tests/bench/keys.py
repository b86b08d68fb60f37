"""How long a key takes to show, while nine streams run: `python tests/bench/keys.py [EVENTS_PER_SECOND ...]`.

The installed `sse-dash` runs in a pseudo-terminal of 200x50 on a server in a process of its own, on loopback.
`space` is pressed, and the time until `PAUSED` is written is taken. 0 events a second is an idle screen, -1
as many as the server can send.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import time
from pathlib import Path
from statistics import median, quantiles

import pexpect

_STREAMS = 9
_PRESSES = 60
_EVENT = b'event: edit\nid: 1\ndata: {"title":"' + b"x" * 1200 + b'"}\n\n'


def serve(port: multiprocessing.Queue[int], rate: float) -> None:
    """Serve endless streams that together bring `rate` events a second."""

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        started = time.monotonic()
        sent = 0
        try:
            while True:
                if rate < 0:
                    writer.write(_EVENT * 50)
                else:
                    due = int((time.monotonic() - started) * rate / _STREAMS)
                    writer.write(_EVENT * (due - sent))
                    sent = due
                    await asyncio.sleep(0.02)
                await writer.drain()
        except ConnectionError:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(stream, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def measure(rate: float) -> tuple[list[float], str]:
    """Seconds for each press, and the totals that the first line showed."""
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(port, rate), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port.get(timeout=10)}"
    command = str(Path(sys.executable).with_name("sse-dash"))
    child = pexpect.spawn(
        command,
        [f"{base}/stream-{n}" for n in range(_STREAMS)],
        dimensions=(50, 200),
        env={**os.environ, "TERM": "xterm-256color", "SSE_DASH_CONFIG_DIR": os.devnull},
        timeout=20,
    )
    try:
        child.delaybeforesend = None  # pexpect waits 50 ms of its own else
        child.expect("live")
        run_until(child, 4.0)
        taken = []
        for _ in range(_PRESSES):
            start = time.perf_counter()
            child.send(" ")
            child.expect_exact("PAUSED")
            taken.append(time.perf_counter() - start)
            child.send(" ")
            run_until(child, 0.15)
        totals = run_until(child, 2.0).rpartition(b" ev/s")[0][-8:].decode(errors="replace").strip()
        child.send("q")
        child.expect(pexpect.EOF)
        return taken, totals
    finally:
        child.close(force=True)
        server.terminate()
        server.join()


def run_until(child: pexpect.spawn[bytes], seconds: float) -> bytes:
    """Read for so long what the program draws, so that it is never held up; return it."""
    end = time.monotonic() + seconds
    drawn = b""
    while (left := end - time.monotonic()) > 0:
        try:
            drawn += child.read_nonblocking(1 << 20, timeout=left)
        except pexpect.TIMEOUT:
            break
    return drawn


def main() -> None:
    """Print a line for each rate."""
    for rate in [float(word) for word in sys.argv[1:]] or [0.0, 3_000.0, 30_000.0, -1.0]:
        taken, totals = measure(rate)
        name = "flood" if rate < 0 else f"{rate:,.0f} events/s"
        middle, worst = median(taken) * 1000, quantiles(taken, n=100)[-1] * 1000
        print(f"{name:>16}: median {middle:5.0f} ms, p99 {worst:5.0f} ms, shown {totals} ev/s", flush=True)


if __name__ == "__main__":
    main()
