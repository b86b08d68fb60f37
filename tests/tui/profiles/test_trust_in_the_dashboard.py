"""A project's team file: asked about before anything of it is used, then laid under one's own profile."""

# ruff: noqa: ASYNC240 - a small file, read while nothing else has to go on

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sse_dash import profiles
from sse_dash.profiles import Profile, Project
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.profiles import trust_dialog as trust
from tests.tui.conftest import Server, Stream, Terminal, dashboard

pytestmark = pytest.mark.slow

TOKEN = "s3cr3t-t0ken"


@pytest.fixture(autouse=True)
def _hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no test has to wait until a yes is taken."""
    monkeypatch.setattr(trust, "DEAF_FOR", 0.0)


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile will be."""
    return profiles.profile_path(project, "default")


def team_file(project: Project, *streams: Stream, more: str = "") -> Path:
    """The project's team file, with these streams; `more` are further lines for each of them."""
    path = project.root / "sse-dash.toml"
    tables = (f'[[streams]]\nname = "{stream.name}"\nurl = "{stream.url}"\n{more}\n' for stream in streams)
    path.write_text("".join(tables))
    return path


def own_profile(path: Path, *specs: StreamSpec) -> None:
    """Save one's own profile of these streams there."""
    profiles.save(path, Profile(streams=specs), expected_digest=None)


def started(project: Project) -> dict[str, Any]:
    """What `sse-dash` without arguments opens there."""
    return {"session": profiles.open_profile(project)}


async def trust_it(terminal: Terminal) -> None:
    await terminal.shows("Trust the team file?")
    await terminal.press("y")
    await terminal.hides("Trust the team file?")


class Asked(dict[str, str]):
    """An environment that notes which variables are asked for."""

    def __init__(self) -> None:
        super().__init__(os.environ)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


