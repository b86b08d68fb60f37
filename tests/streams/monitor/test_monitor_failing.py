"""Streams that can not be had, and why, against a real server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sse_dash.client import event_source
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    Server,
    closed,
    comes_to,
    has_received,
    monitor_of,
    running,
    words,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_a_stream_that_is_not_found_fails_with_what_the_server_says(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(404, "no such feed\n")
        snapshot = await comes_to(monitor, State.FAILED)
        assert words(snapshot) == "✖ 404 Not Found"
        assert snapshot.trouble == f"404 Not Found: {server.url}\nno such feed"
        assert not monitor.is_running


async def test_reconnecting_a_failed_stream_tries_again(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(404)
        await comes_to(monitor, State.FAILED)
        monitor.reconnect()
        await server.open(b"data: a\n\n")
        await has_received(monitor, 1)
        assert words(monitor.snapshot()) == "● live"
        assert monitor.snapshot().trouble == ""


async def test_an_answer_that_is_no_event_stream_fails(server: Server) -> None:
    monitor = monitor_of(server.url)
    async with running(monitor):
        (await server.accept()).refuse(200, "<html>")
        snapshot = await comes_to(monitor, State.FAILED)
        assert words(snapshot) == "✖ no event stream"
        assert "text/plain" in snapshot.trouble
        assert snapshot.trouble.endswith("<html>")


async def test_what_resolve_raises_is_that_stream_s_failure_and_no_other_s(server: Server) -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise ValueError("SHOP_TOKEN is not set")

    broken = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    well = monitor_of(server.url)
    async with running(broken, well):
        await server.open(b"data: a\n\n")
        await has_received(well, 1)
        snapshot = await comes_to(broken, State.FAILED)
        assert words(snapshot) == "✖ failed"
        assert snapshot.trouble == "SHOP_TOKEN is not set"
        assert not broken.is_running
        assert well.snapshot().state is State.OPEN
        assert server.asked == 1


async def test_resolve_is_asked_anew_each_time_it_is_connected(server: Server) -> None:
    tokens = iter(["first", "second"])

    def resolve(spec: StreamSpec) -> ResolvedRequest:
        return as_it_stands(replace(spec, headers={"Authorization": next(tokens)}))

    monitor = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    async with running(monitor):
        assert (await server.open()).headers["Authorization"] == "first"
        await comes_to(monitor, State.OPEN)
        monitor.reconnect()
        assert (await server.open()).headers["Authorization"] == "second"
        assert monitor.spec.headers == {}


async def test_what_no_one_expected_is_shown_and_can_be_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake in the code")

    monitor = monitor_of(server.url)
    with monkeypatch.context() as patch:
        patch.setattr(event_source, "EventSource", broken)
        async with running(monitor):
            snapshot = await comes_to(monitor, State.FAILED)
            assert "a mistake in the code" in snapshot.trouble
            patch.undo()
            monitor.reconnect()
            await server.open()
            await comes_to(monitor, State.OPEN)


async def test_what_breaks_in_an_open_stream_is_shown_and_the_connection_closed(server: Server) -> None:
    class Broken(Governor):
        async def turn(self, kept: float) -> None:
            raise RuntimeError("a mistake in the code")

    monitor = Monitor(StreamSpec(name="orders", url=server.url), governor=Broken())
    async with running(monitor):
        connection = await server.open(b"data: a\n\n")
        snapshot = await comes_to(monitor, State.FAILED)
        assert "a mistake in the code" in snapshot.trouble
        await closed(connection)


async def test_an_exception_without_words_is_shown_by_its_name(server: Server) -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise NotImplementedError

    monitor = Monitor(StreamSpec(name="orders", url=server.url), resolve=resolve)
    async with running(monitor):
        assert (await comes_to(monitor, State.FAILED)).trouble == "NotImplementedError"
