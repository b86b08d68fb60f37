"""What the dashboard looks like, as the settings file and the profile say; a wrong file keeps nobody out."""

# ruff: noqa: ASYNC240 - a small file, read while nothing else has to go on

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from sse_dash import cli, profiles
from sse_dash.profiles import Profile, Project, ViewSettings
from sse_dash.profiles.settings import Settings, Times, load_settings
from sse_dash.tui.app import SseDashApp
from tests.tui.conftest import Server, Terminal, dashboard


@pytest.fixture
def config_file(config_dir: Path) -> Path:
    """The settings file, which isn't there yet."""
    config_dir.mkdir()
    return config_dir / "config.toml"


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile will be."""
    return profiles.profile_path(project, "default")


def started_with(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> SseDashApp:
    """What `sse-dash` with these arguments opens, at a terminal."""
    opened: list[SseDashApp] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with monkeypatch.context() as instead:
        instead.setattr(SseDashApp, "run", lambda app: opened.append(app))
        instead.setattr(SseDashApp, "return_code", cli.OK)
        assert cli.main(arguments) == cli.OK
    return opened[0]


async def save_first_time(terminal: Terminal) -> None:
    await terminal.press("ctrl+s")
    await terminal.shows("Save a profile for project shop")
    await terminal.press("enter")
    await terminal.shows("▌ Saved")


async def test_theme_and_layout_are_those_of_the_settings(server: Server) -> None:
    settings = Settings(theme="nord", layout="list")
    async with dashboard(server.stream("orders"), settings=settings) as terminal:
        assert terminal.app.theme == "nord"
        assert terminal.app.dashboard.views.shown.name == "list"


async def test_a_profile_that_says_otherwise_has_its_way(
    server: Server, project: Project, default_file: Path
) -> None:
    profile = Profile(
        streams=(server.stream("orders").spec(),), view=ViewSettings(theme="dracula", layout="timeline")
    )
    stored = profiles.save(default_file, profile, expected_digest=None)
    settings = Settings(theme="nord", layout="list")
    async with dashboard(project=project, settings=settings, stored=stored) as terminal:
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == ("dracula", "timeline")


async def test_a_profile_that_says_nothing_of_it_is_shown_as_the_settings_say(
    server: Server, project: Project, default_file: Path
) -> None:
    stored = profiles.save(
        default_file, Profile(streams=(server.stream("orders").spec(),)), expected_digest=None
    )
    settings = Settings(theme="nord", layout="list")
    async with dashboard(project=project, settings=settings, stored=stored) as terminal:
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == ("nord", "list")


async def test_long_lines_are_broken_where_the_settings_say_so(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders, settings=Settings(wrap=True), size=(60, 16)) as terminal:
        await orders.connected()
        orders.push("begin" + "x" * 90 + "!")
        await terminal.shows("begin", "x!")
    async with dashboard(orders, size=(60, 16)) as terminal:
        await orders.connected(2)
        orders.push("begin" + "x" * 90 + "!")
        await terminal.shows("begin")
        assert "x!" not in terminal.text


@pytest.mark.parametrize(
    ("times", "begins"), [("clock", r"\d\d:\d\d:\d\d\.\d{3} "), ("age", "now "), ("gap", r"\+\S+ ")]
)
async def test_the_times_before_events_are_those_of_the_settings(
    server: Server, times: Times, begins: str
) -> None:
    orders = server.stream("orders")
    async with dashboard(orders, settings=Settings(times=times)) as terminal:
        await orders.connected()
        orders.push("first", "second")
        await terminal.shows("second")
        (row,) = [row for row in terminal.rows("orders") if "second" in row]
        assert re.match(begins, row)


async def test_a_theme_that_there_is_not_is_told_of_as_the_settings_fault(server: Server) -> None:
    async with dashboard(server.stream("orders"), settings=Settings(theme="[/nope]\x1b[2J")) as terminal:
        await terminal.says("config.toml: there is no theme '[/nope]␛[2J'; ctrl+t shows those there are")
        assert terminal.app.theme == "textual-dark"


async def test_what_is_odd_in_the_file_is_told_of(server: Server, config_file: Path) -> None:
    config_file.write_text('[view]\nlayuot = "list"\n')
    async with dashboard(server.stream("orders"), settings=load_settings()) as terminal:
        await terminal.says("config.toml: line 2: view.layuot is not a key", "did you mean layout?")


async def test_with_a_broken_file_the_app_says_what_is_wrong_and_runs_as_usual(
    server: Server, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = server.stream("orders")
    config_file.write_text('[view]\nlayout = "piles"\ntheme = "nord"\n')
    started = started_with(monkeypatch, orders.url)
    async with dashboard(session=started.profiles.session, settings=started.settings) as terminal:
        await terminal.says("That did not work", "config.toml: line 2: view.layout is 'piles'; expected")
        await orders.connected()
        await terminal.press("escape")
        await terminal.shows("1 orders ● live")
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == ("textual-dark", "grid")


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


@pytest.mark.parametrize(("key", "layout"), [("f2", "grid"), ("f3", "list"), ("f4", "timeline")])
async def test_the_layout_is_saved_and_comes_back_whatever_the_settings_say(
    server: Server, project: Project, default_file: Path, key: str, layout: str
) -> None:
    settings = Settings(layout="timeline" if layout == "list" else "list")
    async with dashboard(server.stream("orders"), project=project, settings=settings) as terminal:
        await terminal.press(key)
        await save_first_time(terminal)
    opened = profiles.load(default_file)
    async with dashboard(project=project, settings=settings, stored=opened) as terminal:
        assert terminal.app.dashboard.views.shown.name == layout


async def test_what_only_the_settings_say_is_not_saved(
    server: Server, project: Project, default_file: Path
) -> None:
    settings = Settings(layout="list", theme="nord")
    async with dashboard(server.stream("orders"), project=project, settings=settings) as terminal:
        await save_first_time(terminal)
    assert profiles.load(default_file).profile.view == ViewSettings()


@pytest.mark.parametrize("view", [ViewSettings(theme="nord", layout="list"), ViewSettings(theme="of-mine")])
async def test_a_view_that_nobody_changed_is_saved_as_it_was(
    server: Server, project: Project, default_file: Path, view: ViewSettings
) -> None:
    profile = Profile(streams=(server.stream("orders").spec(),), view=view)
    opened = profiles.save(default_file, profile, expected_digest=None)
    settings = Settings(layout="list", theme="nord")
    async with dashboard(project=project, settings=settings, stored=opened) as terminal:
        await terminal.press("delete")
        await terminal.shows("Remove orders?")
        await terminal.press("enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert profiles.load(default_file).profile == Profile(view=view)
