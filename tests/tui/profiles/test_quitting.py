"""Quitting asks about streams that were made by hand and would be lost, and about nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import DEFAULT_PROFILE, Profile, Project, StoredProfile, profile_path, unsaved
from sse_dash.profiles.locate import list_profiles
from sse_dash.requests.spec import StreamSpec
from tests.tui.conftest import Server, Terminal, dashboard
from tests.tui.piloting import until

pytestmark = pytest.mark.slow


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile lies."""
    return profile_path(project, DEFAULT_PROFILE)


def stored(path: Path, *specs: StreamSpec) -> StoredProfile:
    """A profile of these streams, saved."""
    return profiles.save(path, Profile(streams=specs), expected_digest=None)


async def has_quit(terminal: Terminal) -> None:
    await until(lambda: not terminal.app.is_running, lambda: terminal.text)


async def add(server: Server, terminal: Terminal, name: str) -> None:
    """Add a stream by hand."""
    await terminal.press("a", *server.stream(name).url, "enter")
    await terminal.until(lambda: name in terminal.stream_names)


async def test_streams_of_the_command_line_are_not_asked_about(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), server.stream("prices"), project=project) as terminal:
        await terminal.press("f", *"error", "enter", "delete", "enter", "q")
        await has_quit(terminal)


async def test_a_stream_added_by_hand_is_and_escape_stays(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await add(server, terminal, "prices")
        await terminal.press("q")
        await terminal.says("not saved. added: prices.", "enter save and quit d quit without saving esc stay")
        await terminal.press("escape")
        await terminal.hides("quit without saving")
        assert terminal.app.is_running
        await terminal.press("q", "d")
        await has_quit(terminal)
    assert list_profiles(project) == []
    assert unsaved(project) is None


async def test_it_can_be_saved_on_the_way_out(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await add(server, terminal, "prices")
        await terminal.press("q", "enter")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await has_quit(terminal)
    (ref,) = list_profiles(project)
    assert [spec.name for spec in profiles.load(ref.path).profile.streams] == ["orders", "prices"]


async def test_who_thinks_better_of_saving_stays(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await add(server, terminal, "prices")
        await terminal.press("q", "enter")
        await terminal.shows("Save a profile")
        await terminal.press("escape", "q")
        await terminal.shows("quit without saving")


async def test_who_insists_leaves_and_is_offered_them_again(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await add(server, terminal, "prices")
        await terminal.press("q")
        await terminal.shows("quit without saving")
        await terminal.press("ctrl+q")
        await has_quit(terminal)
    kept = unsaved(project)
    assert kept is not None
    assert [spec.name for spec in kept.streams] == ["orders", "prices"]


async def test_what_differs_from_a_profile_is_asked_about_but_for_filters(
    server: Server, project: Project, default_file: Path
) -> None:
    opened = stored(default_file, server.stream("orders").spec(), server.stream("prices").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.press("delete", "enter", "q")
        await terminal.says("not saved. removed: orders.")
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.press("f", *"error", "enter", "q")
        await has_quit(terminal)


async def test_what_was_added_and_saved_is_not_asked_about(
    server: Server, project: Project, default_file: Path
) -> None:
    opened = stored(default_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await add(server, terminal, "prices")
        await terminal.type_ahead("ctrl+s", "q")
        await has_quit(terminal)
    assert len(profiles.load(default_file).profile.streams) == 2
