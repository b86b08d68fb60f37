"""Streams that were not saved when sse-dash ended without asking are there at the next start."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sse_dash.profiles import (
    Profile,
    Project,
    Session,
    StoredProfile,
    forget_unsaved,
    keep_unsaved,
    keep_while_running,
    unsaved,
)
from sse_dash.profiles.memory import STATE_DIR_VARIABLE, state_dir
from sse_dash.requests.spec import StreamSpec

ORDERS = StreamSpec(name="orders", url="https://shop.example/orders")
AUDIT = StreamSpec(name="audit", url="https://shop.example/audit", filter="type:login")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder."""
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "shop")


def kept(project: Project | None) -> tuple[StreamSpec, ...]:
    found = unsaved(project)
    return () if found is None else found.streams


@pytest.mark.usefixtures("state")
def test_streams_that_differ_from_what_was_opened_are_kept_with_the_time(project: Project) -> None:
    session = Session(project=project, streams=(ORDERS,))
    assert keep_unsaved(session, (ORDERS, AUDIT), clock=lambda: 12.5) == ""
    found = unsaved(project)
    assert found is not None
    assert (found.streams, found.at) == ((ORDERS, AUDIT), 12.5)


@pytest.mark.usefixtures("state")
def test_streams_that_are_as_they_were_opened_are_not_kept(project: Project) -> None:
    assert keep_unsaved(Session(project=project, streams=(ORDERS,)), (ORDERS,)) == ""
    assert unsaved(project) is None


@pytest.mark.usefixtures("state")
def test_each_project_has_its_own(project: Project) -> None:
    keep_unsaved(Session(project=project), (ORDERS,))
    keep_unsaved(Session(), (AUDIT,))
    assert (kept(project), kept(None)) == ((ORDERS,), (AUDIT,))
    assert forget_unsaved(project) == ""
    assert (kept(project), kept(None)) == ((), (AUDIT,))


def test_no_secret_that_no_file_had_is_written_and_the_file_is_private(state: Path) -> None:
    typed = StreamSpec(
        name="chat",
        url="https://me:hush1@chat.example/v1?api_key=hush2",
        headers={"Authorization": "Bearer hush3", "X-Tenant": "${TENANT}"},
    )
    keep_unsaved(Session(), (typed,))
    offered = unsaved(None)
    assert offered is not None
    assert offered.lacks_secrets
    (found,) = offered.streams
    assert found.headers["X-Tenant"] == "${TENANT}"
    assert found.headers["Authorization"].startswith("Bearer ${")
    (file,) = [each for each in state.iterdir() if each.suffix == ".json"]
    assert "hush" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("state")
def test_a_secret_that_the_profile_has_written_out_stays(project: Project, tmp_path: Path) -> None:
    old = StreamSpec(name="chat", url="https://chat.example", headers={"Authorization": "Bearer hush"})
    stored = StoredProfile(Profile(streams=(old,)), tmp_path / "default.toml", b"")
    session = Session(project=project, stored=stored)
    keep_unsaved(session, (old, ORDERS))
    assert kept(project) == (old, ORDERS)


def test_what_can_not_be_read_is_as_if_nothing_had_been_kept(state: Path) -> None:
    keep_unsaved(Session(), (ORDERS,))
    (file,) = [each for each in state.iterdir() if each.suffix == ".json"]
    file.write_text(file.read_text().replace("url", "rl"))
    assert unsaved(None) is None
    file.write_text("{")
    assert unsaved(None) is None


def gone(state: Path) -> None:
    """Have what runs keep it under a process that there is no more."""
    (file,) = [each for each in state.iterdir() if each.suffix == ".json"]
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    file.write_text(file.read_text().replace(f'"{os.getpid()} ', f'"{process.pid} '))


def test_what_a_process_keeps_while_it_runs_is_offered_once_it_is_gone(state: Path, project: Project) -> None:
    session = Session(project=project)
    assert keep_while_running(session, (ORDERS,)) == ""
    assert unsaved(project) is None, "it is on somebody's screen"
    gone(state)
    assert kept(project) == (ORDERS,)
    assert kept(None) == ()
    forget_unsaved(project)
    assert unsaved(project) is None


def test_what_was_kept_last_is_offered(state: Path, project: Project) -> None:
    session = Session(project=project)
    keep_unsaved(session, (ORDERS,), clock=lambda: 2.0)
    keep_while_running(session, (AUDIT,), clock=lambda: 3.0)
    gone(state)
    assert kept(project) == (AUDIT,)


@pytest.mark.usefixtures("state")
def test_it_is_forgotten_where_it_is_saved_and_where_the_process_ends_by_itself(project: Project) -> None:
    session = Session(project=project)
    for streams, end in (((), keep_while_running), ((ORDERS,), keep_unsaved)):
        keep_while_running(session, (ORDERS,))
        end(session, streams)
        assert str(os.getpid()) not in (state_dir() / "unsaved.json").read_text()
    assert kept(project) == (ORDERS,)


@pytest.mark.slow
@pytest.mark.usefixtures("state")
def test_the_oldest_go_where_there_is_too_much() -> None:
    many = tuple(replace(AUDIT, name=f"{n}", url=f"https://shop.example/{'x' * 900}") for n in range(100))
    projects = [Project(Path(f"/shop-{number}")) for number in range(6)]
    for number, each in enumerate(projects):
        assert keep_unsaved(Session(project=each), many, clock=partial(float, number)) == ""
    assert [len(kept(each)) for each in projects] == [0, 0, 0, 100, 100, 100]
