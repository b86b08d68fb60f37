"""A stream of JSON values from Redis by way of webdis: `SUBSCRIBE` answers with one value after another."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from sse_dash.client import EventSource
from tests.servers.foreign_server import ForeignServer, free_port

pytestmark = pytest.mark.servers

_PATIENCE = 20.0


@pytest.fixture
def webdis(tmp_path: Path) -> Iterator[ForeignServer]:
    if shutil.which("webdis") is None or shutil.which("redis-server") is None:
        pytest.skip("webdis is not installed: run .ci/servers all")
    redis_port = free_port()
    redis = ForeignServer(
        "redis", redis_port, ["redis-server", "--port", str(redis_port), "--save", ""], tmp_path
    )
    port = free_port()
    config = {
        "redis_host": "127.0.0.1",
        "redis_port": redis_port,
        "http_host": "127.0.0.1",
        "http_port": port,
        "threads": 1,
        "pool_size": 2,
        "daemonize": False,
        "logfile": str(tmp_path / "webdis.log"),
    }
    (tmp_path / "webdis.json").write_text(json.dumps(config))
    server = ForeignServer("webdis", port, ["webdis", str(tmp_path / "webdis.json")], tmp_path)
    try:
        redis.start()
        server.start()
        yield server
    finally:
        server.kill()
        redis.kill()


async def publish(server: ForeignServer, text: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"{server.url}PUBLISH/news/{text}") as answer:
        assert answer.status == 200


async def test_what_is_published_comes_as_values_also_after_a_restart(webdis: ForeignServer) -> None:
    url = f"{webdis.url}SUBSCRIBE/news"
    async with asyncio.timeout(_PATIENCE), EventSource(url, format="auto", max_connect_retry=None) as source:
        assert (await anext(source)).json() == {"SUBSCRIBE": ["subscribe", "news", 1]}
        for text in ("one", "two"):
            await publish(webdis, text)
            assert (await anext(source)).json() == {"SUBSCRIBE": ["message", "news", text]}
        await webdis.restart(0.2)
        assert (await anext(source)).json() == {"SUBSCRIBE": ["subscribe", "news", 1]}


async def test_a_single_answer_is_one_event_and_is_not_asked_for_again(webdis: ForeignServer) -> None:
    async with asyncio.timeout(_PATIENCE):
        source = EventSource(f"{webdis.url}PING", format="auto")
        assert [event.json() async for event in source] == [{"PING": [True, "PONG"]}]
