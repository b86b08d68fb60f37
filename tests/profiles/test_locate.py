"""Projects, the files of profiles, and their names."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import (
    ProfileError,
    ProfileNotFound,
    ProfileRef,
    Project,
    check_name,
    find_profile,
    find_project,
    profile_path,
)
from sse_dash.profiles.locate import MARKERS, config_dir, list_profiles, ref_of, team_path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a stray package.json in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "package.json").touch()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


def folder(path: Path, *marker: str) -> Path:
    path.mkdir(parents=True)
    for name in marker:
        (path / name).touch()
    return path


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


@pytest.mark.parametrize("marker", MARKERS)
def test_the_project_is_the_nearest_folder_upwards_with_a_marker(tmp_path: Path, marker: str) -> None:
    root = folder(tmp_path / "shop", marker)
    assert find_project(folder(root / "src" / "api")).root == root.resolve()


def test_a_project_within_a_project_is_the_nearer_one(tmp_path: Path) -> None:
    folder(tmp_path / "mono", ".git")
    inner = folder(tmp_path / "mono" / "web", "package.json")
    assert find_project(inner).root == inner.resolve()


def test_a_folder_without_any_marker_is_its_own_project(home: Path) -> None:
    here = folder(home / "notes")
    assert find_project(here).root == here.resolve()


def test_a_stray_marker_in_the_home_folder_does_not_reach_down(home: Path) -> None:
    here = folder(home / "work" / "scripts")
    assert find_project(here).root == here.resolve()


def test_the_home_folder_is_a_project_for_someone_who_stands_in_it(home: Path) -> None:
    assert find_project(home).root == home.resolve()


def test_markers_above_the_home_folder_are_not_looked_at(home: Path) -> None:
    (home.parent / "pyproject.toml").touch()
    (home / "package.json").unlink()
    assert find_project(home).root == home.resolve()
    below = folder(home / "below")
    assert find_project(below).root == below.resolve()


def test_a_project_outside_of_the_home_folder_is_found(home: Path) -> None:
    root = folder(home.parent / "srv" / "app", "go.mod")
    assert find_project(folder(root / "cmd")).root == root.resolve()


def test_a_project_is_the_same_through_a_symbolic_link(tmp_path: Path) -> None:
    root = folder(tmp_path / "shop", ".git")
    (tmp_path / "link").symlink_to(root)
    assert find_project(tmp_path / "link").slug == find_project(root).slug


def test_a_slug_is_readable_and_another_for_each_path() -> None:
    one, other = Project(Path("/a/My Shop.v2")), Project(Path("/b/My Shop.v2"))
    assert re.fullmatch(r"my-shop-v2-[0-9a-f]{12}", one.slug)
    assert one.slug != other.slug
    assert one.name == "My Shop.v2"


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_a_slug_is_safe_on_every_file_system(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}-[0-9a-f]{12}", Project(Path("/") / name).slug)


def test_a_path_that_is_no_text_has_a_slug_too() -> None:
    assert Project(Path("/a/caf\udce9")).slug.startswith("caf-")


@pytest.mark.parametrize("name", ["default", "a", "A-b_c.d", "x" * 64, "console", "com", "1"])
def test_good_names_are_taken(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "a/b",
        "a\\b",
        "../a",
        "x" * 65,
        "a b",
        "ä",
        "a\n",
        "CON",
        "nul.x",
        "com1",
        "lpt9.toml",
    ],
)
def test_names_that_some_file_system_would_not_take_are_refused(name: str) -> None:
    with pytest.raises(ProfileError, match="a profile can't be called"):
        profile_path(None, name)


def test_profiles_of_a_project_and_global_ones_have_folders_of_their_own(config: Path) -> None:
    project = Project(Path("/srv/shop"))
    assert profile_path(None, "live") == config / "profiles" / "live.toml"
    assert profile_path(project, "live") == config / "projects" / project.slug / "live.toml"


def test_the_config_folder_is_the_platforms_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("SSE_DASH_CONFIG_DIR", "~/portable")
    assert config_dir() == home / "portable"
    monkeypatch.setenv("SSE_DASH_CONFIG_DIR", "")
    assert config_dir() == platformdirs.user_config_path("sse-dash", appauthor=False)


def test_the_projects_profiles_are_listed_first_then_the_global_ones() -> None:
    project = Project(Path("/srv/shop"))
    for owner, name in [(None, "a"), (None, "z"), (project, "z"), (project, "b")]:
        touch(profile_path(owner, name))
    assert [(ref.project, ref.name) for ref in list_profiles(project)] == [
        (project, "b"),
        (project, "z"),
        (None, "a"),
        (None, "z"),
    ]


def test_where_there_is_nothing_the_list_is_empty() -> None:
    assert list_profiles(Project(Path("/srv/shop"))) == []


def test_backups_temporary_files_and_folders_are_not_listed(config: Path) -> None:
    profiles = folder(config / "profiles", "a.toml", "a.toml.bak", ".a.toml.x1.tmp", ".b.toml", "notes.txt")
    folder(profiles / "folder.toml")
    (profiles / "dangling.toml").symlink_to(profiles / "nowhere")
    assert [ref.name for ref in list_profiles(None)] == ["a"]


def test_a_name_is_looked_for_in_the_project_and_then_among_the_global_ones() -> None:
    project = Project(Path("/srv/shop"))
    everywhere = touch(profile_path(None, "live"))
    assert find_profile(project, "live").path == everywhere
    own = touch(profile_path(project, "live"))
    assert find_profile(project, "live").path == own
    assert find_profile(None, "live").path == everywhere


def test_a_profile_that_is_not_there_is_an_error_that_lists_those_that_are() -> None:
    touch(profile_path(None, "live"))
    with pytest.raises(ProfileNotFound, match="no profile 'love'; there are: live"):
        find_profile(None, "love")


def test_with_no_profile_at_all_the_error_says_so() -> None:
    with pytest.raises(ProfileNotFound, match="none has been saved yet"):
        find_profile(None, "live")


def test_a_folder_that_can_not_be_listed_is_a_clear_error(config: Path) -> None:
    touch(config / "profiles")
    with pytest.raises(ProfileError, match="can't be listed: a part of its path is a file"):
        list_profiles(None)


def test_of_a_file_it_is_told_which_profile_it_is(tmp_path: Path) -> None:
    project = Project(tmp_path / "shop")
    for owner in (project, None):
        path = profile_path(owner, "night")
        assert ref_of(project, path) == ProfileRef("night", path, owner)
    assert ref_of(None, profile_path(None, "night")) == ProfileRef("night", profile_path(None, "night"), None)


@pytest.mark.parametrize("name", ["night.toml", "con.toml", ".toml", "sse-dash.toml"])
def test_a_file_elsewhere_is_no_profile(tmp_path: Path, name: str) -> None:
    assert ref_of(Project(tmp_path), tmp_path / name) is None


def test_what_lies_beside_profiles_is_none(tmp_path: Path) -> None:
    beside = profile_path(Project(tmp_path), "night").parent
    for name in (
        "night.toml",
        ".night.toml.lock",
        ".night.toml.ab.tmp",
        "night.toml.bak",
        "night.toml.removed",
    ):
        touch(beside / name)
    assert [ref.name for ref in list_profiles(Project(tmp_path))] == ["night"]


def test_the_team_file_lies_in_the_projects_own_folder(tmp_path: Path) -> None:
    assert team_path(Project(tmp_path)) == tmp_path / "sse-dash.toml"
