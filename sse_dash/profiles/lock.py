"""One writer at a time: a lock file beside the file that is written, held by a process and let go of with it.

The lock is the system's own, on an open file, so that a process that was killed holds none. It is advice:
who doesn't ask for it is not held up, and finds the digest changed or not.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sse_dash.profiles.errors import Problem, ProfileError

PATIENCE = 10.0
"""Seconds to wait for another writer; each needs some milliseconds."""

_PAUSE = 0.01
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
"""What file systems say that have no locks. One writes without then: the digest, looked at again right before
the file is replaced, leaves an instant for two to meet in."""

if sys.platform == "win32":
    import msvcrt

    _BUSY = frozenset({errno.EACCES, errno.EDEADLK})

    def _acquire(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int, path: Path) -> None:
        os.close(descriptor)
        # Refused while someone else has it open: then the lock file is theirs to delete.
        with contextlib.suppress(OSError):
            os.unlink(path)

else:
    import fcntl

    _BUSY = frozenset({errno.EAGAIN, errno.EACCES})

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int, path: Path) -> None:
        # Deleted before it is let go of: who gets it then sees that it is not the one by that name.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        os.close(descriptor)


def lock_path(target: Path) -> Path:
    """The lock file of that file; there only while someone writes, or was killed writing."""
    return target.with_name(f".{target.name}.lock")


@contextmanager
def locked(
    target: Path,
    *,
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Hold the lock of `target`, whose folder must be there; waits up to `patience` seconds for another.

    Not to be nested for the same file. Raises ProfileError when the other one does not let go in time, and
    OSError where no lock file can be made, as nothing else can be then.
    """
    path = lock_path(target)
    deadline = clock() + patience
    while (descriptor := _try(path)) is None:
        if clock() >= deadline:
            raise ProfileError(
                target, [Problem("another sse-dash is writing it and does not finish", "try again")]
            )
        sleep(_PAUSE)
    try:
        yield
    finally:
        _release(descriptor, path)


def _try(path: Path) -> int | None:
    """The open lock file, locked; None if someone else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        _acquire(descriptor)
        # Whoever had it before us deleted it on leaving, and a third may hold the new one by now.
        mine = os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        mine = False
    except OSError as error:
        mine = error.errno in _UNSUPPORTED
        if not mine and error.errno not in _BUSY:
            os.close(descriptor)
            raise
    if mine:
        return descriptor
    os.close(descriptor)
    return None
