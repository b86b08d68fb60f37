"""What is open, what of it was not saved, what a save would write and ask: without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sse_dash.profiles import (
    Profile,
    ProfileChanged,
    ProfileRef,
    Project,
    Session,
    StoredProfile,
    ViewSettings,
    load,
    open_profile,
    open_ref,
    profile_path,
    save,
)
from sse_dash.profiles.session import Difference
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")
B = StreamSpec(name="b", url="http://b")
C = StreamSpec(name="c", url="http://c")
LOOKS = ViewSettings(layout="grid", theme="usual")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project called shop, and no profile anywhere."""
    root = tmp_path / "shop"
    root.mkdir()
    return Project(root)


@pytest.fixture
def default_file(project: Project) -> Path:
    return profile_path(project, "default")


def write(path: Path, *streams: StreamSpec, view: ViewSettings | None = None) -> StoredProfile:
    profile = Profile(streams=streams, view=view or ViewSettings())
    return save(path, profile, expected_digest=None)


def opened(project: Project, name: str | None = None) -> Session:
    """What opens, on a screen that looks as usual."""
    return open_profile(project, name).looking(LOOKS)


def team_file(project: Project, *streams: StreamSpec) -> None:
    tables = (f'[[streams]]\nname = "{spec.name}"\nurl = "{spec.url}"\n' for spec in streams)
    (project.root / "sse-dash.toml").write_text("".join(tables))


# What is open.


def test_streams_of_a_command_line_are_no_profile(project: Project) -> None:
    session = Session(project=project, streams=(A,))
    assert (session.profile, session.label, session.own) == (Profile(streams=(A,)), "shop", Profile())
    assert Session(project=project, streams=(A,), title="demo").label == "demo"
    assert Session(streams=(A,)).label == ""


def test_what_is_open_is_called_by_project_and_profile(project: Project) -> None:
    write(profile_path(project, "night"), A)
    write(profile_path(None, "everywhere"), A)
    assert opened(project).label == "shop"
    assert opened(project, "night").label == "shop / night"
    assert opened(project, "everywhere").label == "global / everywhere"
    assert open_ref(ProfileRef("default", profile_path(None, "default"), None), project).label == "global"


def test_the_teams_streams_are_open_only_after_a_yes(project: Project, default_file: Path) -> None:
    team_file(project, A)
    write(default_file, B)
    session = opened(project)
    assert (session.asks_for_trust, session.profile.streams) == (True, (B,))
    trusted = session.trusting()
    assert (trusted.asks_for_trust, trusted.profile.streams) == (False, (A, B))


# What differs.


@pytest.mark.parametrize(
    ("streams", "difference", "words"),
    [
        ((A, B), Difference(), ""),
        ((A, B, C), Difference(added=("c",)), "added: c"),
        ((B,), Difference(removed=("a",)), "removed: a"),
        ((replace(A, filter="x"), B), Difference(changed=("a",)), "changed: a"),
        ((replace(A, name="z"), B), Difference(changed=("z",)), "changed: z"),
        ((B, A), Difference(is_reordered=True), "in another order"),
        (
            (B, replace(A, filter="x"), C),
            Difference(added=("c",), changed=("a",), is_reordered=True),
            "added: c; changed: a; in another order",
        ),
    ],
)
def test_what_was_not_saved_is_told_by_name(
    project: Project, default_file: Path, streams: tuple[StreamSpec, ...], difference: Difference, words: str
) -> None:
    write(default_file, A, B)
    found = opened(project).difference(streams)
    assert (found, str(found), bool(found)) == (difference, words, bool(words))


def test_of_many_names_the_first_are_told_and_the_rest_counted() -> None:
    assert str(Difference(added=tuple("abcdefgh"))) == "added: a, b, c, d, e and 3 more"


def test_once_it_is_saved_nothing_differs(project: Project) -> None:
    session = Session(project=project, streams=(A,)).looking(LOOKS)
    streams = (A, B)
    assert session.difference(streams)
    saved = session.saved(
        session.save_of(streams, LOOKS).to(profile_path(project, "x")).write(), streams, LOOKS
    )
    assert not saved.difference(streams)
    assert (saved.label, saved.own.streams) == ("shop / x", streams)


# What a save writes.


def test_without_a_profile_the_name_is_asked_for(project: Project) -> None:
    assert Session(project=project, streams=(A,)).save_of((A,), LOOKS).path is None


def test_a_profile_is_saved_to_its_file(project: Project, default_file: Path) -> None:
    write(default_file, A)
    save = opened(project).save_of((A, B), LOOKS)
    assert (save.path, save.question, save.warning) == (default_file, None, "")
    save.write()
    assert load(default_file).profile == Profile(streams=(A, B))


def test_of_how_it_looks_only_what_was_changed_is_saved(project: Project, default_file: Path) -> None:
    write(default_file, A, view=ViewSettings(theme="of-mine"))
    session = opened(project)
    assert session.save_of((A,), LOOKS).profile.view == ViewSettings(theme="of-mine")
    looks = replace(LOOKS, layout="list")
    assert session.save_of((A,), looks).profile.view == ViewSettings(theme="of-mine", layout="list")
    saved = session.saved(session.save_of((A,), looks).write(), (A,), looks)
    assert saved.save_of((A,), looks).profile.view == ViewSettings(theme="of-mine", layout="list")
    assert saved.save_of((A,), replace(looks, theme="new")).profile.view.theme == "new"


