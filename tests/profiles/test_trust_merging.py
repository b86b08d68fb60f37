"""One's own profile over the team's: what is shown, what is saved, and what is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import (
    Profile,
    ProfileError,
    ProfileNotFound,
    ProfileRef,
    Project,
    Session,
    ViewSettings,
    give_trust,
    open_profile,
    open_ref,
    profile_path,
    remember_profile,
    save,
)
from sse_dash.profiles.team import load_team, merge, own_part
from sse_dash.requests.spec import StreamSpec

A, B, C = (StreamSpec(name=name, url=f"https://shop.example/{name}") for name in "abc")
TEAM = Profile(streams=(A, B))

TEAM_TEXT = '[[streams]]\nname = "a"\nurl = "https://shop.example/a"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without any profile."""
    root = tmp_path / "shop"
    root.mkdir()
    return Project(root)


def write_team(project: Project, text: str = TEAM_TEXT) -> None:
    """Give the project a team file."""
    (project.root / "sse-dash.toml").write_text(text)


def write(project: Project | None, name: str, *specs: StreamSpec) -> Path:
    """Save a profile."""
    path = profile_path(project, name)
    save(path, Profile(streams=specs), expected_digest=None)
    return path


def test_ones_own_stream_takes_the_place_of_the_teams_and_others_follow() -> None:
    mine = replace(B, filter="error")
    assert merge(TEAM, Profile(streams=(C, mine))).streams == (A, mine, C)


def test_of_the_view_what_one_left_alone_is_the_teams() -> None:
    team = replace(TEAM, view=ViewSettings(theme="nord"))
    mine = ViewSettings(theme="dracula")
    assert merge(team, Profile()).view == team.view
    assert merge(team, Profile(view=mine)).view == mine


def test_the_teams_defaults_do_not_reach_ones_own_streams() -> None:
    team = replace(TEAM, defaults={"headers": {"X-Team": "1"}})
    assert merge(team, Profile(defaults={"history": 7})).defaults == {"history": 7}


def test_what_is_as_the_team_has_it_is_not_saved() -> None:
    part = own_part(TEAM, Profile(), merge(TEAM, Profile()))
    assert (part.profile, part.left_out) == (Profile(), ())


def test_what_one_changed_or_added_is_saved() -> None:
    mine = replace(B, filter="error")
    shown = replace(merge(TEAM, Profile()), streams=(A, mine, C))
    assert own_part(TEAM, Profile(), shown).profile.streams == (mine, C)


def test_what_one_had_of_ones_own_is_kept_though_it_is_as_the_teams_by_now() -> None:
    mine = Profile(streams=(A,))
    assert own_part(TEAM, mine, merge(TEAM, mine)).profile.streams == (A,)


def test_a_body_of_true_does_not_pass_for_one_of_1() -> None:
    team = Profile(streams=(replace(A, json={"n": 1}),))
    mine = replace(A, json={"n": True})
    assert own_part(team, Profile(), Profile(streams=(mine,))).profile.streams == (mine,)


def test_a_stream_of_the_team_that_was_removed_is_named_since_it_will_be_back() -> None:
    part = own_part(TEAM, Profile(), replace(merge(TEAM, Profile()), streams=(B,)))
    assert (part.profile.streams, part.left_out) == ((), ("a",))


def test_the_teams_view_is_not_saved_as_ones_own() -> None:
    team = replace(TEAM, view=ViewSettings(theme="nord"))
    shown = merge(team, Profile())
    assert own_part(team, Profile(), shown).profile.view == ViewSettings()
    mine = replace(shown, view=ViewSettings(theme="dracula"))
    assert own_part(team, Profile(), mine).profile.view == ViewSettings(theme="dracula")


_SPECS = st.builds(
    StreamSpec, name=st.sampled_from("abcde"), url=st.sampled_from(["http://x", "http://y"])
)  # fmt: skip
_PROFILES = st.lists(_SPECS, unique_by=lambda spec: spec.name).map(
    lambda specs: Profile(streams=tuple(specs))
)


