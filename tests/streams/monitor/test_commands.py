"""Values that commands print: run without a shell, once for all, and again after a refusal."""

from __future__ import annotations

import asyncio
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sse_dash.client.errors import PermanentError
from sse_dash.requests.resolve import resolve
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.steps import Step
from sse_dash.streams.monitor.commands import Commands
from sse_dash.streams.monitor.event_source import CurrentRequest
from tests.streams.monitor.asked import comes_to, has_failed, is_open, monitor_of, running
from tests.streams.monitor.test_steps import App, app

__all__ = ["app"]

PYTHON = shlex.quote(sys.executable)


def counting(tmp_path: Path) -> str:
    """A command that prints how often it was run."""
    count = tmp_path / "count"
    code = f"p = open({str(count)!r}, 'a+'); p.write('x'); p.flush(); p.seek(0); n = len(p.read())"
    code += "; print('token-' + str(n))"
    return f"!{PYTHON} -c {shlex.quote(code)}"


async def failure(name: str, patience: float = 5.0) -> str:
    with pytest.raises(PermanentError) as caught:
        await Commands(patience).printed(name)
    return str(caught.value)


async def test_what_it_prints_is_the_value_without_its_line_end() -> None:
    assert await Commands().printed(f"!{PYTHON} -c 'print(\" a b \")'") == (" a b ", True)


async def test_no_shell_reads_it() -> None:
    printed, _ = await Commands().printed("!echo '$HOME' ; id `id` $(id) > /dev/null")
    assert printed == "$HOME ; id `id` $(id) > /dev/null"


async def test_it_is_run_once_for_all_who_ask(tmp_path: Path) -> None:
    commands, name = Commands(), counting(tmp_path)
    assert await asyncio.gather(*(commands.printed(name) for _ in range(3))) == [("token-1", True)] * 3
    assert await commands.printed(name) == ("token-1", False)


async def test_what_was_refused_is_asked_for_once_more_and_not_by_each(tmp_path: Path) -> None:
    commands, name = Commands(), counting(tmp_path)
    await commands.printed(name)
    commands.forget(name, "token-1")
    assert await commands.printed(name) == ("token-2", True)
    commands.forget(name, "token-1")  # by another stream, which had the old one
    assert await commands.printed(name) == ("token-2", False)


async def test_what_goes_wrong_is_said_with_the_command() -> None:
    assert "no-such-program-there x can't be run: no such file" in await failure("!no-such-program-there x")
    said = await failure(f"!{PYTHON} -c 'import sys; sys.exit(\"log in first\")'")
    assert said.endswith("ended with status 1: log in first")
    assert (await failure(f"!{PYTHON} -c pass")).endswith("printed nothing")
    assert (await failure(f"!{PYTHON} -c 'print(\"x\" * 70000)'")).endswith("printed more than 65,536 bytes")


async def test_one_that_prints_without_end_is_ended_when_it_is_too_much() -> None:
    endless = f"!{PYTHON} -c 'while True: print(\"x\" * 1000)'"
    assert (await failure(endless)).endswith("printed more than 65,536 bytes")


async def test_of_what_it_says_without_end_the_last_line_is_told() -> None:
    talks = f"!{PYTHON} -c 'import sys; [print(n, file=sys.stderr) for n in range(200000)]; sys.exit(3)'"
    assert (await failure(talks)).endswith("ended with status 3: 199999")


async def test_one_that_does_not_end_is_ended() -> None:
    words = await failure("!sleep 60", patience=0.1)
    assert words == "the command sleep 60 did not end within 0.1 s"


async def test_it_has_no_terminal_to_ask_on() -> None:
    code = "import sys; print(sys.stdin.read() == '')"
    assert (await Commands().printed(f"!{PYTHON} -c {shlex.quote(code)}"))[0] == "True"


async def test_a_stream_and_its_steps_send_what_it_prints(app: App) -> None:
    app.answer("/login")
    monitor = monitor_of(
        f"{app.url}/events",
        headers={"Authorization": "Bearer ${!echo t0k3n-of-mine}"},
        before=(Step(url="/login", json={"t": "${!echo t0k3n-of-mine}"}),),
    )
    async with running(monitor):
        await is_open(monitor)
    assert app.bodies[0] == '{"t": "t0k3n-of-mine"}'
    assert [request.headers["Authorization"] for request in app.asked] == ["Bearer t0k3n-of-mine"] * 2


async def test_after_a_401_it_is_asked_again_and_the_stream_goes_on(app: App, tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        wanted = "Bearer token-2" if len(app.asked) > 1 else "Bearer token-1"
        if request.headers["Authorization"] == wanted:
            return await app.stream(request)
        return web.Response(status=401, text="expired")

    app.answers["/events"] = answer
    headers = {"Authorization": f"Bearer ${{{counting(tmp_path)}}}"}
    monitor = monitor_of(f"{app.url}/events", headers=headers, retry=0.0, backoff=0.0)
    async with running(monitor):
        await is_open(monitor)
        app.cut.set()
        await comes_to(monitor, lambda _: len(app.asked) == 3)
        await is_open(monitor)


async def test_a_401_to_what_was_just_printed_is_a_failure(app: App, tmp_path: Path) -> None:
    app.answer("/events", "who is token-1?", status=401)
    headers = {"Authorization": f"Bearer ${{{counting(tmp_path)}}}"}
    async with running(monitor_of(f"{app.url}/events", headers=headers)) as monitor:
        snapshot = await has_failed(monitor)
    assert len(app.asked) == 1
    assert snapshot.trouble.endswith("who is ***?")


@pytest.mark.parametrize("field", ["url", "proxy", "unix"])
async def test_where_a_command_can_not_stand_it_is_not_run(field: str, tmp_path: Path) -> None:
    name = counting(tmp_path)
    fields: dict[str, Any] = {field: f"http://${{{name}}}"}
    spec = replace(StreamSpec(name="a", url="http://a"), **fields)
    with pytest.raises(ValueError, match="a command can't stand here"):
        await CurrentRequest(spec, resolve, Commands()).renewed()
    assert not (tmp_path / "count").exists()
