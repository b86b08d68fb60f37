"""Nothing that fails, stops or kills a save breaks the file that was there."""

from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sse_dash.profiles import Profile, ProfileChanged, ProfileError, load, profile_path, save
from sse_dash.profiles.locate import list_profiles
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")
ONE = Profile(streams=(A,))
TWO = Profile(streams=(A, replace(A, name="b")))


@pytest.fixture
def path(config: Path) -> Path:
    """Where a global profile will be; not even its folder is there."""
    assert not config.exists()
    return profile_path(None, "shop")


def test_a_change_while_the_new_file_is_flushed_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = save(path, ONE, expected_digest=None)
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("# theirs\n"))
    with pytest.raises(ProfileChanged):
        save(path, TWO, expected_digest=saved.digest)
    assert path.read_text() == "# theirs\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["shop.toml"]


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "the disk is full; make room"),
        (errno.EDQUOT, "your disk quota is used up; make room"),
        (errno.EROFS, "the file system is read-only; mount it for writing"),
        (errno.EACCES, "permission denied; check the owner"),
        (errno.EIO, "Input/output error; see to it"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_failing_save_says_what_to_do_and_leaves_the_old_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, advice: str
) -> None:
    saved = save(path, ONE, expected_digest=None)

    def fail(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(ProfileError, match=f"it can't be saved: {advice}") as caught:
            save(path, TWO, expected_digest=saved.digest)
    assert caught.value.path == path
    assert load(path) == saved
    assert [entry.name for entry in path.parent.iterdir()] == ["shop.toml"]


def test_a_folder_that_can_not_be_flushed_is_no_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    save(path, ONE, expected_digest=None)
    assert load(path).profile == ONE


def test_an_interrupted_save_leaves_no_temporary_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(path, ONE, expected_digest=None)
    assert list(path.parent.iterdir()) == []


SAVE_FOR_EVER = """
import sys
from pathlib import Path
from sse_dash.profiles import Profile, load, save
from sse_dash.requests.spec import StreamSpec
path = Path(sys.argv[1])
digest = load(path).digest
for number in range(10**9):
    streams = [StreamSpec(name=str(n), url="http://a", done="x" * 3000) for n in range(number % 7 + 1)]
    digest = save(path, Profile(streams=tuple(streams)), expected_digest=digest).digest
    print(flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_a_file_that_loads(path: Path) -> None:
    save(path, ONE, expected_digest=None)
    chance = random.Random(5)
    until = time.monotonic() + 2
    kills = 0
    while time.monotonic() < until:
        with subprocess.Popen(
            [sys.executable, "-c", SAVE_FOR_EVER, str(path)], stdout=subprocess.PIPE, env=dict(os.environ)
        ) as saving:
            assert saving.stdout is not None
            for _ in range(chance.randrange(1, 12)):
                assert saving.stdout.readline() == b"\n"
            saving.kill()
        assert load(path).profile.streams
        assert [ref.name for ref in list_profiles(None)] == ["shop"]
        kills += 1
    assert kills
