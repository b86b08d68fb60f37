"""The governor: when reading waits, and for how long. Its clocks are set by hand."""

from __future__ import annotations

import asyncio

import pytest

from sse_dash.streams.monitor.governor import Governor


class Thread:
    """A thread's two clocks, and how long it was asked to sleep."""

    def __init__(self) -> None:
        self.now = 100.0
        self.cpu = 5.0
        self.slept: list[float] = []

    def works(self, seconds: float) -> None:
        self.now += seconds
        self.cpu += seconds

    def waits(self, seconds: float) -> None:
        self.now += seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def thread(monkeypatch: pytest.MonkeyPatch) -> Thread:
    thread = Thread()
    monkeypatch.setattr(asyncio, "sleep", thread.sleep)
    return thread


@pytest.fixture
def governor(thread: Thread) -> Governor:
    """Ten milliseconds of work in each twenty."""
    return Governor(0.020, 0.5, clock=lambda: thread.now, cpu=lambda: thread.cpu)


async def test_reading_goes_on_while_the_thread_has_time(thread: Thread, governor: Governor) -> None:
    for _ in range(5):
        await governor.turn()
        thread.works(0.002)
    assert thread.slept == []


async def test_reading_waits_for_the_next_period_once_the_share_is_used(
    thread: Thread, governor: Governor
) -> None:
    await governor.turn()
    thread.works(0.011)
    await governor.turn()
    assert thread.slept == [0.009]


async def test_a_new_period_has_its_whole_share(thread: Thread, governor: Governor) -> None:
    for _ in range(3):
        await governor.turn()
        thread.works(0.011)
        await governor.turn()
    assert thread.slept == [0.009] * 3


async def test_waiting_for_the_network_uses_up_nothing(thread: Thread, governor: Governor) -> None:
    await governor.turn()
    thread.waits(0.015)
    thread.works(0.002)
    await governor.turn()
    assert thread.slept == []


async def test_what_others_do_on_the_thread_counts(thread: Thread, governor: Governor) -> None:
    await governor.turn()
    thread.works(0.001)
    await governor.turn()
    thread.works(0.012)  # a frame was drawn
    await governor.turn()
    assert thread.slept == [0.007]


async def test_work_of_a_period_that_is_over_is_forgotten(thread: Thread, governor: Governor) -> None:
    await governor.turn()
    thread.works(0.015)
    thread.waits(0.010)
    await governor.turn()
    assert thread.slept == []


async def test_all_streams_of_a_loop_wait_together(thread: Thread, governor: Governor) -> None:
    await governor.turn()
    thread.works(0.012)
    first, second = governor.turn(), governor.turn()
    await first
    await second  # its turn comes in the next period, and so at once
    assert thread.slept == [0.008]


async def test_by_default_it_measures_this_thread() -> None:
    async with asyncio.timeout(5):
        await Governor().turn()
