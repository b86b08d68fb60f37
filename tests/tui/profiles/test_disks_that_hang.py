"""A disk that doesn't answer to a save: it is said, and everything else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sse_dash.profiles import Project
from sse_dash.profiles.session import Save
from sse_dash.tui import threads
from sse_dash.tui.profiles import session_commands
from tests.tui.conftest import Server, dashboard
from tests.tui.piloting import until

SOON = 0.05
"""Seconds."""


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The disk is gone until it is set; no one waits for it long."""
    gone = threading.Event()
    usual = Save.write

    def write(save: Save) -> object:
        gone.wait()
        return usual(save)

    monkeypatch.setattr(Save, "write", write)
    monkeypatch.setattr(session_commands, "on_disk", partial(on_disk, threads.on_disk))
    yield gone
    gone.set()


async def on_disk(usual: Callable[..., object], work: Callable[[], object], *_: float) -> object:
    return await usual(work, SOON)  # type: ignore[misc]


async def test_that_a_save_has_no_answer_is_said_and_the_profiles_can_be_listed(
    server: Server, project: Project, gone: threading.Event
) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile for project shop")
        await terminal.press("enter")
        await terminal.shows("The profile was not saved", "the disk has not answered for 0.05 s")
        await terminal.press("enter", "o")
        await terminal.shows("No profile has been saved yet")
        gone.set()


async def test_who_quits_while_a_save_has_no_answer_leaves(
    server: Server, project: Project, gone: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_commands, "on_disk", threads.on_disk)
    monkeypatch.setattr(session_commands, "_SAVE_PATIENCE", SOON)
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile for project shop")
        await terminal.press("enter", "q")
        await until(lambda: not terminal.app.is_running, lambda: "it runs on")
        gone.set()
