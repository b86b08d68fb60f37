"""What is secret of a request is not shown, whatever the server says."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import State
from tests.streams.monitor.followed import (
    SECRET,
    Server,
    comes_to,
    monitor_of,
    running,
    until,
)

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


@pytest.mark.parametrize("status", [401, 404, 503, 200])
async def test_no_header_value_is_shown_even_if_the_server_quotes_it(server: Server, status: int) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "X-Key": f"{SECRET}-2"}
    monitor = monitor_of(server.url, headers=headers)
    async with running(monitor):
        connection = await server.accept()
        assert connection.headers["Authorization"] == f"Bearer {SECRET}"
        connection.refuse(status, f"{connection.headers['X-Key']} and {SECRET} are not known here")
        await until(lambda: monitor.snapshot().state in (State.FAILED, State.RETRYING))
        snapshot = monitor.snapshot()
        assert SECRET not in repr(snapshot)
        if snapshot.state is State.FAILED:
            assert snapshot.trouble.endswith("*** and *** are not known here")


async def test_a_short_header_value_is_no_secret_and_garbles_nothing(server: Server) -> None:
    monitor = monitor_of(server.url, headers={"DNT": "1"})
    async with running(monitor):
        (await server.accept()).refuse(404)
        assert server.url in (await comes_to(monitor, State.FAILED)).trouble


async def test_a_header_that_cannot_be_sent_is_not_shown(server: Server) -> None:
    monitor = monitor_of(server.url, headers={"Authorization": f"Bearer {SECRET}\nX: y"})
    async with running(monitor):
        snapshot = await comes_to(monitor, State.FAILED)
        assert "header" in snapshot.trouble
        assert SECRET not in repr(snapshot)


async def test_a_password_in_the_url_is_not_shown(server: Server) -> None:
    monitor = monitor_of(server.url.replace("//", f"//me:{SECRET}@") + f"?token={SECRET}")
    async with running(monitor):
        (await server.accept()).refuse(404)
        snapshot = await comes_to(monitor, State.FAILED)
        assert SECRET not in repr(snapshot)
