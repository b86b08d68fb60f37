"""One writer at a time, and never one that is waited for in vain."""

from __future__ import annotations

import errno
import importlib.util
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from sse_dash.profiles import ProfileError, lock
from sse_dash.profiles.lock import lock_path, locked

HOLD = """
import sys
from pathlib import Path
from sse_dash.profiles.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that need not be there to be locked."""
    return tmp_path / "shop.toml"


def holder(target: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


class Patience:
    """A clock that moves only while someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_the_lock_file_is_there_only_while_the_lock_is_held(target: Path) -> None:
    with locked(target):
        assert lock_path(target).exists()
        assert lock_path(target).stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == []


def test_the_lock_is_let_go_of_after_an_error(target: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(target):
        raise ZeroDivisionError
    with locked(target, patience=0):
        pass


def test_who_waits_too_long_for_another_process_is_told(target: Path) -> None:
    time = Patience()
    with holder(target) as other:
        with (
            pytest.raises(ProfileError, match="another sse-dash is writing it and does not finish"),
            locked(target, patience=5, clock=time.clock, sleep=time.sleep),
        ):
            pytest.fail("both have the lock")
        other.communicate("")
    assert 5 <= time.now < 6
    with locked(target, patience=0):
        pass


def test_the_lock_of_a_killed_process_holds_nobody_up(target: Path) -> None:
    with holder(target) as other:
        other.kill()
        other.wait()
        assert lock_path(target).exists()
        with locked(target, patience=0):
            pass
    assert list(target.parent.iterdir()) == []


def test_of_many_threads_one_at_a_time_has_it(target: Path) -> None:
    inside: list[int] = []
    together: list[int] = []

    def write(number: int) -> None:
        for _ in range(20):
            with locked(target):
                inside.append(number)
                together.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1] * 80
    assert list(target.parent.iterdir()) == []


def test_a_lock_file_that_is_exchanged_for_another_is_not_taken_for_it(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquire = lock._acquire
    exchanges = [1, 2, 3]

    def too_late(descriptor: int) -> None:
        acquire(descriptor)
        if exchanges:
            exchanges.pop()
            lock_path(target).unlink()  # as the one who had it before does on leaving

    monkeypatch.setattr(lock, "_acquire", too_late)
    with locked(target):
        assert lock_path(target).exists()
    assert exchanges == []


def test_where_the_file_system_has_no_locks_one_writes_without(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_acquire", refuse)
    with locked(target, patience=0):
        pass


def test_what_else_the_system_refuses_is_not_waited_for(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(lock, "_acquire", refuse)
    with pytest.raises(OSError, match="Input/output error"), locked(target):
        pass


def test_without_a_folder_there_is_no_lock(target: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(target.parent / "gone" / "shop.toml"):
        pass


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as Windows has it, over a stand-in for the locks that Windows has."""
    taken: set[tuple[int, int]] = set()
    held: dict[int, tuple[int, int]] = {}

    def locking(descriptor: int, mode: int, count: int) -> None:
        status = os.fstat(descriptor)
        file = (status.st_dev, status.st_ino)
        if file in taken:
            raise PermissionError(errno.EACCES, "Permission denied")
        assert (mode, count) == (2, 1)
        taken.add(file)
        held[descriptor] = file

    close = os.close

    def close_and_let_go(descriptor: int) -> None:
        taken.discard(held.pop(descriptor, (0, 0)))
        close(descriptor)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    spec = importlib.util.spec_from_file_location("lock_on_windows", lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(os, "close", close_and_let_go)
    return module


def test_on_windows_it_takes_turns_as_well(target: Path, on_windows: ModuleType) -> None:
    time = Patience()
    with (
        on_windows.locked(target),
        pytest.raises(ProfileError, match="does not finish"),
        on_windows.locked(target, patience=1, clock=time.clock, sleep=time.sleep),
    ):
        pytest.fail("both have the lock")
    with on_windows.locked(target, patience=0):
        pass
    assert list(target.parent.iterdir()) == []
