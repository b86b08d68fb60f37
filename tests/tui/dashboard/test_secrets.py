"""Values that nobody looking over a shoulder may see, wherever a server quotes them."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any
from urllib.parse import quote

import pytest

from sse_dash.requests.resolve import resolve
from tests.tui.conftest import Server, Terminal, dashboard
from tests.tui.piloting import until

pytestmark = pytest.mark.slow

TOKEN = "s3cr3t/t0ken+of=the shop"
FORMS = [TOKEN, quote(TOKEN, safe=""), quote(TOKEN), "s3cr3t", base64.b64encode(TOKEN.encode()).decode()]
"""The token as it stands, as it may be quoted, and the part of it that gives it away."""


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)


def told_in(text: str) -> list[str]:
    """The forms of the token that are in the text."""
    return [form for form in FORMS if form in text]


async def look_around(terminal: Terminal, in_forms: str = "${SHOP_TOKEN}") -> str:
    """All that the screens show of the stream, one after the other; the forms among it say `in_forms`."""
    seen = []

    async def look(*words: str) -> None:
        await terminal.says(*words)
        seen.append(terminal.text)
        seen.append(terminal.app.export_screenshot())

    for key, words, back in [
        ("enter", [], "escape"),
        ("f3", ["401"], "f2"),
        ("f4", ["timeline 1 stream", "401 Unauthorized"], "f2"),
        ("w", ["Export"], "escape"),
        ("delete", ["Remove orders?"], "escape"),
        ("e", ["Change a stream", in_forms], "escape"),
        ("D", ["Duplicate a stream", in_forms], "escape"),
    ]:
        await terminal.press(key)
        await look(*words)
        await terminal.press(back)
        await terminal.until(lambda: terminal.app.screen is terminal.app.dashboard)
    return "\n".join(seen)


async def test_a_server_that_quotes_what_it_refuses_gives_nothing_away(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    orders = server.stream("orders")
    orders.refuse(
        401, f"no such token: Bearer {TOKEN}; {json.dumps({'body': TOKEN})}; /?token={quote(TOKEN, safe='')}"
    )
    spec = orders.spec(
        method="POST",
        url=f"{orders.url}?token=${{SHOP_TOKEN}}",
        headers={"Authorization": "Bearer ${SHOP_TOKEN}"},
        body="token=${SHOP_TOKEN}",
    )
    async with dashboard(spec) as terminal:
        await terminal.says("✖ 401", "no such token: ")
        assert orders.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
        seen = await look_around(terminal)
        snapshot = terminal.monitor("orders").snapshot()
    assert "no such token" in seen
    assert told_in(seen) == []
    assert told_in(repr(snapshot)) == []
    assert told_in(caplog.text) == []


async def test_what_is_written_out_is_masked_as_well(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(401, f"no such token: Bearer {TOKEN}")
    url = orders.url.replace("http://", f"http://me:{quote(TOKEN, safe='')}@") + "?api_key=s3cr3t-too"
    async with dashboard(
        orders.spec(url=url, headers={"X-Shop": TOKEN, "X-Ref": "${SHOP_TOKEN}"})
    ) as terminal:
        await terminal.says("✖ 401", "no such token: ")
        seen = await look_around(terminal, "X-Shop: ***")
    assert told_in(seen) == []


async def test_a_try_in_the_form_gives_nothing_away(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(401, f"no such token: Bearer {TOKEN}")
    async with dashboard(orders.spec(headers={"Authorization": "Bearer ${SHOP_TOKEN}"})) as terminal:
        await terminal.says("✖ 401")
        await terminal.press("e")
        await terminal.shows("Change a stream")
        before = len(orders.requests)
        await terminal.press("ctrl+t")
        await terminal.until(lambda: len(orders.requests) > before)
        await terminal.says("401", "no such token")
        assert told_in(terminal.text) == []


async def test_a_missing_variable_is_the_error_of_its_pane_and_of_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_TOKEN")
    orders, prices = server.streams("orders", "prices")
    async with dashboard(orders.spec(headers={"X-Token": "${SHOP_TOKEN}"}), prices) as terminal:
        await prices.connected()
        await terminal.shows("2 prices ● live", "1 orders ✖")
        await terminal.until(lambda: "SHOP_TOKEN is not set" in " ".join(terminal.rows("orders")))
        assert orders.requests == []

        monkeypatch.setenv("SHOP_TOKEN", TOKEN)
        await terminal.press("1", "r")
        await orders.connected()
        await terminal.shows("1 orders ● live")
        assert orders.requests[0].headers["X-Token"] == TOKEN
        assert told_in(terminal.text) == []


async def test_a_crash_prints_no_value(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    orders = server.stream("orders")
    spec = orders.spec(headers={"Authorization": "Bearer ${SHOP_TOKEN}"})

    def broken() -> None:
        resolved = resolve(spec)
        value: Any = resolved.headers.reveal()
        raise RuntimeError(f"broken with {len(value)} header")

    async def crash() -> None:
        async with dashboard(spec) as terminal:
            await orders.connected()
            # As where nothing could go on.
            terminal.app.goes_on = False
            terminal.app.call_next(broken)
            await until(lambda: not terminal.app.is_running, lambda: terminal.text)

    with pytest.raises(RuntimeError, match="broken with 1 header"):
        await crash()
    out, err = capsys.readouterr()
    assert "RuntimeError: broken with 1 header" in err
    assert told_in(out + err) == []
