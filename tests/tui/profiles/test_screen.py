"""The screen of all profiles: what is there, and what is done with whole ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import OptionList

from sse_dash import profiles
from sse_dash.profiles import Profile, ProfileRef, Project
from sse_dash.profiles.locate import list_profiles
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.dialogs.dialog import TextDialog
from sse_dash.tui.profiles.screen import ProfilesOutcome, ProfilesScreen
from tests.tui.piloting import Pilot, piloted, until

pytestmark = pytest.mark.slow

A = StreamSpec(name="a", url="http://a")
TEAM = '[[streams]]\nname = "t"\nurl = "http://t"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two profiles, beside a global one."""
    root = tmp_path / "shop"
    root.mkdir()
    project = Project(root)
    saved(project, "day", StreamSpec(name="[/nope]\x1b[2J", url="http://a"))
    saved(project, "night", A)
    saved(None, "everywhere", A)
    return project


def saved(project: Project | None, name: str, *specs: StreamSpec) -> ProfileRef:
    """Save a profile."""
    ref = ProfileRef(name, profiles.profile_path(project, name), project)
    profiles.save(ref.path, Profile(streams=specs), expected_digest=None)
    return ref


def ref(project: Project | None, name: str) -> ProfileRef:
    """The profile of that name."""
    return ProfileRef(name, profiles.profile_path(project, name), project)