async def test_before_the_yes_nothing_connects_and_no_variable_and_no_file_is_read(
    server: Server, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)
    environment = Asked()
    monkeypatch.setattr(os, "environ", environment)
    looked_at: set[str] = set()
    stat = os.stat

    def noted(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        looked_at.add(str(path))
        return stat(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", noted)
    orders, mine = server.streams("orders", "mine")
    ca = tmp_path / "ca.pem"
    ca.write_text("no certificate")
    team_file(project, orders, more=f'headers.X-Token = "${{SHOP_TOKEN}}"\ntls.ca = "{ca}"')
    own_profile(profiles.profile_path(project, "default"), mine.spec())
    async with dashboard(**started(project)) as terminal:
        await terminal.shows("Trust the team file?", "and send it ${SHOP_TOKEN}", f"  {ca.parent}")
        # One's own has come all the way meanwhile.
        await mine.connected()
        mine.push("one's own goes on")
        await terminal.until(lambda: terminal.monitor("mine").snapshot().events)
        assert orders.requests == []
        assert "SHOP_TOKEN" not in environment.names
        assert str(ca) not in looked_at
        assert terminal.stream_names == ["mine"]

        await terminal.press("y")
        await terminal.until(lambda: terminal.stream_names == ["orders", "mine"])
        await terminal.says("tls.ca can't be used: it holds no certificates in PEM")
        assert "SHOP_TOKEN" in environment.names
        assert str(ca) in looked_at
        assert TOKEN not in terminal.text


async def test_after_the_yes_it_connects_with_what_was_asked_about(
    server: Server, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)
    orders = server.stream("orders")
    team_file(project, orders, more='headers.Authorization = "Bearer ${SHOP_TOKEN}"')
    async with dashboard(**started(project)) as terminal:
        await terminal.shows("Trust the team file?", "127.0.0.1", "GET  for orders", "SHOP_TOKEN")
        await trust_it(terminal)
        await orders.connected()
        await terminal.shows("1 orders ● live", " sse-dash · shop ")
        assert orders.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_without_the_yes_ones_own_streams_run_and_the_next_start_asks_again(
    server: Server, project: Project, default_file: Path
) -> None:
    orders, mine = server.streams("orders", "mine")
    team_file(project, orders)
    own_profile(default_file, mine.spec())
    for _ in range(2):
        async with dashboard(**started(project)) as terminal:
            await terminal.shows("Trust the team file?")
            await terminal.press("escape")
            await terminal.hides("Trust the team file?")
            await terminal.shows("1 mine ● live")
            assert terminal.stream_names == ["mine"]
    assert orders.requests == []


async def test_what_was_trusted_is_not_asked_about_again(server: Server, project: Project) -> None:
    orders = server.stream("orders")
    team_file(project, orders)
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await orders.connected()
        await terminal.until(lambda: profiles.open_profile(project).trust.given)
    async with dashboard(**started(project)) as terminal:
        await terminal.shows("1 orders ● live")
        await orders.connected(2)
        assert "Trust" not in terminal.text


async def test_another_content_is_asked_about_anew_and_said_to_be_one(
    server: Server, project: Project
) -> None:
    orders, evil = server.streams("orders", "evil")
    path = team_file(project, orders)
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await orders.connected()
        await terminal.until(lambda: profiles.open_profile(project).trust.given)
    path.write_text(path.read_text().replace(orders.url, evil.url))
    async with dashboard(**started(project)) as terminal:
        await terminal.says("The team file has changed", "is not as it was when you trusted it")
        assert (terminal.stream_names, evil.requests) == ([], [])
        await terminal.press("escape")
        await terminal.shows("No streams yet.")
    assert (len(orders.requests), evil.requests) == (1, [])


async def test_what_changes_while_it_is_asked_about_is_neither_used_nor_trusted(
    server: Server, project: Project
) -> None:
    orders, evil = server.streams("orders", "evil")
    path = team_file(project, orders)
    async with dashboard(**started(project)) as terminal:
        await terminal.shows("Trust the team file?")
        path.write_text(path.read_text().replace(orders.url, evil.url))
        await trust_it(terminal)
        await orders.connected()
        await terminal.until(lambda: profiles.open_profile(project).trust.changed)
    assert evil.requests == []
    assert not profiles.open_profile(project).trust.given


async def test_a_yes_that_was_typed_before_the_question_is_none(
    server: Server, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "DEAF_FOR", 1000.0)
    orders = server.stream("orders")
    team_file(project, orders)
    async with dashboard(**started(project)) as terminal:
        await terminal.type_ahead("y", "y", "space", "y")
        await terminal.shows("Trust the team file?")
        await terminal.type_ahead("y", "y")
        assert "Trust the team file?" in terminal.text
        assert terminal.stream_names == []
    assert orders.requests == []


async def test_ones_own_stream_takes_the_place_of_the_teams_of_that_name(
    server: Server, project: Project, default_file: Path
) -> None:
    orders, prices, mine = server.streams("orders", "prices", "mine")
    team_file(project, orders, prices)
    own_profile(default_file, mine.spec(), orders.spec(filter="error"))
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await terminal.until(lambda: terminal.stream_names == ["orders", "prices", "mine"])
        await terminal.shows("/error ")


async def test_only_ones_own_part_is_saved_and_never_to_the_team_file(
    server: Server, project: Project, default_file: Path
) -> None:
    orders, prices, mine = server.streams("orders", "prices", "mine")
    path = team_file(project, orders, prices)
    before = path.read_bytes()
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await terminal.press("a")
        await terminal.shows("Add a stream")
        await terminal.paste(mine.url)
        await terminal.press("enter")
        await mine.connected()
        await terminal.press("2", "f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved", "2 streams")
    saved = profiles.load(default_file).profile
    assert [(spec.name, spec.filter) for spec in saved.streams] == [("prices", "error"), ("mine", "")]
    assert path.read_bytes() == before
    async with dashboard(**started(project)) as terminal:
        assert terminal.stream_names == ["orders", "prices", "mine"]


async def test_a_stream_of_the_team_that_was_removed_is_said_to_come_back(
    server: Server, project: Project
) -> None:
    team_file(project, *server.streams("orders", "prices"))
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await terminal.until(lambda: terminal.current == "orders")
        await terminal.press("delete")
        await terminal.shows("Remove orders?")
        await terminal.press("enter", "ctrl+s")
        await terminal.says(
            "Saved 1 stream as the team file has it", "still in the team file, and back the next time: orders"
        )
    async with dashboard(**started(project)) as terminal:
        assert terminal.stream_names == ["orders", "prices"]


async def test_a_view_of_ones_own_is_saved_over_the_teams(
    server: Server, project: Project, default_file: Path
) -> None:
    path = team_file(project, server.stream("orders"))
    path.write_text(f'{path.read_text()}\n[view]\nlayout = "list"\ntheme = "nord"\n')
    async with dashboard(**started(project)) as terminal:
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == ("textual-dark", "grid")
        await trust_it(terminal)
        await terminal.until(lambda: terminal.app.theme == "nord")
        assert terminal.app.dashboard.views.shown.name == "list"
        await terminal.press("f2", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert profiles.load(default_file).profile.view.layout == "grid"
    async with dashboard(**started(project)) as terminal:
        assert (terminal.app.theme, terminal.app.dashboard.views.shown.name) == ("nord", "grid")


async def test_a_broken_team_file_is_told_of_and_ones_own_profile_opens(
    server: Server, project: Project, default_file: Path
) -> None:
    mine = server.stream("mine")
    (project.root / "sse-dash.toml").write_text('[[streams]]\nname = "orders"\n')
    own_profile(default_file, mine.spec())
    async with dashboard(**started(project)) as terminal:
        await terminal.says("sse-dash.toml: line 1: streams[0].url is missing; each stream needs a url")
        await terminal.press("escape")
        await terminal.shows("1 mine ● live")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert profiles.load(default_file).profile.streams == (mine.spec(filter="error"),)


async def test_a_broken_profile_of_ones_own_leaves_the_teams_streams(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders")
    team_file(project, orders)
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[[[ work of an hour")
    async with dashboard(**started(project)) as terminal:
        await terminal.says("default.toml: line 1: it is not TOML")
        await terminal.press("escape")
        await trust_it(terminal)
        await orders.connected()
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.says("A profile default is there already.")
        await terminal.press("escape")
    assert default_file.read_text() == "[[[ work of an hour"


async def test_a_team_file_can_not_turn_off_tls_checks(server: Server, project: Project) -> None:
    team_file(project, server.stream("orders"), more="tls.verify = false")
    async with dashboard(**started(project)) as terminal:
        await terminal.says("streams[0].tls.verify is not obeyed: a team file can't turn off TLS checks")
        await trust_it(terminal)
        await terminal.until(lambda: terminal.stream_names == ["orders"])
        assert terminal.monitor("orders").spec.tls.verify


async def test_the_team_file_lies_under_no_other_profile(server: Server, project: Project) -> None:
    orders, late = server.streams("orders", "late")
    team_file(project, orders)
    own_profile(profiles.profile_path(project, "night"), late.spec())
    session = profiles.open_profile(project, "night")
    async with dashboard(session=session) as terminal:
        await terminal.shows("1 late ● live")
        assert "Trust" not in terminal.text
        assert terminal.stream_names == ["late"]
    assert orders.requests == []


async def test_opening_it_by_o_asks_as_well(server: Server, project: Project) -> None:
    orders, late = server.streams("orders", "late")
    team_file(project, orders)
    async with dashboard(late, project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("Team file", "sse-dash.toml  not trusted yet · orders")
        assert orders.requests == []
        await terminal.press("enter")
        await trust_it(terminal)
        await orders.connected()
        assert terminal.stream_names == ["orders"]


async def test_what_can_not_be_remembered_is_used_and_said_to_be_asked_again(
    server: Server, project: Project, state_dir: Path
) -> None:
    orders = server.stream("orders")
    team_file(project, orders)
    session = profiles.open_profile(project)
    state_dir.write_text("a file where the folder should be")
    async with dashboard(session=session) as terminal:
        await trust_it(terminal)
        await orders.connected()
        await terminal.says("it can't be saved: a part of its path is a file")


async def test_under_another_name_what_the_team_gave_is_saved_as_ones_own(
    server: Server, project: Project, default_file: Path
) -> None:
    orders, mine = server.streams("orders", "mine")
    team_file(project, orders)
    own_profile(default_file, mine.spec())
    async with dashboard(**started(project)) as terminal:
        await trust_it(terminal)
        await terminal.until(lambda: terminal.stream_names == ["orders", "mine"])
        await terminal.press("o")
        await terminal.shows("● default")
        await terminal.press("r")
        await terminal.shows("Rename default")
        await terminal.press("ctrl+u", *"night", "enter")
        await terminal.shows("default is called night now")
        await terminal.press("escape", "ctrl+s")
        await terminal.shows("▌ Saved", "2 streams")
    assert not default_file.exists()
    night = profiles.load(profiles.profile_path(project, "night")).profile
    assert night.streams == (orders.spec(), mine.spec())
