"""The times between events: the meter by itself, and what a monitor says of gaps and failures."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.gaps import KEPT, GapMeter
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State


def meter_of(*came: float) -> GapMeter:
    """One event at each of these times."""
    meter = GapMeter()
    for at in came:
        meter.add(at, 1)
    return meter


# The meter


def test_before_the_first_event_nothing_is_known() -> None:
    meter = GapMeter()
    assert meter.since_last(5.0) is None
    assert meter.percentile(50) is None


def test_one_event_makes_no_gap() -> None:
    meter = meter_of(10.0)
    assert meter.percentile(50) is None
    assert meter.since_last(13.0) == 3.0


def test_a_gap_is_the_time_between_two_events() -> None:
    assert meter_of(10.0, 12.5).percentile(50) == 2.5


def test_a_percentile_is_a_gap_that_so_many_in_a_hundred_do_not_exceed() -> None:
    meter = GapMeter()
    at = 0.0
    meter.add(at, 1)
    for gap in range(100, 0, -1):
        at += gap
        meter.add(at, 1)
    assert [meter.percentile(percent) for percent in (1, 50, 95, 100)] == [1, 50, 95, 100]


def test_events_that_come_together_have_one_gap_before_them_and_none_between_them() -> None:
    meter = meter_of(10.0)
    meter.add(14.0, 4)
    assert [meter.percentile(percent) for percent in (75, 76)] == [0.0, 4.0]


def test_events_that_come_together_at_first_have_no_gap_before_them() -> None:
    meter = GapMeter()
    meter.add(10.0, 3)
    assert meter.percentile(100) == 0.0


def test_a_batch_without_an_event_is_none() -> None:
    meter = meter_of(10.0)
    meter.add(12.0, 0)
    assert meter.since_last(13.0) == 3.0
    assert meter.percentile(100) is None


def test_old_gaps_are_forgotten() -> None:
    meter = meter_of(0.0, 100.0, *(100.0 + second for second in range(1, KEPT + 1)))
    assert meter.percentile(100) == 1.0


def test_the_time_while_a_stream_was_not_wanted_is_no_gap() -> None:
    meter = meter_of(10.0, 11.0)
    meter.break_off()
    meter.add(500.0, 1)
    meter.add(502.0, 1)
    assert [meter.percentile(percent) for percent in (50, 100)] == [1.0, 2.0]


def test_a_clock_that_stands_still_makes_gaps_of_nothing() -> None:
    meter = meter_of(10.0, 10.0)
    assert meter.percentile(100) == 0.0
    assert meter.since_last(10.0) == 0.0


def test_a_huge_batch_costs_no_more_than_what_is_kept() -> None:
    meter = meter_of(10.0)
    start = time.perf_counter()
    meter.add(11.0, 10**12)
    assert time.perf_counter() - start < 1.0
    assert meter.percentile(100) == 0.0


def naive(batches: Sequence[tuple[float, int]], percent: int) -> float | None:
    """The same from a list of all gaps, sorted anew."""
    at, gaps = 0.0, list[float]()
    for step, events in batches:
        at += step
        gaps += [step, *[0.0] * (events - 1)]
    kept = sorted(gaps[1:][-KEPT:])
    return kept[math.ceil(len(kept) * percent / 100) - 1] if kept else None


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(1, 3) | st.integers(1, 2 * KEPT), st.booleans()),
        max_size=60,
    ),
    st.integers(1, 100),
)
def test_however_often_it_is_asked_it_says_what_sorting_all_would(
    batches: list[tuple[int, int, bool]], percent: int
) -> None:
    meter, at, before = GapMeter(), 0.0, list[tuple[float, int]]()
    for step, events, asked in batches:
        at += step
        meter.add(at, events)
        before.append((step, events))
        if asked:
            assert meter.percentile(percent) == naive(before, percent)
    assert meter.percentile(percent) == naive(before, percent)


# What a monitor says of them

PATIENCE = 10.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 1\n\n"
CUT = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"a\r\nretry: 1\n\n\r\nff\r\ndata: a"
)
TOKEN = "sk-0123456789abcdef"


class Script:
    """A server that answers one request after the other as it is told; the last answer stays open."""

    def __init__(self, *answers: bytes) -> None:
        self.url = ""
        self.writer: asyncio.StreamWriter | None = None
        """The newest connection."""
        self._answers = list(answers)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self._answers.pop(0))
        if self._answers:
            writer.close()
        else:
            await reader.read()
            writer.close()


@asynccontextmanager
async def watching(
    *answers: bytes, clock: Callable[[], float] = time.monotonic, **fields: object
) -> AsyncIterator[tuple[Monitor, Script]]:
    """A monitor of a stream that answers like this."""
    script = Script(*answers)
    server = await asyncio.start_server(script, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    spec = StreamSpec(name="orders", url=url, **fields)  # type: ignore[arg-type]
    monitor = Monitor(spec, clock=clock)
    task = asyncio.create_task(monitor.run())
    monitor.start()
    try:
        yield monitor, script
    finally:
        task.cancel()
        await asyncio.wait([task])
        server.close()
        await server.wait_closed()


async def comes_to(monitor: Monitor, condition: Callable[[Snapshot], bool]) -> Snapshot:
    async with asyncio.timeout(PATIENCE):
        while not condition(snapshot := monitor.snapshot()):  # noqa: ASYNC110 - it is only ever looked at
            await asyncio.sleep(0.002)
    return snapshot


async def test_a_stream_without_events_has_neither_a_last_one_nor_gaps() -> None:
    async with watching(HEAD) as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.state is State.OPEN)
        assert (snapshot.since_last_event, snapshot.gap_p50, snapshot.gap_p95) == (None, None, None)
        assert (snapshot.failures, snapshot.last_error) == (0, "")


async def test_a_snapshot_says_how_long_ago_the_last_event_came_and_how_even_they_come() -> None:
    now = asyncio.get_running_loop().time()
    async with watching(HEAD, clock=lambda: now) as (monitor, script):
        await comes_to(monitor, lambda snapshot: snapshot.state is State.OPEN)
        assert script.writer is not None
        for number, seconds in enumerate((0.0, 2.0, 3.0), 1):
            now += seconds
            script.writer.write(b"data: a\n\n")
            await comes_to(monitor, lambda snapshot, number=number: snapshot.events == number)  # type: ignore[misc]
        now += 7.0
        snapshot = monitor.snapshot()
        assert snapshot.since_last_event == pytest.approx(7.0)
        assert snapshot.gap_p50 == pytest.approx(2.0)
        assert snapshot.gap_p95 == pytest.approx(3.0)


async def test_the_time_between_two_runs_of_a_stream_is_no_gap() -> None:
    now = asyncio.get_running_loop().time()
    answer = HEAD + b"data: a\n\ndata: b\n\n"
    async with watching(answer, answer, reconnect="never", clock=lambda: now) as (monitor, _):
        await comes_to(monitor, lambda snapshot: snapshot.state is State.ENDED)
        now += 3_600.0
        monitor.start()
        snapshot = await comes_to(monitor, lambda snapshot: snapshot.events == 4)
        assert snapshot.gap_p95 == 0.0


async def test_connections_that_are_lost_are_counted_and_the_last_error_outlives_them() -> None:
    async with watching(CUT, CUT, HEAD) as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.state is State.OPEN and now.failures == 2)
        assert snapshot.trouble == ""
        assert snapshot.last_error != ""
        assert snapshot.reconnects == 2


async def test_a_server_that_ends_its_answers_is_no_failure() -> None:
    async with watching(HEAD + b"data: a\n\n", HEAD) as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.reconnects == 1)
        assert (snapshot.failures, snapshot.last_error) == (0, "")


async def test_a_stream_that_is_refused_has_failed_once() -> None:
    async with watching(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.state is State.FAILED)
        assert snapshot.failures == 1
        assert "404" in snapshot.last_error


async def test_an_answer_that_breaks_off_and_is_not_asked_for_again_is_a_failure() -> None:
    async with watching(CUT, b"", reconnect="never") as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.state is State.ENDED and now.failures > 0)
        assert snapshot.failures == 1
        assert snapshot.last_error == snapshot.trouble


async def test_what_nobody_expected_is_a_failure_too() -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise ValueError("SHOP_TOKEN is not set")

    monitor = Monitor(StreamSpec(name="orders", url="http://127.0.0.1:1/"), resolve=resolve)
    task = asyncio.create_task(monitor.run())
    monitor.start()
    snapshot = await comes_to(monitor, lambda now: now.state is State.FAILED)
    task.cancel()
    await asyncio.wait([task])
    assert (snapshot.failures, snapshot.last_error) == (1, "SHOP_TOKEN is not set")


async def test_the_last_error_has_no_secret_even_if_the_server_quotes_it() -> None:
    body = f"no such key: {TOKEN}".encode()
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with watching(refusal, headers={"Authorization": f"Bearer {TOKEN}"}) as (monitor, _):
        snapshot = await comes_to(monitor, lambda now: now.state is State.FAILED)
        assert "no such key" in snapshot.last_error
        assert TOKEN not in snapshot.last_error
