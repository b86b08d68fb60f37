"""A file that is written is there whole, or the one before is, and nothing else is left in its folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sse_dash.files import Access, clear_leftovers, replace_file, replacing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and names")


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_until_the_block_has_ended_the_old_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path, None) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_what_the_block_raises_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with replacing(path, None) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_what_is_asked_at_the_last_moment_may_forbid_it(tmp_path: Path) -> None:
    def forbid() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        replace_file(tmp_path / "a", b"new", None, forbid)
    assert names(tmp_path) == []


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o777])
def test_a_private_file_is_its_owner_s_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        replace_file(tmp_path / "a", b"new", None)
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o600


def test_another_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    with replacing(tmp_path / "a", None, private=False) as file:
        file.write(b"new")
    assert mode(tmp_path / "a") == mode(tmp_path / "any")


def test_it_is_nobody_else_s_before_it_has_the_mode_of_the_old_one(tmp_path: Path) -> None:
    like = Access(0o640, (os.getuid(), os.getgid()))
    with replacing(tmp_path / "a", like, private=False) as file:
        assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600
    assert mode(tmp_path / "a") == 0o640


@pytest.mark.parametrize("name", ["x" * 255, "ü" * 127, "🎉" * 63])
def test_a_name_as_long_as_names_can_be_is_written_and_tidied(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    replace_file(path, b"new", None)
    with replacing(path, None) as file:
        file.write(b"newer")
        (half,) = (entry for entry in tmp_path.iterdir() if entry != path)
        left = half.with_name(f"{half.name[:-5]}-.tmp")
        os.link(half, left)  # as if we were killed now
    clear_leftovers(path, now=left.stat().st_mtime + 3600)
    assert names(tmp_path) == [name]
