"""Running streams of JSON values: what of them is none is said once, with the first of it, and counted."""

from __future__ import annotations

import pytest

from sse_dash.streams.monitor.state import State
from tests.client.scripted_server import ScriptedServer
from tests.streams.monitor.noted import comes_to, monitor_of, notes, running

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

NDJSON = "application/x-ndjson"


async def test_what_is_skipped_is_noted_once_and_counted(scripted_server: ScriptedServer) -> None:
    scripted_server.script(
        *(scripted_server.stream(b"oops\n1\nagain\n", content_type=NDJSON) for _ in range(2))
    )
    monitor = monitor_of(scripted_server.url)
    async with running(monitor):
        await comes_to(monitor, State.ENDED)
    said = [note for note in notes(monitor) if "no JSON" in note]
    assert said == ["what is no JSON is skipped and counted: oops"]
    assert monitor.snapshot().skipped == 4
