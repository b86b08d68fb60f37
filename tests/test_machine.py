"""How much memory there is, in a container and out of it."""

from __future__ import annotations

import os
from pathlib import Path

from sse_dash.machine import memory

PHYSICAL = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
GIB = 1 << 30


def system(root: Path, cgroup: str, **limits: str) -> Path:
    """A root with this `/proc/self/cgroup`, and with these files, `__` for `/`, below the cgroups."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(cgroup)
    for name, value in limits.items():
        file = root / "sys/fs/cgroup" / name.replace("__", "/")
        file = file.with_name(file.name.replace("memory_", "memory."))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{value}\n")
    return root


def test_without_groups_it_is_that_of_the_machine(tmp_path: Path) -> None:
    assert memory(tmp_path) == PHYSICAL
    assert memory(system(tmp_path, "0::/\n", memory_max="max")) == PHYSICAL


def test_a_group_and_those_around_it_may_have_less(tmp_path: Path) -> None:
    root = system(tmp_path, "0::/user/me\n", user__me__memory_max=str(GIB), user__memory_max=str(GIB // 2))
    assert memory(root) == GIB // 2


def test_a_container_sees_its_own_group_at_the_top(tmp_path: Path) -> None:
    assert memory(system(tmp_path, "0::/system.slice/docker-1.scope\n", memory_max=str(GIB))) == GIB


def test_what_slows_a_process_down_counts_as_well(tmp_path: Path) -> None:
    assert memory(system(tmp_path, "0::/\n", memory_max="max", memory_high=str(GIB // 4))) == GIB // 4


def test_groups_of_the_older_kind_count(tmp_path: Path) -> None:
    groups = "5:cpu,cpuacct:/a\n4:memory:/docker/1\n"
    root = system(tmp_path, groups, memory__docker__1__memory_limit_in_bytes=str(GIB // 8))
    assert memory(root) == GIB // 8


def test_what_is_no_limit_is_none(tmp_path: Path) -> None:
    groups = "4:memory:/\n0::/../..\nnonsense\n"
    assert memory(system(tmp_path, groups, memory__memory_limit_in_bytes="9223372036854771712")) == PHYSICAL
