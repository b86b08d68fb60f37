"""Several who write one profile, and disks that don't take what is written: nothing is lost of either."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sse_dash import files
from sse_dash.profiles import Profile, ProfileChanged, ProfileError, load, profile_path, save
from sse_dash.profiles.lock import lock_path
from sse_dash.profiles.store import save_text
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")
ONE = Profile(streams=(A,))
TWO = Profile(streams=(A, replace(A, name="b")))

ADD_STREAMS = """
import sys
from dataclasses import replace
from pathlib import Path
from sse_dash.profiles import ProfileChanged, load, save
from sse_dash.requests.spec import StreamSpec
path, mine = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for number in range(8):
    while True:
        stored = load(path)
        streams = (*stored.profile.streams, StreamSpec(name=f"{mine}-{number}", url="http://a"))
        try:
            save(path, replace(stored.profile, streams=streams), expected_digest=stored.digest)
        except ProfileChanged:
            continue
        break
"""


@pytest.fixture
def path(config: Path) -> Path:
    """Where a global profile will be; not even its folder is there."""
    assert not config.exists()
    return profile_path(None, "shop")


def names(path: Path) -> list[str]:
    """What is in the folder of that file."""
    return sorted(entry.name for entry in path.parent.iterdir())


@pytest.mark.slow
def test_four_who_add_streams_at_once_lose_none_of_them(path: Path) -> None:
    save(path, Profile(), expected_digest=None)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", ADD_STREAMS, str(path), f"writer{number}"],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
    found = {spec.name for spec in load(path).profile.streams}
    assert found == {f"writer{writer}-{number}" for writer in range(4) for number in range(8)}
    assert names(path) == ["shop.toml"]


def test_what_a_killed_save_left_behind_is_deleted_when_it_is_old(path: Path) -> None:
    saved = save(path, ONE, expected_digest=None)
    old, young, other = (
        path.with_name(f".{name}") for name in ("shop.toml.x1.tmp", "shop.toml.x2.tmp", "b.tmp")
    )
    for left in (old, young, other):
        left.write_text("half of a")
    os.utime(old, (1, 1))
    os.utime(other, (1, 1))
    lock_path(path).write_text("")
    save(path, TWO, expected_digest=saved.digest)
    assert names(path) == [".b.tmp", ".shop.toml.x2.tmp", "shop.toml"]


def test_a_folder_that_goes_away_while_saving_is_a_clear_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(path, ONE, expected_digest=None)

    def remove_all(*_: Any) -> None:
        for entry in path.parent.iterdir():
            entry.unlink()
        path.parent.rmdir()
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "replace", remove_all)
    with pytest.raises(ProfileError, match="it can't be saved: there is no such file"):
        save(path, TWO, expected_digest=saved.digest)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_takes_no_new_file_leaves_the_old_one_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    saved = save(path, ONE, expected_digest=None)
    real = os.open

    def refuse_new(name: Any, flags: int, *mode: Any, **more: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(code, os.strerror(code))
        return real(name, flags, *mode, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse_new)
        with pytest.raises(ProfileError, match="it can't be saved: "):
            save(path, TWO, expected_digest=saved.digest)
    assert load(path) == saved
    assert names(path) == ["shop.toml"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command to make a small disk with")
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], timeout=10, check=True)


def fill(path: Path) -> None:
    """Write into the file until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass


def test_a_full_disk_leaves_the_old_file_whole(small_disk: Path) -> None:
    path = small_disk / "shop.toml"
    saved = save(path, ONE, expected_digest=None)
    fill(small_disk / "filler")
    with pytest.raises(ProfileError, match="it can't be saved: the disk is full; make room"):
        save(path, TWO, expected_digest=saved.digest)
    assert load(path) == saved
    assert names(path) == ["filler", "shop.toml"]
    (small_disk / "filler").unlink()
    assert save(path, TWO, expected_digest=saved.digest).profile == TWO


def test_half_a_write_on_a_full_disk_leaves_the_old_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(path, ONE, expected_digest=None)
    real = os.fdopen

    def half(descriptor: int, mode: str) -> Any:
        file = real(descriptor, mode)
        if "w" not in mode:
            return file

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, data: bytes) -> int:
                file.write(data[: len(data) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return Full()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", half)
        with pytest.raises(ProfileError, match="the disk is full"):
            save(path, TWO, expected_digest=saved.digest)
    assert load(path) == saved
    assert names(path) == ["shop.toml"]


def test_a_file_of_another_group_does_not_become_readable_for_ours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, ONE, expected_digest=None)
    path.chmod(0o640)

    def refuse(*_: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    found = files.read_file(path, 10_000)
    files.replace_file(path, b"new", replace(found, owner=(found.owner[0], found.owner[1] + 1)))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_owner_stays_theirs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, ONE, expected_digest=None)
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "chown", lambda _, user, group: given.append((user, group)))
    found = files.read_file(path, 10_000)
    files.replace_file(path, b"new", replace(found, owner=(4242, 4243)))
    assert given == [(4242, 4243)]


def test_words_of_a_person_are_saved_as_they_are(path: Path) -> None:
    text = b'# mine\n[[streams]]\nname = "a"\nurl = "http://a"\n'
    stored = save_text(path, text, expected_digest=None)
    assert path.read_bytes() == text
    assert stored.profile == ONE


def test_words_that_are_no_profile_are_refused_before_anything_is_touched(path: Path, config: Path) -> None:
    with pytest.raises(ProfileError, match="line 1"):
        save_text(path, b"name = ", expected_digest=None)
    assert not config.exists()


def test_words_of_a_newer_version_are_refused(path: Path) -> None:
    with pytest.raises(ProfileError, match="newer than this sse-dash knows"):
        save_text(path, b"version = 99\n", expected_digest=None)


def test_words_do_not_go_over_those_of_someone_else(path: Path) -> None:
    mine = save(path, ONE, expected_digest=None)
    save(path, TWO, expected_digest=mine.digest)
    with pytest.raises(ProfileChanged):
        save_text(path, b"version = 1\n", expected_digest=mine.digest)
    assert load(path).profile == TWO


@pytest.mark.parametrize(
    ("mode", "value", "warned"),
    [
        (0o640, "Bearer s3cr3t-value", True),
        (0o604, "Bearer s3cr3t-value", True),
        (0o600, "Bearer s3cr3t-value", False),
        (0o644, "Bearer ${TOKEN}", False),
    ],
)
def test_header_values_that_others_can_read_are_warned_of(
    path: Path, mode: int, value: str, warned: bool
) -> None:
    save(path, Profile(streams=(replace(A, headers={"Authorization": value}),)), expected_digest=None)
    path.chmod(mode)
    words = [str(warning) for warning in load(path).warnings]
    assert any("can be read by others on this machine" in each for each in words) is warned
    assert not any("s3cr3t" in each for each in words)
