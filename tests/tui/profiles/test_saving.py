"""Saving what is on the screen as a profile: `ctrl+s`."""

# ruff: noqa: ASYNC240 - a small file, read while nothing else has to go on

from __future__ import annotations

import errno
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import Profile, Project, StoredProfile, store
from sse_dash.profiles.locate import list_profiles
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.app import SseDashApp
from tests.tui.conftest import Server, Terminal, dashboard
from tests.tui.piloting import piloted, until

pytestmark = pytest.mark.slow


@pytest.fixture
def default_file(project: Project) -> Path:
    """Where the project's default profile will be."""
    return profiles.profile_path(project, "default")


def stored(path: Path, *specs: StreamSpec) -> StoredProfile:
    """A profile of these streams, saved there."""
    return profiles.save(path, Profile(streams=specs), expected_digest=None)


@asynccontextmanager
async def beside(terminal: Terminal) -> AsyncIterator[Terminal]:
    """A second dashboard that was started with the same."""
    app = SseDashApp(terminal.app.profiles.session)
    async with piloted(app, size=(100, 30), notifications=True) as pilot:
        other = Terminal(app, pilot)
        await other.until(lambda: other.is_laid_out(len(terminal.stream_names)))
        yield other


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
    assert [ref.name for ref in list_profiles(project)] == ["night-shift"]


