"""What was not saved when sse-dash ended without asking is offered at the next start."""

from __future__ import annotations

import pytest

from sse_dash.profiles import Project, Session, keep_unsaved, unsaved
from sse_dash.profiles.memory import state_dir
from sse_dash.tui.terminal.messages import TerminalEnding
from tests.tui.conftest import Server, Terminal, dashboard
from tests.tui.piloting import until

pytestmark = pytest.mark.slow


def broken() -> None:
    """A mistake."""
    raise RuntimeError("boom")


async def add(server: Server, terminal: Terminal) -> None:
    """Add a stream by hand."""
    await terminal.press("a", *server.stream("audit").url, "enter")
    await terminal.until(lambda: "audit" in terminal.stream_names)


async def test_a_crash_keeps_the_streams_and_says_so(
    server: Server, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    async def crash() -> None:
        async with dashboard(server.stream("orders"), project=project) as terminal:
            await add(server, terminal)
            terminal.app.goes_on = False
            terminal.app.call_next(broken)
            await until(lambda: not terminal.app.is_running, lambda: terminal.text)

    with pytest.raises(RuntimeError, match="boom"):
        await crash()
    kept = unsaved(project)
    assert kept is not None
    assert [spec.name for spec in kept.streams] == ["orders", "audit"]
    said = " ".join(capsys.readouterr().err.split())
    assert "Streams that were not saved (added: audit) are kept; the next start offers them." in said


async def test_being_told_to_end_keeps_them_too(server: Server, project: Project) -> None:
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await add(server, terminal)
        terminal.app.post_message(TerminalEnding(143))
        await until(lambda: not terminal.app.is_running, lambda: terminal.text)
    assert unsaved(project) is not None


async def test_the_next_start_offers_them_once(server: Server, project: Project) -> None:
    kept = server.stream("audit").spec(filter="type:login")
    keep_unsaved(Session(project=project), (kept,))
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.says("Streams that were not saved", "without asking", "audit", "open them")
        await terminal.press("enter")
        await terminal.until(lambda: terminal.stream_names == ["audit", "orders"])
        assert terminal.app.dashboard.specs[0].filter == "type:login"
        await terminal.until(lambda: unsaved(project) is None)


async def test_they_can_be_forgotten_or_put_off(server: Server, project: Project) -> None:
    keep_unsaved(Session(project=project), (server.stream("audit").spec(),))
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.says("Streams that were not saved")
        await terminal.press("escape")
        assert terminal.stream_names == ["orders"]
    assert unsaved(project) is not None
    async with dashboard(server.stream("orders"), project=project) as terminal:
        await terminal.says("Streams that were not saved")
        await terminal.press("d")
        await terminal.until(lambda: unsaved(project) is None)
        assert terminal.stream_names == ["orders"]


async def test_they_are_kept_while_it_runs_and_forgotten_when_one_leaves(
    server: Server, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sse_dash.tui.app.KEPT_EVERY", 0.05)
    async with dashboard(server.stream("orders"), project=project) as terminal:
        file = state_dir() / "unsaved.json"
        await add(server, terminal)
        await terminal.until(lambda: file.exists() and "audit" in file.read_text())
        await terminal.press("q", "d")
        await until(lambda: not terminal.app.is_running, lambda: terminal.text)
    assert "audit" not in file.read_text()
