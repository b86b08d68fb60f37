"""How much of a body is read at a time: less where reading keeps the loop, and not where others have it."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest

from sse_dash.client.body import Body
from sse_dash.client.waiting import let_others_run

LARGEST = 65_536


class Content:
    """A body without an end, which is there at once. It notes what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def read(self, size: int) -> bytes:
        self.asked.append(size)
        return b"x" * size

    def exception(self) -> None:
        return None


@pytest.fixture
def content() -> Content:
    return Content()


def body_of(content: Content, pace: Any = let_others_run) -> Body:
    response = cast(aiohttp.ClientResponse, SimpleNamespace(content=content, url="http://a"))
    return Body(response, LARGEST, pace)


async def test_reads_grow_to_the_largest_where_little_is_made_of_them(content: Content) -> None:
    body = body_of(content)
    for _ in range(12):
        await body.read()
    assert content.asked[0] < content.asked[-1] == LARGEST


async def test_they_shrink_where_what_is_made_of_them_keeps_the_loop(content: Content) -> None:
    body = body_of(content)
    for _ in range(12):
        await body.read()
        time.sleep(0.006)  # noqa: ASYNC251 - that it holds up the loop is what this is about
    assert content.asked[-1] < content.asked[0]


async def test_who_waits_for_something_else_between_two_reads_gets_as_much_as_others(
    content: Content,
) -> None:
    body = body_of(content)
    for _ in range(12):
        await body.read()
        await asyncio.sleep(0.006)
    assert content.asked[-1] == LARGEST


async def test_the_pace_is_told_once_for_how_long_the_loop_was_kept(content: Content) -> None:
    told: list[float] = []

    async def pace(kept: float) -> None:
        told.append(kept)
        await asyncio.sleep(10 if len(told) == 2 else 0)

    body = body_of(content, pace)
    await body.read()
    time.sleep(0.006)  # noqa: ASYNC251 - the same
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(body.read(), 0.01)
    await body.read()

    assert told[1] >= 0.006
    assert told[0] == told[2] == 0.0
