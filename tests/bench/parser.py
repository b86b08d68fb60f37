"""How fast the parser is, for large and for tiny events: `python tests/bench/parser.py`."""

from __future__ import annotations

import time
from statistics import median

from sse_dash.client.parser import EventStreamParser

LARGE = b'event: message\nid: [{"topic":"edits","partition":0}]\ndata: {"x":"' + b"y" * 1200 + b'"}\n\n'
TINY = b"data: 12.31\n\n"
_RUNS = 5


def seconds(stream: bytes, read_size: int) -> tuple[float, int]:
    """The median of some runs, and the events in the stream."""
    taken = []
    events = 0
    for _ in range(_RUNS):
        parser = EventStreamParser()
        events = 0
        start = time.perf_counter()
        for at in range(0, len(stream), read_size):
            events += len(parser.feed(stream[at : at + read_size]))
        taken.append(time.perf_counter() - start)
    return median(taken), events


def main() -> None:
    """Print a line for each shape of stream."""
    for name, stream, read_size in (
        ("large events, 16 KiB reads", LARGE * 20_000, 16_384),
        ("tiny events, 16 KiB reads", TINY * 300_000, 16_384),
        ("tiny events, one byte a read", TINY * 20_000, 1),
        ("one event of 15 MB, 1,000 B reads", b"data: " + b"x" * 15_000_000 + b"\n\n", 1_000),
    ):
        taken, events = seconds(stream, read_size)
        print(f"{name:36}{events / taken:14,.0f} events/s{len(stream) / taken / 1e6:10,.1f} MB/s")


if __name__ == "__main__":
    main()
