"""Files: private, followed through links, and never someone else's work undone."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

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


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_saved_is_loaded(path: Path) -> None:
    saved = save(path, ONE, expected_digest=None)
    loaded = load(path)
    assert loaded == saved
    assert (loaded.profile, loaded.path, loaded.warnings, loaded.read_only) == (ONE, path, (), False)


def test_a_new_file_and_new_folders_are_for_their_owner_only(path: Path, config: Path) -> None:
    save(path, ONE, expected_digest=None)
    assert (mode(path), mode(path.parent), mode(config)) == (0o600, 0o700, 0o700)


def test_a_file_that_exists_keeps_its_mode(path: Path) -> None:
    saved = save(path, ONE, expected_digest=None)
    path.chmod(0o640)
    save(path, TWO, expected_digest=saved.digest)
    assert mode(path) == 0o640


def test_a_symbolic_link_is_followed_and_kept(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "shop.toml"
    saved = save(real, ONE, expected_digest=None)
    path.parent.mkdir(parents=True)
    path.symlink_to(real)
    save(path, TWO, expected_digest=saved.digest)
    assert path.is_symlink()
    assert load(real).profile == load(path).profile == TWO
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["shop.toml"]


def test_a_link_to_a_file_that_is_not_there_yet_makes_it_there(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "dotfiles" / "shop.toml")
    save(path, ONE, expected_digest=None)
    assert load(tmp_path / "dotfiles" / "shop.toml").profile == ONE


def test_a_file_changed_by_someone_else_is_not_overwritten(path: Path) -> None:
    mine = save(path, ONE, expected_digest=None)
    theirs = save(path, TWO, expected_digest=mine.digest)
    with pytest.raises(ProfileChanged, match="changed by someone else") as caught:
        save(path, Profile(), expected_digest=mine.digest)
    assert caught.value.found == theirs.digest
    assert load(path).profile == TWO


def test_a_file_that_was_not_expected_is_not_overwritten(path: Path) -> None:
    save(path, ONE, expected_digest=None)
    with pytest.raises(ProfileChanged):
        save(path, TWO, expected_digest=None)
    assert load(path).profile == ONE


def test_a_deleted_file_does_not_come_back_unasked(path: Path) -> None:
    saved = save(path, ONE, expected_digest=None)
    path.unlink()
    with pytest.raises(ProfileChanged, match="was deleted") as caught:
        save(path, TWO, expected_digest=saved.digest)
    assert caught.value.found is None
    assert not path.exists()


def test_comments_stay_and_nothing_is_kept_beside_the_file(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text('# mine\n[[streams]]\nname = "a"  # this one\nurl = "http://a"\n')
    saved = save(path, TWO, expected_digest=load(path).digest)
    assert saved.backup is None
    assert path.read_text().startswith('# mine\n[[streams]]\nname = "a"  # this one\nurl = "http://a"\n')
    assert [entry.name for entry in path.parent.iterdir()] == ["shop.toml"]


def test_comments_that_a_save_loses_are_kept_in_a_backup(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text('[[streams]]\nname = "a"\nurl = "http://a"\njson = [  # mine\n1]\n')
    path.chmod(0o640)
    saved = save(path, Profile(streams=(replace(A, json=[2]),)), expected_digest=load(path).digest)
    assert saved.backup == path.with_name("shop.toml.bak")
    assert "# mine" in saved.backup.read_text()
    assert mode(saved.backup) == 0o640
    assert [ref.name for ref in list_profiles(None)] == ["shop"]


def test_without_comments_there_is_no_backup(path: Path) -> None:
    saved = save(path, ONE, expected_digest=None)
    assert save(path, TWO, expected_digest=saved.digest).backup is None
    assert [entry.name for entry in path.parent.iterdir()] == ["shop.toml"]


def test_a_file_that_says_the_same_already_is_left_in_its_writers_words(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text('# mine\nstreams = [{ name = "a", url = "http://a" }]\n')
    loaded = load(path)
    assert save(path, loaded.profile, expected_digest=loaded.digest) == loaded
    assert path.read_text().startswith("# mine")


def test_a_body_of_true_does_not_pass_for_one_of_1(path: Path) -> None:
    saved = save(path, Profile(streams=(replace(A, json=1),)), expected_digest=None)
    save(path, Profile(streams=(replace(A, json=True),)), expected_digest=saved.digest)
    assert load(path).profile.streams[0].json is True


def test_a_broken_file_that_is_saved_over_knowingly_is_kept_as_a_backup(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("name = ")
    with pytest.raises(ProfileChanged) as caught:
        save(path, ONE, expected_digest=None)
    backup = save(path, ONE, expected_digest=caught.value.found).backup
    assert backup is not None
    assert backup.read_text() == "name = "


def test_a_file_of_a_newer_version_is_never_rewritten(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("version = 2\n")
    loaded = load(path)
    assert loaded.read_only
    with pytest.raises(ProfileError, match="newer than this sse-dash knows"):
        save(path, ONE, expected_digest=loaded.digest)
    assert path.read_text() == "version = 2\n"


def test_a_read_only_file_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = save(path, ONE, expected_digest=None)
    path.chmod(0o400)
    # Root may write anything, so the answer is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ProfileError, match="the file is read-only; make it writable"):
        save(path, TWO, expected_digest=saved.digest)
    assert load(path).profile == ONE


def test_a_profile_that_can_not_be_written_touches_nothing(path: Path, config: Path) -> None:
    with pytest.raises(ProfileError, match="is null"):
        save(path, Profile(streams=(replace(A, json=[None]),)), expected_digest=None)
    assert not config.exists()


def test_loading_what_is_not_there_says_so(path: Path) -> None:
    with pytest.raises(ProfileError, match="can't be read: there is no such file"):
        load(path)


def test_loading_a_folder_or_a_pipe_is_an_error_and_does_not_wait(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(ProfileError, match="it is a folder; name a file"):
        load(path)
    pipe = path / "pipe.toml"
    os.mkfifo(pipe)
    with pytest.raises(ProfileError, match="no regular file"):
        load(pipe)


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(path: Path, config: Path) -> None:
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("")
    with pytest.raises(ProfileError, match="a part of its path is a file, not a folder"):
        save(path, ONE, expected_digest=None)


def test_links_that_go_in_a_circle_are_a_clear_error(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    with pytest.raises(ProfileError, match="go in a circle"):
        load(path)
    with pytest.raises(ProfileError, match="go in a circle"):
        save(path, ONE, expected_digest=None)
    assert path.is_symlink()


def test_a_huge_file_is_neither_read_whole_nor_replaced(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ProfileError, match="larger than 256 KiB"):
        load(path)
    with pytest.raises(ProfileChanged):
        save(path, ONE, expected_digest=None)
