"""How much memory there is for this process: that of the machine, or less where a container is given less.

What is done with it is not known here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_ROOT = Path("/")
_CGROUPS = "sys/fs/cgroup"
_LIMITS_V2 = ("memory.max", "memory.high")
_LIMIT_V1 = "memory.limit_in_bytes"
_MOST_DIGITS = 18
"""Of a limit: what has more is what version 1 of cgroups says for none."""


def memory(root: Path = _ROOT) -> int | None:
    """Bytes; None where the system doesn't tell. `root` is where `/proc` and `/sys` are."""
    known = [*_physical(), *_limits(root)]
    return min(known) if known else None


def _physical() -> Iterator[int]:
    if sys.platform == "win32":
        yield from _physical_of_windows()
        return
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return  # a system that has no such names
    if pages > 0 and size > 0:
        yield pages * size


def _physical_of_windows() -> Iterator[int]:
    import ctypes

    kilobytes = ctypes.c_ulonglong()
    windll = getattr(ctypes, "windll", None)
    if windll is not None and windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes)):
        yield kilobytes.value * 1024


def _limits(root: Path) -> Iterator[int]:
    """Those of the control groups that this process is in, and of the groups around them."""
    for controllers, path in _groups(root):
        is_v2 = not controllers
        if not is_v2 and "memory" not in controllers:
            continue
        base = root / _CGROUPS / ("" if is_v2 else "memory")
        # In a container the way is that of the host, and the container's own group is mounted at the top.
        for group in {PurePosixPath("/"), path, *path.parents}:
            for name in _LIMITS_V2 if is_v2 else (_LIMIT_V1,):
                limit = _number_in(base / str(group).lstrip("/") / name)
                if limit is not None:
                    yield limit


def _groups(root: Path) -> Iterator[tuple[list[str], PurePosixPath]]:
    """The controllers of each group, none in version 2, and the way to it."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if ".." not in path:
            yield [each for each in controllers.split(",") if each], PurePosixPath(path or "/")


def _number_in(path: Path) -> int | None:
    digits = _read(path).strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""  # not a Linux, or none of this kind
