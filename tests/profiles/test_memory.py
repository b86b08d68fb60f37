"""What is remembered from one run to the next, and that forgetting it is never a failure."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sse_dash.profiles import (
    Profile,
    ProfileRef,
    Project,
    last_profile,
    memory,
    profile_path,
    recent_filters,
    remember_filter,
    remember_profile,
    save,
)
from sse_dash.profiles.memory import MAX_FILTER_LENGTH, MAX_FILTERS, MAX_PROJECTS, state_dir

SHOP = Project(Path("/work/shop"))


def saved(project: Project | None, name: str) -> ProfileRef:
    """An empty profile that is there."""
    ref = ProfileRef(name, profile_path(project, name), project)
    save(ref.path, Profile(), expected_digest=None)
    return ref


def broken(name: str, text: str) -> Path:
    """A file of what is remembered that holds this."""
    path = state_dir() / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_nothing_is_remembered_at_first_and_that_is_no_problem() -> None:
    assert (last_profile(SHOP).ref, last_profile(SHOP).warning) == (None, "")
    assert (recent_filters().expressions, recent_filters().warning) == ((), "")


@pytest.mark.parametrize("owner", [SHOP, None])
def test_the_profile_that_was_open_last_is_remembered(owner: Project | None) -> None:
    ref = saved(owner, "night")
    assert remember_profile(SHOP, ref.path) == ""
    assert last_profile(SHOP).ref == ref


def test_each_project_has_its_own_last_profile() -> None:
    other = Project(Path("/work/other"))
    for project, name in [(SHOP, "night"), (other, "day"), (None, "any")]:
        remember_profile(project, saved(project, name).path)
    last = [last_profile(project).ref for project in (SHOP, other, None)]
    assert [ref.name if ref else None for ref in last] == ["night", "day", "any"]


def test_a_profile_that_is_not_there_any_more_is_not_the_last() -> None:
    ref = saved(SHOP, "night")
    remember_profile(SHOP, ref.path)
    ref.path.unlink()
    assert last_profile(SHOP).ref is None


def test_a_file_that_lies_elsewhere_is_not_remembered(tmp_path: Path) -> None:
    assert remember_profile(SHOP, tmp_path / "night.toml") == ""
    assert not state_dir().exists()


def test_files_and_folder_are_for_their_owner_only() -> None:
    remember_filter("error")
    remember_profile(SHOP, saved(SHOP, "night").path)
    assert state_dir().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in state_dir().iterdir()} == {0o600}
    assert sorted(path.name for path in state_dir().iterdir()) == ["filters.json", "last-profiles.json"]


def test_filters_come_newest_first_each_once() -> None:
    for expression in ["error", "type:order.*", "error", " ", ""]:
        assert remember_filter(expression) == ""
    assert recent_filters().expressions == ("error", "type:order.*")


def test_old_filters_fall_out() -> None:
    for number in range(MAX_FILTERS + 3):
        remember_filter(f"id:{number}")
    kept = recent_filters().expressions
    assert (len(kept), kept[0], kept[-1]) == (MAX_FILTERS, f"id:{MAX_FILTERS + 2}", "id:3")


def test_long_filters_fall_out_before_the_file_is_large() -> None:
    for number in range(MAX_FILTERS):
        remember_filter(f"{number:03}" + "\N{PILE OF POO}" * (MAX_FILTER_LENGTH - 3))
    kept = recent_filters().expressions
    assert 1 <= len(kept) < MAX_FILTERS
    assert kept[0].startswith("099")
    assert (state_dir() / "filters.json").stat().st_size < 100_000


def test_a_filter_of_more_than_a_thousand_characters_is_not_kept() -> None:
    remember_filter("x" * (MAX_FILTER_LENGTH + 1))
    assert recent_filters().expressions == ()


def test_a_filter_may_hold_anything() -> None:
    expression = '"\ud800\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}"'
    remember_filter(expression)
    assert recent_filters().expressions == (expression,)


def test_old_projects_fall_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_PROJECTS", 3)
    assert MAX_PROJECTS > 3
    projects = [Project(Path(f"/work/{number}")) for number in range(5)]
    for project in projects:
        remember_profile(project, saved(project, "default").path)
    remember_profile(projects[2], saved(projects[2], "again").path)
    remember_profile(projects[0], profile_path(projects[0], "default"))
    assert [last_profile(project).ref is not None for project in projects] == [True, False, True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "null",
        '{"version": 2}',
        '{"version": 1}' + " " * 600_000,
        "\xff",
        "1" * 5000,
    ],
)
def test_a_broken_file_is_said_and_written_anew(text: str) -> None:
    path = broken("filters.json", text)
    assert recent_filters().expressions == ()
    assert f"{path}: it is " in recent_filters().warning
    assert "and is not used" in recent_filters().warning
    assert remember_filter("error") == ""
    assert (recent_filters().expressions, recent_filters().warning) == (("error",), "")


@pytest.mark.parametrize(
    "filters", [None, "error", {"a": 1}, [1, None, ["x"], "", " ", "x" * 5000], [{"deep": [[]]}]]
)
def test_what_is_no_filter_in_a_file_is_passed_over(filters: Any) -> None:
    broken("filters.json", json.dumps({"version": 1, "filters": filters}))
    assert recent_filters().expressions == ()


@pytest.mark.parametrize(
    "entry", [None, 1, {}, {"name": "../../etc", "global": False}, {"name": 1, "global": True}]
)
def test_what_is_no_profile_in_a_file_is_passed_over(entry: Any) -> None:
    broken("last-profiles.json", json.dumps({"version": 1, "projects": {SHOP.slug: entry}}))
    assert (last_profile(SHOP).ref, last_profile(SHOP).warning) == (None, "")


def test_a_pipe_is_not_waited_for() -> None:
    state_dir().mkdir(parents=True)
    os.mkfifo(state_dir() / "filters.json")
    assert "it is no regular file" in recent_filters().warning


def test_what_can_not_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_filter("error")

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    assert "filters.json: it can't be saved: the disk is full" in remember_filter("other")
    assert recent_filters().expressions == ("error",)


def test_what_is_said_of_a_file_names_the_variable_of_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", refuse)
    said = remember_filter("error")
    assert "set SSE_DASH_STATE_DIR to a folder elsewhere" in said
    assert "SSE_DASH_CONFIG_DIR" not in said


def test_what_is_known_already_is_not_written_again() -> None:
    remember_filter("error")
    before = (state_dir() / "filters.json").stat().st_ino
    remember_filter("error")
    assert (state_dir() / "filters.json").stat().st_ino == before


def test_the_folder_is_the_systems_unless_a_variable_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_DASH_STATE_DIR", "~/elsewhere")
    assert state_dir() == Path.home() / "elsewhere"
    monkeypatch.setenv("SSE_DASH_STATE_DIR", "")
    assert state_dir().is_absolute()
    assert "sse-dash" in state_dir().parts