@given(_PROFILES, _PROFILES)
def test_what_is_saved_untouched_opens_as_it_was(team: Profile, mine: Profile) -> None:
    shown = merge(team, mine)
    part = own_part(team, mine, shown)
    assert merge(team, part.profile) == shown
    assert {spec.name for spec in part.profile.streams} == {spec.name for spec in mine.streams}


def ref(session: Session) -> ProfileRef:
    """The profile that is open."""
    assert session.ref is not None
    return session.ref


def test_nothing_is_there_to_open_at_first(project: Project) -> None:
    opening = open_profile(project)
    assert (opening.stored, opening.team, opening.problem, opening.warnings) == (None, None, "", ())
    assert opening.ref == ProfileRef("default", profile_path(project, "default"), project)
    assert opening.profile == Profile()


def test_the_team_file_lies_under_the_projects_default_profile(project: Project) -> None:
    write_team(project)
    write(project, "default", C)
    opening = open_profile(project)
    assert opening.profile.streams == (C,)
    assert opening.trusting().profile.streams == (A, C)
    assert not opening.trust.given


def test_a_team_file_alone_is_a_default_profile_too(project: Project) -> None:
    write_team(project)
    write(None, "default", C)
    for opening in (open_profile(project), open_profile(project, "default")):
        assert opening.profile == Profile()
        assert opening.trusting().profile.streams == (A,)
        assert ref(opening).project == project


def test_trust_that_was_given_is_told(project: Project) -> None:
    write_team(project)
    team = load_team(project)
    assert team is not None
    give_trust(team)
    assert open_profile(project).trust.given
    write_team(project, TEAM_TEXT + "# changed\n")
    assert open_profile(project).trust.changed


def test_other_profiles_are_without_the_team_file(project: Project) -> None:
    write_team(project)
    write(project, "night", C)
    write(None, "everywhere", C)
    assert open_profile(project, "night").team is None
    assert open_profile(project, "everywhere").team is None


def test_without_any_of_the_project_the_global_default_opens(project: Project) -> None:
    path = write(None, "default", C)
    assert ref(open_profile(project)).path == path
    assert ref(open_profile(project, "default")).path == path


def test_what_was_open_last_opens_again(project: Project) -> None:
    write(project, "default", A)
    path = write(None, "everywhere", C)
    remember_profile(project, path)
    assert ref(open_profile(project)).path == path
    path.unlink()
    assert ref(open_profile(project)).name == "default"


def test_a_name_that_is_given_goes_before_what_was_open_last(project: Project) -> None:
    write(project, "default", A)
    remember_profile(project, write(project, "night", C))
    assert ref(open_profile(project, "default")).name == "default"


def test_a_name_that_none_has_is_refused_with_those_that_there_are(project: Project) -> None:
    write(project, "night", C)
    for name in ("default", "noon"):
        with pytest.raises(ProfileNotFound, match=f"no profile '{name}'; there are: night"):
            open_profile(project, name)
    with pytest.raises(ProfileError, match="can't be called"):
        open_profile(project, "../up")


def test_what_is_broken_is_a_problem_and_the_rest_opens(project: Project) -> None:
    write_team(project, "[[streams]]\n")
    path = write(project, "default", C)
    opening = open_profile(project)
    assert (opening.team, opening.profile.streams) == (None, (C,))
    assert "sse-dash.toml: 2 problems" in opening.problem
    path.write_text("x = ")
    assert "default.toml: line 1" in open_profile(project).problem
    assert "sse-dash.toml: 2 problems" in open_profile(project).problem


def test_what_is_odd_is_told_with_its_file(project: Project) -> None:
    write_team(project, TEAM_TEXT + "tls = { verify = false }\n")
    write(project, "default").write_text("nmae = 1\n")
    warnings = open_profile(project).warnings
    assert [warning.partition(":")[0] for warning in warnings] == ["default.toml", "sse-dash.toml"]


def test_a_profile_is_opened_by_where_it_is(project: Project) -> None:
    path = write(None, "default", C)
    write(project, "default", A)
    assert open_ref(ProfileRef("default", path, None)).profile.streams == (C,)