def test_only_ones_own_part_of_a_team_file_is_saved(project: Project, default_file: Path) -> None:
    team_file(project, A, B)
    session = opened(project).trusting()
    save = session.save_of((A, replace(B, filter="x"), C), LOOKS)
    assert save.path == default_file
    assert save.profile.streams == (replace(B, filter="x"), C)
    assert session.save_of((A,), LOOKS).warning == "still in the team file, and back the next time: b"


def test_a_save_tells_of_ones_own_streams_and_of_those_that_stay_in_the_team_file(project: Project) -> None:
    team_file(project, A, B)
    session = opened(project).trusting()
    assert session.save_of((A,), LOOKS).saved == "1 stream as the team file has it"
    assert session.save_of((A, B), LOOKS).saved == "2 streams as the team file has them"
    save = session.save_of((A, B, C), LOOKS)
    assert save.saved == "1 stream of your own, beside 2 streams as the team file has them"
    assert Session(project=project, streams=(A,)).save_of((A, B), LOOKS).saved == "2 streams"


def test_before_the_yes_a_save_is_of_ones_own_streams(project: Project) -> None:
    team_file(project, A)
    save = opened(project).save_of((B,), LOOKS)
    assert (save.path, save.profile.streams) == (None, (B,))


def test_unknown_keys_go_with_a_stream_that_is_called_otherwise(project: Project, default_file: Path) -> None:
    write(default_file, A, B)
    default_file.write_text(default_file.read_text().replace('name = "b"', 'name = "b"\ncolour = "red"'))
    save = opened(project).save_of((A, replace(B, name="z")), LOOKS)
    assert save.profile.unknown.streams == {"z": {"colour": "red"}}
    save.write()
    assert 'name = "z"\ncolour = "red"' in default_file.read_text()


def test_what_is_odd_is_told_once(project: Project, default_file: Path) -> None:
    write(default_file, A)
    default_file.write_text(f"odd = 1\n{default_file.read_text()}")
    session = opened(project)
    secret = replace(A, headers={"Authorization": "Bearer s3cr3t-t0ken"})
    stored = session.save_of((secret,), LOOKS).write()
    (warning,) = session.new_warnings(stored)
    assert "literal token" in warning
    assert session.saved(stored, (secret,), LOOKS).new_warnings(stored) == []


# What a save asks.


def test_comments_that_would_be_lost_are_asked_about(project: Project, default_file: Path) -> None:
    write(default_file, A)
    default_file.write_text('[[streams]]\nname = "a"\nurl = "http://a"\njson = [1 # one\n]\n')
    save = opened(project).save_of((replace(A, json=[2]),), LOOKS)
    assert save.question is not None
    assert save.question.words.startswith("default.toml holds comments, which saving would lose.")
    kept = opened(project).save_of((replace(A, json=[1], filter="x"),), LOOKS)
    assert kept.question is None


@pytest.mark.parametrize(
    ("happens", "words", "accept"),
    [
        ("changed", "default.toml has been changed since it was opened", "replace it"),
        ("removed", "default.toml was removed since it was opened", "make it anew"),
    ],
)
def test_what_someone_else_did_to_the_file_is_asked_about_and_can_be_undone(
    project: Project, default_file: Path, happens: str, words: str, accept: str
) -> None:
    write(default_file, A)
    session = opened(project)
    if happens == "changed":
        save(default_file, Profile(streams=(B,)), expected_digest=load(default_file).digest)
    else:
        default_file.unlink()
    mine = session.save_of((A, C), LOOKS)
    with pytest.raises(ProfileChanged) as caught:
        mine.write()
    question, after_yes = mine.over(caught.value)
    assert (words in question.words, question.accept) == (True, accept)
    assert after_yes.write().profile.streams == (A, C)


def test_a_name_that_is_taken_is_asked_about(project: Project, default_file: Path) -> None:
    write(default_file, A)
    mine = Session(project=project, streams=(B,)).save_of((B,), LOOKS).to(default_file)
    with pytest.raises(ProfileChanged) as caught:
        mine.write()
    question, after_yes = mine.over(caught.value)
    assert question.words.startswith("A profile default is there already.")
    assert after_yes.write().profile.streams == (B,)


# What happens to its file.


def test_under_another_name_the_teams_streams_are_ones_own(project: Project, default_file: Path) -> None:
    team_file(project, A)
    write(default_file, B)
    night = profile_path(project, "night")
    session = opened(project).trusting()
    default_file.rename(night)
    renamed = session.renamed(night)
    assert (renamed.label, renamed.difference((A, B))) == ("shop / night", Difference())
    save = renamed.save_of((A, B), LOOKS)
    assert (save.path, save.profile.streams) == (night, (A, B))


def test_without_its_file_what_is_open_stays_and_a_name_is_asked_for(project: Project) -> None:
    night = profile_path(project, "night")
    write(night, A)
    session = opened(project, "night").removed()
    assert (session.label, session.profile.streams) == ("shop", (A,))
    assert session.save_of((A,), LOOKS).path is None
