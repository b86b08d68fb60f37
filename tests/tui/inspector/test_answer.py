"""What a server said that gave no stream, opened from its pane."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor import beginning
from tests.tui.conftest import Server, dashboard

SECRET = "sk-0123456789abcdef"
BODY = '{"error": {"code": "insufficient_quota", "message": "You exceeded your quota\\u202e"}}'


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_enter_opens_the_answer_of_a_stream_that_was_refused(server: Server, status: int) -> None:
    chat = server.stream("chat")
    chat.refuse(status, BODY)
    async with dashboard(chat) as terminal:
        await terminal.shows(str(status))
        await terminal.press("enter")
        await terminal.shows(f"chat: {status}", "Content-Type: text/plain")
        await terminal.shows('    "code": "insufficient_quota"')
        assert "\u202e" not in terminal.text


async def test_the_body_is_copied_as_it_came(server: Server) -> None:
    chat = server.stream("chat")
    chat.refuse(403, BODY)
    async with dashboard(chat) as terminal:
        await terminal.shows("403")
        await terminal.press("enter", "c")
        assert terminal.clipboard == BODY
        await terminal.press("escape")
        await terminal.hides("Content-Type")


async def test_a_long_body_is_scrolled(server: Server) -> None:
    chat = server.stream("chat")
    chat.refuse(403, "\n".join(f"line {n}" for n in range(100)))
    async with dashboard(chat) as terminal:
        await terminal.shows("403")
        await terminal.press("enter")
        await terminal.shows("line 1 ")
        await terminal.press("G")
        await terminal.shows("line 99")


async def test_secrets_that_it_echoes_are_masked(server: Server) -> None:
    chat = server.stream("chat")
    chat.refuse(403, f"no such key: {SECRET}")
    async with dashboard(chat.spec(headers={"Authorization": f"Bearer {SECRET}"})) as terminal:
        await terminal.shows("403")
        await terminal.press("enter")
        await terminal.shows("no such key: ***")
        assert SECRET not in terminal.text


async def test_a_chosen_event_is_inspected_all_the_same(server: Server) -> None:
    chat = server.stream("chat")
    chat.push("an event")
    async with dashboard(chat) as terminal:
        await terminal.shows("an event")
        chat.refuse(503, BODY)
        chat.drop()
        await terminal.shows("insufficient_quota")
        await terminal.press("home", "enter")
        await terminal.shows("1 JSON")
        await terminal.press("escape", "G", "enter")
        await terminal.shows("chat: 503")


async def test_bytes_that_are_no_events_are_opened_too(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "BROUGHT_BY", 0.0)
    chat = server.stream("chat")
    chat.send(b'\n{"a": 1}\n{"a": 2}\n')
    async with dashboard(chat) as terminal:
        await terminal.says("NDJSON")
        await terminal.press("enter")
        await terminal.shows("chat: no stream", '{"a": 2}')
