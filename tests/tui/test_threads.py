"""Work with files never waits for other work with files, and the end of a program for none."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from sse_dash.tui.threads import DiskSilent, OneAtATime, Threads, on_disk

PATIENCE = 5.0


@pytest.fixture
def gone() -> Iterator[threading.Event]:
    """A disk that is gone, until it is set."""
    gone = threading.Event()
    yield gone
    gone.set()


def looped(threads: Threads) -> None:
    asyncio.get_running_loop().set_default_executor(threads)


async def test_work_is_done_in_a_thread_and_its_result_and_its_error_come_back() -> None:
    looped(Threads())
    assert await asyncio.to_thread(lambda: threading.current_thread() is threading.main_thread()) is False
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 // 0)


async def test_work_that_hangs_holds_up_no_other(gone: threading.Event) -> None:
    looped(Threads())
    hanging = [asyncio.create_task(asyncio.to_thread(gone.wait)) for _ in range(60)]
    async with asyncio.timeout(PATIENCE):
        assert await asyncio.to_thread(lambda: "saved") == "saved"
    gone.set()
    await asyncio.gather(*hanging)


async def test_there_are_no_more_threads_than_so_many(gone: threading.Event) -> None:
    threads = Threads(most=2)
    looped(threads)
    work = [asyncio.create_task(asyncio.to_thread(gone.wait)) for _ in range(5)]
    await asyncio.sleep(0)
    assert len(threads.at_work) == 2
    gone.set()
    assert len(await asyncio.gather(*work)) == 5


def test_the_end_of_a_loop_leaves_work_that_hangs_a_moment_at_most(gone: threading.Event) -> None:
    threads = Threads(patience=0.01)

    async def main() -> None:
        looped(threads)
        hanging = asyncio.create_task(asyncio.to_thread(gone.wait))
        await asyncio.sleep(0)
        hanging.cancel()

    asyncio.run(main())
    assert len(threads.at_work) == 1
    with pytest.raises(RuntimeError, match="no threads any more"):
        threads.submit(print)


def test_the_end_of_a_loop_lets_work_that_ends_be_done() -> None:
    done: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait()
        done.append("half a file is removed")

    async def main() -> None:
        looped(Threads(patience=PATIENCE))
        work_under_way = asyncio.create_task(asyncio.to_thread(work))
        while not begun.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0)
        work_under_way.cancel()
        may_end.set()

    asyncio.run(main())
    assert done == ["half a file is removed"]


def test_the_end_of_a_program_does_not_wait_for_it() -> None:
    program = """
import asyncio, time
from sse_dash.tui.threads import Threads
async def main():
    asyncio.get_running_loop().set_default_executor(Threads(patience=0.01))
    asyncio.create_task(asyncio.to_thread(time.sleep, 600))
    await asyncio.sleep(0.05)
asyncio.run(main())
print("left")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("left\n", "")


async def test_a_disk_that_does_not_answer_is_told(gone: threading.Event) -> None:
    looped(Threads())
    with pytest.raises(DiskSilent, match=r"has not answered for 0\.01 s"):
        await on_disk(gone.wait, 0.01)
    assert await on_disk(lambda: "there") == "there"


async def test_what_the_work_itself_raises_is_not_taken_for_a_silent_disk() -> None:
    def work() -> None:
        raise TimeoutError("of its own")

    looped(Threads())
    with pytest.raises(TimeoutError, match="of its own"):
        await on_disk(work)


async def test_of_looks_that_hang_only_one_takes_a_thread(gone: threading.Event) -> None:
    threads, disk = Threads(), OneAtATime()
    looped(threads)
    for _ in range(5):
        assert await disk.look(gone.wait, 0.005) is None
    assert len(threads.at_work) == 1
    gone.set()
    assert await disk.look(lambda: "names", PATIENCE) == "names"
