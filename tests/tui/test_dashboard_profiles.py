"""Saving what is on the screen as a profile, and opening one: `ctrl+s` and `o`."""

# ruff: noqa: ASYNC240 - a small file, read while nothing else has to go on

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import Profile, Project, StoredProfile, ViewSettings
from sse_dash.streams.spec import StreamSpec
from tests.tui.conftest import Server, Terminal, dashboard


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile will be."""
    return profiles.profile_path(project, "default")


def stored(path: Path, *specs: StreamSpec) -> StoredProfile:
    """A profile of these streams, saved there."""
    return profiles.save(path, Profile(streams=specs), expected_digest=None)


async def save_first_time(terminal: Terminal) -> None:
    await terminal.press("ctrl+s")
    await terminal.shows("Save a profile for project shop")
    await terminal.press("enter")
    await terminal.shows("▌ Saved")


async def test_ctrl_s_saves_the_streams_to_a_profile_of_the_project(
    server: Server, project: Project, default_file: Path
) -> None:
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders, prices, project=project) as terminal:
        await save_first_time(terminal)
        assert profiles.load(default_file).profile.streams == (orders.spec(), prices.spec())
        await terminal.until(lambda: terminal.header.startswith(" sse-dash · shop "))


async def test_a_profile_is_for_its_owner_only(server: Server, project: Project, default_file: Path) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await save_first_time(terminal)
    assert stat.S_IMODE(default_file.stat().st_mode) == 0o600


async def test_the_filter_that_a_pane_has_now_is_saved_with_it(
    server: Server, project: Project, default_file: Path
) -> None:
    async with dashboard(server.stream("orders").spec(filter="old"), project=project) as terminal:
        await terminal.press("f", *["backspace"] * 3, *"type:order.*", "enter")
        await save_first_time(terminal)
    assert [spec.filter for spec in profiles.load(default_file).profile.streams] == ["type:order.*"]


async def test_a_profile_can_be_given_another_name(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("ctrl+u", *"night-shift", "enter")
        await terminal.shows("▌ Saved", " sse-dash · shop / night-shift ")
    assert [ref.name for ref in profiles.list_profiles(project)] == ["night-shift"]


async def test_a_name_that_no_file_can_have_is_refused_in_place(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("ctrl+u", *"../up", "enter")
        await terminal.shows("a profile can't be called '../up'")
        await terminal.press("ctrl+u", *"up", "enter")
        await terminal.shows("▌ Saved")


async def test_escape_saves_nothing(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("escape")
        await terminal.hides("Save a profile")
    assert profiles.list_profiles(project) == []


async def test_the_second_ctrl_s_asks_nothing(server: Server, project: Project, default_file: Path) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await save_first_time(terminal)
        before = default_file.read_bytes()
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.until(lambda: default_file.read_bytes() != before)
        assert "Save a profile" not in terminal.text
    assert [spec.filter for spec in profiles.load(default_file).profile.streams] == ["error"]


async def test_a_file_that_was_changed_meanwhile_is_not_replaced_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders")
    opened = stored(default_file, orders.spec())
    async with dashboard(orders, project=project, stored=opened) as terminal:
        profiles.save(default_file, Profile(), expected_digest=opened.digest)
        changed = default_file.read_bytes()
        await terminal.press("ctrl+s")
        await terminal.shows("has been changed since it was opened", "Replace it?")
        await terminal.press("escape")
        await terminal.hides("Replace it?")
        assert default_file.read_bytes() == changed
        await terminal.press("ctrl+s")
        await terminal.shows("Replace it?")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
    assert profiles.load(default_file).profile.streams == (orders.spec(),)


async def test_a_name_that_is_taken_is_not_replaced_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    stored(default_file, server.stream("old").spec())
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await terminal.shows("A profile default is there already.")
        await terminal.press("escape")
        await terminal.hides("is there already")
    assert [spec.name for spec in profiles.load(default_file).profile.streams] == ["old"]


async def test_a_file_with_comments_is_not_rewritten_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders")
    stored(default_file, orders.spec())
    default_file.write_text("# mind the gap\n" + default_file.read_text())
    commented = default_file.read_bytes()
    opened = profiles.load(default_file)
    async with dashboard(orders, project=project, stored=opened) as terminal:
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("holds comments, which saving would lose", "default.toml.bak")
        await terminal.press("escape")
        await terminal.hides("holds comments")
        assert default_file.read_bytes() == commented
        await terminal.press("ctrl+s")
        await terminal.shows("holds comments")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
    assert default_file.with_name("default.toml.bak").read_bytes() == commented
    assert profiles.load(default_file).profile.streams[0].filter == "error"


async def test_what_can_not_be_saved_says_why(server: Server, project: Project, default_file: Path) -> None:
    default_file.parent.parent.mkdir(parents=True)
    default_file.parent.write_text("a file where the folder should be")
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await terminal.shows("The profile was not saved", "a part of its path is a file")


async def test_o_lists_the_profiles_with_their_streams(server: Server, project: Project) -> None:
    orders, prices = server.streams("orders", "prices")
    stored(profiles.profile_path(project, "shop-floor"), orders.spec(), prices.spec())
    stored(profiles.profile_path(None, "everywhere"), orders.spec())
    broken = profiles.profile_path(project, "broken")
    broken.write_text("[[[")
    async with dashboard(project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("Open a profile")
        await terminal.shows("shop-floor  this project · orders, prices", "everywhere  global · orders")
        await terminal.shows("broken  this project · can't be read")


async def test_o_without_any_profile_says_how_to_make_one(project: Project) -> None:
    async with dashboard(project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("No profile has been saved yet.")
        await terminal.press("escape")
        await terminal.hides("No profile has been saved yet.")


async def test_opening_a_profile_replaces_the_streams_and_closes_their_connections(
    server: Server, project: Project
) -> None:
    old, other, new = server.streams("old", "other", "new")
    stored(profiles.profile_path(project, "night-shift"), new.spec(filter="error"))
    async with dashboard(old, other, project=project) as terminal:
        await old.connected()
        await other.connected()
        await terminal.press("z", "o")
        await terminal.shows("Open a profile")
        await terminal.press("enter")
        await old.left()
        await other.left()
        await new.connected()
        assert terminal.stream_names == ["new"]
        await terminal.shows("1 new ● live", "/error ", " sse-dash · shop / night-shift ")


async def test_escape_leaves_the_streams_as_they_are(server: Server, project: Project) -> None:
    old, new = server.streams("old", "new")
    stored(profiles.profile_path(project, "night-shift"), new.spec())
    async with dashboard(old, project=project) as terminal:
        await old.connected()
        await terminal.press("o")
        await terminal.shows("Open a profile")
        await terminal.press("escape")
        await terminal.hides("Open a profile")
        assert terminal.stream_names == ["old"]
        assert (old.listeners, len(new.requests)) == (1, 0)


async def test_after_opening_a_profile_ctrl_s_saves_to_it(server: Server, project: Project) -> None:
    path = profiles.profile_path(project, "night-shift")
    stored(path, server.stream("orders").spec())
    async with dashboard(project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("night-shift")
        await terminal.press("enter")
        await terminal.shows("1 orders ● live")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert profiles.load(path).profile.streams[0].filter == "error"


async def test_a_profile_that_can_not_be_opened_says_why_and_changes_nothing(
    server: Server, project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text('[[streams]]\nname = "orders"\n')
    async with dashboard(server.stream("old"), project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("Open a profile")
        await terminal.press("enter")
        await terminal.shows(
            "The profile can't be opened", "default.toml: line 1:", "streams[0].url is missing;"
        )
        await terminal.press("escape")
        assert terminal.stream_names == ["old"]


async def test_the_app_opens_without_a_broken_profile_and_shows_what_is_wrong_with_it(
    project: Project,
) -> None:
    problem = "/home/me/default.toml: line 3: streams[0].url is missing; each stream needs a url"
    async with dashboard(project=project, problem=problem) as terminal:
        await terminal.shows("That did not work", "default.toml: line 3: streams[0].url is missing;")
        await terminal.press("escape")
        await terminal.hides("That did not work")
        await terminal.shows("No streams yet.")


async def test_a_broken_profile_on_disk_is_not_overwritten_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[[[ work of an hour")
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await terminal.shows("A profile default is there already.")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
    assert default_file.with_name("default.toml.bak").read_text() == "[[[ work of an hour"


async def test_what_is_odd_in_a_profile_is_mentioned(project: Project, default_file: Path) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[view]\nlayuot = 1\n")
    async with dashboard(project=project, stored=profiles.load(default_file)) as terminal:
        await terminal.shows("default.toml: line 2: view.layuot is not a key", "layout?")


async def test_the_theme_is_saved_and_comes_back(
    server: Server, project: Project, default_file: Path
) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        terminal.app.theme = "nord"
        await save_first_time(terminal)
    opened = profiles.load(default_file)
    assert opened.profile.view == ViewSettings(theme="nord")
    async with dashboard(project=project, stored=opened) as terminal:
        assert terminal.app.theme == "nord"


async def test_a_theme_that_there_is_not_is_mentioned(project: Project, default_file: Path) -> None:
    opened = profiles.save(
        default_file, Profile(view=ViewSettings(theme="[red]sunset")), expected_digest=None
    )
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.shows("There is no theme '[red]sunset'")
