"""Which profile is open: the one from the last time, the one chosen with `o`, and what becomes of it."""

# ruff: noqa: ASYNC240 - a small file, read while nothing else has to go on

from __future__ import annotations

from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import Profile, Project, StoredProfile, ViewSettings
from sse_dash.requests.spec import StreamSpec
from tests.tui.conftest import Server, Terminal, dashboard

pytestmark = pytest.mark.slow


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile will be."""
    return profiles.profile_path(project, "default")


@pytest.fixture
def night_file(project: Project) -> Path:
    """Where the project's profile called night will be."""
    return profiles.profile_path(project, "night")


def stored(path: Path, *specs: StreamSpec) -> StoredProfile:
    """A profile of these streams, saved there."""
    return profiles.save(path, Profile(streams=specs), expected_digest=None)


def names_in(path: Path) -> list[str]:
    """The streams of the profile in that file."""
    return [spec.name for spec in profiles.load(path).profile.streams]


def is_last(project: Project, name: str) -> bool:
    """Whether that profile would be opened the next time."""
    ref = profiles.open_profile(project).ref
    return ref is not None and ref.name == name


async def look_at_profiles(terminal: Terminal) -> None:
    await terminal.press("o")
    await terminal.shows("╭─ Profiles ", "n new   r rename")


async def type_name(terminal: Terminal, title: str, name: str) -> None:
    await terminal.shows(title)
    await terminal.press("ctrl+u", *name, "enter")


async def test_o_lists_the_profiles_with_their_streams(server: Server, project: Project) -> None:
    orders, prices = server.streams("orders", "prices")
    stored(profiles.profile_path(project, "shop-floor"), orders.spec(), prices.spec())
    stored(profiles.profile_path(None, "everywhere"), orders.spec())
    async with dashboard(project=project) as terminal:
        await look_at_profiles(terminal)
        await terminal.shows("Project shop", "shop-floor  orders, prices", "Global", "everywhere  orders")


async def test_o_without_any_profile_says_how_to_make_one(project: Project) -> None:
    async with dashboard(project=project) as terminal:
        await look_at_profiles(terminal)
        await terminal.says("No profile has been saved yet")
        await terminal.press("escape")
        await terminal.hides("No profile has been saved yet")


async def test_opening_a_profile_replaces_the_streams_and_closes_their_connections(
    server: Server, project: Project, night_file: Path
) -> None:
    old, other, new = server.streams("old", "other", "new")
    stored(night_file, new.spec(filter="error"))
    async with dashboard(old, other, project=project) as terminal:
        await old.connected()
        await other.connected()
        await terminal.press("z")
        await look_at_profiles(terminal)
        await terminal.press("enter")
        await old.left()
        await other.left()
        await new.connected()
        assert terminal.stream_names == ["new"]
        await terminal.shows("1 new ● live", "/error ", " sse-dash · shop / night ")


async def test_escape_leaves_the_streams_as_they_are(
    server: Server, project: Project, night_file: Path
) -> None:
    old, new = server.streams("old", "new")
    stored(night_file, new.spec())
    async with dashboard(old, project=project) as terminal:
        await old.connected()
        await look_at_profiles(terminal)
        await terminal.press("escape")
        await terminal.hides("Profiles")
        assert terminal.stream_names == ["old"]
        assert (old.listeners, len(new.requests)) == (1, 0)


async def test_after_opening_a_profile_ctrl_s_saves_to_it(
    server: Server, project: Project, night_file: Path
) -> None:
    stored(night_file, server.stream("orders").spec())
    async with dashboard(project=project) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("enter")
        await terminal.shows("1 orders ● live")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert profiles.load(night_file).profile.streams[0].filter == "error"


async def change_and_choose_night(terminal: Terminal) -> None:
    await terminal.press("f", *"error", "enter")
    await look_at_profiles(terminal)
    await terminal.press("j", "enter")
    await terminal.says("What is on the screen was not saved. changed: day.", "d drop it esc keep things")


