"""When the demo speaks: each stream as an endless, or ending, run of chunks of bytes. Nothing of HTTP."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from itertools import islice
from random import Random
from typing import TypeAlias

from sse_dash.demo import build_logs, chat, feeds
from sse_dash.demo.audit_log import AuditLog
from sse_dash.demo.wire import KEEP_ALIVE, event_bytes, retry_bytes

Chunks: TypeAlias = AsyncGenerator[bytes, None]

PRICES_PER_SECOND = 200.0
AUDIT_RETRY_MS = 1_500

_PRICE_INTERVAL = 0.04
_HEARTBEAT_INTERVAL = 5.0


class Tempo:
    """Time, `pace` times as fast as the clock on the wall: tests have no patience for a demo."""

    def __init__(self, pace: float = 1.0) -> None:
        """Raises ValueError if `pace` is not above 0."""
        if not (0 < pace < math.inf):
            raise ValueError(f"pace is {pace}, it must be above 0")
        self.pace = pace

    def now(self) -> float:
        """Seconds of the demo's time, from an unknown start."""
        return time.monotonic() * self.pace

    async def sleep(self, seconds: float) -> None:
        """Lets `seconds` of the demo's time pass; lets others run in any case."""
        await asyncio.sleep(max(seconds, 0.0) / self.pace)


async def orders(rng: Random, tempo: Tempo, *, first_id: int) -> Chunks:
    """About three events a second, numbered from `first_id`."""
    # An order has four events, so orders numbered like this go on counting where a client comes back.
    for event_id, event in enumerate(feeds.orders(rng, first_id // 4), first_id):
        yield event_bytes(*event, event_id=str(event_id))
        await tempo.sleep(rng.uniform(0.15, 0.52))


async def prices(rng: Random, tempo: Tempo) -> Chunks:
    """About 200 events a second in a chunk every 40 ms, in a slow swell as markets have it.

    What a slow client couldn't take is never made: after a wait the stream goes on from the present.
    """
    ticks = feeds.prices(rng)
    phase = rng.uniform(0, math.tau)
    due = tempo.now()
    owed = 0.0
    while True:
        swell = 1 + 0.25 * math.sin(due / 2.7 + phase) + 0.15 * math.sin(due / 0.9)
        owed += PRICES_PER_SECOND * swell * _PRICE_INTERVAL
        count = int(owed)
        owed -= count
        yield b"".join(event_bytes(*tick) for tick in islice(ticks, count))
        # Late by a little is made up for, or the rate would sink under each timer's lag.
        now = tempo.now()
        due = max(due + _PRICE_INTERVAL, now - 4 * _PRICE_INTERVAL)
        await tempo.sleep(due - now)


async def builds(rng: Random, tempo: Tempo) -> Chunks:
    """A build of 30 to 80 events within a second or so, then silence; a new one every 4 to 8 s."""
    await tempo.sleep(0.4)
    for build in build_logs.builds(rng):
        next_build = tempo.now() + rng.uniform(4.0, 8.0)
        for event in build:
            yield event_bytes(*event)
            await tempo.sleep(rng.uniform(0.004, 0.03))
        await tempo.sleep(next_build - tempo.now())


async def audit(rng: Random, tempo: Tempo, log: AuditLog, *, last_id: int | None) -> Chunks:
    """What the log holds after `last_id`, then what comes, for 6 to 12 s; often it ends within an event.

    It ends where a connection would be cut, so the server must not end the response cleanly.
    """
    yield retry_bytes(AUDIT_RETRY_MS)
    ends = tempo.now() + rng.uniform(6.0, 12.0)
    while True:
        for entry in log.after(last_id):
            chunk = event_bytes(*entry.event, event_id=str(entry.id))
            if tempo.now() >= ends:
                yield chunk[: rng.randrange(1, len(chunk) // 2)]
                return
            yield chunk
            last_id = entry.id
        await tempo.sleep(log.seconds_to_next())


async def chat_completion(rng: Random, tempo: Tempo, *, model: str) -> Chunks:
    """One answer: nothing for some 300 ms, then about 25 tokens a second, then `[DONE]`."""
    await tempo.sleep(rng.uniform(0.25, 0.38))
    for data in chat.completion(rng, model=model, created=int(time.time())):
        yield event_bytes("", data)
        await tempo.sleep(rng.uniform(0.015, 0.065))


async def heartbeat(tempo: Tempo) -> Chunks:
    """A comment every 5 s and not one event."""
    while True:
        yield KEEP_ALIVE
        await tempo.sleep(_HEARTBEAT_INTERVAL)
