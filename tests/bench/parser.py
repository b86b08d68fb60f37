"""How fast the parser is, for streams of many shapes: `python tests/bench/parser.py`.

Each round takes every parser once, so that what else the machine does hits all. The figures are medians,
in processor time. Beside ours: those of `sseclient-py`, `httpx-sse` and `openai`, where they are installed.
"""

from __future__ import annotations

import codecs
import importlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from sse_dash.client.parser import EventStreamParser

TINY = b'data: {"p":1234.5,"q":17}\n\n'
TOKEN = (
    b'data: {"id":"chatcmpl-AbCdEf0123456789","object":"chat.completion.chunk","created":1712345678,'
    b'"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":" hi"},"finish_reason":null}]}\n\n'
)
TYPED = (
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":" of"}}\n\n'
)
LARGE = b'event: message\nid: [{"topic":"edits","partition":0}]\ndata: {"x":"' + b"y" * 1100 + b'"}\n\n'
MIXED = b'data: a\ndata: b\n\nevent: x\ndata: {"a":1}\n\n: c\n\nid: 4\ndata: ' + b"z" * 22 + b"\n\n"
_ROUNDS = 7

Parse = Callable[[list[bytes]], int]
"""Takes the reads of a stream, returns how many events it found."""


def shapes() -> Iterator[tuple[str, bytes, int]]:
    """What the stream is like, its bytes, and the size of a read."""
    yield "tiny, 16 KiB reads", TINY * 30_000, 16_384
    yield "tiny, CRLF", (TINY * 30_000).replace(b"\n", b"\r\n"), 16_384
    yield "tiny, CR", (TINY * 30_000).replace(b"\n", b"\r"), 16_384
    yield "tiny, an event a read", TINY * 4_000, len(TINY)
    yield "tiny, 3 bytes a read", TINY * 2_000, 3
    yield "tokens, 16 KiB reads", TOKEN * 8_000, 16_384
    yield "tokens, an event a read", TOKEN * 4_000, len(TOKEN)
    yield "typed tokens, 16 KiB reads", TYPED * 10_000, 16_384
    yield "tokens and comments", (TOKEN * 9 + b": ping\n\n") * 900, 16_384
    yield "1.2 KB with id and type, 16 KiB", LARGE * 3_000, 16_384
    yield "1.2 KB with id and type, 64 KiB", LARGE * 3_000, 65_536
    yield "of many shapes", MIXED * 5_000, 16_384
    yield "one event of 15 MB, 1,000 B reads", b"data: " + b"x" * 15_000_000 + b"\n\n", 1_000


def ours(reads: list[bytes]) -> int:
    parser = EventStreamParser()
    return sum(len(parser.feed(read)) for read in reads)


def peers() -> Iterator[tuple[str, Parse]]:
    """The others that are installed, each as it is meant to be used."""
    for name, module, parse in (
        ("sseclient-py", "sseclient", lambda peer, reads: peer.SSEClient(iter(reads)).events()),
        ("httpx-sse", "httpx_sse", lambda peer, reads: peer.EventSource(_Response(reads)).iter_sse()),
        ("openai", "openai._streaming", lambda peer, reads: peer.SSEDecoder().iter_bytes(iter(reads))),
    ):
        try:
            peer = importlib.import_module(module)
        except ImportError:
            continue
        yield name, _counting(peer, parse)


def _counting(peer: Any, parse: Callable[[Any, list[bytes]], Iterable[object]]) -> Parse:
    return lambda reads: sum(1 for _ in parse(peer, reads))


class _Response:
    """As much of httpx's response as `httpx-sse` asks for."""

    headers = {"content-type": "text/event-stream"}  # noqa: RUF012 - as httpx has it

    def __init__(self, reads: list[bytes]) -> None:
        self._reads = reads

    def iter_text(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        return (decoder.decode(read) for read in self._reads)

    def iter_lines(self) -> Iterator[str]:
        lines = importlib.import_module("httpx._decoders").LineDecoder()
        for text in self.iter_text():
            yield from lines.decode(text)
        yield from lines.flush()


def main() -> None:
    """Print a line for each shape of stream."""
    parsers: dict[str, Parse] = {"sse-dash": ours, **dict(peers())}
    print(f"{'events a second':36}" + "".join(f"{name:>14}" for name in parsers))
    for name, stream, size in shapes():
        reads = [stream[at : at + size] for at in range(0, len(stream), size)]
        taken: dict[str, list[float]] = {name: [] for name in parsers}
        found = dict.fromkeys(parsers, 0)
        for _ in range(_ROUNDS):
            for parser, parse in parsers.items():
                start = time.process_time()
                found[parser] = parse(reads)
                taken[parser].append(time.process_time() - start)
        figures = (
            f"{found[parser] / median(taken[parser]):13,.0f}"
            + (" " if found[parser] == found["sse-dash"] else "!")
            for parser in parsers
        )
        print(f"{name:36}" + "".join(figures))
    print("! found another number of events")


if __name__ == "__main__":
    main()