async def test_what_was_not_saved_can_be_saved_before_another_profile_opens(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    opened = stored(default_file, server.stream("day").spec())
    stored(night_file, server.stream("late").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await change_and_choose_night(terminal)
        await terminal.press("enter")
        await terminal.shows("▌ Saved", "1 late ● live")
    assert profiles.load(default_file).profile.streams[0].filter == "error"


async def test_what_was_not_saved_can_be_dropped(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    opened = stored(default_file, server.stream("day").spec())
    stored(night_file, server.stream("late").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await change_and_choose_night(terminal)
        await terminal.press("d")
        await terminal.shows("1 late ● live")
        # What is open now was not changed.
        await look_at_profiles(terminal)
        await terminal.press("k", "enter")
        await terminal.shows("1 day ● live")
    assert profiles.load(default_file).profile == opened.profile


async def test_what_was_not_saved_can_stay(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    day = server.stream("day")
    opened = stored(default_file, day.spec())
    stored(night_file, server.stream("late").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await change_and_choose_night(terminal)
        await terminal.press("escape")
        await terminal.hides("was not saved")
        assert (terminal.stream_names, day.listeners) == (["day"], 1)
        await terminal.shows("/error ")


async def test_nothing_else_opens_when_saving_was_thought_better_of(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    opened = stored(default_file, server.stream("day").spec())
    stored(night_file, server.stream("late").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        profiles.save(default_file, Profile(), expected_digest=opened.digest)
        await change_and_choose_night(terminal)
        await terminal.press("enter")
        await terminal.says("has been changed since it was opened", "Replace it?")
        await terminal.press("escape")
        await terminal.hides("Replace it?")
        assert terminal.stream_names == ["day"]


async def test_what_is_wrong_with_a_broken_profile_is_said_and_nothing_changes(
    server: Server, project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text('[[streams]]\nname = "orders"\n')
    async with dashboard(server.stream("old"), project=project) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("enter")
        await terminal.says("default can't be opened", "line 1:", "streams[0].url is missing;")
        await terminal.says("sse-dash profiles edit default mends it")
        await terminal.press("escape")
        assert terminal.stream_names == ["old"]


async def test_a_profile_that_broke_after_it_was_listed_is_not_opened(
    server: Server, project: Project, night_file: Path
) -> None:
    old = server.stream("old")
    stored(night_file, server.stream("new").spec())
    async with dashboard(old, project=project) as terminal:
        await old.connected()
        await look_at_profiles(terminal)
        await terminal.shows("night  new")
        night_file.write_text("[[[")
        await terminal.press("enter")
        await terminal.says("That can't be opened", "it is not TOML")
        await terminal.press("escape")
        assert (terminal.stream_names, old.listeners) == (["old"], 1)


async def test_the_profile_that_was_open_last_is_open_the_next_time(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    stored(default_file, server.stream("day").spec())
    stored(night_file, server.stream("late").spec())
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        assert terminal.stream_names == ["day"]
        await look_at_profiles(terminal)
        await terminal.press("j", "enter")
        await terminal.shows("1 late ● live")
        await terminal.until(lambda: is_last(project, "night"))
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        await terminal.shows("1 late ● live", " sse-dash · shop / night ")


async def test_the_profile_that_was_saved_last_is_open_the_next_time(
    server: Server, project: Project, default_file: Path
) -> None:
    stored(default_file, server.stream("day").spec())
    async with dashboard(server.stream("late"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await type_name(terminal, "Save a profile", "night")
        await terminal.shows("▌ Saved")
        await terminal.until(lambda: is_last(project, "night"))


async def test_when_the_open_profile_gets_another_name_ctrl_s_saves_under_that(
    server: Server, project: Project, night_file: Path
) -> None:
    orders = server.stream("orders")
    opened = stored(night_file, orders.spec())
    late_file = night_file.with_name("late.toml")
    async with dashboard(project=project, stored=opened) as terminal:
        await orders.connected()
        await look_at_profiles(terminal)
        await terminal.press("r")
        await type_name(terminal, "Rename night", "late")
        await terminal.shows("night is called late now", "● late")
        await terminal.press("escape")
        await terminal.shows(" sse-dash · shop / late ")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved", "late.toml")
        assert len(orders.requests) == 1
        await terminal.until(lambda: is_last(project, "late"))
    assert not night_file.exists()
    assert profiles.load(late_file).profile.streams[0].filter == "error"


async def test_a_new_name_holds_the_next_time_though_nothing_was_saved(
    server: Server, project: Project, night_file: Path
) -> None:
    opened = stored(night_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("r")
        await type_name(terminal, "Rename night", "late")
        await terminal.shows("night is called late now")
        await terminal.press("escape")
        await terminal.until(lambda: is_last(project, "late"))


async def test_when_the_open_profile_is_removed_its_streams_go_on_and_ctrl_s_asks_for_a_name(
    server: Server, project: Project, night_file: Path
) -> None:
    orders = server.stream("orders")
    opened = stored(night_file, orders.spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await orders.connected()
        await look_at_profiles(terminal)
        await terminal.press("delete")
        await terminal.shows("night was removed; u brings it back")
        await terminal.press("escape")
        await terminal.until(lambda: "night" not in terminal.header)
        assert terminal.header.startswith(" sse-dash · shop ")
        assert orders.listeners == 1
        await terminal.press("ctrl+s")
        await type_name(terminal, "Save a profile", "day")
        await terminal.shows("▌ Saved")
    assert not night_file.exists()
    assert names_in(profiles.profile_path(project, "day")) == ["orders"]


async def test_when_the_removed_profile_is_brought_back_it_is_open_as_before(
    server: Server, project: Project, night_file: Path
) -> None:
    opened = stored(night_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("delete")
        await terminal.shows("night was removed")
        await terminal.press("u")
        await terminal.shows("night is back", "● night")
        await terminal.press("escape")
        await terminal.shows(" sse-dash · shop / night ")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved", "night.toml")
    assert profiles.load(night_file).profile.streams[0].filter == "error"


async def test_a_copy_is_made_and_opened_without_touching_what_it_is_a_copy_of(
    server: Server, project: Project, night_file: Path
) -> None:
    opened = stored(night_file, server.stream("orders").spec())
    before = night_file.read_bytes()
    async with dashboard(project=project, stored=opened) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("d")
        await type_name(terminal, "Duplicate night", "quiet-night")
        await terminal.shows("quiet-night is there")
        await terminal.press("enter")
        await terminal.shows(" sse-dash · shop / quiet-night ")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved", "quiet-night.toml")
    assert night_file.read_bytes() == before
    assert profiles.load(night_file.with_name("quiet-night.toml")).profile.streams[0].filter == "error"


async def test_a_new_profile_is_opened_empty_and_what_is_added_to_it_saved(
    server: Server, project: Project
) -> None:
    orders = server.stream("orders")
    async with dashboard(project=project) as terminal:
        await look_at_profiles(terminal)
        await terminal.press("n")
        await type_name(terminal, "New profile for shop", "late")
        await terminal.shows("late is there")
        await terminal.press("enter")
        await terminal.shows("No streams yet.", " sse-dash · shop / late ")
        await terminal.press("a")
        await terminal.shows("Add a stream")
        await terminal.paste(orders.url)
        await terminal.press("enter")
        await orders.connected()
        await terminal.press("ctrl+s")
        await terminal.shows("▌ Saved", "late.toml")
    assert names_in(profiles.profile_path(project, "late")) == ["orders"]


async def test_the_app_opens_without_a_broken_profile_and_shows_what_is_wrong_with_it(
    project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text('version = 1\n\n[[streams]]\nname = "orders"\n')
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        await terminal.says("That can't be opened", "default.toml: line 3: streams[0].url is missing;")
        await terminal.press("escape")
        await terminal.hides("That can't be opened")
        await terminal.shows("No streams yet.")


async def test_a_broken_profile_that_was_open_is_not_overwritten_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[[[ work of an hour")
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        await terminal.says("That can't be opened", "it is not TOML")
        await terminal.press("escape")
        await terminal.press("a")
        await terminal.shows("Add a stream")
        await terminal.paste(server.stream("orders").url)
        await terminal.press("enter", "ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await terminal.says("A profile default is there already.")
        await terminal.press("escape")
        await terminal.hides("is there already")
    assert default_file.read_text() == "[[[ work of an hour"


async def test_what_is_odd_in_a_profile_is_mentioned(project: Project, default_file: Path) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[view]\nlayuot = 1\n")
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        await terminal.says("default.toml: line 2: view.layuot is not a key", "layout?")


async def test_of_many_odd_things_the_first_are_mentioned_and_the_rest_counted(
    project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("".join(f"odd{n} = 1\n" for n in range(9)))
    async with dashboard(session=profiles.open_profile(project)) as terminal:
        await terminal.says("odd0 is not a key", "odd1 is not a key", "and 7 more warnings")
        assert "odd2" not in terminal.text


async def test_a_theme_that_there_is_not_is_mentioned(project: Project, default_file: Path) -> None:
    opened = profiles.save(
        default_file, Profile(view=ViewSettings(theme="[red]sunset")), expected_digest=None
    )
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.says("shop: there is no theme '[red]sunset'")


async def test_a_profile_without_a_theme_does_not_keep_the_one_before(
    server: Server, project: Project, default_file: Path, night_file: Path
) -> None:
    stored(night_file, server.stream("late").spec())
    opened = profiles.save(
        default_file, Profile(view=ViewSettings(theme="nord", layout="list")), expected_digest=None
    )
    async with dashboard(project=project, stored=opened) as terminal:
        usual = "textual-dark"
        assert terminal.app.theme == "nord"
        await look_at_profiles(terminal)
        await terminal.press("j", "enter")
        await terminal.shows("1 late ● live")
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == (usual, "grid")