class Choosing(App[None]):
    """An app that opens the screen at once."""

    def __init__(self, screen: ProfilesScreen) -> None:
        super().__init__()
        self.choosing = screen
        self.outcomes: list[ProfilesOutcome | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.choosing, self.outcomes.append)

    @property
    def outcome(self) -> ProfilesOutcome:
        """What the screen was closed with."""
        (outcome,) = self.outcomes
        assert outcome is not None
        return outcome

    def shown(self) -> str:
        """All rows of the screen."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def choosing(
    project: Project | None, current: Path | None = None, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[Choosing, Pilot]]:
    """The screen, with the profiles in it."""
    app = Choosing(ProfilesScreen(project, current))
    async with piloted(app, size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def answer(pilot: Pilot, name: str) -> None:
    """Type the name that is asked for, in the place of what stands there."""
    await pilot.pause()
    assert isinstance(pilot.app.screen, TextDialog)
    await pilot.press("end", "ctrl+u", *name, "enter")
    await pilot.pause()


async def test_this_projects_the_team_file_and_the_global_ones_are_listed(project: Project) -> None:
    (project.root / "sse-dash.toml").write_text(TEAM)
    saved(None, "broken").path.write_text("x = ")
    async with choosing(project, ref(project, "night").path) as (app, _):
        rows = [row.strip(" │") for row in app.shown().splitlines()]
    start = rows.index("Project shop")
    assert rows[start : start + 8] == [
        "Project shop",
        "day            [/nope]␛[2J",
        "● night          a",
        "Team file",
        "sse-dash.toml  not trusted yet · t",
        "Global",
        "broken         can't be read: line 1: it is not TOML: Invalid value; mend the line,…",
        "everywhere     a",
    ]


async def test_the_cursor_begins_at_what_is_open(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("enter")
        assert app.outcome == ProfilesOutcome(ref(project, "night"), ref(project, "night").path)


async def test_enter_opens_what_the_cursor_is_on(project: Project) -> None:
    async with choosing(project) as (app, pilot):
        await pilot.press("j", "down", "k", "j", "enter")
        assert app.outcome == ProfilesOutcome(ref(None, "everywhere"), None)


@pytest.mark.parametrize("key", ["escape", "q", "o"])
async def test_it_closes_without_opening_any(project: Project, key: str) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press(key)
        assert app.outcome == ProfilesOutcome(None, ref(project, "night").path)


async def test_the_team_file_is_opened_as_the_default_profile_over_it(project: Project) -> None:
    (project.root / "sse-dash.toml").write_text(TEAM)
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("j", "enter")
        assert app.outcome.ref == ref(project, "default")


@pytest.mark.parametrize("key", ["r", "d", "delete"])
async def test_the_team_file_is_not_changed_here(project: Project, key: str) -> None:
    (project.root / "sse-dash.toml").write_text(TEAM)
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("j", key)
        await pilot.pause()
        assert "it belongs to the project" in app.shown()
    assert (project.root / "sse-dash.toml").read_text() == TEAM


async def test_what_is_broken_is_not_opened_and_says_why(project: Project) -> None:
    ref(project, "day").path.write_text("x = ")
    async with choosing(project, ref(project, "day").path) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert "day can't be opened: line 1: it is not TOML" in app.shown()
        assert "sse-dash profiles edit day mends it" in app.shown()
        assert app.outcomes == []


async def test_a_new_one_is_made_and_can_be_opened_at_once(project: Project) -> None:
    async with choosing(project) as (app, pilot):
        await pilot.press("n")
        await answer(pilot, "noon")
        assert "noon is there" in app.shown()
        await pilot.press("enter")
        assert app.outcome.ref == ref(project, "noon")
    assert profiles.load(ref(project, "noon").path).profile == Profile()


async def test_among_the_global_ones_a_new_one_is_global(project: Project) -> None:
    async with choosing(project, ref(None, "everywhere").path) as (_, pilot):
        await pilot.press("n")
        await answer(pilot, "noon")
    assert ref(None, "noon").path.exists()


async def test_a_name_that_no_file_can_have_is_asked_for_again(project: Project) -> None:
    async with choosing(project) as (app, pilot):
        await pilot.press("n")
        await answer(pilot, "../x")
        assert isinstance(app.screen, TextDialog)
        assert "a profile can't be called '../x'" in app.shown()


async def test_a_name_that_is_taken_is_refused(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("r")
        await answer(pilot, "day")
        assert "a profile of that name is there already" in app.shown()
    assert profiles.load(ref(project, "night").path).profile.streams == (A,)


async def test_what_is_open_is_followed_to_its_new_name(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("r")
        await answer(pilot, "noon")
        assert "● noon" in app.shown()
        assert "night is called noon now" in app.shown()
        await pilot.press("escape")
        assert app.outcome == ProfilesOutcome(None, ref(project, "noon").path)


async def test_a_copy_is_made_beside_it(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "night-2 is there" in app.shown()
    assert profiles.load(ref(project, "night-2").path).profile.streams == (A,)


async def test_what_is_removed_can_be_brought_back(project: Project) -> None:
    night = ref(project, "night").path
    async with choosing(project, night) as (app, pilot):
        await pilot.press("delete")
        await pilot.pause()
        assert "night was removed; u brings it back" in app.shown()
        assert not night.exists()
        await pilot.press("u")
        await pilot.pause()
        assert "● night" in app.shown()
        assert night.exists()
        await pilot.press("escape")
        assert app.outcome.current == night


async def test_the_last_removed_comes_back_first(project: Project) -> None:
    async with choosing(project) as (app, pilot):

        async def does(key: str, words: str) -> None:
            await pilot.press(key)
            await until(lambda: words in app.shown(), app.shown)

        for name in ("day", "night", "everywhere"):
            await does("delete", f"{name} was removed")
        assert "No profile has been saved yet" not in app.shown()
        for name in ("everywhere", "night", "day"):
            await does("u", f"{name} is back")
        await does("u", "Nothing was removed here")
    assert len(list_profiles(project)) == 3


async def test_what_was_open_and_is_removed_is_nowhere(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        await pilot.press("delete")
        await pilot.pause()
        await pilot.press("escape")
        assert app.outcome == ProfilesOutcome(None, None)


async def test_what_someone_else_removed_meanwhile_is_said(project: Project) -> None:
    async with choosing(project, ref(project, "night").path) as (app, pilot):
        ref(project, "night").path.unlink()
        await pilot.press("delete")
        await pilot.pause()
        assert "there is no such file" in app.shown()


async def test_without_any_profile_it_says_how_to_begin() -> None:
    async with choosing(None) as (app, pilot):
        assert "No profile has been saved yet: n makes one" in app.shown()
        await pilot.press("delete", "enter")
        await pilot.press("n")
        await answer(pilot, "first")
        assert ref(None, "first").path.exists()
        assert "first is there" in app.shown()


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
async def test_with_very_many_the_list_scrolls_and_the_keys_stay(
    project: Project, size: tuple[int, int]
) -> None:
    for number in range(60):
        saved(project, f"p{number:02}")
    async with choosing(project, ref(None, "everywhere").path, size) as (app, _):
        shown = app.shown()
        assert "● everywhere" in shown
        assert "enter open" in shown
        assert "esc close" in shown
        assert app.screen.query_one(OptionList).has_focus