async def test_a_name_that_no_file_can_have_is_refused_in_place(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("ctrl+u", *"../up", "enter")
        await terminal.says("a profile can't be called '../up'")
        await terminal.press("ctrl+u", *"up", "enter")
        await terminal.shows("▌ Saved")


async def test_escape_saves_nothing(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("escape")
        await terminal.hides("Save a profile")
    assert list_profiles(project) == []


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
        await terminal.says("has been changed since it was opened", "Replace it?")
        await terminal.press("escape")
        await terminal.hides("Replace it?")
        assert default_file.read_bytes() == changed
        await terminal.press("ctrl+s")
        await terminal.shows("Replace it?")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
    assert profiles.load(default_file).profile.streams == (orders.spec(),)


async def test_comments_stay_and_nothing_is_asked(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders")
    stored(default_file, orders.spec())
    default_file.write_text("# mind the gap\n" + default_file.read_text())
    opened = profiles.load(default_file)
    async with dashboard(orders, project=project, stored=opened) as terminal:
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert default_file.read_text().startswith("# mind the gap\n")
    assert profiles.load(default_file).profile.streams[0].filter == "error"


async def test_comments_that_can_not_stay_are_not_lost_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders").spec(json=[1], method="POST")
    default_file.parent.mkdir(parents=True)
    default_file.write_text(
        f'streams = [{{ name = "orders", url = "{orders.url}", method = "POST", json = [ # mind\n 1] }}]\n'
    )
    commented = default_file.read_bytes()
    async with dashboard(orders, project=project, stored=profiles.load(default_file)) as terminal:
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.says("holds comments, which saving would lose", "default.toml.bak")
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


async def test_a_broken_profile_on_disk_is_not_overwritten_without_asking(
    server: Server, project: Project, default_file: Path
) -> None:
    default_file.parent.mkdir(parents=True)
    default_file.write_text("[[[ work of an hour")
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("enter")
        await terminal.says("A profile default is there already.")
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
    assert default_file.with_name("default.toml.bak").read_text() == "[[[ work of an hour"


async def test_what_the_other_of_two_dashboards_saved_is_not_lost(
    server: Server, project: Project, default_file: Path
) -> None:
    opened = stored(default_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as one, beside(one) as other:
        await one.press("f", *"error", "enter", "ctrl+s")
        await one.shows("▌ Saved")
        await other.press("f", *"debug", "enter", "ctrl+s")
        await other.says("has been changed since it was opened", "Replace it?")
        assert profiles.load(default_file).profile.streams[0].filter == "error"
        await other.press("escape")
        await other.hides("Replace it?")
        assert profiles.load(default_file).profile.streams[0].filter == "error"
        # Who saved last knows the file, and isn't asked again.
        await one.press("f", "ctrl+u", *"warn", "enter", "ctrl+s")
        await one.until(lambda: profiles.load(default_file).profile.streams[0].filter == "warn")
        assert "Replace it?" not in one.text


async def test_saving_twice_in_a_row_is_no_conflict(
    server: Server, project: Project, default_file: Path
) -> None:
    opened = stored(default_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.type_ahead("f", *"a", "enter", "ctrl+s", "f", *"b", "enter", "ctrl+s", "ctrl+s")
        await terminal.until(lambda: profiles.load(default_file).profile.streams[0].filter == "ab")
        await terminal.shows("▌ Saved")
        assert "Replace it?" not in terminal.text


async def test_what_is_saved_right_before_quitting_is_saved(
    server: Server, project: Project, default_file: Path
) -> None:
    opened = stored(default_file, server.stream("orders").spec())
    async with dashboard(project=project, stored=opened) as terminal:
        await terminal.type_ahead("f", *"error", "enter", "ctrl+s", "q")
        await until(lambda: not terminal.app.is_running, lambda: terminal.text)
    assert profiles.load(default_file).profile.streams[0].filter == "error"


async def test_quitting_does_not_wait_for_an_answer_that_was_not_given(
    server: Server, project: Project
) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        await terminal.press("ctrl+q")
        await until(lambda: not terminal.app.is_running, lambda: terminal.text)
    assert list_profiles(project) == []


async def test_a_secret_that_is_written_out_is_saved_with_the_better_way_to_do_it(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders").spec(headers={"Authorization": "Bearer s3cr3t-t0ken"})
    async with dashboard(orders, project=project) as terminal:
        await save_first_time(terminal)
        await terminal.says("holds a literal token", "write Bearer ${TOKEN} and set TOKEN")
        assert "s3cr3t" not in terminal.text
        terminal.app.clear_notifications()
        await terminal.hides("holds a literal token")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
        assert "holds a literal token" not in terminal.prose, "it was said, and isn't said with each save"
    assert profiles.load(default_file).profile.streams == (replace(orders, filter="error"),)


async def test_a_variable_is_saved_by_its_name(
    server: Server, project: Project, default_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "s3cr3t-t0ken")
    orders = server.stream("orders")
    async with dashboard(
        orders.spec(headers={"Authorization": "Bearer ${SHOP_TOKEN}"}), project=project
    ) as terminal:
        await orders.connected()
        assert orders.requests[0].headers["Authorization"] == "Bearer s3cr3t-t0ken"
        await save_first_time(terminal)
    assert "${SHOP_TOKEN}" in default_file.read_text()
    assert "s3cr3t" not in default_file.read_text()


async def test_a_profile_of_a_newer_version_is_shown_and_not_written(
    server: Server, project: Project, default_file: Path
) -> None:
    orders = server.stream("orders")
    stored(default_file, orders.spec())
    newer = default_file.read_text().replace("version = 1", "# new\nversion = 2\nshiny = 1")
    default_file.write_text(newer)
    async with dashboard(project=project, stored=profiles.load(default_file)) as terminal:
        await orders.connected()
        await terminal.says("1 orders ● live", "newer than this sse-dash knows", "it is not written to")
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.says("The profile was not saved", "update sse-dash to change it")
        await terminal.press("escape")
        await terminal.hides("The profile was not saved")
    assert default_file.read_text() == newer


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
async def test_a_file_with_header_values_that_others_can_read_is_mentioned(
    server: Server, project: Project, default_file: Path
) -> None:
    stored(default_file, server.stream("orders").spec(headers={"X-Shop": "seven"}))
    default_file.chmod(0o644)
    async with dashboard(project=project, stored=profiles.load(default_file)) as terminal:
        await terminal.says("can be read by others on this machine", "chmod 600")
        assert "seven" not in terminal.text
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    assert stat.S_IMODE(default_file.stat().st_mode) == 0o644


async def test_on_a_full_disk_the_old_file_stays_and_the_streams_go_on(
    server: Server, project: Project, default_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = server.stream("orders")
    opened = stored(default_file, orders.spec())
    before = default_file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with dashboard(project=project, stored=opened) as terminal:
        with monkeypatch.context() as disk:
            disk.setattr(store, "replace_file", full)
            await terminal.press("f", *"error", "enter", "ctrl+s")
            await terminal.says("The profile was not saved", "the disk is full", "make room on it")
        await orders.connected()
        orders.push("an error behind it")
        await terminal.press("escape")
        await terminal.shows("an error behind it")
        assert default_file.read_bytes() == before
        await terminal.press("ctrl+s")
        await terminal.shows("▌ Saved")


async def test_where_nothing_can_be_remembered_the_profile_is_saved_all_the_same(
    server: Server, project: Project, default_file: Path, state_dir: Path
) -> None:
    state_dir.write_text("a file where the folder should be")
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await save_first_time(terminal)
        await terminal.says("it can't be saved: a part of its path is a file")
    assert default_file.exists()


async def test_what_sse_dash_does_not_know_survives_a_save(
    server: Server, project: Project, default_file: Path
) -> None:
    stored(default_file, server.stream("orders").spec())
    text = default_file.read_text()
    default_file.write_text(f"{text}shiny = 1\n\n[view]\ngloss = 'high'\n\n[new]\nthing = [1, 2]\n")
    async with dashboard(project=project, stored=profiles.load(default_file)) as terminal:
        await terminal.press("f", *"error", "enter", "ctrl+s")
        await terminal.shows("▌ Saved")
    again = profiles.load(default_file).profile
    assert again.streams[0].filter == "error"
    assert again.unknown.top == {"new": {"thing": [1, 2]}}
    assert again.unknown.streams == {"orders": {"shiny": 1}}
    assert again.unknown.view == {"gloss": "high"}
