"""The governor: when reading waits, and for how long. Its clocks are set by hand."""

from __future__ import annotations

import asyncio

import pytest

from sse_dash.streams.monitor.governor import Governor

NOTHING = 0.0
"""Seconds for which the read before kept the loop."""


class Thread:
    """A thread's two clocks, and how long it was asked to sleep."""

    def __init__(self) -> None:
        self.now = 100.0
        self.cpu = 5.0
        self.slept: list[float] = []
        self._let_others_run = asyncio.sleep

    def works(self, seconds: float, *, share_of_a_processor: float = 1.0) -> float:
        """Work so long on the processor; return how long that takes."""
        self.cpu += seconds
        self.now += seconds / share_of_a_processor
        return seconds / share_of_a_processor

    def waits(self, seconds: float) -> None:
        self.now += seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds
        await self._let_others_run(0)


@pytest.fixture
def thread(monkeypatch: pytest.MonkeyPatch) -> Thread:
    thread = Thread()
    monkeypatch.setattr(asyncio, "sleep", thread.sleep)
    return thread


@pytest.fixture
def governor(thread: Thread) -> Governor:
    """Ten milliseconds of work in each twenty, for which the loop is kept fifteen at most."""
    return Governor(0.020, 0.5, 0.75, clock=lambda: thread.now, cpu=lambda: thread.cpu)


async def test_reading_goes_on_while_the_thread_has_time(thread: Thread, governor: Governor) -> None:
    for _ in range(5):
        await governor.turn(NOTHING)
        thread.works(0.002)
    assert thread.slept == []


async def test_reading_waits_for_the_next_period_once_the_share_is_used(
    thread: Thread, governor: Governor
) -> None:
    await governor.turn(NOTHING)
    thread.works(0.011)
    await governor.turn(NOTHING)
    assert thread.slept == [0.009]


async def test_a_new_period_has_its_whole_share(thread: Thread, governor: Governor) -> None:
    for _ in range(3):
        await governor.turn(NOTHING)
        thread.works(0.011)
        await governor.turn(NOTHING)
    assert thread.slept == [0.009] * 3


async def test_waiting_for_the_network_uses_up_nothing(thread: Thread, governor: Governor) -> None:
    await governor.turn(NOTHING)
    thread.waits(0.015)
    kept = thread.works(0.002)
    await governor.turn(kept)
    assert thread.slept == []


async def test_what_others_do_on_the_thread_counts(thread: Thread, governor: Governor) -> None:
    await governor.turn(NOTHING)
    kept = thread.works(0.001)
    await governor.turn(kept)
    thread.works(0.012)  # a frame was drawn
    await governor.turn(NOTHING)
    assert thread.slept == [0.007]


async def test_work_of_a_period_that_is_over_is_forgotten(thread: Thread, governor: Governor) -> None:
    await governor.turn(NOTHING)
    thread.works(0.015)
    thread.waits(0.010)
    await governor.turn(NOTHING)
    assert thread.slept == []


async def test_where_the_processor_is_shared_reading_waits_by_the_time_for_which_it_keeps_the_loop(
    thread: Thread, governor: Governor
) -> None:
    await governor.turn(NOTHING)
    kept = thread.works(0.0032, share_of_a_processor=0.2)
    await governor.turn(kept)
    assert thread.slept == [0.004]


@pytest.mark.parametrize("cpu_of_a_read", [0.001, 0.002, 0.005, 0.020])
async def test_reading_leaves_the_loop_to_others_for_a_part_of_the_time(
    thread: Thread, governor: Governor, cpu_of_a_read: float
) -> None:
    started, kept, in_all = thread.now, 0.0, 0.0
    for _ in range(200):
        await governor.turn(kept)
        kept = thread.works(cpu_of_a_read, share_of_a_processor=0.2)
        in_all += kept
    await governor.turn(kept)
    assert in_all <= 0.85 * (thread.now - started)


async def test_after_one_read_that_takes_for_ever_reading_waits_a_bounded_time(
    thread: Thread, governor: Governor
) -> None:
    await governor.turn(NOTHING)
    await governor.turn(thread.works(60.0))
    assert sum(thread.slept) <= 0.25


async def test_streams_that_wait_go_on_one_after_the_other(thread: Thread, governor: Governor) -> None:
    read: list[int] = []

    async def stream(number: int) -> None:
        kept = 0.0
        for _ in range(3):
            await governor.turn(kept)
            read.append(number)
            kept = thread.works(0.011)

    await asyncio.gather(*(stream(number) for number in range(4)))
    assert read == [0, *[0, 1, 2, 3] * 2, 1, 2, 3]


async def test_a_stream_that_is_closed_while_it_waits_holds_up_no_other(governor: Governor) -> None:
    await governor.turn(0.016)
    waiting = [asyncio.create_task(governor.turn(NOTHING)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    waiting[1].cancel()
    async with asyncio.timeout(5):
        await waiting[2]


async def test_by_default_it_measures_this_thread() -> None:
    async with asyncio.timeout(5):
        await Governor().turn(NOTHING)
