"""Whole profiles: listed, made, renamed, copied, removed and brought back, and none overwritten."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from sse_dash.profiles import (
    Profile,
    ProfileError,
    ProfileRef,
    Project,
    give_trust,
    load,
    manage,
    profile_path,
    save,
)
from sse_dash.profiles.manage import Place
from sse_dash.profiles.team import load_team
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")
B = StreamSpec(name="b", url="http://b")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without any profile."""
    root = tmp_path / "shop"
    root.mkdir()
    return Project(root)


def write(project: Project | None, name: str, *specs: StreamSpec) -> ProfileRef:
    """Save a profile."""
    ref = ProfileRef(name, profile_path(project, name), project)
    save(ref.path, Profile(streams=specs), expected_digest=None)
    return ref


def names(ref: ProfileRef) -> list[str]:
    """What is in the folder of that profile."""
    return sorted(entry.name for entry in ref.path.parent.iterdir())


def test_all_are_listed_with_their_streams(project: Project) -> None:
    write(project, "night", A, B)
    write(project, "empty")
    write(None, "everywhere", B)
    (project.root / "sse-dash.toml").write_text('[[streams]]\nname = "t"\nurl = "http://t"\n')
    listed = [(entry.ref.name, entry.place, entry.streams) for entry in manage.list_entries(project)]
    assert listed == [
        ("empty", Place.PROJECT, ()),
        ("night", Place.PROJECT, ("a", "b")),
        ("sse-dash.toml", Place.TEAM, ("t",)),
        ("everywhere", Place.GLOBAL, ("b",)),
    ]


def test_of_the_team_file_it_is_told_whether_it_is_trusted(project: Project) -> None:
    (project.root / "sse-dash.toml").write_text('[[streams]]\nname = "t"\nurl = "http://t"\n')
    assert [entry.trusted for entry in manage.list_entries(project)] == [False]
    team = load_team(project)
    assert team is not None
    give_trust(team)
    assert [entry.trusted for entry in manage.list_entries(project)] == [True]


def test_what_is_broken_is_listed_with_its_fault(project: Project) -> None:
    write(project, "night").path.write_text("\nx = ")
    (project.root / "sse-dash.toml").write_text("version = 'x'\n")
    night, team = manage.list_entries(project)
    assert "line 2: it is not TOML" in night.fault
    assert "version is 'x'" in team.fault


def test_a_new_one_is_empty_and_never_takes_the_place_of_another(project: Project) -> None:
    ref = manage.new(project, "night")
    assert load(ref.path).profile == Profile()
    save(ref.path, Profile(streams=(A,)), expected_digest=load(ref.path).digest)
    with pytest.raises(ProfileError, match="a profile of that name is there already"):
        manage.new(project, "night")
    assert load(ref.path).profile.streams == (A,)


@pytest.mark.parametrize(
    "name", ["../up", "", "con", "a/b", ".hidden", "x\x1b[31m", "lpt1.x", "a" * 65, "nul"]
)
def test_names_that_no_file_can_have_everywhere_are_refused(project: Project, name: str) -> None:
    ref = write(project, "night", A)
    for action in (manage.rename, manage.duplicate):
        with pytest.raises(ProfileError, match="can't be called"):
            action(ref, name)
    with pytest.raises(ProfileError, match="can't be called"):
        manage.new(None, name)
    assert names(ref) == ["night.toml"]


def test_a_copy_has_the_same_words(project: Project) -> None:
    ref = write(project, "night")
    ref.path.write_text('# mine\n[[streams]]\nname = "a"\nurl = "http://a"\n')
    copy = manage.duplicate(ref, "day")
    assert copy.path.read_bytes() == ref.path.read_bytes()
    assert copy.path.stat().st_mode & 0o777 == 0o600


def test_a_copy_never_takes_the_place_of_another(project: Project) -> None:
    ref, other = write(project, "night", A), write(project, "day", B)
    with pytest.raises(ProfileError, match="a profile of that name is there already"):
        manage.duplicate(ref, "day")
    assert load(other.path).profile.streams == (B,)


def test_another_name_is_given_to_the_file_as_it_is(project: Project) -> None:
    ref = write(project, "night", A)
    ref.path.chmod(0o640)
    renamed = manage.rename(ref, "day")
    assert names(ref) == ["day.toml"]
    assert load(renamed.path).profile.streams == (A,)
    assert renamed.path.stat().st_mode & 0o777 == 0o640


def test_another_name_is_never_that_of_another(project: Project) -> None:
    ref, other = write(project, "night", A), write(project, "day", B)
    with pytest.raises(ProfileError, match="a profile of that name is there already"):
        manage.rename(ref, "day")
    assert load(other.path).profile.streams == (B,)
    assert load(ref.path).profile.streams == (A,)


def test_a_link_is_renamed_and_not_what_it_leads_to(project: Project, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text('[[streams]]\nname = "a"\nurl = "http://a"\n')
    ref = write(project, "other", B)
    link = ProfileRef("night", ref.path.with_name("night.toml"), project)
    link.path.symlink_to(real)
    renamed = manage.rename(link, "day")
    assert renamed.path.is_symlink()
    assert (names(ref), real.exists()) == (["day.toml", "other.toml"], True)


def test_a_rename_that_fails_leaves_the_old_name_and_no_other(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = write(project, "night", A)

    def refuse(*_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ProfileError, match="it can't be renamed: the file system is read-only"):
        manage.rename(ref, "day")
    assert names(ref) == ["night.toml"]


def test_a_file_system_that_ignores_case_lets_one_change_the_case(project: Project) -> None:
    ref = write(project, "night", A)
    os.link(ref.path, ref.path.with_name("Night.toml"))  # one file by both names, as it is there
    renamed = manage.rename(ref, "Night")
    assert load(renamed.path).profile.streams == (A,)


def test_what_is_not_there_can_be_neither_renamed_nor_removed(project: Project) -> None:
    ref = ProfileRef("night", profile_path(project, "night"), project)
    with pytest.raises(ProfileError, match="there is no such file"):
        manage.rename(ref, "day")
    with pytest.raises(ProfileError, match="there is no such file"):
        manage.remove(ref)


def test_what_is_removed_comes_back_as_it_was(project: Project) -> None:
    ref = write(project, "night", A)
    before = ref.path.read_bytes()
    gone = manage.remove(ref)
    assert names(ref) == ["night.toml.removed"]
    assert manage.list_entries(project) == []
    assert manage.removed(project, "night") == gone
    assert manage.undo(gone) == ref
    assert (names(ref), ref.path.read_bytes()) == (["night.toml"], before)


def test_what_comes_back_does_not_take_the_place_of_a_new_one(project: Project) -> None:
    ref = write(project, "night", A)
    gone = manage.remove(ref)
    write(project, "night", B)
    with pytest.raises(ProfileError, match="a profile of that name is there already"):
        manage.undo(gone)
    assert load(ref.path).profile.streams == (B,)
    assert gone.kept.exists()


def test_what_was_never_removed_can_not_come_back(project: Project) -> None:
    with pytest.raises(ProfileError, match="no profile of this project called night was removed"):
        manage.removed(project, "night")
    with pytest.raises(ProfileError, match="no global profile called night was removed"):
        manage.removed(None, "night")


def test_a_broken_one_can_be_removed(project: Project) -> None:
    ref = write(project, "night")
    ref.path.write_text("x = ")
    manage.undo(manage.remove(ref))
    assert ref.path.read_text() == "x = "
